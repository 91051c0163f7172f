import { breakings, endingCalls } from '../../../knowledge/endings.ts'
import { isTelling } from '../../../knowledge/lifecycles.ts'
import { timers } from '../../../knowledge/lives.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isFunction, isInside, type Node, unwrap, waitsWithin, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { nameIn, usesOf } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { isParameterOf, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { memberOf } from '../../resolve/functions.ts'
import { handlerOf } from '../../roles/handlers.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { accessesIn } from '../places/accesses.ts'
import { type Place, VALUE } from '../places/place.ts'
import { decides } from '../reads/control.ts'

/** How many callers of a function are asked. */
const MOST_CALLERS = 8

/**
 * Who asks anew: `setPage(page) { this.page = page; this.load() }`, where `load` asks for `this.page`. A function that is told what
 * is to be shown from now on sets that and has it fetched, without a word to the fetching that is under way.
 */
export function movedBy(sourceCode: SourceCode, owner: FunctionNode, wait: Node): Moved | undefined {
  const { calls } = usesOf(sourceCode, owner)
  if (calls.length === 0 || calls.length > MOST_CALLERS) return undefined
  let asked: readonly Place[] | undefined
  for (const call of calls) {
    const teller = tellerAround(sourceCode, call)
    if (!teller || teller === owner || isStepAt(call)) continue
    asked ??= askedPlaces(sourceCode, owner, wait)
    if (asked.some((place) => isToldBefore(sourceCode, teller, call, place)) && !isCaredFor(sourceCode, teller, call)) return { isSure: isDebounced(sourceCode, teller, call) }
  }
  return undefined
}

/** That somebody asks anew, and whether it is sure that he does so again and again: he lets a while pass each time, and begins that anew. */
export interface Moved {
  readonly isSure: boolean
}

/**
 * Whether a caller notes what it has asked for last, and asks whenever it is another: `if (key !== this.asked) { this.asked = key;
 * this.load(rows) }`. That is sure to be so more than once.
 */
export function isAskedAnew(sourceCode: SourceCode, owner: FunctionNode): boolean {
  const { calls } = usesOf(sourceCode, owner)
  return calls.length <= MOST_CALLERS && calls.some((call) => {
    const caller = functionAround(call)
    return caller !== undefined && caller !== owner && call.arguments.length > 0 && !breaksOff(sourceCode, caller) && isBehindNews(sourceCode, caller, call)
  })
}

function isBehindNews(sourceCode: SourceCode, caller: FunctionNode, call: Call): boolean {
  const { writes } = accessesIn(sourceCode, caller)
  const noted = writes.filter(({ effect, place, value }) => effect === 'set' && place.part === VALUE && place.root.kind === 'this' && value?.type === 'Identifier')
  if (noted.length === 0) return false
  const flow = flowOf(sourceCode, caller)
  const [event] = eventsOf(flow, call)
  const tests = testsOf(flow).filter(({ node }) => node.type === 'BinaryExpression' && /^[!=]==?$/u.test(node.operator))
  return event !== undefined && tests.some((test) => noted.some(({ place, value }) => compares(sourceCode, caller, test.node, place, value)) && decides(flow, test, event) !== undefined)
}

/** Whether a test compares a place with what the function puts there. */
function compares(sourceCode: SourceCode, caller: FunctionNode, test: Node, { base }: Place, value: Node | undefined): boolean {
  const { reads } = accessesIn(sourceCode, caller)
  const sides = test.type === 'BinaryExpression' ? [unwrap(test.left), unwrap(test.right)] : []
  return sides.some((side) => reads.some(({ node, place }) => node === side && place.base === base))
    && sides.some((side) => side.type === 'Identifier' && value?.type === 'Identifier' && variableOf(sourceCode, side) === variableOf(sourceCode, value))
}

/** Whether a function waits for a call and then goes on: it is a step of what it does, and not the last thing that it is told. */
function isStepAt(call: Call): boolean {
  const awaited = wrapped(call).parent
  const statement = awaited?.type === 'AwaitExpression' ? awaited.parent : undefined
  const block = statement?.type === 'ExpressionStatement' ? statement.parent : undefined
  return statement !== undefined && statement.type !== 'ReturnStatement' && !(block?.type === 'BlockStatement' && isFunction(block.parent) && block.body.at(-1) === statement)
}

