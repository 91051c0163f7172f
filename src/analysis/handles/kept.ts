import { componentClasses, componentDecorators, disposeSymbols, isEnding, isRepeating, isResting, isResuming, isSetting, isStarting, mountSections } from '../../knowledge/lifecycles.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walk } from '../../utils/syntax.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { isNothing } from '../resolve/bindings.ts'
import { apiOf, superOf } from '../resolve/denote.ts'
import { callersOf, escapes, memberOf } from '../resolve/functions.ts'
import { type Holder, methodsOfHolder } from '../resolve/holders.ts'
import { isKind } from '../resolve/kin.ts'
import { locationOf } from '../resolve/location.ts'
import { membersOf } from '../resolve/members.ts'
import { roleOf } from '../roles/role.ts'
import { timesOf } from '../roles/times.ts'
import { isSlotOfInstance, PER_INSTANCE } from './components.ts'
import { cutOff } from './cut-off.ts'
import type { Place, Use } from './deeds.ts'
import { isListener } from './failing.ts'
import type { Fault } from './faults.ts'
import { usesOfReads } from './follow.ts'
import { isRunBy, type Kept, withUses } from './keeping.ts'
import { overridden } from './left-open.ts'
import { letGoWhenAnswered } from './let-go.ts'
import { faultOfListeners } from './listeners.ts'
import { endsItself, hangs, servesOn } from './needs.ts'
import { shownOnce } from './pictures.ts'
import { type Accesses, accessesOf, mayBeInherited } from './places.ts'
import { isGuarded, isUsedAgain, letsGo, replaced } from './replaced.ts'
import { type Spawn, spawnsOf } from './spawns.ts'
import { takenOut } from './taken-out.ts'
import { isToldAgain } from './told-again.ts'
import { nameOfFunction, unawaitedEnd } from './unawaited.ts'

/** What goes wrong with a handle that outlives the function that made it, by the class, module or component that keeps it. */
export function faultOfKept(sourceCode: SourceCode, spawn: Spawn, place: Place): Fault | undefined {
  if (spawn.model.kind === 'url') return shownOnce(sourceCode, spawn, place) ?? replacedAddress(sourceCode, spawn, place)
  if (spawn.isLimited) return undefined
  const accesses = accessesOf(sourceCode, place)
  const uses = accesses && usesOfPlace(sourceCode, spawn, place, accesses)
  if (!uses) return undefined
  if (uses.some(({ does }) => does === 'give')) return takenOut(sourceCode, spawn, place, accesses.reads, uses)
  if (isMixed(sourceCode, spawn, place, accesses)) return undefined
  const kept: Kept = { sourceCode, spawn, place, accesses, uses }
  const { root } = place.location
  if (uses.some(({ does }) => does === 'end' || does === 'detach')) return unawaitedEnd(sourceCode, spawn, uses) ?? replaced(kept) ?? cutOff(kept) ?? letGoWhenAnswered(kept) ?? takenOut(sourceCode, spawn, place, accesses.reads, uses) ?? settledOpen(kept) ?? (root.kind === 'this' ? overridden(kept, root.of) ?? (isEndedOnlyAfterError(kept) ? faultOfField(kept, root.of) : undefined) : undefined)
  const cut = uses.some(({ does }) => does === 'join') ? undefined : cutOff(kept)
  if (cut) return cut
  if (root.kind === 'this') return faultOfField(kept, root.of)
  return root.kind === 'object' ? faultOfHolder(kept, root.of) : faultOfVariable(kept)
}

/** `this.url = URL.createObjectURL(file)` for each file, where the last address is revoked in the end: those before it never are. */
function replacedAddress(sourceCode: SourceCode, spawn: Spawn, place: Place): Fault | undefined {
  const accesses = accessesOf(sourceCode, place)
  const uses = accesses && usesOfPlace(sourceCode, spawn, place, accesses)
  if (!uses || !uses.some(({ does }) => does === 'end') || isMixed(sourceCode, spawn, place, accesses)) return undefined
  return replaced({ sourceCode, spawn, place, accesses, uses })
}

