import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { measure } from '../../scripts/clone-samples.mjs'
import { cloneability, syntacticTypes, typeName } from '../../src/knowledge/cloneability/index.ts'
import type { CloneAlgorithm, Runtime } from '../../src/knowledge/schema.ts'

const verdict = (path: string, algorithm: CloneAlgorithm = 'clone', ...runtimes: readonly Runtime[]) =>
  cloneability(path, algorithm, ...(runtimes.length > 0 ? [runtimes] : []))?.verdict

interface Row {
  readonly node: readonly string[]
  readonly advanced?: string
  readonly json?: string
  readonly note?: string
}
const root = new URL('../../', import.meta.url)
const { types } = JSON.parse(readFileSync(new URL('scripts/data/cloneability.json', root), 'utf8')) as { types: Record<string, Row> }

describe('the table of types', () => {
  it('says what this Node does', async () => {
    const version = Number(process.versions.node.split('.')[0])
    const column = [26, 24, 22, 20].findIndex((each) => each <= version)
    const measured = await measure(['clone', 'advanced', 'json'])
    const differing = Object.entries(measured).flatMap(([path, found]) => {
      const row = types[path]
      if (!row) return [`${path}: not in the table`]
      if (row.note !== undefined) return []
      const said = { clone: row.node.toReversed()[column], advanced: row.advanced, json: row.json }
      // Iterators answered JSON differently before they got a prototype of their own to lose.
      const algorithms = path.endsWith('Iterator()') ? (['clone', 'advanced'] as const) : (['clone', 'advanced', 'json'] as const)
      return algorithms.filter((each) => found[each] !== undefined && found[each] !== said[each]).map(
        (each) => `${path}: ${each} is ${found[each] ?? ''}, not ${said[each] ?? ''}`,
      )
    })
    // What later versions change in the serialization of processes is not told apart in the table.
    expect(version === 20 ? differing : differing.filter((each) => each.includes(': clone '))).toEqual([])
  })

  it('is the generated one', () => {
    const { status, stderr } = spawnSync(
      process.execPath, [fileURLToPath(new URL('scripts/cloneability.mjs', root)), '--check'], { encoding: 'utf8' },
    )
    expect(`${status ?? ''} ${stderr}`.trim()).toBe('0')
  })
})

