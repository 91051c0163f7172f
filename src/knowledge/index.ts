import { blocking } from './blocking.ts'
import { assignedHandlers, callbacks, documentReceiver } from './callbacks/index.ts'
import { heavy } from './heavy.ts'
import { locks } from './locks/index.ts'
import type { AssignedHandler, CallbackModel } from './callbacks/schema.ts'
import type { LockMethod, LockModel } from './locks/schema.ts'
import type { ApiPath, BlockingModel, HeavyModel, ReplyModel, SinkModel, SpawnModel, YieldModel } from './schema.ts'
import { replies, sinks } from './sinks.ts'
import { spawns } from './spawns/index.ts'
import { yields } from './yields.ts'

export { cloneability, errorsTaught, errorsWriteThemselves, parsedText, platformErrors, syntacticTypes, textual, thrownType, typeName } from './cloneability/index.ts'

/** A method of a lock, with the lock it belongs to. */
export interface LockCall {
  readonly lock: LockModel
  /** The method's name; '' for the lock itself. */
  readonly name: string
  readonly method: LockMethod
}

/** All methods of locks, by the path that a call of them names. Serves `settings.concurrency.locks` as well. */
export function lockCalls(models: readonly LockModel[]): ReadonlyMap<ApiPath, LockCall> {
  const calls = new Map<ApiPath, LockCall>()
  for (const lock of models) {
    for (const on of lock.on) for (const [name, method] of Object.entries(lock.methods)) calls.set(pathOf(on, name), { lock, name, method })
  }
  return calls
}

function pathOf(on: ApiPath, method: string): ApiPath {
  return method === '' || on.endsWith('#') ? on + method : `${on}.${method}`
}

/** A table is made when somebody first asks it: a plugin that is loaded for other rules pays nothing. */
function lazy<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined
  return () => (made ??= { it: make() }).it
}

function byPath<T extends { readonly path: ApiPath }>(models: readonly T[]): () => ReadonlyMap<ApiPath, T> {
  return lazy(() => new Map(models.map((model) => [model.path, model])))
}

const lockCallsByPath = lazy(() => lockCalls(locks))
const locksByValue = lazy(() => new Map(locks.flatMap((lock) => lock.on.map((on) => [on, lock] as const))))
const spawnsByPath = lazy(() => new Map(spawns.flatMap((spawn) => spawn.spawn.map((path) => [path, spawn] as const))))
const spawnsByHandle = lazy(() => new Map(spawns.flatMap((spawn) => (spawn.handlePaths ?? []).map((path) => [path, spawn] as const))))
const sinksByPath = byPath(sinks)
const repliesByPath = byPath(replies)
const yieldsByPath = byPath(yields)
const assignedByPath = byPath(assignedHandlers)
const blockingByPath = byPath(blocking)
const heavyByPath = byPath(heavy)
const callbacksByPath = lazy(() => {
  const groups = new Map<ApiPath, CallbackModel[]>()
  for (const model of callbacks) {
    const group = groups.get(model.path)
    if (group) group.push(model)
    else groups.set(model.path, [model])
  }
  return groups
})

/** What calling `path` does to which lock; undefined when it is no method of a lock we know. */
export function lockMethodAt(path: ApiPath): LockCall | undefined {
  return lockCallsByPath().get(path)
}

/** The lock that the value named by `path` is; undefined when it is none. */
export function lockAt(path: ApiPath): LockModel | undefined {
  return locksByValue().get(path)
}

/** What calling or constructing `path` starts; undefined when nothing. */
export function spawnAt(path: ApiPath): SpawnModel | undefined {
  return spawnsByPath().get(path)
}

/** What the value named by `path` is a handle of, wherever it comes from; undefined when it is none. */
export function handleAt(path: ApiPath): SpawnModel | undefined {
  return spawnsByHandle().get(path)
}

/** What calling `path` sends; undefined when nothing leaves. */
export function sinkAt(path: ApiPath): SinkModel | undefined {
  const exact = sinksByPath().get(path)
  if (exact) return exact
  const dot = path.lastIndexOf('.')
  if (dot < path.lastIndexOf('#')) return undefined
  const any = sinksByPath().get(`${path.slice(0, dot)}.*`)
  return any?.except?.includes(path.slice(dot + 1)) ? undefined : any
}

/** How the functions handed to `path` answer somebody else; undefined when they do not. */
export function replyAt(path: ApiPath): ReplyModel | undefined {
  return repliesByPath().get(path)
}

/** What `path` does with its callback; `event` is the literal first argument, where there is one. Undefined when we do not know. */
export function callbackAt(path: ApiPath, event?: string): CallbackModel | undefined {
  const models = callbacksByPath().get(path) ?? callbacksByPath().get(path.replace(documentReceiver, '#'))
  return models?.find((model) => event !== undefined && model.events?.includes(event)) ?? models?.find((model) => !model.events)
}

/** What the parameters of the callback handed to `path` are; undefined when we do not know. */
export function parametersAt(path: ApiPath, event?: string): readonly (ApiPath | null)[] | undefined {
  return callbackAt(path, event)?.parameters
}

/** What happens to a function assigned to the property `path`; undefined when we do not know. */
export function assignedHandlerAt(path: ApiPath): AssignedHandler | undefined {
  return assignedByPath().get(path) ?? assignedByPath().get(path.replace(documentReceiver, '#'))
}

/** Whether waiting for a call of `path` lets tasks run, or microtasks only; undefined when we do not know. */
export function yieldAt(path: ApiPath): YieldModel['lets'] | undefined {
  return yieldsByPath().get(path)?.lets
}

/** How calling `path` blocks the thread; undefined when it does not, as far as we know. Its conditions are the caller's to check. */
export function blockingAt(path: ApiPath): BlockingModel | undefined {
  return blockingByPath().get(path)
}

/** How the work of calling `path` grows; undefined when we do not know. */
export function heavyAt(path: ApiPath): HeavyModel | undefined {
  return heavyByPath().get(path)
}
