import { describe, expect, it } from 'vitest'

import { sendsOf } from '../../../src/analysis/messages/sends.ts'
import type { ParseOptions } from '../../support/probe.ts'
import { parse } from '../../support/probe.ts'

/** The sends of the code: what sends, and what is sent. */
function sends(code: string, options?: ParseOptions): string[] {
  const sourceCode = parse(code, options)
  return sendsOf(sourceCode).map(({ sink, payloads }) =>
    `${sink.noun}: ${payloads.map(({ node, property }) => sourceCode.getText(node) + (property === undefined ? '' : ` → ${property}`)).join(', ')}`)
}

describe('a receiver that is proven', () => {
  it.each([
    ['by its constructor', "const worker = new Worker('w.js')\nworker.postMessage(a)"],
    ['by an import', "import { parentPort } from 'node:worker_threads'\nparentPort?.postMessage(a)"],
    ['by require', "const { parentPort } = require('worker_threads')\nparentPort.postMessage(a)"],
    ['by the scope of a worker', 'self.postMessage(a)'],
    ['by the scope alone', 'postMessage(a)'],
    ['by an annotation', 'export const f = (worker: Worker) => worker.postMessage(a)'],
    ['by an annotation with null', "import type { MessagePort } from 'node:worker_threads'\nexport const f = (port: MessagePort | null) => port?.postMessage(a)"],
    ['by a comment', '/** @param {MessagePort} port */\nexport const f = (port) => port.postMessage(a)'],
    ['by a typedef', "/** @typedef {import('node:worker_threads').Worker} Thread */\n/** @param {Thread} thread */\nexport const f = (thread) => thread.postMessage(a)"],
    ['by a field', "class A { #worker = new Worker('w.js')\nf() { this.#worker.postMessage(a) } }"],
    ['by a subclass', 'class A extends Worker { f() { this.postMessage(a) } }'],
    ['by destructuring', 'const { port1 } = new MessageChannel()\nport1.postMessage(a)'],
    ['by an element', "const workers = [new Worker('w.js')]\nfor (const worker of workers) worker.postMessage(a)"],
    ['by a registration', 'export async function f() { (await navigator.serviceWorker.ready).active?.postMessage(a) }'],
    ['by all callers', "const f = (worker) => worker.postMessage(a)\nf(new Worker('w.js'))"],
  ])('%s', (_, code) => {
    expect(sends(code)).toEqual(['postMessage: a'])
  })

  it('by the type checker alone', () => {
    expect(sends('const ports: Record<string, MessagePort> = {}\nports.main?.postMessage(a)', { typed: true })).toEqual(['postMessage: a'])
  })
})

describe('a receiver that is not', () => {
  it.each([
    ['a parameter', 'export const f = (worker) => worker.postMessage(a)'],
    ['a local function of the same name', 'function postMessage(a) {}\npostMessage(a)'],
    ['a local object', 'const port = { postMessage(a) {} }\nport.postMessage(a)'],
    ['a type of the project', 'interface Port { postMessage(a: unknown): void }\nexport const f = (port: Port) => port.postMessage(a)'],
    ['a view of a native application', 'window.ReactNativeWebView.postMessage(a)'],
    ['a router', "import { history } from './router.js'\nhistory.pushState(a)"],
  ])('%s', (_, code) => {
    expect(sends(code)).toEqual([])
  })
})

describe('what is sent', () => {
  it.each([
    ['an option', "import { Worker } from 'node:worker_threads'\nnew Worker('w.js', { workerData: a })", 'workerData: { workerData: a } → workerData'],
    ['an option of a superclass', "import { Worker } from 'node:worker_threads'\nclass A extends Worker { constructor() { super('w.js', options) } }", 'workerData: options → workerData'],
    ['the second argument', "import { setEnvironmentData } from 'worker_threads'\nsetEnvironmentData('key', a)", 'setEnvironmentData: a'],
    ['every argument', "import { wrap } from 'comlink'\nwrap(self).f(a, b)", 'the remote: a, b'],
    ['the first of two', "import { fork } from 'child_process'\nfork('c.js').send(a, handle)", 'child.send: a'],
    ['the arguments in an array', "import workerpool from 'workerpool'\nworkerpool.pool().exec('f', [a])", 'pool.exec: [a]'],
  ])('%s', (_, code, expected) => {
    expect(sends(code)).toEqual([expected])
  })

  it('not what stands behind a spread', () => {
    expect(sends("const worker = new Worker('w.js')\nexport const f = (...list) => worker.postMessage(...list)")).toEqual([])
  })

  it('not the calls of a pool that end it', () => {
    expect(sends("import { Worker } from 'jest-worker'\nnew Worker('w.js').end(a)")).toEqual([])
  })
})
