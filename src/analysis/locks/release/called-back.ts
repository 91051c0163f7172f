import type { TSESTree } from '@typescript-eslint/utils'

import { errorNames } from '../../../knowledge/callbacks/index.ts'
import { releaserShape } from '../../../knowledge/locks/pools.ts'
import type { LeaseShape } from '../../../knowledge/locks/schema.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction } from '../../../utils/syntax.ts'
import { variableOf } from '../../resolve/bindings.ts'
import type { Acquisition } from './acquisitions.ts'
import { BARE, endedInstead, RELEASER, trailsOfParameter } from './holding.ts'

/** `pool.getConnection((error, connection) => { … connection.release() … })`: the same in callback style, where the callback says what it is given by its first name. */
export function calledBack(sourceCode: SourceCode, call: TSESTree.CallExpression, { lease, releasedBy, releasedTo }: LeaseShape): Acquisition | undefined {
  const section = call.arguments.at(-1)
  if (!lease || !isFunction(section)) return undefined
  const [error, thing, done] = section.params
  if (error?.type !== 'Identifier' || !errorNames.test(error.name) || !thing) return undefined
  const trails = [
    ...trailsOfParameter(sourceCode, { ...BARE, ends: releasedBy }, thing),
    ...(done?.type === 'Identifier' && releaserShape.releaser.test(done.name) ? trailsOfParameter(sourceCode, RELEASER, done) : []),
  ]
  if (!trails.some(({ uses }) => uses.some((use) => use.does === 'end' || (use.does === 'give' && use.call?.type === 'CallExpression' && releasedTo?.includes(calledName(use.call) ?? ''))))) return undefined
  const failure = variableOf(sourceCode, error)
  return { call, text: lease.noun, lease, owner: section, from: [section], handle: RELEASER, trails, changed: endedInstead(trails), ...(failure ? { error: failure } : {}) }
}
