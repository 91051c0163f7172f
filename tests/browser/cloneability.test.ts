import { afterAll, describe, expect, it } from 'vitest'

import { samples } from '../../scripts/clone-samples.mjs'
import { cloneability } from '../../src/knowledge/cloneability/index.ts'
import { launch } from './chromium.ts'
import { openSite } from './site.ts'

const browser = await launch()
const site = await openSite()
afterAll(async () => {
  site.close()
  await browser.close()
})

/** What Node has no sample of, or makes in another way. */
const OF_A_PAGE: Readonly<Record<string, string>> = {
  '#MessageChannel()': 'new MessageChannel()',
  '#MessagePort()': 'new MessageChannel().port1',
  '#BroadcastChannel()': 'new BroadcastChannel("a")',
  '#CryptoKey()': 'crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"])',
  '#Worker()': 'new Worker(URL.createObjectURL(new Blob([])))',
  '#FileList()': 'Object.assign(document.createElement("input"), { type: "file" }).files',
  '#ImageData()': 'new ImageData(1, 1)',
  '#ImageBitmap()': 'createImageBitmap(new ImageData(1, 1))',
  '#OffscreenCanvas()': 'new OffscreenCanvas(1, 1)',
  '#DOMRect()': 'new DOMRect()',
  '#DOMRectReadOnly()': 'new DOMRectReadOnly()',
  '#DOMPoint()': 'new DOMPoint()',
  '#DOMMatrix()': 'new DOMMatrix()',
  '#DOMQuad()': 'new DOMQuad()',
  '#HTMLElement()': 'document.createElement("div")',
  '#HTMLVideoElement()': 'document.createElement("video")',
  '#SVGPathElement()': 'document.createElementNS("http://www.w3.org/2000/svg", "path")',
  '#Document()': 'document',
  '#Window()': 'window',
  '#PointerEvent()': 'new PointerEvent("click")',
  '#CanvasRenderingContext2D()': 'document.createElement("canvas").getContext("2d")',
  '#IDBKeyRange()': 'IDBKeyRange.only(1)',
  '#IDBDatabase()': 'database',
  '#MutationObserver()': 'new MutationObserver(() => {})',
  '#Path2D()': 'new Path2D()',
  '#Range()': 'new Range()',
}

/** Tries one value by both ways: whether it passes, throws, or throws unless it is transferred. Absent: it cannot be made here. */
const TRIAL = `
const wasm = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
const nothing = () => {}
const opening = indexedDB.open('samples', 1)
opening.onupgradeneeded = () => opening.result.createObjectStore('samples', { autoIncrement: true })
const database = await new Promise((resolve, reject) => {
  opening.onsuccess = () => resolve(opening.result)
  opening.onerror = () => reject(opening.error)
})
const passes = (send) => {
  try {
    send()
    return true
  } catch {
    return false
  }
}
async function trial(make, isPromise) {
  let value
  try {
    const made = make()
    value = { it: made instanceof Promise && !isPromise ? await made : made }
  } catch {
    return undefined
  }
  const transaction = database.transaction('samples', 'readwrite')
  const storage = passes(() => transaction.objectStore('samples').put(value)) ? 'passes' : 'throws'
  transaction.abort()
  const clone = passes(() => structuredClone(value)) ? 'passes' : passes(() => structuredClone(value, { transfer: [value.it] })) ? 'transfer' : 'throws'
  return { clone, storage }
}
`

const SAID: Readonly<Record<string, string>> = { ok: 'passes', lossy: 'passes', throws: 'throws', 'transfer-only': 'transfer' }
// Shared memory passes, other memory throws: the type alone proves nothing.
const DEPENDS = '#WebAssembly.Memory()'

interface Trial {
  readonly clone: string
  readonly storage: string
}

describe(`the table of types, in Chromium ${browser.version()}`, () => {
  it('says what this browser does', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(site.empty)
    const ofNode = Object.entries(samples).map(([path, make]): [string, string] => [path, `(${String(make)})()`])
    const codes = Object.entries({ ...Object.fromEntries(ofNode), ...OF_A_PAGE }).filter(([path]) => path.startsWith('#') && path !== DEPENDS)
    const trials = codes.map(([path, code]) => `${JSON.stringify(path)}: await trial(() => ${code}, ${String(path === '#Promise()')}),`)
    const results = await page.evaluate<Record<string, Trial | undefined>>(`(async () => {${TRIAL}return {${trials.join('\n')}}})()`)
    const differing: string[] = []
    let tried = 0
    for (const [path, found] of Object.entries(results)) {
      for (const algorithm of ['clone', 'storage'] as const) {
        const said = SAID[cloneability(path, algorithm, ['browser'])?.verdict ?? '']
        if (!found || said === undefined) continue
        tried++
        if (said !== found[algorithm]) differing.push(`${path}: ${algorithm} ${found[algorithm]}, not ${said}`)
      }
    }
    expect(differing).toEqual([])
    expect(tried).toBeGreaterThan(150)
  })
})
