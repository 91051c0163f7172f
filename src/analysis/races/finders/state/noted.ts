import { joining } from '../../../../knowledge/files.ts'
import { providing, quickening, saying } from '../../../../knowledge/openings.ts'
import { calledName, callsByOwner, callsNamed } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInCatch, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../../../utils/syntax.ts'
import { nameIn } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { findPath } from '../../../flow/queries.ts'
import { reaches } from '../../../flow/reach.ts'
import { isSuspension } from '../../../flow/suspension.ts'
import { isWaitedFor } from '../../../promises/fate.ts'
import { onlyValue, type Variable, variableOf } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { isThis } from '../../../resolve/members.ts'
import type { Fault } from '../../faults.ts'
import { entryFor, entryOf, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { type Latch, latchesOf } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { sharedBy, VALUE } from '../../places/place.ts'
import { helperAt } from '../../reads/answers.ts'
import { decides } from '../../reads/control.ts'

/** How many callers are looked at. */
const MOST_CALLERS = 16

/**
 * What is noted as ready before it is: `if (made.has(dir)) return; made.add(dir); await mkdir(dir)`. Who comes second leaves at
 * once, and whoever has called it goes on with what is not there yet.
 */
export function notedEarly(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const name = isFunction(owner) ? nameIn(owner) : undefined
  if (!isFunction(owner) || name === undefined || !accessesIn(sourceCode, owner).writes.some(isNote)) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const latch of latchesOf(sourceCode, owner)) {
    const fault = isNote(latch.set) && faultOf(sourceCode, owner, name, flow, latch)
    if (fault) return [fault]
  }
  return []
}

/** `ready.add(id)`, `ready.set(id, true)`, `this.ready = true`. */
function isNote(access: Access): boolean {
  const { place, effect, shared, value, origin } = access
  if (origin || shared === 'caller' || (!isFlag(access) && (!place.part.startsWith('entry:') || place.part === 'entry:?'))) return false
  const node = value && unwrap(value)
  return effect === 'append' || (effect === 'set' && node?.type === 'Literal' && node.value === true)
}

function isFlag({ place }: Access): boolean {
  return place.part === VALUE
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, name: string, flow: Flow, { test, set }: Latch): Fault | undefined {
  const opens = decides(flow, test, set.event)
  if (opens === undefined || isTakenBack(sourceCode, owner, flow, set)) return undefined
  const works = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => isWork(call, name) && eventsOf(flow, call).some((event) => reaches(flow, set.event, event) && decides(flow, test, event) === opens))
  const work = works.find((call) => !isFlag(set) || !quickening.test(calledName(call) ?? ''))
  if (!work || !leavesWithNothing(flow, { test, set }, opens)) return undefined
  const behind = goesOnBehind(sourceCode, owner, name, set, new Set(works.flatMap((each) => [...thingsOf(sourceCode, each), ...pathsOf(sourceCode, each).flatMap((path) => path.at(-1) ?? [])])))
  const entry = behind && entryFor(sourceCode, owner, set)
  // What a flag is about, only the work says.
  if (!behind || (isFlag(set) && !behind.isAboutIt) || !entry || isHeldFrom(sourceCode, flow, test, set)) return undefined
  return { kind: 'published', place: set.place.text, node: set.node, read: test.node, wait: work, other: behind.use, entry, proven: behind.isAboutIt && isOpen(entry) }
}

/** Whether something is waited for that sees to it that the thing is there, by its name or that of the function around. */
function isWork(call: Call, name: string): boolean {
  return isWaitedFor(call) && (providing.test(calledName(call) ?? '') || providing.test(name))
}

/** Whether the note is taken back when the work is over, and not only where it fails: it says that somebody is at work. */
function isTakenBack(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, set: Access): boolean {
  return accessesIn(sourceCode, owner).writes.some(({ place, effect, event, node }) => place.base === set.place.base && (effect === 'remove' || effect === 'clear') && reaches(flow, set.event, event) && !isInCatch(node, owner))
}

/** Whether who finds the note comes to the end without waiting, and answers nothing. */
function leavesWithNothing(flow: Flow, { test }: Latch, opens: boolean): boolean {
  return findPath(flow, test.event, (event) => event === flow.exit, (from, edge, to) => edge !== 'throw' && !(from === test.event && edge === (opens ? 'true' : 'false')) && !isSuspension(flow, to) && !isAnswer(nodeOf(flow, to))) !== undefined
}