/** `this.worker.onerror = () => this.worker.terminate()`: nothing else ends it, and it may well go without an error. */
function isEndedOnlyAfterError({ sourceCode, uses }: Kept): boolean {
  const failures = uses.filter(({ event }) => event === 'error')
  return failures.length > 0 && uses.every(({ does, at }) => (does !== 'end' && does !== 'detach') || failures.some((each) => isListener(sourceCode, each, at)))
}

/** Only the function that makes it ends it, in its listeners, and one of them settles the promise without that. */
function settledOpen({ sourceCode, spawn, place, uses }: Kept): Fault | undefined {
  const owner = ownerOf(spawn.call)
  const ends = uses.filter(({ does }) => does === 'end')
  if (!isFunction(owner) || place.isElement || ends.length === 0 || !uses.every(({ at }) => isInside(at, owner))) return undefined
  return faultOfListeners(sourceCode, withUses(spawn, uses), owner, uses.filter(({ does }) => does === 'end' || does === 'join' || does === 'detach'))
}

/** Whether the place also holds what came from elsewhere, and who owns that is not for this file to say. */
function isMixed(sourceCode: SourceCode, { call }: Spawn, { isElement }: Place, { reads, writes }: Accesses): boolean {
  for (let child: Node = call, at: Node | undefined = child.parent; at && !isFunction(at); child = at, at = at.parent) {
    const other = at.type === 'LogicalExpression' ? (at.right === child ? at.left : undefined) : at.type === 'ConditionalExpression' ? (at.consequent === child ? at.alternate : at.consequent) : undefined
    if (other && !isNothing(other) && !isCall(unwrap(other)) && !reads.includes(unwrap(other))) return true
  }
  return !isElement && writes.some((each) => !keptAt(sourceCode).has(each))
}

/** Where the file puts what it starts. */
const keptAt = perFile((sourceCode) => new Set(spawnsOf(sourceCode).flatMap(({ trail }) => trail.uses.filter(({ does }) => does === 'keep').map(({ at }) => at))))

/** How many methods a kept handle is returned by. */
const MOST_GETTERS = 3

function usesOfPlace(sourceCode: SourceCode, spawn: Spawn, place: Place, { reads }: Accesses): readonly Use[] | undefined {
  const uses: Use[] = []
  let from: readonly Node[] = reads
  let first: readonly Use[] = spawn.trail.uses.filter(({ does }) => does !== 'keep')
  for (let round = 0; round < MOST_GETTERS; round++) {
    const found = [...first, ...usesOfReads(sourceCode, spawn.model, from, round === 0 && place.isElement)]
    first = []
    uses.push(...found.filter(({ does }) => does !== 'return'))
    const getters = found.filter(({ does }) => does === 'return').map(({ at, isWhole }) => (isWhole ? ownerOf(at) : undefined))
    if (getters.length === 0) return uses
    const reached = getters.map((each) => (each && isFunction(each) ? readsThrough(sourceCode, each) : undefined))
    if (reached.includes(undefined)) return undefined
    from = reached.flatMap((each) => each ?? [])
  }
  return undefined
}

/** The expressions that yield what a function returns; undefined where others may call it. An accessor is used where its class is. */
function readsThrough(sourceCode: SourceCode, getter: FunctionNode): readonly Node[] | undefined {
  const member = memberOf(getter)
  if (member?.kind === 'get') return membersOf(sourceCode, member.owner).get(member.name)?.uses ?? []
  return escapes(sourceCode, getter) && !member?.name.startsWith('_') ? undefined : callersOf(sourceCode, getter)
}

// ---------------------------------------------------------------- fields

function faultOfField(kept: Kept, of: ClassNode): Fault | undefined {
  const { sourceCode, spawn, place, uses } = kept
  if (mayBeInherited(sourceCode, of, place.location.path[0] ?? '')) return undefined
  const ends = endsOf(sourceCode, of)
  const fault = forgottenByAny(kept, ends, methodsOf(of))
  if (fault) return fault
  if (ends.length > 0 || uses.some(({ does }) => does === 'join') || roleOf(sourceCode).program === 'test') return undefined
  const stays = !endsItself(sourceCode, withUses(spawn, uses))
  if (stays && isComponent(sourceCode, of)) return { kind: 'kept', spawn, place, times: undefined }
  // Nothing of the class ends one, and a setting that is changed, or what begins once more, makes the next.
  const owner = ownerOf(spawn.call)
  const name = isFunction(owner) ? nameOfFunction(sourceCode, owner) : undefined
  return isFunction(owner) && name !== undefined && (stays ? spawn.model.kind === 'worker' : servesOn(sourceCode, withUses(spawn, uses))) && (isSetting(name) || isRepeating(name) || isStarting(name) || isToldAgain(sourceCode, owner, spawn.call)) ? replaced(kept) : undefined
}

