import type { ApiPath } from '../../knowledge/schema.ts'
import type { ClassNode, Node } from '../../utils/syntax.ts'
import type { Frame } from './evaluation.ts'

/** Where a value was found. */
interface Found {
  /** The expression, declaration or type that says what it is. */
  readonly at: Node
  /** The arguments it was handed through on the way, outermost first. */
  readonly via?: readonly Node[]
}

/**
 * What an expression is, as far as this file proves it. Parts and elements are worked out when they are asked for.
 * Unknown is never a fault.
 */
export type Value = Found & Shape

export type Shape =
  /** `settled`: nothing else may say more. `caught`: an error, as likely as not. */
  | { readonly kind: 'unknown'; readonly settled?: true; readonly caught?: true }
  /** A primitive or other plain data that any way of sending keeps: strings, numbers, booleans, null. `absent`: undefined. */
  | { readonly kind: 'data'; readonly absent?: true }
  | { readonly kind: 'bigint' }
  | { readonly kind: 'symbol' }
  /** `declared`: a method of a type, which an object may have of its own or inherit. */
  | { readonly kind: 'function'; readonly what: 'function' | 'class' | 'method'; readonly declared?: true }
  | { readonly kind: 'promise'; readonly of: () => Value }
  /** Something the tables know by its path: an instance (`#URL()`), or another object of an API. */
  | { readonly kind: 'api'; readonly path: ApiPath }
  /** An object with parts of its own. `open`: it may have others. */
  | { readonly kind: 'record'; readonly parts: () => readonly Part[]; readonly open: boolean }
  /** An array, set, map or iterator: `path` says which. A map's elements are its values; `keys` are its keys, as far as they are written. */
  | { readonly kind: 'list'; readonly path: ApiPath; readonly elements: () => readonly Part[]; readonly keys?: () => readonly Part[] }
  /**
   * An instance of a class of this file. Its parts are the fields of its own, not what it inherits from the prototype. `frame`:
   * the call that runs the method whose `this` it is.
   */
  | { readonly kind: 'instance'; readonly node: ClassNode; readonly frame?: Frame; readonly parts: () => readonly Part[]; readonly part: (name: string) => Part | undefined }
  /** A proxy: `deep` ones yield proxies for what they hold; `by` is the function that made it. */
  | { readonly kind: 'proxy'; readonly what: 'proxy' | 'reactive'; readonly deep: boolean; readonly by: ApiPath; readonly of: () => Value }
  /** A holder: `deep` ones hand out what is in `.value` as a reactive proxy. */
  | { readonly kind: 'ref'; readonly deep: boolean; readonly by: ApiPath; readonly of: () => Value }
  /** What `import * as` names. */
  | { readonly kind: 'namespace' }
  /** One of several. `every`: we cannot tell which one (assignments, members of a union), so only what holds for all is proven. */
  | { readonly kind: 'either'; readonly of: readonly Value[]; readonly every: boolean }

/** A property or element. */
export interface Part {
  /** Property name; '[]' for an element, or a property named at run time. */
  readonly name: string
  /** The expression, declaration or type that says what it is. */
  readonly at: Node
  /** The spread expressions it was copied through, outermost first. */
  readonly via?: readonly Node[]
  readonly value: () => Value
  /** It is there, and this is what it is. */
  readonly sure: boolean
  /** A type of this file says that it may be there. */
  readonly optional?: true
}

export function unknown(at: Node): Value {
  return { kind: 'unknown', at }
}

/** What a `catch` is given: an error, as likely as not. What is added to one is not sent. */
export function caught(at: Node): Value {
  return { kind: 'unknown', at, settled: true, caught: true }
}

export function data(at: Node): Value {
  return { kind: 'data', at }
}

export function aFunction(at: Node, what: 'function' | 'class' | 'method' = 'function'): Value {
  return { kind: 'function', at, what }
}

/** A part that stands for all elements, or for properties whose names are not known. */
export function elementPart(at: Node, value: () => Value, sure = true): Part {
  return { name: '[]', at, value, sure }
}

/** One of several values; what is the same for all collapses. */
export function either(at: Node, of: readonly Value[], every: boolean): Value {
  const [only, second] = of
  if (!only) return unknown(at)
  return second ? { kind: 'either', at, of, every } : only
}

/** The value, known to have come through an argument. */
export function through(argument: Node, value: Value): Value {
  return { ...value, via: [argument, ...(value.via ?? [])] }
}

/** A list with one part for all of its elements. */
export function listOf(at: Node, path: ApiPath, element: () => Value, elementAt: Node = at): Value {
  return { kind: 'list', at, path, elements: () => [elementPart(elementAt, element)] }
}

/** Any one element of a list: what holds for all of them. */
export function anyElement(at: Node, parts: readonly Part[]): Value {
  return either(
    at,
    parts.map((part) => (part.sure ? part.value() : unknown(at))),
    true,
  )
}
