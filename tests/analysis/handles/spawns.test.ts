import { describe, expect, it } from 'vitest'

import { maySpawn } from '../../../src/analysis/handles/spawns.ts'
import { parse } from '../../support/probe.ts'
import { spawnsIn } from './support.ts'

/** Model and line of each. */
function found(code: string): readonly string[] {
  return spawnsIn(code).spawns.map(({ model, call }) => `${model.id} ${String(call.loc.start.line)}`)
}

describe('what starts something', () => {
  it.each([
    ['an import', "import { Worker } from 'node:worker_threads'\nnew Worker('w.js')", ['node-worker 2']],
    ['a renamed import', "import { Worker as Thread } from 'worker_threads'\nnew Thread('w.js')", ['node-worker 2']],
    ['a namespace', "import * as threads from 'node:worker_threads'\nnew threads.Worker('w.js')", ['node-worker 2']],
    ['require', "const { fork } = require('child_process')\nfork('c.js')", ['fork 2']],
    ['a dynamic import', "const { Worker: Thread } = await import('node:worker_threads')\nnew Thread('w.js')", ['node-worker 2']],
    ['a global', "new Worker('/w.js')", ['web-worker 1']],
    ['a subclass', "import { Worker } from 'node:worker_threads'\nclass Job extends Worker {}\nnew Job('w.js')", ['node-worker 3']],
    ['a local class of the same name', 'class Worker {}\nnew Worker()', []],
    ['a wrapper alone', "import { wrap } from 'comlink'\nwrap(port)", []],
  ])('%s', (_, code, expected) => {
    expect(found(code)).toEqual(expected)
  })
})

describe('who takes it over', () => {
  it('the callers of a factory', () => {
    expect(found("function make() { const w = new Worker('/w.js'); return w }\nasync function use() { const w = await make() }")).toEqual(['web-worker 1', 'web-worker 2'])
  })

  it('the callers of its callers', () => {
    expect(found("function make() { return new Worker('/w.js') }\nfunction again() { return make() }\nagain()")).toEqual(['web-worker 1', 'web-worker 2', 'web-worker 3'])
  })

  it('nobody, where the factory keeps it as well', () => {
    expect(found("let last\nfunction make() { return (last = new Worker('/w.js')) }\nmake()")).toEqual(['web-worker 2'])
  })

  it('who makes an instance that ends it', () => {
    const { spawns } = spawnsIn("class Box { constructor() { this.worker = new Worker('/w.js') }\n close() { this.worker.terminate() } }\nnew Box()")
    expect(spawns.map(({ model, call }) => [model.noun, model.ends, call.loc.start.line])).toEqual([['worker', ['terminate'], 1], ['worker of `Box`', ['close'], 3]])
  })

  it('who makes an object that ends it', () => {
    const { spawns } = spawnsIn("function box() { const w = new Worker('/w.js'); return { ask: (x) => w.postMessage(x), stop() { w.terminate() } } }\nbox()")
    expect(spawns.map(({ model }) => model.ends)).toEqual([['terminate'], ['stop']])
  })

  it('nobody else, where no method ends it', () => {
    expect(found("class Box { constructor() { this.worker = new Worker('/w.js') }\n ask(x) { this.worker.postMessage(x) } }\nnew Box()")).toEqual(['web-worker 1'])
  })
})

it('knows a limit among the options', () => {
  const { spawns } = spawnsIn("import { spawn } from 'node:child_process'\nspawn('a', [], { signal }); spawn('a', [], { cwd })")
  expect(spawns.map(({ isLimited }) => isLimited)).toEqual([true, false])
})

it('costs one look where nothing can be started', () => {
  expect(maySpawn(parse("const address = new URL('a', base)"))).toBe(false)
  expect(maySpawn(parse('URL.createObjectURL(blob)'))).toBe(true)
})
