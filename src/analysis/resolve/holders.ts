import type { TSESTree } from '@typescript-eslint/utils'

import { groupBy } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, functionAround, type FunctionNode, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { isOfModule, type Variable, variableOf } from './bindings.ts'
import { makesOfMethods, sectionAround } from './components.ts'

/** What `this` is in a function that no class holds: what a constructor function makes, or one object that is written down. */
export type Holder = Variable | TSESTree.ObjectExpression | FunctionNode

/**
 * The object that `this` is where no class says so: in a constructor function, in `Store.prototype.open = function () {…}` and
 * `Shop.Store.prototype.open = function () {…}`, in the methods of `Store.prototype = {…}`, in those that a constructor gives to what it makes, and in those of an object
 * that a module keeps, exports or gives a name in a space of names: `Shop.cart = {…}`. Undefined for any other function: who calls it decides.
 */
export function holderOf(sourceCode: SourceCode, node: Node): Holder | undefined {
  const fn = functionOfThis(node)
  return fn && holderOfFunction(sourceCode, fn)
}

const holderOfFunction: (sourceCode: SourceCode, fn: FunctionNode) => Holder | undefined = perNode<FunctionNode, Holder | undefined>((sourceCode, fn) => {
  if (fn.type === 'ArrowFunctionExpression') return undefined
  const outer = wrapped(fn)
  const { parent } = outer
  const name = nameOfConstructor(fn)
  if (name) return constructorNamed(sourceCode, name)
  if (constructors(sourceCode).has(fn)) return fn
  if (parent?.type === 'AssignmentExpression' && parent.right === outer && parent.left.type === 'MemberExpression') {
    const { object } = parent.left
    const self = selfOf(sourceCode, object)
    return self ? holderOf(sourceCode, self) : prototypeOf(sourceCode, object)
  }
  return parent?.type === 'Property' && parent.value === outer && parent.parent.type === 'ObjectExpression' ? objectIn(sourceCode, parent.parent) : undefined
}, undefined)

/** Whether a function makes objects, by what it is and by what the file gives to its prototype. */
export function isConstructorFunction(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const name = fn.type === 'ArrowFunctionExpression' ? undefined : nameOfConstructor(fn)
  return name === undefined ? constructors(sourceCode).has(fn) : constructorNamed(sourceCode, name) !== undefined
}

function nameOfConstructor(fn: FunctionNode): Node | undefined {
  const outer = wrapped(fn)
  const { parent } = outer
  if (fn.type === 'FunctionDeclaration') return fn.id ?? undefined
  return parent?.type === 'VariableDeclarator' && parent.init === outer ? parent.id : undefined
}

/** The variable of a function that makes objects: the file gives its prototype something. */
function constructorNamed(sourceCode: SourceCode, name: Node): Variable | undefined {
  const variable = variableOf(sourceCode, name)
  return variable && constructors(sourceCode).has(variable) ? variable : undefined
}

const constructors = perFile((sourceCode): ReadonlySet<Holder> => {
  const { names, members } = nodesOf(sourceCode)
  return new Set(names.has('prototype') ? members.flatMap((member) => prototypeOf(sourceCode, member) ?? []) : [])
})

const methods = perFile((sourceCode): ReadonlyMap<Holder, ReadonlyMap<string, FunctionNode>> => {
  const byHolder = new Map<Holder, Map<string, FunctionNode>>()
  for (const fn of nodesOf(sourceCode).functions) {
    const holder = holderOfFunction(sourceCode, fn)
    const { parent } = wrapped(fn)
    const name = !holder ? undefined : parent?.type === 'Property' && parent.kind === 'init' ? keyName(parent) : parent?.type === 'AssignmentExpression' && parent.left.type === 'MemberExpression' ? keyName(parent.left) : undefined
    if (!holder || name === undefined) continue
    const known = byHolder.get(holder) ?? new Map<string, FunctionNode>()
    byHolder.set(holder, known.set(name, fn))
  }
  return byHolder
})

/** The methods of an object that no class makes, by name. */
export function methodsOfHolder(sourceCode: SourceCode, holder: Holder): ReadonlyMap<string, FunctionNode> {
  return methods(sourceCode).get(holder) ?? new Map()
}

const given = perFile((sourceCode): ReadonlyMap<Holder, ReadonlyMap<string, readonly Node[]>> => {
  const byHolder = new Map<Holder, Map<string, Node[]>>()
  for (const write of nodesOf(sourceCode).writes) {
    if (write.type !== 'AssignmentExpression' || write.left.type !== 'MemberExpression') continue
    const self = selfOf(sourceCode, write.left.object)
    const holder = self && holderOf(sourceCode, self)
    const name = keyName(write.left)
    if (!holder || name === undefined || isWrittenDown(holder)) continue
    const known = byHolder.get(holder) ?? new Map<string, Node[]>()
    byHolder.set(holder, known.set(name, [...(known.get(name) ?? []), write.right]))
  }
  return byHolder
})

/** What the file puts into `this.name`, in the functions of what a constructor function makes: `this.lock = new Mutex()`. */
export function valuesOfHolder(sourceCode: SourceCode, object: Node, name: string): readonly Node[] {
  const self = selfOf(sourceCode, object)
  const holder = self && holderOf(sourceCode, self)
  return (holder && given(sourceCode).get(holder)?.get(name)) ?? []
}

