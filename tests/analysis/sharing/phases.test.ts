import { describe, expect, it } from 'vitest'

import type { Access } from '../../../src/analysis/sharing/access.ts'
import { accessesOf } from '../../../src/analysis/sharing/accesses.ts'
import { mayBeGuarded } from '../../../src/analysis/sharing/guards.ts'
import { mayBeJoined } from '../../../src/analysis/sharing/joined.ts'
import { isBeforePublication } from '../../../src/analysis/sharing/phases.ts'
import type { SourceCode } from '../../../src/utils/per-file.ts'
import { parse } from '../../support/probe.ts'

const head = "import { Worker, workerData } from 'node:worker_threads'\n"
const made = `${head}const view = new Int32Array(new SharedArrayBuffer(64))\n`
const start = "const worker = new Worker('./w.js', { workerData: { view } })\n"

/** Whether something holds for the one change of an element in the code. */
function ask(code: string, question: (sourceCode: SourceCode, access: Access) => boolean): boolean {
  const sourceCode = parse(code)
  const [access, second] = accessesOf(sourceCode).filter(({ how }) => how === 'modify')
  if (!access || second) throw new Error('one change of an element is needed')
  return question(sourceCode, access)
}

describe('before publication', () => {
  it.each([
    ['before a worker has it', `${made}view[0]++\n${start}`, true],
    ['when a worker has it', `${made}${start}view[0]++`, false],
    ['in a loop that hands it out', `${made}for (let i = 0; i < 4; i++) { view[0]++; new Worker('./w.js', { workerData: view }) }`, false],
    ['in a function, before it returns it', `${head}export function make() { const view = new Int32Array(new SharedArrayBuffer(8)); view[0]++; return view }`, true],
    ['in the constructor that makes it', `${head}export class Ring { view = new Int32Array(new SharedArrayBuffer(8)); constructor() { this.view[0]++ } }`, true],
    ['in a method', `${head}export class Ring { view = new Int32Array(new SharedArrayBuffer(8)); push() { this.view[0]++ } }`, false],
    ['in what another thread sent', `${head}const view = new Int32Array(workerData.shared)\nview[0]++`, false],
    ['in a function that is called before', `${made}function init() { view[0]++ }\ninit()\n${start}`, true],
  ])('%s', (_, code, expected) => {
    expect(ask(code, isBeforePublication)).toBe(expected)
  })
})

describe('after the workers have ended', () => {
  const wait = "await new Promise((resolve) => worker.on('exit', resolve))\n"
  it.each([
    ['behind the wait for them', `${made}${start}${wait}view[0]++`, true],
    ['before it', `${made}${start}view[0]++\n${wait}`, false],
    ['behind a wait for something else', `${made}${start}await load()\nview[0]++`, false],
    ['in the other branch', `${made}${start}if (ready) {\n${wait}} else view[0]++`, false],
    ['in a listener of their end', `${made}${start}worker.on('exit', () => { view[0]++ })`, true],
    ['in a listener of their messages', `${made}${start}worker.on('message', () => { view[0]++ })`, false],
    ['when others have been started since', `${made}${start}${wait}new Worker('./w.js', { workerData: view })\nview[0]++`, false],
  ])('%s', (_, code, expected) => {
    expect(ask(code, mayBeJoined)).toBe(expected)
  })
})

describe('behind a lock', () => {
  const guarded = (sourceCode: SourceCode, access: Access): boolean => mayBeGuarded(sourceCode, access.node, access.element)
  const lock = 'const lock = () => { while (Atomics.compareExchange(view, 1, 0, 1) !== 0) Atomics.wait(view, 1, 1) }\nconst unlock = () => { Atomics.store(view, 1, 0); Atomics.notify(view, 1) }\n'
  it.each([
    ['between taking and giving back', `${made}${lock}export function add() { lock(); view[0]++; unlock() }`, true],
    ['after giving back', `${made}${lock}export function add() { lock(); unlock(); view[0]++ }`, false],
    ['in a function that never takes it', `${made}${lock}export function safe() { lock(); unlock() }\nexport function add() { view[0]++ }`, false],
    ['in a section of a library', `${made}import { Mutex } from 'async-mutex'\nconst mutex = new Mutex()\nexport const add = () => mutex.runExclusive(() => { view[0]++ })`, true],
  ])('%s', (_, code, expected) => {
    expect(ask(code, guarded)).toBe(expected)
  })
})
