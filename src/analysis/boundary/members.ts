import type { TSESTree } from '@typescript-eslint/utils'

import { clusterForks, memoryStores, openStateNames, ownStateNames, singleStateNames, tellsParent } from '../../knowledge/boundaries.ts'
import { changing } from '../../knowledge/reading.ts'
import { randomValues } from '../../knowledge/unique.ts'
import { linkAt } from '../../utils/chains.ts'
import { calledName, callsByOwner, methodCallOn, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, classAround, type ClassNode, type FunctionNode, functionAround, isCall, isInside, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { onlyValue, variableHolding } from '../resolve/bindings.ts'
import { recordAt } from '../resolve/constants.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { membersOf } from '../resolve/members.ts'
import { calledPath } from '../resolve/receiver.ts'
import { criticalContexts } from '../roles/critical.ts'
import { foundIn } from '../sharing/words.ts'
import { type Access, type Held, heldOnce, isRemoval, statesOf } from './accesses.ts'
import { isRefusedAgain, isRefusedElsewhere } from './refused.ts'
import { sidesOf } from './sides.ts'

/** State that each member of a cluster has for itself, although it is right only where there is one of it. */
export interface Apart {
  readonly node: Node
  /** In words: a variable's name, or what a library keeps. */
  readonly what: string
  readonly fork: Node
}

const evidence = evidenceFrom(clusterForks)
const stores = new Map(memoryStores.map((store) => [store.path, store]))

/** All of it in a file that forks a cluster. */
export const apartOf = perFile((sourceCode): readonly Apart[] => {
  if (!mentions(sourceCode, evidence)) return []
  const { calls } = nodesOf(sourceCode)
  const fork = calls.find((call) => /fork/u.test(sourceCode.getText(call.callee)) && clusterForks.has(calledPath(sourceCode, call) ?? ''))
  return fork ? [...variables(sourceCode, fork), ...ofLibraries(sourceCode, calls, fork)] : []
})

function variables(sourceCode: SourceCode, fork: Node): readonly Apart[] {
  const ofModule = apart(sourceCode, statesOf(sourceCode).map(({ variable, accesses }) => ({ name: variable.name, accesses })), fork)
  const told = new Set<ClassNode | undefined>(ofModule.flatMap(({ node }) => classAt(sourceCode, node) ?? []))
  return [...ofModule, ...apart(sourceCode, heldOnce(sourceCode), fork).filter(({ node }) => !told.has(classAround(node)))]
}

/** The class of which a name holds an object. */
function classAt(sourceCode: SourceCode, node: Node): ClassNode | undefined {
  const object = denote(sourceCode, node)
  return object?.kind === 'object' ? object.node : undefined
}

function apart(sourceCode: SourceCode, states: readonly Held[], fork: Node): readonly Apart[] {
  return states.flatMap(({ name: held, accesses }): Apart[] => {
    if (ownStateNames.test(held)) return []
    const changes = accesses.filter((each) => each.writes && isInRequest(sourceCode, each.node))
    const write = changes.find(({ node }) => !isRemoval(node)) ?? changes[0]
    const reads = accesses.filter((each) => !each.writes && isInRequest(sourceCode, each.node))
    if (!write || reads.length === 0 || tells(sourceCode, write.node, accesses) || accesses.every((each) => !each.writes || isFoundAgain(sourceCode, each, accesses))) return []
    const isHanded = isHandedOut(sourceCode, write, reads)
    if (openStateNames.test(held) && !isHanded) return []
    const isField = write.name !== undefined && singleStateNames.test(write.name) && reads.some(({ name }) => name === write.name)
    return isField || singleStateNames.test(held) || accesses.some((each) => countsByKey(sourceCode, each)) || countsInEntries(sourceCode, accesses) || isHanded || isRefusedElsewhere(sourceCode, changes, reads, accesses) || isRefusedAgain(sourceCode, changes, reads, accesses) ? [{ node: write.node, what: `'${held}'`, fork }] : []
  })
}

/** Whether members of the cluster run the code, for a request. */
function isInRequest(sourceCode: SourceCode, node: Node): boolean {
  const fn = functionAround(node)
  if (!fn || !sidesOf(sourceCode, node).has('other')) return false
  return criticalContexts(sourceCode, fn).some(({ kind }) => kind === 'request')
}

/** Whether a function that changes it, or looks at it, tells the primary, too, or a method of the object that it is. */
function tells(sourceCode: SourceCode, node: Node, accesses: readonly Access[]): boolean {
  const of = node.type === 'MemberExpression' ? classAround(node) : classAt(sourceCode, node)
  if (of && [...membersOf(sourceCode, of).values()].some(({ method }) => method && tellsIn(sourceCode, method))) return true
  return accesses.some((each) => {
    const fn = functionAround(each.node)
    return fn !== undefined && tellsIn(sourceCode, fn)
  })
}

function tellsIn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return (callsByOwner(sourceCode).get(fn) ?? []).some((call) => tellsParent.has(calledPath(sourceCode, call) ?? ''))
}

