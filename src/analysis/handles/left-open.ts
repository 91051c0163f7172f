import { isEnding, isResting } from '../../knowledge/lifecycles.ts'
import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, type FunctionNode, isInside, keyName, type Node, ownerOf, unwrap, walk, walkOwn } from '../../utils/syntax.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { onlyValue, type Variable, variableOf } from '../resolve/bindings.ts'
import { superOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { locationOf } from '../resolve/location.ts'
import { membersOf } from '../resolve/members.ts'
import { functionBehind } from '../resolve/receiver.ts'
import type { Fault } from './faults.ts'
import type { Kept } from './keeping.ts'
import type { Spawn } from './spawns.ts'

// Ends that take the place of the right one, or stand beside the handle, and leave it running.

/** A subclass of the file has an end of its own in place of the one that ends the handle, and does not call that. */
export function overridden(kept: Kept, of: ClassNode): Fault | undefined {
  const { sourceCode, spawn, place, uses } = kept
  const [field] = place.location.path
  if (place.isElement || field === undefined) return undefined
  const ends = uses.filter(({ does }) => does === 'end' || does === 'detach')
  const starter = ownerOf(spawn.call)
  for (const heir of nodesOf(sourceCode).classes) {
    const parent = heir.superClass ? superOf(sourceCode, heir) : undefined
    if (parent?.kind !== 'class' || parent.node !== of) continue
    const own = membersOf(sourceCode, heir)
    // It uses the handle itself, or begins in its own way.
    if ((own.get(field)?.uses.length ?? 0) > 0 || [...own].some(([name, { method }]) => method && membersOf(sourceCode, of).get(name)?.method === starter)) continue
    for (const [name, { method: by }] of own) {
      const above = isEnding(name) ? membersOf(sourceCode, of).get(name)?.method : undefined
      if (!by || !above || callsSuper(sourceCode, heir, name) || !reachedFrom(sourceCode, above).some((each) => ends.some(({ at }) => isInside(at, each)))) continue
      const reached = reachedFrom(sourceCode, by)
      if (reached.includes(above) || uses.some(({ does, at }) => does !== 'touch' && reached.some((each) => isInside(at, each)))) continue
      return { kind: 'forgotten', spawn, place, by, name: heir.id ? `${heir.id.name}.${name}` : name, drops: undefined, isInherited: true }
    }
  }
  return undefined
}

/** Whether anything in a class calls what it has overridden. */
function callsSuper(sourceCode: SourceCode, heir: ClassNode, name: string): boolean {
  let calls = false
  walk(sourceCode, heir.body, (node) => {
    calls ||= node.type === 'MemberExpression' && node.object.type === 'Super' && (keyName(node) ?? name) === name
    return !calls
  })
  return calls
}

/** What goes on by itself. */
const LIVING: ReadonlySet<string> = new Set(['worker', 'process'])

/**
 * `return { ask: (text) => worker.postMessage(text), close() { waiting.clear() } }`: the object that a function returns has the
 * handle work, and its end leaves it running.
 */
export function leftByReturned(sourceCode: SourceCode, spawn: Spawn, owner: FunctionNode): Fault | undefined {
  const { uses } = spawn.trail
  if (!LIVING.has(spawn.model.kind) || spawn.isLimited || uses.some(({ does, listener }) => does === 'end' || does === 'detach' || does === 'keep' || does === 'give' || does === 'return' || (does === 'join' && !listener))) return undefined
  const declared = spawn.call.parent
  const location = declared?.type === 'VariableDeclarator' && declared.id.type === 'Identifier' ? locationOf(sourceCode, declared.id) : undefined
  const [returned, other] = returnsOf(sourceCode, owner).map((each) => unwrap(onlyValue(sourceCode, each) ?? each))
  if (!location || returned?.type !== 'ObjectExpression' || other || returned.properties.some(({ type }) => type === 'SpreadElement')) return undefined
  const methods = returned.properties.flatMap((each): [string, FunctionNode][] => {
    const name = each.type === 'Property' ? keyName(each) : undefined
    const fn = each.type === 'Property' ? functionBehind(sourceCode, each.value) : undefined
    return name !== undefined && fn ? [[name, fn]] : []
  })
  const all = methods.filter(([name]) => isEnding(name))
  const final = all.filter(([name]) => !isResting(name))
  const serves = methods.some(([name, fn]) => !isEnding(name) && touches(sourceCode, fn, uses.filter(({ does }) => does === 'talk').map(({ at }) => at)))
  for (const [name, by] of serves ? (final.length > 0 ? final : all) : []) {
    if (touches(sourceCode, by, uses.map(({ at }) => at)) || sharesWhatIsGiven(sourceCode, spawn, by)) continue
    return { kind: 'forgotten', spawn, place: { location, isElement: false }, by, name, drops: undefined }
  }
  return undefined
}

function touches(sourceCode: SourceCode, by: FunctionNode, places: readonly Node[]): boolean {
  return reachedFrom(sourceCode, by).some((each) => places.some((at) => isInside(at, each)))
}

/** Whether the end touches what the handle has been given: a port, memory, a signal may tell it to end. */
function sharesWhatIsGiven(sourceCode: SourceCode, { call, trail }: Spawn, by: FunctionNode): boolean {
  const given = new Set([call, ...trail.uses.flatMap(({ does, call: talk }) => (does === 'talk' && talk ? [talk] : []))].flatMap(({ arguments: list }) => list).flatMap((each) => [...variablesIn(sourceCode, each, true)]))
  return reachedFrom(sourceCode, by).some((each) => [...variablesIn(sourceCode, each.body)].some((variable) => given.has(variable)))
}

/** The variables that code mentions; of what is given, those that are given as a whole: `task.path` is a copy. */
function variablesIn(sourceCode: SourceCode, root: Node, isWhole = false): ReadonlySet<Variable> {
  const found = new Set<Variable>()
  walkOwn(sourceCode, root, (node) => {
    const variable = node.type === 'Identifier' && !(isWhole && node.parent.type === 'MemberExpression' && node.parent.object === node) ? variableOf(sourceCode, node) : undefined
    if (variable && variable.defs.length > 0) found.add(variable)
  })
  return found
}
