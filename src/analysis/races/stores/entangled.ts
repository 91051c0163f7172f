import { pooledStatements } from '../../../knowledge/locks/connections.ts'
import { beginning, ending, endStatement, sharedConnections, sharedHandle } from '../../../knowledge/locks/lent.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { begunByStatement } from '../../locks/transactions/begun.ts'
import { textAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { locationOf } from '../../resolve/location.ts'
import { calledPath } from '../../resolve/receiver.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'
import { isHeldFrom } from '../overlap/guards.ts'
import { isSerialized } from '../overlap/queued.ts'
import { writtenIn } from '../places/written.ts'

/**
 * `await this.db.execute('BEGIN'); await add(rows); await this.db.execute('COMMIT')`, on the one connection that all runs share: a
 * second run begins its own inside of the first, and what it does ends with that.
 */
export function entangledTransactions(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const begins = isFunction(owner) ? begunByStatement(sourceCode).filter((call) => ownerOf(call) === owner) : []
  const [begun, another] = begins
  const connection = begun && !another ? unwrap(begun.callee.object) : undefined
  if (!begun || !connection || !isShared(sourceCode, connection) || pooledStatements.has(calledPath(sourceCode, begun, beginning) ?? '')) return []
  const key = locationOf(sourceCode, connection)?.key
  const end = (callsByOwner(sourceCode).get(owner) ?? []).find((call) => isEnding(sourceCode, call) && locationOf(sourceCode, connectionOf(call))?.key === key)
  if (key === undefined || !end || keepsTurns(sourceCode, owner, begun)) return []
  const flow = flowOf(sourceCode, owner)
  const [from] = eventsOf(flow, begun)
  const [to] = eventsOf(flow, end)
  if (flow.imprecise || from === undefined || to === undefined || !reaches(flow, from, to) || isHeldFrom(sourceCode, flow, { node: begun, event: from }, { node: end }) || isSerialized(sourceCode, owner)) return []
  const entry = entryOf(sourceCode, owner)
  return entry ? [{ kind: 'entangled', place: sourceCode.getText(connection), node: begun.callee, read: begun, wait: wrapped(begun).parent as Node, other: end, entry, proven: false }] : []
}

/** A field or a variable of the file, that holds one connection: it is made so here, or says by its name that it is the database. */
function isShared(sourceCode: SourceCode, connection: Node): boolean {
  const location = locationOf(sourceCode, connection)
  const isKept = connection.type === 'MemberExpression' ? unwrap(connection.object).type === 'ThisExpression' : location?.root.kind === 'variable' && location.root.scope === 'module'
  return isKept && (sharedConnections.has(apiOf(sourceCode, connection) ?? '') || sharedHandle.test(nameAtEnd(connection) ?? ''))
}

/** What is put anywhere before it begins may keep others out: a mark, the promise of the turn. */
function keepsTurns(sourceCode: SourceCode, owner: CodeOwner, begun: Call): boolean {
  return writtenIn(sourceCode, owner).some(({ node }) => node.range[0] < begun.range[0])
}

function isEnding(sourceCode: SourceCode, call: Call): boolean {
  const [text] = call.arguments
  return ending.has(calledName(call) ?? '') && text !== undefined && endStatement.test(textAt(sourceCode, text) ?? '')
}

function connectionOf({ callee }: Call): Node {
  const member = unwrap(callee)
  return member.type === 'MemberExpression' ? unwrap(member.object) : member
}
