import type { TSESTree } from '@typescript-eslint/utils'

import { type LockCall, lockCalls, lockMethodAt } from '../../knowledge/index.ts'
import { locks } from '../../knowledge/locks/index.ts'
import type { LockMethod, LockModel } from '../../knowledge/locks/schema.ts'
import { addTo } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { settingsOf } from '../../utils/settings.ts'
import { type Call, isFunction, keyName, literalText, type Node, propertyOf, unwrap } from '../../utils/syntax.ts'
import { typeServices } from '../../utils/types.ts'
import { isNothing } from '../resolve/bindings.ts'
import { pathOf } from '../resolve/denote.ts'
import { letsOthersIn, mentionedOf, rootsOf } from '../resolve/evidence.ts'
import { partOf } from '../resolve/parts.ts'
import { calledPath } from '../resolve/receiver.ts'
import { ownUses } from './own/index.ts'
import { valueOf } from './places/identity.ts'
import { append, constantOf, type Pattern, patternOf, type Place, placeAt } from './places/symbol.ts'
import { isVaguePath, creationsOf, standsFor } from './receiver.ts'

/** A call that does something to locks. */
export interface LockUse {
  readonly call: TSESTree.CallExpression
  readonly does: LockMethod['does']
  readonly method: LockMethod
  readonly model: LockModel
  /** The expression that the lock is; absent for functions of a module and for locks that the file builds itself. */
  readonly on?: Node
  /** Which locks: several for a list of keys taken in one step, none where we cannot say. */
  readonly places: readonly Place[]
  readonly mode: 'shared' | 'exclusive'
  /** How long the call waits for a lock that is held: until it is free, until it gives up on purpose, or not at all. */
  readonly waits: 'ever' | 'a while' | 'not'
  /** How it says that it did not get the lock: by its result, by what the section is given, by an error. Absent: it gets it. */
  readonly fails?: 'result' | 'section' | 'error'
  /** It has slots: more than one may hold it at a time. */
  readonly counts?: true
  /** Who holds it may take it again. */
  readonly reentrant?: true
  /** scope, and acquire in callback style: the function that runs meanwhile, as the call names it. */
  readonly section?: Node
  /** Which parameter of the section ends it (acquire in callback style; scope with a `done`). */
  readonly doneParameter?: number
}

/** Names that only locks have: worth a question to the type checker. */
const TELLING: ReadonlySet<string> = new Set(
  locks.flatMap((lock) => Object.entries(lock.methods)).filter(([, { does }]) => does !== 'query' && does !== 'wait').map(([name]) => name)
    .filter((name) => !['', 'map', 'add', 'push', 'unshift', 'use', 'using', 'wait', 'execute', 'request', 'signal', 'shift', 'schedule', 'addAll', 'connect', 'destroy', 'transaction'].includes(name)),
)

const modelsByRoot = byRoot(locks)

function byRoot(models: readonly LockModel[]): ReadonlyMap<string, readonly LockModel[]> {
  const groups = new Map<string, LockModel[]>()
  for (const lock of models) for (const root of rootsOf(lock.on)) addTo(groups, root, lock)
  return groups
}

/** The models of locks whose module or global the file mentions. */
const modelsHere = perFile((sourceCode): readonly LockModel[] => {
  const ours = settingsOf(sourceCode).locks
  return [...mentionedOf(sourceCode, modelsByRoot), ...(ours.length > 0 ? mentionedOf(sourceCode, byRoot(ours)) : [])]
})

/** Whether anything in the file can be a lock: one that we know, or a home-made one, which makes others wait. */
export function mayLock(sourceCode: SourceCode): boolean {
  return letsOthersIn(sourceCode) || modelsHere(sourceCode).length > 0
}

/** The names of methods that may be those of locks here: of the locks that the file mentions, and telling ones where types may know more. */
const methodNames = perFile((sourceCode): ReadonlySet<string> => {
  const names = modelsHere(sourceCode).flatMap((lock) => Object.keys(lock.methods).map((name) => name.split('.').at(-1) ?? ''))
  return new Set(typeServices(sourceCode) ? [...names, ...TELLING] : names)
})

