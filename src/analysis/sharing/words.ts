import type { TSESTree } from '@typescript-eslint/utils'

import { constantNames, orderNames, ownIdentities, ownNames, rangeNames } from '../../knowledge/shared-memory.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isCall, isFunction, isInside, keyName, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { numberOf } from '../resolve/location.ts'
import { heldAt } from './held.ts'
import { receivedAs } from './received.ts'

/**
 * Which element an index chooses.
 * constant: always the same one. data: computed from data, so any thread may choose any. own: by something that belongs
 * to this thread or instance, or by a loop over a range that may be this thread's.
 */
export interface Word {
  readonly kind: 'constant' | 'data' | 'own'
  /** Equal keys are equal elements of one view; undefined when it can't be compared. */
  readonly key: string | undefined
}

export function wordOf(sourceCode: SourceCode, index: Node): Word {
  const constant = constantOf(sourceCode, index)
  if (constant !== undefined) return { kind: 'constant', key: constant }
  const inner = unwrap(index)
  const variable = inner.type === 'Identifier' ? variableOf(sourceCode, inner) : undefined
  const key = variable ? `$${String(numberOf(sourceCode, variable))}` : sourceCode.getText(inner)
  return { kind: isOwn(sourceCode, inner) ? 'own' : 'data', key }
}

/** What names an element of a view throughout the file; undefined when it can't be compared. */
export function elementKey(sourceCode: SourceCode, view: string, index: Node): string | undefined {
  const { key } = wordOf(sourceCode, index)
  return key === undefined ? undefined : `${view} ${key}`
}

export function isConstant(sourceCode: SourceCode, node: Node): boolean {
  return constantOf(sourceCode, node) !== undefined
}

/** The text of a constant: a literal, a constant of the module, of a class or of an object, a member of an enum, or sums of them. */
const constantOf: (sourceCode: SourceCode, node: Node) => string | undefined = perNode<Node, string | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
  switch (node.type) {
    case 'Literal':
      return String(node.value)
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      const [source, second] = variable ? (sourcesOf(sourceCode, variable) ?? []) : []
      if (isImportedConstant(sourceCode, node)) return variable?.name
      if (source?.kind !== 'value' || second || isReassigned(variable)) return undefined
      return source.steps.length === 0 ? constantOf(sourceCode, source.value) : constantPart(sourceCode, source.value, source.steps.map(({ name }) => name))
    }
    case 'MemberExpression':
      return constantMember(sourceCode, node)
    case 'UnaryExpression': {
      const value = node.operator === '-' || node.operator === '+' ? constantOf(sourceCode, node.argument) : undefined
      return value === undefined ? undefined : `${node.operator}${value}`
    }
    case 'BinaryExpression': {
      const left = node.left.type === 'PrivateIdentifier' ? undefined : constantOf(sourceCode, node.left)
      const right = constantOf(sourceCode, node.right)
      return left === undefined || right === undefined ? undefined : `${left}${node.operator}${right}`
    }
    default:
      return undefined
  }
}, undefined)

/** `READ_INDEX`, `Index.READ` of a module that both sides of a protocol share: by how it is written, it is the same number for all. */
function isImportedConstant(sourceCode: SourceCode, node: TSESTree.Identifier | TSESTree.MemberExpression): boolean {
  const name = node.type === 'Identifier' ? node.name : keyName(node)
  return name !== undefined && constantNames.test(name) && !ownNames.test(name) && (apiOf(sourceCode, node)?.indexOf('#') ?? 0) > 0
}

/** `STATE.READ`, `Ring.HEAD`, `Slot.Count` of an enum, `this.HEAD` of a field that only ever has one constant. */
function constantMember(sourceCode: SourceCode, node: TSESTree.MemberExpression): string | undefined {
  if (node.computed) return undefined
  const root = node.object.type === 'Identifier' ? variableOf(sourceCode, node.object) : undefined
  if (root?.defs[0]?.type === 'TSEnumName') return enumValue(root, keyName(node)) ?? sourceCode.getText(node)
  if (isImportedConstant(sourceCode, node)) return sourceCode.getText(node)
  const whole = denote(sourceCode, node.object)
  if (whole?.kind !== 'object') return whole?.kind === 'class' || whole?.kind === 'record' ? (constantPart(sourceCode, node.object, [keyName(node) ?? '']) ?? sourceCode.getText(node)) : undefined
  const values = heldAt(sourceCode, node.object, keyName(node) ?? '')
  const [only] = values
  return only && values.length === 1 && only.type !== 'Identifier' ? constantOf(sourceCode, only) : undefined
}

