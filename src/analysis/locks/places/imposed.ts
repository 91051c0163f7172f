import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isInside, keyName, type Node, walk } from '../../../utils/syntax.ts'
import { variableOf } from '../../resolve/bindings.ts'
import type { Spot } from '../facts.ts'
import { placeOfVariable, valueOf } from './identity.ts'
import type { Part, Place } from './symbol.ts'

/** Names of functions that bring values into an order, or say which of two comes first. */
const ORDERING = /^(?:sort|toSorted|order|inOrder|compare|localeCompare|cmp|min$|max$|rank)|(?:before|after|less|greater|lower|higher|smaller|bigger|precedes?|swap|order|sorted)(?:Than)?$/iu
const ORDER_OPERATORS: ReadonlySet<string> = new Set(['<', '>', '<=', '>='])

interface Comparison {
  readonly node: Node
  /** The roots of all that it mentions. */
  readonly roots: ReadonlySet<string>
}

/** Every comparison and every ordering call of the file. */
const comparisons = perFile((sourceCode): readonly Comparison[] => {
  const found: Comparison[] = []
  const add = (node: Node): void => {
    found.push({ node, roots: mentioned(sourceCode, node) })
  }
  for (const node of nodesOf(sourceCode).calls) {
    const { callee } = node
    const name = callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined
    if (name !== undefined && ORDERING.test(name)) add(node)
  }
  walk(sourceCode, sourceCode.ast, (node) => {
    if (node.type === 'BinaryExpression' && ORDER_OPERATORS.has(node.operator)) add(node)
  })
  return found
})

function mentioned(sourceCode: SourceCode, node: Node): ReadonlySet<string> {
  const roots = new Set<string>()
  walk(sourceCode, node, (inner) => {
    if (inner.type === 'ThisExpression') {
      const self = valueOf(sourceCode, inner)
      if (self?.is === 'place') roots.add(self.place.root)
    } else if (inner.type === 'Identifier') {
      const variable = variableOf(sourceCode, inner)
      if (!variable) return
      roots.add(placeOfVariable(sourceCode, variable).root)
      const value = valueOf(sourceCode, inner)
      if (value?.is === 'place') for (const root of rootsOf(value.place)) roots.add(root)
    }
  })
  return roots
}

/** Everything that a place starts from or is chosen by. */
export function rootsOf(place: Place): readonly string[] {
  return [place.root, ...place.path.flatMap((step) => (typeof step === 'string' ? [] : step.parts.flatMap(rootsOfPart)))]
}

function rootsOfPart(part: Part): readonly string[] {
  if (typeof part !== 'object') return []
  return 'root' in part ? rootsOf(part) : part.several.flatMap((each) => each.parts.flatMap(rootsOfPart))
}

/**
 * Whether the function compares what tells the two locks apart, or sorts what they come from: then it takes them in an
 * order of its own, whatever its caller gives. What comes after the second of them has been asked for imposes nothing.
 */
export function isOrdered(sourceCode: SourceCode, owner: CodeOwner, a: Place, b: Place, before?: Spot): boolean {
  const [inA, inB] = [rootsOf(a), rootsOf(b)].map((roots) => new Set(roots)) as [Set<string>, Set<string>]
  const onlyA = [...inA].filter((root) => !inB.has(root))
  const onlyB = [...inB].filter((root) => !inA.has(root))
  return comparisons(sourceCode).some(({ node, roots }) => {
    if (!isInside(node, owner) || (before && isAfter(node, before))) return false
    if (onlyA.length > 0 || onlyB.length > 0) return [onlyA, onlyB].every((side) => side.length === 0 || side.some((root) => roots.has(root)))
    return [...inA].some((root) => !root.startsWith('module:') && !root.startsWith('this:') && roots.has(root)) && node.type === 'CallExpression'
  })
}

function isAfter({ loc: { start } }: Node, { start: { line, column } }: Spot): boolean {
  return start.line > line || (start.line === line && start.column > column)
}
