import type { TSESTree } from '@typescript-eslint/utils'

import { reactiveClasses, reactiveFields } from '../../knowledge/results.ts'
import type { ApiPath } from '../../knowledge/schema.ts'
import { callsByOwner } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { recordAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import type { Member } from '../resolve/members.ts'

/** What makes a field reactive state, and whether what it holds is that too. */
interface Reaction {
  readonly by: ApiPath
  readonly deep: boolean
}

/** What makes a field of a class reactive: its decorator, or a call in the constructor that is handed `this`. */
export function reactionOf(sourceCode: SourceCode, { name, field }: Member, constructor: FunctionNode | undefined): Reaction | undefined {
  if (field && 'decorators' in field) {
    for (const { expression } of field.decorators) {
      const said = saidOf(sourceCode, expression.type === 'CallExpression' ? expression.callee : expression)
      if (said) return said
    }
  }
  for (const call of (constructor && callsByOwner(sourceCode).get(constructor)) ?? []) {
    const made = call.type === 'CallExpression' && call.arguments[0]?.type === 'ThisExpression' ? madeBy(sourceCode, call, name) : undefined
    if (made) return made
  }
  return undefined
}

/** What a call makes of a field by what it says of it. What is said elsewhere than in the call is not known. */
function madeBy(sourceCode: SourceCode, call: TSESTree.CallExpression, name: string): Reaction | undefined {
  const by = apiOf(sourceCode, unwrap(call.callee))
  const which = by === undefined ? undefined : reactiveClasses.get(by)
  if (by === undefined || which === undefined) return undefined
  const table = recordAt(sourceCode, call.arguments[1])
  if (call.arguments[1] && (!table || table.properties.some(({ type }) => type === 'SpreadElement'))) return undefined
  const said = table?.properties.find((each): each is TSESTree.Property => each.type === 'Property' && keyName(each) === name)
  if (!said) return which === 'all' ? { by, deep: true } : undefined
  const how = unwrap(said.value)
  if (how.type === 'Literal') return how.value === true ? { by, deep: true } : undefined
  const made = saidOf(sourceCode, how)
  return made && { by, deep: made.deep }
}

function saidOf(sourceCode: SourceCode, node: Node): Reaction | undefined {
  const by = apiOf(sourceCode, node)
  const depth = by === undefined ? undefined : reactiveFields.get(by)
  return by !== undefined && depth ? { by, deep: depth === 'deep' } : undefined
}