/** The method that `this.name` is, in a function that no class holds, and in a static one. */
export function methodOfHolder(sourceCode: SourceCode, object: Node, name: string): FunctionNode | undefined {
  const self = selfOf(sourceCode, object)
  if (!self) return undefined
  const itself = staticClassOf(self)
  if (itself) {
    const member = itself.body.body.find((each) => each.type === 'MethodDefinition' && each.static && each.kind === 'method' && keyName(each) === name)
    return member?.type === 'MethodDefinition' && isFunction(member.value) ? member.value : undefined
  }
  const holder = holderOf(sourceCode, self)
  return holder && methodsOfHolder(sourceCode, holder).get(name)
}

/** Whether a function is a method of an object that no class makes. */
export function isMethodOfHolder(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return holderOfFunction(sourceCode, fn) !== undefined
}

/** `this`, or what `const self = this` makes of it. */
function selfOf(sourceCode: SourceCode, object: Node): TSESTree.ThisExpression | undefined {
  if (object.type === 'ThisExpression') return object
  const init = object.type === 'Identifier' ? variableOf(sourceCode, object)?.defs[0]?.node : undefined
  return init?.type === 'VariableDeclarator' && init.init?.type === 'ThisExpression' ? init.init : undefined
}

/** The class in whose static method a node stands, where `this` is the class itself. */
export function staticClassOf(node: Node): ClassNode | undefined {
  const fn = functionOfThis(node)
  const member = fn?.parent
  return member?.type === 'MethodDefinition' && member.static && member.value === fn ? member.parent.parent : undefined
}

/** The function whose `this` a node sees: arrow functions have none of their own. */
function functionOfThis(node: Node): FunctionNode | undefined {
  let fn = functionAround(node)
  while (fn?.type === 'ArrowFunctionExpression') fn = functionAround(fn)
  return fn
}

/** The constructor whose prototype an expression names: its variable, or the function that the file keeps under a longer name. */
function prototypeOf(sourceCode: SourceCode, node: Node): Variable | FunctionNode | undefined {
  const object = unwrap(node)
  if (object.type !== 'MemberExpression' || keyName(object) !== 'prototype') return undefined
  return object.object.type === 'Identifier' ? variableOf(sourceCode, object.object) : spacedConstructors(sourceCode).get(sourceCode.getText(object.object))
}

/** `Shop.Store = function (path) {…}`: functions that the file gives a name in a space of names, once, by that name. */
const spacedConstructors = perFile((sourceCode): ReadonlyMap<string, FunctionNode> => {
  const { names, writes } = nodesOf(sourceCode)
  if (!names.has('prototype')) return new Map()
  const given = groupBy(writes.flatMap((write) => (write.type === 'AssignmentExpression' && isSpaced(write.left) ? [write] : [])), ({ left }) => sourceCode.getText(left))
  return new Map([...given].flatMap(([name, [write, second]]) => {
    const fn = write && !second ? unwrap(write.right) : undefined
    return fn && isFunction(fn) && fn.type !== 'ArrowFunctionExpression' ? [[name, fn] as const] : []
  }))
})

/** `Shop.Store = {…}` of the module, in a space of names that others made. */
function isNamedByModule({ left, parent }: TSESTree.AssignmentExpression): boolean {
  return parent.type === 'ExpressionStatement' && parent.parent.type === 'Program' && isSpaced(left)
}

/** `Shop.Store`, and not a part of an object that may be another one each time. */
function isSpaced(target: Node): boolean {
  if (target.type !== 'MemberExpression' || target.computed || keyName(target) === 'prototype') return false
  return target.object.type === 'Identifier' || isSpaced(target.object)
}

/** An object literal that is there once, or whose methods all that a constructor makes have. */
function objectIn(sourceCode: SourceCode, object: TSESTree.ObjectExpression): Holder | undefined {
  const outer = wrapped(object)
  const { parent } = outer
  switch (parent?.type) {
    case 'ExportDefaultDeclaration':
      return object
    case 'VariableDeclarator': {
      const variable = parent.id.type === 'Identifier' && parent.init === outer ? variableOf(sourceCode, parent.id) : undefined
      return variable && isOfModule(variable) ? object : undefined
    }
    case 'AssignmentExpression': {
      if (parent.right !== outer || parent.left.type !== 'MemberExpression' || parent.operator !== '=') return undefined
      const left = sourceCode.getText(parent.left)
      return prototypeOf(sourceCode, parent.left) ?? (/^(?:module\.)?exports(?:\.\w+)?$/u.test(left) || isNamedByModule(parent) ? object : undefined)
    }
    case 'Property':
      return sectionAround(sourceCode, object)?.of
    case 'CallExpression': {
      if (makesOfMethods(sourceCode, parent)) return object
      const [target] = parent.arguments
      return sourceCode.getText(parent.callee) === 'Object.assign' && target && target !== outer ? prototypeOf(sourceCode, target) : undefined
    }
    default:
      return undefined
  }
}

/** An object that is written down, and not what a constructor function makes. */
export function isWrittenDown(holder: Holder): holder is TSESTree.ObjectExpression {
  return 'type' in holder && holder.type === 'ObjectExpression'
}
