import type { TSESTree } from '@typescript-eslint/utils'

import { isHookName, isViewName } from '../../../knowledge/lifecycles.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { isOfModule, isPutAt, onlyValue, sourcesOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { addedElements } from '../../resolve/elements.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { classOfObject, membersOf } from '../../resolve/members.ts'
import { timesOf } from '../../roles/times.ts'
import { functionName } from '../names.ts'
import { calledLocal, creationsOf } from '../receiver.ts'
import { isTurn, type LockUse, lockUseAt } from '../uses.ts'
import type { Fault } from './faults.ts'

/** A lock that is made for one use, one call or one rendering, and that nobody else can get. */
export function freshLock(sourceCode: SourceCode, use: LockUse): Fault | undefined {
  const { model, places } = use
  const on = use.on ?? ownObject(sourceCode, use)
  if (!on || model.keyedGlobally || model.crossProcess || !isExclusive(use) || isCoat(sourceCode, use)) return undefined
  const node = unwrap(on)
  const fault = isMadeHere(sourceCode, node) ? { kind: 'made' as const, at: node.loc, by: nameAround(sourceCode, node) } : node.type === 'Identifier' ? ofVariable(sourceCode, node) : handedOut(sourceCode, node)
  // What a test makes, it makes for itself.
  return fault && timesOf(sourceCode, ownerOf(use.call)).runs !== 'test' ? { ...fault, lock: places[0] } : undefined
}

/** The object of a lock that the file builds itself, of nothing: what one is given may be what it shares with others, a word or a store. */
function ownObject(sourceCode: SourceCode, { call, model }: LockUse): Node | undefined {
  const callee = model.id === 'own' ? unwrap(call.callee) : undefined
  const object = callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  const made = object?.type === 'Identifier' ? onlyValue(sourceCode, object) : undefined
  return made?.type === 'NewExpression' && made.arguments.length === 0 ? object : undefined
}

interface Found {
  readonly kind: 'made' | 'rendered' | 'handed'
  readonly at: Node['loc']
  readonly by: string
}

/** A coat around a lock that is made elsewhere: that one decides. */
function isCoat(sourceCode: SourceCode, { on, model: { wraps } }: LockUse): boolean {
  const [coat] = on && wraps !== undefined ? creationsOf(sourceCode, on) : []
  return coat !== undefined && 'arguments' in coat && wraps !== undefined && coat.arguments[wraps]?.type !== 'NewExpression'
}

/** Limiters and pools have other uses than keeping others out: they are made for one batch of work. */
function isExclusive({ model }: LockUse): boolean {
  return isTurn(model) && (model.permits === 1 || Object.values(model.methods).some(({ does }) => does === 'acquire'))
}

/** Whether an expression makes what it stands for, by an API. */
function isMadeHere(sourceCode: SourceCode, node: Node): boolean {
  return node.type === 'NewExpression' || (node.type === 'CallExpression' && !calledLocal(sourceCode, node) && creationsOf(sourceCode, node)[0] === node && !isLookup(node))
}

/** `locks.get(id)`: a call that yields what is there. */
function isLookup(call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && ['get', 'at', 'pop', 'shift', 'find'].includes(keyName(callee) ?? '')
}

function nameAround(sourceCode: SourceCode, node: Node): string {
  const fn = functionAround(node)
  return fn ? functionName(sourceCode, fn) : ''
}

// ---------------------------------------------------------------- variables of a function

function ofVariable(sourceCode: SourceCode, name: TSESTree.Identifier): Found | undefined {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || source?.kind !== 'value' || second || source.steps.length > 0) return undefined
  const fn = functionAround(source.at)
  if (!fn || isOfModule(variable)) return undefined
  const made = unwrap(source.value)
  if (!isMadeHere(sourceCode, made)) return isPrivate(sourceCode, variable, made, fn) ? handedOut(sourceCode, made) : undefined
  const by = functionName(sourceCode, fn)
  if (isView(sourceCode, fn, by) && isOnlyUsed(sourceCode, variable, made)) return { kind: 'rendered', at: made.loc, by }
  return isPrivate(sourceCode, variable, made, fn) ? { kind: 'made', at: made.loc, by } : undefined
}

/** Whether all that the function does with a lock is to take it and wait, one time after the other. */
function isPrivate(sourceCode: SourceCode, { references }: Variable, made: Node, fn: FunctionNode): boolean {
  return references.every((reference) => isPutAt(reference, made) || (ownerOf(reference.identifier) === fn && isSequential(sourceCode, reference.identifier)))
}

