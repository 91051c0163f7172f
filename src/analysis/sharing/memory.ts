import type { TSESTree } from '@typescript-eslint/utils'

import { bufferMembers, sharedBuffers, sharedWhenAsked, sharingFunctions, sharingMethods, viewTypes } from '../../knowledge/shared-memory.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { hasTrue, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { type TypeServices, typeServices } from '../../utils/types.ts'
import { denoteType, memberType } from '../resolve/annotations.ts'
import { type Source, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote, pathOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { membersOf } from '../resolve/members.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { heldAt, takenBy, valuesOf } from './held.ts'
import { givenAs } from './own-data.ts'
import { isNamedShared, isReceived } from './received.ts'
import { testedAt } from './tested.ts'
import { isConstant } from './words.ts'

/** Memory that several threads may hold at once. */
export interface Shared {
  /** memory: an object whose `buffer` is shared. buffer: the bytes. view: typed elements of them. */
  readonly form: 'memory' | 'buffer' | 'view'
  /** The constructor of a view (`Int32Array`, `DataView`), where it is known. */
  readonly type?: string
  /** The heap of a WebAssembly program: an address belongs to whoever allocated it. */
  readonly wasm: boolean
  /** A part that starts where the program says at run time: each thread has its own. */
  readonly own: boolean
}

const BUFFER: Shared = { form: 'buffer', wasm: false, own: false }

/** The shared memory that an expression yields; undefined when it is private, or not known to be shared. */
export const sharedMemory: (sourceCode: SourceCode, node: Node) => Shared | undefined = perNode<Node, Shared | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
  // `workerData.accounts as SharedArrayBuffer`
  if (node !== expression && declared(apiOf(sourceCode, expression))) return BUFFER
  switch (node.type) {
    case 'NewExpression':
      return constructed(sourceCode, node)
    case 'CallExpression':
      return called(sourceCode, node)
    case 'MemberExpression':
      return member(sourceCode, node) ?? byType(sourceCode, node)
    case 'Identifier':
      return named(sourceCode, node) ?? byType(sourceCode, node)
    case 'ConditionalExpression':
      return firstShared(sourceCode, [node.consequent, node.alternate])
    case 'LogicalExpression':
      return firstShared(sourceCode, [node.left, node.right])
    case 'AwaitExpression':
      return sharedMemory(sourceCode, node.argument)
    case 'AssignmentExpression':
      return sharedMemory(sourceCode, node.right)
    default:
      return undefined
  }
}, undefined)

/** The name of the view that a path constructs, `DataView` included. */
export function viewName(path: string | undefined): string | undefined {
  const name = path?.startsWith('#') ? path.slice(1) : undefined
  return name !== undefined && (viewTypes.has(name) || name === 'DataView') ? name : undefined
}

/** The name of the view that a `new` makes: by the constructor, or by what the class extends. */
export function viewMade(sourceCode: SourceCode, node: TSESTree.NewExpression): string | undefined {
  const direct = viewName(apiOf(sourceCode, node.callee))
  if (direct !== undefined) return direct
  const made = denote(sourceCode, node)
  return made?.kind === 'object' ? viewName(pathOf(sourceCode, made)?.replace(/\(\)$/u, '')) : undefined
}

function constructed(sourceCode: SourceCode, node: TSESTree.NewExpression): Shared | undefined {
  const path = apiOf(sourceCode, node.callee)
  const [first, offset] = node.arguments
  if (path !== undefined && sharedBuffers.has(path)) return BUFFER
  const asked = path === undefined ? undefined : sharedWhenAsked.get(path)
  if (asked) return hasTrue(node.arguments[asked.argument], asked.property) ? { form: 'memory', wasm: true, own: false } : undefined
  const type = viewMade(sourceCode, node)
  if (type === undefined || !first) return undefined
  const buffer = sharedMemory(sourceCode, first) ?? (isNamedShared(sourceCode, first) ? BUFFER : undefined)
  if (buffer?.form !== 'buffer') return undefined
  return { form: 'view', type, wasm: buffer.wasm, own: buffer.own || (offset !== undefined && isOwnOffset(sourceCode, offset)) }
}

/** Whether a view starts where this thread's own part does; a bare parameter is where the layout has its word. */
function isOwnOffset(sourceCode: SourceCode, offset: Node): boolean {
  if (isConstant(sourceCode, offset)) return false
  const variable = offset.type === 'Identifier' ? variableOf(sourceCode, offset) : undefined
  return variable?.defs[0]?.type !== 'Parameter' || isReceived(sourceCode, offset)
}

function called(sourceCode: SourceCode, node: TSESTree.CallExpression): Shared | undefined {
  const callee = unwrap(node.callee)
  const path = apiOf(sourceCode, callee)
  const [first] = node.arguments
  if (path !== undefined && sharingFunctions.has(path)) {
    const buffer = first && sharedMemory(sourceCode, first)
    return buffer?.form === 'buffer' ? { ...buffer, form: 'view', type: 'Uint8Array' } : undefined
  }
  if (callee.type === 'MemberExpression' && sharingMethods.has(keyName(callee) ?? '')) {
    const view = sharedMemory(sourceCode, callee.object)
    return view && { ...view, own: view.own || (first !== undefined && !isConstant(sourceCode, first)) }
  }
  const target = calledFunction(sourceCode, node)
  return firstShared(sourceCode, target ? returnsOf(sourceCode, target) : takenBy(sourceCode, node))
}

