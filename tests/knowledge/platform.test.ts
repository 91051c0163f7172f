import { createRequire } from 'node:module'

import { describe, expect, it } from 'vitest'

import { blocking } from '../../src/knowledge/blocking.ts'
import { callbacks } from '../../src/knowledge/callbacks/index.ts'
import { heavy } from '../../src/knowledge/heavy.ts'
import { sinks } from '../../src/knowledge/sinks.ts'
import { spawns } from '../../src/knowledge/spawns/index.ts'
import { yields } from '../../src/knowledge/yields.ts'
import { parsePath } from './paths.ts'

const require = createRequire(import.meta.url)

/** Newer than the oldest Node we support. */
const newer = new Set([
  'node:fs#globSync', 'node:fs#mkdtempDisposableSync', 'node:fs#openAsBlobSync', 'node:crypto#argon2Sync', 'node:crypto#hash',
  'node:zlib#createZipArchiveSync',
  'node:zlib#zstdCompressSync', 'node:zlib#zstdDecompressSync', 'node:worker_threads#postMessageToThread',
])

it('names only functions that Node has', () => {
  const paths = [
    ...[blocking, callbacks, heavy, sinks, yields].flatMap((table) => table.map((each) => each.path)),
    ...spawns.flatMap((spawn) => [...spawn.spawn, ...(spawn.endedBy ?? [])]),
  ]
  const missing = paths.filter((path) => {
    const { module, steps: [name, next] } = parsePath(path) ?? { module: '', steps: [] }
    // What a call yields may be a type without an export.
    if (!module.startsWith('node:') || module === 'node:sqlite' || name === undefined || next === '()') return false
    // In a worker thread `process.send` does not exist; parentPort is null in the main thread.
    if (path === 'node:process#send' || name === 'parentPort') return false
    return !newer.has(path) && !(name in (require(module) as object))
  })
  expect(missing).toEqual([])
})

describe('waiting for', () => {
  const waits: Readonly<Record<string, () => Promise<unknown>>> = {
    '#setImmediate': () => new Promise(setImmediate),
    '#setTimeout': () => new Promise((resolve) => setTimeout(resolve)),
    '#Promise.resolve': () => Promise.resolve(),
    '#queueMicrotask': () => new Promise<void>(queueMicrotask),
    'node:process#nextTick': () => new Promise((resolve) => { process.nextTick(resolve) }),
  }

  it.each(Object.entries(waits))('%s lets tasks run, or not, as the table says', async (path, wait) => {
    let ran = false
    setTimeout(() => {
      ran = true
    }, 0)
    // The timer is due from here on.
    for (const start = performance.now(); performance.now() - start < 3;);
    for (let step = 0; step < 20; step++) await wait()
    expect(ran ? 'tasks' : 'microtasks').toBe(yields.find((each) => each.path === path)?.lets)
  })
})
