import type { TSESTree } from '@typescript-eslint/utils'

import { isOfPlatform } from '../../../../knowledge/globals.ts'
import { callsByOwner, nodesOf, within } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { onlyValue, variableOf } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { callersOf, returnsOf } from '../../../resolve/functions.ts'
import type { Fault } from '../../faults.ts'
import { entryOf } from '../../overlap/entries.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { waitBetween } from '../../reads/stale.ts'

/** What puts back what was there before, `console.log = before`, with where that was kept, and where something else was put there. */
interface Patch {
  readonly back: TSESTree.AssignmentExpression
  readonly kept: Node
  readonly own: TSESTree.AssignmentExpression
}

/**
 * What the platform or a module has is replaced while something runs, and put back: `const before = console.log; console.log =
 * quiet; await run(); console.log = before`. So it is where a helper replaces it, and answers with what puts it back.
 */
export const patchedMeanwhile = perFile((sourceCode): readonly Fault[] => patchesIn(sourceCode).flatMap((patch): readonly Fault[] => {
  const owner = ownerOf(patch.back)
  if (!isFunction(owner)) return []
  if (ownerOf(patch.own) === owner) return faultsOf(sourceCode, owner, patch, patch.own.left, patch.back.left)
  const helper = ownerOf(patch.own)
  const gives = isFunction(helper) && ownerOf(owner) === helper && returnsOf(sourceCode, helper).some((value) => unwrap(onlyValue(sourceCode, unwrap(value)) ?? value) === owner)
  return gives ? callersOf(sourceCode, helper).flatMap((call) => faultsOfCaller(sourceCode, patch, call)) : []
}))

/** All that the file puts back: a look at what is assigned comes first. */
function patchesIn(sourceCode: SourceCode): readonly Patch[] {
  const assigned = nodesOf(sourceCode).writes.filter((each): each is TSESTree.AssignmentExpression => each.type === 'AssignmentExpression' && each.operator === '=' && unwrap(each.left).type === 'MemberExpression')
  return assigned.flatMap((back): readonly Patch[] => {
    const name = unwrap(back.right)
    const kept = name.type === 'Identifier' ? onlyValue(sourceCode, name) : undefined
    const text = kept && sourceCode.getText(unwrap(back.left))
    if (!kept || sourceCode.getText(unwrap(kept)) !== text || !isOfOthers(sourceCode, back.left)) return []
    const own = assigned.find((each) => each !== back && ownerOf(each) === ownerOf(kept) && each.range[0] > kept.range[0] && sourceCode.getText(unwrap(each.left)) === text && variableOf(sourceCode, unwrap(each.right)) !== variableOf(sourceCode, name))
    return own ? [{ back, kept, own }] : []
  })
}

/** Whether it is a member of the platform, or of a module: there is one for all who run. What a call has made may be the caller's own. */
function isOfOthers(sourceCode: SourceCode, member: Node): boolean {
  const path = apiOf(sourceCode, unwrap(member))
  if (path === undefined || path.includes('(')) return false
  return !path.startsWith('#') || isOfPlatform(path.slice(1).split('.', 1)[0] ?? '')
}

/** `const undo = replace(); try { await run() } finally { undo() }`. */
function faultsOfCaller(sourceCode: SourceCode, patch: Patch, call: Call): readonly Fault[] {
  const owner = ownerOf(call)
  const outer = wrapped(call)
  const undo = outer.parent?.type === 'VariableDeclarator' && outer.parent.id.type === 'Identifier' ? variableOf(sourceCode, outer.parent.id) : undefined
  if (!isFunction(owner) || !undo) return []
  const undoing = (callsByOwner(sourceCode).get(owner) ?? []).find(({ callee }) => callee.type === 'Identifier' && variableOf(sourceCode, callee) === undo)
  return undoing ? faultsOf(sourceCode, owner, patch, call, undoing) : []
}

function faultsOf(sourceCode: SourceCode, owner: FunctionNode, { back, kept, own }: Patch, from: Node, to: Node): readonly Fault[] {
  if (within(nodesOf(sourceCode).awaits, owner).length === 0) return []
  const flow = flowOf(sourceCode, owner)
  const [begun] = flow.imprecise ? [] : eventsOf(flow, from)
  const over = begun === undefined ? undefined : eventsOf(flow, to).find((event) => reaches(flow, begun, event, (_, edge) => edge !== 'throw'))
  const wait = begun !== undefined && over !== undefined ? waitBetween(flow, begun, over) : undefined
  const entry = wait && begun !== undefined && !isSerialized(sourceCode, owner) && latchesBefore(sourceCode, owner, begun).length === 0 ? entryOf(sourceCode, owner) : undefined
  if (!wait || !entry) return []
  const isHere = ownerOf(own) === owner
  return [{ kind: 'lent', place: sourceCode.getText(unwrap(back.left)), node: to, read: isHere ? kept : from, wait, entry, proven: entry.strength === 'proven' }]
}
