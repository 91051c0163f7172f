import type { TSESTree } from '@typescript-eslint/utils'

import { workerFiles, workerMembers, workerWrappers } from '../../knowledge/aliases.ts'
import { membersNamed } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { type Variable, variableOf } from './bindings.ts'

/**
 * Imports that stand for the constructor of a worker because the bundler is configured so: `import Grid from './grid.worker'`.
 * A file of such a name may export a class of its own, too, so something that is made of it has to be used as a worker is.
 */
export const bundledWorkers = perFile((sourceCode): ReadonlySet<TSESTree.ImportClause> => {
  const found = new Set<TSESTree.ImportClause>()
  for (const statement of sourceCode.ast.body) {
    if (statement.type !== 'ImportDeclaration' || !workerFiles.test(statement.source.value)) continue
    const [specifier, another] = statement.specifiers
    const variable = specifier?.type === 'ImportDefaultSpecifier' && !another ? variableOf(sourceCode, specifier.local) : undefined
    if (specifier && variable && isMadeAsWorker(sourceCode, variable)) found.add(specifier)
  }
  return found
})

/** Whether all that is done with it is `new Grid()`, and what that yields is used as a worker somewhere. */
function isMadeAsWorker(sourceCode: SourceCode, { references }: Variable): boolean {
  const made = references.map(({ identifier }) => {
    const callee = wrapped(identifier)
    const parent = callee.parent
    return parent?.type === 'NewExpression' && parent.callee === callee && parent.arguments.length === 0 ? parent : undefined
  })
  return !made.includes(undefined) && made.some((call) => call !== undefined && isUsedAsWorker(sourceCode, call))
}

function isUsedAsWorker(sourceCode: SourceCode, made: Call): boolean {
  const outer = wrapped(made)
  const parent = outer.parent
  if (isWrapped(sourceCode, outer)) return true
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    return variableOf(sourceCode, parent.id)?.references.some(({ identifier }) => isWorkerMember(identifier) || isWrapped(sourceCode, wrapped(identifier))) ?? false
  }
  const target = parent?.type === 'AssignmentExpression' && parent.right === outer ? parent.left : parent?.type === 'PropertyDefinition' ? parent : undefined
  if (target?.type === 'Identifier') return variableOf(sourceCode, target)?.references.some(({ identifier }) => isWorkerMember(identifier)) ?? false
  const field = target?.type === 'MemberExpression' || target?.type === 'PropertyDefinition' ? keyName(target) : undefined
  return field !== undefined && membersNamed(sourceCode, field).some((member) => isWorkerMember(member))
}

/** `grid.postMessage(…)`, `grid.onmessage = …`. */
function isWorkerMember(node: Node): boolean {
  const outer = wrapped(node)
  const parent = outer.parent
  return parent?.type === 'MemberExpression' && parent.object === outer && workerMembers.has(keyName(parent) ?? '')
}

/** `wrap(grid)` of a library that speaks to workers. */
function isWrapped(sourceCode: SourceCode, node: Node): boolean {
  const call = node.parent
  if (!isCall(call) || call.arguments[0] !== node) return false
  const callee = call.callee.type === 'MemberExpression' ? call.callee.object : call.callee
  const [def] = (callee.type === 'Identifier' && variableOf(sourceCode, callee)?.defs) || []
  return def?.type === 'ImportBinding' && def.parent?.type === 'ImportDeclaration' && workerWrappers.has(def.parent.source.value)
}
