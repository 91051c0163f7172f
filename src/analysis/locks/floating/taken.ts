import type { TSESTree } from '@typescript-eslint/utils'

import { linkAt } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { handingsOf } from '../../callbacks/handed.ts'
import { fateOf } from '../../promises/fate.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { callersOf, isExported } from '../../resolve/functions.ts'
import { classOfObject, membersOf } from '../../resolve/members.ts'
import { timesOf } from '../../roles/times.ts'
import { spotOf } from '../effects.ts'
import { functionName } from '../names.ts'
import type { Place } from '../places/symbol.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import { type LockUse, lockUseAt, lockUses } from '../uses.ts'
import { dropsCallback, isDropped, isOnPurpose } from './dropped.ts'
import type { Fault } from './faults.ts'
import { isTakenAtOnce } from './fresh.ts'
import { returnsPromise } from './promises.ts'
import { relianceOn } from './relied.ts'
import { runnerOf } from './sections.ts'

/** Locks that are asked for by code that does not wait until it has them, and sections that nobody waits for. */
export function takenUnawaited(sourceCode: SourceCode): readonly Fault[] {
  return [...lockUses(sourceCode).values()].flatMap((use): readonly Fault[] => {
    if (!use.method.awaited || !['acquire', 'try', 'scope'].includes(use.does)) return []
    const fault = judge(sourceCode, use)
    return fault && canBeAwaited(sourceCode, use) && timesOf(sourceCode, ownerOf(use.call)).runs !== 'test' ? [fault] : []
  })
}

/** Whether there is a promise: in callback style there is none, and a lock that the file builds may keep its own to itself. */
function canBeAwaited(sourceCode: SourceCode, { call, does, section }: LockUse): boolean {
  if (does === 'acquire' && section) return false
  const fn = calledLocal(sourceCode, call)
  return !fn || returnsPromise(sourceCode, fn)
}

function judge(sourceCode: SourceCode, use: LockUse): Fault | undefined {
  const { call } = use
  const place = { call, at: spotOf(call), lock: lockOf(use) }
  if (use.does === 'scope' && isTested(call)) return { kind: 'tested', ...place }
  const fate = fateOf(sourceCode, call)
  if (use.does === 'acquire' && fate.raced && fate.awaits.length > 0 && isElement(call)) return { kind: 'lost', ...place }
  if (!isDropped(fate)) {
    const lost = lostByRunner(sourceCode, use)
    if (lost) return lost
  }
  if (use.does === 'scope' || fate.chained.length > 0) {
    const target = targetOf(call)
    const section = use.section && functionAt(sourceCode, use.section)
    if (isDropped(fate)) return judgeSection(sourceCode, call, { lock: place.lock, sections: section ? [section] : [], isAlone: use.model.permits === 1 })
    return target?.type === 'Identifier' && fate.chained.length === 0 && isMistaken(sourceCode, target) ? { kind: 'mistaken', ...place } : undefined
  }
  return judgeTaking(sourceCode, call, place.lock, isDropped(fate) && !isTakenAtOnce(sourceCode, use))
}

/** A call that yields the promise of a lock: whether the code goes on as if it had it. */
export function judgeTaking(sourceCode: SourceCode, call: TSESTree.CallExpression, lock: Place | undefined, isForgotten: boolean): Fault | undefined {
  const place = { call, at: spotOf(call), lock }
  if (isTested(call)) return { kind: 'tested', ...place }
  const target = targetOf(call)
  if (!target) return isForgotten ? { kind: 'unheld', ...place } : undefined
  if (target.type !== 'Identifier') return isUsedAsHandle(sourceCode, target) ? { kind: 'unheld', ...place } : undefined
  const used = usedAs(sourceCode, target)
  return used && (used.as === 'late' ? { kind: 'late', ...place, given: used.at } : { kind: 'unheld', ...place })
}

function lockOf({ places: [first, second] }: LockUse): Place | undefined {
  return second ? undefined : first
}

/** Whether the promise is known to a list alone: `Promise.race([mutex.acquire(), timeout])`. */
function isElement(call: TSESTree.CallExpression): boolean {
  return wrapped(call).parent?.type === 'ArrayExpression'
}

