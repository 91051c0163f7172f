import { cloneability, errorsTaught, errorsWriteThemselves, platformErrors, syntacticTypes, thrownType, typeName } from '../../knowledge/index.ts'
import type { ApiPath, CloneAlgorithm, Runtime, SinkModel } from '../../knowledge/schema.ts'
import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, isCall, isFunction, isInside, type Node, unwrap } from '../../utils/syntax.ts'
import { isForeignFunction } from '../callbacks/foreign.ts'
import { apiOf, pathOf, superOf } from '../resolve/denote.ts'
import { membersOf } from '../resolve/members.ts'
import { partsOf } from '../values/parts.ts'
import type { Part, Value } from '../values/value.ts'
import type { Transfers } from './transfers.ts'
import { described } from './words.ts'

/** A value inside a payload that does not arrive. */
export interface Leaf {
  /** How it is reached from the payload: ['record', 'render']. */
  readonly path: readonly string[]
  /**
   * throws: the send fails. breaks: it fails or the value arrives empty, by runtime. untransferred: it fails, unless the value
   * is in the transfer list. lossy: the value arrives without something.
   */
  readonly fault: 'throws' | 'breaks' | 'untransferred' | 'lossy'
  /** In words for a message: 'a function', 'a Headers object'. */
  readonly what: string
  /** The name that `allow` lists go by: 'function', 'Headers'. */
  readonly type: string
  /** What becomes of it, where that has to be said: 'loses its methods'. */
  readonly detail: string
  readonly value: Value
  /** The innermost expression of the reported call that it comes through. */
  readonly site: Node
  /** How it is reached from there: [] when the expression is the value. */
  readonly below: readonly string[]
}

export interface Judge {
  readonly sourceCode: SourceCode
  readonly sink: SinkModel
  readonly algorithm: CloneAlgorithm
  /** Where the code may run, and where such a send is possible at all. */
  readonly runtimes: readonly Runtime[]
  readonly possible: readonly Runtime[]
  readonly transfers: Transfers
  /** The arguments that leaves are looked for in. */
  readonly region: readonly Node[]
}

/** How deep a payload is looked into, and how many parts of one object. */
const DEPTH = 5
const PARTS = 64

/** Everything in a value that does not survive the way it is sent. */
export function leavesOf(judge: Judge, value: Value, start: Node | undefined): readonly Leaf[] {
  return walk(judge, value, { path: [], below: [], site: start }, 0)
}

/** Where a walk is: how it came there from the payload, and the innermost expression of the reported call it came through. */
interface Place {
  readonly path: readonly string[]
  readonly site: Node | undefined
  readonly below: readonly string[]
}

function walk(judge: Judge, value: Value, from: Place, depth: number): readonly Leaf[] {
  if (depth > DEPTH || isWrapped(judge, value)) return []
  const place = innermost(judge, value, from)
  const leaf = (type: ApiPath, what: string, name: string): readonly Leaf[] => found(place, value, judged(judge, type, value), what, name)
  switch (value.kind) {
    case 'function':
      return value.declared
        ? found(place, value, DECLARED, 'a method', 'method')
        : leaf(syntacticTypes.function, value.what === 'function' ? 'a function' : `a ${value.what}`, 'function')
    case 'symbol':
      return leaf(syntacticTypes.symbol, 'a symbol', 'symbol')
    case 'bigint':
      return leaf('#BigInt()', 'a bigint', 'bigint')
    case 'promise':
      return leaf(syntacticTypes.promise, 'a promise that is not awaited', 'Promise')
    case 'namespace':
      return leaf(syntacticTypes.namespace, 'a module namespace object', 'namespace')
    case 'api':
      return leaf(value.path, described(value.path), typeName(value.path))
    case 'proxy': {
      const own = leaf(syntacticTypes.proxy, value.what === 'reactive' ? 'a reactive proxy' : 'a Proxy', 'Proxy')
      return own.length > 0 ? own : walk(judge, value.of(), place, depth + 1)
    }
    case 'ref': {
      const type: ApiPath = `${value.by}()`
      const own = leaf(type, described(type), typeName(type))
      if (own.some(({ fault }) => fault === 'throws')) return own
      const inner = walk(judge, value.of(), { ...place, path: [...place.path, 'value'], below: [...place.below, 'value'] }, depth + 1)
      return inner.length > 0 ? inner : own
    }
    case 'list': {
      const own = leaf(value.path, described(value.path), typeName(value.path))
      return own.length > 0 ? own : inside(judge, [...partsOf(value), ...(value.keys?.() ?? [])], place, depth)
    }
    case 'record': {
      const parts = partsOf(value)
      return writesItself(judge, parts) ? [] : inside(judge, parts, place, depth)
    }
    case 'instance':
      return instance(judge, value, place, depth)
    case 'unknown':
      return value.caught ? caught(judge, value, place) : []
    case 'either': {
      const each = value.of.map((one) => walk(judge, one, place, depth))
      return value.every && each.some((leaves) => leaves.length === 0) ? [] : value.every ? (each[0] ?? []) : each.flat()
    }
    default:
      return []
  }
}

