import type { TSESTree } from '@typescript-eslint/utils'

import { groupBy } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'
import { usesOf } from './uses.ts'

/**
 * The calls that may run a function because it stands in an object of this file that they pick from by a name which only the
 * run knows: `commands[name](request)`, `const run = commands[name]; run(request)`.
 */
export function picksOf(sourceCode: SourceCode, fn: FunctionNode): readonly Call[] {
  const picks = picksByTable(sourceCode)
  if (picks.size === 0) return []
  return [fn, ...usesOf(sourceCode, fn).values].flatMap((value) => picks.get(tableAround(value) ?? value) ?? [])
}

/** The object literal that a value is a property of. */
function tableAround(value: Node): Node | undefined {
  const property = wrapped(value).parent
  return property?.type === 'Property' && property.value === wrapped(value) ? property.parent : undefined
}

/** The object literal that a call picks the function from that it runs. */
export function tableOf(sourceCode: SourceCode, call: Call): TSESTree.ObjectExpression | undefined {
  return tablesByCall(sourceCode).get(call)
}

const picksByTable = perFile((sourceCode) => new Map<Node, readonly Call[]>(groupBy(tablesByCall(sourceCode).keys(), (call) => tableOf(sourceCode, call))))

const tablesByCall = perFile((sourceCode): ReadonlyMap<Call, TSESTree.ObjectExpression> => {
  const tables = new Map<Call, TSESTree.ObjectExpression>()
  for (const member of nodesOf(sourceCode).members) {
    const calls = member.computed && keyName(member) === undefined ? callsOfPicked(sourceCode, member) : []
    // What it is picked from is asked last: elements of lists are far more common.
    const table = calls.length > 0 ? denote(sourceCode, member.object) : undefined
    if (table?.kind === 'record') for (const call of calls) tables.set(call, table.node)
  }
  return tables
})

/** The calls of what an expression picks: on the spot, or by the name that it is given. */
function callsOfPicked(sourceCode: SourceCode, picked: Node): readonly Call[] {
  let outer = wrapped(picked)
  for (let at = outer.parent; at?.type === 'LogicalExpression' || at?.type === 'ConditionalExpression'; at = outer.parent) outer = wrapped(at)
  const parent = outer.parent
  if (isCall(parent)) return parent.callee === outer ? [parent] : []
  if (parent?.type !== 'VariableDeclarator' || parent.init !== outer || parent.id.type !== 'Identifier') return []
  const references = variableOf(sourceCode, parent.id)?.references ?? []
  return references.flatMap(({ identifier }) => {
    const call = wrapped(identifier).parent
    return isCall(call) && call.callee === wrapped(identifier) ? [call] : []
  })
}
