import type { TSESTree } from '@typescript-eslint/utils'

import { bufferMembers, receivedData, sharedBuffers, sharedWhenAsked, sharingFunctions, sharingMethods, viewTypes } from '../../knowledge/shared-memory.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { typeServices } from '../../utils/types.ts'
import { type Source, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { callersOf, returnsOf } from '../resolve/functions.ts'
import { assignedValues, membersOf } from '../resolve/members.ts'
import { calledFunction } from '../resolve/receiver.ts'
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

/** The shared memory that an expression yields; undefined when it is private, or not known to be shared. */
export const sharedMemory: (sourceCode: SourceCode, node: Node) => Shared | undefined = perNode<Node, Shared | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
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
      return sharedMemory(sourceCode, node.consequent) ?? sharedMemory(sourceCode, node.alternate)
    case 'LogicalExpression':
      return sharedMemory(sourceCode, node.left) ?? sharedMemory(sourceCode, node.right)
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

function constructed(sourceCode: SourceCode, node: TSESTree.NewExpression): Shared | undefined {
  const path = apiOf(sourceCode, node.callee)
  if (path === undefined) return undefined
  const [first, offset] = node.arguments
  if (sharedBuffers.has(path)) return { form: 'buffer', wasm: false, own: false }
  const asked = sharedWhenAsked.get(path)
  if (asked) return hasTrue(node.arguments[asked.argument], asked.property) ? { form: 'memory', wasm: true, own: false } : undefined
  const type = viewName(path)
  const buffer = type && first ? sharedMemory(sourceCode, first) : undefined
  if (type === undefined || buffer?.form !== 'buffer') return undefined
  return { form: 'view', type, wasm: buffer.wasm, own: buffer.own || (offset !== undefined && isOwnOffset(sourceCode, offset)) }
}

/** Whether a view starts where this thread's own part does; a bare parameter is where the layout has its word. */
function isOwnOffset(sourceCode: SourceCode, offset: Node): boolean {
  if (isConstant(sourceCode, offset)) return false
  const variable = offset.type === 'Identifier' ? variableOf(sourceCode, offset) : undefined
  return variable?.defs[0]?.type !== 'Parameter' || isReceived(sourceCode, offset)
}

function hasTrue(options: Node | undefined, property: string): boolean {
  return options?.type === 'ObjectExpression'
    && options.properties.some((each) => each.type === 'Property' && keyName(each) === property && each.value.type === 'Literal' && each.value.value === true)
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
  return target && firstShared(sourceCode, returnsOf(sourceCode, target))
}

function firstShared(sourceCode: SourceCode, nodes: readonly Node[]): Shared | undefined {
  for (const node of nodes) {
    const shared = sharedMemory(sourceCode, node)
    if (shared) return shared
  }
  return undefined
}

function member(sourceCode: SourceCode, node: TSESTree.MemberExpression): Shared | undefined {
  const name = keyName(node)
  if (name === undefined) return undefined
  if (bufferMembers.has(name)) {
    const whole = sharedMemory(sourceCode, node.object)
    if (whole) return { form: 'buffer', wasm: whole.wasm, own: whole.own }
  }
  const whole = denote(sourceCode, node.object)
  if (whole?.kind === 'record') {
    const property = whole.node.properties.find((each) => each.type === 'Property' && keyName(each) === name)
    return property?.type === 'Property' ? sharedMemory(sourceCode, property.value) : undefined
  }
  if (whole?.kind !== 'object') return declared(apiOf(sourceCode, node))
  const field = membersOf(sourceCode, whole.node).get(name)
  if (!field) return undefined
  if (field.field?.type === 'TSParameterProperty') return declared(apiOf(sourceCode, node))
  return firstShared(sourceCode, assignedValues(field).slice(0, 16)) ?? declared(apiOf(sourceCode, node))
}

function named(sourceCode: SourceCode, node: TSESTree.Identifier): Shared | undefined {
  const variable = variableOf(sourceCode, node)
  if (!variable || variable.defs.length === 0) return undefined
  for (const source of sourcesOf(sourceCode, variable) ?? []) {
    const shared = fromSource(sourceCode, source)
    if (shared) return shared
  }
  return declared(apiOf(sourceCode, node))
}

function fromSource(sourceCode: SourceCode, source: Source): Shared | undefined {
  if (source.kind === 'value' && source.steps.length === 0) return sharedMemory(sourceCode, source.value)
  if (source.kind === 'value' && source.steps.length === 1) {
    const [step] = source.steps
    const whole = step && sharedMemory(sourceCode, source.value)
    return whole && bufferMembers.has(step.name) ? { form: 'buffer', wasm: whole.wasm, own: whole.own } : undefined
  }
  if (source.kind !== 'parameter' || source.steps.length > 0) return undefined
  return firstShared(sourceCode, callersOf(sourceCode, source.of).slice(0, 16).flatMap((call) => call.arguments[source.index] ?? []))
}

/** What a declared type says: only `SharedArrayBuffer` says it all. */
function declared(path: string | undefined): Shared | undefined {
  return path !== undefined && path.endsWith('()') && sharedBuffers.has(path.slice(0, -2)) ? { form: 'buffer', wasm: false, own: false } : undefined
}

/** What the type checker says, asked last: `SharedArrayBuffer`, or a view over one. */
function byType(sourceCode: SourceCode, node: Node): Shared | undefined {
  const services = typeServices(sourceCode)
  if (!services) return undefined
  const text = services.checker.typeToString(services.checker.getTypeAtLocation(services.esTreeNodeToTSNodeMap.get(node)))
  if (sharedBuffers.has(`#${text}`)) return { form: 'buffer', wasm: false, own: false }
  const view = /^(\w+)<SharedArrayBuffer>$/u.exec(text)?.[1]
  return view !== undefined && viewName(`#${view}`) ? { form: 'view', type: view, wasm: false, own: false } : undefined
}

/** Whether the expression is (part of) what another thread sent: worker data, or the data of a message. */
export function isReceived(sourceCode: SourceCode, node: Node): boolean {
  const path = apiOf(sourceCode, node)
  return path !== undefined && receivedData.some((data) => path === data || path.startsWith(`${data}.`) || path.startsWith(`${data}[`))
}
