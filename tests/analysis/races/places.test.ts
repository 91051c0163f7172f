import { expect, it } from 'vitest'

import { accessesIn } from '../../../src/analysis/races/places/accesses.ts'
import { overlaps } from '../../../src/analysis/races/places/place.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import { parse } from '../../support/probe.ts'

/** Whether the first read of a method may be changed by its last write; undefined where one of them is missing. */
function changes(body: string): boolean | undefined {
  const sourceCode = parse(`class Box { #map = new Map(); list = []; set = new Set(); async run(key, other) { ${body} } }`)
  const fn = nodesOf(sourceCode).functions.at(0)
  const { reads, writes } = fn ? accessesIn(sourceCode, fn) : { reads: [], writes: [] }
  const write = writes.at(-1)
  return write && reads[0] && reads.some((read) => overlaps(read.place, write.place))
}

it.each([
  ['the same field', 'const a = this.a; this.a = 1', true],
  ['another field', 'const a = this.a; this.b = 1', false],
  ['a field through an alias of the object', 'const self = this; const a = self.a; this.a = 1', true],
  ['a property of an object that is replaced', 'if (this.token.old) this.token = 1', true],
  ['an object whose property is written', 'use(this.token); this.token.old = 1', false],
  ['a field that is taken apart', 'const { a } = this; this.a = 1', true],
  ['an entry by the same key', 'this.#map.get(key); this.#map.set(key, 1)', true],
  ['an entry by another key', 'this.#map.get(key); this.#map.set(other, 1)', false],
  ['an entry by the same text', 'this.#map.has(`${key}/a`); this.#map.set(`${key}/a`, 1)', true],
  ['an entry, and all', 'this.#map.get(key); this.#map.clear()', true],
  ['the size, and an entry', 'if (this.#map.size < 3) this.#map.set(key, 1)', true],
  ['a collection through a name for it', 'const { list } = this; if (list.length === 0) list.push(1)', true],
  ['elements of objects by key', 'if (!this.table[key]) this.table[key] = 1', true],
  ['elements by a key that changes', 'let i = 0; if (!this.table[i]) this.table[++i] = 1', undefined],
  ['a method of something unknown', 'this.bus.has(key); this.bus.push(key)', undefined],
])('%s', (_, body, expected) => {
  expect(changes(body)).toBe(expected)
})
