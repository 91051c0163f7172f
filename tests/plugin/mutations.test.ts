import { readFileSync, readdirSync } from 'node:fs'

import tsParser from '@typescript-eslint/parser'
import { expect, it } from 'vitest'

import { describe as told, makeCheck } from '../../scripts/robust/check.mjs'
import { rules } from '../../src/rules/index.ts'
import { walk } from '../../src/utils/syntax.ts'
import { CODE, pages, readPage } from '../support/pages.ts'
import { parse } from '../support/probe.ts'

// Programs that nobody wrote: code that concerns our rules, with pieces of it exchanged or taken out. What still parses is linted.
const check = makeCheck(rules)
const MUTANTS = Number(process.env['PROGRAMS'] ?? 10)

/** A sequence of pseudo-random numbers below `n`, the same in every run. */
function dice(seed: number): (n: number) => number {
  let state = seed
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}

function mutate(code: string, ranges: readonly (readonly [number, number])[], roll: (n: number) => number): string {
  const [start, end] = ranges[roll(ranges.length)] ?? [0, 0]
  const [from, to] = ranges[roll(ranges.length)] ?? [0, 0]
  return code.slice(0, start) + (roll(4) === 0 ? '' : code.slice(from, to)) + code.slice(end)
}

const odd = `${import.meta.dirname}/../fixtures/odd`
const seeds: readonly (readonly [string, readonly string[]])[] = [
  ...readdirSync(odd).filter((name) => !name.includes('component')).map((name) => [name, [readFileSync(`${odd}/${name}`, 'utf8')]] as const),
  ...pages().map((path) => [path, readPage(path).blocks.filter(({ language }) => CODE.has(language) && !language.endsWith('x')).map(({ code }) => code)] as const),
]

it.each(seeds)('nothing is wrong with any rule on what becomes of %s', (_, codes) => {
  for (const code of codes) {
    const ranges: (readonly [number, number])[] = []
    const sourceCode = parse(code)
    walk(sourceCode, sourceCode.ast, (node) => void ranges.push(node.range))
    const roll = dice(code.length)
    for (let i = 0; i < MUTANTS; i++) {
      const mutant = mutate(code, ranges, roll)
      const { faults } = check(mutant, { filename: '/example/file.ts', languageOptions: { parser: tsParser } })
      expect(faults.map(told), mutant).toEqual([])
    }
  }
})