/**
 * `const known = rates.get(code); …; rates.set(code, await ask(code))`: what was waited for and kept where it was looked for
 * can be asked for again, by each process for itself; or it is thrown away. What is made there is another matter.
 */
function isFoundAgain(sourceCode: SourceCode, { node }: Access, all: readonly Access[]): boolean {
  const call = methodCallOn(node)
  if (!call) return false
  const [key, value] = call.arguments
  const name = calledName(call)
  if (isRemoval(node)) return true
  const asked = all.flatMap((other) => {
    const home = other.writes ? undefined : functionAround(other.node)
    const asking = home && isInside(node, home) ? methodCallOn(other.node) : undefined
    return asking && ['get', 'has'].includes(calledName(asking) ?? '') && asking.range[1] <= call.range[0] && sameText(sourceCode, asking.arguments[0], key) ? [asking] : []
  })
  if (name !== 'set' || !value || asked.length === 0 || foundIn(sourceCode, value, (each) => asked.includes(each as Call))) return false
  const made = foundIn(sourceCode, value, (each) => each.type === 'AwaitExpression')
  const maker = made?.type === 'AwaitExpression' ? unwrap(made.argument) : askedBefore(functionAround(node))
  return maker !== undefined && !(isCall(maker) && changing.test(calledName(maker) ?? ''))
}

/** What has to come before a callback runs: `ask(code)` of `ask(code).then((value) => …)`. */
function askedBefore(callback: FunctionNode | undefined): Node | undefined {
  const link = callback && linkAt(wrapped(callback).parent)
  return link?.by === 'then' ? unwrap(link.promise) : undefined
}

function sameText(sourceCode: SourceCode, a: Node | undefined, b: Node | undefined): boolean {
  return a !== undefined && b !== undefined && sourceCode.getText(a) === sourceCode.getText(b)
}

/**
 * `const token = randomUUID(); tickets.set(token, guest)`, or `codes.set(phone, randomInt(9999))`, and another handler asks for
 * what a request says: nobody but this process has such an entry, or can make it.
 */
function isHandedOut(sourceCode: SourceCode, { node }: Access, reads: readonly Access[]): boolean {
  const key = keyAt(node)
  if (!key || ![key, ...partsPut(sourceCode, node)].some((each) => isMadeUp(sourceCode, each))) return false
  const home = functionAround(node)
  return reads.some((read) => functionAround(read.node) !== home && keyAt(read.node) !== undefined)
}

/** What is put into an entry, or the parts of that. */
function partsPut(sourceCode: SourceCode, name: Node): readonly Node[] {
  const call = methodCallOn(name)
  const element = wrapped(name).parent
  const assignment = element && wrapped(element).parent
  const value = call && calledName(call) === 'set' ? call.arguments[1] : assignment?.type === 'AssignmentExpression' && assignment.left === element ? assignment.right : undefined
  const entry = value && unwrap(onlyValue(sourceCode, unwrap(value)) ?? unwrap(value))
  return entry?.type === 'ObjectExpression' ? entry.properties.flatMap((each) => (each.type === 'Property' ? [each.value] : [])) : entry ? [entry] : []
}

/** What chooses an entry of what a name holds: `tickets.set(key, …)`, `tickets[key]`. */
function keyAt(name: Node): Node | undefined {
  const member = wrapped(name).parent
  if (member?.type === 'MemberExpression' && member.object === wrapped(name) && member.computed) return member.property
  const call = methodCallOn(name)
  return call && ['set', 'get', 'has'].includes(calledName(call) ?? '') ? call.arguments[0] : undefined
}

/** Whether a value is made by chance, also in a form of its own: `randomBytes(16).toString('hex')`, `String(randomInt(9999))`. */
function isMadeUp(sourceCode: SourceCode, value: Node): boolean {
  const inner = unwrap(value)
  const node = unwrap(onlyValue(sourceCode, inner) ?? inner)
  if (node.type === 'TemplateLiteral') return node.expressions.some((each) => isMadeUp(sourceCode, each))
  if (!isCall(node)) return false
  const callee = unwrap(node.callee)
  const [first] = node.arguments
  if (first && apiOf(sourceCode, callee) === '#String') return isMadeUp(sourceCode, first)
  return randomValues.has(apiOf(sourceCode, callee) ?? '') || (callee.type === 'MemberExpression' && isMadeUp(sourceCode, callee.object))
}

/** `hits.set(key, (hits.get(key) ?? 0) + 1)`, `hits[key]++`: how often somebody came. */
function countsByKey(sourceCode: SourceCode, { node, writes }: Access): boolean {
  const member = wrapped(node).parent
  if (!writes || member?.type !== 'MemberExpression' || member.object !== node) return false
  const outer = wrapped(member)
  if (member.computed) return outer.parent?.type === 'UpdateExpression' || (outer.parent?.type === 'AssignmentExpression' && outer.parent.operator === '+=')
  const call = outer.parent
  const value = isCall(call) && keyName(member) === 'set' ? call.arguments[1] : undefined
  return isCall(call) && value !== undefined && (isIncreased(unwrap(value)) || isNextOfSame(sourceCode, call, unwrap(value)))
}

