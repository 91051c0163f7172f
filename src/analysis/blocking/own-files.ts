import type { BlockingModel } from '../../knowledge/schema.ts'
import { lastName } from '../resolve/path.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isFunction, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'

/** How far names are followed to what they stand for. */
const MOST_DEPTH = 4

const READS = /^read(?:File|Text|Json|JSON)/u

/** Whether a call reads a file whose path depends on nothing that anybody asks for: `readFileSync(join(root, 'index.html'))`. */
export function readsOwnFile(sourceCode: SourceCode, { arguments: [path] }: Call, { on, path: api }: BlockingModel): boolean {
  return on === 'disk' && path !== undefined && READS.test(lastName(api)) && isFixed(sourceCode, path, 0)
}

function isFixed(sourceCode: SourceCode, expression: Node, depth: number): boolean {
  if (depth > MOST_DEPTH) return false
  let fixed = true
  walkOwn(sourceCode, expression, (node) => {
    if (node.type === 'AwaitExpression' || node.type === 'ThisExpression' || isFunction(node)) fixed = false
    if (node.type === 'Identifier' && !isPropertyName(node) && !isCallee(node)) fixed &&= isFixedName(sourceCode, node, depth)
    return fixed
  })
  return fixed
}

function isFixedName(sourceCode: SourceCode, name: Node, depth: number): boolean {
  const variable = variableOf(sourceCode, name)
  if (!variable || variable.defs.length === 0 || variable.defs[0]?.type === 'ImportBinding') return true
  const sources = sourcesOf(sourceCode, variable)
  return sources !== undefined && sources.length > 0 && sources.every((source) => source.kind === 'value' && isFixed(sourceCode, source.value, depth + 1))
}

function isPropertyName({ parent, ...node }: Node): boolean {
  return parent?.type === 'MemberExpression' && parent.property.range[0] === node.range[0] && !parent.computed
}

function isCallee(node: Node): boolean {
  return isCall(node.parent) && unwrap(node.parent.callee) === node
}
