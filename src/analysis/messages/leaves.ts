import { cloneability, syntacticTypes, typeName } from '../../knowledge/index.ts'
import type { ApiPath, CloneAlgorithm, Runtime, SinkModel } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, isCall, isInside, type Node, unwrap } from '../../utils/syntax.ts'
import { apiOf, pathOf, superOf } from '../resolve/denote.ts'
import { membersOf } from '../resolve/members.ts'
import { partsOf } from '../values/parts.ts'
import type { Part, Value } from '../values/value.ts'
import type { Transfers } from './transfers.ts'

/** A value inside a payload that does not arrive. */
export interface Leaf {
  /** How it is reached from the payload: ['record', 'render']. */
  readonly path: readonly string[]
  /** throws: the send fails. untransferred: it fails, unless the value is in the transfer list. lossy: it arrives broken. */
  readonly fault: 'throws' | 'untransferred' | 'lossy'
  /** In words for a message: 'a function', 'a Headers object'. */
  readonly what: string
  /** The name that `allow` lists go by: 'function', 'Headers'. */
  readonly type: string
  /** What becomes of it, where that has to be said: 'loses its methods'. */
  readonly detail: string
  readonly value: Value
  /** The innermost expression of the reported call that it comes through. */
  readonly site: Node
}

export interface Judge {
  readonly sourceCode: SourceCode
  readonly sink: SinkModel
  readonly algorithm: CloneAlgorithm
  readonly runtimes: readonly Runtime[]
  readonly transfers: Transfers
  /** The arguments that leaves are looked for in. */
  readonly region: readonly Node[]
}

/** How deep a payload is looked into, and how many parts of one object. */
const DEPTH = 5
const PARTS = 64

/** Everything in a value that does not survive the way it is sent. */
export function leavesOf(judge: Judge, value: Value, start: Node | undefined): readonly Leaf[] {
  return walk(judge, value, [], start, 0)
}

type Walk = (judge: Judge, value: Value, path: readonly string[], site: Node | undefined, depth: number) => readonly Leaf[]

const walk: Walk = (judge, value, path, from, depth) => {
  if (depth > DEPTH || isWrapped(judge, value)) return []
  const site = innermost(judge, value, from)
  const leaf = (type: ApiPath, what: string, name: string): readonly Leaf[] => {
    const verdict = site ? judged(judge, type, value) : undefined
    return site && verdict ? [{ path, ...verdict, what, type: name, value, site }] : []
  }
  switch (value.kind) {
    case 'function':
      return value.declared ? declaredMethod(value, path, site) : leaf(syntacticTypes.function, value.what === 'function' ? 'a function' : `a ${value.what}`, 'function')
    case 'symbol':
      return leaf(syntacticTypes.symbol, 'a symbol', 'symbol')
    case 'bigint':
      return leaf('#BigInt()', 'a bigint', 'bigint')
    case 'promise':
      return leaf(syntacticTypes.promise, 'a promise that is not awaited', 'Promise')
    case 'namespace':
      return leaf(syntacticTypes.namespace, 'a module namespace object', 'namespace')
    case 'api':
      return leaf(value.path, article(typeName(value.path)), typeName(value.path))
    case 'proxy': {
      const own = leaf(syntacticTypes.proxy, value.what === 'reactive' ? 'a reactive proxy' : 'a Proxy', 'Proxy')
      return own.length > 0 ? own : walk(judge, value.of(), path, site, depth + 1)
    }
    case 'list': {
      const own = leaf(value.path, article(typeName(value.path)), typeName(value.path))
      return own.length > 0 ? own : inside(judge, partsOf(value), path, site, depth)
    }
    case 'record':
      return inside(judge, partsOf(value), path, site, depth)
    case 'instance':
      return instance(judge, value, path, site, depth)
    case 'either': {
      const each = value.of.map((one) => walk(judge, one, path, site, depth))
      return value.every && each.some((leaves) => leaves.length === 0) ? [] : value.every ? (each[0] ?? []) : each.flat()
    }
    default:
      return []
  }
}

function inside(judge: Judge, parts: readonly Part[], path: readonly string[], site: Node | undefined, depth: number): readonly Leaf[] {
  return parts.slice(0, PARTS).flatMap((part) => {
    if (!part.sure) return []
    return walk(judge, part.value(), [...path, part.name], innermost(judge, part, site), depth + 1)
  })
}

