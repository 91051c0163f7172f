// What the scripts share that write a program anew: its nodes, and edits of its text.
import * as parser from '@typescript-eslint/parser'

const { visitorKeys } = parser.parseForESLint('')

const isNode = (value) => typeof value?.type === 'string'

/** Whether a file may hold JSX. */
export function hasMarkup(path) {
  return /(?:[jt]sx|js)$/u.test(path)
}

/** A file as its changes need it; throws where it cannot be read. */
export function parsed(text, path) {
  const { ast, scopeManager: scopes } = parser.parseForESLint(text, { range: true, loc: true, sourceType: 'module', ecmaFeatures: { jsx: hasMarkup(path) } })
  return { text, ast, scopes, nodes: nodesIn(ast) }
}

/** All nodes below a root in source order, with their parents set. */
export function nodesIn(root, goesInto = () => true) {
  const nodes = []
  const visit = (node, parent) => {
    node.parent ??= parent
    nodes.push(node)
    if (node === root || goesInto(node)) for (const key of visitorKeys[node.type] ?? []) for (const child of [node[key]].flat()) if (isNode(child)) visit(child, node)
  }
  visit(root, root.parent)
  return nodes
}

/** The text with all edits made; undefined where there are none, or they overlap. */
export function edited(text, edits) {
  let end = Infinity
  for (const { range, text: put } of edits.toSorted((a, b) => b.range[0] - a.range[0] || b.range[1] - a.range[1])) {
    if (range[1] > end) return undefined
    end = range[0]
    text = text.slice(0, range[0]) + put + text.slice(range[1])
  }
  return edits.length > 0 ? text : undefined
}