function isAnswer(node: Node | undefined): boolean {
  const value = node?.type === 'ReturnStatement' && node.argument ? unwrap(node.argument) : undefined
  return value !== undefined && value.type !== 'Literal' && !(value.type === 'Identifier' && value.name === 'undefined')
}

interface Behind {
  readonly use: Node
  /** It names what the call was about, and so needs it. */
  readonly isAboutIt: boolean
}

/**
 * What code that waits for the function, and may run beside itself, does right behind: with what the call was about, if it says
 * so, and for a flag with what the work was done to.
 */
function goesOnBehind(sourceCode: SourceCode, owner: FunctionNode, name: string, set: Access, worked: ReadonlySet<Variable | string>): Behind | undefined {
  const { place } = set
  const ofUse = isFlag(set) ? (_: SourceCode, use: Call) => [...thingsOf(sourceCode, use), ...pathsOf(sourceCode, use).flat()] : subjectsOf
  for (const call of callsNamed(sourceCode, [name]).slice(0, MOST_CALLERS)) {
    const waiting = wrapped(call).parent
    const caller = ownerOf(call)
    if (waiting?.type !== 'AwaitExpression' || !isFunction(caller) || caller === owner || helperAt(sourceCode, call) !== owner || !sharedBy(sourceCode, place, caller) || !entryOf(sourceCode, caller)) continue
    const flow = flowOf(sourceCode, caller)
    if (flow.imprecise) continue
    const subjects = isFlag(set) ? worked : subjectsOf(sourceCode, call)
    const isUse = (event: EventId): boolean => {
      const node = flow.kinds[event] === 'call' ? nodeOf(flow, event) : undefined
      if (node?.type === 'TaggedTemplateExpression') return isFlag(set) && thingsNamed(sourceCode, [partOf(node.tag)]).some((each) => subjects.has(each))
      return isCall(node) && node !== call && !saying.test(calledName(node) ?? '') && (subjects.size === 0 || [...ofUse(sourceCode, node)].some((each) => subjects.has(each)))
    }
    for (const start of eventsOf(flow, waiting).filter((event) => isSuspension(flow, event))) {
      const last = findPath(flow, start, isUse, (_, edge, to) => edge !== 'throw' && !isSuspension(flow, to))?.at(-1)
      if (last !== undefined) return { use: nodeOf(flow, flow.to[last] as number), isAboutIt: subjects.size > 0 }
    }
  }
  return undefined
}

/** What a call is given, and what it is a method of. */
function thingsOf(sourceCode: SourceCode, call: Call): ReadonlySet<Variable | string> {
  return new Set(thingsNamed(sourceCode, [...call.arguments, partOf(call.callee)]))
}

/** The paths that a call is given, each with the folders that it is in: `this.folder`, `this.folder/'parts'`, of `join(this.folder, 'parts')`, also by a name. */
function pathsOf(sourceCode: SourceCode, call: Call): readonly (readonly string[])[] {
  return call.arguments.flatMap((argument) => {
    const node = unwrap(argument)
    const made = node.type === 'Identifier' ? onlyValue(sourceCode, node) : node
    const path = made && unwrap(made)
    if (path?.type !== 'CallExpression' || !joining.has(apiOf(sourceCode, path.callee) ?? '')) return []
    const parts = path.arguments.map((each) => sourceCode.getText(each))
    return [parts.map((_, i) => parts.slice(0, i + 1).join('/'))]
  })
}

/** `this.db`, of `this.db.query`. */
function partOf(callee: Node): Node | undefined {
  const node = unwrap(callee)
  return node.type === 'MemberExpression' ? node.object : undefined
}

function thingsNamed(sourceCode: SourceCode, nodes: readonly (Node | undefined)[]): readonly (Variable | string)[] {
  return nodes.flatMap((each): readonly (Variable | string)[] => {
    const node = each && unwrap(each)
    if (node?.type === 'MemberExpression') return isThis(sourceCode, node.object) ? [sourceCode.getText(node)] : []
    const variable = node?.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    return variable ? [variable] : []
  })
}

/** The local variables and fields that the arguments of a call name. */
function subjectsOf(sourceCode: SourceCode, call: Call): ReadonlySet<Variable | string> {
  const found = new Set<Variable | string>()
  for (const argument of call.arguments) {
    walkOwn(sourceCode, argument, (node) => {
      const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
      const [def] = variable?.defs ?? []
      if (variable && (def?.type === 'Parameter' || def?.type === 'Variable')) found.add(variable)
      if (node.type === 'MemberExpression' && isThis(sourceCode, node.object)) found.add(sourceCode.getText(node))
    })
  }
  return found
}
