import { changeEvents, isRepeating, isSetting, isStarting, isTelling } from '../../knowledge/lifecycles.ts'
import { callsNamed, nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, isFunction, isInside, nameAtEnd, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { usesOf } from '../callbacks/uses.ts'
import { promiseOf } from '../promises/executors.ts'
import { isNothing, isOfModule, variableOf } from '../resolve/bindings.ts'
import { escapes, isExported, memberOf, standingAt } from '../resolve/functions.ts'
import { isConstructorFunction } from '../resolve/holders.ts'
import { membersOf } from '../resolve/members.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { handlerOf } from '../roles/handlers.ts'
import { roleOf } from '../roles/role.ts'
import { timesOf } from '../roles/times.ts'
import { isFatal, isListener } from './failing.ts'
import type { Fault } from './faults.ts'
import { isRunBy, type Kept, withUses } from './keeping.ts'
import { isOneJob } from './needs.ts'
import type { Spawn } from './spawns.ts'
import { isToldAgain } from './told-again.ts'
import { nameOfFunction } from './unawaited.ts'

/** It is ended somewhere, but made anew for each job without a look at the last one. */
export function replaced(kept: Kept): Fault | undefined {
  const { sourceCode, spawn, place, uses } = kept
  const owner = starterOf(sourceCode, spawn.call)
  if (!isFunction(owner) || place.isElement) return undefined
  const times = timesOf(sourceCode, owner)
  if (times.hook) return times.hook.runs === 'each' && endsOnlyAfterAll(kept) ? { kind: 'replaced', spawn, place } : undefined
  const name = standingAt(sourceCode, owner) === owner ? nameOfFunction(sourceCode, owner) : undefined
  // What a listener or a timer runs is no start of something, whatever it is called.
  const isAsked = isAskedForAnew(kept, owner)
  const isStart = name === undefined || (isStarting(name) && !isAsked && !(times.runs === 'many' && isCall(times.at)))
  if (roleOf(sourceCode).program === 'test' || isPartOfMaking(sourceCode, owner)) return undefined
  if (isStart) return isStartedAgain(kept, owner) ? { kind: 'replaced', spawn, place } : undefined
  if (isRunByEnd(kept, owner)) return undefined
  if (letsGo(kept)) return undefined
  const isRepeated = isAsked || times.runs === 'many' || isThereFromStart(kept, owner) || isRepeating(name) || ((isSetting(name) || isToldAgain(sourceCode, owner, spawn.call)) && owner.params.length > 0) || (times.runs === 'open' && isOneJob(sourceCode, withUses(spawn, uses.filter(({ at }) => isInside(at, owner))), owner))
  return isRepeated && !isGuarded(kept) && !isSeenToByCallers(kept, owner) && !endsInside(kept, owner) ? { kind: 'replaced', spawn, place } : undefined
}

/** Whether a function runs when one has ended, also where who makes it for others listens to that: the last one is gone. */
function isRunByEnd({ sourceCode, spawn, uses }: Kept, fn: FunctionNode): boolean {
  return [...uses, ...(spawn.heard ?? [])].some((use) => use.event !== undefined && isFatal(spawn.model, use.event) && isRunBy(sourceCode, use, fn))
}

/** Whether every object has one as soon as it is made, and the function is told what the next is to be: `configure(options) { this.worker = launch(options) }`. */
function isThereFromStart({ sourceCode, place, accesses }: Kept, by: FunctionNode): boolean {
  const { root } = place.location
  if (root.kind !== 'this' || by.params.length === 0 || isMaking(by)) return false
  const member = memberOf(by)
  if (!member || member.owner !== root.of || testsBefore(sourceCode, by) > 0) return false
  const field = membersOf(sourceCode, root.of).get(place.location.path[0] ?? '')?.field
  return (field?.type === 'PropertyDefinition' && field.value !== null && !isNothing(field.value)) || accesses.writes.some((write) => {
    const { parent } = wrapped(write)
    return parent?.type === 'AssignmentExpression' && parent.parent.type === 'ExpressionStatement' && isFunction(parent.parent.parent.parent) && isMaking(parent.parent.parent.parent)
  })
}

function isMaking(fn: FunctionNode): boolean {
  return memberOf(fn)?.kind === 'constructor'
}

/** The function that starts it: the one around `new Promise((resolve) => { … })`, where that stands in an executor. */
function starterOf(sourceCode: SourceCode, call: Node): CodeOwner {
  let owner = ownerOf(call)
  while (isFunction(owner) && promiseOf(sourceCode, owner)) owner = ownerOf(owner)
  return owner
}

/**
 * `ipcMain.handle('open', (event, options) => tunnel.open(options))`: each request or message tells one and the same object what to
 * begin, and nothing there asks whether that has been done.
 */
function isAskedForAnew({ sourceCode }: Kept, owner: FunctionNode): boolean {
  const name = memberOf(owner)?.name
  return name !== undefined && owner.params.length > 0 && callsNamed(sourceCode, [name]).some((call) => {
    const by = ownerOf(call)
    const handler = isFunction(by) ? handlerOf(sourceCode, by) : undefined
    if (!isFunction(by) || !handler || (handler.kind !== 'request' && handler.kind !== 'message')) return false
    const callee = unwrap(call.callee)
    const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
    const kept = object?.type === 'Identifier' ? variableOf(sourceCode, object) : undefined
    return kept !== undefined && isOfModule(kept) && calledFunction(sourceCode, call) === owner && !isAfterTest(sourceCode, by, call)
  })
}

/** Something is asked first: whether one is there already, it may be. */
function isAfterTest(sourceCode: SourceCode, by: FunctionNode, call: Node): boolean {
  return testsBefore(sourceCode, by, call) > 0
}

function testsBefore(sourceCode: SourceCode, by: FunctionNode, call?: Node): number {
  let tests = 0
  walkOwn(sourceCode, by.body, (node) => { if ((node.type === 'IfStatement' || node.type === 'ConditionalExpression' || node.type === 'LogicalExpression') && (!call || node.range[0] < call.range[0])) tests++ })
  return tests
}

/**
 * `restart() { this.start() }`: who makes anew what is there begins it once more, and neither looks at what is there. So does who
 * changes a setting: `setLevel(level) { this.level = level; this.start() }`.
 */
function isStartedAgain(kept: Kept, owner: FunctionNode): boolean {
  const { sourceCode, spawn, accesses } = kept
  if (isGuarded(kept) || endsInside(kept, owner)) return false
  return usesOf(sourceCode, owner).calls.some((call) => {
    const by = ownerOf(call)
    const name = isFunction(by) ? nameOfFunction(sourceCode, by) : undefined
    if (!isFunction(by)) return false
    const isAgain = name === undefined ? isRunByChanges(sourceCode, by, call) : isRepeating(name) || isBegunBySetting(sourceCode, by, name, call) || (isThereFromStart(kept, by) && !isStarting(name))
    if (!isAgain) return false
    if (isRunByEnd(kept, by) || isRunByEnd(kept, owner)) return false
    const all = [...accesses.reads, ...accesses.drops]
    return !reachedFrom(sourceCode, by).some((each) => !isInside(spawn.call, each) && all.some((at) => isInside(at, each)))
  })
}

/** `watcher.on('change', () => this.start())`: each change of something begins it, whatever it is. */
function isRunByChanges(sourceCode: SourceCode, by: FunctionNode, call: Node): boolean {
  return testsBefore(sourceCode, by, call) === 0
    && handingsOf(sourceCode, by).some(({ timing, event, at }) => timing !== 'now' && timing !== 'once' && isCall(at) && changeEvents.test(event ?? nameAtEnd(at.callee) ?? ''))
}

/** Whatever the setting is, or whenever it is another one, it begins: no other condition leads there. */
function isBegunBySetting(sourceCode: SourceCode, by: FunctionNode, name: string, call: Node): boolean {
  if (by.params.length === 0) return false
  return isToldAgain(sourceCode, by, call) ? testsBefore(sourceCode, by, call) === 1 : isTelling(name) && testsBefore(sourceCode, by, call) === 0
}

/** `child.kill(); boot()`: whoever calls it in a function looks at what is there first. */
function isSeenToByCallers({ sourceCode, accesses }: Kept, owner: FunctionNode): boolean {
  const calls = usesOf(sourceCode, owner).calls.filter((call) => isFunction(ownerOf(call)))
  const touched = [...accesses.reads, ...accesses.drops]
  return calls.length > 0 && !escapes(sourceCode, owner) && calls.every((call) => touched.some((at) => at.range[0] < call.range[0] && isInside(at, ownerOf(call))))
}

/** Whether only constructors call it: it runs once for each object. */
function isPartOfMaking(sourceCode: SourceCode, owner: FunctionNode): boolean {
  if (isExported(sourceCode, owner) || escapes(sourceCode, owner)) return false
  const callers = usesOf(sourceCode, owner).calls.map((call) => ownerOf(call))
  return callers.length > 0 && callers.every((by) => isFunction(by) && (memberOf(by)?.kind === 'constructor' || isConstructorFunction(sourceCode, by)))
}

/** Its end empties the place: each is let go of when it is done. */
export function letsGo({ sourceCode, spawn, accesses, uses }: Kept): boolean {
  return uses.some((use) => use.event !== undefined && isFatal(spawn.model, use.event) && accesses.drops.some((drop) => isListener(sourceCode, use, drop)))
}

/** A hook makes one for every test, and only a hook that runs once ends one. */
function endsOnlyAfterAll({ sourceCode, uses }: Kept): boolean {
  const ends = uses.filter(({ does }) => does === 'end')
  return ends.length > 0 && ends.every(({ at }) => {
    const owner = ownerOf(at)
    return isFunction(owner) && timesOf(sourceCode, owner).hook?.isLast === true
  })
}

/** The function ends it itself, at once or later. */
function endsInside({ uses }: Kept, owner: Node): boolean {
  return uses.some(({ does, at }) => (does === 'end' || does === 'detach') && isInside(at, owner))
}

/** Whether the function looks at the place before it makes another, itself or through what it calls. */
export function isGuarded({ sourceCode, spawn, accesses }: Kept): boolean {
  const owner = starterOf(sourceCode, spawn.call)
  const isBefore = (node: Node): boolean => node.range[0] < spawn.call.range[0] && isInside(node, owner)
  if (accesses.reads.some(isBefore) || isConditional(spawn)) return true
  const called = nodesOf(sourceCode).calls.filter(isBefore).map((call) => calledFunction(sourceCode, call)).filter((each) => each !== undefined && each !== owner)
  return called.some((each) => each && reachedFrom(sourceCode, each).some((inner) => accesses.reads.some((read) => isInside(read, inner))))
}

/** Whether work is sent to the one that is there, made now or before: after `if (!this.child) this.child = fork(…)`, or after a call of what looks and makes it. */
export function isUsedAgain(kept: Kept): boolean {
  const { sourceCode, spawn, uses } = kept
  const owner = starterOf(sourceCode, spawn.call)
  if (!isFunction(owner) || !isGuarded(kept)) return false
  const branch = branchAround(spawn)
  const makes = (at: Node): boolean => nodesOf(sourceCode).calls.some((call) => ownerOf(call) === ownerOf(at) && call.range[0] < at.range[1] && calledFunction(sourceCode, call) === owner)
  return uses.some(({ does, at }) => does === 'talk' && (ownerOf(at) === owner ? branch !== undefined && !isInside(at, branch) && at.range[0] > branch.range[0] : makes(at)))
}

/** What is run only where there is none yet: `if (!place) { … }`, `place ??= …`. */
function branchAround({ call }: Spawn): Node | undefined {
  for (let child: Node = call, at: Node | undefined = call.parent; at && !isFunction(at); child = at, at = at.parent) {
    if ((at.type === 'AssignmentExpression' && at.operator !== '=') || (at.type === 'IfStatement' && at.consequent === child)) return child
  }
  return undefined
}

/** `place ??= new Worker()`, or the place is tested around it. */
function isConditional({ call }: Spawn): boolean {
  for (let at: Node | undefined = call.parent; at && !isFunction(at); at = at.parent) {
    if (at.type === 'AssignmentExpression' && at.operator !== '=') return true
  }
  return false
}
