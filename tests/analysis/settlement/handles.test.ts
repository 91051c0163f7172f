import { expect, it } from 'vitest'

import { handlesOf } from '../../../src/analysis/settlement/handles.ts'
import { waitsOf } from '../../../src/analysis/settlement/waits.ts'
import { text } from '../../support/marked.ts'
import { parse } from '../../support/probe.ts'

/** Each handle with who may listen to it and the events that somebody listens to. */
function handles(code: string): readonly string[] {
  return handlesOf(parse(code, { filename: '/src/service.ts' })).map(({ model, heardBy, uses }) =>
    [model.noun, heardBy, ...uses.flatMap(({ event }) => event ?? [])].join(' '))
}

it('follows a handle into fields, out of factories, into its own class', () => {
  expect(handles(text`
    import { Worker } from 'node:worker_threads'
    function make() { const worker = new Worker('./a.js'); worker.on('online', ok); return worker }
    class Service {
      constructor() { this.worker = make(); this.worker.on('exit', ended) }
      listen() { this.worker.once('error', failed).once('message', answered) }
    }
  `)).toEqual(['worker file online exit error message'])
  expect(handles(text`
    import { Worker } from 'node:worker_threads'
    class Ended extends Worker { constructor() { super('./a.js'); this.on('exit', ended) } }
    new Ended().on('error', failed)
  `)).toEqual(['worker file error exit'])
})

it('knows who else may listen', () => {
  expect(handles("import { Worker } from 'node:worker_threads'\nexport const make = () => new Worker('./a.js')")).toEqual(['worker anybody'])
  expect(handles("import { Worker } from 'node:worker_threads'\nconst all = []\nall.push({ worker: new Worker('./a.js'), busy: false })")).toEqual(['worker object'])
  expect(handles("import type { ChildProcess } from 'node:child_process'\nexport function tell(child: ChildProcess) { child.on('message', answered) }")).toEqual(['child process anybody message'])
})

/** Each promise that only handles settle: kept in a place, or heard in a function. */
function waits(code: string): readonly string[] {
  return waitsOf(parse(code, { filename: '/src/service.ts' })).map(({ isKept, heard, read }) => `${isKept ? 'kept' : 'own'} ${String(heard.size)} ${String(read.size)}`)
}

it('finds the promises that wait for a handle, and leaves out those that others settle', () => {
  const worker = "import { Worker } from 'node:worker_threads'\nconst worker = new Worker('./a.js')\n"
  expect(waits(`${worker}new Promise((resolve, reject) => { worker.on('message', resolve); worker.on('error', (error) => { reject(error) }) })`)).toEqual(['own 2 0'])
  expect(waits(`${worker}new Promise((resolve) => { worker.stdout.on('data', () => resolve()) })`)).toEqual(['own 0 1'])
  expect(waits(`${worker}const all = new Map()\nnew Promise((resolve, reject) => { all.set(1, { resolve, reject }) })`)).toEqual(['kept 0 0'])
  expect(waits(`${worker}new Promise((resolve, reject) => { worker.on('message', resolve); setTimeout(reject, 100) })`)).toEqual([])
  expect(waits(`${worker}new Promise((resolve, reject) => { worker.on('message', (m) => setImmediate(() => resolve(m))) })`)).toEqual(['own 1 0'])
  expect(waits(`${worker}new Promise((resolve, reject) => { worker.on('message', resolve); register(reject) })`)).toEqual([])
})
