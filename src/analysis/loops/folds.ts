import type { SourceCode } from '../../utils/per-file.ts'
import { isInside, type Node, walkOwn } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import type { Iteration } from './blocks.ts'

const BITWISE: ReadonlySet<string> = new Set(['^', '>>>', '<<', '>>', '&'])

/** `crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 255]`: bits of each element are worked into one number, so that there are as many rounds as bytes. */
export function isFolded(sourceCode: SourceCode, { node, callback }: Iteration): boolean {
  let folded = false
  const body: Node | undefined = node.type === 'CallExpression' ? callback?.body : node.body
  if (body) {
    walkOwn(sourceCode, body, (each) => {
      if (each.type !== 'AssignmentExpression' || each.left.type !== 'Identifier' || folded) return
      const value: Node = each.right
      const own = variableOf(sourceCode, each.left)?.references.filter(({ identifier }) => isInside(identifier, value)) ?? []
      const steps = own.filter(({ identifier: { parent } }) => parent.type === 'BinaryExpression' && BITWISE.has(parent.operator))
      folded = each.operator === '=' && steps.length > 1
    })
  }
  return folded
}