/** Everything that the file does to locks, by call; an empty map where it does nothing. */
export const lockUses = perFile((sourceCode): ReadonlyMap<Call, LockUse> => {
  const names = methodNames(sourceCode)
  const own = ownUses(sourceCode)
  if (names.size === 0) return own
  const ours = settingsOf(sourceCode).locks
  const byPath = ours.length > 0 ? lockCalls(ours) : undefined
  const uses = new Map<Call, LockUse>(own)
  for (const call of nodesOf(sourceCode).calls) {
    const use = call.type === 'CallExpression' ? knownUse(sourceCode, call, names, byPath) : undefined
    if (use) uses.set(call, use)
  }
  return uses
})

/** What a call does to locks; undefined when nothing. */
export function lockUseAt(sourceCode: SourceCode, call: Node): LockUse | undefined {
  return lockUses(sourceCode).get(call as Call)
}

/**
 * Whether who holds the lock has a turn, which keeps others out of a section. Pools are locks too, but what they hand out
 * is a thing: others may do as they like meanwhile.
 */
export function isTurn({ permits, lease }: LockModel): boolean {
  return permits !== 'unbounded' && !lease
}

function knownUse(sourceCode: SourceCode, call: TSESTree.CallExpression, names: ReadonlySet<string>, byPath: ReadonlyMap<string, LockCall> | undefined): LockUse | undefined {
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  // A lock that is called itself may be kept in a field: `this.limit(work)`.
  if (callee.type === 'MemberExpression' && (name === undefined || (!names.has(name) && !names.has('') && callee.object.type !== 'CallExpression'))) return undefined
  const methodAt = (path: string | undefined): LockCall | undefined => (path === undefined ? undefined : (byPath?.get(path) ?? lockMethodAt(path)))
  const path = calledPath(sourceCode, call, TELLING)
  const found = methodAt(path) ?? (path === undefined || isVaguePath(path) ? methodAt(likelyPath(sourceCode, callee, name)) : undefined)
  return found && useOf(sourceCode, call, found)
}

/** The path where `denote` does not know the receiver, but the file shows what it is. */
function likelyPath(sourceCode: SourceCode, callee: Node, name: string | undefined): string | undefined {
  if (callee.type !== 'MemberExpression' || name === undefined || callee.object.type === 'Super') {
    return callee.type === 'CallExpression' || callee.type === 'Identifier' ? pathOf(sourceCode, standsFor(sourceCode, callee)) : undefined
  }
  const whole = standsFor(sourceCode, callee.object)
  return whole && pathOf(sourceCode, partOf(sourceCode, whole, name))
}

function useOf(sourceCode: SourceCode, call: TSESTree.CallExpression, { lock: model, name, method }: LockCall): LockUse | undefined {
  const unlimited = isUnlimited(sourceCode, call, model, name)
  if ((unlimited && !model.lease) || (method.alone && call.arguments.some((each) => mayBeFunction(sourceCode, each))) || mayBypass(call, method)) return undefined
  const options = optionsOf(sourceCode, call, method)
  const waits = method.does === 'try' || options.gives === 'not' ? 'not' : waitOf(sourceCode, call, model, method, name, options)
  const section = sectionOf(sourceCode, call, model, method, name)
  const on = lockExpression(sourceCode, call, name)
  const fails = failureOf(call, model, method, options, waits)
  return {
    call,
    does: method.does,
    method,
    model,
    places: unlimited ? [] : placesOf(sourceCode, call, model, method, name),
    mode: options.mode ?? method.mode ?? 'exclusive',
    waits,
    ...(on ? { on } : {}),
    ...(fails ? { fails } : {}),
    ...(hasSlots(sourceCode, call, model, name) ? { counts: true } : {}),
    ...(isReentrant(sourceCode, call, model, name) ? { reentrant: true } : {}),
    ...(section ? { section } : {}),
    ...(method.doneParameter === undefined ? {} : { doneParameter: method.doneParameter }),
  }
}

/** `lock.lock(force)`. */
function mayBypass({ arguments: given }: TSESTree.CallExpression, { bypass }: LockMethod): boolean {
  const argument = bypass === undefined ? undefined : given[bypass]
  return argument !== undefined && !isNothing(argument)
}

function mayBeFunction(sourceCode: SourceCode, argument: Node): boolean {
  const [node] = creationsOf(sourceCode, argument)
  return !isNothing(argument) && node?.type !== 'ObjectExpression' && unwrap(argument).type !== 'Literal'
}

// ---------------------------------------------------------------- which lock

