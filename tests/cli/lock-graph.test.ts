import { expect, it } from 'vitest'

import { project } from './project.ts'

// Comments that switch rules off have no say in the graph: the last function has to be in it.
const BANK = `import { Mutex } from 'async-mutex'
const accounts = new Mutex(), ledger = new Mutex()
const book = () => ledger.runExclusive(() => {})
export const pay = () => accounts.runExclusive(() => book())
/* eslint-disable */
export const close = () => ledger.runExclusive(() => accounts.runExclusive(() => {}))
`
const TAB = `export const save = () => navigator.locks.request('settings', () => navigator.locks.request('draft', () => {}))\n`

it('draws the locks of all files, and marks circles', async () => {
  const run = await project({ 'src/bank.js': BANK, 'a.ts': TAB, 'b.ts': TAB, 'clean.js': 'export {}' }).run(['--lock-graph', 'mermaid'])
  expect(run).toEqual({
    code: 0,
    stderr: '',
    stdout: `flowchart LR
  lock1["#quot;settings#quot;"]
  lock2["#quot;draft#quot;"]
  lock3["ledger<br>src/bank.js"]
  lock4["accounts<br>src/bank.js"]
  lock1 -- "a.ts:1" --> lock2
  lock1 -- "b.ts:1" --> lock2
  lock4 == "src/bank.js:4 through book: deadlock" ==> lock3
  lock3 == "src/bank.js:6: deadlock" ==> lock4
`,
  })
})

it('tells the same as JSON', async () => {
  const run = await project({ 'bank.js': BANK }).run(['--lock-graph', 'json'])
  expect(JSON.parse(run.stdout)).toEqual({
    locks: [{ id: 'lock1', name: 'ledger', file: 'bank.js' }, { id: 'lock2', name: 'accounts', file: 'bank.js' }],
    edges: [
      {
        from: 'lock2', to: 'lock1', through: ['book'], inCycle: true,
        held: { file: 'bank.js', line: 4, column: 26 }, taken: { file: 'bank.js', line: 4, column: 54 },
      },
      {
        from: 'lock1', to: 'lock2', through: [], inCycle: true,
        held: { file: 'bank.js', line: 6, column: 28 }, taken: { file: 'bank.js', line: 6, column: 54 },
      },
    ],
  })
})

it('writes to a file, and says what could not be read', async () => {
  const app = project({ 'a.ts': TAB, 'broken.js': 'const' })
  const run = await app.run(['--lock-graph', 'json', '-o', 'graph.json'])
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(/^eslint-plugin-concurrency: broken\.js:1: Parsing error/)
  expect(JSON.parse(app.read('graph.json'))).toMatchObject({ locks: [{ name: '"settings"' }, { name: '"draft"' }] })
})

it('is empty where no lock is taken', async () => {
  expect((await project({ 'a.js': 'export {}' }).run(['--lock-graph', 'mermaid'])).stdout).toBe('flowchart LR\n')
})

it('names the forms there are', async () => {
  expect(await project({}).run(['--lock-graph', 'dot'])).toEqual({ code: 2, stdout: '', stderr: 'eslint-plugin-concurrency: Unknown graph "dot". There are mermaid, json.\n' })
})
