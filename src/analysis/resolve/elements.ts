import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { classOfThis, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { variableOf } from './bindings.ts'
import { membersOf } from './members.ts'

/** Methods that put an argument into a collection: at which position it stands. */
const ADDERS: Readonly<Record<string, number>> = { push: 0, unshift: 0, add: 0, set: 1 }
const MOST = 16

/**
 * What the file puts into a collection that starts empty at `node` (`[]`, `new Map()`), through the variable or the field
 * that holds it. Empty when nothing is, when it is put in somewhere we can't see, or when there is too much to look at.
 */
export const addedElements: (sourceCode: SourceCode, node: Node) => readonly Node[] = perNode<Node, readonly Node[]>((sourceCode, node) => {
  const added: Node[] = []
  for (const use of usesOfHolder(sourceCode, wrapped(node))) {
    const value = addedBy(use)
    if (value && added.push(value) > MOST) return []
  }
  return added
}, [])

function usesOfHolder(sourceCode: SourceCode, node: Node): readonly Node[] {
  const parent = node.parent
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    return variableOf(sourceCode, parent.id)?.references.map((each) => each.identifier) ?? []
  }
  if (parent?.type === 'PropertyDefinition' && !parent.static) return membersOf(sourceCode, parent.parent.parent).get(keyName(parent) ?? '')?.uses ?? []
  if (parent?.type === 'AssignmentExpression' && parent.left.type === 'MemberExpression' && parent.left.object.type === 'ThisExpression') {
    const owner = classOfThis(parent.left)
    return owner ? (membersOf(sourceCode, owner).get(keyName(parent.left) ?? '')?.uses ?? []) : []
  }
  return []
}

function addedBy(use: Node): Node | undefined {
  const outer = wrapped(use)
  const member = outer.parent
  if (member?.type !== 'MemberExpression' || member.object !== outer) return undefined
  const above = wrapped(member)
  const parent = above.parent
  if (parent?.type === 'AssignmentExpression' && parent.left === above && member.computed) return parent.right
  if (parent?.type !== 'CallExpression' || parent.callee !== above) return undefined
  const position = ADDERS[keyName(member) ?? '']
  const argument = position === undefined ? undefined : parent.arguments[position]
  return argument && argument.type !== 'SpreadElement' ? argument : undefined
}