/** The expression that the lock is, given the call of one of its methods; undefined for functions of a module. */
function lockExpression(sourceCode: SourceCode, call: TSESTree.CallExpression, name: string): Node | undefined {
  let at: Node = unwrap(call.callee)
  if (name === '') return at
  for (const step of name.split('.').reverse()) {
    if (step.endsWith('()')) {
      const made = madeBy(sourceCode, at)
      if (!made) return undefined
      at = unwrap(made.callee)
    }
    if (at.type !== 'MemberExpression') return undefined
    at = unwrap(at.object)
  }
  return at
}

/** The call that yields a function: `limiter.wrap(f)`, through the variable that holds it. */
function madeBy(sourceCode: SourceCode, callee: Node): TSESTree.CallExpression | undefined {
  const [made, second] = callee.type === 'CallExpression' ? [callee] : creationsOf(sourceCode, callee)
  return made?.type === 'CallExpression' && !second ? made : undefined
}

function placesOf(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, method: LockMethod, name: string): readonly Place[] {
  const lock = lockPlace(sourceCode, call, model, name)
  if (!lock) return []
  const key = method.key === undefined ? undefined : call.arguments[method.key]
  if (!key || isFunction(unwrap(key))) return model.keyedGlobally ? [] : [lock]
  return keysOf(sourceCode, key).map((each) => append(lock, { ...each, named: true })).filter((place) => place !== undefined)
}

/** One key, or each of a list. */
function keysOf(sourceCode: SourceCode, key: Node): readonly Pattern[] {
  const node = unwrap(key)
  if (node.type === 'ArrayExpression') return node.elements.map((each) => (each && each.type !== 'SpreadElement' ? patternOf(valueOf(sourceCode, each)) : { parts: [undefined] }))
  const value = valueOf(sourceCode, node)
  if (value?.is === 'list') return value.items.map(patternOf)
  return [patternOf(value)]
}

function lockPlace(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): Place | undefined {
  if (model.keyedGlobally) return placeAt(`api:${model.id}`)
  const expression = lockExpression(sourceCode, call, name)
  const inner = expression && model.wraps !== undefined ? wrappedLock(sourceCode, expression, model.wraps) : expression
  // A lock that only its coat knows goes by the coat's name.
  const value = (inner && valueOf(sourceCode, inner)) ?? (expression && model.wraps !== undefined && inner?.type === 'NewExpression' ? valueOf(sourceCode, expression) : undefined)
  return value?.is === 'place' ? value.place : undefined
}

/** The lock in the coat; undefined where the coat is not made in sight. */
function wrappedLock(sourceCode: SourceCode, expression: Node, argument: number): Node | undefined {
  const [creation, second] = creationsOf(sourceCode, expression)
  return creation && !second && 'arguments' in creation ? creation.arguments[argument] : undefined
}

// ---------------------------------------------------------------- how it is taken

/** A counting lock without a limit, or one that starts empty and is a signal, excludes nobody. */
function isUnlimited(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): boolean {
  const permits = permitsOf(sourceCode, call, model, name)
  return permits === 0 || permits === Number.POSITIVE_INFINITY
}

/** Whether more than one may hold it. */
function hasSlots(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): boolean {
  return permitsOf(sourceCode, call, model, name) !== 1
}

function isReentrant(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): boolean {
  if (model.reentrant === true || model.reentrantWith === undefined) return model.reentrant === true
  const expression = lockExpression(sourceCode, call, name)
  const [creation] = expression ? creationsOf(sourceCode, expression) : []
  const options = creation && 'arguments' in creation ? creation.arguments[0] : undefined
  return options !== undefined && isSet(propertyOf(unwrap(options), model.reentrantWith))
}

/** How many may hold the lock at a time; undefined where we cannot say. */
function permitsOf(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, name: string): number | undefined {
  if (model.permits !== 'argument') return model.permits === 1 ? 1 : Number.POSITIVE_INFINITY
  const from = model.permitsFrom
  const expression = lockExpression(sourceCode, call, name)
  const [creation] = expression ? creationsOf(sourceCode, expression) : []
  if (!from || !creation || !('arguments' in creation)) return undefined
  const given = creation.arguments[from.argument]
  const record = given && from.property !== undefined ? unwrap(given) : undefined
  if (record?.type === 'ObjectExpression' && record.properties.some((each) => each.type === 'SpreadElement')) return undefined
  const value = record?.type === 'ObjectExpression' ? propertyOf(record, from.property ?? '') : given
  if (!value || isNothing(value)) return from.absent
  if (value.type === 'Identifier' && value.name === 'Infinity') return Number.POSITIVE_INFINITY
  const text = constantOf(patternOf(valueOf(sourceCode, value)))
  return text === undefined ? undefined : Number(text)
}

