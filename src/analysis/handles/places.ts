import { membersNamed, nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, classOfThis, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { isNothing, variableOf } from '../resolve/bindings.ts'
import { superOf } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'
import { membersOf } from '../resolve/members.ts'
import type { Place } from './deeds.ts'

/** The expressions that stand for a place, by what they do with it. */
export interface Accesses {
  readonly reads: readonly Node[]
  /** It is set to nothing, or to an empty collection, here. */
  readonly drops: readonly Node[]
  /** Anything else that is written to it. */
  readonly writes: readonly Node[]
}

/** More accesses than this and the place is anybody's. */
const MOST = 200

/** Every access to the place in this file; undefined where there are too many, or somebody else owns the place. */
export function accessesOf(sourceCode: SourceCode, { location }: Place): Accesses | undefined {
  const nodes = nodesAt(sourceCode, location)
  if (!nodes || nodes.length > MOST) return undefined
  const reads: Node[] = []
  const drops: Node[] = []
  const writes: Node[] = []
  for (const node of nodes) {
    const outer = wrapped(node)
    const parent = outer.parent
    if (parent?.type === 'AssignmentExpression' && parent.left === outer) {
      if (parent.operator === '=' && isEmpty(parent.right)) drops.push(node)
      else writes.push(node)
    } else if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') drops.push(node)
    else reads.push(node)
  }
  return { reads, drops, writes }
}

function isEmpty(node: Node): boolean {
  return isNothing(node) || (node.type === 'ArrayExpression' && node.elements.length === 0)
    || (node.type === 'NewExpression' && node.arguments.length === 0) || (node.type === 'ObjectExpression' && node.properties.length === 0)
}

function nodesAt(sourceCode: SourceCode, { root, path, key }: Place['location']): readonly Node[] | undefined {
  const name = path.at(-1)
  if (root.kind === 'api' || root.kind === 'global' || path.length > 1 || (root.kind === 'variable' && root.scope === 'parameter')) return undefined
  if (root.kind === 'variable' && name === undefined) {
    return root.variable.references.filter(({ init }) => init !== true).map(({ identifier }) => identifier as Node)
  }
  const same = name === undefined ? [] : membersNamed(sourceCode, name)
  const taken = takenAs(sourceCode, name)
  if (root.kind === 'variable') return same.length > MOST ? undefined : [...same, ...taken].filter((node) => locationOf(sourceCode, node)?.key === key)
  if (root.kind === 'object') return [...same, ...taken].filter((node) => !isOfOther(sourceCode, node, key))
  const family = familyOf(sourceCode, root.of)
  // Another object's field of this name may be the same one, seen from outside.
  return [
    ...same.filter((member) => member.object.type !== 'ThisExpression' || family.has(classOfThis(member) as ClassNode)),
    ...taken.filter((node) => {
      const from = locationOf(sourceCode, node)?.root
      return from?.kind !== 'this' || family.has(from.of)
    }),
  ]
}

/** The reads of the variables that declarations take out of an object by this name: `const { server } = this`. */
function takenAs(sourceCode: SourceCode, name: string | undefined): readonly Node[] {
  return nodesOf(sourceCode).taken.flatMap((property) => {
    if (keyName(property) !== name) return []
    const bound = property.value.type === 'AssignmentPattern' ? property.value.left : property.value
    const variable = bound.type === 'Identifier' ? variableOf(sourceCode, bound) : undefined
    return variable?.references.flatMap((reference) => (reference.isRead() ? [reference.identifier] : [])) ?? []
  })
}

/** Whether a field is one of another `this`: any other object may be what this file makes, seen from outside. */
function isOfOther(sourceCode: SourceCode, member: Node, key: string): boolean {
  const location = locationOf(sourceCode, member)
  return (location?.root.kind === 'this' || location?.root.kind === 'object') && location.key !== key
}

/** The class with its super and sub classes in this file. */
function familyOf(sourceCode: SourceCode, node: ClassNode): ReadonlySet<ClassNode> {
  const family = new Set([node])
  const parentOf = (each: ClassNode): ClassNode | undefined => {
    const parent = superOf(sourceCode, each)
    return parent?.kind === 'class' ? parent.node : undefined
  }
  for (let at = parentOf(node); at && !family.has(at); at = parentOf(at)) family.add(at)
  for (const each of nodesOf(sourceCode).classes) {
    const parent = parentOf(each)
    if (parent && family.has(parent)) family.add(each)
  }
  return family
}

/** Whether code of other files may know the field: the class inherits from one that we do not see, as one of another file of the program, and does not declare it itself. */
export function mayBeInherited(sourceCode: SourceCode, of: ClassNode, name: string): boolean {
  if (name.startsWith('#') || name.startsWith('_') || name.endsWith('_')) return false
  const parent = of.superClass ? superOf(sourceCode, of) : undefined
  const isUnseen = parent === undefined || (parent.kind === 'api' && parent.path.startsWith('.'))
  return of.superClass !== null && isUnseen && membersOf(sourceCode, of).get(name)?.field === undefined
}