/** What was thrown is an error, as likely as not: JSON writes {} for one; cloned, one of somebody else's functions arrives without what it adds to others. */
function caught(judge: Judge, value: Value, place: Place): readonly Leaf[] {
  const { sourceCode, algorithm } = judge
  const name = typeName(thrownType)
  if (algorithm === 'json') return errorsWriteThemselves.test(sourceCode.text) ? [] : found(place, value, judged(judge, thrownType, value), 'a caught error', name)
  return algorithm === 'clone' && isThrownByOthers(sourceCode, value.at) ? found(place, value, CAUGHT, 'what a function of somebody else has thrown', name) : []
}

/** Whether what is caught comes out of a function that arrives at run time, as where one thread runs what another one asks for. */
function isThrownByOthers(sourceCode: SourceCode, at: Node): boolean {
  const handler = handlerAround(at)
  const tried = handler && triedBefore(handler)
  if (!tried || ASKS_KIND.test(sourceCode.getText(handler))) return false
  return nodesOf(sourceCode).calls.some(({ callee }) => isInside(callee, tried) && isForeignFunction(sourceCode, callee))
}

/** The handler asks what it was given, and sends something else for it. */
const ASKS_KIND = /\binstanceof\b/u

function handlerAround(at: Node): Node | undefined {
  for (let up: Node | undefined = at; up; up = up.parent) if (up.type === 'CatchClause' || isFunction(up)) return up
  return undefined
}

/** The block that is tried, or the promise whose rejection the function takes. */
function triedBefore(handler: Node): Node | undefined {
  if (handler.type === 'CatchClause') return handler.parent.block
  return isCall(handler.parent) && handler.parent.callee.type === 'MemberExpression' ? handler.parent.callee.object : undefined
}

function inside(judge: Judge, parts: readonly Part[], { path, site, below }: Place, depth: number): readonly Leaf[] {
  return parts.slice(0, PARTS).flatMap((part) => {
    const place = { path: [...path, part.name], site, below: [...below, part.name] }
    if (part.sure) return walk(judge, part.value(), innermost(judge, part, place), depth + 1)
    return part.optional && judge.algorithm !== 'json' ? allowed(part, innermost(judge, part, place)) : []
  })
}

/** A function that the type lets an object have, or a method: whoever gives one makes the send fail, or loses it. */
function allowed(part: Part, place: Place): readonly Leaf[] {
  const value = part.value()
  if (value.kind !== 'function') return []
  return value.declared ? found(place, value, DECLARED, 'an optional method', 'method') : found(place, value, OPTIONAL, 'an optional function', 'function')
}

/** JSON asks an object for what to write in its place. */
function writesItself({ algorithm }: Judge, parts: readonly Part[]): boolean {
  return algorithm === 'json' && parts.some((part) => part.name === 'toJSON')
}

function found({ path, site, below }: Place, value: Value, verdict: Verdict | undefined, what: string, type: string): readonly Leaf[] {
  return site && verdict ? [{ path, ...verdict, what, type, value, site, below }] : []
}

/** What a call yields that marks a value as not to be cloned (`proxy(callback)`). */
function isWrapped({ sourceCode, sink }: Judge, { at }: Value): boolean {
  const call = unwrap(at)
  return sink.wrappers !== undefined && isCall(call) && sink.wrappers.includes(apiOf(sourceCode, call) ?? '')
}

