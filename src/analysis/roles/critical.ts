import { processListeners } from '../../knowledge/roles.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isCall, type Node, wrapped } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { isPutAway } from '../callbacks/put-away.ts'
import { picksOf } from '../callbacks/tables.ts'
import { readsOfGetter, usesOf } from '../callbacks/uses.ts'
import { variableOf } from '../resolve/bindings.ts'
import { memberOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { isForFew } from './audience.ts'
import { completionOf, type Handler, handlerOf } from './handlers.ts'
import { roleOf, threadAt } from './role.ts'

/** One step on the way from a handler to a function: `from` runs `to` at `at`. */
export interface Step {
  readonly from: FunctionNode
  readonly to: FunctionNode
  /** The call, what the function is handed to, or what reads it where it is a getter. */
  readonly at: Node
  /** The call whose arguments are the parameters of `to`; absent for a function that is handed on. */
  readonly call?: Call
}

/** Why a function runs on an event loop that others wait for. */
export interface CriticalContext {
  readonly kind: Handler['kind']
  readonly handler: Handler
  /** From the handler to the function; empty for the handler itself. */
  readonly steps: readonly Step[]
}

/** How far calls are followed backwards, how many functions are looked at, how many ways are given. */
const MOST_STEPS = 6
const MOST_FUNCTIONS = 64
const MOST_WAYS = 6

/**
 * The ways from handlers of this file to a function, shortest first: at most one for each handler. Empty in workers, tests,
 * configurations and scripts, and where no handler is known to come here. In a command only requests, messages and UI count.
 */
export const criticalContexts: (sourceCode: SourceCode, fn: FunctionNode) => readonly CriticalContext[] = perNode<FunctionNode, readonly CriticalContext[]>(
  (sourceCode, fn) => {
    const { program } = roleOf(sourceCode)
    if (program !== 'application' && program !== 'command') return []
    return waysTo(sourceCode, fn, handlerOf).filter(({ kind }) => program === 'application' || kind !== 'timer')
  },
  [],
)

/**
 * The same for functions that run when something asked for has come: error-first callbacks. Weaker: others wait for the loop
 * all the same, but nobody knows whether there are any.
 */
export const completionContexts: (sourceCode: SourceCode, fn: FunctionNode) => readonly CriticalContext[] = perNode<FunctionNode, readonly CriticalContext[]>(
  (sourceCode, fn) => (roleOf(sourceCode).program === 'application' ? waysTo(sourceCode, fn, completionOf) : []),
  [],
)

/**
 * The ways to a function from those that `entryOf` knows, shortest first; nothing counts that runs in a worker, or that hardly
 * anybody waits for. `isEnd`: who calls such a function is not asked.
 */
export function waysTo(
  sourceCode: SourceCode, fn: FunctionNode, entryOf: (sourceCode: SourceCode, fn: FunctionNode) => Handler | undefined, isEnd?: (fn: FunctionNode) => boolean,
): CriticalContext[] {
  const found: CriticalContext[] = []
  const seen = new Set<FunctionNode>([fn])
  const queue: { readonly at: FunctionNode; readonly steps: readonly Step[] }[] = [{ at: fn, steps: [] }]
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    const { at, steps } = entry
    if (threadAt(sourceCode, at) === 'worker') continue
    const handler = entryOf(sourceCode, at)
    if (isForFew(sourceCode, handler?.at ?? at)) continue
    if (handler) {
      found.push({ kind: handler.kind, handler, steps })
      if (found.length >= MOST_WAYS) break
      continue
    }
    if (steps.length >= MOST_STEPS || isEnd?.(at)) continue
    for (const step of stepsTo(sourceCode, at)) {
      if (seen.has(step.from) || isForFew(sourceCode, step.at) || seen.size >= MOST_FUNCTIONS) continue
      seen.add(step.from)
      queue.push({ at: step.from, steps: [step, ...steps] })
    }
  }
  return found
}

/** Who runs a function: callers, those who read it where it is a getter, those who pick it from a table by a name, and those who hand it to something that runs it on this thread. Not who has it run when the process ends, or only keeps it. */
function stepsTo(sourceCode: SourceCode, to: FunctionNode): Step[] {
  const calls = [...usesOf(sourceCode, to).calls, ...makingsOf(sourceCode, to), ...picksOf(sourceCode, to)].flatMap((call): Step[] => {
    const from = functionAround(call)
    return from ? [{ from, to, at: call, call }] : []
  })
  const handed = handingsOf(sourceCode, to).flatMap(({ at, elsewhere, path, timing }): Step[] => {
    const from = functionAround(at)
    if (!from || elsewhere || processListeners.includes(path ?? '')) return []
    return timing === 'unknown' && isPutAway(sourceCode, to, at) ? [] : [{ from, to, at }]
  })
  const read = readsOfGetter(sourceCode, to).flatMap((at): Step[] => {
    const from = functionAround(at)
    return from && from !== to ? [{ from, to, at }] : []
  })
  return [...calls, ...handed, ...read, ...usesOf(sourceCode, to).values.flatMap((value) => asDefault(sourceCode, value, to))]
}

/** `new Job(order)`: where an object is made whose class has this constructor. */
function makingsOf(sourceCode: SourceCode, to: FunctionNode): readonly Call[] {
  const member = memberOf(to)
  const names = member?.kind === 'constructor' && member.owner.id ? (sourceCode.scopeManager?.getDeclaredVariables(member.owner) ?? []) : []
  return names.flatMap(({ references }) => references).flatMap(({ identifier }): readonly Call[] => {
    const { parent } = identifier
    return parent.type === 'NewExpression' && parent.callee === identifier ? [parent] : []
  })
}

/** `async function probe({ run = runNow } = {})`: what its parameter is unless a caller says otherwise, where it calls that or hands it to another function of this file. */
function asDefault(sourceCode: SourceCode, value: Node, to: FunctionNode): readonly Step[] {
  const outer = wrapped(value)
  const { parent } = outer
  const variable = parent?.type === 'AssignmentPattern' && parent.right === outer && parent.left.type === 'Identifier' ? variableOf(sourceCode, parent.left) : undefined
  if (variable?.defs[0]?.type !== 'Parameter') return []
  return variable.references.flatMap(({ identifier }): readonly Step[] => {
    const call = wrapped(identifier).parent
    const from = call && functionAround(call)
    if (!from || !isCall(call)) return []
    if (call.callee === wrapped(identifier)) return [{ from, to, at: call, call }]
    return calledFunction(sourceCode, call) ? [{ from, to, at: call }] : []
  })
}