/** What a constructor function makes, or an object of methods; a component of Vue is one, of which there are many. */
function faultOfHolder(kept: Kept, of: Holder): Fault | undefined {
  const { sourceCode, spawn, place, uses } = kept
  const ends = endsOfHolder(sourceCode, of)
  const fault = forgottenByAny(kept, ends, [...methodsOfHolder(sourceCode, of)])
  if (fault || ends.length > 0 || !('properties' in of) || roleOf(sourceCode).program === 'test') return fault
  const isComponent = of.properties.some((each) => each.type === 'Property' && mountSections.has(keyName(each) ?? ''))
  return isComponent && !endsItself(sourceCode, withUses(spawn, uses)) && !uses.some(({ does }) => does === 'join') ? { kind: 'kept', spawn, place, times: PER_INSTANCE } : undefined
}

interface End {
  readonly by: FunctionNode
  readonly name: string
}

/** The methods of a class that end what it has begun; where it has none, those that it inherits in this file. */
function endsOf(sourceCode: SourceCode, of: ClassNode): readonly End[] {
  const seen = new Set<ClassNode>()
  for (let at: ClassNode | undefined = of; at && !seen.has(at); ) {
    seen.add(at)
    const ends = ownEndsOf(sourceCode, at)
    if (ends.length > 0) return ends
    const parent = superOf(sourceCode, at)
    at = parent?.kind === 'class' ? parent.node : undefined
  }
  return []
}

/** The same for what a constructor function makes. */
function endsOfHolder(sourceCode: SourceCode, of: Holder): readonly End[] {
  return [...methodsOfHolder(sourceCode, of)].flatMap(([name, by]) => (isEnding(name) ? [{ by, name }] : []))
}

function ownEndsOf(sourceCode: SourceCode, of: ClassNode): readonly End[] {
  return of.body.body.flatMap((element): End[] => {
    if ((element.type !== 'MethodDefinition' && element.type !== 'PropertyDefinition') || element.static || !element.value || !isFunction(element.value)) return []
    if (element.type === 'MethodDefinition' && element.kind !== 'method') return []
    const by = element.value
    if (by.body.type === 'BlockStatement' && by.body.body.length === 0) return []
    const name = keyName(element)
    if (name === undefined) return element.computed && disposeSymbols.has(apiOf(sourceCode, element.key) ?? '') ? [{ by, name: `[${sourceCode.getText(element.key)}]` }] : []
    return isEnding(name) ? [{ by, name }] : []
  })
}

type Method = readonly [name: string, fn: FunctionNode]

function methodsOf(of: ClassNode): readonly Method[] {
  return of.body.body.flatMap((element): Method[] => {
    const name = element.type === 'MethodDefinition' || element.type === 'PropertyDefinition' ? keyName(element) : undefined
    return name !== undefined && 'value' in element && element.value && isFunction(element.value) ? [[name, element.value]] : []
  })
}

/** Those after which nobody needs it: `stop` only rests it beside an end for good, or beside a `start` that goes on with what another method has made. */
function lastOf({ sourceCode, spawn }: Kept, ends: readonly End[], methods: readonly Method[]): readonly End[] {
  const final = ends.filter(({ name }) => !isResting(name))
  if (final.length > 0 || ends.length === 0) return final
  const resuming = methods.filter(([name]) => isResuming(name))
  const isMadeAnew = resuming.some(([, fn]) => reachedFrom(sourceCode, fn).some((each) => isInside(spawn.call, each)))
  return resuming.length > 0 && !isMadeAnew ? [] : ends
}

/** The fault of the first end that leaves it running; undefined where none does. */
function forgottenByAny(kept: Kept, ends: readonly End[], methods: readonly Method[]): Fault | undefined {
  for (const end of lastOf(kept, ends, methods)) {
    const fault = forgottenBy(kept, end)
    if (fault) return fault
  }
  return undefined
}

