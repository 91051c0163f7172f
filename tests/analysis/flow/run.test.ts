import { runInNewContext } from 'node:vm'

import { parseForESLint } from '@typescript-eslint/parser'
import { expect, test } from 'vitest'

import { buildFlow } from '../../../src/analysis/flow/flow.ts'
import type { EdgeId, EdgeKind, EventId, Flow } from '../../../src/analysis/flow/graph.ts'
import { edgesFrom, nodeOf } from '../../../src/analysis/flow/graph.ts'
import { findPath } from '../../../src/analysis/flow/queries.ts'
import type { FunctionNode } from '../../../src/utils/syntax.ts'
import type { Random } from './programs.ts'
import { randomFrom, randomProgram } from './programs.ts'

/** A walk through the graph at random; after a while it takes the shortest way out. Undefined where there is none. */
function randomWalk(flow: Flow, random: Random): EdgeId[] | undefined {
  const path: EdgeId[] = []
  let at: EventId = flow.enter
  const out = (event: EventId): boolean => event === flow.exit || event === flow.thrown
  while (!out(at)) {
    if (path.length > 100) {
      const rest = findPath(flow, at, out)
      return rest && [...path, ...rest]
    }
    const edges = edgesFrom(flow, at)
    const edge = edges[random(edges.length)] as EdgeId
    path.push(edge)
    at = flow.to[edge] as EventId
  }
  return path
}

interface Step {
  readonly call: number
  readonly throws: boolean
  /** What the test that follows says of its result, or what becomes of the promise. */
  result: EdgeKind | undefined
}

/** What a program has to be told so that it takes the path: for each call, method call, yield and use of an iterator in turn. */
interface Script {
  readonly steps: Step[]
  readonly methods: EdgeKind[]
  readonly yields: EdgeKind[]
  readonly iterations: EdgeKind[]
  readonly end: 'exit' | 'thrown'
}

function scriptOf(flow: Flow, path: readonly EdgeId[], code: string): Script {
  const script = { steps: [] as Step[], methods: [] as EdgeKind[], yields: [] as EdgeKind[], iterations: [] as EdgeKind[] }
  for (const edge of path) {
    const event = flow.from[edge] as EventId
    const kind = flow.edgeKinds[edge] as EdgeKind
    const node = nodeOf(flow, event)
    switch (flow.kinds[event]) {
      case 'call': {
        const [, number] = /^\w+\((\d+)\)$/.exec(code.slice(...node.range)) ?? []
        if (number) script.steps.push({ call: Number(number), throws: kind === 'throw', result: undefined })
        else script.methods.push(kind)
        break
      }
      case 'await':
        if (node.type !== 'AwaitExpression') script.iterations.push(kind)
        else (script.steps.at(-1) as Step).result = kind
        break
      case 'next':
        script.iterations.push(kind)
        break
      case 'test':
      case 'case':
      case 'nullish':
        (script.steps.at(-1) as Step).result = kind
        break
      case 'yield':
        script.yields.push(kind)
        break
      default:
    }
  }
  return { ...script, end: flow.to[path.at(-1) as EdgeId] === flow.exit ? 'exit' : 'thrown' }
}

/** Runs a program by a script: the calls that it makes, and how it ends. */
async function perform(code: string, script: Script): Promise<{ calls: number[]; end: string }> {
  const steps = script.steps.values()
  const methods = script.methods.values()
  const yields = script.yields.values()
  const iterations = script.iterations.values()
  const calls: number[] = []
  const step = (call: number): Step['result'] => {
    calls.push(call)
    const { value } = steps.next()
    if (value?.throws) throw new Error('as the script says')
    return value?.result
  }
  const method = (): object => {
    if (methods.next().value === 'throw') throw new Error('as the script says')
    return something
  }
  const something = { at: method, on: method }
  const use = (): Promise<boolean> => {
    if (iterations.next().value === 'throw') return Promise.reject(new Error('as the script says'))
    return Promise.resolve(true)
  }
  const world = {
    call: step,
    ask: (call: number) => step(call) === 'true',
    maybe: (call: number) => (step(call) === 'true' ? undefined : something),
    wait: (call: number) => (step(call) === 'throw' ? Promise.reject(new Error('as the script says')) : Promise.resolve()),
    list: (call: number) => {
      step(call)
      const iterator = {
        next: () => use().then(() => ({ done: iterations.next().value !== 'true' })),
        return: () => use().then(() => ({ done: true })),
      }
      return { [Symbol.asyncIterator]: () => iterator }
    },
  }
  try {
    const run = runInNewContext(`(${code})`, { ...world }) as () => Promise<void> | Generator
    const running = run()
    if (Symbol.iterator in running) {
      let { done } = running.next()
      while (!done) {
        const resumed = yields.next().value
        done = (resumed === 'throw' ? running.throw(new Error()) : resumed === 'stop' ? running.return(0) : running.next()).done
      }
    } else await running
    return { calls, end: 'exit' }
  } catch {
    return { calls, end: 'thrown' }
  }
}

test('programs take every path that their graph has, and nothing else happens on it', async () => {
  let walks = 0
  for (let seed = 0; seed < 100; seed++) {
    const random = randomFrom(seed)
    const code = randomProgram(random)
    const [statement] = parseForESLint(code).ast.body
    const flow = buildFlow(statement as FunctionNode)
    if (flow.imprecise) continue
    for (let i = 0; i < 10; i++) {
      const path = randomWalk(flow, random)
      if (!path) continue
      const script = scriptOf(flow, path, code)
      expect({ code, ...await perform(code, script) }).toEqual({ code, calls: script.steps.map(({ call }) => call), end: script.end })
      walks++
    }
  }
  expect(walks).toBeGreaterThan(500)
})