interface Chosen {
  readonly mode?: 'shared' | 'exclusive'
  readonly gives?: 'not' | 'a while'
  readonly node?: Node
}

/** What the options of a call say; options that we cannot see may say anything, so the wait may end. */
function optionsOf(sourceCode: SourceCode, call: TSESTree.CallExpression, method: LockMethod): Chosen {
  const timeout = method.timeout === undefined ? undefined : call.arguments[method.timeout]
  if (timeout && !isNothing(timeout)) return { gives: 'a while' }
  const given = method.options === undefined ? undefined : call.arguments[method.options]
  if (!given || given.type === 'SpreadElement' || isNothing(given)) return {}
  const [node, second] = creationsOf(sourceCode, given)
  if (isFunction(unwrap(given)) || (method.callback === 'last' && call.arguments.at(-1) === given)) return {}
  if (node?.type !== 'ObjectExpression' || second) return { gives: 'a while' }
  const mode = propertyOf(node, 'mode')
  const shared = mode && literalText(unwrap(mode)) !== 'exclusive'
  const some = (...names: string[]) => names.some((name) => isSet(propertyOf(node, name)))
  return { node, ...(shared ? { mode: 'shared' } : {}), ...(some('ifAvailable', 'steal') ? { gives: 'not' } : some('signal', 'timeout') ? { gives: 'a while' } : {}) }
}

function waitOf(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, method: LockMethod, name: string, options: Chosen): LockUse['waits'] {
  if (method.waitsWith) {
    const { node } = options
    if (options.gives) return 'a while'
    return node?.type === 'ObjectExpression' && method.waitsWith.some((option) => isSet(propertyOf(node, option))) ? 'ever' : 'not'
  }
  if (options.gives) return options.gives
  if (model.bounded && model.wraps !== undefined) return 'a while'
  const expression = method.options === undefined ? undefined : lockExpression(sourceCode, call, name)
  const [creation] = expression ? creationsOf(sourceCode, expression) : []
  const settings = creation?.type === 'NewExpression' ? creation.arguments[0] : undefined
  return settings?.type === 'ObjectExpression' && isSet(propertyOf(settings, 'timeout')) ? 'a while' : 'ever'
}

function failureOf(call: TSESTree.CallExpression, model: LockModel, method: LockMethod, { node }: Chosen, waits: LockUse['waits']): LockUse['fails'] {
  if (method.does === 'try') return 'result'
  if (method.does === 'scope') return node && isSet(propertyOf(node, 'ifAvailable')) ? 'section' : undefined
  if (method.does !== 'acquire') return undefined
  if (method.nothingWith !== undefined && call.arguments[method.nothingWith]) return 'result'
  return waits !== 'ever' || model.bounded ? 'error' : undefined
}

function isSet(value: Node | undefined): boolean {
  return value !== undefined && !isNothing(value) && !(value.type === 'Literal' && (value.value === false || value.value === 0))
}

function sectionOf(sourceCode: SourceCode, call: TSESTree.CallExpression, model: LockModel, method: LockMethod, name: string): Node | undefined {
  if (model.section !== undefined) {
    const expression = lockExpression(sourceCode, call, name)
    const [creation] = expression ? creationsOf(sourceCode, expression) : []
    return creation && 'arguments' in creation ? argumentAt(creation.arguments, model.section) : undefined
  }
  if (method.callback !== undefined) return argumentAt(call.arguments, method.callback)
  return name.endsWith('()') ? madeBy(sourceCode, unwrap(call.callee))?.arguments[0] : undefined
}

/** The argument at a position. */
export function argumentAt(given: readonly Node[], position: number | 'last' | 'function'): Node | undefined {
  if (position === 'last') return given.at(-1)
  if (position === 'function') return given.find((each) => !['Literal', 'TemplateLiteral', 'ObjectExpression'].includes(unwrap(each).type))
  return given[position]
}
