import type { TSESTree } from '@typescript-eslint/utils'

import { containers } from '../../knowledge/results.ts'
import { isFunction, keyName, type Node } from '../../utils/syntax.ts'
import { memberPath } from '../resolve/path.ts'
import { returnValue } from './calls.ts'
import { evaluate } from './evaluate.ts'
import type { Evaluation, Frame } from './evaluation.ts'
import { instanceMember, staticMember } from './instances.ts'
import { heldValue } from './modeled.ts'
import { namesFromCallers } from './parameters.ts'
import { reactiveOf } from './reactive.ts'
import { aFunction, anyElement, data, either, type Part, unknown, type Value } from './value.ts'

/** The properties an object literal gives, in order; what is spread last may overwrite what came before. */
export function recordParts(e: Evaluation, node: TSESTree.ObjectExpression, frame: Frame | undefined): readonly Part[] {
  const given: Given = { parts: [], named: new Map(), doubted: 0 }
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const value = evaluate(e, property.argument, frame)
      if (isOpen(value)) doubt(given, namesFromCallers(e, property.argument))
      for (const part of spreadParts(value)) give(given, { ...part, via: [property.argument, ...(part.via ?? [])] }, false)
      continue
    }
    if (setsPrototype(property)) continue
    const name = property.computed ? (keyName(property) ?? computedName(e, property.key, frame)) : keyName(property)
    if (name !== undefined) give(given, propertyPart(e, property, name, frame), true)
  }
  return given.parts.flatMap((part, i) => (!part ? [] : i < given.doubted ? [{ ...part, sure: false }] : [part]))
}

/** `__proto__: value` gives the object a prototype, not a property. */
function setsPrototype({ key, computed, shorthand, method }: TSESTree.Property): boolean {
  return !computed && !shorthand && !method && (key.type === 'Identifier' ? key.name : key.type === 'Literal' && key.value) === '__proto__'
}

/** The parts of a literal as they are read: what is overwritten leaves a gap. */
interface Given {
  readonly parts: (Part | undefined)[]
  /** Where the parts of a name are. */
  readonly named: Map<string, number[]>
  /** The parts before this one may have been overwritten by a spread that is not known in full. */
  doubted: number
}

/** What was given before may be overwritten: all of it, or what has one of these names. */
function doubt(given: Given, names: ReadonlySet<string> | undefined): void {
  if (!names || names.has('[]')) given.doubted = given.parts.length
  else for (const i of [...names].flatMap((name) => given.named.get(name) ?? [])) given.parts[i] = given.parts[i] && { ...given.parts[i], sure: false }
}

/** One more part: it overwrites `all` that had its name, or it surely does; what may be there leaves them. */
function give({ parts, named }: Given, part: Part, all: boolean): void {
  const kept: number[] = []
  for (const i of part.name === '[]' ? [] : (named.get(part.name) ?? [])) {
    if (all || part.sure) parts[i] = undefined
    else kept.push(i)
  }
  named.set(part.name, [...kept, parts.push(part) - 1])
}

/** A property under a symbol is never sent: it has no name. */
function computedName(e: Evaluation, key: Node, frame: Frame | undefined): string | undefined {
  return evaluate(e, key, frame).kind === 'symbol' ? undefined : '[]'
}

function propertyPart(e: Evaluation, property: TSESTree.Property, name: string, frame: Frame | undefined): Part {
  const { value } = property
  const at = property.shorthand ? property.value : property.method || property.kind !== 'init' ? property : value
  if (property.kind === 'get')
    return { name, at, sure: true, value: () => (isFunction(value) ? returnValue(e, value, frame) : unknown(value)) }
  if (property.kind === 'set') return { name, at, sure: true, value: () => data(value) }
  if (property.method) return { name, at, sure: true, value: () => aFunction(property, 'method') }
  return { name, at, sure: true, value: () => evaluate(e, value, frame) }
}

/** The properties that `...value` copies. */
export function spreadParts(value: Value): readonly Part[] {
  switch (value.kind) {
    case 'proxy': {
      const { of, deep, by } = value
      const parts = partsOf(of())
      return deep ? parts.map((part) => ({ ...part, value: () => reactiveOf(part.value(), by) })) : parts
    }
    default:
      return partsOf(value)
  }
}

/** The copy that `{ hooks, ...rest }` makes of a value; unknown where nothing is known of its properties. */
export function leftWithout(value: Value, taken: ReadonlySet<string>, at: Node): Value {
  if (value.kind === 'unknown' || value.kind === 'api') return unknown(at)
  return { kind: 'record', at, open: isOpen(value), parts: () => spreadParts(value).filter(({ name }) => !taken.has(name)) }
}

