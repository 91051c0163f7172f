import { addTo } from '../../../../utils/group.ts'
import { callsByOwner, callsNamed } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { isDiscarded } from '../../../../utils/results.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, keyName, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../../../utils/syntax.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { callersOf } from '../../../resolve/functions.ts'
import type { Fault } from '../../faults.ts'
import { isDoneElsewhere } from '../../others/elsewhere.ts'
import { endedReceiver } from '../../others/ended.ts'
import { entryOf } from '../../overlap/entries.ts'
import { type Place, placeOf, sharedBy, VALUE } from '../../places/place.ts'

/** A timer that nobody can clear, or that one caller does not clear, with what its function ends. */
interface Deadline {
  readonly timer: Call
  readonly run: FunctionNode
  readonly end: Call
  readonly place: Place
}

/** The timers of a file that end what a place holds by then, by the functions that set them. */
export const deadlinesByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Deadline[]> => {
  const found = new Map<CodeOwner, Deadline[]>()
  for (const timer of callsNamed(sourceCode, ['setTimeout'])) {
    const [run] = timer.arguments
    if (!run || !isFunction(run) || !isUnkept(sourceCode, timer)) continue
    const end = (callsByOwner(sourceCode).get(run) ?? []).find((call) => endedBy(sourceCode, call, ownerOf(timer)))
    const place = end && endedBy(sourceCode, end, ownerOf(timer))
    if (end && place && apiOf(sourceCode, timer.callee) === '#setTimeout') addTo(found, ownerOf(timer), { timer, run, end, place })
  }
  return found
})

/** `setTimeout(…)`, `setTimeout(…).unref()`: nobody keeps it. Nor does who calls what returns it, and throws it away. */
function isUnkept(sourceCode: SourceCode, timer: Call): boolean {
  const member = wrapped(timer).parent
  const unref = member?.type === 'MemberExpression' && keyName(member) === 'unref' ? wrapped(member).parent : undefined
  const kept = isCall(unref) ? unref : timer
  return isDiscarded(kept) || (isReturned(kept) && callersOf(sourceCode, ownerOf(kept) as FunctionNode).some(isDiscarded))
}

/** `return setTimeout(…)`, `() => setTimeout(…)`. */
function isReturned(timer: Call): boolean {
  const outer = wrapped(timer)
  const owner = ownerOf(timer)
  return isFunction(owner) && (outer.parent?.type === 'ReturnStatement' || owner.body === outer)
}

/** The place that all runs share, of which a call ends what it holds: `this.child?.kill()`. */
function endedBy(sourceCode: SourceCode, call: Call, owner: CodeOwner): Place | undefined {
  const ended = endedReceiver(call)
  const place = ended && placeOf(sourceCode, ended)
  return place?.part === VALUE && sharedBy(sourceCode, place, owner) === 'all' ? place : undefined
}

/**
 * What is ended now, and once more by a timer that looks again what there is: `this.child.kill(); setTimeout(() =>
 * this.child.kill('SIGKILL'), 1000)`. Who has put a new one there meanwhile loses that.
 */
export function strayedDeadlines(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  for (const { timer, run, end, place } of deadlinesByOwner(sourceCode).get(owner) ?? []) {
    const now = (callsByOwner(sourceCode).get(owner) ?? []).find((call) => call.range[0] < timer.range[0] && endedBy(sourceCode, call, owner)?.base === place.base)
    const other = now && isFunction(owner) && !asksForMore(sourceCode, run, place) ? isDoneElsewhere(sourceCode, place, owner, ['fill']) : undefined
    if (!now || !other || !entryOf(sourceCode, other.owner)) continue
    return [{ kind: 'strayed', place: place.text, node: end, read: now, wait: timer, other: other.node, proven: true }]
  }
  return []
}

/** Whether the timer looks at anything else that is shared, or compares what is there with what was: it knows which one it means. */
function asksForMore(sourceCode: SourceCode, run: FunctionNode, place: Place): boolean {
  let found = false
  walkOwn(sourceCode, run.body, (node) => {
    if (node.type === 'BinaryExpression' && [node.left, node.right].some((each) => placeOf(sourceCode, unwrap(each))?.base === place.base && ![node.left, node.right].some(isNothingAtAll))) found = true
    if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') return
    const asked = placeOf(sourceCode, node)
    const call = wrapped(node).parent
    if (asked && asked.base !== place.base && !(isCall(call) && call.callee === wrapped(node)) && isAsked(node, run)) found = true
  })
  return found
}

function isNothingAtAll(node: Node): boolean {
  return (node.type === 'Literal' && node.value === null) || (node.type === 'Identifier' && node.name === 'undefined')
}

/** Whether a node is a part of a condition. */
function isAsked(node: Node, run: FunctionNode): boolean {
  for (let at: Node = node; at.parent && at !== run.body; at = at.parent) {
    const { parent } = at
    if ((parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test === at) return true
    if (parent.type === 'LogicalExpression' && parent.left === at) return true
  }
  return false
}