/** The constant at a place of a constant object: `const { READ } = STATE`. */
function constantPart(sourceCode: SourceCode, whole: Node, steps: readonly string[]): string | undefined {
  const [name, more] = steps
  const kind = denote(sourceCode, whole)?.kind
  if (name === undefined || more !== undefined || (kind !== 'record' && kind !== 'class')) return undefined
  const [value, second] = heldAt(sourceCode, whole, name)
  return value && !second ? constantOf(sourceCode, value) : undefined
}

/** Members of an enum count from zero or from the last number written. */
function enumValue(root: Variable, name: string | undefined): string | undefined {
  const declaration: Node | undefined = root.defs[0]?.node
  let value: number | undefined = -1
  for (const member of declaration?.type === 'TSEnumDeclaration' ? declaration.body.members : []) {
    const written: unknown = member.initializer?.type === 'Literal' ? member.initializer.value : undefined
    value = member.initializer ? (typeof written === 'number' ? written : undefined) : value === undefined ? undefined : value + 1
    if (member.id.type === 'Identifier' && member.id.name === name) return value === undefined ? undefined : String(value)
  }
  return undefined
}

/** The text of a constant; equal texts are equal constants. Undefined for everything else. */
export function constantText(sourceCode: SourceCode, node: Node): string | undefined {
  return constantOf(sourceCode, node)
}

function isReassigned(variable: Variable | undefined): boolean {
  return variable?.references.some((reference) => reference.isWrite() && reference.init !== true) ?? true
}

// ---------------------------------------------------------------- elements of one thread's own

/** Operators that keep a thread's own range apart from the others'; `%` and masks mix them. */
const APART = new Set(['+', '-', '*', '/', '>>', '>>>', '<<', '|'])

/** Whether an index is chosen by this thread's identity, by a field of this object, or by a loop over a range. */
const isOwn: (sourceCode: SourceCode, node: Node) => boolean = perNode<Node, boolean>((sourceCode, expression) => {
  const node = unwrap(expression)
  switch (node.type) {
    case 'BinaryExpression':
      return APART.has(node.operator) && node.left.type !== 'PrivateIdentifier' && (isOwn(sourceCode, node.left) || isOwn(sourceCode, node.right)) && !isPickedInEach(sourceCode, node)
    case 'MemberExpression':
      return node.object.type === 'ThisExpression' || isIdentity(sourceCode, node, keyName(node))
    case 'Identifier': {
      if (isIdentity(sourceCode, node, node.name)) return true
      const variable = variableOf(sourceCode, node)
      if (!variable) return false
      if (isRunning(sourceCode, variable)) return true
      const [source, second] = sourcesOf(sourceCode, variable) ?? []
      return source?.kind === 'value' && !second && source.steps.length === 0 && isOwn(sourceCode, source.value)
    }
    default:
      return false
  }
}, false)

/**
 * `channel * 256 + pixels[i]` in a loop over all channels: each thread counts from the same number, and data choose the rest.
 * A list of positions may be this thread's share.
 */
function isPickedInEach(sourceCode: SourceCode, index: Node): boolean {
  const parts = summands(index)
  return parts.some((part) => isPicked(sourceCode, part)) && parts.every((part) => !isOwn(sourceCode, part) || isCountedFromConstant(sourceCode, part))
}

/** Whether an element of a list is in it, by what name ever: `pixels[i]`, `for (const level of pixels)`. */
function isPicked(sourceCode: SourceCode, part: Node): boolean {
  return !isOwn(sourceCode, part) && foundIn(sourceCode, part, (node) => {
    if (node.type === 'Identifier') return isTakenOut(sourceCode, node)
    return node.type === 'MemberExpression' && node.computed && !isRangeOrOwn(sourceCode.getText(node.object)) && !isOfIdentity(sourceCode, node.property)
  }) !== undefined
}

/** `for (const level of pixels)`. */
function isTakenOut(sourceCode: SourceCode, name: TSESTree.Identifier): boolean {
  const declared: Node | undefined = variableOf(sourceCode, name)?.defs[0]?.node
  const loop = declared?.parent?.parent
  return loop?.type === 'ForOfStatement' && loop.left === declared?.parent && !isRangeOrOwn(sourceCode.getText(loop.right))
}

