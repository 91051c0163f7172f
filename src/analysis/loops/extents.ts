import type { TSESTree } from '@typescript-eslint/utils'

import { allPages, bounding, bulkMembers, fileReaders, imageReaders, namedReaders, requestCarriers, requestData, requestReaders, sameSize, sameSizeMethods, sides } from '../../knowledge/inputs.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, keyName, literalText, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { isNothing, onlyValue, type Source, sourcesOf, type Step, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { locationOf, numberOf } from '../resolve/location.ts'
import { assignedValues, classOfObject, membersOf } from '../resolve/members.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { addressed } from './addresses.ts'
import { type Amount, extentOf, few, strongest, UNKNOWN, valueOf } from './amounts.ts'
import { askedOfName } from './asking.ts'
import type { Iteration } from './blocks.ts'
import { constantOf } from './constants.ts'
import { depthOf, type Frame, frameOf } from './frames.ts'
import { heapedBy } from './heaps.ts'
import { limitOf } from './limits.ts'
import { ELEMENT_FIRST, extentOfParameter } from './parameters.ts'
import { keptUnderKeys, spreadInto } from './put-in.ts'
import { bySchema, checked, underSchema } from './schemas.ts'

const MOST_FRAMES = 8

// ---------------------------------------------------------------- names

/** How much a name holds, by what is put there. */
export function extentOfName(sourceCode: SourceCode, name: Node, frame: Frame | undefined, depth: number): Amount {
  const variable = variableOf(sourceCode, name)
  const sources = variable && sourcesOf(sourceCode, variable)
  if (!variable || !sources) return UNKNOWN
  if (variable.defs.some((def) => isIterationHead(def.name))) return { kind: 'part', of: iterationAround(variable.identifiers[0]) }
  return askedOfName(sourceCode, variable, 'extent', () => strongest([
    ...sources.map((source) => extentOfSource(sourceCode, source, variable, frame, depth + 1)),
    ...grown(sourceCode, variable, sources, frame, depth + 1),
  ]), UNKNOWN)
}

function extentOfSource(sourceCode: SourceCode, source: Source, variable: Variable, frame: Frame | undefined, depth: number): Amount {
  switch (source.kind) {
    case 'value': {
      const all = promisesOf(sourceCode, source)
      if (all) return awaited(sourceCode, all, frame, depth)
      return stepped(sourceCode, extentOf(sourceCode, source.value, frame, depth), source.steps)
    }
    case 'element':
      return { kind: 'part', of: iterationAround(source.at), ...rootOf(extentOf(sourceCode, source.value, frame, depth)) }
    case 'parameter':
      return extentOfParameter(sourceCode, source, variable, frame, depth)
    case 'unknown':
      return appended(sourceCode, source.at, frame, depth)
    default:
      return UNKNOWN
  }
}

/** `body += chunk`. */
function appended(sourceCode: SourceCode, name: Node, frame: Frame | undefined, depth: number): Amount {
  const parent = name.parent
  return parent?.type === 'AssignmentExpression' && parent.operator === '+=' && parent.left === name ? extentOf(sourceCode, parent.right, frame, depth + 1) : UNKNOWN
}

/** Whose data an amount is, where it is known. */
export function rootOf(amount: Amount): { readonly root?: string } {
  return amount.kind === 'data' ? { root: amount.root } : {}
}

/** `const [a, b] = await Promise.all([loadA(), loadB()])`: what each name waits for. */
function promisesOf(sourceCode: SourceCode, { value, steps }: { readonly value: Node; readonly steps: readonly Step[] }): Node | undefined {
  const node = unwrap(value)
  const [step] = steps
  if (node.type !== 'AwaitExpression' || !step || !/^\d+$/u.test(step.name)) return undefined
  const call = unwrap(node.argument)
  const list = call.type === 'CallExpression' && apiOf(sourceCode, call.callee) === '#Promise.all' ? call.arguments[0] : undefined
  return list?.type === 'ArrayExpression' ? (list.elements[Number(step.name)] ?? undefined) : undefined
}

/** How much lies at some steps into a whole. */
export function stepped(sourceCode: SourceCode, whole: Amount, steps: readonly Step[]): Amount {
  let at = whole
  for (const { name } of steps) if (name !== '') at = partOf(sourceCode, at, name)
  return at
}

