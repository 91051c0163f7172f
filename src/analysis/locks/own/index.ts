import type { TSESTree } from '@typescript-eslint/utils'

import type { LockModel } from '../../../knowledge/locks/schema.ts'
import { callsByName, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround } from '../../../utils/syntax.ts'
import { bindingOf } from '../places/binding.ts'
import { substitute } from '../places/symbol.ts'
import { calledLocal } from '../receiver.ts'
import type { LockUse } from '../uses.ts'
import { chainedSection, chainedTurn, chainedWait } from './chains.ts'
import { flagLock } from './flags.ts'
import { keyedLock } from './keyed.ts'
import type { OwnMethod } from './method.ts'
import { queueLock, TAKING, waitsInQueue, wakesFromQueue } from './queues.ts'
import { queuesTask, taskQueue } from './tasks.ts'
import { wordLock } from './words.ts'

/** The methods of locks that the file builds itself, on a chain of promises, a queue of waiters, a flag that is polled, the keys of a map or a word of shared memory. */
export const ownMethods = perFile((sourceCode): ReadonlyMap<FunctionNode, OwnMethod> => {
  const found = new Map<FunctionNode, OwnMethod>()
  const byName = callsByName(sourceCode)
  const named = (name: string): readonly InFunction[] => (byName.get(name) ?? []).flatMap((call) => inFunction(call) ?? [])
  const add = (fn: FunctionNode, method: OwnMethod | undefined): void => {
    if (method && !found.has(fn)) found.set(fn, method)
  }
  for (const { call, fn } of named('then')) if (call.type === 'CallExpression') add(fn, chainedSection(sourceCode, call, fn) ?? chainedTurn(sourceCode, call, fn))
  const made = named('Promise')
  const waits = made.flatMap(({ call, fn }) => (call.type === 'NewExpression' ? one(waitsInQueue(sourceCode, call, fn)) : []))
  const tasks = made.flatMap(({ call, fn }) => (call.type === 'NewExpression' ? one(queuesTask(sourceCode, call, fn)) : []))
  const taken = waits.length + tasks.length > 0 ? TAKING.flatMap(named) : []
  const wakes = taken.flatMap(({ call, fn }) => (call.type === 'CallExpression' ? one(wakesFromQueue(sourceCode, call, fn)) : []))
  for (const task of tasks) add(task.fn, taskQueue(sourceCode, task, wakes))
  for (const wait of waits) for (const [fn, method] of queueLock(sourceCode, wait, wakes)) add(fn, method)
  for (const node of nodesOf(sourceCode).awaits) {
    const fn = functionAround(node)
    if (!fn) continue
    add(fn, chainedWait(sourceCode, node, fn))
    for (const [each, method] of [...flagLock(sourceCode, node, fn), ...keyedLock(sourceCode, node, fn)]) add(each, method)
  }
  if (byName.has('compareExchange')) for (const fn of nodesOf(sourceCode).functions) add(fn, wordLock(sourceCode, fn))
  return found
})

interface InFunction {
  readonly call: Call
  readonly fn: FunctionNode
}

function inFunction(call: Call): InFunction | undefined {
  const fn = functionAround(call)
  return fn && { call, fn }
}

function one<T>(item: T | undefined): readonly T[] {
  return item === undefined ? [] : [item]
}

/** What stands in the table of locks for one that the file builds. */
const OWN: LockModel = { id: 'own', on: [], methods: {}, permits: 1 }

/** Calls of the file's own locks. */
export const ownUses = perFile((sourceCode): ReadonlyMap<Call, LockUse> => {
  const uses = new Map<Call, LockUse>()
  const methods = ownMethods(sourceCode)
  if (methods.size === 0) return uses
  for (const call of nodesOf(sourceCode).calls) {
    if (call.type !== 'CallExpression') continue
    const fn = calledLocal(sourceCode, call)
    const method = fn && methods.get(fn)
    if (fn && method) uses.set(call, useOf(sourceCode, call, fn, method))
  }
  return uses
})

function useOf(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode, { does, place, yields, section, awaited, counts }: OwnMethod): LockUse {
  const lock = substitute(place, bindingOf(sourceCode, call, fn))
  const given = section === undefined ? undefined : call.arguments[section]
  return {
    call,
    does,
    method: { does, awaited, ...(yields ? { yields } : {}) },
    model: OWN,
    places: lock?.is === 'place' ? [lock.place] : [],
    mode: 'exclusive',
    waits: 'ever',
    ...(counts ? { counts } : {}),
    ...(given ? { section: given } : {}),
  }
}
