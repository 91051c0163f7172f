import type { SpawnModel } from '../../knowledge/schema.ts'
import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type ClassNode, type FunctionNode, isFunction, isInCatch, isInside, keyName, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { denote } from '../resolve/denote.ts'
import { callersOf, nameOf, returnsOf } from '../resolve/functions.ts'
import type { Use } from './deeds.ts'
import { trailFrom, usesOfReads } from './follow.ts'
import { accessesOf } from './places.ts'
import type { Spawn } from './spawns.ts'

interface Method {
  readonly name: string
  readonly by: FunctionNode
}

/**
 * The calls of this file that make an owner of the handle: `new` of the class that keeps it in a field, calls of the
 * function that returns an object around it. Making the owner makes the handle, and a method of the owner ends it.
 */
export function ownersOf(sourceCode: SourceCode, spawn: Spawn): readonly Spawn[] {
  const keep = spawn.trail.uses.find(({ does }) => does === 'keep')
  const root = keep?.place?.location.root
  if (keep?.place && root?.kind === 'this') return instancesOf(sourceCode, spawn, keep, root.of)
  return keep ? [] : objectsAround(sourceCode, spawn)
}

function instancesOf(sourceCode: SourceCode, spawn: Spawn, { place }: Use, of: ClassNode): readonly Spawn[] {
  if (!place || !isMadeWith(sourceCode, spawn, of)) return []
  const accesses = accessesOf(sourceCode, place)
  const uses = accesses && usesOfReads(sourceCode, spawn.model, accesses.reads, place.isElement)
  const ends = uses?.filter(({ does }) => does === 'end') ?? []
  const methods = of.body.body.flatMap((element): Method[] => {
    const name = element.type === 'MethodDefinition' && !element.static && element.kind === 'method' ? keyName(element) : undefined
    const by = element.type === 'MethodDefinition' && isFunction(element.value) ? element.value : undefined
    return name !== undefined && by && endsIn(sourceCode, by, ends) ? [{ name, by }] : []
  })
  if (methods.length === 0) return []
  const made = nodesOf(sourceCode).calls.filter((call) => call.type === 'NewExpression' && !isInside(call, of) && isClassOf(sourceCode, call, of))
  return made.map((call) => owned(sourceCode, spawn, call, methods, nameOf(sourceCode, of)?.name))
}

function isClassOf(sourceCode: SourceCode, call: Call, of: ClassNode): boolean {
  const target = denote(sourceCode, unwrap(call.callee))
  return target?.kind === 'class' && target.node === of
}

/** Whether an instance has the handle from the start. */
function isMadeWith(sourceCode: SourceCode, { call }: Spawn, of: ClassNode): boolean {
  const constructor = of.body.body.find((element) => element.type === 'MethodDefinition' && element.kind === 'constructor')
  if (!isFunction(ownerOf(call)) || ownerOf(call) === ownerOf(of)) return true // a field's initialiser
  const body = constructor?.type === 'MethodDefinition' && isFunction(constructor.value) ? constructor.value : undefined
  return body !== undefined && reachedFrom(sourceCode, body).some((each) => isInside(call, each))
}

/** Whether a method is there to end the handle: one that works with it and ends it where that has failed is not. */
function endsIn(sourceCode: SourceCode, by: FunctionNode, ends: readonly Use[]): boolean {
  const reached = ends.length > 0 ? reachedFrom(sourceCode, by) : []
  return ends.some(({ at }) => !isInCatch(at, by) && reached.some((each) => isInside(at, each)))
}

/** `return { run() {…}, close() { worker.terminate() } }`. */
function objectsAround(sourceCode: SourceCode, spawn: Spawn): readonly Spawn[] {
  const { uses, anchor } = spawn.trail
  const factory = ownerOf(anchor)
  if (!isFunction(factory) || factory.generator || uses.some(({ does }) => does === 'give' || does === 'return')) return []
  const returned = returnsOf(sourceCode, factory).map((each) => unwrap(each))
  const [object, another] = returned
  if (object?.type !== 'ObjectExpression' || another) return []
  const ends = uses.filter(({ does }) => does === 'end')
  const methods = object.properties.flatMap((property): Method[] => {
    const name = property.type === 'Property' ? keyName(property) : undefined
    const by = property.type === 'Property' ? functionAt(sourceCode, property.value) : undefined
    return name !== undefined && by && endsIn(sourceCode, by, ends) ? [{ name, by }] : []
  })
  return methods.length === 0 ? [] : callersOf(sourceCode, factory).map((call) => owned(sourceCode, spawn, call, methods, nameOf(sourceCode, factory)?.name))
}

function functionAt(sourceCode: SourceCode, value: Node): FunctionNode | undefined {
  const target = denote(sourceCode, value)
  return target?.kind === 'function' ? target.node : undefined
}

function owned(sourceCode: SourceCode, { model, isLimited }: Spawn, call: Call, methods: readonly Method[], maker: string | undefined): Spawn {
  const { id, spawn, idle, noun } = model
  const through: SpawnModel = {
    id,
    spawn,
    idle,
    kind: 'pool',
    noun: maker === undefined ? noun : `${noun} of \`${maker}\``,
    ends: methods.map(({ name }) => name),
    endIsAsync: methods.every(({ by }) => by.async),
  }
  return { call, model: through, isLimited, trail: trailFrom(sourceCode, through, call) }
}
