import { replyAt } from '../../knowledge/index.ts'
import { isEnding } from '../../knowledge/lifecycles.ts'
import { askingMembers, cacheNames, finalNames, setupNames, sizeMembers } from '../../knowledge/transfers.ts'
import { linkAt } from '../../utils/chains.ts'
import { calledName, nodesOf, within } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { nameIn, usesOf } from '../callbacks/uses.ts'
import { flowOf } from '../flow/flow.ts'
import { openAt } from '../obligations/obligations.ts'
import { awaitedAt } from '../promises/awaited.ts'
import { entryOf } from '../races/overlap/entries.ts'
import { isNothing, isOfModule, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { memberOf, returnsOf } from '../resolve/functions.ts'
import { calledFunction, calledPath } from '../resolve/receiver.ts'
import { gone, replacedAt, writesIn } from './after.ts'
import { isSentWhenComplete } from './complete.ts'
import type { Move } from './move.ts'
import { below, namesThing, type Place, placeOf, replaces } from './places.ts'
import { runInRounds } from './rounds.ts'
import { type Use, useAt } from './uses.ts'

/** A thing that stays where a later call finds it, although it is gone. */
export interface Kept {
  /** What uses it next; the send itself, where that is the next call. */
  readonly next: Node
  /** The collection that holds it; absent: the field or variable itself does. */
  readonly collection?: Node
}

/** Where a thing that has been transferred is still found by the next call; undefined where it is not, or nobody knows. */
export function keptAfter(sourceCode: SourceCode, move: Move): Kept | undefined {
  const fn = functionAround(move.call)
  if (!fn || move.list || move.method || move.place.only || isConditional(sourceCode, move, fn)) return undefined
  if (isOutside(move.place, fn)) return isSentWhenComplete(sourceCode, move, fn) ? undefined : inField(sourceCode, move, fn)
  const field = fieldGiven(sourceCode, move, fn)
  return (field && inField(sourceCode, { ...move, place: field }, fn)) ?? inCollection(sourceCode, move, fn)
}

/** The field or outer variable that the function has put the same thing into before it is sent: `this.last = clip`. */
function fieldGiven(sourceCode: SourceCode, { place: { root: name, path }, call, kind }: Move, fn: FunctionNode): Place | undefined {
  if ((kind !== 'buffer' && kind !== 'thing') || !('references' in name) || path.some((step) => step !== 'buffer')) return undefined
  for (const write of within(nodesOf(sourceCode).writes, fn)) {
    if (write.type !== 'AssignmentExpression' || write.operator !== '=' || write.range[0] > call.range[0] || functionAround(write) !== fn) continue
    const value = unwrap(write.right)
    if (value.type !== 'Identifier' || variableOf(sourceCode, value) !== name || !name.references.every((each) => each.init === true || !each.isWrite())) continue
    const whole = placeOf(sourceCode, write.left)
    const field = path.length === 0 ? whole : whole && below(sourceCode, whole, 'buffer')
    if (field && isOutside(field, fn)) return field
  }
  return undefined
}

/** Whether the place outlives a run of the function: a field, or a variable from around it. */
function isOutside({ root, path }: Place, fn: FunctionNode): boolean {
  if ('references' in root) return !isInside(root.scope.block, fn) || isOfModule(root)
  return path.length > 0 && (isFunction(root) ? root === fn : true)
}

/** A flag that is set here says that this is done once. */
function isConditional(sourceCode: SourceCode, { place }: Move, fn: FunctionNode): boolean {
  return within(nodesOf(sourceCode).writes, fn).some((write) => write.type === 'AssignmentExpression' && write.right.type === 'Literal' && typeof write.right.value === 'boolean')
    || within(nodesOf(sourceCode).writes, fn).some((write) => write.type === 'AssignmentExpression' && isNothing(write.right) && !replaces(sourceCode, write.left, place))
}

// ---------------------------------------------------------------- fields

function inField(sourceCode: SourceCode, move: Move, fn: FunctionNode): Kept | undefined {
  const replaced = replacedIn(sourceCode, move)
  if (replaced.some((owner) => owner !== fn) || !staysUntilExit(sourceCode, move, fn, () => false) || isAskedFor(sourceCode, move.place)) return undefined
  // What each run puts there anew is gone for the others, and not for the next run.
  const isNext = move.kind === 'buffer' && replaced.length === 0 && runsAgain(sourceCode, fn, move.place) && !finalNames.test(nameIn(fn) ?? '')
  const other = useElsewhere(sourceCode, move, fn)
  return other ? { next: other.node } : isNext ? { next: move.node } : undefined
}

/** The functions that put something else there, other than those that set things up, where they do not send it. */
function replacedIn(sourceCode: SourceCode, { place, call }: Move): readonly FunctionNode[] {
  const sender = functionAround(call)
  return nodesOf(sourceCode).writes.flatMap((write) => {
    const target = write.type === 'AssignmentExpression' ? write.left : write.argument
    const owner = replaces(sourceCode, target, place) && !fillsOnce(sourceCode, write, place) ? functionAround(write) : undefined
    return owner && (owner === sender || memberOf(owner)?.kind !== 'constructor') ? [owner] : []
  })
}

/** `this.frame ??= make()`, `if (!this.frame) this.frame = make()`: what is gone is still there, so this does nothing. */
function fillsOnce(sourceCode: SourceCode, write: Node, place: Place): boolean {
  if (write.type !== 'AssignmentExpression') return false
  if (write.operator === '??=' || write.operator === '||=') return true
  const block = write.parent.type === 'ExpressionStatement' ? write.parent.parent : write.parent
  const holder = block.type === 'BlockStatement' ? block.parent : block
  if (holder?.type !== 'IfStatement' || isInside(write, holder.test)) return false
  const test = unwrap(holder.test)
  if (test.type === 'UnaryExpression' && test.operator === '!') return replaces(sourceCode, test.argument, place)
  return test.type === 'BinaryExpression' && isNothing(test.right) && replaces(sourceCode, test.left, place)
}

function staysUntilExit(sourceCode: SourceCode, move: Move, fn: FunctionNode, alsoSettled: (node: Node) => boolean): boolean {
  const flow = flowOf(sourceCode, fn)
  const acquired = gone(flow, move.after ?? move.call)
  if (flow.imprecise || acquired.length === 0) return false
  const replaced = replacedAt(sourceCode, flow, move)
  return openAt(sourceCode, { flow, acquired, settled: (event) => replaced(event) || alsoSettled(flow.nodes[event] as Node) }, (event) => event === flow.exit) !== undefined
}

/** Whether the code asks anywhere if the thing is still there: it knows. */
function isAskedFor(sourceCode: SourceCode, place: Place): boolean {
  return nodesOf(sourceCode).members.some((member) => {
    const name = keyName(member) ?? ''
    if (!askingMembers.has(name) && !sizeMembers.has(name)) return false
    if (!namesThing(sourceCode, member.object, place)) return false
    return askingMembers.has(name) || (useAt(sourceCode, member.object, { kind: 'buffer' }) === undefined && !isMeasured(member))
  })
}

/** `filled === this.block.length`: compared with something that is not always 0, the size only says how much there is room for. */
function isMeasured(member: Node): boolean {
  const outer = wrapped(member)
  const test = outer.parent
  if (test?.type !== 'BinaryExpression') return false
  const other = unwrap(test.left === outer ? test.right : test.left)
  return other.type !== 'Literal'
}

/** Whether somebody may run the function more than once while the place is the same one: each call of a method has parameters of its own. */
function runsAgain(sourceCode: SourceCode, fn: FunctionNode, place: Place): boolean {
  const name = nameIn(fn)
  if (name !== undefined && setupNames.test(name)) return false
  const round = runInRounds(sourceCode, fn)
  if (round && outlives(place, round)) return true
  const entry = entryOf(sourceCode, fn)
  return (entry ? outlives(place, entry.of) : isOffered(sourceCode, fn)) || usesOf(sourceCode, fn).calls.some((call) => isRepeated(sourceCode, call, fn))
}

/** Whether the place is still the same one when a function is entered again: a variable is, where the function stands inside the one that has it. */
function outlives({ root }: Place, entered: FunctionNode): boolean {
  if (!('references' in root)) return true
  const { block } = root.scope
  const home = isFunction(block) || block.type === 'Program' ? block : ownerOf(block)
  return !isFunction(home) || (home !== entered && isInside(entered, home))
}

function isEntered(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return entryOf(sourceCode, fn) !== undefined || isOffered(sourceCode, fn)
}

/** Whether other threads call it: `expose({ sum() { … } })`. */
function isOffered(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const object = fn.parent.type === 'Property' ? fn.parent.parent : fn
  const call = object.parent
  const path = isCall(call) && call.callee !== object ? calledPath(sourceCode, call) : undefined
  return path !== undefined && replyAt(path) !== undefined
}

function isRepeated(sourceCode: SourceCode, call: Call, fn: FunctionNode): boolean {
  for (let at = call.parent as Node | undefined; at && at !== fn && !isFunction(at); at = at.parent) if (nodesOf(sourceCode).loops.some((loop) => loop === at)) return true
  return false
}

/** A use in another function that may run later, whatever happens before. */
function useElsewhere(sourceCode: SourceCode, move: Move, fn: FunctionNode): Use | undefined {
  for (const other of nodesOf(sourceCode).functions) {
    if (other === fn || isInside(other, fn) || isInside(fn, other) || memberOf(other)?.kind === 'constructor') continue
    if (!runsAgain(sourceCode, other, move.place) || writesIn(sourceCode, other, move) || flowOf(sourceCode, other).imprecise) continue
    const use = firstUse(sourceCode, other, move)
    if (use && !isUnderTest(use.node, other)) return use
  }
  return undefined
}

function firstUse(sourceCode: SourceCode, fn: FunctionNode, move: Move): Use | undefined {
  let use: Use | undefined
  walkOwn(sourceCode, fn.body, (node) => {
    if ((node.type === 'MemberExpression' || node.type === 'Identifier') && namesThing(sourceCode, node, move.place)) use ??= useAt(sourceCode, node, move)
    return use === undefined
  })
  return use
}

function isUnderTest(node: Node, fn: FunctionNode): boolean {
  for (let at = node.parent; at && at !== fn; at = at.parent) if (at.type === 'IfStatement' || at.type === 'ConditionalExpression' || at.type === 'LogicalExpression' || at.type === 'SwitchStatement') return true
  return false
}

// ---------------------------------------------------------------- collections

const TAKING = new Set(['delete', 'clear', 'set'])
const EMPTYING = new Set(['delete', 'clear'])

/** `dispose() { this.tiles.clear() }`: until then nothing is taken out. */
function isAtTheEnd(call: Call): boolean {
  const fn = functionAround(call)
  return calledName(call) === 'clear' && isEnding((fn && nameIn(fn)) ?? '')
}

/** A local variable that came out of a map, or was put into one, and stays there. */
function inCollection(sourceCode: SourceCode, move: Move, fn: FunctionNode): Kept | undefined {
  const collection = move.kind === 'port' || move.kind === 'stream' ? undefined : collectionOf(sourceCode, move, fn)
  const place = collection && placeOf(sourceCode, collection)
  if (!place || !isOutside(place, fn) || !isEntered(sourceCode, fn) || isAskedFor(sourceCode, move.place)) return undefined
  const calls = nodesOf(sourceCode).calls.filter((call) => isCallOn(sourceCode, call, place))
  const next = calls.find((call) => calledName(call) === 'get')
  const isCache = cacheNames.test(sourceCode.getText(collection)) || !calls.some((call) => EMPTYING.has(calledName(call) ?? '') && !isAtTheEnd(call))
  const isTaken = calls.some((call) => EMPTYING.has(calledName(call) ?? '') && functionAround(call) === fn && call.range[0] < move.call.range[0])
  if (!next || !isCache || isTaken || (move.kind === 'picture' && !isFilledWhereAsked(calls))) return undefined
  const stays = staysUntilExit(sourceCode, move, fn, (node) => calls.some((call) => call === node && TAKING.has(calledName(call) ?? '')))
  return stays ? { next, collection } : undefined
}

/** One function asks for what is there and puts in what is missing: whoever comes next is given the same. A canvas for each page is sent once. */
function isFilledWhereAsked(calls: readonly Call[]): boolean {
  const askers = new Set(calls.flatMap((call) => (calledName(call) === 'get' ? [functionAround(call)] : [])))
  return calls.some((call) => calledName(call) === 'set' && askers.has(functionAround(call)))
}

function isCallOn(sourceCode: SourceCode, call: Call, place: Place): boolean {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && placeOf(sourceCode, callee.object)?.key === place.key
}

/** `cache` where the thing is (part of) what `cache.get(key)` yields, itself or through a function that returns it, or what `cache.set(key, thing)` puts in before it is sent. */
function collectionOf(sourceCode: SourceCode, { place: { root, path }, call: send }: Move, fn: FunctionNode): Node | undefined {
  if (!('references' in root)) return undefined
  const value = valueOf(sourceCode, root)
  const got = value && (takenFrom(value) ?? returnedFrom(sourceCode, value))
  return got ?? (path.length <= 1 ? putInto(root, fn, send.range[0]) : undefined)
}

/** What a variable is given first: its value, or what a promise comes to for the parameter of a `then`. */
function valueOf(sourceCode: SourceCode, variable: Variable): Node | undefined {
  for (const source of sourcesOf(sourceCode, variable) ?? []) {
    if (source.kind === 'value') return source.value
    const link = source.kind === 'parameter' && source.index === 0 ? linkAt(source.of.parent) : undefined
    if (link?.by === 'then') return link.promise
  }
  return undefined
}

/** The collection that a call of a function of this file returns something out of: `await this.tile(key)`. */
function returnedFrom(sourceCode: SourceCode, value: Node): Node | undefined {
  const call = awaitedAt(sourceCode, unwrap(value))
  const target = call.type === 'CallExpression' ? calledFunction(sourceCode, call) : undefined
  for (const returned of target ? returnsOf(sourceCode, target) : []) {
    const variable = returned.type === 'Identifier' ? variableOf(sourceCode, returned) : undefined
    const given = variable ? valueOf(sourceCode, variable) : returned
    const found = (given && takenFrom(given)) ?? (variable && target && putInto(variable, target, returned.range[0]))
    if (found) return found
  }
  return undefined
}

/** The collection that a variable is put into, in a function and before a place of it. */
function putInto(variable: Variable, fn: FunctionNode, before: number): Node | undefined {
  for (const { identifier } of variable.references) {
    const call = identifier.parent
    if (call.type !== 'CallExpression' || call.arguments[1] !== identifier || calledName(call) !== 'set' || call.callee.type !== 'MemberExpression') continue
    if (functionAround(call) === fn && call.range[0] < before) return call.callee.object
  }
  return undefined
}

function takenFrom(value: Node): Node | undefined {
  const node = unwrap(value)
  if (node.type === 'LogicalExpression') return takenFrom(node.left)
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.arguments.length !== 1) return undefined
  return calledName(node) === 'get' ? node.callee.object : undefined
}
