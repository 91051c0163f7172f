import type { TSESTree } from '@typescript-eslint/utils'

import { emits, onceWaits } from '../../../knowledge/locks/slow.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { isFunction, keyName, type Node, unwrap, walk } from '../../../utils/syntax.ts'
import { textAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { calledPath } from '../../resolve/receiver.ts'
import { isResolver, placeKey } from '../own/method.ts'
import { valueOf } from '../places/identity.ts'
import { exactKey, type Place } from '../places/symbol.ts'
import { calledLocal } from '../receiver.ts'

/** What a wait is for, and the calls of the file that end it: all there are. */
export interface Awaited {
  /** In words: 'the event "reply"', 'an answer'. */
  readonly what: string
  readonly settlers: readonly Node[]
}

/** What an awaited value waits for, where only this file ends the wait; undefined for everything else. */
export function awaitedMessage(sourceCode: SourceCode, promise: Node, depth = 0): Awaited | undefined {
  const node = unwrap(promise)
  if (node.type === 'NewExpression') return apiOf(sourceCode, node.callee) === '#Promise' ? ofExecutor(sourceCode, node.arguments[0]) : undefined
  if (node.type !== 'CallExpression') return undefined
  if (apiOf(sourceCode, unwrap(node.callee)) === onceWaits.path) return ofEvent(sourceCode, node.arguments[onceWaits.emitter], node.arguments[onceWaits.event])
  const fn = depth === 0 ? calledLocal(sourceCode, node) : undefined
  const [returned, second] = fn && !fn.async ? returnsOf(sourceCode, fn) : []
  return returned && !second ? awaitedMessage(sourceCode, returned, 1) : undefined
}

function ofExecutor(sourceCode: SourceCode, executor: Node | undefined): Awaited | undefined {
  if (!isFunction(executor)) return undefined
  let found: Awaited | undefined
  walk(sourceCode, executor.body, (node) => {
    found ??= node.type === 'CallExpression' ? ofRegistration(sourceCode, node) : node.type === 'AssignmentExpression' && holdsResolver(sourceCode, node.right) ? keptAt(sourceCode, node.left) : undefined
    return found === undefined
  })
  return found
}

/** `pending.set(id, resolve)`, `waiters.push({ resolve, reject })`, `socket.once('reply', resolve)`. */
function ofRegistration(sourceCode: SourceCode, call: TSESTree.CallExpression): Awaited | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !call.arguments.some((each) => holdsResolver(sourceCode, each))) return undefined
  const method = keyName(callee) ?? ''
  if ((onceWaits.methods as readonly string[]).includes(method)) return ofEvent(sourceCode, callee.object, call.arguments[0])
  return ['set', 'push', 'unshift', 'add', 'enqueue'].includes(method) ? keptAt(sourceCode, callee.object) : undefined
}

function holdsResolver(sourceCode: SourceCode, value: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'ObjectExpression') return node.properties.some((each) => each.type === 'Property' && holdsResolver(sourceCode, each.value))
  return isResolver(sourceCode, node)
}

// ---------------------------------------------------------------- who ends it

/** The calls of what is kept in a place, or of a part of it: `pending.get(id)?.resolve(answer)`. */
function keptAt(sourceCode: SourceCode, container: Node): Awaited | undefined {
  const value = valueOf(sourceCode, container)
  const key = value?.is === 'place' ? exactKey(value.place) : undefined
  if (value?.is !== 'place' || key === undefined) return undefined
  const settlers = callees(sourceCode).filter(({ place }) => isWithin(place, value.place)).map(({ call }) => call)
  return { what: 'an answer', settlers }
}

const callees = perFile((sourceCode): readonly { readonly call: TSESTree.CallExpression; readonly place: Place }[] => nodesOf(sourceCode).calls.flatMap((call) => {
  const from = call.type === 'CallExpression' ? settled(unwrap(call.callee)) : undefined
  const value = from && valueOf(sourceCode, from)
  return call.type === 'CallExpression' && value?.is === 'place' ? [{ call, place: value.place }] : []
}))

/** Members of what is kept by which it is settled. */
const SETTLES = /^(?:resolve|reject|done|callback|cb|next|fulfil+|settle)/iu

/** What a call settles something of: `pending.get(id)` in `pending.get(id)?.resolve(answer)`; undefined for methods of the collection itself. */
function settled(callee: Node): Node | undefined {
  if (callee.type !== 'MemberExpression') return taken(callee)
  const object = unwrap(callee.object)
  if (object.type === 'ThisExpression' || callee.computed) return callee
  return SETTLES.test(keyName(callee) ?? '') ? taken(object) : undefined
}

/** `waiters.shift()` is one of `waiters`. */
function taken(node: Node): Node {
  return node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && ['shift', 'pop'].includes(keyName(node.callee) ?? '') ? node.callee.object : node
}

function isWithin(place: Place, container: Place): boolean {
  return place.root === container.root && place.path.length <= container.path.length + 1
    && container.path.every((step, i) => JSON.stringify(step) === JSON.stringify(place.path[i]))
}

function ofEvent(sourceCode: SourceCode, emitter: Node | undefined, event: Node | undefined): Awaited | undefined {
  const key = emitter && placeKey(sourceCode, emitter)
  const name = event && textAt(sourceCode, event)
  if (key === undefined || name === undefined) return undefined
  const settlers = nodesOf(sourceCode).calls.filter((call) => {
    const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
    const at = call.type === 'CallExpression' ? emits.get(calledPath(sourceCode, call) ?? '') : undefined
    const given = at === undefined ? undefined : call.arguments[at]
    return callee?.type === 'MemberExpression' && given !== undefined && textAt(sourceCode, given) === name && placeKey(sourceCode, callee.object) === key
  })
  return { what: `the event "${name}"`, settlers }
}
