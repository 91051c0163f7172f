import type { MovingMethod } from '../../knowledge/schema.ts'
import { transferables } from '../../knowledge/transfers.ts'
import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isInside, keyName, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { pathOf } from '../resolve/denote.ts'
import { receiver } from '../resolve/receiver.ts'
import type { Item, Listed } from './lists.ts'
import { below, isView, type Place, placeOf, replaces, rootName } from './places.ts'

/** What kind of thing moves; a `thing` is one of them, nobody knows which. */
export type Kind = 'buffer' | 'port' | 'stream' | 'picture' | 'thing'

/** Something that this thread no longer has once a call has been made. */
export interface Move {
  /** The call of the function at hand after which it is gone: the send, or one that leads to it. */
  readonly call: Call
  /** It is gone only once this is over: the `await` of the call. */
  readonly after?: Node
  /** The send that takes it, where that stands in another function. */
  readonly send: Node
  readonly place: Place
  /** The expression that names it there. */
  readonly node: Node
  readonly kind: Kind
  /** What the place names is a list: all that is in it is gone, not the list. */
  readonly list?: true
  /** Nobody knows whether anything is in the list. */
  readonly vague?: true
  /** The method that takes only part of it. */
  readonly method?: MovingMethod
}

/** What a transfer list takes, and the list itself where it is kept. */
export function movesOfList(sourceCode: SourceCode, call: Call, { items, kept }: Listed): Move[] {
  const moves = items.flatMap((item) => moveOf(sourceCode, call, item) ?? [])
  const list = kept && placeOf(sourceCode, kept)
  return list && moves.length > 0 ? [...moves, { call, send: call, place: list, node: kept, kind: 'thing', list: true }] : moves
}

/** What becomes of one item of a transfer list; undefined where nobody can say what it is. */
export function moveOf(sourceCode: SourceCode, call: Call, { node, names, each }: Item): Move | undefined {
  const found = partOf(node, names)
  const whole = placeOf(sourceCode, found.node)
  const place = each ? whole : found.names.reduce<Place | undefined>((at, name) => at && below(sourceCode, at, name), whole)
  if (!place || place.view) return undefined
  const isNamed = found.names.length === 0
  const kind = each ? 'thing' : place.path.at(-1) === 'buffer' && !(isNamed && isRecord(sourceCode, found.node)) ? 'buffer' : isNamed ? kindOf(sourceCode, found.node) : 'thing'
  return { call, send: call, place: settled(sourceCode, found.node, place, call), node: found.node, kind, ...(each && { list: true }) }
}

/** `job.buffer` where `job` is no view: what is called `buffer` there may be anything that moves. */
function isRecord(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  return node.type === 'MemberExpression' && !isView(sourceCode, node.object)
}

/** What stands at names of an expression: looked up in object literals, as far as there are any. */
export function partOf(expression: Node, names: readonly string[]): { readonly node: Node; readonly names: readonly string[] } {
  let node = unwrap(expression)
  let at = 0
  for (; at < names.length && node.type === 'ObjectExpression'; at++) {
    const property = node.properties.find((each) => each.type === 'Property' && keyName(each) === names[at])
    if (property?.type !== 'Property') break
    node = unwrap(property.value)
  }
  return { node, names: names.slice(at) }
}

/** Where something else is put at the place between its being read into a variable and the send, the variable alone is the thing. */
function settled(sourceCode: SourceCode, node: Node, place: Place, call: Call): Place {
  const variable = rootName(sourceCode, node)
  if (!variable || place.root === variable) return place
  const owner = ownerOf(call)
  const replaced = nodesOf(sourceCode).writes.some((write) => {
    const target = write.type === 'AssignmentExpression' ? write.left : write.argument
    return isInside(write, owner) && write.range[0] < call.range[0] && unwrap(target).type === 'MemberExpression' && replaces(sourceCode, target, place)
  })
  return replaced ? { ...place, only: variable } : place
}

/** The kind of what an expression stands for. */
export function kindOf(sourceCode: SourceCode, node: Node): Kind {
  const inner = unwrap(node)
  if (inner.type === 'MemberExpression' && keyName(inner) === 'buffer' && isView(sourceCode, inner.object)) return 'buffer'
  const path = pathOf(sourceCode, receiver(sourceCode, inner))
  return (path !== undefined && transferables.get(path)) || 'thing'
}
