import { nodesOf, within } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isCall, isFunction, type Node, ownerOf, partsOfCondition, unwrap, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { eventsWhere, type EventTest, findPath } from '../../flow/queries.ts'
import { dominates, type Follow } from '../../flow/reach.ts'
import { isNeverReassigned, variableOf } from '../../resolve/bindings.ts'
import { standingAt } from '../../resolve/functions.ts'
import { flowWithFailures } from './failing.ts'
import type { Granting } from './key-marks.ts'
import { fillsOnly, isCountOf, type Mark, testsMark } from './marks.ts'

/** Who finds a mark put up, and does not go on. */
export interface Guard {
  readonly node: Node
  /** Who asks for it: a test that keeps others out, a loop that waits until the count has come down, or a function that tells others of it. */
  readonly asked: 'test' | 'loop' | 'answer'
}

/** How a run puts a mark up: the events of that, what takes it down, and the test of what is answered. */
export interface Raising {
  readonly raised: readonly EventId[]
  readonly clears: readonly Mark[]
  readonly granting?: Granting | undefined
}

/** What keeps others out while a mark is up; undefined where nobody asks for it, or whoever finds it set goes on all the same. */
export function guardOf(sourceCode: SourceCode, flow: Flow, owner: FunctionNode, mark: Mark, raising: Raising): Guard | undefined {
  const { raised, clears, granting } = raising
  const own = mark.answers ? granting?.test : mark.tries ? triedAt(flow, mark) : (fillsOnly(mark) ?? guardBefore(sourceCode, flow, mark, raised))
  if (own && !mark.tries && !mark.counts && isPassedToClear(flow, own, raising)) return undefined
  const around = own ?? (mark.tries ? undefined : guardAround(sourceCode, owner, mark))
  if (around) return { node: around, asked: 'test' }
  const waiter = mark.counts ? waiterFor(sourceCode, mark) : undefined
  if (waiter) return { node: waiter, asked: 'loop' }
  // What is begun beside the run, and counts down behind it, may be of a kind that never fails: what is only answered does not make that worth a word.
  const answer = mark.counts && clears.every(({ at }) => ownerOf(at) === owner) ? answerOf(sourceCode, mark) : undefined
  return answer && { node: answer, asked: 'answer' }
}

/** `if (!this.begin()) return`: the test that keeps others out, and puts the mark up. */
function triedAt(flow: Flow, { at }: Mark): Node | undefined {
  return flow.kinds.some((kind, event) => kind === 'test' && flow.nodes[event] === at) ? at : undefined
}

/** The test on every way to the setting that keeps out whoever finds it set. */
export function guardBefore(sourceCode: SourceCode, flow: Flow, mark: Mark, raised: readonly EventId[]): Node | undefined {
  const tests = eventsWhere(flow, (event) => flow.kinds[event] === 'test' && testsMark(sourceCode, flow.nodes[event] as Node, mark))
  const isRaised = (event: EventId): boolean => raised.includes(event)
  const guard = tests.find((test) => raised.every((event) => dominates(flow, test, event)) && (mark.counts || !findPath(flow, test, isRaised, (event, edge) => (event === test ? edge === 'true' : !tests.includes(event)))))
    ?? (mark.counts ? undefined : tests.find((test) => isGuardUnlessTold(sourceCode, flow, { test, tests, isRaised })))
  return guard === undefined ? undefined : flow.nodes[guard]
}

/**
 * The test that keeps others out before the function that sets the mark is run: in each function of the file that calls it, or in
 * the one that gives it to something as a callback.
 */
function guardAround(sourceCode: SourceCode, owner: FunctionNode, mark: Mark): Node | undefined {
  const outer = wrapped(standingAt(sourceCode, owner))
  const given = outer.parent
  const { calls, values } = usesOf(sourceCode, owner)
  // What a run begins itself where it ends takes over its place.
  const others = calls.filter((each) => ownerOf(each) !== owner)
  const places = given && isCall(given) && given.callee !== outer ? [given] : values.every((each) => each === owner) ? others : []
  const guards = places.map((place) => {
    const caller = ownerOf(place)
    const flow = isFunction(caller) && caller !== owner ? flowWithFailures(sourceCode, caller) : undefined
    return flow && !flow.imprecise ? guardBefore(sourceCode, flow, mark, eventsOf(flow, place).filter((event) => flow.kinds[event] === 'call')) : undefined
  })
  return guards.every((each) => each !== undefined) ? guards[0] : undefined
}

