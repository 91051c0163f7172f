import { sharedBuffers, sharedWhenAsked } from '../../knowledge/shared-memory.ts'
import { isLoop } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { isExportedVariable, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { memberOf, returnsOf } from '../resolve/functions.ts'
import { locationOf } from '../resolve/location.ts'
import { calledFunction } from '../resolve/receiver.ts'
import type { Access } from './access.ts'
import { holdsAtSites } from './callers.ts'
import { chainOf, publicationsOf } from './publication.ts'
import { isReceived } from './received.ts'

/**
 * Whether no other thread can see the memory yet at this access: it was made in the same function (or at module level)
 * and nothing has handed it on so far, or this is the constructor that fills its own field; or all calls that come here
 * stand at such a place.
 */
export function isBeforePublication(sourceCode: SourceCode, access: Access): boolean {
  if (access.view.root.kind === 'this') return isConstruction(sourceCode, access.owner)
  return holdsAtSites(sourceCode, { node: access.node, object: access.object }, ({ node, object }) => isUnseen(sourceCode, node, object))
}

/** Whether no other thread ever sees the memory: it is made here, and nothing hands it on. */
export function isNeverSeen(sourceCode: SourceCode, { object, view }: Access): boolean {
  if (view.root.kind !== 'variable') return false
  const { madeIn, published, fromOutside } = historyOf(sourceCode, object, view.key)
  return madeIn.size > 0 && !published && !fromOutside
}

function isUnseen(sourceCode: SourceCode, node: Node, object: Node): boolean {
  const place = locationOf(sourceCode, object)
  if (place?.root.kind !== 'variable') return false
  const owner = ownerOf(node)
  const { madeIn, published, fromOutside, first } = historyOf(sourceCode, object, place.key)
  if (fromOutside) return false
  if (!madeIn.has(owner)) return !published
  const before = first.get(owner)
  return !before || (node.range[1] <= before.range[0] && !sharesLoop(node, before))
}

// ---------------------------------------------------------------- construction

const CALLERS_DEPTH = 3

/** Whether the function is a constructor, or a method that constructors alone call. */
function isConstruction(sourceCode: SourceCode, owner: CodeOwner, depth = 0): boolean {
  if (!isFunction(owner)) return false
  const member = memberOf(owner)
  if (member?.kind === 'constructor') return true
  if (!member || depth >= CALLERS_DEPTH) return false
  const { calls, values } = usesOf(sourceCode, owner)
  return calls.length > 0 && values.every((value) => value === owner) && calls.every((call) => isConstruction(sourceCode, ownerOf(call), depth + 1))
}

// ---------------------------------------------------------------- making and publishing

interface History {
  /** The functions that make the memory. */
  readonly madeIn: ReadonlySet<CodeOwner>
  readonly published: boolean
  readonly fromOutside: boolean
  /** The first place where each function lets it out. */
  readonly first: ReadonlyMap<CodeOwner, Node>
}

const histories = perFile(() => new Map<string, History>())

/** What happens to the memory of a view, by the place that holds the view. */
function historyOf(sourceCode: SourceCode, view: Node, place: string): History {
  const known = histories(sourceCode).get(place)
  if (known) return known
  const chain = chainOf(sourceCode, view)
  const publications = chain.flatMap((variable) => publicationsOf(sourceCode, variable))
  const first = new Map<CodeOwner, Node>()
  for (const node of publications) {
    const owner = ownerOf(node)
    const earlier = first.get(owner)
    if (!earlier || node.range[0] < earlier.range[0]) first.set(owner, node)
  }
  const history = {
    madeIn: new Set(chain.flatMap((variable) => makingsOf(sourceCode, variable))),
    published: publications.length > 0 || chain.some(isExportedVariable),
    fromOutside: chain.some((variable) => comesFromOutside(sourceCode, variable)),
    first,
  }
  histories(sourceCode).set(place, history)
  return history
}

/** The functions that put memory made on the spot into the variable. */
function makingsOf(sourceCode: SourceCode, variable: Variable): CodeOwner[] {
  return (sourcesOf(sourceCode, variable) ?? []).flatMap((source) => (source.kind === 'value' && makes(sourceCode, source.value) ? [ownerOf(source.value)] : []))
}

const MAKERS_DEPTH = 4
const makers: ReadonlySet<string> = new Set([...sharedBuffers, ...sharedWhenAsked.keys()])

/** Whether the expression makes new memory, itself or in a function of this file that it calls. */
function makes(sourceCode: SourceCode, expression: Node, depth = 0): boolean {
  const value = unwrap(expression)
  if (depth > MAKERS_DEPTH) return false
  const below = (nodes: readonly (Node | null)[]) => nodes.some((each) => each !== null && makes(sourceCode, each, depth + 1))
  switch (value.type) {
    case 'NewExpression':
      return makers.has(apiOf(sourceCode, value.callee) ?? '') || below(value.arguments)
    case 'ObjectExpression':
      return below(value.properties.map((each) => (each.type === 'Property' ? each.value : null)))
    case 'ArrayExpression':
      return below(value.elements)
    case 'Identifier': {
      const variable = variableOf(sourceCode, value)
      const sources = depth > 0 && variable ? (sourcesOf(sourceCode, variable) ?? []) : []
      return sources.some((source) => source.kind === 'value' && ownerOf(source.value) === ownerOf(value) && makes(sourceCode, source.value, depth + 1))
    }
    case 'CallExpression': {
      const target = calledFunction(sourceCode, value)
      if (target) return below(returnsOf(sourceCode, target))
      return value.arguments.some((each) => isFunction(each) && below(returnsOf(sourceCode, each)))
    }
    default:
      return false
  }
}

function comesFromOutside(sourceCode: SourceCode, variable: Variable): boolean {
  return variable.defs.some((def) => def.type === 'Parameter' || def.type === 'ImportBinding') || variable.identifiers.some((name) => isReceived(sourceCode, name))
}

/** Whether one loop of a function is around both. */
export function sharesLoop(a: Node, b: Node): boolean {
  for (let at: Node | undefined = a.parent; at && !isFunction(at); at = at.parent) if (isLoop(at) && isInside(b, at)) return true
  return false
}