describe('structured clone', () => {
  it.each(
    Object.entries(syntacticTypes).filter(([kind]) => kind !== 'regexp'),
  )('throws everywhere for a value that is written as a %s', (_, path) => {
    expect(verdict(path)).toBe('throws')
  })

  it.each(
    [
      '#Map()', '#Set()', '#Date()', '#RegExp()', '#Error()', '#ArrayBuffer()', '#SharedArrayBuffer()', '#Blob()', '#ImageData()',
      '#DOMRect()', '#CryptoKey()',
    ],
  )('passes %s', (path) => {
    expect(verdict(path)).toBe('ok')
  })

  it('breaks a URL: it throws on some runtimes and loses everything on others', () => {
    expect(verdict('#URL()')).toBe('breaks')
    expect(verdict('#URL()', 'clone', 'node20')).toBe('lossy')
    expect(verdict('#URL()', 'clone', 'node22', 'browser')).toBe('throws')
    expect(cloneability('#URL()', 'clone')?.detail).toBe(
      'loses everything: it arrives as {} (Node 20), or throws a DataCloneError (Node 22, Node 24, Node 26, browsers)',
    )
  })

  it('is no fault where one of the runtimes passes the value', () => {
    expect(verdict('#File()')).toBe('ok')
    expect(verdict('#File()', 'clone', 'node20')).toBe('lossy')
    expect(cloneability('#File()', 'clone', ['node22'])?.detail).toBe('loses its name: it arrives as a Blob')
  })

  it('asks only the runtimes that have the type', () => {
    expect(verdict('node:net#Socket()')).toBe('throws')
    expect(verdict('node:net#Socket()', 'clone', 'browser')).toBeUndefined()
    expect(verdict('#HTMLVideoElement()')).toBe('throws')
    expect(verdict('#HTMLVideoElement()', 'clone', 'node22')).toBeUndefined()
  })

  it.each(
    ['#MessagePort()', 'node:worker_threads#MessagePort()', '#ReadableStream()', '#OffscreenCanvas()', 'node:fs/promises#FileHandle()'],
  )('wants %s transferred', (path) => {
    expect(verdict(path)).toBe('transfer-only')
  })

  it.each(
    ['#HTMLElement()', '#SVGPathElement()', '#PointerEvent()', '#Document()', '#Window()', '#CanvasRenderingContext2D()', '#IDBKeyRange()'],
  )('throws for %s of a page', (path) => {
    expect(verdict(path)).toBe('throws')
  })

  it.each(
    [
      'node:http#IncomingMessage()', 'node:https#Server()', 'node:http2#Http2ServerRequest()', 'node:child_process#ChildProcess()',
      'node:zlib#Gzip()', 'node:process#',
    ],
  )(
    'throws for %s of Node',
    (path) => {
      expect(verdict(path)).toBe('throws')
    },
  )

  it('says nothing about a timer where a page may run the code: it is a number there', () => {
    expect(verdict('node:timers#Timeout()')).toBe('ok')
    expect(verdict('node:timers#Timeout()', 'clone', 'node20', 'node22', 'node24', 'node26')).toBe('throws')
  })

  it.each(['vue#reactive()', 'mobx#observable()', 'axios#get()', 'fastify#FastifyRequest()', 'pino#default()'])('throws for %s', (path) => {
    expect(verdict(path)).toBe('throws')
  })

  it.each(
    ['#Unheard()', 'some-module#Thing()', '#FileSystemFileHandle()', 'some-module#Node()', '#Foo.Node()'],
  )('is not known for %s', (path) => {
    expect(verdict(path)).toBeUndefined()
  })

  it('passes a Buffer, which arrives as a Uint8Array with the same bytes', () => {
    expect(verdict('node:buffer#Buffer()')).toBe('ok')
  })

  it('is not told by the type alone for WebAssembly memory: shared memory passes', () => {
    expect(verdict('#WebAssembly.Memory()')).toBe('ok')
  })
})

describe('other algorithms', () => {
  it('storage refuses shared memory, modules and what has to be transferred', () => {
    expect(
      [
        '#SharedArrayBuffer()', '#WebAssembly.Module()', '#MessagePort()', '#Promise()', '#Element()', '#Headers()',
      ].map((path) => verdict(path, 'storage')),
    ).toEqual(
      Array.from({ length: 6 }, () => 'throws'),
    )
    expect(['#Map()', '#Blob()', '#CryptoKey()'].map((path) => verdict(path, 'storage'))).toEqual(['ok', 'ok', 'ok'])
  })

  it('advanced serialization refuses shared memory and loses what is not of the language', () => {
    expect(
      ['#SharedArrayBuffer()', '#Promise()', '#WeakMap()', '#Function()'].map((path) => verdict(path, 'advanced')),
    ).toEqual(['throws', 'throws', 'throws', 'throws'])
    expect(['#URL()', '#MessagePort()', '#Blob()'].map((path) => verdict(path, 'advanced'))).toEqual(['lossy', 'lossy', 'lossy'])
    expect(verdict('#Map()', 'advanced')).toBe('ok')
  })

  it('JSON throws for little and loses much', () => {
    expect(cloneability('#Map()', 'json')?.detail).toBe('loses everything: it arrives as {}')
    expect(cloneability('#Date()', 'json')?.detail).toBe('loses its type: it arrives as a string')
    expect(cloneability('#BigInt64Array()', 'json')).toEqual({ verdict: 'throws', detail: 'throws a TypeError' })
    expect(verdict('vue#reactive()', 'json')).toBeUndefined()
  })
})

it('names a type by its own name', () => {
  expect(
    ['node:http#ServerResponse()', '#URL()', '#Intl.Collator()', '#Math'].map(typeName),
  ).toEqual(['ServerResponse', 'URL', 'Collator', 'Math'])
})