function isOnlyUsed(sourceCode: SourceCode, { references }: Variable, made: Node): boolean {
  return references.every((reference) => isPutAt(reference, made) || useWith(sourceCode, reference.identifier) !== undefined)
}

/** The use of a lock that begins with a name. */
function useWith(sourceCode: SourceCode, name: Node): LockUse | undefined {
  let outer = wrapped(name)
  for (let parent = outer.parent; parent; parent = outer.parent) {
    const isBelow = (parent.type === 'MemberExpression' && parent.object === outer) || (isCall(parent) && parent.callee === outer)
    if (!isBelow) return undefined
    const use = lockUseAt(sourceCode, parent)
    if (use) return use
    outer = wrapped(parent)
  }
  return undefined
}

/** Whether the function waits for the use at once, or it takes no time. */
function isSequential(sourceCode: SourceCode, name: Node): boolean {
  const use = useWith(sourceCode, name)
  if (!use) return false
  if (!use.method.awaited) return !use.section
  let outer = wrapped(use.call)
  while (outer.parent?.type === 'MemberExpression' && isCall(outer.parent.parent) && outer.parent.parent.callee === outer.parent) outer = wrapped(outer.parent.parent)
  const parent = outer.parent
  return parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement' || (isFunction(parent) && parent.body === outer)
}

// ---------------------------------------------------------------- components

/** Whether a function is the body of a component or of a hook: it runs again for each rendering. */
function isView(sourceCode: SourceCode, fn: FunctionNode, name: string): boolean {
  if (fn.async || fn.generator || !(isHookName(name) || isViewName(name))) return false
  if (returnsOf(sourceCode, fn).some((each) => unwrap(each).type.startsWith('JSX'))) return true
  let calls = false
  walkOwn(sourceCode, fn.body, (node) => {
    const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
    const called = callee?.type === 'Identifier' ? callee.name : callee?.type === 'MemberExpression' ? keyName(callee) : undefined
    calls ||= called !== undefined && isHookName(called)
  })
  return calls
}

// ---------------------------------------------------------------- functions that hand out locks

/** A lock that comes from a function or getter of this file which makes another one each time and keeps none. */
function handedOut(sourceCode: SourceCode, node: Node): Found | undefined {
  const giver = giverOf(sourceCode, node)
  if (!giver) return undefined
  for (const returned of returnsOf(sourceCode, giver)) {
    const made = madeBehind(sourceCode, returned, giver)
    if (made) return { kind: 'handed', at: made.loc, by: functionName(sourceCode, giver) }
  }
  return undefined
}

function giverOf(sourceCode: SourceCode, node: Node): FunctionNode | undefined {
  if (node.type === 'CallExpression') return calledLocal(sourceCode, node)
  const owner = node.type === 'MemberExpression' ? classOfObject(sourceCode, node.object) : undefined
  return owner && node.type === 'MemberExpression' ? membersOf(sourceCode, owner).get(keyName(node) ?? '')?.getter : undefined
}

/** How far what is returned is followed. */
const MOST_STEPS = 6

/** What a returned expression makes, where nothing keeps it. */
function madeBehind(sourceCode: SourceCode, returned: Node, giver: FunctionNode, depth = 0): Node | undefined {
  const node = unwrap(returned)
  if (depth > MOST_STEPS) return undefined
  if (node.type === 'LogicalExpression' && node.operator !== '&&') {
    return isNeverFilled(sourceCode, unwrap(node.left)) ? madeBehind(sourceCode, node.right, giver, depth + 1) : undefined
  }
  if (node.type !== 'Identifier') return node.type === 'NewExpression' && isInside(node, giver) ? node : undefined
  const variable = variableOf(sourceCode, node)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || source?.kind !== 'value' || second || source.steps.length > 0 || functionAround(source.at) !== giver) return undefined
  const isKept = variable.references.some(({ identifier, init }) => init !== true && !['ReturnStatement', 'LogicalExpression'].includes(wrapped(identifier).parent?.type ?? ''))
  return isKept ? undefined : madeBehind(sourceCode, source.value, giver, depth + 1)
}

/** `locks.get(id)`, where the file never puts anything into `locks`. */
function isNeverFilled(sourceCode: SourceCode, lookup: Node): boolean {
  const callee = lookup.type === 'CallExpression' ? unwrap(lookup.callee) : undefined
  if (callee?.type !== 'MemberExpression' || keyName(callee) !== 'get') return false
  const [collection, second] = creationsOf(sourceCode, callee.object)
  const isEmpty = collection?.type === 'NewExpression' && !second && collection.arguments.length === 0
  return isEmpty && addedElements(sourceCode, collection).length === 0
}