// ---------------------------------------------------------------- tests

/** Whether the promise itself decides a condition. */
export function isTested(call: TSESTree.CallExpression): boolean {
  let child = wrapped(call)
  for (let at = child.parent; at; child = wrapped(at), at = child.parent) {
    switch (at.type) {
      case 'UnaryExpression':
        if (at.operator !== '!') return false
        break
      case 'LogicalExpression':
        if (at.operator !== '??' && at.left === child) return true
        break
      case 'BinaryExpression':
        return /^[!=]==?$/u.test(at.operator)
      case 'IfStatement':
      case 'ConditionalExpression':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
        return at.test === child
      default:
        return false
    }
  }
  return false
}

// ---------------------------------------------------------------- promises in variables and fields

/** What the promise is put into: a name, a pattern, a field. */
function targetOf(call: TSESTree.CallExpression): Node | undefined {
  const outer = wrapped(call)
  const parent = outer.parent
  if (parent?.type === 'VariableDeclarator' && parent.init === outer) return parent.parent.kind.endsWith('using') ? parent : parent.id
  return parent?.type === 'AssignmentExpression' && parent.right === outer ? parent.left : undefined
}

/** Whether what is not waited for is taken apart, disposed or called where it is kept, as only the handle could be. */
function isUsedAsHandle(sourceCode: SourceCode, target: Node): boolean {
  if (target.type !== 'MemberExpression') return ['VariableDeclarator', 'ObjectPattern', 'ArrayPattern'].includes(target.type)
  const owner = classOfObject(sourceCode, target.object)
  const member = owner && membersOf(sourceCode, owner).get(keyName(target) ?? '')
  return member?.uses.some((use) => isCallee(use)) ?? false
}

function isCallee(node: Node): boolean {
  const outer = wrapped(node)
  return outer.parent?.type === 'CallExpression' && outer.parent.callee === outer
}

interface Used {
  readonly as: 'handle' | 'late' | 'nothing'
  readonly at: Node
}

/** How a name that holds the promise is used; undefined where it is waited for, or where we cannot say. */
function usedAs(sourceCode: SourceCode, name: TSESTree.Identifier): Used | undefined {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || !source || second) return undefined
  const reads = variable.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier)
  if (reads.some((read) => ownerOf(read) !== ownerOf(name))) return undefined
  const uses = reads.map((read) => useOf(sourceCode, read))
  if (uses.includes(undefined)) return undefined
  const first = uses.find((use) => use?.as === 'handle') ?? uses[0]
  return first ?? { as: 'nothing', at: name }
}

function useOf(sourceCode: SourceCode, read: Node): Used | undefined {
  const outer = wrapped(read)
  const parent = outer.parent
  switch (parent?.type) {
    case 'AwaitExpression':
      return isGivenBack(sourceCode, wrapped(parent)) || isNamedToGiveBack(sourceCode, wrapped(parent)) ? { as: 'late', at: read } : undefined
    case 'CallExpression':
      return parent.callee === outer || isGivenBack(sourceCode, outer) ? { as: 'handle', at: read } : undefined
    case 'MemberExpression': {
      const link = parent.parent
      if (parent.object !== outer || link.type !== 'CallExpression' || link.callee !== parent) return undefined
      const by = linkAt(link)?.by
      if (by === undefined) return { as: 'handle', at: read }
      return by === 'then' && callsItsParameter(link.arguments[0]) ? { as: 'late', at: read } : undefined
    }
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === outer ? { as: 'handle', at: read } : undefined
    case 'UnaryExpression':
      return parent.operator === '!' ? { as: 'handle', at: read } : undefined
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? undefined : { as: 'handle', at: read }
    default:
      return undefined
  }
}

/** `const release = await turn` right before `release()`, and nothing else comes of it. */
function isNamedToGiveBack(sourceCode: SourceCode, handle: Node): boolean {
  const declarator = handle.parent?.type === 'VariableDeclarator' && handle.parent.id.type === 'Identifier' ? handle.parent : undefined
  const block = declarator?.parent.parent
  const next = block?.type === 'BlockStatement' ? block.body[block.body.indexOf(declarator?.parent as TSESTree.Statement) + 1] : undefined
  const reads = (declarator && variableOf(sourceCode, declarator.id)?.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier)) ?? []
  return next?.type === 'ExpressionStatement' && reads.length > 0 && reads.every((read) => isInside(read, next) && isGivenBack(sourceCode, wrapped(read)))
}

