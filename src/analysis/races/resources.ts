import { spawnAt } from '../../knowledge/index.ts'
import { openings } from '../../knowledge/openings.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, type Node, walkOwn } from '../../utils/syntax.ts'
import { nodeOf } from '../flow/graph.ts'
import { reaches } from '../flow/queries.ts'
import { apiOf } from '../resolve/denote.ts'
import { calledPath } from '../resolve/receiver.ts'
import type { StaleWrite } from './stale.ts'

/** Whether the value is a thread, process or pool that we know. */
export function makesResource(sourceCode: SourceCode, value: Node): boolean {
  let found = false
  walkOwn(sourceCode, value, (node) => {
    if (found || !isCall(node)) return
    const path = apiOf(sourceCode, node.callee)
    found = path !== undefined && spawnAt(path) !== undefined
  })
  return found
}

/** Whether a run opens a connection on its way from the read to the write: each run that comes there has one more. */
export function opensSomething(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  return flow.kinds.some((kind, event) => {
    const call = kind === 'call' || kind === 'new' ? nodeOf(flow, event) : undefined
    return isCall(call) && openings.has(calledPath(sourceCode, call) ?? '') && reaches(flow, read.event, event) && reaches(flow, event, write.event)
  })
}
