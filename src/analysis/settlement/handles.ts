import type { TSESTree } from '@typescript-eslint/utils'

import { adding } from '../../knowledge/collections.ts'
import { handleAt } from '../../knowledge/index.ts'
import { beforeItsCode, type Life, lifeOf } from '../../knowledge/lives.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import { groupBy } from '../../utils/group.ts'
import { calledName, membersNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, classAround, type ClassNode, classOfThis, type FunctionNode, isCall, isFunction, isInside, literalText, type Node, ownerOf, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { usesOf as callsOf } from '../callbacks/uses.ts'
import type { Use } from '../handles/deeds.ts'
import { trailFrom, trailOfVariable, usesOfReads } from '../handles/follow.ts'
import { accessesOf, mayBeInherited } from '../handles/places.ts'
import { spawnModelOf, spawnsOf } from '../handles/spawns.ts'
import type { Trail } from '../handles/trail.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote, pathOf, superOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { callersOf, escapes, memberOf } from '../resolve/functions.ts'
import { isMethodOfHolder } from '../resolve/holders.ts'
import { locationOf } from '../resolve/location.ts'
import { classOfObject } from '../resolve/members.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** A worker, process or member of a cluster, with all that this file does with it, wherever it is kept. */
export interface Handle {
  readonly model: SpawnModel
  readonly life: Life
  /** The call that starts it; undefined where it arrives from elsewhere. */
  readonly call: Call | undefined
  readonly uses: readonly Use[]
  readonly variables: ReadonlySet<Variable>
  /** The keys of the places it is kept in. */
  readonly places: ReadonlySet<string>
  /** Who may listen to it: this file alone; whoever looks into an object of this file that holds it; anybody. */
  readonly heardBy: 'file' | 'object' | 'anybody'
}

const models = spawns.filter(({ id }) => lifeOf(id) !== undefined)
const roots = evidenceFrom(models.flatMap(({ spawn, handlePaths }) => [...spawn, ...(handlePaths ?? [])]))

/** Whether the file has to do with something that may end: one look. */
export function mayEnd(sourceCode: SourceCode): boolean {
  return mentions(sourceCode, roots)
}

/** All of them: those that the file starts in source order, then those that it is given. */
export const handlesOf = perFile((sourceCode): readonly Handle[] => {
  if (!mayEnd(sourceCode)) return []
  const started = spawnsOf(sourceCode).flatMap(({ call, model, trail }) => {
    const life = spawnModelOf(sourceCode, call) && lifeOf(model.id)
    return life ? [gathered(sourceCode, model, life, trail, call)] : []
  })
  return distinct(started, [...subclassesIn(sourceCode), ...parametersIn(sourceCode), ...fieldsIn(sourceCode)])
})

/**
 * What a method makes and returns, by each of its callers in this file: others may call it as well, and listen to what they are given;
 * that of this caller they do not get.
 */
export const madeForCallers = perFile((sourceCode): readonly Handle[] => {
  if (!mayEnd(sourceCode)) return []
  return spawnsOf(sourceCode).flatMap(({ call, model, trail }): readonly Handle[] => {
    const life = spawnModelOf(sourceCode, call) && lifeOf(model.id)
    const maker = life && makerOf(sourceCode, trail.uses, call)
    if (!life || !maker) return []
    return callsOf(sourceCode, maker).calls.map((caller) => gathered(sourceCode, model, life, { ...trail, uses: [...trail.uses.filter(({ does }) => does !== 'return'), ...trailFrom(sourceCode, model, caller).uses] }, call))
  })
})

/** The method, open to others, that does nothing with what it starts but listen to it and return it. */
function makerOf(sourceCode: SourceCode, uses: readonly Use[], call: Call): FunctionNode | undefined {
  const maker = ownerOf(call)
  const isHandedOut = uses.some(({ does, isWhole, at }) => does === 'return' && isWhole && ownerOf(at) === maker)
  return isHandedOut && isFunction(maker) && (memberOf(maker)?.kind === 'method' || isMethodOfHolder(sourceCode, maker)) && escapes(sourceCode, maker) ? maker : undefined
}

/** Those that are started, and of the others those that are none of them seen from another side: kept in the same place, or used in the same way. */
function distinct(started: readonly Handle[], others: readonly Handle[]): readonly Handle[] {
  const found: Handle[] = []
  const kept = new Set<Variable | string>()
  const usedBy = new Map<Node, Handle[]>()
  const add = (handle: Handle): void => {
    found.push(handle)
    for (const where of [...handle.variables, ...handle.places]) kept.add(where)
    for (const { at } of handle.uses) usedBy.set(at, [...(usedBy.get(at) ?? []), handle])
  }
  for (const each of started) add(each)
  for (const each of others) {
    const [use] = each.uses
    const alike = use ? (usedBy.get(use.at) ?? []) : found
    const isKnown = [...each.variables, ...each.places].some((where) => kept.has(where)) || alike.some(({ uses }) => each.uses.every(({ at }) => uses.some((other) => other.at === at)))
    if (!isKnown) add(each)
  }
  return found
}

// ---------------------------------------------------------------- gathering

/** How many places and factories one handle passes through. */
const MOST_PLACES = 8

/** All uses of a handle: along its trail, where it is kept, at the callers of a factory that returns it, in its own class. */
function gathered(sourceCode: SourceCode, model: SpawnModel, life: Life, trail: Trail, call: Call | undefined): Handle {
  const uses: Use[] = []
  const variables = new Set(trail.variables)
  const places = new Set<string>()
  const factories = new Set<Node>()
  let heardBy: Handle['heardBy'] = call ? 'file' : 'anybody'
  const wider = (by: Handle['heardBy']): void => {
    if (heardBy !== 'anybody') heardBy = by
  }
  const handedOn: Use[] = []
  const queue: Use[] = [...trail.uses, ...calledBack(model, life, call)]
  const own = call?.type === 'NewExpression' ? denote(sourceCode, unwrap(call.callee)) : undefined
  if (own?.kind === 'class') queue.push(...usesOfThis(sourceCode, model, own.node))
  for (const use of queue) {
    uses.push(use)
    if (use.does === 'move' || (use.does === 'give' && !use.place)) handedOn.push(use)
    else if (use.place) {
      const { location } = use.place
      if (places.has(location.key)) continue
      places.add(location.key)
      const accesses = places.size <= MOST_PLACES ? accessesOf(sourceCode, use.place) : undefined
      if (!accesses || (location.root.kind === 'this' && mayBeInherited(sourceCode, location.root.of, location.path[0] ?? ''))) wider('anybody')
      if (accesses) queue.push(...usesOfReads(sourceCode, model, accesses.reads, use.place.isElement))
    } else if (use.does === 'return') {
      const factory = ownerOf(use.at)
      if (factories.has(factory)) continue
      factories.add(factory)
      if (!isFunction(factory) || !use.isWhole || factories.size > MOST_PLACES) {
        wider('anybody')
        continue
      }
      const through = callsByParameter(sourceCode, factory)
      if (!through && (escapes(sourceCode, factory) || memberOf(factory)?.kind === 'get')) wider('anybody')
      for (const caller of through ?? callersOf(sourceCode, factory)) {
        const found = trailFrom(sourceCode, model, caller)
        for (const variable of found.variables) variables.add(variable)
        queue.push(...found.uses)
      }
    }
  }
  for (const use of handedOn) if (!isLate(life, uses, use)) wider(isHeldByObject(use) ? 'object' : 'anybody')
  return { model, life, call, uses, variables, places, heardBy }
}

/** The calls of a function that a function of this file is given and does nothing with but call it, or call itself with it; undefined for others. */
function callsByParameter(sourceCode: SourceCode, fn: FunctionNode): readonly Call[] | undefined {
  const outer = wrapped(fn)
  const taken = parameterAt(sourceCode, outer)
  if (!taken) return undefined
  const calls: Call[] = []
  for (const { identifier } of taken.references) {
    const use = wrapped(identifier)
    if (isCall(use.parent) && use.parent.callee === use) calls.push(use.parent)
    else if (parameterAt(sourceCode, use) !== taken) return undefined
  }
  return calls
}

/** The parameter of a function of this file that an argument is given to. */
function parameterAt(sourceCode: SourceCode, argument: Node): Variable | undefined {
  const call = argument.parent
  if (!isCall(call) || call.callee === argument || call.arguments.some(({ type }) => type === 'SpreadElement')) return undefined
  const parameter = calledFunction(sourceCode, call)?.params[call.arguments.indexOf(argument as Call['arguments'][number])]
  return parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
}

/** Whoever gets it then gets it too late to hear that it could not be started: it has said something before. */
function isLate({ throwsUnheard, sendFails }: Life, uses: readonly Use[], { at }: Use): boolean {
  return throwsUnheard === true && sendFails === undefined && uses.some(({ call, event, does, listener }) => {
    const [first] = call?.arguments ?? []
    const name = event ?? (first && literalText(first))
    if (does === 'talk' || name === undefined || name === 'error' || name === beforeItsCode) return false
    return [...(call?.arguments ?? []), ...(listener ? [listener] : [])].some((each) => isFunction(each) && isInside(at, each))
  })
}

/** The function that is given to what starts it, and is called at its end. */
function calledBack({ joinCallback }: SpawnModel, { callback }: Life, call: Call | undefined): readonly Use[] {
  const last = callback !== undefined && joinCallback === 'last' ? call?.arguments.at(-1) : undefined
  if (!call || !last || callback === undefined) return []
  const isFunctionLike = isFunction(unwrap(last)) || (call.arguments.length > 1 && (last.type === 'Identifier' || last.type === 'MemberExpression'))
  return isFunctionLike ? [{ does: 'join', at: call, call, event: callback, listener: last }] : []
}

/** `{ worker, busy: false }`, which is kept in this file as far as one sees. */
function isHeldByObject({ at, to, call }: Use): boolean {
  if (call || (to && !adding.has(calledName(to) ?? ''))) return false
  const outer = wrapped(at)
  return outer.parent?.type === 'Property' && outer.parent.value === outer
}

function usesOfThis(sourceCode: SourceCode, model: SpawnModel, of: ClassNode): readonly Use[] {
  const found: Node[] = []
  const seen = new Set<ClassNode>()
  for (let at: ClassNode | undefined = of; at && !seen.has(at); ) {
    seen.add(at)
    const within: ClassNode = at
    walk(sourceCode, within.body, (node) => {
      if (node.type === 'ThisExpression' && classOfThis(node) === within) found.push(node)
    })
    const parent = superOf(sourceCode, at)
    at = parent?.kind === 'class' ? parent.node : undefined
  }
  return usesOfReads(sourceCode, model, found, false).filter(({ does }) => does === 'listen' || does === 'join' || does === 'end' || does === 'talk')
}

// ---------------------------------------------------------------- those that the file is given

function known(path: string | undefined): { readonly model: SpawnModel; readonly life: Life } | undefined {
  const model = path === undefined ? undefined : handleAt(path)
  const life = model && lifeOf(model.id)
  return life && { model, life }
}

/** Classes that are workers, whoever makes instances of them. */
function subclassesIn(sourceCode: SourceCode): readonly Handle[] {
  return nodesOf(sourceCode).classes.flatMap((of): Handle[] => {
    const found = of.superClass ? known(pathOf(sourceCode, { kind: 'object', node: of })) : undefined
    return found ? [{ ...found, call: undefined, uses: usesOfThis(sourceCode, found.model, of), variables: new Set(), places: new Set([`class:${String(of.range[0])}`]), heardBy: 'anybody' }] : []
  })
}

function parametersIn(sourceCode: SourceCode): readonly Handle[] {
  return nodesOf(sourceCode).functions.flatMap(({ params }) => params).flatMap((parameter): Handle[] => {
    const name = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter
    const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
    const found = variable && known(apiOf(sourceCode, name))
    if (!found) return []
    const handle = gathered(sourceCode, found.model, found.life, trailOfVariable(sourceCode, found.model, variable), undefined)
    return [parameter.type === 'TSParameterProperty' ? withField(sourceCode, handle, parameter, variable.name) : handle]
  })
}

/** `constructor(private readonly worker: Worker)`: what is done with the parameter, and with the field that it is as well. */
function withField(sourceCode: SourceCode, handle: Handle, parameter: TSESTree.TSParameterProperty, name: string): Handle {
  const of = classAround(parameter)
  const reads = of === undefined ? [] : membersNamed(sourceCode, name).filter((member) => classOfObject(sourceCode, member.object) === of)
  const [first] = reads
  const key = first && locationOf(sourceCode, first)?.key
  return { ...handle, uses: [...handle.uses, ...usesOfReads(sourceCode, handle.model, reads, false)], places: new Set([...handle.places, ...(key === undefined ? [] : [key])]) }
}

/** Fields that are declared to hold one. */
function fieldsIn(sourceCode: SourceCode): readonly Handle[] {
  const reads = nodesOf(sourceCode).members.filter((member) => member.object.type === 'ThisExpression' && known(apiOf(sourceCode, member)))
  return [...groupBy(reads, (read) => locationOf(sourceCode, read)?.key)].flatMap(([key, nodes]): Handle[] => {
    const found = known(apiOf(sourceCode, nodes[0] as Node))
    return found ? [{ ...found, call: undefined, uses: usesOfReads(sourceCode, found.model, nodes, false), variables: new Set(), places: new Set([key]), heardBy: 'anybody' }] : []
  })
}

/** Calls that send something to a handle: their callback says whether that could be sent. */
export const talksAt = perFile((sourceCode): ReadonlySet<Node> => new Set(handlesOf(sourceCode).flatMap(({ uses }) => uses.flatMap(({ does, call }) => (does === 'talk' && call ? [call] : [])))))