function forgottenBy(kept: Kept, { by, name }: End): Fault | undefined {
  const { sourceCode, spawn, place, accesses, uses } = kept
  const reached = reachedFrom(sourceCode, by)
  const isIn = (node: Node): boolean => reached.some((each) => isInside(node, each))
  // It is told to end. What is said in a channel, the others hear.
  if (spawn.model.kind !== 'channel' && uses.some((use) => use.does === 'talk' && isIn(use.at))) return undefined
  const drops = accesses.drops.find(isIn) ?? uses.find((use) => use.does === 'drop' && isIn(use.at))?.at
  const joins = uses.filter(({ does }) => does === 'join')
  if (joins.some((use) => isIn(use.at) || isRunBy(sourceCode, use, by))) return undefined // it waits for the end, or runs because of it
  const isWaitedFor = joins.length > 0 && !(isService(kept) && !isToldThrough(kept, reached))
  if (drops === undefined && (isWaitedFor || (endsItself(sourceCode, withUses(spawn, uses)) && !servesOn(sourceCode, withUses(spawn, uses))))) return undefined
  return { kind: 'forgotten', spawn, place, by, name, drops }
}

/** Whether it serves until somebody ends it: other methods send it work, and who listens to its end only wants to know of it. */
function isService(kept: Kept): boolean {
  const { spawn, uses } = kept
  const owner = ownerOf(spawn.call)
  const isServing = uses.some(({ does, at }) => does === 'talk' && !isInside(at, owner))
  return ((isServing && !letsGo(kept)) || isUsedAgain(kept)) && uses.every(({ does, listener, event }) => does !== 'join' || (listener !== undefined && event !== undefined))
}

/** Whether code touches what the handle has been given: a port, a stream, a signal or a flag may tell it to end. */
function isToldThrough({ sourceCode, spawn, uses }: Kept, reached: readonly Node[]): boolean {
  const calls = [spawn.call, ...uses.flatMap(({ does, call }) => (does === 'talk' && call ? [call] : []))]
  const given = new Set(calls.flatMap((call) => call.arguments).flatMap((argument) => placesIn(sourceCode, argument)))
  return given.size > 0 && reached.some((each) => placesIn(sourceCode, each).some((key) => given.has(key)))
}

function placesIn(sourceCode: SourceCode, root: Node): readonly string[] {
  const keys: string[] = []
  walk(sourceCode, root, (node) => {
    if (node.type !== 'MemberExpression' && node.type !== 'Identifier') return
    const location = locationOf(sourceCode, node)
    if (location && location.root.kind !== 'api' && (location.root.kind !== 'this' || location.path.length > 0)) keys.push(location.key)
  })
  return keys
}

function isComponent(sourceCode: SourceCode, of: ClassNode): boolean {
  return isKind(sourceCode, of, componentClasses, componentDecorators)
}

// ---------------------------------------------------------------- variables

function faultOfVariable(kept: Kept): Fault | undefined {
  const { sourceCode, spawn, place, accesses, uses } = kept
  const times = timesOf(sourceCode, ownerOf(spawn.call))
  for (const by of nodesOf(sourceCode).functions) {
    const name = nameOfFunction(sourceCode, by)
    const drops = name !== undefined && isEnding(name) && (accesses.drops.some((each) => isInside(each, by)) || uses.some((use) => use.does === 'drop' && isInside(use.at, by)))
    const fault = drops ? forgottenBy(kept, { by, name }) : undefined
    if (fault) return fault
  }
  if (uses.some(({ does }) => does === 'join') || endsItself(sourceCode, withUses(spawn, uses))) return undefined
  if (times.runs !== 'test' && isSlotOfInstance(sourceCode, place)) return { kind: 'kept', spawn, place, times: times.hook ? times : PER_INSTANCE }
  if (isGuarded(kept)) return undefined
  if (times.hook?.runs === 'each' || (times.hook?.runs === 'whole' && hangs(sourceCode, spawn))) return { kind: 'kept', spawn, place, times }
  return times.runs === 'many' && roleOf(sourceCode).program !== 'test' ? { kind: 'replaced', spawn, place } : undefined
}
