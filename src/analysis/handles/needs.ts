import { joins } from '../../knowledge/fanouts.ts'
import { spawnAt } from '../../knowledge/index.ts'
import { programEnds, servers, serving, servingWith } from '../../knowledge/lifecycles.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isDiscarded } from '../../utils/results.ts'
import { type Call, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { promiseOf, settlersIn, settles } from '../promises/executors.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { calledPath, functionBehind } from '../resolve/receiver.ts'
import { timesOf } from '../roles/times.ts'
import type { Spawn } from './spawns.ts'

/** Whether the handle needs no end: it ends by itself, or does no harm while nobody uses it, as far as this file shows. */
export function endsItself(sourceCode: SourceCode, spawn: Spawn): boolean {
  const { model, trail, isLimited } = spawn
  if (isLimited || model.idle === 'ends by itself') return true
  const does = (deed: string): boolean => trail.uses.some((use) => use.does === deed)
  switch (model.kind) {
    case 'member':
      return true // the cluster module owns its workers
    case 'process':
      return !model.serves && !(model.entryDecides && does('talk'))
    case 'worker':
      return model.entryDecides === true && !does('talk') && !isLeftAlone(spawn)
    case 'port':
      return !trail.uses.some((use) => use.does === 'listen' && !use.isOnce) || !isNodes(sourceCode, spawn)
    case 'channel':
      return !model.spawn.some((path) => path.startsWith('node:')) && (!does('listen') || answersItself(sourceCode, spawn))
    case 'url':
      return !isHandedToWorker(sourceCode, spawn) && !isShownAnew(sourceCode, spawn)
    default:
      return false
  }
}

/** A process that was started to serve, by its arguments or because other methods write to it: no command that runs to its end. */
export function servesOn(sourceCode: SourceCode, spawn: Spawn): boolean {
  if (spawn.model.kind !== 'process') return false
  const owner = ownerOf(spawn.call)
  return spawn.trail.uses.some(({ does, at }) => does === 'talk' && !isInside(at, owner)) || isServer(wordsOf(sourceCode, spawn.start ?? spawn.call))
}

/** Whether a command that serves, or tells on and on, is all that this starts, and nothing among its options ends it. */
export function isToldToServe(sourceCode: SourceCode, { model, start, isLimited }: Spawn): boolean {
  if (model.kind !== 'process' || isLimited || !start) return false
  const isRead = start.arguments.slice(2).every((each) => each.type === 'ObjectExpression' && each.properties.every(({ type }) => type === 'Property'))
  return isRead && isServer(wordsOf(sourceCode, start))
}

/** Whether a command serves, or tells on and on, by its name or by what it is told. */
function isServer([command, ...told]: readonly string[]): boolean {
  if (command === undefined) return false
  const tells = servingWith.get(command)
  return servers.test(command) || serving.test(command) || told.some((word) => serving.test(word) || tells?.test(word))
}

/** The words of a command, as far as they are written where it is started. */
function wordsOf(sourceCode: SourceCode, { arguments: [command, list] }: Call): readonly string[] {
  const written = list && unwrap(onlyValue(sourceCode, list) ?? list)
  const elements = written?.type === 'ArrayExpression' ? written.elements : []
  return [command, ...elements].flatMap((each) => (each && textAt(sourceCode, each)) ?? [])
}

/** `channel.onmessage = () => channel.postMessage(here)`: it is there to answer the other pages, as long as this one is. */
function answersItself(sourceCode: SourceCode, { trail }: Spawn): boolean {
  const listeners = trail.uses.flatMap(({ does, listener }) => (does === 'listen' && listener ? [functionBehind(sourceCode, listener) ?? listener] : []))
  return trail.uses.some(({ does, at }) => does === 'talk' && listeners.some((listener) => isInside(at, listener)))
}

/** Nobody looks at it at all. */
function isLeftAlone({ trail, call }: Spawn): boolean {
  return trail.uses.every(({ does }) => does === 'touch') && isDiscarded(call)
}

/** Only Node's ports have `on`; a page collects a port that nobody refers to. */
function isNodes(sourceCode: SourceCode, { model, trail }: Spawn): boolean {
  if (model.spawn.some((path) => path.startsWith('node:'))) return true
  return trail.uses.some(({ does, call }) => does === 'listen' && call !== undefined && /\.on$/u.test(sourceCode.getText(call.callee)))
}

/** An address for a worker is of no use once the worker has started. */
function isHandedToWorker(sourceCode: SourceCode, { trail }: Spawn): boolean {
  return trail.uses.some(({ does, call }) => does === 'touch' && call !== undefined && spawnAt(calledPath(sourceCode, call) ?? '')?.kind === 'worker')
}

/** `useEffect(() => setPreview(URL.createObjectURL(file)), [file])`, `<img src={URL.createObjectURL(file)}>`: each time it is run, the page has one more, and this file revokes none. */
function isShownAnew(sourceCode: SourceCode, { trail }: Spawn): boolean {
  if (!trail.uses.some(({ isShown }) => isShown) || nodesOf(sourceCode).names.has('revokeObjectURL')) return false
  return trail.times !== undefined || timesOf(sourceCode, ownerOf(trail.anchor)).hook?.cleanupReturned === true
}

/** Whether one such handle is enough to keep a program from ending: it is Node's, and nobody calls `process.exit()`. */
export function hangs(sourceCode: SourceCode, { model }: Spawn): boolean {
  const keepsAlive = model.idle === 'keeps alive' || model.kind === 'port'
  return keepsAlive && model.spawn.every((path) => !path.startsWith('#')) && !exits(sourceCode)
}

const exits = perFile((sourceCode) => nodesOf(sourceCode).calls.some((call) => programEnds.has(calledPath(sourceCode, call) ?? '') && !isFailure(sourceCode, call)))

/** `process.exit(1)` is for when something fails. */
function isFailure(sourceCode: SourceCode, { arguments: [code] }: Call): boolean {
  const text = code && textAt(sourceCode, code)
  return text !== undefined && text !== '0'
}

/** Whether the function does one job with the handle: what it returns, or the promise it settles, comes from it. */
export function isOneJob(sourceCode: SourceCode, spawn: Spawn, owner: FunctionNode): boolean {
  const { uses } = spawn.trail
  if (spawn.model.kind === 'url' || (spawn.model.kind === 'channel' && !uses.some(({ does }) => does === 'listen'))) return true
  if (promiseOf(sourceCode, owner) && settlersIn(sourceCode, owner.body).length > 0) return true
  return uses.some(({ does, listener, call, isTask, at }) => {
    if (does === 'talk' && isTask && call) return isResult(sourceCode, call, owner)
    if (does !== 'listen') return false
    if (!listener) return call !== undefined && isResult(sourceCode, call, owner) // once(worker, 'message')
    if (isInPromise(sourceCode, at, owner)) return true
    if (settles(sourceCode, listener)) return true
    const behind = functionBehind(sourceCode, listener)
    return behind !== undefined && settlersIn(sourceCode, behind).length > 0
  })
}

/** `return new Promise((resolve) => { channel.onmessage = count; setTimeout(() => resolve(total), 200) })`: who listens there does it until that is settled. */
function isInPromise(sourceCode: SourceCode, at: Node, owner: FunctionNode): boolean {
  const executor = ownerOf(at)
  if (!isFunction(executor) || ownerOf(executor) !== owner) return false
  const promise = promiseOf(sourceCode, executor) ? wrapped(executor).parent : undefined
  return isCall(promise) && settlersIn(sourceCode, executor.body).length > 0 && isResult(sourceCode, promise, owner)
}

/** Whether the function awaits or returns what this yields, or joins it with others of a list. */
function isResult(sourceCode: SourceCode, node: Node, owner: FunctionNode): boolean {
  for (let at: Node | undefined = wrapped(node), parent = at.parent; parent && parent !== owner; at = parent, parent = parent.parent) {
    if (parent.type === 'AwaitExpression' || parent.type === 'ReturnStatement') return ownerOf(parent) === owner || isFunction(ownerOf(parent))
    if (isFunction(parent)) return parent.body === at || isResult(sourceCode, parent, owner)
    const list = isCall(parent) && parent.arguments[0] === at && parent.callee.type === 'MemberExpression' && keyName(parent.callee) === 'push' ? variableOf(sourceCode, parent.callee.object) : undefined
    if (list?.defs[0]?.type === 'Variable') return list.references.some(({ identifier }) => isJoined(sourceCode, identifier))
  }
  return owner.body === wrapped(node)
}

/** `Promise.all(parts)`. */
function isJoined(sourceCode: SourceCode, name: Node): boolean {
  const call = name.parent
  return isCall(call) && call.arguments[0] === name && joins.has(calledPath(sourceCode, call) ?? '')
}
