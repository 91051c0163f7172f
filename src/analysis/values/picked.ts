import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, ownerOf, unwrap, walk } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { entered } from './calls.ts'
import { evaluate } from './evaluate.ts'
import type { Evaluation, Frame } from './evaluation.ts'
import { either, unknown, type Value } from './value.ts'

/** More functions than this in one table are not asked for what each of them yields. */
const MOST_PICKED = 12

/** What one of several functions of this file yields, whichever it is: `methods[name](text)`, `methods.get(name)(text)`. */
export function pickedValue(e: Evaluation, node: TSESTree.CallExpression, frame: Frame | undefined): Value {
  const callee = unwrap(node.callee)
  const functions = functionsIn(evaluate(e, callee, frame))
  if (!functions || functions.length > MOST_PICKED) return unknown(node)
  return either(node, functions.map((fn) => entered(e, node, fn, frame)), !isPickedByOthers(e, callee, frame))
}

/** The functions of this file that a value is one of; undefined where it may be anything else. */
function functionsIn(value: Value): readonly FunctionNode[] | undefined {
  if (value.kind === 'function') {
    const node = value.at.type === 'Property' ? value.at.value : value.at
    return isFunction(node) ? [node] : undefined
  }
  if (value.kind !== 'either') return undefined
  const each = value.of.map(functionsIn)
  return each.includes(undefined) ? undefined : each.flatMap((functions) => functions ?? [])
}

/** Whether a name that arrives at run time says which function of the table it is, and nobody asks what name that is: each of them may be. */
function isPickedByOthers(e: Evaluation, callee: Node, frame: Frame | undefined): boolean {
  const key = keyOf(unwrap(onlyValue(e.sourceCode, callee) ?? callee))
  if (!key || isConstant(evaluate(e, key, frame))) return false
  return !isCompared(e.sourceCode, key)
}

/** `name` in `methods[name]` and `methods.get(name)`. */
function keyOf(lookup: Node): Node | undefined {
  if (lookup.type === 'MemberExpression') return lookup.computed ? unwrap(lookup.property) : undefined
  const member = lookup.type === 'CallExpression' ? unwrap(lookup.callee) : undefined
  return member?.type === 'MemberExpression' && keyName(member) === 'get' && lookup.type === 'CallExpression' ? lookup.arguments[0] : undefined
}

/** One name, or one of several that somebody has chosen. */
function isConstant({ kind, at }: Value): boolean {
  return kind === 'either' || (kind === 'data' && (at.type === 'Literal' || at.type === 'TSLiteralType'))
}

/** Whether the function around compares the name with another, or looks it up in a list of names. */
function isCompared(sourceCode: SourceCode, key: Node): boolean {
  const text = sourceCode.getText(key)
  const isKey = (each: Node | undefined) => each !== undefined && sourceCode.getText(each) === text
  let compared = false
  walk(sourceCode, ownerOf(key), (node) => {
    if (node.type === 'BinaryExpression') compared ||= /^[!=]==?$/u.test(node.operator) && (isKey(node.left) || isKey(node.right))
    else if (node.type === 'SwitchStatement') compared ||= isKey(node.discriminant)
    else if (node.type === 'CallExpression') compared ||= node.callee.type === 'MemberExpression' && LOOKS.has(keyName(node.callee) ?? '') && isKey(node.arguments[0]) && !isSameTable(sourceCode, node.callee.object, key)
    return !compared
  })
  return compared
}

const LOOKS = new Set(['has', 'includes', 'indexOf', 'test', 'startsWith', 'endsWith'])

/** `methods.has(name)` before `methods.get(name)`. */
function isSameTable(sourceCode: SourceCode, asked: Node, key: Node): boolean {
  const lookup = key.parent
  const table = lookup?.type === 'MemberExpression' ? lookup.object : lookup?.type === 'CallExpression' && lookup.callee.type === 'MemberExpression' ? lookup.callee.object : undefined
  return table !== undefined && sourceCode.getText(table) === sourceCode.getText(asked)
}
