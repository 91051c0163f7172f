import { pooledStatements } from '../../../knowledge/locks/connections.ts'
import { beginning, sessionLock, sessionUnlock } from '../../../knowledge/locks/lent.ts'
import { callsNamed } from '../../../utils/nodes.ts'
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

/** `await pool.query('SELECT pg_advisory_lock($1)', [id])`: the lock belongs to whichever client was free, and to give it back another one may be asked. */
export function pooledLocks(sourceCode: SourceCode): readonly Fault[] {
  return callsNamed(sourceCode, beginning).flatMap((call): readonly Fault[] => {
    const [text] = call.arguments
    const said = call.type === 'CallExpression' && call.callee.type === 'MemberExpression' && text ? textAt(sourceCode, text) : undefined
    if (said === undefined || !sessionLock.test(said) || sessionUnlock.test(said) || call.callee.type !== 'MemberExpression') return []
    const limit = pooledStatements.get(calledPath(sourceCode, call, beginning) ?? '')
    if (limit === undefined || isOfOne(sourceCode, call.callee.object, limit)) return []
    return [{ kind: 'pooledLock', at: call.callee.loc, lock: undefined, by: sourceCode.getText(call.callee.object) }]
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
