import { containers } from '../../knowledge/results.ts'
import { functionHolders, globalFunctions, plainMembers } from '../../knowledge/results.ts'
import { isFunction, type Node } from '../../utils/syntax.ts'
import { cloneability } from '../../knowledge/index.ts'
import type { ApiPath } from '../../knowledge/schema.ts'
import type { Denotation } from '../resolve/denotation.ts'
import type { Evaluation } from './evaluation.ts'
import { evaluate } from './evaluate.ts'
import { instanceValue } from './instances.ts'
import { typeLiteralValue } from './types.ts'
import { aFunction, listOf, unknown, type Value } from './value.ts'

/** The value that a denotation is. */
export function denotedValue(e: Evaluation, denoted: Denotation, at: Node): Value {
  switch (denoted.kind) {
    case 'api':
      return apiValue(denoted.path, at)
    case 'class':
      return aFunction(denoted.node, 'class')
    case 'object':
      return instanceValue(e, at, denoted.node)
    case 'function':
      return {
        kind: 'function',
        at: denoted.node,
        what: isFunction(denoted.node) && denoted.node.parent.type === 'MethodDefinition' ? 'method' : 'function',
      }
    case 'record':
      return evaluate(e, denoted.node, undefined)
    case 'typed':
      return typeLiteralValue(e, denoted.node)
    case 'elements':
      return listOf(at, containers.array, () => denotedValue(e, denoted.of, at))
    default:
      return unknown(at)
  }
}

/** What a path of an API names: well-known symbols, functions of the platform, or something the tables judge. */
function apiValue(path: string, at: Node): Value {
  if (/^#Symbol\.\w+$/u.test(path)) return { kind: 'symbol', at }
  const dot = Math.max(path.lastIndexOf('.'), path.lastIndexOf('#') + (path.startsWith('#') ? -1 : 0))
  const holder = path.includes('.') ? path.slice(0, dot) : path.slice(0, path.lastIndexOf('#') + 1)
  const name = /[.#]([a-z]\w*)$/u.exec(path)?.[1]
  const isMember = name !== undefined && functionHolders.has(holder) && !plainMembers.has(name)
  if (isMember || globalFunctions.has(path) || isConstructor(path)) return { kind: 'function', at, what: 'function' }
  return { kind: 'api', at, path }
}

/** What makes instances that the tables know. */
function isConstructor(path: ApiPath): boolean {
  return /[.#][A-Z]\w*$/u.test(path) && cloneability(`${path}()`, 'clone') !== undefined
}
