import { batches } from '../../../knowledge/cells.ts'
import { convertingMethods } from '../../../knowledge/grains.ts'
import { linkAt } from '../../../utils/chains.ts'
import { calledName } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isFunction, isInside, type Node, unwrap } from '../../../utils/syntax.ts'
import { handedTo } from '../../callbacks/handed.ts'
import { flowOf } from '../../flow/flow.ts'
import { nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { isWaitedFor } from '../../promises/fate.ts'
import { isEmpty, isParameterOf, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { lastName } from '../../resolve/path.ts'
import { isTicketed } from '../overlap/tickets.ts'
import { usesOfPlace } from './elsewhere.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { overlaps } from '../places/place.ts'
import { writtenIn } from '../places/written.ts'
import { callsIn, helperAt, placeForCall } from '../reads/answers.ts'
import { deciding } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'

/** A write that code begun by a call makes after others may have run. */
export interface LateWrite extends Omit<Access, 'event'> {
  /** Where it waits first. */
  readonly wait: Node
}

const NO_WRITES: readonly LateWrite[] = []

/**
 * The writes of a function that come after a wait, and that nothing in it decides on or keeps out others for: behind its own
 * waits, or in the chain that it answers with.
 */
export const lateWrites: (sourceCode: SourceCode, fn: FunctionNode) => readonly LateWrite[] = perNode<FunctionNode, readonly LateWrite[]>((sourceCode, fn) => {
  const flow = flowOf(sourceCode, fn)
  if (flow.imprecise || fn.generator) return NO_WRITES
  if (!fn.async) return callsIn(sourceCode, fn).flatMap((call) => (isWaitedFor(call) ? deferredWrites(sourceCode, call).map((write) => ({ ...write, origin: write.node })) : []))
  const gaps = suspensionPoints(flow)
  if (gaps.length === 0) return NO_WRITES
  return open(sourceCode, fn).flatMap((write) => {
    const waits = gaps.flatMap((event) => (reaches(flow, event, write.event) ? [nodeOf(flow, event)] : []))
    const [wait] = waits
    return wait ? [{ ...write, wait, waits, origin: write.node }] : []
  })
}, NO_WRITES)

/**
 * The writes that a call of a helper makes where it stands, before it waits for anything: `remember(key, value)`. What it puts
 * there is what it is given, or a constant.
 */
export const writesThrough: (sourceCode: SourceCode, call: Call) => readonly Omit<Access, 'event'>[] = perNode<Call, readonly Omit<Access, 'event'>[]>((sourceCode, call) => {
  const helper = helperAt(sourceCode, call)
  if (!helper || helper.generator || writtenIn(sourceCode, helper).length === 0 || flowOf(sourceCode, helper).imprecise) return []
  const flow = flowOf(sourceCode, helper)
  const gaps = suspensionPoints(flow)
  return open(sourceCode, helper).flatMap((write): readonly Omit<Access, 'event'>[] => {
    if (gaps.some((gap) => reaches(flow, gap, write.event))) return []
    const place = placeForCall(sourceCode, write.place, helper, call)
    const value = write.value && valueForCall(sourceCode, write.value, helper, call)
    return !place || (write.value && !value) ? [] : [{ ...write, node: call, place, ...(value && { value }), origin: write.node }]
  })
}, [])

/** The writes of a function that a call runs at once: `runInAction(() => { this.items = items })`. */
export const batchedWrites: (sourceCode: SourceCode, call: Call) => readonly Omit<Access, 'event'>[] = perNode<Call, readonly Omit<Access, 'event'>[]>((sourceCode, call) => {
  const [callback] = call.arguments
  if (!isFunction(callback) || callback.async || !batches.has(apiOf(sourceCode, call.callee) ?? '') || flowOf(sourceCode, callback).imprecise) return []
  return open(sourceCode, callback, functionAround(callback)).map((write) => ({ ...write, by: call }))
}, [])

export const batchNames: ReadonlySet<string> = new Set([...batches].map(lastName))

/** The argument for a parameter of the helper, or for a part of one; what the helper writes down itself stays what it is. */
export function valueForCall(sourceCode: SourceCode, value: Node, helper: FunctionNode, call: Call): Node | undefined {
  let node = heldIn(sourceCode, unwrap(value), helper)
  // `name.trim().toLowerCase()` is the name, written otherwise.
  while (node.type === 'SpreadElement' || (node.type === 'MemberExpression' && !node.computed) || (node.type === 'CallExpression' && convertingMethods.has(calledName(node) ?? ''))) {
    node = unwrap(node.type === 'SpreadElement' ? node.argument : node.type === 'CallExpression' ? node.callee : node.object)
  }
  if (node.type !== 'Identifier') return node.type === 'Literal' || isEmpty(node) ? node : undefined
  const def = variableOf(sourceCode, node)?.defs[0]
  const index = def?.type === 'Parameter' ? helper.params.findIndex((each) => each === def.name) : -1
  return call.arguments[index]
}

/** What a box of the helper holds of what it is given: `{ value, until: Date.now() + this.life }`. */
function heldIn(sourceCode: SourceCode, value: Node, helper: FunctionNode): Node {
  const given = value.type === 'ObjectExpression' ? value.properties.flatMap((each) => (each.type === 'Property' && isParameterOf(sourceCode, helper, each.value) ? [each.value] : [])) : []
  return given[0] ?? value
}

/** The writes of a callback that runs later: `promise.then((value) => { this.value = value })`, `readFile(path, (error, text) => { … })`. */
export const deferredWrites: (sourceCode: SourceCode, call: Call) => readonly LateWrite[] = perNode<Call, readonly LateWrite[]>((sourceCode, call) => {
  const callback = callbackOf(sourceCode, call)
  if (!callback || flowOf(sourceCode, callback).imprecise) return NO_WRITES
  return open(sourceCode, callback, functionAround(callback)).map((write) => ({ ...write, wait: call, ...(isWaitedFor(call) && { by: call }) }))
}, NO_WRITES)

/** The function that a call has run once, later: what follows a promise, or what an API calls back when the work is done. */
function callbackOf(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  const [first] = call.arguments
  const link = linkAt(call)?.by
  if (link === 'then' || link === 'finally') return isFunction(first) ? first : undefined
  const last = call.arguments.at(-1)
  if (!isFunction(last)) return undefined
  const handing = handedTo(sourceCode, last)
  return handing?.timing === 'once' && handing.path !== undefined && !handing.critical && handing.event === undefined ? last : undefined
}

/** The writes that no test of the same place and no latch in the function itself stands before. `run` has what a run compares: the function, or for a callback the one that has given it. */
function open(sourceCode: SourceCode, fn: FunctionNode, run = fn): readonly Access[] {
  const accesses = accessesIn(sourceCode, fn)
  const { writes } = accesses
  const lasting = writes.filter((write) => write.shared !== 'caller' && write.effect !== 'remove' && (write.effect !== 'clear' || isFilledAnew(sourceCode, fn, write)))
  if (lasting.length === 0) return []
  const { reads } = accesses
  const flow = flowOf(sourceCode, fn)
  const tests = testsOf(flow)
  return lasting.filter((write) => {
    const own = new Set(reads.filter(({ place }) => overlaps(place, write.place)).map(({ node }) => node))
    const asking = own.size === 0 ? [] : tests.filter((test) => restsOn(sourceCode, flow, test.node, own).size > 0)
    return deciding(flow, asking, write.event).length === 0
      && latchesBefore(sourceCode, fn, write.event).length === 0
      && !isTicketed(sourceCode, run, write, { flow, tests })
  })
}

/** `this.rows = new Map(); found.forEach((row) => this.rows.set(row.id, row))`: what a callback puts there empty, it fills at once. */
function isFilledAnew(sourceCode: SourceCode, fn: FunctionNode, { place, value, node }: Access): boolean {
  const made = value && unwrap(value)
  return !fn.async && made !== undefined && ['NewExpression', 'ArrayExpression', 'ObjectExpression'].includes(made.type)
    && usesOfPlace(sourceCode, place).some((use) => use.does === 'append' && isInside(use.node, fn) && use.node.range[0] > node.range[1])
}
