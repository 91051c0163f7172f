import type { TSESTree } from '@typescript-eslint/utils'

import type { ClassNode } from '../../utils/syntax.ts'
import type { Builder } from './builder.ts'
import { layValue } from './expressions.ts'

/**
 * Lays out what happens where a class stands: decorators, the superclass and computed keys are evaluated, the class is
 * created, then static fields and static blocks run. Instance fields belong to the construction of instances.
 */
export function layClass(b: Builder, node: ClassNode): void {
  layDecorators(b, node.decorators)
  if (node.superClass) layValue(b, node.superClass)
  for (const element of node.body.body) {
    if (element.type === 'StaticBlock' || element.type === 'TSIndexSignature') continue
    layDecorators(b, element.decorators)
    if (element.computed) layValue(b, element.key)
  }
  b.emit('closure', node)
  for (const element of node.body.body) {
    if (element.type === 'StaticBlock') b.emit('closure', element)
    else if ((element.type === 'PropertyDefinition' || element.type === 'AccessorProperty') && element.static && element.value) {
      layValue(b, element.value)
    }
  }
}

function layDecorators(b: Builder, decorators: readonly TSESTree.Decorator[] | undefined): void {
  for (const decorator of decorators ?? []) layValue(b, decorator.expression)
}
