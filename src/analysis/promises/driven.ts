import { making, makingOfMethods, running } from '../../knowledge/generators.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isInside, wrapped } from '../../utils/syntax.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { memberOf } from '../resolve/functions.ts'
import { isThis } from '../resolve/members.ts'

/** How a generator is run whose `yield` waits. */
export interface Driving {
  readonly at: Call
  /** There and then; otherwise a function is made of it. */
  readonly isRun: boolean
}

const roots = evidenceFrom([...making, ...running, ...makingOfMethods])

/** The generators that are run as async functions are: `flow(function* () { const rows = yield load() })`, `co(function* () { … })`. */
export const drivenGenerators = perFile((sourceCode): ReadonlyMap<FunctionNode, Driving> => {
  const found = new Map<FunctionNode, Driving>()
  if (!mentions(sourceCode, roots)) return found
  for (const fn of nodesOf(sourceCode).functions) {
    const driving = fn.generator && !fn.async ? drivingOf(sourceCode, fn) : undefined
    if (driving) found.set(fn, driving)
  }
  return found
})

function drivingOf(sourceCode: SourceCode, fn: FunctionNode): Driving | undefined {
  const outer = wrapped(fn)
  const { parent } = outer
  if (parent && isCall(parent) && parent.callee !== outer) {
    const path = apiOf(sourceCode, parent.callee) ?? ''
    return making.has(path) || running.has(path) ? { at: parent, isRun: running.has(path) } : undefined
  }
  const holder = memberOf(fn)?.owner
  const at = holder && nodesOf(sourceCode).calls.find((call) => call.arguments[0] !== undefined && isThis(sourceCode, call.arguments[0]) && isInside(call, holder) && makingOfMethods.has(apiOf(sourceCode, call.callee) ?? ''))
  return at && { at, isRun: false }
}
