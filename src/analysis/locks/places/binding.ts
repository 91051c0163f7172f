import type { TSESTree } from '@typescript-eslint/utils'

import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isInside, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { sourceAt, variableOf } from '../../resolve/bindings.ts'
import { makingOf } from '../making.ts'
import { classAt } from './fields.ts'
import { placeOfVariable, valueOf, variableAt } from './identity.ts'
import { append, type Binding, ofPlace, placeAt, rootName, stepInto, type Value } from './symbol.ts'

/** What the parameters and the `this` of a function of this file stand for when `call` runs it, in terms of the caller. */
export function bindingOf(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode): Binding {
  const known = bindings(sourceCode).get(call)
  const binding = known ?? bind(sourceCode, call, fn)
  if (!known) bindings(sourceCode).set(call, binding)
  return binding
}

/** A call runs one function, so that it has one binding. */
const bindings = perFile(() => new Map<TSESTree.CallExpression, Binding>())

function bind(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode): Binding {
  const given = argumentsOf(sourceCode, call, fn)
  const self = selfOf(sourceCode, call)
  return (root) => {
    if (root.startsWith('this:')) return self === 'same' ? 'keep' : (self ?? 'unknown')
    if (given.has(root)) return given.get(root) ?? 'unknown'
    const scope = root.startsWith('local:') || root.startsWith('param:') ? variableAt(sourceCode, root)?.scope.block : undefined
    // Its own variables have another value in each run, of a function that calls itself too; only of what kind they are can still be said.
    if (scope && isInside(scope, fn)) return { is: 'place', place: placeAt(`any:${rootName(root)}`) }
    if (!scope || isInside(call, scope)) return 'keep'
    return closedOver(sourceCode, call, root) ?? 'unknown'
  }
}

/**
 * A variable that a function keeps from the function that made it: a parameter is what the making call gave, where both see that;
 * else each making has its own, so it counts as a hidden field of what is called.
 */
function closedOver(sourceCode: SourceCode, call: TSESTree.CallExpression, root: string): Value | undefined {
  const given = givenToMaker(sourceCode, call, root)
  if (given) return given
  const callee = unwrap(call.callee)
  const made = valueOf(sourceCode, callee.type === 'MemberExpression' ? callee.object : callee)
  return made?.is === 'place' ? ofPlace(append(made.place, `~${rootName(root)}`)) : undefined
}

/** `const load = guarded(turn, read)`, then `load()`: for the first parameter of `guarded` the function runs with `turn`. */
function givenToMaker(sourceCode: SourceCode, call: TSESTree.CallExpression, root: string): Value | undefined {
  const [declared] = variableAt(sourceCode, root)?.identifiers ?? []
  const source = root.startsWith('param:') && declared ? sourceAt(declared) : undefined
  const making = source?.kind === 'parameter' ? makingOf(sourceCode, call, source.of) : undefined
  const value = making && source?.kind === 'parameter' && declared ? argumentAt(sourceCode, making.arguments, source.index, declared) : undefined
  return value?.is === 'place' && isSeenBy(sourceCode, call, value.place.root) ? value : undefined
}

/** Whether a root means the same at a call: what is declared around it, or its own `this`. */
function isSeenBy(sourceCode: SourceCode, call: TSESTree.CallExpression, root: string): boolean {
  if (root.startsWith('api:')) return true
  if (root.startsWith('this:')) {
    const callee = unwrap(call.callee)
    return callee.type === 'MemberExpression' && unwrap(callee.object).type === 'ThisExpression'
  }
  const scope = variableAt(sourceCode, root)?.scope.block
  return scope !== undefined && isInside(call, scope)
}

function argumentsOf(sourceCode: SourceCode, call: TSESTree.CallExpression, fn: FunctionNode): ReadonlyMap<string, Value | undefined> {
  const given = new Map<string, Value | undefined>()
  fn.params.forEach((parameter, i) => {
    for (const name of namesIn(parameter)) {
      const variable = variableOf(sourceCode, name)
      if (variable) given.set(placeOfVariable(sourceCode, variable).root, argumentAt(sourceCode, call.arguments, i, name))
    }
  })
  return given
}

function argumentAt(sourceCode: SourceCode, given: readonly Node[], index: number, name: Node): Value | undefined {
  const source = sourceAt(name)
  if (given.slice(0, index + 1).some((each) => each.type === 'SpreadElement')) return undefined
  if (source.kind === 'parameter' && source.rest) return { is: 'list', items: given.slice(index).map((each) => valueOf(sourceCode, each)) }
  const node = given[index]
  let value = node && givenAs(sourceCode, node)
  for (const { name: part } of source.steps) if (part !== '') value = value && stepInto(value, part)
  return value
}

/** What an argument is; an object literal is taken apart as code: what it holds need not be a place. */
function givenAs(sourceCode: SourceCode, argument: Node): Value | undefined {
  const record = unwrap(argument)
  if (record.type !== 'ObjectExpression') return valueOf(sourceCode, argument)
  const [taken, second] = record.properties.filter((each) => each.type === 'SpreadElement')
  if (second || record.properties.length > MOST_NAMES) return valueOf(sourceCode, argument)
  const own = new Map<string, Value | undefined>()
  for (const each of record.properties) {
    const name = each.type === 'Property' ? keyName(each) : undefined
    // What stands before a spread may be written over by it.
    if (each.type === 'Property' && name !== undefined) own.set(name, taken && each.range[0] < taken.range[0] ? undefined : givenAs(sourceCode, each.value))
  }
  const rest = taken && valueOf(sourceCode, taken.argument)
  return { is: 'record', own, ...(rest ? { rest } : {}) }
}

/** What `this` is inside the called method: the same object as here, another place, or unknown. */
function selfOf(sourceCode: SourceCode, call: TSESTree.CallExpression): Value | 'same' | undefined {
  const callee = unwrap(call.callee)
  // A plain function that uses `this` is an arrow function or a closure inside the same method.
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super' || unwrap(callee.object).type === 'ThisExpression') return 'same'
  const object = valueOf(sourceCode, callee.object)
  return object?.is === 'place' && object.place.path.length === 0 && classAt(sourceCode, object.place.root) ? 'same' : object
}

const MOST_NAMES = 32

/** The names that a parameter declares. */
function namesIn(parameter: Node): readonly TSESTree.Identifier[] {
  const names: TSESTree.Identifier[] = []
  const rest: (Node | null)[] = [parameter]
  for (let node = rest.pop(); node !== undefined && names.length < MOST_NAMES; node = rest.pop()) {
    switch (node?.type) {
      case 'Identifier':
        names.push(node)
        break
      case 'AssignmentPattern':
        rest.push(node.left)
        break
      case 'RestElement':
        rest.push(node.argument)
        break
      case 'ObjectPattern':
        rest.push(...node.properties.map((each) => (each.type === 'Property' ? each.value : each.argument)))
        break
      case 'ArrayPattern':
        rest.push(...node.elements)
        break
      case 'TSParameterProperty':
        rest.push(node.parameter)
        break
      default:
    }
  }
  return names
}
