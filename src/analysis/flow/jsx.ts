import type { TSESTree } from '@typescript-eslint/utils'

import type { Builder } from './builder.ts'
import { layValue } from './expressions.ts'

type Jsx = TSESTree.JSXElement | TSESTree.JSXFragment | TSESTree.JSXExpressionContainer | TSESTree.JSXSpreadChild

/** Lays out what an element evaluates: attributes, then children. The names of components are not read. */
export function layJsx(b: Builder, node: Jsx): void {
  if (node.type === 'JSXExpressionContainer' || node.type === 'JSXSpreadChild') {
    layValue(b, node.expression)
    return
  }
  if (node.type === 'JSXElement') {
    for (const attribute of node.openingElement.attributes) {
      if (attribute.type === 'JSXSpreadAttribute') layValue(b, attribute.argument)
      else if (attribute.value) layValue(b, attribute.value)
    }
  }
  for (const child of node.children) layValue(b, child)
}