/** A member of something: of data it is data, of what a handler is given it may be. */
export function partOf(sourceCode: SourceCode, whole: Amount, name: string): Amount {
  if (whole.kind === 'carrier') {
    if (whole.checked) return name === 'data' ? bySchema(whole.checked, { kind: 'data', from: whole.from, root: whole.root, text: whole.text, node: whole.node }) : UNKNOWN
    if (requestCarriers.has(name)) return whole
    return requestData.has(name) ? { kind: 'data', from: whole.from, root: `${whole.root}.${name}`, text: `${whole.text}.${name}`, node: whole.node } : UNKNOWN
  }
  if (whole.kind !== 'data') return whole.kind === 'part' ? whole : UNKNOWN
  if (whole.parts) return underSchema(sourceCode, whole, name)
  if (name === '[]' || /^\d+$/u.test(name)) return { kind: 'part', of: undefined, root: whole.root }
  if (whole.least !== undefined) return sides.has(name) ? { ...whole, root: `${whole.root}.${name}`, least: Math.sqrt(whole.least) } : whole
  const from = whole.from === 'reply' && !bulkMembers.has(name) ? 'state' : whole.from
  return { ...whole, from, root: `${whole.root}.${name}`, text: `${whole.text}.${name}`, ...(from !== whole.from && { answered: true }) }
}

/** The loop, or the call of an array method, that a name takes its values from. */
function iterationAround(name: Node | undefined): Node | undefined {
  for (let at = name?.parent; at; at = at.parent) {
    if (at.type === 'ForOfStatement' || at.type === 'ForInStatement' || at.type === 'ForStatement' || at.type === 'WhileStatement' || at.type === 'DoWhileStatement') return at
    if (isFunction(at)) return isCall(wrapped(at).parent) ? (wrapped(at).parent) : undefined
  }
  return undefined
}

function isIterationHead(name: Node): boolean {
  const declaration = name.parent?.type === 'VariableDeclarator' ? name.parent.parent : undefined
  return declaration?.parent.type === 'ForInStatement' && declaration.parent.left === declaration
}

// ---------------------------------------------------------------- lists that grow

/** What a local list that starts empty is filled with, by a loop: as much as the loop goes through. */
function grown(sourceCode: SourceCode, variable: Variable, sources: readonly Source[], frame: Frame | undefined, depth: number): Amount[] {
  const startsEmpty = sources.some((source) => source.kind === 'value' && isEmptyList(source.value))
  if (!startsEmpty) return []
  const by = heapedBy(sourceCode, variable)
  if (by !== undefined) return [{ kind: 'data', from: 'heap', root: `v${variable.name}`, text: by, node: variable.identifiers[0] as Node }]
  for (const { identifier } of variable.references) {
    const member = identifier.parent
    const call = member.type === 'MemberExpression' && member.object === identifier && ['push', 'unshift'].includes(keyName(member) ?? '') ? member.parent : undefined
    if (call?.type !== 'CallExpression') continue
    const loop = loopBetween(call, variable)
    if (!loop) continue
    const limit = limitOf(sourceCode, loop)
    if (limit.kind === 'elements') return [streamed(extentOf(sourceCode, limit.of, frame, depth + 1))]
    if (limit.kind === 'number') return limit.of.map((each) => valueOf(sourceCode, each, frame, depth + 1))
  }
  return []
}

/** A request that is read piece by piece is its own data. */
function streamed(amount: Amount): Amount {
  return amount.kind === 'carrier' ? { kind: 'data', from: amount.from, root: amount.root, text: amount.text, node: amount.node } : amount
}

function isEmptyList(value: Node): boolean {
  const node = unwrap(value)
  return (node.type === 'ArrayExpression' && node.elements.length === 0) || (node.type === 'NewExpression' && node.arguments.length === 0)
}

function loopBetween(node: Node, variable: Variable): Pick<Iteration, 'node' | 'receiver'> | undefined {
  const [declared] = variable.identifiers
  for (let at = node.parent; at; at = at.parent) {
    if (declared && at.range[0] <= declared.range[0]) return undefined
    switch (at.type) {
      case 'ForOfStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return { node: at }
      case 'CallExpression': {
        const callee = unwrap(at.callee)
        if (callee.type === 'MemberExpression' && ELEMENT_FIRST.has(keyName(callee) ?? '')) return { node: at, receiver: callee.object }
        break
      }
      default:
    }
  }
  return undefined
}

