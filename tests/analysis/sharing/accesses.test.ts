import { expect, it } from 'vitest'

import { accessesOf } from '../../../src/analysis/sharing/accesses.ts'
import { parse } from '../../support/probe.ts'

/** The accesses of the code: how, which element, whose. */
function accesses(code: string): readonly string[] {
  const sourceCode = parse(code)
  return accessesOf(sourceCode).map(({ how, index, word, helped }) => `${how} ${sourceCode.getText(index)} (${word.kind})${helped ? ' helped' : ''}`)
}

const view = "import { workerData } from 'node:worker_threads'\nconst view = new Int32Array(new SharedArrayBuffer(64))\n"

it.each([
  ['a read', 'if (view[0] === 0) view[1] = 1', ['read 0 (constant)', 'write 1 (constant)']],
  ['a write', 'view[0] = 1', ['write 0 (constant)']],
  ['an update', 'view[0]++', ['modify 0 (constant)']],
  ['a compound assignment', 'view[0] += 2', ['modify 0 (constant)']],
  ['a load and a store', 'Atomics.store(view, 1, Atomics.load(view, 0))', ['store 1 (constant)', 'load 0 (constant)']],
  ['an atomic change', 'Atomics.add(view, 0, 1)', ['atomic modify 0 (constant)']],
  ['an exchange', 'Atomics.compareExchange(view, 0, 0, 1)', ['compare 0 (constant)']],
  ['a wait', 'Atomics.wait(view, 0, 0)', ['wait 0 (constant)']],
  ['methods taken off Atomics', 'const { load } = Atomics\nload(view, 0)', ['load 0 (constant)']],
  ['a constant by name', 'const HEAD = 3\nview[HEAD]++', ['modify HEAD (constant)']],
  ['a constant of an object', 'const AT = { head: 3 }\nview[AT.head]++', ['modify AT.head (constant)']],
  ['an element that data chooses', 'for (const row of rows) view[hash(row)]++', ['modify hash(row) (data)']],
  ['an element of a loop over a range', 'for (let i = 0; i < n; i++) view[i]++', ['modify i (own)']],
  ['an element by the number of the thread', 'view[workerData.index]++', ['modify workerData.index (own)']],
  ['a length is no access', 'use(view.length)', []],
  ['a helper that reads and one that writes', 'const get = () => view[0]\nconst set = (n) => { view[0] = n }\nset(get() + 1)', ['read 0 (constant)', 'write 0 (constant)', 'write 0 (constant) helped', 'read 0 (constant) helped']],
  ['private memory', 'const own = new Int32Array(4)\nown[0]++', []],
])('%s', (_, code, expected) => {
  expect(accesses(view + code)).toEqual(expected)
})

it('knows a DataView by its methods', () => {
  expect(accesses('const words = new DataView(new SharedArrayBuffer(8))\nwords.setInt32(4, words.getInt32(0))')).toEqual(['write 4 (constant)', 'read 0 (constant)'])
})
