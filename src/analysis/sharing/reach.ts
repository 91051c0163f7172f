import type { TSESTree } from '@typescript-eslint/utils'

import {
  namesOfShared, receivedData, receivedNames, sentSharedNames, sharedConstructors, sharedNames, sharedWord, threadPorts, viewTypes,
} from '../../knowledge/shared-memory.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { memberOf, nameOf } from '../resolve/functions.ts'
import { atomicAt } from './atomics.ts'

const receiving = evidenceFrom([...receivedData, ...threadPorts, '#self'])

/** What yields, holds or views what it is given, and methods that put it into a collection. */
const passing: ReadonlySet<string> = new Set([...viewTypes.keys(), 'DataView', 'Map', 'Set', 'Array', 'from', 'of', 'freeze', 'seal', 'values', 'entries', 'fill'])
const adders: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set'])
/** Members of a view or buffer that are no memory. */
const numbers: ReadonlySet<string> = new Set(['length', 'byteLength', 'byteOffset', 'size'])

/**
 * The expressions that shared memory may come to, and what may hold it: everything behind its makers, behind names that are
 * declared to be it, behind what other threads send, and what Atomics is used on. Too much, but found in one walk from where
 * it starts: who is not among them needs no closer look, and in most files that is everybody.
 */
export const withinReach: (sourceCode: SourceCode) => ReadonlySet<Node> = perFile((sourceCode) => {
  const { calls } = nodesOf(sourceCode)
  const made = calls.filter((call) => sharedConstructors.has(lastName(call.callee)))
  const targets = calls.flatMap((call) => (atomicAt(sourceCode, call) ? (call.arguments[0] ?? []) : []))
  const names = namesHere(sourceCode)
  if (made.length + targets.length + names.length === 0) return new Set()
  const spread = new Spread(sourceCode)
  for (const call of made) spread.add(call)
  for (const target of targets) spread.addTarget(target)
  for (const name of names) spread.addName(name)
  return spread.run()
})

/** The names that tell what bears them: declared to be shared, called so, or those of what another thread has sent. */
function namesHere(sourceCode: SourceCode): readonly string[] {
  const names: string[] = []
  if (sourceCode.text.includes(sharedWord)) for (const [, declared, documented] of sourceCode.text.matchAll(namesOfShared)) names.push(declared ?? documented ?? '')
  const receives = mentions(sourceCode, receiving)
  for (const name of nodesOf(sourceCode).names) if (sharedNames.test(name) || (receives && (receivedNames.has(name) || sentSharedNames.test(name)))) names.push(name)
  return names
}

function lastName(callee: Node): string {
  const node = unwrap(callee)
  return (node.type === 'MemberExpression' ? keyName(node) : node.type === 'Identifier' ? node.name : undefined) ?? ''
}

class Spread {
  readonly #reached = new Set<Node>()
  readonly #seen = new Set<unknown>()
  readonly #due: Node[] = []
  readonly #sourceCode: SourceCode
  readonly #variables: ReadonlyMap<string, readonly Variable[]>
  /** The variables that destructuring takes out of an object, by the key there. */
  readonly #patterns: ReadonlyMap<string, readonly Variable[]>
  readonly #members: ReadonlyMap<string, readonly TSESTree.MemberExpression[]>
  readonly #methods: ReadonlyMap<string, readonly FunctionNode[]>
  readonly #functions: ReadonlyMap<Variable, FunctionNode>
  /** Classes that extend something, perhaps a view. */
  readonly #derived: ReadonlySet<string>