// ---------------------------------------------------------------- members

/** How much a member holds, by the whole that it is part of. */
export function memberExtent(sourceCode: SourceCode, node: TSESTree.MemberExpression, frame: Frame | undefined, depth: number): Amount {
  const name = keyName(node)
  const owner = classOfObject(sourceCode, node.object)
  if (owner && name !== undefined) {
    const member = membersOf(sourceCode, owner).get(name)
    const values = member ? [...assignedValues(member).filter((each) => !isNothing(each)), ...spreadInto(member)] : []
    const known = strongest(values.map((each) => extentOf(sourceCode, each, undefined, depth + 1)))
    if (known.kind === 'count' || (known.kind === 'data' && known.from !== 'caller')) return known
    return { kind: 'data', from: 'state', root: locationOf(sourceCode, node)?.key ?? name, text: `this.${name}`, node }
  }
  const whole = extentOf(sourceCode, node.object, frame, depth + 1)
  if (name === undefined) return whole.kind === 'part' ? whole : { kind: 'part', of: undefined, ...rootOf(whole) }
  return partOf(sourceCode, whole, name)
}

// ---------------------------------------------------------------- calls

/** How much a call answers. */
export function callExtent(sourceCode: SourceCode, call: Call, frame: Frame | undefined, depth: number): Amount {
  const callee = unwrap(call.callee)
  const path = apiOf(sourceCode, callee)
  const [first] = call.arguments
  if (path !== undefined && fileReaders.has(path)) return fromFile(sourceCode, call)
  if (path === '#Array' && first) return call.arguments.length > 1 ? few(call.arguments.length) : valueOf(sourceCode, first, frame, depth + 1)
  const address = addressed(sourceCode, call, path, frame, depth)
  if (address) return address
  if (path !== undefined && first && sameSize.has(path)) return made(sourceCode, call, first, frame, depth)
  const held = checked(sourceCode, call, frame, depth)
  if (held) return held
  const target = calledFunction(sourceCode, call)
  if (target) return returned(sourceCode, target, call, frame, depth)
  return callee.type === 'MemberExpression' ? methodExtent(sourceCode, call, callee, frame, depth) : UNKNOWN
}

function fromFile(sourceCode: SourceCode, call: Call): Amount {
  return { kind: 'data', from: 'file', root: `n${numberOf(sourceCode, call)}`, text: 'the file', node: call }
}

/** `new Set(items)`, `Array.from({ length })`, `new Float64Array(n)`. */
function made(sourceCode: SourceCode, call: Call, argument: Node, frame: Frame | undefined, depth: number): Amount {
  const constant = constantOf(sourceCode, argument, frame)
  if (constant !== undefined) return few(constant)
  if (argument.type !== 'ObjectExpression') {
    const extent = extentOf(sourceCode, argument, frame, depth + 1)
    // A number says how long a list is; written out, it is a few characters.
    return extent.kind === 'unknown' && call.type === 'NewExpression' ? valueOf(sourceCode, argument, frame, depth + 1) : extent
  }
  const length = argument.properties.find((each) => each.type === 'Property' && keyName(each) === 'length')
  return length?.type === 'Property' ? valueOf(sourceCode, length.value, frame, depth + 1) : few(argument.properties.length)
}

function returned(sourceCode: SourceCode, fn: FunctionNode, call: Call, frame: Frame | undefined, depth: number): Amount {
  if (depthOf(frame) >= MOST_FRAMES || frameOf(frame, fn)) return UNKNOWN
  const inside: Frame = frame ? { fn, call, outer: frame } : { fn, call }
  return strongest(returnsOf(sourceCode, fn).slice(0, 4).map((each) => extentOf(sourceCode, each, inside, depth + 1)))
}

