import type { Node } from '../../utils/syntax.ts'
import { unwrap } from '../../utils/syntax.ts'
import type { Builder } from './builder.ts'
import { layReference } from './chains.ts'
import { layValue } from './expressions.ts'

/** Lays out how a value that stands ready is taken apart and written to what a pattern names. */
export function layPattern(b: Builder, node: Node): void {
  if (!b.alive) return
  if (b.down()) layTarget(b, unwrap(node))
  b.up()
}

function layTarget(b: Builder, node: Node): void {
  switch (node.type) {
    case 'Identifier':
      b.emit('write', node)
      break
    case 'MemberExpression':
      layReference(b, node)
      b.emit('write', node)
      break
    case 'AssignmentPattern': {
      const { yes, no } = b.branch('default', node)
      b.join(yes)
      layValue(b, node.right)
      b.join(no)
      layPattern(b, node.left)
      break
    }
    case 'ArrayPattern':
      for (const element of node.elements) if (element) layPattern(b, element)
      break
    case 'ObjectPattern':
      for (const property of node.properties) {
        if (property.type === 'RestElement') layPattern(b, property)
        else {
          if (property.computed) layValue(b, property.key)
          b.emit('read', property)
          layPattern(b, property.value)
        }
      }
      break
    case 'RestElement':
      layPattern(b, node.argument)
      break
    default:
      b.imprecise = true
  }
}
