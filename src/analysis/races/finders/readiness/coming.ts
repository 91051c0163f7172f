import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { memberOf } from '../../../resolve/functions.ts'
import { classOfObject, type Member, membersOf } from '../../../resolve/members.ts'
import type { Latch } from '../../overlap/latches.ts'
import { accessesIn } from '../../places/accesses.ts'
import { decides } from '../../reads/control.ts'
import { restsOn } from '../../reads/dependence.ts'
import { isUse } from '../endings/gone.ts'

/** The places that are set only behind the wait, by the run that found a latch open, or by the helper that shuts it: `this.connecting = true; this.socket = await dial()`. */
export function comingBehind(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, { set, test }: Latch, wait: EventId): ReadonlySet<string> {
  const helper = set.origin && functionAround(set.origin)
  const own = helper ?? owner
  const { writes } = accessesIn(sourceCode, own)
  const inHelper = helper && flowOf(sourceCode, helper)
  const isBehind = (event: EventId): boolean => (inHelper ? suspensionPoints(inHelper).some((gap) => reaches(inHelper, gap, event)) : reaches(flow, wait, event) && decides(flow, test, event) !== undefined)
  return new Set(writes.flatMap(({ effect, place, event, node, value }) => (effect === 'set' && place.base !== set.place.base && isBehind(event) && !isAsAtFirst(sourceCode, node, value) ? [place.base] : [])))
}

/** `end = withResolvers()` of a class, which is put anew behind the wait: another one, made in the same way, was there from the start. */
function isAsAtFirst(sourceCode: SourceCode, target: Node, value: Node | undefined): boolean {
  const of = target.type === 'MemberExpression' ? classOfObject(sourceCode, target.object) : undefined
  const member = of && target.type === 'MemberExpression' ? membersOf(sourceCode, of).get(keyName(target) ?? '') : undefined
  const made = value && unwrap(value)
  if (!member || !made || !isCall(made)) return false
  const first = [fieldValue(member), ...member.writes.flatMap((write) => (isInConstructor(write) ? [write.right] : []))]
  return first.some((each) => each && isMadeAlike(sourceCode, unwrap(each), made))
}

function isInConstructor(node: Node): boolean {
  const owner = ownerOf(node)
  return isFunction(owner) && memberOf(owner)?.kind === 'constructor'
}

function fieldValue({ field }: Member): Node | null | undefined {
  return field && field.type !== 'TSParameterProperty' ? field.value : undefined
}

/** The same call of the same function, with the same arguments. */
function isMadeAlike(sourceCode: SourceCode, one: Node, other: Call): boolean {
  const textOf = ({ type, callee, arguments: given }: Call): string => [type, callee, ...given].map((each) => (typeof each === 'string' ? each : sourceCode.getText(each))).join(',')
  return isCall(one) && textOf(one) === textOf(other)
}

/** Whether a use is of something that comes only then, and nobody asks whether it is there. */
export function usesWhatComes(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, coming: ReadonlySet<string>, use: Node): boolean {
  const reads = accessesIn(sourceCode, owner).reads.filter(({ place }) => coming.has(place.base))
  if (!reads.some(({ node }) => isInside(node, use) && isUse(node))) return false
  const nodes = new Set(reads.map(({ node }) => node))
  return !testsOf(flow).some((test) => eventsOf(flow, use).some((event) => decides(flow, test, event) !== undefined) && restsOn(sourceCode, flow, test.node, nodes).size > 0)
}
