import type { TSESTree } from '@typescript-eslint/utils'

import { effectHooks } from '../../../knowledge/requests.ts'
import type { ApiPath } from '../../../knowledge/schema.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, wrapped } from '../../../utils/syntax.ts'
import { apiOf } from '../../resolve/denote.ts'
import { standingAt } from '../../resolve/functions.ts'

/** The call that makes a function an effect. */
export function effectOf(sourceCode: SourceCode, fn: FunctionNode): TSESTree.CallExpression | undefined {
  return hookOf(sourceCode, fn, effectHooks)
}

/** The call that hands a function to one of some hooks. */
export function hookOf(sourceCode: SourceCode, fn: FunctionNode, hooks: ReadonlySet<ApiPath>): TSESTree.CallExpression | undefined {
  const given = standingAt(sourceCode, fn)
  const call = wrapped(given).parent
  return call?.type === 'CallExpression' && call.arguments[0] === given && hooks.has(apiOf(sourceCode, call.callee) ?? '') ? call : undefined
}

/** Whether a function is an effect that watches nothing: `useEffect(load, [])` runs once for each component that is there. */
export function isOfMount(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const [, watched] = effectOf(sourceCode, fn)?.arguments ?? []
  return watched?.type === 'ArrayExpression' && watched.elements.length === 0
}
