import { describe, expect, it } from 'vitest'

import { failsAlive, flowWithEnds } from '../../../src/analysis/handles/failing.ts'
import { findPath } from '../../../src/analysis/flow/queries.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import type { FunctionNode } from '../../../src/utils/syntax.ts'
import { parse } from '../../support/probe.ts'
import { spawnsIn } from './support.ts'

/** Whether the first awaited promise may be rejected while the handle lives. */
function fails(code: string, imports = "import { Worker } from 'node:worker_threads'"): boolean {
  const { sourceCode, spawns } = spawnsIn(`${imports}\nimport { once } from 'node:events'\nimport { setTimeout as sleep } from 'node:timers/promises'\n${code}`)
  const [spawn] = spawns
  const [awaited] = nodesOf(sourceCode).awaits
  return spawn !== undefined && awaited !== undefined && failsAlive(sourceCode, spawn.model, spawn.trail, awaited.argument)
}

describe('a promise may fail while the handle lives', () => {
  it.each([
    ['other work', 'async function f() { const w = new Worker("w"); await fetch(url); w.terminate() }'],
    ['a timer that rejects', 'async function f() { const w = new Worker("w"); await new Promise((ok, no) => { w.once("message", ok); setTimeout(no, 9) }) }'],
    ['a reply that says so', 'async function f() { const w = new Worker("w"); await new Promise((ok, no) => { w.once("message", (m) => (m.error ? no(m) : ok(m))) }) }'],
    ['one of several', 'async function f(signal) { const w = new Worker("w"); await Promise.race([once(w, "message"), aborted(signal)]) }'],
  ])('%s', (_, code) => {
    expect(fails(code)).toBe(true)
  })

  it('a task of a pool', () => {
    expect(fails('async function f() { const p = new Piscina({}); await p.run(1); p.destroy() }', "import { Piscina } from 'piscina'")).toBe(true)
  })

  it('the error of a worker in a page, which lives on', () => {
    expect(fails('async function f() { const w = new Worker("w"); await new Promise((ok, no) => { w.onmessage = ok; w.onerror = no }) }', '')).toBe(true)
  })
})

describe('a promise fails only with the handle, or never', () => {
  it.each([
    ['its own error', 'async function f() { const w = new Worker("w"); await new Promise((ok, no) => { w.once("message", ok); w.once("error", no) }) }'],
    ['once()', 'async function f() { const w = new Worker("w"); await once(w, "message") }'],
    ['a promise made before', 'async function f() { const w = new Worker("w"); const reply = new Promise((ok, no) => { w.once("message", ok); w.once("error", no) }); await reply }'],
    ['a helper that listens', 'async function f() { const w = new Worker("w"); await ask(w) } function ask(x) { return new Promise((ok, no) => { x.once("message", ok); x.once("error", no) }) }'],
    ['a pause', 'async function f() { const w = new Worker("w"); await sleep(9) }'],
    ['a pause made by hand', 'async function f() { const w = new Worker("w"); await new Promise((ok) => setTimeout(ok, 9)) }'],
    ['a failure that is handled', 'async function f() { const w = new Worker("w"); await fetch(url).catch(log) }'],
    ['something unknown with the handle', 'async function f() { const w = new Worker("w"); await ready(() => w.threadId) }'],
  ])('%s', (_, code) => {
    expect(fails(code)).toBe(false)
  })
})

describe('how calls end', () => {
  const reaches = (code: string, exit: 'exit' | 'thrown'): boolean => {
    const sourceCode = parse(code)
    const flow = flowWithEnds(sourceCode, nodesOf(sourceCode).functions[0] as FunctionNode)
    return flow !== undefined && findPath(flow, flow.enter, (event) => event === flow[exit]) !== undefined
  }

  it('the program is over', () => {
    expect(reaches('function f() { process.exit(1) }', 'exit')).toBe(false)
  })

  it('a helper that throws sometimes', () => {
    expect(reaches('function f(x) { check(x) } function check(x) { if (!x) throw new Error() }', 'thrown')).toBe(true)
    expect(reaches('function f(x) { check(x) } function check(x) { if (!x) throw new Error() }', 'exit')).toBe(true)
  })

  it('a helper that always throws', () => {
    expect(reaches('function f() { fail() } function fail() { throw new Error() }', 'exit')).toBe(false)
  })

  it('a helper that catches what it throws', () => {
    expect(reaches('function f() { attempt() } function attempt() { try { throw new Error() } catch {} }', 'thrown')).toBe(false)
  })

  it('an asynchronous helper rejects, it does not throw', () => {
    expect(reaches('function f() { later() } async function later() { throw new Error() }', 'thrown')).toBe(false)
  })
})
