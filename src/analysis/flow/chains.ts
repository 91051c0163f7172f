import type { TSESTree } from '@typescript-eslint/utils'

import type { Call, Node } from '../../utils/syntax.ts'
import { unwrap } from '../../utils/syntax.ts'
import type { Builder } from './builder.ts'
import { layValue } from './expressions.ts'
import type { Open } from './scope.ts'
import { merged } from './scope.ts'

type Link = TSESTree.MemberExpression | TSESTree.CallExpression | TSESTree.TaggedTemplateExpression | TSESTree.ChainExpression

/**
 * Calls and members from the innermost outwards. `last` is what happens to the outermost member, if anything.
 * Gives the edges on which a `?.` has cut the whole chain short.
 */
export function layChain(b: Builder, node: Node, last: 'read' | 'write' | undefined): Open {
  const links: Link[] = []
  layValue(b, baseOf(node, links))
  let cut: Open = []
  for (let i = links.length - 1; i >= 0; i--) {
    const link = links[i] as Link
    switch (link.type) {
      case 'ChainExpression':
        if (i > 0) {
          b.join(cut)
          cut = []
        }
        break
      case 'MemberExpression':
        if (link.optional) cut = layCut(b, link.object, cut)
        if (link.computed) layValue(b, link.property)
        if (i > 1 || (i === 1 && links[0]?.type !== 'ChainExpression')) b.emit('read', link)
        else if (last) b.emit(last, link)
        break
      case 'CallExpression':
        if (link.optional) cut = layCut(b, link.callee, cut)
        for (const argument of link.arguments) layValue(b, argument)
        layCall(b, 'call', link)
        break
      default:
        for (const part of link.quasi.expressions) layValue(b, part)
        b.called(b.emit('call', link))
    }
  }
  return cut
}

/** Collects the links of a chain, the outermost first, and gives what it starts from. */
function baseOf(node: Node, links: Link[]): Node {
  for (let at = node; ; ) {
    switch (at.type) {
      case 'MemberExpression':
        links.push(at)
        at = at.object
        break
      case 'CallExpression':
        links.push(at)
        at = at.callee
        break
      case 'TaggedTemplateExpression':
        links.push(at)
        at = at.tag
        break
      case 'ChainExpression':
        links.push(at)
        at = at.expression
        break
      case 'TSNonNullExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
        at = at.expression
        break
      default:
        return at
    }
  }
}

function layCut(b: Builder, tested: Node, cut: Open): Open {
  const { yes, no } = b.branch('nullish', unwrap(tested))
  b.join(no)
  return merged(cut, yes)
}

export function layCall(b: Builder, kind: 'call' | 'new', call: Call): void {
  const end = b.alive ? b.callEnd?.(call) : undefined
  const event = end === 'throws' || end === 'ends' ? b.last(kind, call) : b.emit(kind, call)
  if (end === 'throws' || end === 'may throw') b.raise(event)
  else if (end !== 'ends') b.called(event)
}

/** Object and key of an assignment's target, in the order before its value. */
export function layReference(b: Builder, target: Node): void {
  const node = unwrap(target)
  if (node.type === 'MemberExpression') b.join(layChain(b, node, undefined))
}
