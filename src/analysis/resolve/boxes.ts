import type { TSESTree } from '@typescript-eslint/utils'

import { boxes } from '../../knowledge/boxes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { denoteType } from './annotations.ts'
import { isNothing, onlyValue } from './bindings.ts'
import { agreed, better, type Denotation } from './denotation.ts'
import { apiOf, denote } from './denote.ts'
import { usesOfHolder } from './elements.ts'

/**
 * What a box that a call makes holds: what it is made with and what the file sets it to, or else what its type says. Undefined where
 * the call makes no box, or these differ.
 */
export function heldInBox(sourceCode: SourceCode, node: TSESTree.CallExpression, path: string): Denotation | undefined {
  const slot = boxes.get(path)
  if (slot === undefined) return undefined
  const [first] = node.arguments
  const values = [...(first ? [first] : []), ...usesOfHolder(sourceCode, wrapped(node)).flatMap((use) => setTo(use, slot) ?? [])].filter((each) => !isNothing(each))
  const byValue = values.length > 0 ? agreed(values.map((each) => denote(sourceCode, each))) : undefined
  return better(byValue, denoteType(sourceCode, node.typeArguments?.params[0]))
}

/** The call that has made the box whose content an expression is: `ref([])` for `rows.value`. */
export function boxAround(sourceCode: SourceCode, node: TSESTree.MemberExpression): TSESTree.CallExpression | undefined {
  const name = keyName(node)
  if (name === undefined || !SLOTS.has(name)) return undefined
  const made = onlyValue(sourceCode, node.object)
  return made?.type === 'CallExpression' && boxes.get(`${apiOf(sourceCode, made.callee) ?? ''}()`) === name ? made : undefined
}

const SLOTS: ReadonlySet<string> = new Set(boxes.values())

/** What `box.current = …` puts into a box. */
function setTo(use: Node, slot: string): Node | undefined {
  const outer = wrapped(use)
  const member = outer.parent?.type === 'MemberExpression' && outer.parent.object === outer && keyName(outer.parent) === slot ? wrapped(outer.parent) : undefined
  const parent = member?.parent
  return parent?.type === 'AssignmentExpression' && parent.left === member && ['=', '??=', '||='].includes(parent.operator) ? parent.right : undefined
}
