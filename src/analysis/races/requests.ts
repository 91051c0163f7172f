import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, type Node, walkOwn } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { reaches, suspensionPoints } from '../flow/queries.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { handlerOf } from '../roles/handlers.ts'
import { accessesIn } from './accesses.ts'
import type { Fault } from './faults.ts'
import { VALUE } from './places.ts'

/** Data of one request that is kept in a variable of the module while the request waits, and used after it. */
export const requestState: (sourceCode: SourceCode, owner: CodeOwner) => readonly Fault[] = perNode<CodeOwner, readonly Fault[]>((sourceCode, owner) => {
  if (!isFunction(owner)) return []
  const accesses = accessesIn(sourceCode, owner)
  const { writes } = accesses
  const kept = writes.filter(({ effect, place, shared, value }) => effect === 'set' && place.part === VALUE && place.path.length === 0 && shared === 'all' && value && place.root.kind === 'variable' && place.root.scope === 'module')
  if (kept.length === 0 || handlerOf(sourceCode, owner)?.kind !== 'request') return []
  const { reads } = accesses
  const flow = flowOf(sourceCode, owner)
  return kept.flatMap((write): readonly Fault[] => {
    if (!isOfRequest(sourceCode, owner, write.value as Node)) return []
    const wait = suspensionPoints(flow).find((event) => reaches(flow, write.event, event))
    if (wait === undefined) return []
    const use = reads.find((read) => read.place.base === write.place.base && reaches(flow, wait, read.event))
    return use ? [{ kind: 'leaked', place: write.place.text, node: write.node, read: use.node, wait: flow.nodes[wait] as Node, proven: true }] : []
  })
}, [])

/** Whether a value is made of what the handler is given, in two steps at most. */
function isOfRequest(sourceCode: SourceCode, owner: CodeOwner, value: Node, depth = 0): boolean {
  let found = false
  walkOwn(sourceCode, value, (node) => {
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    const [def] = variable?.defs ?? []
    if (def?.type === 'Parameter' && def.node === owner) found = true
    const [source] = (variable && depth < 3 && sourcesOf(sourceCode, variable)) || []
    if (source?.kind === 'value' && def?.type === 'Variable') found ||= isOfRequest(sourceCode, owner, source.value, depth + 1)
  })
  return found
}
