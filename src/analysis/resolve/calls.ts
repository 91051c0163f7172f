import type { TSESTree } from '@typescript-eslint/utils'

import { uniqueMethods } from '../../knowledge/members.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { denoteResult, denoteType } from './annotations.ts'
import { isNothing, variableOf } from './bindings.ts'
import { agreed, api, better, type Denotation, elements } from './denotation.ts'
import { heldInBox } from './boxes.ts'
import { denote, denoteIf } from './denote.ts'
import { addedValues } from './elements.ts'
import { keepsFunction, returnsOf } from './functions.ts'
import { modulePath, resultPath } from './path.ts'

/** Methods that yield one element, and those that yield several again. */
const ONE = new Set(['pop', 'shift', 'at', 'find', 'findLast', 'get', 'next'])
const MAPPERS = new Set(['map', 'flatMap'])
const MANY = new Set(['slice', 'filter', 'concat', 'reverse', 'sort', 'splice', 'values', 'toSorted', 'toReversed', 'toSpliced', 'flat'])

export function denoteCall(sourceCode: SourceCode, node: TSESTree.CallExpression): Denotation | undefined {
  const callee = unwrap(node.callee)
  const target = denote(sourceCode, callee)
  const list = callee.type === 'MemberExpression' && MAPPERS.has(keyName(callee) ?? '') ? mapped(sourceCode, node.arguments[0]) : undefined
  if (list) return list
  if (target?.kind === 'api') {
    if (target.path === '#require') return denoteRequire(node)
    if (keepsFunction(sourceCode, node)) return denoteIf(sourceCode, node.arguments[0])
    const path = resultPath(target.path)
    return builtElements(sourceCode, node, target.path) ?? api(path, heldInBox(sourceCode, node, path))
  }
  if (target?.kind === 'function') return denoteReturn(sourceCode, target.node)
  if (callee.type === 'Identifier') return target ? undefined : denoteResult(sourceCode, annotationOf(sourceCode, callee))
  return callee.type === 'MemberExpression' ? denoteMethodResult(sourceCode, callee) : undefined
}

/** What the declaration of a name says of its type. */
function annotationOf(sourceCode: SourceCode, name: TSESTree.Identifier): Node | undefined {
  const [declared] = variableOf(sourceCode, name)?.identifiers ?? []
  return declared?.type === 'Identifier' ? declared.typeAnnotation : undefined
}

function denoteRequire(node: TSESTree.CallExpression): Denotation | undefined {
  const [specifier] = node.arguments
  const text = specifier ? literalText(specifier) : undefined
  return text === undefined ? undefined : api(modulePath(text))
}

function denoteMethodResult(sourceCode: SourceCode, callee: TSESTree.MemberExpression): Denotation | undefined {
  const method = keyName(callee)
  if (method === undefined) return undefined
  const whole = denote(sourceCode, callee.object)
  if (method === 'bind') return whole?.kind === 'function' ? whole : undefined
  if (whole?.kind === 'elements') {
    if (ONE.has(method)) return whole.of
    if (MANY.has(method)) return whole
  }
  const unique = whole ? undefined : uniqueMethods.get(method)
  return unique === undefined ? undefined : api(unique)
}

/** What a local function yields: what all of its returns stand for (an async function's promise is transparent). */
export function denoteReturn(sourceCode: SourceCode, of: FunctionNode): Denotation | undefined {
  if (of.generator) return undefined
  const returned = returnsOf(sourceCode, of).filter((each) => !isNothing(each))
  const byValue = returned.length > 0 ? agreed(returned.map((each) => denote(sourceCode, each))) : undefined
  return better(byValue, denoteType(sourceCode, of.returnType))
}

/** `Array.from({ length }, () => new Worker())`, `Promise.all(list)`, `Object.freeze(x)`. */
function builtElements(sourceCode: SourceCode, node: TSESTree.CallExpression, path: string): Denotation | undefined {
  const [first, second] = node.arguments
  switch (path) {
    case '#Array.from':
      return second ? mapped(sourceCode, second) : denoteIf(sourceCode, first)
    case '#Promise.all':
    case '#Promise.allSettled':
    case '#Object.freeze':
    case '#Object.seal':
    case '#Promise.resolve':
      return denoteIf(sourceCode, first)
    default:
      return undefined
  }
}

function mapped(sourceCode: SourceCode, callback: Node | undefined): Denotation | undefined {
  const target = callback && denote(sourceCode, callback)
  return target?.kind === 'function' ? elements(denoteReturn(sourceCode, target.node)) : undefined
}

/** What an initially empty array, set or map holds: what is added to the variable or field that it is made for. */
export function ownElements(sourceCode: SourceCode, node: Node, path: string): Denotation | undefined {
  if (path !== '#Array' && path !== '#Set' && path !== '#Map' && path !== '#WeakMap') return undefined
  const added = addedValues(sourceCode, node)
  return added.length === 0 ? undefined : elements(agreed(added.map((each) => denote(sourceCode, each))))
}
