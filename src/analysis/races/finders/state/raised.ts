import { reading } from '../../../../knowledge/reading.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, ownerOf, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { nodeOf, type Test } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { entryOf, isOpen } from '../../overlap/entries.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type SetState, settersIn } from '../../places/setters.ts'
import { decides } from '../../reads/control.ts'
import { awaitedName } from '../../reads/stale.ts'

/**
 * A state of a component that is to keep a second run out, and is set only behind a wait: `if (saving) return; const token =
 * await ask(); setSaving(true)`. Who comes during the wait finds it unset, and does all of it as well.
 */
export function lateFlags(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const sets = settersIn(sourceCode, owner)
  if (!isFunction(owner) || sets.length === 0 || isSerialized(sourceCode, owner)) return []
  const flow = flowOf(sourceCode, owner)
  for (const set of sets) {
    const home = ownerOf(set.state)
    if (!isValue(set, true) || home === owner || !isInside(owner, home) || sets.some((each) => each !== set && each.place.base === set.place.base && reaches(flow, each.event, set.event))) continue
    const test = testsOf(flow).find((each) => keepsOut(sourceCode, each, set) === decides(flow, each, set.event))
    const waits = test ? suspensionPoints(flow).filter((gap) => reaches(flow, test.event, gap) && reaches(flow, gap, set.event)).map((gap) => nodeOf(flow, gap)) : []
    const [wait] = waits
    const lowered = sets.some((each) => isValue(each, false) && each.place.base === set.place.base && reaches(flow, set.event, each.event))
    // `await preload(); setShown(true)`: to find the same out twice costs nothing.
    const isWork = lowered || waits.some((each) => !reading.test(awaitedName(sourceCode, each) ?? ''))
    const entry = wait && isWork ? entryOf(sourceCode, owner) : undefined
    if (test && wait && entry) return [{ kind: 'done', place: set.state.name, node: set.node, read: test.node, wait, entry, proven: lowered && isOpen(entry) }]
  }
  return []
}

function isValue({ value }: SetState, wanted: boolean): boolean {
  const node = value && unwrap(value)
  return node?.type === 'Literal' && node.value === wanted
}

/** How a test of the state comes out where it lets a run in; null where it is of something else. */
function keepsOut(sourceCode: SourceCode, { node }: Test, { state }: SetState): boolean | null {
  const isState = (each: Node): boolean => each.type === 'Identifier' && variableOf(sourceCode, each) === variableOf(sourceCode, state)
  const asked = unwrap(node)
  if (isState(asked)) return false
  return asked.type === 'UnaryExpression' && asked.operator === '!' && isState(unwrap(asked.argument)) ? true : null
}