/** A value or part may come through an expression of the reported call that stands further in: the last of them is the site. */
function innermost({ region }: Judge, { at, via = [], name }: Route, place: Place): Place {
  let { site, below } = place
  for (const node of [...via, at]) {
    if (!region.some((each) => isInside(node, each)) || (site && (site === node || !isInside(node, site)))) continue
    site = node
    below = name !== undefined && node !== at ? [name] : []
  }
  return { ...place, site, below }
}

/** The ways a value came, or a part with its name: that is copied through spreads. */
interface Route {
  readonly at: Node
  readonly via?: readonly Node[]
  readonly name?: string
}

// ---------------------------------------------------------------- verdicts

type Verdict = Pick<Leaf, 'fault' | 'detail'>

/** What becomes of a value of a type; undefined when it arrives, or when we do not know. */
function judged({ sourceCode, algorithm, runtimes, possible, transfers }: Judge, type: ApiPath, value: Value): Verdict | undefined {
  if (transfers.has(value)) return undefined
  if (algorithm === 'json' && platformErrors.test(type) && errorsTaught.test(sourceCode.text)) return undefined
  if (type === '#BigInt()') return algorithm === 'json' ? { fault: 'throws', detail: 'throws a TypeError' } : undefined
  const found = cloneability(type, algorithm, possible) ?? cloneability(type, algorithm, runtimes)
  switch (found?.verdict) {
    case 'throws':
    case 'breaks':
      return { fault: found.verdict, detail: found.detail }
    case 'transfer-only':
      return transfers.known ? { fault: 'untransferred', detail: found.detail } : undefined
    case 'lossy':
      // What throws elsewhere is not made to be sent: here it arrives empty.
      return { fault: cloneability(type, algorithm, runtimes)?.verdict === 'breaks' ? 'breaks' : 'lossy', detail: found.detail }
    default:
      return undefined
  }
}

/** A method that a type declares: an object's own throws, an inherited one is gone on the other side. */
const DECLARED: Verdict = { fault: 'lossy', detail: 'throws as a function of the object, or is lost as an inherited one' }

const CAUGHT: Verdict = { fault: 'lossy', detail: 'arrives without its class and its code, and throws a DataCloneError where it is nothing that can be cloned' }

const OPTIONAL: Verdict = { fault: 'lossy', detail: 'throws a DataCloneError where it is given' }

/** Own fields are cloned and may throw; what the prototype and private fields hold is lost. */
function instance(judge: Judge, value: Extract<Value, { kind: 'instance' }>, place: Place, depth: number): readonly Leaf[] {
  const { sourceCode } = judge
  const name = value.node.id?.name ?? 'class'
  const whole = (verdict: Verdict | undefined) => found(place, value, verdict, `an instance of ${name}`, name)
  const base = pathOf(sourceCode, { kind: 'object', node: value.node })
  const arrives = base === undefined ? undefined : cloneability(base, judge.algorithm, judge.possible)
  if (base !== undefined && arrives) return whole(judged(judge, base, value) ?? lossOfBase(judge, value, base))
  if (judge.algorithm === 'json' && hasMember(sourceCode, value.node, 'toJSON')) return []
  const own = inside(judge, partsOf(value), place, depth)
  return own.length > 0 ? own : whole(lossOf(sourceCode, value.node))
}

function hasMember(sourceCode: SourceCode, node: ClassNode, name: string): boolean {
  return membersOf(sourceCode, node).get(name)?.method !== undefined
}

/** Fields that errors have anyway. */
const OF_ERRORS = new Set(['name', 'message', 'stack', 'cause'])

/** A subclass of a platform's class arrives as that class: fields that it adds to errors, maps and sets are not sent at all. */
function lossOfBase(judge: Judge, value: Extract<Value, { kind: 'instance' }>, base: ApiPath): Verdict | undefined {
  const adds = partsOf(value).some((part) => !OF_ERRORS.has(part.name)) || lossOf(judge.sourceCode, value.node) !== undefined
  return adds ? { fault: 'lossy', detail: `arrives as a plain ${typeName(base)}, without what the class adds` } : undefined
}

/** What an instance of the class loses on the way; undefined when it is data alone. */
function lossOf(sourceCode: SourceCode, node: ClassNode): Verdict | undefined {
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
  return last === undefined
    ? undefined
    : { fault: 'lossy', detail: `loses its ${order.length > 0 ? `${order.join(', ')} and ${last}` : last}` }
}
