import type { TSESTree } from '@typescript-eslint/utils'

import { results } from '../../../knowledge/results.ts'
import { yieldingModules } from '../../../knowledge/yields.ts'
import { linkAt } from '../../../utils/chains.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { apiOf, denote } from '../../resolve/denote.ts'
import { callersOf, returnsOf } from '../../resolve/functions.ts'
import { locationOf } from '../../resolve/location.ts'
import { valueOf } from '../../values/evaluate.ts'
import type { Value } from '../../values/value.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import { lockUseAt } from '../uses.ts'

/** Whether an expression yields a promise of something that is still to be done, on some path at least, as far as the file proves it. */
export const yieldsPromise: (sourceCode: SourceCode, node: Node) => boolean = perNode<Node, boolean>((sourceCode, expression) => {
  const node = unwrap(expression)
  switch (node.type) {
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].some((each) => yieldsPromise(sourceCode, each))
    case 'LogicalExpression':
      return [node.left, node.right].some((each) => yieldsPromise(sourceCode, each))
    case 'AssignmentExpression':
      return yieldsPromise(sourceCode, node.right)
    case 'NewExpression':
      return apiOf(sourceCode, node.callee) === '#Promise'
    case 'CallExpression':
      return callYieldsPromise(sourceCode, node)
    default:
      return false
  }
}, false)

/** Whether calling a function of this file yields a promise. */
export const returnsPromise: (sourceCode: SourceCode, fn: FunctionNode) => boolean = perNode<FunctionNode, boolean>((sourceCode, fn) => {
  if (fn.generator) return false
  return fn.async || saysPromise(sourceCode, fn.returnType) || returnsOf(sourceCode, fn).some((each) => yieldsPromise(sourceCode, each))
}, false)

function callYieldsPromise(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const use = lockUseAt(sourceCode, call)
  if (use) return use.method.awaited === true
  const fn = calledLocal(sourceCode, call)
  if (fn) return returnsPromise(sourceCode, fn)
  const callee = unwrap(call.callee)
  if (isOfPromise(call)) return true
  const path = apiOf(sourceCode, callee)
  if (path === resolving) return call.arguments.some((each) => yieldsPromise(sourceCode, each))
  if (path !== undefined && isPromising(path)) return true
  if (saysPromise(sourceCode, declaredType(sourceCode, callee)) || givenAsync(sourceCode, callee)) return true
  if (isAwaitedElsewhere(sourceCode, call)) return true
  return mayBePromise(valueOf(sourceCode, call))
}

/** `.then(f)`, `.catch(f)`, `.finally(f)`: only promises have them. */
function isOfPromise(call: TSESTree.CallExpression): boolean {
  const link = linkAt(call)
  const [first] = call.arguments
  return link !== undefined && first !== undefined && (link.by === 'then' || isFunction(unwrap(first)))
}

/** What makes a promise of a value, which nobody has to wait for unless the value is a promise itself. */
const resolving = '#Promise.resolve'

function isPromising(path: string): boolean {
  const yields = results.get(path)?.yields
  return yields === 'promise' || yields === 'promises' || yieldingModules.has(path.slice(0, path.indexOf('#')))
}

function mayBePromise(value: Value): boolean {
  return value.kind === 'promise' || (value.kind === 'either' && value.of.some((each) => each.kind === 'promise'))
}

// ---------------------------------------------------------------- what declarations say

const MOST_ALIASES = 4

