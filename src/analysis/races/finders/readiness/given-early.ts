import { linkAt, startOfChain } from '../../../../utils/chains.ts'
import { callsByOwner, nodesOf } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isFunction, isInCatch, isLiteral, type Node, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { findPath } from '../../../flow/queries.ts'
import { reaches } from '../../../flow/reach.ts'
import { isSuspension } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { yieldsPromise } from '../../../locks/floating/promises.ts'
import { isNothing } from '../../../resolve/bindings.ts'
import { locationOf } from '../../../resolve/location.ts'
import { classOfObject, membersOf } from '../../../resolve/members.ts'
import type { Fault } from '../../faults.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { type Gate, gatesOf } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { decides } from '../../reads/control.ts'
import { restsOn } from '../../reads/dependence.ts'
import { waitBetween } from '../../reads/stale.ts'
import { heldIn } from './promised.ts'

/** What comes of the work, and where it is waited for. */
interface Coming {
  readonly write: Access
  readonly wait: Node
}

/**
 * A flag that says that something has been begun, where who finds it up is given what comes of that as it is by then:
 * `if (!begun) { begun = true; settings = await load() } return settings`, of something that is nothing at first. So says what
 * has been made for it: `if (!worker) { worker = make(); client = await worker.connect() } return client`.
 */
export function givenEarly(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const flags = gatesOf(sourceCode, owner).filter(({ set, isAtOnce }) => isAtOnce && set.effect === 'set' && set.shared !== 'caller' && !set.origin && set.value !== undefined && (isLiteral(set.value, true) || isMade(sourceCode, set.value)))
  if (flags.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const flag of flags) {
    const fault = faultOf(sourceCode, owner, flow, flag)
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, gate: Gate): Fault | undefined {
  const { test, set } = gate
  const opens = decides(flow, test, set.event)
  if (opens === undefined) return undefined
  for (const { write, wait } of comingOf(sourceCode, owner, flow, gate, opens)) {
    const given = isNothingAtFirst(sourceCode, write.node) && !isLowered(sourceCode, set, write) ? givenAtOnce(sourceCode, owner, flow, gate, opens, write) : undefined
    const entry = given && entryFor(sourceCode, owner, set)
    if (entry && !isHeldFrom(sourceCode, flow, test, set)) return { kind: 'published', place: set.place.text, node: set.node, read: test.node, wait, other: given, entry, proven: isOpen(entry) }
  }
  return undefined
}

/** What the run that has raised the flag sets behind a wait, itself or behind a promise that it answers with. */
function comingOf(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, { test, set }: Gate, opens: boolean): readonly Coming[] {
  const isOnWay = (event: EventId): boolean => decides(flow, test, event) === opens && reaches(flow, set.event, event)
  const own = accessesIn(sourceCode, owner).writes.flatMap((write): readonly Coming[] => {
    const wait = write.effect === 'set' && isOnWay(write.event) ? waitBetween(flow, set.event, write.event) : undefined
    return wait ? [{ write, wait }] : []
  })
  const chained = (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call): readonly Coming[] => {
    const [callback] = call.arguments
    if (linkAt(call)?.by !== 'then' || wrapped(call).parent?.type !== 'ReturnStatement' || !callback || !isFunction(callback) || !eventsOf(flow, call).some(isOnWay)) return []
    return accessesIn(sourceCode, callback).writes.flatMap((write) => (write.effect === 'set' && write.shared !== 'caller' ? [{ write, wait: startOfChain(call) }] : []))
  })
  return [...own, ...chained].filter(({ write }) => write.place.base !== set.place.base && !isNothing(write.value ?? write.node))
}

/** Where a run that finds the flag up returns the place, without a wait and without asking for it. */
function givenAtOnce(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, { test }: Gate, opens: boolean, { place }: Access): Node | undefined {
  const reads = new Set(accessesIn(sourceCode, owner).reads.flatMap((read) => (read.place.base === place.base && read.place.part === place.part ? [read.node] : [])))
  const asking = testsOf(flow).filter((each) => restsOn(sourceCode, flow, each.node, reads).size > 0)
  const isGiven = (event: EventId): boolean => {
    const node = nodeOf(flow, event)
    return node.type === 'ReturnStatement' && node.argument !== null && reads.has(heldIn(sourceCode, node.argument)) && !asking.some((each) => decides(flow, each, event) !== undefined)
  }
  const path = findPath(flow, test.event, (event) => isGiven(event), (from, edge, to) => !(from === test.event && edge === (opens ? 'true' : 'false')) && !isSuspension(flow, to))
  const last = path?.at(-1)
  return last === undefined ? undefined : nodeOf(flow, flow.to[last] as EventId)
}

/** Something new that is no promise. */
function isMade(sourceCode: SourceCode, value: Node): boolean {
  const node = unwrap(value)
  return (node.type === 'CallExpression' || node.type === 'NewExpression') && !yieldsPromise(sourceCode, node)
}

/** Whether a flag goes down again anywhere, other than where the work has failed, or where what comes of the work is emptied with it. */
function isLowered(sourceCode: SourceCode, { place, node }: Access, coming: Access): boolean {
  const { writes } = nodesOf(sourceCode)
  const emptying = writes.flatMap((write) => (write.type === 'AssignmentExpression' && isNothing(write.right) && locationOf(sourceCode, write.left)?.key === coming.place.base ? [functionAround(write)] : []))
  return writes.some((write) => write.type === 'AssignmentExpression' && write.left !== node && !isLiteral(write.right, true) && !isInCatch(write, undefined) && locationOf(sourceCode, write.left)?.key === place.base && !emptying.includes(functionAround(write)))
}

/** Whether a variable or field is declared as nothing, or to hold nothing. */
function isNothingAtFirst(sourceCode: SourceCode, target: Node): boolean {
  const location = locationOf(sourceCode, target)
  if (location?.root.kind === 'variable' && location.path.length === 0) {
    const [def] = location.root.variable.defs
    return def?.type === 'Variable' && def.node.id.type === 'Identifier' && def.parent?.type === 'VariableDeclaration' && !['ForInStatement', 'ForOfStatement'].includes(def.parent.parent.type) && (def.node.init === null || isNothing(def.node.init))
  }
  const of = target.type === 'MemberExpression' ? classOfObject(sourceCode, target.object) : undefined
  const field = of && location?.path.length === 1 ? membersOf(sourceCode, of).get(location.path[0] ?? '')?.field : undefined
  return field?.type === 'PropertyDefinition' && (!field.value || isNothing(field.value))
}