function methodExtent(sourceCode: SourceCode, call: Call, callee: TSESTree.MemberExpression, frame: Frame | undefined, depth: number): Amount {
  const method = keyName(callee) ?? ''
  const receiver = extentOf(sourceCode, callee.object, frame, depth + 1)
  if (receiver.kind === 'carrier') {
    return requestReaders.has(method) ? { kind: 'data', from: receiver.from, root: `${receiver.root}.${method}`, text: `${receiver.text}.${method}()`, node: call } : UNKNOWN
  }
  const pixels = imageReaders.get(method)
  if (pixels !== undefined) return { kind: 'data', from: 'image', root: `n${numberOf(sourceCode, call)}`, text: 'the image', node: call, least: pixels }
  const kept = method === 'get' ? keptUnderKeys(sourceCode, callee.object, frame, depth + 1) : UNKNOWN
  if (kept.kind === 'data') return kept
  if (method === 'then') return settled(sourceCode, call, frame, depth)
  if (method === 'slice' || method === 'subarray' || method === 'substring' || method === 'splice') return sliced(sourceCode, call, receiver, frame)
  if (method === 'split' && receiver.kind === 'data' && isAtLineEnds(call)) return { ...receiver, ...(receiver.answered && { from: 'reply' }), lines: true }
  if (sameSizeMethods.has(method)) return receiver
  const name = namedReaders.has(method) && call.arguments[0] ? literalText(call.arguments[0]) : undefined
  if (name !== undefined && receiver.kind === 'data') return partOf(sourceCode, receiver, name)
  return receiver.kind === 'data' || receiver.kind === 'part' ? { kind: 'part', of: receiver.kind === 'part' ? receiver.of : undefined, ...('root' in receiver && receiver.root !== undefined && { root: receiver.root }) } : UNKNOWN
}

/** `text.split('\n')`, `text.split(/\r?\n/)`: a text has many of those. */
function isAtLineEnds({ arguments: [separator] }: Call): boolean {
  if (separator?.type !== 'Literal') return false
  return 'regex' in separator ? separator.regex.pattern.includes('\\n') : typeof separator.value === 'string' && separator.value.includes('\n')
}

/** What `promise.then(callback)` yields: what the callback returns. */
function settled(sourceCode: SourceCode, call: Call, frame: Frame | undefined, depth: number): Amount {
  const callback = call.arguments[0] && unwrap(call.arguments[0])
  if (!isFunction(callback)) return UNKNOWN
  return strongest(returnsOf(sourceCode, callback).slice(0, 4).map((each) => awaited(sourceCode, each, frame, depth + 1)))
}

function sliced(sourceCode: SourceCode, call: Call, receiver: Amount, frame: Frame | undefined): Amount {
  const [from, to] = call.arguments
  if (!to) {
    const start = from ? constantOf(sourceCode, from, frame) : 0
    return start !== undefined && start < 0 ? few(-start) : receiver
  }
  const end = constantOf(sourceCode, to, frame)
  if (end !== undefined) return end < 0 ? receiver : few(end)
  return isWholeBuffer(sourceCode, call, to) ? receiver : few(100)
}

/** `bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)`: all of a Buffer. */
function isWholeBuffer(sourceCode: SourceCode, { callee }: Call, to: Node): boolean {
  const end = unwrap(to)
  const [start, size] = end.type === 'BinaryExpression' && end.operator === '+' ? [end.left, end.right] : []
  const whole = unwrap(callee)
  if (size?.type !== 'MemberExpression' || whole.type !== 'MemberExpression' || (keyName(size) !== 'length' && keyName(size) !== 'byteLength')) return false
  const of = sourceCode.getText(size.object)
  return sourceCode.getText(start) === `${of}.byteOffset` && sourceCode.getText(whole.object) === `${of}.buffer`
}

/** What waiting for a value yields: the answer of something that we do not know, unless it says how little it asks for. */
export function awaited(sourceCode: SourceCode, value: Node, frame: Frame | undefined, depth: number): Amount {
  const node = unwrap(value)
  if (node.type === 'Identifier') {
    const only = onlyValue(sourceCode, node)
    if (only) return awaited(sourceCode, only, frame, depth + 1)
  }
  const known = extentOf(sourceCode, node, frame, depth + 1)
  if (known.kind !== 'unknown' && !(known.kind === 'part' && isCall(node))) return known
  if (node.type !== 'CallExpression' || (bounding.test(sourceCode.getText(node).slice(0, 400)) && !allPages.test(calledName(node) ?? ''))) return known.kind === 'part' ? UNKNOWN : known
  const callee = unwrap(node.callee)
  const name = callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined
  if (name === undefined) return UNKNOWN
  return { kind: 'data', from: 'reply', root: `n${numberOf(sourceCode, node)}`, text: name, node }
}
