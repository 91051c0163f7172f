import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import type { EventId, Flow } from '../flow/graph.ts'
import { flowOf } from '../flow/flow.ts'
import { isNothing } from '../resolve/bindings.ts'
import { collectionAt } from './collections.ts'
import { collectionOf, entryIn, type Place, placeOf, placeOfProperty, sharedBy, VALUE } from './places.ts'

/** What a write does: puts a value, adds one, changes what is there, takes one out, or leaves nothing. */
export type Effect = 'set' | 'append' | 'step' | 'remove' | 'clear'

/** One event of a flow that reads or writes a shared place. */
export interface Access {
  readonly event: EventId
  /** The name, member, property or call. */
  readonly node: Node
  readonly place: Place
  readonly shared: 'all' | 'closure' | 'caller'
  /** Undefined: it reads. */
  readonly effect?: Effect
  /** What is put there. */
  readonly value?: Node
  /** The write comes later than its event: others run while control waits here. */
  readonly wait?: Node
}

export interface Accesses {
  readonly reads: readonly Access[]
  readonly writes: readonly Access[]
}

/** The accesses to shared places that the code of an owner makes itself, by event. */
export function accessesIn(sourceCode: SourceCode, owner: CodeOwner): Accesses {
  return {
    writes: writesIn(sourceCode, owner),
    get reads() {
      return readsIn(sourceCode, owner)
    },
  }
}

const writesIn: (sourceCode: SourceCode, owner: CodeOwner) => readonly Access[] = perNode<CodeOwner, readonly Access[]>(
  (sourceCode, owner) => collect(sourceCode, owner, writesAt),
  [],
)

const readsIn: (sourceCode: SourceCode, owner: CodeOwner) => readonly Access[] = perNode<CodeOwner, readonly Access[]>(
  (sourceCode, owner) => collect(sourceCode, owner, readsAt),
  [],
)

type Found = Omit<Access, 'event' | 'shared'>

function collect(sourceCode: SourceCode, owner: CodeOwner, at: (sourceCode: SourceCode, flow: Flow, event: EventId) => readonly Found[]): readonly Access[] {
  const flow = flowOf(sourceCode, owner)
  const accesses: Access[] = []
  for (let event = 0; !flow.imprecise && event < flow.kinds.length; event++) {
    for (const found of at(sourceCode, flow, event)) {
      const shared = sharedBy(sourceCode, found.place, owner)
      if (shared) accesses.push({ ...found, event, shared })
    }
  }
  return accesses
}

function writesAt(sourceCode: SourceCode, flow: Flow, event: EventId): readonly Found[] {
  const node = flow.nodes[event] as Node
  if (flow.kinds[event] === 'write') return writtenAt(sourceCode, node)
  return flow.kinds[event] === 'call' && node.type === 'CallExpression' ? changedBy(sourceCode, node) : []
}

function readsAt(sourceCode: SourceCode, flow: Flow, event: EventId): readonly Found[] {
  const node = flow.nodes[event] as Node
  switch (flow.kinds[event]) {
    case 'read':
      return readAt(sourceCode, node)
    case 'call':
      return node.type === 'CallExpression' ? readBy(sourceCode, node) : []
    case 'loop':
      return node.type === 'ForOfStatement' || node.type === 'ForInStatement' ? whole(sourceCode, node.right, node.right) : []
    default:
      return []
  }
}

function readAt(sourceCode: SourceCode, node: Node): readonly Found[] {
  if (node.type === 'Property') {
    const place = placeOfProperty(sourceCode, node)
    return place ? [{ node, place }] : []
  }
  if (node.type === 'MemberExpression') {
    const outer = wrapped(node)
    if (outer.parent?.type === 'CallExpression' && outer.parent.callee === outer) return []
    if (!node.computed && (keyName(node) === 'length' || keyName(node) === 'size')) return whole(sourceCode, node.object, node)
  }
  const place = placeOf(sourceCode, node)
  if (!place) return []
  const copied = wrapped(node).parent
  const isCopied = copied?.type === 'SpreadElement' && place.part === VALUE
  return isCopied ? [{ node, place }, ...whole(sourceCode, node, node)] : [{ node, place }]
}

/** A read of all that a collection holds. */
function whole(sourceCode: SourceCode, collection: Node, node: Node): readonly Found[] {
  const place = collectionOf(sourceCode, collection)
  return place ? [{ node, place }] : []
}