/** `bases[worker]` */
function isOfIdentity(sourceCode: SourceCode, index: Node): boolean {
  return foundIn(sourceCode, index, (node) => node.type === 'Identifier' && isIdentity(sourceCode, node, node.name)) !== undefined
}

function isRangeOrOwn(name: string): boolean {
  return rangeNames.test(name) || ownNames.test(name) || orderNames.test(name)
}

/** What an index is put together from. */
function summands(index: Node): readonly Node[] {
  const node = unwrap(index)
  return node.type === 'BinaryExpression' && node.left.type !== 'PrivateIdentifier' && APART.has(node.operator) ? [...summands(node.left), ...summands(node.right)] : [node]
}

/** The counter of a loop that begins with a number written there, or the position that `forEach` hands over. */
function isCountedFromConstant(sourceCode: SourceCode, node: Node): boolean {
  const def = node.type === 'Identifier' && !isIdentity(sourceCode, node, node.name) ? variableOf(sourceCode, node)?.defs[0] : undefined
  if (def?.type === 'Parameter') return isFunction(def.node) && isCall(def.node.parent) && !isFirst(def.node, def.name)
  const declared = def?.node
  const loop = declared?.parent?.parent
  return declared?.type === 'VariableDeclarator' && declared.init?.type === 'Literal' && loop?.type === 'ForStatement' && loop.init === declared.parent
}

/** Something that was given to this thread alone: its number, its name, its share of the work. */
function isIdentity(sourceCode: SourceCode, node: Node, name = ''): boolean {
  const path = apiOf(sourceCode, node) ?? ''
  if (ownNames.test(name) || ownIdentities.includes(path)) return true
  const received = receivedAs(sourceCode, node)
  return received === 'data' && !path.includes('[]') ? true : received !== undefined && rangeNames.test(name)
}

/** Whether a variable runs over a range: a loop's counter, the position that `forEach` hands over, or one that is stepped. */
function isRunning(sourceCode: SourceCode, variable: Variable): boolean {
  const [def] = variable.defs
  const declared: Node | undefined = def?.node
  if (def?.type === 'Parameter') return isFunction(declared) && declared.parent.type === 'CallExpression' && (!isFirst(declared, def.name) || isRange(sourceCode, variable, declared.parent.callee))
  const loop = declared?.parent?.parent
  if (loop?.type === 'ForInStatement') return true
  if (loop?.type === 'ForOfStatement' && loop.left === declared?.parent) return isRange(sourceCode, variable, loop.right)
  return (loop?.type === 'ForStatement' && loop.init === declared?.parent) || variable.references.some(({ identifier }) => isStepped(identifier))
}

/** Whether a name is the first parameter, or a part of it: what the callback is given, and not where that stands. */
function isFirst({ params: [first] }: FunctionNode, name: Node): boolean {
  return first !== undefined && isInside(name, first)
}

/** Whether the elements that a variable runs over are positions, by what the program calls them. */
function isRange(sourceCode: SourceCode, variable: Variable, whole: Node): boolean {
  return rangeNames.test(variable.name) || rangeNames.test(sourceCode.getText(whole))
}

function isStepped(identifier: Node): boolean {
  const parent = identifier.parent
  return parent?.type === 'UpdateExpression' || (parent?.type === 'AssignmentExpression' && parent.left === identifier && (parent.operator === '+=' || parent.operator === '-='))
}

// ---------------------------------------------------------------- what a value is computed from

/**
 * The first node below a value that `isSought` accepts, the values of local variables included; undefined without one. Each
 * variable's value is looked at once, two variables deep.
 */
export function foundIn(sourceCode: SourceCode, value: Node, isSought: (node: Node) => boolean, depth = 0): Node | undefined {
  let found: Node | undefined
  walk(sourceCode, value, (node) => {
    if (found || isFunction(node)) return false
    if (isSought(node)) found = node
    else if (node.type === 'Identifier' && depth < 2) {
      for (const before of valuesBefore(sourceCode, node, value.range[0])) found ??= foundIn(sourceCode, before, isSought, depth + 1)
    }
    return !found
  })
  return found
}

/** The values that a local variable may have where it is used: what it was given so far. */
function valuesBefore(sourceCode: SourceCode, identifier: Node, position: number): readonly Node[] {
  const variable = variableOf(sourceCode, identifier)
  if (variable?.defs[0]?.type !== 'Variable') return []
  const values = (sourcesOf(sourceCode, variable) ?? []).flatMap((source) => (source.kind === 'value' && source.value.range[1] <= position ? [source.value] : []))
  return values.length <= 4 ? values : []
}
