import { removals, subscriptionEnds } from '../../../../knowledge/lives.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isFunction, type Node, unwrap, walk } from '../../../../utils/syntax.ts'
import { type Handing, handingsOf } from '../../../callbacks/handed.ts'
import { usesOf } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { isParameterOf, onlyValue } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { callEvents } from '../../reads/answers.ts'
import { constantIn, decides } from '../../reads/control.ts'

/**
 * A listener that is to run once, and takes itself away only after a wait: `const heard = onOpen(async (file) => { await start(file);
 * heard.dispose() })`. The next event comes meanwhile, and it runs a second time.
 */
export function rerunListeners(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || !owner.async) return []
  const removing = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => removals.has(calledName(call) ?? '') || subscriptionEnds.has(calledName(call) ?? ''))
  const [listening] = removing.length > 0 ? handingsOf(sourceCode, owner).filter(({ timing }) => timing === 'many') : []
  const own = listening ? removing.filter((call) => removesItself(sourceCode, owner, call, listening)) : []
  const [first] = own
  const flow = first && flowOf(sourceCode, owner)
  if (!listening || !first || !flow || flow.imprecise) return []
  const events = own.flatMap((call) => callEvents(flow, call))
  const [event] = events
  const gap = suspensionPoints(flow).find((each) => event !== undefined && reaches(flow, each, event))
  if (event === undefined || gap === undefined || events.some((each) => reaches(flow, each, gap)) || latchesBefore(sourceCode, owner, event).length > 0) return []
  return [{ kind: 'rerun', place: sourceCode.getText(first.callee), node: first, read: listening.at, wait: nodeOf(flow, gap), proven: !isAskedFirst(sourceCode, owner, flow, gap) }]
}

/**
 * Whether anything but what the event brings is asked before the wait, which may keep a second run out or make it harmless, or
 * whether the event is the one that is waited for (`answer.id === id`): it comes once.
 */
function isAskedFirst(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, gap: EventId): boolean {
  const isOfEvent = (root: Node): boolean => {
    let found = false
    walk(sourceCode, root, (node) => {
      found ||= isParameterOf(sourceCode, owner, node)
      return !found
    })
    return found
  }
  return testsOf(flow).some(({ event, node }) => {
    if (decides(flow, { event, node }, gap) === undefined) return false
    const test = unwrap(node)
    const sides = test.type === 'BinaryExpression' && /^[!=]==?$/u.test(test.operator) ? [test.left, test.right] : [test]
    return !sides.every((side) => isOfEvent(side) || constantIn(side) !== undefined)
  })
}

/** `emitter.off('open', hear)`, of the listener `hear`; `heard.dispose()`, of what the registration has answered. */
function removesItself(sourceCode: SourceCode, owner: FunctionNode, call: Call, { at }: Handing): boolean {
  const { values } = usesOf(sourceCode, owner)
  if (removals.has(calledName(call) ?? '')) return call.arguments.some((each) => values.includes(unwrap(each)))
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && isAnswerOf(sourceCode, callee.object, at)
}

function isAnswerOf(sourceCode: SourceCode, expression: Node, registration: Node): boolean {
  const value = onlyValue(sourceCode, unwrap(expression))
  return value !== undefined && unwrap(value) === registration
}