  constructor(sourceCode: SourceCode) {
    this.#sourceCode = sourceCode
    const { members, functions, classes } = nodesOf(sourceCode)
    const variables = (sourceCode.scopeManager?.scopes ?? []).flatMap((scope) => scope.variables)
    this.#variables = grouped(variables.map((variable) => [variable.name, variable]))
    this.#patterns = grouped(variables.flatMap((variable) => variable.identifiers.map((name) => [keyOfPattern(name), variable] as const)))
    this.#members = grouped(members.map((member) => [keyName(member), member]))
    this.#methods = grouped(functions.map((fn) => [nameOfMethod(fn), fn]))
    this.#functions = new Map(functions.flatMap((fn) => {
      const variable = nameOf(sourceCode, fn)
      return variable ? [[variable, fn] as const] : []
    }))
    this.#derived = new Set(classes.flatMap((each) => (each.superClass && each.id ? [each.id.name] : [])))
  }

  add(node: Node): void {
    if (this.#reached.has(node)) return
    this.#reached.add(node)
    this.#due.push(node)
  }

  run(): ReadonlySet<Node> {
    for (let node = this.#due.pop(); node; node = this.#due.pop()) this.#follow(node)
    return this.#reached
  }

  /** All variables and properties of this name. */
  addName(name: string): void {
    this.#addProperty(name)
    for (const variable of this.#variables.get(name) ?? []) this.#addVariable(variable)
  }

  #addProperty(name: string | undefined): void {
    if (name === undefined || this.#seen.has(name)) return
    this.#seen.add(name)
    for (const member of this.#members.get(name) ?? []) this.add(member)
    for (const variable of this.#patterns.get(name) ?? []) this.#addVariable(variable)
  }

  #addVariable(variable: Variable | undefined): void {
    if (!variable || this.#seen.has(variable)) return
    this.#seen.add(variable)
    for (const { identifier } of variable.references) this.add(identifier)
  }

  /** What a value is put into: a name, a place, or the names of a pattern. */
  addTarget(target: Node | null | undefined): void {
    const due: (Node | null | undefined)[] = [target]
    for (let i = 0; i < due.length; i++) {
      const node = due[i]
      switch (node?.type) {
        case 'Identifier':
          this.#addVariable(variableOf(this.#sourceCode, node))
          break
        case 'MemberExpression':
          if (keyName(node) === undefined) due.push(node.object) // somewhere in a collection
          this.#addProperty(keyName(node))
          break
        case 'ObjectPattern':
          due.push(...node.properties.map((each) => (each.type === 'Property' ? each.value : each.argument)))
          break
        case 'ArrayPattern':
          due.push(...node.elements)
          break
        case 'AssignmentPattern':
          due.push(node.left)
          break
        case 'RestElement':
          due.push(node.argument)
          break
        case 'TSParameterProperty':
          due.push(node.parameter)
          this.#addProperty(nameOfParameter(node))
          break
        default:
      }
    }
  }

  /** One step from an expression to where its value goes. */
  #follow(node: Node): void {
    const outer = wrapped(node)
    const parent = outer.parent
    switch (parent?.type) {
      case 'VariableDeclarator':
        if (parent.init === outer) this.addTarget(parent.id)
        break
      case 'AssignmentExpression':
        if (parent.right !== outer) break
        this.addTarget(parent.left)
        this.add(parent)
        break
      case 'AssignmentPattern':
        if (parent.right === outer) this.addTarget(parent.left)
        break
      case 'Property':
        this.#addProperty(keyName(parent))
        this.add(parent.parent)
        break
      case 'PropertyDefinition':
        this.#addProperty(keyName(parent))
        break
      case 'ForOfStatement':
        if (parent.right === outer) this.addTarget(parent.left.type === 'VariableDeclaration' ? parent.left.declarations[0].id : parent.left)
        break
      case 'ReturnStatement':
      case 'YieldExpression':
      case 'ArrowFunctionExpression':
        this.#followReturn(parent)
        break
      case 'CallExpression':
      case 'NewExpression':
        this.#followCall(parent, outer)
        break
      case 'MemberExpression':
        if (parent.object === outer && !numbers.has(keyName(parent) ?? '')) this.add(parent)
        break
      case 'SpreadElement':
      case 'AwaitExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'SequenceExpression':
      case 'ArrayExpression':
        this.add(parent)
        break
      default:
    }
  }

  #followReturn(from: Node): void {
    let at: Node | undefined = from
    while (at && !isFunction(at)) at = at.parent
    if (!at) return
    const variable = nameOf(this.#sourceCode, at)
    if (variable) this.#addVariable(variable)
    else this.#addProperty(nameIn(at))
    const taker = wrapped(at).parent
    if (isCall(taker)) this.add(taker) // Array.from(list, make)
  }

  #followCall(call: Call, outer: Node): void {
    const callee = unwrap(call.callee)
    if (call.callee === outer) {
      // What a function that yields it returns, an element of a collection, or a part of a view.
      this.add(call)
      for (const argument of call.arguments) if (isFunction(argument)) this.addTarget(argument.params[0]) // lanes.forEach((lane) => …)
      return
    }
    const name = lastName(callee)
    if (passing.has(name) || (call.type === 'NewExpression' && this.#derived.has(name))) this.add(call)
    if (adders.has(name) && callee.type === 'MemberExpression') this.addTarget(callee.object)
    const position = call.arguments.findIndex((each) => each === outer)
    for (const fn of this.#runBy(call, callee, name)) this.addTarget(fn.params[position])
  }

  /** The functions that a call may run: of the variable, else all methods of the name. */
  #runBy(call: Call, callee: Node, name: string): readonly FunctionNode[] {
    if (isFunction(callee)) return [callee]
    if (call.type === 'NewExpression') return this.#methods.get(`new ${name}`) ?? []
    const variable = callee.type === 'Identifier' ? variableOf(this.#sourceCode, callee) : undefined
    if (!variable) return this.#methods.get(name) ?? []
    const run = this.#functions.get(variable)
    return run ? [run] : []
  }
}

function grouped<T>(all: Iterable<readonly [string | undefined, T]>): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const [key, value] of all) {
    if (key === undefined) continue
    const group = groups.get(key)
    if (group) group.push(value)
    else groups.set(key, [value])
  }
  return groups
}

function keyOfPattern(identifier: Node): string | undefined {
  const at = identifier.parent?.type === 'AssignmentPattern' ? identifier.parent : identifier
  return at.parent?.type === 'Property' && at.parent.parent.type === 'ObjectPattern' ? keyName(at.parent) : undefined
}

function nameOfParameter({ parameter }: TSESTree.TSParameterProperty): string | undefined {
  const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
  return name.type === 'Identifier' ? name.name : undefined
}

/** A method goes by its name, a constructor by that of its class. */
function nameOfMethod(fn: FunctionNode): string | undefined {
  const member = memberOf(fn)
  return member?.kind === 'constructor' ? `new ${member.owner.id?.name ?? ''}` : nameIn(fn)
}
