import { markCollections, markings, shownText, textChanges } from '../../../knowledge/editors.ts'
import { breakings } from '../../../knowledge/endings.ts'
import { calledName, callsByName, callsByOwner, callsNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, isInside, type Node, ownerOf, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { testsOf } from '../../flow/tests.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { propertyAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'
import { isSerialized } from '../overlap/queued.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { waitsIn } from './order.ts'
import { belongsToRun } from './own-answers.ts'

/**
 * Marks in a document that say what was found in an older text of it: `const found = await check(document.getText());
 * marks.set(document.uri, found)`. Each change of the document has it checked anew, and the answers come in any order.
 */
export function staleMarks(sourceCode: SourceCode): readonly Fault[] {
  const calls = callsNamed(sourceCode, MARKINGS)
  // What is opened is checked once for each document.
  if (calls.length === 0 || ![...callsByName(sourceCode).keys()].some((name) => textChanges.test(name))) return []
  return calls.flatMap((call) => {
    const owner = ownerOf(call)
    const marks = isFunction(owner) ? marksOf(sourceCode, call) : undefined
    const fault = marks && isFunction(owner) && faultOf(sourceCode, owner, call, marks)
    return fault ? [fault] : []
  })
}

const MARKINGS: ReadonlySet<string> = new Set(markings.keys())

/** What a call shows as marks in a document. */
function marksOf(sourceCode: SourceCode, { callee, arguments: given }: Call): Node | undefined {
  const method = unwrap(callee)
  const model = method.type === 'MemberExpression' && method.property.type === 'Identifier' ? markings.get(method.property.name) : undefined
  const shown = model && given[model.argument]
  if (!model || !shown || method.type !== 'MemberExpression' || (model.ofCollection && !markCollections.has(apiOf(sourceCode, method.object) ?? ''))) return undefined
  return model.property === undefined ? shown : propertyAt(sourceCode, shown, model.property)
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, call: Call, marks: Node): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  const [event] = flow.imprecise ? [] : eventsOf(flow, call)
  const wait = event === undefined ? undefined : waitsIn(sourceCode, marks, 0).find((each) => flow.nodes.includes(each) && asksWithText(sourceCode, owner, awaitedAt(sourceCode, each)))
  const entry = wait && entryOf(sourceCode, owner)
  if (event === undefined || !wait || entry?.strength !== 'proven' || belongsToRun(sourceCode, owner, awaitedAt(sourceCode, wait)) || isAskedBehind(sourceCode, flow, wait, event)) return undefined
  if (isSerialized(sourceCode, owner) || (callsByOwner(sourceCode).get(owner) ?? []).some((each) => breakings.has(calledName(each) ?? ''))) return undefined
  const shown = unwrap(call.callee)
  return { kind: 'overtaken', place: shown.type === 'MemberExpression' ? sourceCode.getText(shown.object) : sourceCode.getText(shown), node: call, read: wait, wait, entry, proven: true }
}

/** Whether what is waited for is asked with the text of a document, as it is before that. */
function asksWithText(sourceCode: SourceCode, owner: FunctionNode, asked: Node): boolean {
  let found = false
  walkOwn(sourceCode, asked, (node) => {
    const value = node.type === 'Identifier' ? onlyValue(sourceCode, node) : undefined
    found ||= [node, value && isInside(value, owner) ? unwrap(value) : undefined].some((each) => each !== undefined && isCall(each) && shownText.has(calledName(each) ?? ''))
    return !found
  })
  return found
}

/** Whether a test behind the wait that is not about the answer keeps from what follows: `if (document.version !== version) return`. */
function isAskedBehind(sourceCode: SourceCode, flow: Flow, wait: Node, event: EventId): boolean {
  const gaps = eventsOf(flow, wait)
  const answer = new Set([wait])
  return testsOf(flow).some((test) => gaps.some((gap) => reaches(flow, gap, test.event)) && decides(flow, test, event) !== undefined && restsOn(sourceCode, flow, test.node, answer).size === 0)
}
