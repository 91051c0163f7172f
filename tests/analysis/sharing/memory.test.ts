import type { TSESTree } from '@typescript-eslint/utils'
import { expect, it } from 'vitest'

import { sharedMemory } from '../../../src/analysis/sharing/memory.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** What the shared memory that `use(seen)` is given is known to be. */
function memory(code: string): string {
  const sourceCode = parse(code)
  const [seen] = nodeAt<TSESTree.CallExpression>(sourceCode, 'use(seen)', { type: 'CallExpression' }).arguments
  const found = seen && sharedMemory(sourceCode, seen)
  if (!found) return 'private or unknown'
  return [found.form, found.type, found.wasm && 'wasm', found.own && 'own'].filter(Boolean).join(' ')
}

const buffer = 'const bytes = new SharedArrayBuffer(64)\n'

it.each([
  ['the bytes', 'const seen = new SharedArrayBuffer(64)\nuse(seen)', 'buffer'],
  ['a view', `${buffer}const seen = new Int32Array(bytes)\nuse(seen)`, 'view Int32Array'],
  ['a view of one that is private', 'const seen = new Int32Array(new ArrayBuffer(64))\nuse(seen)', 'private or unknown'],
  ['a view of numbers', 'const seen = new Int32Array([1, 2])\nuse(seen)', 'private or unknown'],
  ['a copy', `${buffer}const seen = new Int32Array(bytes).slice()\nuse(seen)`, 'private or unknown'],
  ['a part that starts at a constant', `${buffer}const seen = new Int32Array(bytes, 8, 4)\nuse(seen)`, 'view Int32Array'],
  ["a thread's own part", `${buffer}import { workerData } from 'node:worker_threads'\nconst seen = new Int32Array(bytes, workerData.offset, 4)\nuse(seen)`, 'view Int32Array own'],
  ['the bytes behind a view', `${buffer}const seen = new Int32Array(bytes).buffer\nuse(seen)`, 'buffer'],
  ['memory of WebAssembly', 'const { buffer: seen } = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true })\nuse(seen)', 'buffer wasm'],
  ['memory of WebAssembly that is not shared', 'const { buffer: seen } = new WebAssembly.Memory({ initial: 1 })\nuse(seen)', 'private or unknown'],
  ['what a function of the file makes', 'const make = () => new Float64Array(new SharedArrayBuffer(64))\nconst seen = make()\nuse(seen)', 'view Float64Array'],
  ['a parameter by its type', 'function add(seen: Int32Array<SharedArrayBuffer>) { use(seen) }', 'view Int32Array'],
  ['a parameter that may be private', 'function add(seen: Int32Array) { use(seen) }', 'private or unknown'],
  ['a view over a parameter that is called shared', 'function open(sharedBuffer) { const seen = new Uint8Array(sharedBuffer); use(seen) }', 'view Uint8Array'],
  ['a list of views', `${buffer}const lanes = [new Int32Array(bytes), new Int32Array(bytes, 8)]\nfor (const seen of lanes) use(seen)`, 'view Int32Array'],
])('%s', (_, code, expected) => {
  expect(memory(code)).toBe(expected)
})

it('knows fields by what is put into them', () => {
  const sourceCode = parse('class Ring { #words = new Int32Array(new SharedArrayBuffer(64)); push() { return this.#words } }')
  expect(sharedMemory(sourceCode, nodeAt(sourceCode, 'this.#words'))).toMatchObject({ form: 'view', type: 'Int32Array' })
})

it('asks types last', () => {
  const code = 'declare function attach(): Int32Array<SharedArrayBuffer>\nconst seen = attach()'
  const typed = parse(code, { typed: true })
  expect(sharedMemory(typed, nodeAt(typed, 'seen'))).toMatchObject({ form: 'view', type: 'Int32Array' })
})
