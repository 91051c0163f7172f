import { containers, containerTypes } from '../../knowledge/results.ts'
import type { Node } from '../../utils/syntax.ts'
import { denoteText } from '../resolve/denote.ts'
import { membersOfTypeText, splitTypes, typedefsOf, typeTextOf } from '../resolve/jsdoc.ts'
import { denotedValue } from './denoted.ts'
import type { Evaluation } from './evaluation.ts'
import { data, either, elementPart, listOf, type Part, unknown, type Value } from './value.ts'

const FUNCTION = /^(?:function\b|Function$|\([^)]*\)\s*=>|\(\(.*\)\s*=>.*\)$)/iu
const ARRAY = /^(.+)\[\]$/u
const GENERIC = /^(\w+)\.?<(.+)>$/su
const PROMISE = /^Promise(?:\.?<.*>)?$/u
const PRIMITIVE = /^(?:string|number|boolean|null|undefined|void|String|Number|Boolean)$/u

/** What a JSDoc type says of a value: functions, symbols, promises, arrays of them, and whatever resolution makes of it. */
export function documentedValue(e: Evaluation, text: string, at: Node, depth = 0): Value {
  const type = text.trim().replace(/^[?!]|=$/gu, '')
  if (depth > 4 || type === '') return unknown(at)
  if (FUNCTION.test(type) && !hasUnion(type)) return { kind: 'function', at, what: 'function' }
  if (hasUnion(type)) {
    const members = type
      .replace(/^\((.*)\)$/u, '$1')
      .split('|')
      .map((each) => each.trim())
      .filter((each) => each !== 'null' && each !== 'undefined')
    return either(
      at,
      members.map((each) => documentedValue(e, each, at, depth + 1)),
      true,
    )
  }
  if (type === 'symbol') return { kind: 'symbol', at }
  if (type === 'bigint') return { kind: 'bigint', at }
  if (PRIMITIVE.test(type)) return data(at)
  if (PROMISE.test(type)) return { kind: 'promise', at, of: () => unknown(at) }
  const [, element] = ARRAY.exec(type) ?? []
  if (element !== undefined) return listOf(at, containers.array, () => documentedValue(e, element, at, depth + 1))
  const [, holder = '', held = ''] = GENERIC.exec(type) ?? []
  const container = containerTypes.get(holder)
  const last = () => documentedValue(e, splitTypes(held).at(-1) ?? '', at, depth + 1)
  if (container !== undefined) return listOf(at, container, last)
  if (holder === 'Record' || holder === 'Object') return { kind: 'record', at, open: false, parts: () => [elementPart(at, last)] }
  const members = membersOfTypeText(type)
  if (members) return { kind: 'record', at, open: false, parts: () => members.map((member) => memberPart(e, member, at, depth)) }
  const typedef = typedefsOf(e.sourceCode).get(type)
  if (typedef !== undefined) return documentedValue(e, typedef, at, depth + 1)
  const denoted = denoteText(e.sourceCode, type)
  return denoted ? denotedValue(e, denoted, at) : unknown(at)
}

/** One member of an object: what may be missing is not proven. */
function memberPart(e: Evaluation, { name, optional, type }: NonNullable<ReturnType<typeof membersOfTypeText>>[number], at: Node, depth: number): Part {
  const mayMiss = optional || /=\s*$/u.test(type)
  return { name, at, sure: !mayMiss, ...(mayMiss && { optional: true }), value: () => documentedValue(e, type, at, depth + 1) }
}

/** What JSDoc says of a variable or field: the type above its declaration; unknown without one. */
export function documentedAbove(e: Evaluation, declaration: Node): Value {
  const text = typeTextOf(e.sourceCode, declaration)
  return text === undefined ? unknown(declaration) : documentedValue(e, text, declaration)
}

/** A `|` outside of brackets. */
function hasUnion(type: string): boolean {
  let depth = 0
  for (let i = 0; i < type.length; i++) {
    const letter = type.charAt(i)
    if ('(<{['.includes(letter)) depth++
    else if (')}]'.includes(letter) || (letter === '>' && type[i - 1] !== '=')) depth--
    else if (letter === '|' && depth <= 0) return true
    else if (letter === '>' && depth <= 0) return false // what a function returns may be a union
  }
  return false
}
