import { adding, collectionClasses } from '../../knowledge/collections.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { handleAt } from '../../knowledge/index.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type ClassNode, type FunctionNode, isCall, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { denote, pathOf } from '../resolve/denote.ts'
import { type Location, locationOf } from '../resolve/location.ts'
import { membersOf } from '../resolve/members.ts'
import type { Place } from './deeds.ts'
import { accessesOf } from './places.ts'

/** Methods that yield one element; that run a function on each; that yield several again; that yield none. */
const ONE = new Set(['pop', 'shift', 'at', 'find', 'findLast', 'get'])
const EACH = new Set(['forEach', 'map', 'flatMap', 'some', 'every'])
const MANY = new Set(['slice', 'filter', 'reverse', 'sort', 'splice', 'values', 'entries', 'toSorted', 'toReversed', 'concat'])
const NONE = new Set([...adding, 'length', 'size', 'has', 'includes', 'indexOf', 'findIndex', 'keys', 'ref'])
/** Methods that let go of all of them, or of one. */
const EMPTIES = new Set(['clear', 'delete'])
/** Functions that yield the elements of what they are given. */
const COPIES = new Set(['#Object.values', '#Array.from', '#Object.entries', '#Set'])

/** Where a step from a collection leads. */
export type Step =
  | { readonly to: 'elements'; readonly names: readonly { readonly name: Node; readonly at: Node }[] }
  | { readonly to: 'element' | 'collection'; readonly node: Node }
  | { readonly to: 'nothing' | 'emptied' }

/** What happens to the collection `outer` where it stands; undefined where that is nothing special to collections. */
export function stepInto(sourceCode: SourceCode, outer: Node, parent: Node): Step | undefined {
  switch (parent.type) {
    case 'ForOfStatement':
      return parent.right === outer ? { to: 'elements', names: namesIn(parent.left).map((name) => ({ name, at: parent })) } : undefined
    case 'SpreadElement':
      return parent.parent.type === 'ArrayExpression' ? { to: 'collection', node: parent.parent } : undefined
    case 'CallExpression':
    case 'NewExpression': {
      const path = parent.callee === outer ? undefined : pathOf(sourceCode, denote(sourceCode, unwrap(parent.callee)))
      return path !== undefined && COPIES.has(path) && parent.arguments.length === 1 ? { to: 'collection', node: parent } : undefined
    }
    case 'MemberExpression':
      return parent.object === outer ? throughMember(sourceCode, parent) : undefined
    default:
      return undefined
  }
}

function throughMember(sourceCode: SourceCode, member: Extract<Node, { type: 'MemberExpression' }>): Step | undefined {
  const name = keyName(member)
  if (name === undefined || /^\d+$/u.test(name)) return { to: 'element', node: member }
  const outer = wrapped(member)
  const call = outer.parent
  if (name === 'length' && call?.type === 'AssignmentExpression' && call.left === outer) return { to: 'emptied' }
  if (NONE.has(name)) return { to: 'nothing' }
  if (!isCall(call) || call.callee !== outer) return undefined
  if (EMPTIES.has(name)) return { to: 'emptied' }
  if (ONE.has(name)) return { to: 'element', node: call }
  if (MANY.has(name)) return { to: 'collection', node: call }
  return EACH.has(name) ? { to: 'elements', names: parameterOf(sourceCode, call) } : undefined
}

function parameterOf(sourceCode: SourceCode, call: Call): readonly { readonly name: Node; readonly at: Node }[] {
  const [callback] = call.arguments
  const target = callback && denote(sourceCode, callback)
  const parameter = target?.kind === 'function' ? target.node.params[0] : undefined
  if (!parameter) return target?.kind === 'function' ? [] : [{ name: call, at: call }]
  return namesIn(parameter).map((name) => ({ name, at: call }))
}

/** The names that hold an element: `w`, or the value of an entry `[key, w]`. */
function namesIn(target: Node): readonly Node[] {
  if (target.type === 'VariableDeclaration') return target.declarations.flatMap(({ id }) => namesIn(id))
  if (target.type === 'ArrayPattern') return target.elements.slice(1).flatMap((each) => (each ? namesIn(each) : []))
  return [target]
}

/** The place of the collection that a call puts its argument into, where it holds such handles and nothing else. */
export function adds(sourceCode: SourceCode, model: SpawnModel, call: Call, argument: Node): Location | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || call.arguments.at(-1) !== argument || !adding.has(keyName(callee) ?? '')) return undefined
  const held = denote(sourceCode, callee.object)
  const path = held?.kind === 'elements' ? pathOf(sourceCode, held.of) : undefined
  return path !== undefined && (handleAt(path) === model || model.spawn.some((each) => `${each}()` === path)) ? locationOf(sourceCode, callee.object) : undefined
}

/** Methods that are told an element and only look for it, or let go of it. */
const ASKS = new Set(['has', 'includes', 'indexOf', 'delete'])

/**
 * What a call does with a handle that it tells to another list of this object: it puts it in there as well, at that place, or looks
 * for it. Undefined for everything else.
 */
export function tellsList(sourceCode: SourceCode, call: Call, argument: Node): { readonly does: 'give'; readonly place: Place } | { readonly does: 'touch' } | undefined {
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' ? keyName(callee) ?? '' : ''
  if (callee.type !== 'MemberExpression' || call.arguments.at(-1) !== argument || !(adding.has(name) || ASKS.has(name))) return undefined
  const location = locationOf(sourceCode, callee.object)
  if (location?.root.kind !== 'this' || !beginsEmpty(sourceCode, location.root.of, location)) return undefined
  return adding.has(name) ? { does: 'give', place: { location, isElement: true } } : { does: 'touch' }
}

/** Whether the place is a collection, by what it is at first: `[]`, `new Set()`. */
function beginsEmpty(sourceCode: SourceCode, of: ClassNode, location: Location): boolean {
  const field = location.path.length === 1 ? membersOf(sourceCode, of).get(location.path[0] ?? '')?.field : undefined
  const value = field && 'value' in field ? field.value : undefined
  if (value) return isEmptyCollection(value)
  return accessesOf(sourceCode, { location, isElement: true })?.drops.some((drop) => {
    const { parent } = wrapped(drop)
    return parent?.type === 'AssignmentExpression' && isEmptyCollection(parent.right)
  }) ?? false
}

function isEmptyCollection(value: Node): boolean {
  return (value.type === 'ArrayExpression' && value.elements.length === 0)
    || (value.type === 'NewExpression' && value.arguments.length === 0 && value.callee.type === 'Identifier' && value.callee.name in collectionClasses)
}

/** The call whose result collects what the function returns: `list.map(f)`, `Array.from(source, f)`. */
export function mapsInto(sourceCode: SourceCode, function_: FunctionNode): Call | undefined {
  const outer = wrapped(function_)
  const call = outer.parent
  if (!isCall(call) || call.callee === outer) return undefined
  const callee = unwrap(call.callee)
  const mapped = callee.type === 'MemberExpression' && ['map', 'flatMap'].includes(keyName(callee) ?? '') && call.arguments[0] === outer
  const made = call.arguments[1] === outer && pathOf(sourceCode, denote(sourceCode, callee)) === '#Array.from'
  return mapped || made ? call : undefined
}