/** `if (!jobs.has(key)) jobs.set(key, job); await work(); jobs.delete(key)`: whoever finds it set is not kept out. */
function isPassedToClear(flow: Flow, guard: Node, { raised, clears }: Pick<Raising, 'raised' | 'clears'>): boolean {
  const cleared = new Set(clears.flatMap(({ node }) => eventsOf(flow, node)))
  const tests = new Set(eventsOf(flow, guard).filter((event) => flow.kinds[event] === 'test'))
  return [...tests].some((test) => findPath(flow, test, (event) => cleared.has(event), (event, edge, to) => (event === test ? edge === 'true' : !tests.has(event)) && !raised.includes(to)))
}

/** `if (this.busy && !force) return`: it keeps out those whose caller does not say that they may pass. */
function isGuardUnlessTold(sourceCode: SourceCode, flow: Flow, { test, tests, isRaised }: { readonly test: EventId; readonly tests: readonly EventId[]; readonly isRaised: EventTest }): boolean {
  const asked = flow.kinds.flatMap((kind, event) => {
    const node = kind === 'test' ? unwrap(flow.nodes[event] as Node) : undefined
    const variable = node?.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    return variable?.defs[0]?.type === 'Parameter' && variable.defs[0].node === flow.owner && isNeverReassigned(variable) ? [{ event, variable }] : []
  })
  return new Set(asked.map(({ variable }) => variable)).size === 1 && (['true', 'false'] as const).some((said) => {
    const isSaid: Follow = (event, edge) => edge === said || !asked.some((each) => each.event === event)
    const isPassed = findPath(flow, flow.enter, isRaised, (event, edge, to) => isSaid(event, edge, to) && to !== test)
    return !isPassed && !findPath(flow, test, isRaised, (event, edge, to) => isSaid(event, edge, to) && (event === test ? edge === 'true' : !tests.includes(event)))
  })
}

/** `while (this.readers > 0) await pause()`: somebody waits until the count has come down. */
function waiterFor(sourceCode: SourceCode, mark: Mark): Node | undefined {
  const { loops, awaits } = nodesOf(sourceCode)
  const loop = loops.find((each) => each.type === 'WhileStatement' && partsOfCondition(each.test).some((test) => testsMark(sourceCode, test, mark) || isCountOf(sourceCode, test, mark)) && within(awaits, each.body).length > 0)
  return loop?.type === 'WhileStatement' ? loop.test : undefined
}

/** `get isBusy() { return this.running > 0 }`: what a function says of the count is whether anything is under way. */
function answerOf(sourceCode: SourceCode, mark: Mark): Node | undefined {
  return nodesOf(sourceCode).functions.flatMap((fn) => {
    const [only, second] = fn.body?.type === 'BlockStatement' ? fn.body.body : []
    const value = fn.body?.type === 'BlockStatement' ? (!second && only?.type === 'ReturnStatement' ? only.argument : undefined) : fn.body
    return value ? partsOfCondition(value) : []
  }).find((part) => asksForAny(sourceCode, part, mark))
}

/** `count > 0`, `count !== 0`, `!!count`. */
function asksForAny(sourceCode: SourceCode, part: Node, mark: Mark): boolean {
  const node = unwrap(part)
  const isCount = (side: Node): boolean => isCountOf(sourceCode, side, mark)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = unwrap(node.argument)
    return inner.type === 'UnaryExpression' && inner.operator === '!' && isCount(inner.argument)
  }
  const than = node.type === 'BinaryExpression' && /^(?:>|!==?)$/u.test(node.operator) && isCount(node.left) ? unwrap(node.right) : undefined
  return than?.type === 'Literal' && than.value === 0
}