/** What a call yields that marks a value as not to be cloned (`proxy(callback)`). */
function isWrapped({ sourceCode, sink }: Judge, { at }: Value): boolean {
  const call = unwrap(at)
  return sink.wrappers !== undefined && isCall(call) && sink.wrappers.includes(apiOf(sourceCode, call) ?? '')
}

/** The last of the places a value comes through that stand in the reported call. */
function innermost({ region }: Judge, { at, via = [] }: { readonly at: Node; readonly via?: readonly Node[] }, from: Node | undefined): Node | undefined {
  let site = from
  for (const node of [...via, at]) if (region.some((each) => isInside(node, each)) && (!site || isInside(node, site))) site = node
  return site
}

// ---------------------------------------------------------------- verdicts

type Verdict = Pick<Leaf, 'fault' | 'detail'>

/** What becomes of a value of a type; undefined when it arrives, or when we do not know. */
function judged({ algorithm, runtimes, transfers }: Judge, type: ApiPath, value: Value): Verdict | undefined {
  if (transfers.has(value)) return undefined
  if (type === '#BigInt()') return algorithm === 'json' ? { fault: 'throws', detail: 'throws a TypeError' } : undefined
  const found = cloneability(type, algorithm, runtimes)
  switch (found?.verdict) {
    case 'throws':
    case 'breaks':
      return { fault: 'throws', detail: found.detail }
    case 'transfer-only':
      return transfers.known ? { fault: 'untransferred', detail: found.detail } : undefined
    case 'lossy':
      return { fault: 'lossy', detail: found.detail }
    default:
      return undefined
  }
}

/** A method that a type declares: an object's own throws, an inherited one is gone on the other side. */
function declaredMethod(value: Value, path: readonly string[], site: Node | undefined): readonly Leaf[] {
  if (!site) return []
  return [{ path, fault: 'lossy', what: 'a method', type: 'method', detail: 'is a function of its own, which throws, or an inherited one, which is lost', value, site }]
}

/** Own fields are cloned and may throw; what the prototype and private fields hold is lost. */
function instance(judge: Judge, value: Extract<Value, { kind: 'instance' }>, path: readonly string[], site: Node | undefined, depth: number): readonly Leaf[] {
  const { sourceCode } = judge
  const name = value.node.id?.name ?? 'class'
  const base = pathOf(sourceCode, { kind: 'object', node: value.node })
  const verdict = base === undefined ? undefined : judgedBase(judge, base, value)
  if (site && verdict?.fault === 'throws') return [{ path, ...verdict, what: `an instance of ${name}`, type: name, value, site }]
  const own = verdict ? [] : inside(judge, partsOf(value), path, site, depth)
  if (own.length > 0 || !site) return own
  const detail = verdict?.detail ?? lossOf(sourceCode, value.node)
  return detail === undefined ? [] : [{ path, fault: 'lossy', what: `an instance of ${name}`, type: name, detail, value, site }]
}

/** What a class of the platform makes of its subclasses: properties that they add to errors, maps and sets are not sent at all. */
function judgedBase(judge: Judge, base: ApiPath, value: Value): Verdict | undefined {
  const found = cloneability(base, judge.algorithm, judge.runtimes)
  if (!found) return undefined
  return judged(judge, base, value) ?? { fault: 'lossy', detail: `arrives as a plain ${typeName(base)}, without what the class adds` }
}

/** What an instance of the class loses on the way; undefined when it is data alone. */
function lossOf(sourceCode: SourceCode, node: ClassNode): string | undefined {
  const lost = new Set<string>()
  for (let at: ClassNode | undefined = node, i = 0; at && i < 4; i++) {
    for (const member of membersOf(sourceCode, at).values()) {
      if (member.isStatic || member.name === 'constructor') continue
      if (member.name.startsWith('#') && member.field) lost.add('private fields')
      else if (member.getter || member.setter) lost.add('accessors')
      else if (member.method && !member.field) lost.add('methods')
    }
    const parent: ReturnType<typeof superOf> = superOf(sourceCode, at)
    at = parent?.kind === 'class' && parent.node !== at ? parent.node : undefined
  }
  const order = ['methods', 'accessors', 'private fields'].filter((each) => lost.has(each))
  const last = order.pop()
  return last === undefined ? undefined : `loses its ${order.length > 0 ? `${order.join(', ')} and ${last}` : last}`
}

function article(name: string): string {
  return `${/^[AEIOU]/u.test(name) ? 'an' : 'a'} ${name}`
}