function firstShared(sourceCode: SourceCode, nodes: readonly Node[]): Shared | undefined {
  for (const node of nodes) {
    const shared = sharedMemory(sourceCode, node)
    if (shared) return shared
  }
  return undefined
}

/** What several expressions have in common, where each of them is shared memory. */
function allShared(sourceCode: SourceCode, nodes: readonly Node[]): Shared | undefined {
  const [first, ...others] = nodes.map((node) => sharedMemory(sourceCode, node))
  return first && others.every((each) => each?.form === first.form) ? first : undefined
}

function member(sourceCode: SourceCode, node: TSESTree.MemberExpression): Shared | undefined {
  const name = keyName(node)
  if (name !== undefined && bufferMembers.has(name)) {
    const whole = sharedMemory(sourceCode, node.object)
    if (whole) return { form: 'buffer', wasm: whole.wasm, own: whole.own }
  }
  const held = firstShared(sourceCode, heldAt(sourceCode, node.object, name ?? '[]'))
  if (held || name === undefined) return held
  const whole = denote(sourceCode, node.object)
  const field = whole?.kind === 'object' ? membersOf(sourceCode, whole.node).get(name)?.field : undefined
  const type = field && 'typeAnnotation' in field ? field.typeAnnotation : whole?.kind === 'typed' ? memberType(whole.node, name) : undefined
  return annotated(sourceCode, type) ?? declared(apiOf(sourceCode, node)) ?? asTested(sourceCode, node) ?? allShared(sourceCode, givenAs(sourceCode, node))
}

function named(sourceCode: SourceCode, node: TSESTree.Identifier): Shared | undefined {
  const variable = variableOf(sourceCode, node)
  if (!variable || variable.defs.length === 0) return undefined
  for (const source of sourcesOf(sourceCode, variable) ?? []) {
    const shared = fromSource(sourceCode, source)
    if (shared) return shared
  }
  const type = variable.identifiers.map((name) => (name.type === 'Identifier' ? name.typeAnnotation : undefined)).find((each) => each)
  return annotated(sourceCode, type) ?? declared(apiOf(sourceCode, node)) ?? asTested(sourceCode, node) ?? allShared(sourceCode, givenAs(sourceCode, node))
}

function fromSource(sourceCode: SourceCode, source: Source): Shared | undefined {
  const last = source.steps.at(-1)
  if (source.kind === 'value' && last && source.steps.length === 1 && bufferMembers.has(last.name)) {
    const whole = sharedMemory(sourceCode, source.value)
    if (whole) return { form: 'buffer', wasm: whole.wasm, own: whole.own }
  }
  return firstShared(sourceCode, valuesOf(sourceCode, source))
}

// ---------------------------------------------------------------- what types and tests say

/** What a declared type says: only `SharedArrayBuffer` says it all. */
function declared(path: string | undefined): Shared | undefined {
  return path !== undefined && path.endsWith('()') && sharedBuffers.has(path.slice(0, -2)) ? BUFFER : undefined
}

/** `Int32Array<SharedArrayBuffer>`. */
function annotated(sourceCode: SourceCode, annotation: Node | undefined): Shared | undefined {
  const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : annotation
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier' || variableOf(sourceCode, type.typeName)?.defs.length) return undefined
  const [buffer] = type.typeArguments?.params ?? []
  const path = buffer ? pathOf(sourceCode, denoteType(sourceCode, buffer)) : undefined
  const name = viewName(`#${type.typeName.name}`)
  return name !== undefined && declared(path) ? { form: 'view', type: name, wasm: false, own: false } : undefined
}

/** What tests of the file say: they let only shared memory come here. */
function asTested(sourceCode: SourceCode, node: Node): Shared | undefined {
  const form = testedAt(sourceCode, node)
  return form && { ...BUFFER, form }
}

/** What the type checker says, asked last: `SharedArrayBuffer`, or a view over one. */
function byType(sourceCode: SourceCode, node: Node): Shared | undefined {
  const services = typeServices(sourceCode)
  if (!services) return undefined
  const text = typeText(services, node)
  if (text === undefined) return undefined
  if (sharedBuffers.has(`#${text}`)) return BUFFER
  const view = /^(\w+)<SharedArrayBuffer>$/u.exec(text)?.[1]
  return view !== undefined && viewName(`#${view}`) ? { form: 'view', type: view, wasm: false, own: false } : undefined
}

function typeText({ checker, esTreeNodeToTSNodeMap }: TypeServices, node: Node): string | undefined {
  try {
    return checker.typeToString(checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node)))
  } catch {
    return undefined // a checker that fails on broken code knows nothing
  }
}