/** Whether a handle is only called, has a method called, or is handed to what gives the lock back. */
function isGivenBack(sourceCode: SourceCode, handle: Node): boolean {
  const parent = handle.parent
  if (parent?.type === 'CallExpression') return parent.callee === handle || lockUseAt(sourceCode, parent)?.does === 'release'
  return parent?.type === 'MemberExpression' && parent.object === handle && isCallee(parent)
}

/** `(release) => release()`. */
function callsItsParameter(callback: Node | undefined): boolean {
  if (!callback || !isFunction(callback)) return false
  const [parameter] = callback.params
  const body = unwrap(callback.body)
  return parameter?.type === 'Identifier' && body.type === 'CallExpression' && body.callee.type === 'Identifier' && body.callee.name === parameter.name
}

/** Whether a name of the promise of a section is calculated with, or has a part taken of it, as only what it yields could. */
function isMistaken(sourceCode: SourceCode, name: TSESTree.Identifier): boolean {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return variable !== undefined && source !== undefined && !second && variable.references.some((reference) => reference.isRead() && isPlainUse(reference.identifier))
}

function isPlainUse(read: Node): boolean {
  const outer = wrapped(read)
  const parent = outer.parent
  switch (parent?.type) {
    case 'BinaryExpression':
      return /^(?:[<>]=?|[-+*/%]|\*\*)$/u.test(parent.operator)
    case 'TemplateLiteral':
    case 'UpdateExpression':
      return true
    case 'MemberExpression':
      return parent.object === outer && !['then', 'catch', 'finally', 'constructor'].includes(keyName(parent) ?? 'then')
    case 'CallExpression':
      return parent.callee === outer
    default:
      return false
  }
}

// ---------------------------------------------------------------- sections

/** A section in a callback of a `forEach`, which waits for nobody: a fault where the code behind relies on it. */
function lostByRunner(sourceCode: SourceCode, use: LockUse): Fault | undefined {
  const fn = functionAround(use.call)
  const runner = fn && runnerOf(sourceCode, fn)
  if (!fn || runner?.type !== 'CallExpression' || !dropsCallback(sourceCode, runner) || !isDropped(fateOf(sourceCode, runner))) return undefined
  const reliance = relianceOn(sourceCode, runner, lockOf(use), [fn])
  return reliance && { kind: 'reliedBy', call: runner, at: spotOf(runner), lock: lockOf(use), place: reliance.place, later: reliance.at }
}

/** What a call that nobody waits for runs under a lock. */
interface Unawaited {
  readonly lock: Place | undefined
  readonly sections: readonly FunctionNode[]
  /** The lock lets in one at a time. */
  readonly isAlone: boolean
}

/** A section that runs by itself is a fault where other code relies on its being over. */
export function judgeSection(sourceCode: SourceCode, call: TSESTree.CallExpression, { lock, sections, isAlone }: Unawaited): Fault | undefined {
  const fate = fateOf(sourceCode, call)
  const place = { call, at: spotOf(call), lock }
  const behind = fate.chained.flatMap((link) => link.arguments).flatMap((each) => functionAt(sourceCode, each) ?? [])
  const reliance = relianceOn(sourceCode, call, lock, [...sections, ...behind])
  if (reliance) return { kind: 'relied', ...place, place: reliance.place, later: reliance.at }
  const fn = functionAround(call)
  const isForgotten = fn?.async && isAlone && !isOnPurpose(call, fate) && isWaitedFor(sourceCode, fn)
  return isForgotten ? { kind: 'forgotten', ...place, by: functionName(sourceCode, fn) } : undefined
}

/** Whether somebody waits for the function: a caller in this file, or one that we do not see. */
function isWaitedFor(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (functionName(sourceCode, fn) === '' || handingsOf(sourceCode, fn).length > 0) return false
  if (callersOf(sourceCode, fn).some((call) => !isDropped(fateOf(sourceCode, call)))) return true
  return isExported(sourceCode, fn)
}
