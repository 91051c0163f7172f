import { givingUp } from '../../../../knowledge/departures.ts'
import { isEnding } from '../../../../knowledge/lifecycles.ts'
import { nodesOf } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, isInside, type Node } from '../../../../utils/syntax.ts'
import { nameIn } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { accessesOf, isAskedBehind } from '../../others/touched.ts'
import { entryOf } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import type { Access } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { constantIn, decides, outcomeWith } from '../../reads/control.ts'
import { isCalledBy, waitsFirst } from '../endings/outlived.ts'

/**
 * A state that is told in words, and set after a wait to what the work has come to: `this.state = 'running'; await work(); this.state =
 * 'done'`. Who gives the work up meanwhile (`cancel()` sets it to 'cancelled') is overruled.
 */
export function overruledStates(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  const states = accessesOf(sourceCode, owner).writes.filter((write) => write.shared !== 'caller' && write.place.part === VALUE && wordOf(write) !== undefined)
  if (states.length < 2) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const write of states) {
    const begun = states.find((each) => each.place.base === write.place.base && wordOf(each) !== wordOf(write) && reaches(flow, each.event, write.event))
    const gap = begun && suspensionPoints(flow).find((each) => reaches(flow, begun.event, each) && reaches(flow, each, write.event))
    const end = begun && gap !== undefined ? endOf(sourceCode, owner, write, begun) : undefined
    if (!begun || gap === undefined || !end || isAskedBehind(sourceCode, owner, flow, gap, write)) continue
    if (isTicketed(sourceCode, owner, write, { flow, tests: testsOf(flow) }) || isLocked(sourceCode, begun.node, write.node)) continue
    const entry = entryOf(sourceCode, owner)
    return [{ kind: 'overruled', place: write.place.text, node: write.node, read: begun.node, wait: nodeOf(flow, gap), other: end, ...(entry && { entry }), proven: false }]
  }
  return []
}

/** The word that a state is set to: `'done'`, `State.Done`; undefined for all else. */
function wordOf({ effect, value }: Access): string | undefined {
  const word = value && effect === 'set' ? constantIn(value) : undefined
  return word && (word.of === 'string' || word.of.endsWith('.')) ? word.name : undefined
}

/** The functions that by their names give up what is under way, or end all. */
const closings = perFile((sourceCode): readonly FunctionNode[] => nodesOf(sourceCode).functions.filter((fn) => {
  const name = nameIn(fn)
  return name !== undefined && (givingUp.test(name) || isEnding(name))
}))

/** Where a function that gives up, or ends all, and that may be called at any time, sets the state to another word before it waits for anything. */
function endOf(sourceCode: SourceCode, owner: FunctionNode, write: Access, begun: Access): Node | undefined {
  for (const closing of closings(sourceCode)) {
    const end = closing === owner ? undefined : accessesOf(sourceCode, closing).writes.find((each) => each.place.base === write.place.base && each.place.part === VALUE && wordOf(each) !== undefined && wordOf(each) !== wordOf(write))
    if (end && !isInside(end.node, owner) && !waitsFirst(sourceCode, closing, end.node) && !isCalledBy(sourceCode, closing, owner) && comesFrom(sourceCode, closing, begun, end) && entryOf(sourceCode, closing)) return end.node
  }
  return undefined
}

/** Whether a function comes to where it sets the state when that is what the work has set it to: not `if (this.state !== 'running') return` while it is 'starting'. */
function comesFrom(sourceCode: SourceCode, closing: FunctionNode, { place, value }: Access, end: Access): boolean {
  const flow = flowOf(sourceCode, closing)
  const { reads } = accessesOf(sourceCode, closing)
  return !value || !testsOf(flow).some((test) => {
    const wanted = reads.some((read) => read.place.base === place.base && isInside(read.node, test.node)) ? decides(flow, test, end.event) : undefined
    return wanted !== undefined && outcomeWith(test.node, value) === !wanted
  })
}