function writtenAt(sourceCode: SourceCode, node: Node): readonly Found[] {
  const place = placeOf(sourceCode, node)
  if (!place || place.part === 'entry:?') return []
  const outer = wrapped(node)
  const parent = outer.parent
  if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') return [{ node, place, effect: 'remove' }]
  if (parent?.type === 'UpdateExpression') return [{ node, place, effect: 'step' }]
  if (parent?.type !== 'AssignmentExpression' || parent.left !== outer) return [{ node, place, effect: 'set' }]
  const { operator, right } = parent
  if (operator !== '=' && operator !== '??=' && operator !== '||=' && operator !== '&&=') return [{ node, place, effect: 'step', value: right }]
  return [{ node, place, effect: isEmpty(right) ? 'clear' : 'set', value: right }]
}

/** `null`, `undefined`, `''`, `0`, `false`, `[]`, `{}`, `new Map()`: nothing is there. */
export function isEmpty(value: Node): boolean {
  const node = unwrap(value)
  if (isNothing(node)) return true
  switch (node.type) {
    case 'Literal':
      return node.value === 0 || node.value === '' || node.value === false
    case 'ArrayExpression':
      return node.elements.length === 0
    case 'ObjectExpression':
      return node.properties.length === 0
    case 'NewExpression':
      return node.callee.type === 'Identifier' && /^(?:Weak)?(?:Map|Set)$|^Array$/u.test(node.callee.name) && node.arguments.length === 0
    default:
      return false
  }
}

// ---------------------------------------------------------------- methods of collections

const READS_ENTRY: ReadonlySet<string> = new Set(['get', 'has'])
const READS_ALL: ReadonlySet<string> = new Set([
  'includes', 'indexOf', 'find', 'findIndex', 'findLast', 'some', 'every', 'at', 'keys', 'values', 'entries', 'map', 'filter', 'forEach', 'reduce', 'slice', 'concat', 'join', 'flatMap', 'peek',
])
const ARRAY_WRITES: Readonly<Record<string, Effect>> = { push: 'append', unshift: 'append', pop: 'remove', shift: 'remove', splice: 'remove' }
const SET_WRITES: Readonly<Record<string, Effect>> = { add: 'append', delete: 'remove', clear: 'clear' }
const MAP_WRITES: Readonly<Record<string, Effect>> = { set: 'set', delete: 'remove', clear: 'clear' }

function changedBy(sourceCode: SourceCode, call: Call): readonly Found[] {
  const callee = unwrap(call.callee)
  const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  return callee.type === 'MemberExpression' && method !== undefined && isChange(method) ? changedAt(sourceCode, call, callee.object, method) : []
}

function isChange(method: string): boolean {
  return method in ARRAY_WRITES || method in SET_WRITES || method in MAP_WRITES
}

function readBy(sourceCode: SourceCode, call: Call): readonly Found[] {
  const callee = unwrap(call.callee)
  const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  if (callee.type !== 'MemberExpression' || method === undefined || isChange(method)) return []
  const { object } = callee
  if (READS_ENTRY.has(method)) {
    const [key] = call.arguments
    const place = key && collectionAt(sourceCode, object) ? entryIn(sourceCode, object, key) : undefined
    return place ? [{ node: call, place }] : []
  }
  if (!READS_ALL.has(method)) return []
  const place = collectionAt(sourceCode, object) ? collectionOf(sourceCode, object) : undefined
  return place ? [{ node: call, place }] : objectRead(sourceCode, call)
}

/** `Object.keys(this.entries)`. */
function objectRead(sourceCode: SourceCode, call: Call): readonly Found[] {
  const callee = unwrap(call.callee)
  const [argument] = call.arguments
  const isStatic = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Object'
  return isStatic && argument ? whole(sourceCode, argument, call) : []
}

function changedAt(sourceCode: SourceCode, call: Call, object: Node, method: string): readonly Found[] {
  const kind = collectionAt(sourceCode, object)
  const [key] = call.arguments
  switch (kind) {
    case 'array': {
      const effect = ARRAY_WRITES[method]
      const place = effect && collectionOf(sourceCode, object)
      if (!place) return []
      const value = call.arguments.at(-1)
      return [{ node: call, place, effect, ...(effect === 'append' && value ? { value } : {}) }]
    }
    case 'set': {
      const effect = SET_WRITES[method]
      const place = effect && (effect === 'clear' ? collectionOf(sourceCode, object) : key && entryIn(sourceCode, object, key))
      return place ? [{ node: call, place, effect, ...(key ? { value: key } : {}) }] : []
    }
    case 'map':
    case 'store': {
      const effect = MAP_WRITES[method]
      const place = effect && (effect === 'clear' ? collectionOf(sourceCode, object) : key && entryIn(sourceCode, object, key))
      const value = effect === 'set' ? call.arguments[1] : undefined
      if (!place) return []
      return [{ node: call, place, effect: value && isEmpty(value) && isNothing(unwrap(value)) ? 'clear' : effect, ...(value ? { value } : {}) }]
    }
    default:
      return []
  }
}