/** Whether a value may have properties that are not known. */
export function isOpen(value: Value): boolean {
  switch (value.kind) {
    case 'record':
      return value.open
    case 'data':
    case 'function':
    case 'list':
      return false
    case 'proxy':
      return isOpen(value.of())
    case 'either':
      return value.of.some(isOpen)
    default:
      return true
  }
}

/** What a value holds, as far as it is known: properties and elements. */
export function partsOf(value: Value): readonly Part[] {
  switch (value.kind) {
    case 'record':
    case 'instance':
      return value.parts().map((part) => throughAll(value, part))
    case 'list':
      return value.elements().map((part) => throughAll(value, part))
    case 'either': {
      const sure = !value.every
      return value.of.flatMap((each) => partsOf(each).map((part) => ({ ...part, sure: sure && part.sure })))
    }
    default:
      return []
  }
}

/** A part has come the way that the whole has come. */
function throughAll(whole: Value, part: Part): Part {
  const { via } = whole
  if (!via) return part
  return {
    ...part,
    value: () => {
      const value = part.value()
      return { ...value, via: [...via, ...(value.via ?? [])] }
    },
  }
}

/** A property or element of a value; '[]' is any element. */
export function partValue(e: Evaluation, whole: Value, name: string, at: Node): Value {
  switch (whole.kind) {
    case 'record':
      return recordPart(whole, name, at)
    case 'list':
      return listPart(whole, name, at)
    case 'instance':
      return instanceMember(e, whole, name, at)
    case 'proxy': {
      const held = partValue(e, whole.of(), name, at)
      // What a holder in reactive state holds is read without it.
      const part = held.kind === 'ref' && whole.what === 'reactive' ? held.of() : held
      return whole.deep ? heldValue(e, reactiveOf(part, whole.by), at, whole.by) : part
    }
    case 'ref':
      return name === 'value' ? (whole.deep ? heldValue(e, whole.of(), at, whole.by) : whole.of()) : unknown(at)
    case 'either':
      return either(
        at,
        whole.of.map((each) => partValue(e, each, name, at)),
        whole.every,
      )
    case 'api':
      return { kind: 'api', at, path: memberPath(whole.path, name) }
    case 'function':
      return staticMember(e, whole, name, at)
    default:
      return unknown(at)
  }
}

function recordPart(whole: Extract<Value, { kind: 'record' }>, name: string, at: Node): Value {
  const parts = partsOf(whole)
  if (name === '[]') return whole.open || parts.length === 0 ? unknown(at) : anyElement(at, parts)
  const named = parts.filter((part) => part.name === name)
  if (named.length > 0)
    return either(
      at,
      named.map((part) => ownValue(part.value())),
      true,
    )
  const any = parts.filter((part) => part.name === '[]')
  if (any.length > 0) return anyElement(at, any)
  return whole.open ? unknown(at) : { kind: 'data', at, absent: true }
}

/** A method that is taken off its object is a function like any other. */
function ownValue(value: Value): Value {
  return value.kind === 'function' && value.declared
    ? { kind: 'function', at: value.at, what: 'function', ...(value.via && { via: value.via }) }
    : value
}

function listPart(whole: Extract<Value, { kind: 'list' }>, name: string, at: Node): Value {
  if (name === 'length' || name === 'size') return data(at)
  if (name !== '[]' && !/^\d+$/u.test(name)) return unknown(at)
  const parts = partsOf(whole)
  const exact = parts.find((part) => part.name === name)
  return exact ? exact.value() : anyElement(at, parts)
}

/** What iterating over a value yields: any one of its elements; a map yields pairs. */
export function elementOf(value: Value, at: Node): Value {
  switch (value.kind) {
    case 'list': {
      const element = anyElement(at, partsOf(value))
      return value.path === containers.map ? pairOf(at, element) : element
    }
    case 'proxy':
      return value.deep ? reactiveOf(elementOf(value.of(), at), value.by) : elementOf(value.of(), at)
    case 'either':
      return either(
        at,
        value.of.map((each) => elementOf(each, at)),
        value.every,
      )
    case 'api':
      return { kind: 'api', at, path: memberPath(value.path, '[]') }
    default:
      return unknown(at)
  }
}

/** A key that is not known, with a value. */
export function pairOf(at: Node, value: Value): Value {
  return arrayOf(at, () => [
    { name: '0', at, sure: true, value: () => unknown(at) },
    { name: '1', at, sure: true, value: () => value },
  ])
}

/** An array of these elements, known one by one. */
export function arrayOf(at: Node, elements: () => readonly Part[]): Value {
  return { kind: 'list', at, path: containers.array, elements }
}
