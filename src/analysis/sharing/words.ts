import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { isFunction, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'
import { numberOf } from '../resolve/location.ts'
import { isReceived } from './memory.ts'

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

export function isConstant(sourceCode: SourceCode, node: Node): boolean {
  return constantOf(sourceCode, node) !== undefined
}

/** The text of a constant: a literal, a constant of the module, a member of a constant object or enum, or sums of them. */
const constantOf: (sourceCode: SourceCode, node: Node) => string | undefined = perNode<Node, string | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
  switch (node.type) {
    case 'Literal':
      return String(node.value)
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      const [source, second] = variable ? (sourcesOf(sourceCode, variable) ?? []) : []
      return source?.kind === 'value' && !second && source.steps.length === 0 && !isReassigned(variable) ? constantOf(sourceCode, source.value) : undefined
    }
    case 'MemberExpression': {
      const whole = node.object.type === 'Identifier' ? variableOf(sourceCode, node.object) : undefined
      if (whole?.defs[0]?.type === 'TSEnumName') return sourceCode.getText(node)
      const target = denote(sourceCode, node.object)?.kind === 'class' || denote(sourceCode, node.object)?.kind === 'record'
      return target && !node.computed ? sourceCode.getText(node) : undefined
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

function isReassigned(variable: Variable | undefined): boolean {
  return variable?.references.some((reference) => reference.isWrite() && reference.init !== true) ?? true
}

/** Operators that keep a thread's own range apart from the others'; `%`, shifts and masks mix them. */
const APART = new Set(['+', '-', '*', '/'])

/** Whether an index is chosen by this thread's identity, by a field of this object, or by a loop over a range. */
const isOwn: (sourceCode: SourceCode, node: Node) => boolean = perNode<Node, boolean>((sourceCode, expression) => {
  const node = unwrap(expression)
  switch (node.type) {
    case 'BinaryExpression':
      return APART.has(node.operator) && node.left.type !== 'PrivateIdentifier' && (isOwn(sourceCode, node.left) || isOwn(sourceCode, node.right))
    case 'MemberExpression':
      return node.object.type === 'ThisExpression' || isReceived(sourceCode, node)
    case 'Identifier': {
      if (isReceived(sourceCode, node)) return true
      const variable = variableOf(sourceCode, node)
      if (!variable) return false
      if (isLoopVariable(variable)) return true
      const sources = sourcesOf(sourceCode, variable)
      return sources !== undefined && sources.length === 1 && sources.some((source) => source.kind === 'value' && isOwn(sourceCode, source.value))
    }
    default:
      return false
  }
}, false)

function isLoopVariable(variable: Variable): boolean {
  const [def] = variable.defs
  if (def?.type === 'Parameter') return isFunction(def.node) && def.node.parent.type === 'CallExpression' // forEach((value, i) => …)
  const declaration: Node | undefined = def?.node.parent
  const loop = declaration?.parent
  return loop?.type === 'ForStatement' ? loop.init === declaration : loop?.type === 'ForOfStatement' || loop?.type === 'ForInStatement'
}

/** Whether the value contains a plain read of the same element (`view[i]` as text), directly or through a local constant. */
export function reads(sourceCode: SourceCode, value: Node, isSame: (node: Node) => boolean, depth = 0): boolean {
  let found = false
  walk(sourceCode, value, (node) => {
    if (found || isFunction(node)) return false
    if (isSame(node)) found = true
    else if (node.type === 'Identifier' && depth < 2) {
      const variable = variableOf(sourceCode, node)
      const [source, second] = variable?.defs[0]?.type === 'Variable' ? (sourcesOf(sourceCode, variable) ?? []) : []
      if (source?.kind === 'value' && !second && source.value.range[1] <= value.range[0]) found = reads(sourceCode, source.value, isSame, depth + 1)
    }
    return !found
  })
  return found
}
