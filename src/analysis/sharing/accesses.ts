import type { TSESTree } from '@typescript-eslint/utils'

import { atomicsMethods, dataViewMethod } from '../../knowledge/shared-memory.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { apiOf } from '../resolve/denote.ts'
import { type Location, locationOf } from '../resolve/location.ts'
import { type Shared, sharedMemory } from './memory.ts'
import { isPrivate } from './private.ts'
import { wrongOrLost } from './worker-side.ts'
import { type Word, wordOf } from './words.ts'

export type How =
  | 'read' | 'write' | 'modify' // plain
  | 'load' | 'store' | 'atomic modify' | 'exchange' | 'compare' | 'wait' | 'notify' // through Atomics

/** One access to an element of shared memory. */
export interface Access {
  readonly how: How
  /** `view[i]`, or the call of Atomics or of the DataView. */
  readonly node: Node
  /** The view as the code writes it, and the place that holds it. */
  readonly object: Node
  readonly view: Location
  readonly memory: Shared
  readonly word: Word
  readonly index: Node
  /** What is written, for write, modify and store; for `x++` undefined. */
  readonly value?: Node
  readonly owner: CodeOwner
}

/** All accesses of the file to memory that is known to be shared, in source order. */
export const accessesOf = perFile((sourceCode): readonly Access[] => {
  const atomics = atomicCalls(sourceCode)
  const proven = new Set(atomics.map(({ view }) => view.key))
  const accesses: Access[] = []
  for (const { call, object, view, index, how, value } of atomics) {
    accesses.push(access(sourceCode, { how, node: call, object, view, index, value, memory: sharedMemory(sourceCode, object) ?? UNTYPED }))
  }
  for (const member of nodesOf(sourceCode).members) {
    if (!member.computed) continue
    const view = locationOf(sourceCode, member.object)
    if (!view) continue
    const memory = sharedMemory(sourceCode, member.object) ?? (proven.has(view.key) ? UNTYPED : wrongOrLost(sourceCode, member.object))
    if (!memory || memory.form !== 'view') continue
    const { how, value } = usage(member)
    accesses.push(access(sourceCode, { how, node: member, object: member.object, view, index: member.property, value, memory }))
  }
  accesses.push(...dataViewCalls(sourceCode))
  return accesses.sort((a, b) => a.node.range[0] - b.node.range[0])
})

/** Seen with Atomics, so shared: nobody takes the trouble for private memory. */
const UNTYPED: Shared = { form: 'view', wasm: false, own: false }

function access(sourceCode: SourceCode, { value, ...rest }: Omit<Access, 'word' | 'owner' | 'value'> & { readonly value: Node | undefined }): Access {
  return { ...rest, ...(value ? { value } : {}), word: wordOf(sourceCode, rest.index), owner: ownerOf(rest.node) }
}

interface AtomicCall {
  readonly call: Call
  readonly object: Node
  readonly view: Location
  readonly index: Node
  readonly how: How
  readonly value: Node | undefined
}

function atomicCalls(sourceCode: SourceCode): AtomicCall[] {
  const found: AtomicCall[] = []
  for (const call of nodesOf(sourceCode).calls) {
    if (call.type !== 'CallExpression') continue
    const method = atomicsMethods.get(apiOf(sourceCode, call.callee) ?? '')
    const [view, index, value] = call.arguments
    if (!method || !view || !index) continue
    const location = locationOf(sourceCode, view)
    if (!location || isPrivate(sourceCode, view)) continue
    found.push({ call, object: view, view: location, index, how: method.does === 'modify' ? 'atomic modify' : method.does, value })
  }
  return found
}

/** How a plain `view[i]` is used, and what is written to it. */
function usage(member: TSESTree.MemberExpression): { readonly how: How; readonly value?: Node | undefined } {
  const outer = wrapped(member)
  const parent = outer.parent
  if (parent?.type === 'UpdateExpression') return { how: 'modify' }
  if (parent?.type !== 'AssignmentExpression' || parent.left !== outer) return { how: 'read' }
  return { how: parent.operator === '=' ? 'write' : 'modify', value: parent.right }
}

function dataViewCalls(sourceCode: SourceCode): Access[] {
  const found: Access[] = []
  for (const call of nodesOf(sourceCode).calls) {
    const callee = unwrap(call.callee)
    if (callee.type !== 'MemberExpression') continue
    const how = dataViewMethod.exec(keyName(callee) ?? '')?.groups?.['how']
    const [index, value] = call.arguments
    if (how === undefined || !index) continue
    const memory = sharedMemory(sourceCode, callee.object)
    const view = memory?.type === 'DataView' ? locationOf(sourceCode, callee.object) : undefined
    if (memory && view) found.push(access(sourceCode, { how: how === 'get' ? 'read' : 'write', node: call, object: callee.object, view, index, value: how === 'set' ? value : undefined, memory }))
  }
  return found
}
