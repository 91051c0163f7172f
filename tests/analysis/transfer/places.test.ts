import { describe, expect, it } from 'vitest'

import { namesThing, placeOf } from '../../../src/analysis/transfer/places.ts'
import { transferListsOf } from '../../../src/analysis/transfer/moves.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** Whether one expression of the code names what another one stands for. */
function isSame(code: string, thing: string, name: string): boolean {
  const sourceCode = parse(code)
  const place = placeOf(sourceCode, nodeAt(sourceCode, thing))
  return place !== undefined && namesThing(sourceCode, nodeAt(sourceCode, name), place)
}

describe('the place of a thing', () => {
  it('is that of the memory, for a view and its parts', () => {
    expect(isSame('function f(view) { const part = view.subarray(1); g(view.buffer, part) }', 'view.buffer', 'part')).toBe(true)
    expect(isSame('function f(memory: ArrayBuffer) { const view = new Uint8Array(memory); g(memory, view) }', 'memory', 'view')).toBe(true)
  })

  it('is another one for a copy', () => {
    expect(isSame('function f(view) { const copy = view.slice(1); g(view.buffer, copy) }', 'view.buffer', 'copy')).toBe(false)
  })

  it('is not that of a record with a field called buffer', () => {
    expect(isSame('function f(job) { g(job.buffer); h(job.id) }', 'job.buffer', 'job')).toBe(false)
  })

  it('follows names that are given once', () => {
    expect(isSame('class A { send() { const { frame: full } = this; f(this.frame, full) } }', 'this.frame', 'full')).toBe(true)
  })
})

describe('transfer lists', () => {
  const lists = (code: string) => {
    const sourceCode = parse(code)
    return transferListsOf(sourceCode).map(({ list }) => sourceCode.getText(list))
  }

  it('stand in sends, marks and calls of functions that hand them on', () => {
    expect(lists('structuredClone(a, { transfer: [a] })')).toEqual(['[a]'])
    expect(lists("import { transfer } from 'comlink'\ntransfer(a, [a.buffer])")).toEqual(['[a.buffer]'])
    expect(lists("const worker = new Worker('w.js')\nfunction post(message, list) { worker.postMessage(message, list) }\npost(a, [a])")).toEqual(['list', '[a]'])
  })

  it('are none in calls of something else', () => {
    expect(lists('bus.postMessage(a, [1])')).toEqual([])
  })
})
