import { pooledStatements } from '../../../knowledge/locks/connections.ts'
import { beginning } from '../../../knowledge/locks/lent.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Node, unwrap } from '../../../utils/syntax.ts'
import { propertyAt, textAt } from '../../resolve/constants.ts'
import { calledPath } from '../../resolve/receiver.ts'
import { creationsOf } from '../receiver.ts'
import { begunByStatement } from '../transactions/begun.ts'
import type { Fault } from './faults.ts'

/** `await pool.query('BEGIN')`: a pool gives each statement to whichever of its clients is free, and a transaction is one client's. */
export function pooledTransactions(sourceCode: SourceCode): readonly Fault[] {
  return begunByStatement(sourceCode).flatMap((call): readonly Fault[] => {
    const { callee, arguments: [text] } = call
    const limit = pooledStatements.get(calledPath(sourceCode, call, beginning) ?? '')
    if (limit === undefined || isWhole(sourceCode, text) || isOfOne(sourceCode, callee.object, limit)) return []
    return [{ kind: 'pooled', at: callee.loc, lock: undefined, by: sourceCode.getText(callee.object) }]
  })
}

/** `BEGIN; …; COMMIT`: one statement to one client. */
function isWhole(sourceCode: SourceCode, text: Node | undefined): boolean {
  return /;\s*\S/u.test((text && textAt(sourceCode, text)) ?? '')
}

/** A pool that is told to have one client: each statement goes to that. */
function isOfOne(sourceCode: SourceCode, pool: Node, limit: string): boolean {
  return creationsOf(sourceCode, pool).some((made) => {
    const options = 'arguments' in made ? made.arguments[0] : undefined
    const size = options ? propertyAt(sourceCode, unwrap(options), limit) : undefined
    return size?.type === 'Literal' && size.value === 1
  })
}
