import { containers } from '../../knowledge/results.ts'
import type { Node } from '../../utils/syntax.ts'
import { denoteText } from '../resolve/denote.ts'
import { denotedValue } from './denoted.ts'
import type { Evaluation } from './evaluation.ts'
import { data, either, listOf, unknown, type Value } from './value.ts'

const FUNCTION = /^(?:function\b|Function$|\([^)]*\)\s*=>|\(\(.*\)\s*=>.*\)$)/iu
const ARRAY = /^(?:Array<(.+)>|Array\.<(.+)>|(.+)\[\])$/u
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
  const array = ARRAY.exec(type)
  if (array) return listOf(at, containers.array, () => documentedValue(e, array[1] ?? array[2] ?? array[3] ?? '', at, depth + 1))
  const denoted = denoteText(e.sourceCode, type)
  return denoted ? denotedValue(e, denoted, at) : unknown(at)
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
