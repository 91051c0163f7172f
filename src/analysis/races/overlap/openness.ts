import { closing } from '../../../knowledge/results.ts'
import { callsNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, functionAround, isClass, isFunction, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { handingsOf } from '../../callbacks/handed.ts'
import { nameIn, usesOf } from '../../callbacks/uses.ts'
import { makesOfMethods, sectionAround } from '../../resolve/components.ts'
import { apiOf } from '../../resolve/denote.ts'
import { escapes, isExported, memberOf, returnsOf } from '../../resolve/functions.ts'
import { isMethodOfHolder } from '../../resolve/holders.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import { isOfHeldObject } from './owned.ts'

/**
 * Whether a method that no class holds is run by one other function only, as part of what that does: objects with such steps
 * are made for one job, and do it once.
 */
export function isStep(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const name = isMethodOfHolder(sourceCode, fn) ? nameIn(fn) : undefined
  // The page calls what a component has.
  if (name === undefined || (fn.parent.type === 'Property' && sectionAround(sourceCode, fn.parent.parent))) return false
  const calls = callsNamed(sourceCode, new Set([name])).filter((call) => calledFunction(sourceCode, call) === fn)
  if (calls.some((call) => isListening(sourceCode, functionAround(call)))) return false
  const callers = new Set(calls.map((call) => methodAround(sourceCode, call)))
  callers.delete(fn)
  return callers.size === 1
}

/** Whether a function is a listener: what it calls is run as often as something happens. */
function isListening(sourceCode: SourceCode, fn: FunctionNode | undefined): boolean {
  return fn !== undefined && handingsOf(sourceCode, fn).some(({ timing }) => timing === 'many')
}

/** The method that a node stands in, callbacks left out. */
function methodAround(sourceCode: SourceCode, node: Node): FunctionNode | undefined {
  let fn = functionAround(node)
  while (fn && !isMethodOfHolder(sourceCode, fn) && functionAround(fn)) fn = functionAround(fn)
  return fn
}

/** Whether a function is there for others to call: exported, public, returned, or part of an object that is given away. */
export function isOpenToOthers(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const member = memberOf(fn)
  if (member) return isExported(sourceCode, fn) && !isPrivateByName(member.name) && !isProtected(fn) && !isOfHeldObject(sourceCode, member)
  if (fn.parent.type === 'MethodDefinition' || isClass(fn.parent) || isStep(sourceCode, fn)) return false
  if (isExported(sourceCode, fn)) return true
  if (fn.parent.type === 'Property' && fn.parent.value === fn) return isGivenAway(sourceCode, fn.parent.parent)
  const outer = wrapped(fn)
  if (outer.parent?.type === 'ReturnStatement' || (outer.parent?.type === 'ArrowFunctionExpression' && outer.parent.body === outer)) return true
  if (outer.parent?.type === 'AssignmentExpression' && outer.parent.left.type === 'MemberExpression') return true
  const around = functionAround(fn)
  return around !== undefined && fn.type !== 'FunctionExpression' && escapes(sourceCode, fn) && isReturned(sourceCode, fn, around)
}

/** `_load`, `load_` and the like: who follows the convention does not call it from outside. */
function isPrivateByName(name: string): boolean {
  return name.startsWith('_') || name.endsWith('_')
}

function isProtected({ parent }: FunctionNode): boolean {
  return 'accessibility' in parent && parent.accessibility === 'protected'
}

/** Whether all who run a function are in sight: it is used for nothing but calls in this file. */
export function isOnlyCalledHere(sourceCode: SourceCode, fn: CodeOwner): fn is FunctionNode {
  if (!isFunction(fn)) return false
  if (isKeyedBySymbol(fn)) return true
  const member = memberOf(fn)
  const isClosed = (member && (isPrivateByName(member.name) || isOfHeldObject(sourceCode, member))) || (!escapes(sourceCode, fn) && !isExported(sourceCode, fn))
  const { calls, values } = usesOf(sourceCode, fn)
  return isClosed && calls.length > 0 && values.every((each) => each === fn)
}

/** `load(columns = ALL)`, which all who call leave out. */
export function isNeverGiven(sourceCode: SourceCode, fn: FunctionNode, name: Node): boolean {
  const index = fn.params.findIndex((each) => each.type === 'AssignmentPattern' && each.left.type === 'Identifier' && name.type === 'Identifier' && each.left.name === name.name)
  return index >= 0 && isOnlyCalledHere(sourceCode, fn) && usesOf(sourceCode, fn).calls.every(({ arguments: given }) => given.length <= index && given.every(({ type }) => type !== 'SpreadElement'))
}

/** `async [JOIN]() {}`: only who has the symbol can call it. */
function isKeyedBySymbol({ parent }: FunctionNode): boolean {
  return parent.type === 'MethodDefinition' && parent.computed && keyName(parent) === undefined
}

/** An object literal that is returned, exported, kept as a variable of the module, or given to what makes a component or a store of it. */
function isGivenAway(sourceCode: SourceCode, object: Node): boolean {
  const outer = wrapped(object)
  switch (outer.parent?.type) {
    case 'ReturnStatement':
    case 'ExportDefaultDeclaration':
      return true
    case 'ArrowFunctionExpression':
      return outer.parent.body === outer
    case 'VariableDeclarator':
    case 'AssignmentExpression':
      return true
    case 'CallExpression':
      return outer.parent.callee !== outer && (makesOfMethods(sourceCode, outer.parent) || (closing.has(apiOf(sourceCode, outer.parent.callee) ?? '') && isGivenAway(sourceCode, outer.parent)))
    case 'Property':
      return isGivenAway(sourceCode, outer.parent.parent)
    default:
      return false
  }
}

function isReturned(sourceCode: SourceCode, fn: FunctionNode, around: FunctionNode): boolean {
  const name = nameIn(fn)
  if (name === undefined) return false
  return returnsOf(sourceCode, around).some((value) => {
    const node = unwrap(value)
    if (node.type === 'Identifier') return node.name === name
    const parts = node.type === 'ObjectExpression' ? node.properties.map((each) => (each.type === 'Property' ? each.value : each)) : node.type === 'ArrayExpression' ? node.elements : []
    return parts.some((each) => each?.type === 'Identifier' && each.name === name)
  })
}