/** The function around a call, also through callbacks, that is told something new as often as that changes. */
function tellerAround(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  for (let fn = functionAround(call); fn; fn = functionAround(fn)) {
    if (isTelling(nameIn(fn) ?? '') || isDebounced(sourceCode, fn, call) || memberOf(fn)?.kind === 'set' || handlerOf(sourceCode, fn)?.kind === 'ui') return fn
  }
  return undefined
}

/** Whether a function sets a timer for the call, and clears the one before: `clearTimeout(this.timer); this.timer = setTimeout(() => this.check(), 300)`. It is run as often as something changes. */
function isDebounced(sourceCode: SourceCode, fn: FunctionNode, call: Call): boolean {
  const calls = callsByOwner(sourceCode).get(fn) ?? []
  return calls.some((each) => endingCalls.has(calledName(each) ?? '')) && calls.some((each) => timers.includes(apiOf(sourceCode, each.callee) ?? '') && each.arguments[0] !== undefined && isInside(call, each.arguments[0]))
}

/** The places outside of which the present value is a part of what is asked. */
function askedPlaces(sourceCode: SourceCode, owner: FunctionNode, wait: Node): readonly Place[] {
  const { reads } = accessesIn(sourceCode, owner)
  const within = [wait, ...valuesIn(sourceCode, owner, wait, 0), ...choicesAround(sourceCode, owner, wait)]
  return reads.filter(({ node, place }) => place.part === VALUE && within.some((each) => isInside(node, each))).map(({ place }) => place)
}

/** `this.mine` of `this.mine ? await fetchMine() : await fetchAll()`: what chooses between one thing to ask for and another. */
function choicesAround(sourceCode: SourceCode, owner: FunctionNode, wait: Node): readonly Node[] {
  const tests: Node[] = []
  for (let at = wrapped(wait); at.parent && at.parent !== owner; at = wrapped(at.parent)) {
    const { parent } = at
    if (parent.type === 'ConditionalExpression' && parent.test !== at && waitsWithin(sourceCode, parent.consequent) && waitsWithin(sourceCode, parent.alternate)) tests.push(parent.test)
  }
  return tests
}

/** What the names stand for of which the function makes what it asks: `const { page } = this` before `fetchPage(page)`. */
function valuesIn(sourceCode: SourceCode, owner: FunctionNode, node: Node, depth: number): readonly Node[] {
  const values: Node[] = []
  walkOwn(sourceCode, node, (each) => {
    const variable = each.type === 'Identifier' && depth < 2 ? variableOf(sourceCode, each) : undefined
    const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
    if (!source || second || !('value' in source) || !isInside(source.value, owner) || isInside(node, source.value)) return
    values.push(source.value, ...valuesIn(sourceCode, owner, source.value, depth + 1))
  })
  return values
}

/** Whether a function puts what it is told into the place before it makes the call. */
function isToldBefore(sourceCode: SourceCode, teller: FunctionNode, call: Call, { base }: Place): boolean {
  return accessesIn(sourceCode, teller).writes.some(({ effect, place, value, node }) => effect === 'set' && place.base === base && value !== undefined && node.range[0] < call.range[0] && (isTold(sourceCode, teller, value) || isChosen(sourceCode, teller, node)))
}

function isTold(sourceCode: SourceCode, teller: FunctionNode, value: Node): boolean {
  let found = false
  walkOwn(sourceCode, value, (node) => {
    found ||= isParameterOf(sourceCode, teller, node)
  })
  return found
}

/** `if (tab === 'mine') this.mine = true`: what is put there is chosen by what the function is told. */
function isChosen(sourceCode: SourceCode, teller: FunctionNode, write: Node): boolean {
  for (let at: Node | undefined = write; at?.parent && at !== teller; at = at.parent) {
    const { parent }: { parent?: Node | undefined } = at
    if (parent?.type === 'IfStatement' && parent.test !== at && isTold(sourceCode, teller, parent.test)) return true
  }
  return false
}

/** Whether the function breaks off what is under way, or lets nobody in until that is over. */
function isCaredFor(sourceCode: SourceCode, teller: FunctionNode, call: Call): boolean {
  const [event] = eventsOf(flowOf(sourceCode, teller), call)
  return breaksOff(sourceCode, teller) || (event !== undefined && latchesBefore(sourceCode, teller, event).length > 0)
}

function breaksOff(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return isSerialized(sourceCode, fn) || (callsByOwner(sourceCode).get(fn) ?? []).some((each) => breakings.has(calledName(each) ?? ''))
}
