import type { TSESTree } from '@typescript-eslint/utils'

import { type LockCall, lockCalls, lockMethodAt } from '../../knowledge/index.ts'
import { locks } from '../../knowledge/locks/index.ts'
import type { LockMethod, LockModel } from '../../knowledge/locks/schema.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { settingsOf } from '../../utils/settings.ts'
import { type Call, isCall, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { typeServices } from '../../utils/types.ts'
import { isNothing } from '../resolve/bindings.ts'
import { denote, pathOf } from '../resolve/denote.ts'
import { byRoots, letsOthersIn, mentionedOf } from '../resolve/evidence.ts'
import { fieldValue } from '../resolve/members.ts'
import { partOf } from '../resolve/parts.ts'
import { calledPath } from '../resolve/receiver.ts'
import { lockExpression, placesOf } from './named.ts'
import { failureOf, hasSlots, isReentrant, isUnlimited, optionsOf, sectionOf, waitOf } from './options.ts'
import { ownUses } from './own/index.ts'
import type { Place } from './places/symbol.ts'
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

const modelsByRoot = byRoots(locks, ({ on }) => on)

/** The models of locks whose module or global the file mentions. */
const modelsHere = perFile((sourceCode): readonly LockModel[] => {
  const ours = settingsOf(sourceCode).locks
  return [...mentionedOf(sourceCode, modelsByRoot), ...(ours.length > 0 ? mentionedOf(sourceCode, byRoots(ours, ({ on }) => on)) : [])]
})

/** Whether anything in the file can be a lock: one that we know, or a home-made one, which makes others wait. */
export function mayLock(sourceCode: SourceCode): boolean {
  return letsOthersIn(sourceCode) || modelsHere(sourceCode).length > 0
}

/** The names of methods that may be those of locks here: of the locks that the file mentions, and telling ones where types may know more. */
const methodNames = perFile((sourceCode): ReadonlySet<string> => {
  const names = modelsHere(sourceCode).flatMap((lock) => Object.keys(lock.methods).map((name) => name.slice(name.lastIndexOf('.') + 1)))
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
  const [shown, declared] = [methodAt(shownPath(sourceCode, callee, name, path)), methodAt(path)]
  // What the wider type says of its method counts where the narrower says nothing.
  const found = (shown && declared ? { ...shown, method: { ...declared.method, ...shown.method } } : shown) ?? declared ?? (path === undefined || isVaguePath(path) ? methodAt(likelyPath(sourceCode, callee, name)) : undefined)
  return found && useOf(sourceCode, call, found)
}

/** The path by the one value of a field that is declared as something wider: `slots: SemaphoreInterface = withTimeout(new Semaphore(2), 500)`. */
function shownPath(sourceCode: SourceCode, callee: Node, name: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined || name === undefined || callee.type !== 'MemberExpression' || callee.object.type !== 'MemberExpression') return undefined
  const value = fieldValue(sourceCode, callee.object)
  return value && isCall(unwrap(value)) ? pathOf(sourceCode, partOf(sourceCode, denote(sourceCode, value), name)) : undefined
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