/** Whether a type is that of a promise, or a union with one; of a function: whether it returns such. */
function saysPromise(sourceCode: SourceCode, type: Node | null | undefined, depth = 0): boolean {
  if (!type || depth > MOST_ALIASES) return false
  const says = (inner: Node | null | undefined): boolean => saysPromise(sourceCode, inner, depth + 1)
  switch (type.type) {
    case 'TSTypeAnnotation':
      return saysPromise(sourceCode, type.typeAnnotation, depth)
    case 'TSUnionType':
      return type.types.some(says)
    case 'TSFunctionType':
      return says(type.returnType)
    case 'TSMethodSignature':
      return says(type.returnType)
    case 'TSTypeReference': {
      const name = type.typeName
      if (name.type !== 'Identifier') return false
      const declared: Node | undefined = variableOf(sourceCode, name)?.defs[0]?.node
      if (!declared) return name.name === 'Promise' || name.name === 'PromiseLike'
      return declared.type === 'TSTypeAliasDeclaration' && says(declared.typeAnnotation)
    }
    default:
      return false
  }
}

/** The type that declares what is called: of a parameter or variable, or of a member of a type of this file. */
function declaredType(sourceCode: SourceCode, callee: Node): Node | undefined {
  if (callee.type === 'Identifier') {
    const [name] = variableOf(sourceCode, callee)?.identifiers ?? []
    return name?.type === 'Identifier' ? name.typeAnnotation : undefined
  }
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return undefined
  const name = keyName(callee)
  const whole = denote(sourceCode, callee.object)
  if (whole?.kind === 'object') {
    const member = whole.node.body.body.find((each) => 'key' in each && keyName(each) === name)
    if (member?.type === 'PropertyDefinition') return member.typeAnnotation
    return member?.type === 'TSAbstractMethodDefinition' ? member.value.returnType : undefined
  }
  if (whole?.kind !== 'typed') return undefined
  const members = whole.node.type === 'TSInterfaceDeclaration' ? whole.node.body.body : whole.node.members
  const member = members.find((each) => (each.type === 'TSMethodSignature' || each.type === 'TSPropertySignature') && keyName(each) === name)
  return member?.type === 'TSPropertySignature' ? member.typeAnnotation : member
}

/** Whether a parameter is called to which some caller of this file gives a function that yields a promise. */
function givenAsync(sourceCode: SourceCode, callee: Node): boolean {
  const parameter = parameterCalled(sourceCode, callee)
  return parameter !== undefined && callersOf(sourceCode, parameter.of).some((call) => {
    const given = call.arguments[parameter.index]
    const fn = given && given.type !== 'SpreadElement' ? functionAt(sourceCode, given) : undefined
    return fn !== undefined && returnsPromise(sourceCode, fn)
  })
}

/** The parameter that a callee is: of which function, at which position, with what annotation. */
export function parameterCalled(sourceCode: SourceCode, callee: Node): { readonly of: FunctionNode; readonly index: number; readonly annotated: boolean } | undefined {
  const node = unwrap(callee)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (source?.kind !== 'parameter' || second || source.rest || source.steps.some(({ name }) => name !== '')) return undefined
  const slot = source.of.params[source.index]
  return { of: source.of, index: source.index, annotated: slot !== undefined && 'typeAnnotation' in slot && slot.typeAnnotation !== undefined }
}

// ---------------------------------------------------------------- what other code does with it

/** Methods by the place they belong to, of which the file awaits a call somewhere. */
const awaited = perFile((sourceCode): ReadonlySet<string> => {
  const keys = new Set<string>()
  for (const { argument } of nodesOf(sourceCode).awaits) {
    const key = methodKey(sourceCode, unwrap(argument))
    if (key !== undefined) keys.add(key)
  }
  return keys
})

function isAwaitedElsewhere(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const key = methodKey(sourceCode, call)
  return key !== undefined && awaited(sourceCode).has(key)
}

function methodKey(sourceCode: SourceCode, node: Node): string | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  if (callee?.type === 'Identifier') {
    const place = locationOf(sourceCode, callee)
    return place?.root.kind === 'variable' ? `${place.key}()` : undefined
  }
  const place = callee?.type === 'MemberExpression' && callee.object.type !== 'Super' ? locationOf(sourceCode, callee.object) : undefined
  const name = callee?.type === 'MemberExpression' ? keyName(callee) : undefined
  return place && name !== undefined ? `${place.key}.${name}()` : undefined
}