/** `const count = (hits.get(key) ?? 0) + 1; hits.set(key, count)`, or `{ count, until }`. */
function isNextOfSame(sourceCode: SourceCode, put: Call, value: Node): boolean {
  const parts = value.type === 'ObjectExpression' ? value.properties.map((each) => (each.type === 'Property' ? each.value : each)) : [value]
  const isAsked = (node: Node): boolean => isCall(node) && calledName(node) === 'get' && sameText(sourceCode, objectOf(node), objectOf(put))
  return parts.some((part) => {
    const made = part.type === 'Identifier' ? onlyValue(sourceCode, part) : undefined
    const next = made && orNumber(unwrap(made))
    return next?.type === 'BinaryExpression' && next.operator === '+' && isNumber(next.right) && foundIn(sourceCode, next.left, isAsked) !== undefined
  })
}

function objectOf({ callee }: Call): Node | undefined {
  return callee.type === 'MemberExpression' ? callee.object : undefined
}

function isIncreased(value: Node): boolean {
  if (value.type === 'ObjectExpression') return value.properties.some((each) => each.type === 'Property' && isNextOf(keyName(each), unwrap(each.value)))
  return value.type === 'BinaryExpression' && (value.operator === '+' || value.operator === '-')
}

/** `{ …, count: entry.count + 1 }`: one more than there was. A time that is set anew is none. */
function isNextOf(name: string | undefined, value: Node): boolean {
  const before = value.type === 'BinaryExpression' && value.operator === '+' && isNumber(value.right) ? orNumber(unwrap(value.left)) : undefined
  return name !== undefined && before?.type === 'MemberExpression' && keyName(before) === name
}

/** What stands beside the number that it begins with: `entry?.count ?? 0`, `entry ? entry.count : 0`. */
function orNumber(value: Node): Node {
  if (value.type === 'LogicalExpression') return isNumber(value.right) ? unwrap(value.left) : value
  if (value.type !== 'ConditionalExpression') return value
  return isNumber(value.alternate) ? unwrap(value.consequent) : isNumber(value.consequent) ? unwrap(value.alternate) : value
}

/** `const entry = hits.get(key)`, `entry.count++`, and `entry.count > LIMIT`, there or in another function: an entry that counts up to a limit. */
function countsInEntries(sourceCode: SourceCode, accesses: readonly Access[]): boolean {
  const parts = accesses.flatMap((each) => partsOfEntry(sourceCode, each))
  return parts.some((part) => isStepped(part) && parts.some((other) => keyName(other) === keyName(part) && isMeasured(other)))
}

/** The parts of an entry that its function has taken out, as the code names them. */
function partsOfEntry(sourceCode: SourceCode, { node, writes }: Access): readonly TSESTree.MemberExpression[] {
  const member = wrapped(node).parent
  const call = !writes && member?.type === 'MemberExpression' && member.object === node && keyName(member) === 'get' ? wrapped(member).parent : undefined
  const value = isCall(call) ? wrapped(call) : undefined
  const variable = value && variableHolding(sourceCode, value.parent?.type === 'LogicalExpression' ? value.parent : value)
  return variable?.references.flatMap(({ identifier }) => (identifier.parent.type === 'MemberExpression' && identifier.parent.object === identifier ? [identifier.parent] : [])) ?? []
}

function isStepped(part: Node): boolean {
  const { parent } = wrapped(part)
  return (parent?.type === 'UpdateExpression' && parent.operator === '++') || (parent?.type === 'AssignmentExpression' && parent.operator === '+=' && parent.left === part && isNumber(parent.right))
}

/** Compared by size, also where it is counted: `++entry.count > LIMIT`. */
function isMeasured(part: Node): boolean {
  const outer = wrapped(part)
  const { parent } = outer.parent?.type === 'UpdateExpression' ? outer.parent : outer
  return parent?.type === 'BinaryExpression' && ['<', '<=', '>', '>='].includes(parent.operator)
}

function isNumber(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'number'
}

/** Middleware that counts or remembers in the memory of its process. */
function ofLibraries(sourceCode: SourceCode, calls: readonly Call[], fork: Node): readonly Apart[] {
  return calls.flatMap((call): Apart[] => {
    const store = stores.get(calledPath(sourceCode, call) ?? '')
    if (!store || isInside(call, fork) || !sidesOf(sourceCode, call).has('other')) return []
    const [given] = call.arguments
    const options = recordAt(sourceCode, given)
    const isSet = store.unless !== undefined && given !== undefined && (!options || options.properties.some((each) => each.type === 'SpreadElement' || keyName(each) === store.unless))
    return isSet ? [] : [{ node: call.callee, what: `The ${store.noun} that '${sourceCode.getText(call.callee)}' keeps`, fork }]
  })
}
