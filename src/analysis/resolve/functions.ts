import type { TSESTree } from '@typescript-eslint/utils'

import { listenerAttribute } from '../../knowledge/globals.ts'
import { memoHooks } from '../../knowledge/requests.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type ClassNode, type FunctionNode, isCall, isClass, isFunction, keyName, nameAtEnd, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { innerName, type Variable, variableOf } from './bindings.ts'
import { apiOf } from './denote.ts'
import { membersOf } from './members.ts'
import { isGlobalObject, lastName } from './path.ts'

interface Body {
  readonly returns: readonly Node[]
  readonly yields: boolean
  readonly awaits: boolean
}

const bodyOf = perNode<FunctionNode, Body>((sourceCode, node) => {
  if (node.body.type !== 'BlockStatement') {
    return { returns: [node.body], yields: false, awaits: node.async }
  }
  const returns: Node[] = []
  let awaits = false
  let yields = false
  walkOwn(sourceCode, node.body, (inner) => {
    if (inner.type === 'ReturnStatement' && inner.argument) returns.push(inner.argument)
    else if (inner.type === 'AwaitExpression') awaits = true
    else if (inner.type === 'YieldExpression') yields = true
  })
  return { returns, awaits, yields }
}, { returns: [], awaits: false, yields: false })

/** The expressions a function returns, in source order. */
export function returnsOf(sourceCode: SourceCode, node: FunctionNode): readonly Node[] {
  return bodyOf(sourceCode, node).returns
}

/** The variable a function or class is known by in its file; undefined for anonymous ones and for members. */
export function nameOf(sourceCode: SourceCode, node: FunctionNode | ClassNode): Variable | undefined {
  if ((node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id) return variableOf(sourceCode, node.id)
  const outer = heldOf(node)
  const parent = outer.parent
  const kept = unwrap(outer)
  if (isCall(kept) && !keepsFunction(sourceCode, kept)) return undefined
  if (parent?.type === 'VariableDeclarator' && parent.init === outer && parent.id.type === 'Identifier') return variableOf(sourceCode, parent.id)
  return undefined
}

/**
 * The outermost expression that stands for a function or class, by its looks: also the call that keeps it as it is,
 * `useCallback(() => …, [])`.
 */
export function heldOf(node: FunctionNode | ClassNode): Node {
  const outer = wrapped(node)
  const call = outer.parent
  return call?.type === 'CallExpression' && call.arguments[0] === outer && keepers.has(nameAtEnd(unwrap(call.callee)) ?? '') ? wrapped(call) : outer
}

const keepers: ReadonlySet<string> = new Set([...memoHooks].map(lastName))

/** Whether what a call yields is the function that it is given first. */
export function keepsFunction(sourceCode: SourceCode, call: Call): boolean {
  return keepers.has(nameAtEnd(unwrap(call.callee)) ?? '') && memoHooks.has(apiOf(sourceCode, call.callee) ?? '')
}

/** The class and name of the member that a function is. */
export function memberOf(node: FunctionNode): { readonly owner: ClassNode; readonly name: string; readonly isStatic: boolean; readonly kind: string } | undefined {
  const parent = node.parent
  if ((parent.type !== 'MethodDefinition' && parent.type !== 'PropertyDefinition') || parent.value !== node) return undefined
  const name = keyName(parent)
  if (name === undefined) return undefined
  return { owner: parent.parent.parent, name, isStatic: parent.static, kind: parent.type === 'MethodDefinition' ? parent.kind : 'field' }
}

interface Uses {
  readonly callers: readonly Call[]
  /** It is used as a value: handed on, stored, exported; somebody unknown may call it. */
  readonly escapes: boolean
  /** The expressions that stand for it as a value. */
  readonly values: readonly Node[]
}

const NOBODY: Uses = { callers: [], escapes: false, values: [] }

const usesOf = perNode<FunctionNode, Uses>((sourceCode, node) => {
  const parent = node.parent
  if ((parent.type === 'CallExpression' || parent.type === 'NewExpression') && parent.callee === node) return { ...NOBODY, callers: [parent] }
  const member = memberOf(node)
  if (member) return usesOfMember(sourceCode, member)
  const name = nameOf(sourceCode, node)
  if (!name) return { ...NOBODY, escapes: parent.type !== 'ExpressionStatement' }
  return usesOfVariable(name)
}, NOBODY)

function usesOfMember(sourceCode: SourceCode, member: NonNullable<ReturnType<typeof memberOf>>): Uses {
  if (member.kind === 'constructor') {
    const name = nameOf(sourceCode, member.owner)
    return name ? usesOfClass(sourceCode, name, 0) : NOBODY
  }
  const uses = membersOf(sourceCode, member.owner).get(member.name)?.uses ?? []
  const found = usesAt(uses, ['CallExpression'])
  return { ...found, escapes: found.escapes || (!member.name.startsWith('#') && !isPrivate(sourceCode, member.owner, member.name)) }
}

/** Which of the places call what stands there. */
function usesAt(places: readonly Node[], calling: readonly string[]): Uses {
  const callers: Call[] = []
  const values: Node[] = []
  for (const place of places) {
    const outer = wrapped(place)
    const call = outer.parent
    if (isCall(call) && calling.includes(call.type) && call.callee === outer) callers.push(call)
    else values.push(place)
  }
  return { callers, escapes: values.length > 0, values }
}

function isPrivate(sourceCode: SourceCode, owner: ClassNode, name: string): boolean {
  const declared: Node | undefined = membersOf(sourceCode, owner).get(name)?.method?.parent
  return declared !== undefined && 'accessibility' in declared && declared.accessibility === 'private'
}

function usesOfVariable(name: Variable): Uses {
  const places = name.references.filter((each) => !(each.isWrite() && each.init === true) && !isTypeReference(each.identifier)).map(({ identifier }) => identifier)
  const found = usesAt(places, ['CallExpression', 'NewExpression'])
  return { ...found, escapes: found.escapes || name.defs.some((def) => isExportedDeclaration(def.node)) }
}

/** How many classes, one below the other, are asked who makes them. */
const MOST_HEIRS = 4

/** Who makes an object of a class: by its name, outside of it or inside (`static of(…) { return new Lane(…) }`), or as what a class of this file extends. */
function usesOfClass(sourceCode: SourceCode, name: Variable, depth: number): Uses {
  const outside = usesOfVariable(name)
  const inner = innerName(sourceCode, name)
  const found = inner && inner !== name ? { ...outside, callers: [...outside.callers, ...usesOfVariable(inner).callers] } : outside
  const heirs = depth < MOST_HEIRS ? found.values.flatMap((value) => callersOfHeir(sourceCode, value, depth)) : []
  return heirs.length > 0 ? { ...found, callers: [...found.callers, ...heirs] } : found
}

/** The `super(…)` of the class that extends what stands here; without a constructor of its own, those who make it. */
function callersOfHeir(sourceCode: SourceCode, value: Node, depth: number): readonly Call[] {
  const heir = wrapped(value).parent
  if (!isClass(heir) || heir.superClass !== wrapped(value)) return []
  const constructor = membersOf(sourceCode, heir).get('constructor')?.method
  if (constructor) return superCallsIn(sourceCode, constructor)
  const name = nameOf(sourceCode, heir)
  return name ? usesOfClass(sourceCode, name, depth + 1).callers : []
}

function superCallsIn(sourceCode: SourceCode, constructor: FunctionNode): readonly Call[] {
  const calls: Call[] = []
  if (!constructor.body) return calls
  walkOwn(sourceCode, constructor.body, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'Super') calls.push(node)
  })
  return calls
}

function isTypeReference(identifier: Node): boolean {
  return identifier.parent?.type === 'TSTypeReference' || identifier.parent?.type === 'TSTypeQuery'
}

function isExportedDeclaration(node: Node): boolean {
  const statement = node.type === 'VariableDeclarator' ? node.parent : node
  return statement?.parent?.type === 'ExportNamedDeclaration' || statement?.parent?.type === 'ExportDefaultDeclaration'
}

/** The calls in this file that surely run the function: by its name, through `this`, or on the spot. */
export function callersOf(sourceCode: SourceCode, node: FunctionNode): readonly Call[] {
  return usesOf(sourceCode, node).callers
}

/** Who is given a function: a call, as an argument, or what it is assigned to. */
export interface Taker {
  readonly by: Call | TSESTree.AssignmentExpression
  readonly given: Node
}

/** Who is given the function by its name in this file, as it is or bound; undefined where it is used as a value in any other way. */
export function takersOf(sourceCode: SourceCode, node: FunctionNode): readonly Taker[] | undefined {
  const takers = usesOf(sourceCode, node).values.map((value) => {
    const member = wrapped(value).parent
    const bound = member?.type === 'MemberExpression' && keyName(member) === 'bind' ? wrapped(member).parent : undefined
    return takerOf(wrapped(bound?.type === 'CallExpression' && bound.arguments.length <= 1 ? bound : value))
  })
  return takers.every((each) => each !== undefined) ? takers : undefined
}

/** Who is given what stands here; undefined where nobody is. */
export function takerOf(given: Node): Taker | undefined {
  const by = given.parent
  if (isCall(by)) return by.callee === given ? undefined : { by, given }
  return by?.type === 'AssignmentExpression' && by.operator === '=' && by.right === given ? { by, given } : undefined
}

/**
 * Where a function stands as a value: itself, or the one place of the code around to which a constant hands it, where nothing else is
 * done with it: `const show = (rows) => …; load().then(show)`.
 */
export function standingAt(sourceCode: SourceCode, fn: FunctionNode): Node {
  return isCall(wrapped(fn).parent) ? fn : (handedOnAt(sourceCode, fn) ?? fn)
}

const handedOnAt: (sourceCode: SourceCode, fn: FunctionNode) => Node | undefined = perNode<FunctionNode, Node | undefined>((sourceCode, fn) => {
  if (memberOf(fn) || callersOf(sourceCode, fn).length > 0 || isExported(sourceCode, fn)) return undefined
  const [only, second] = takersOf(sourceCode, fn) ?? []
  return only && !second && isCall(only.by) && ownerOf(only.by) === ownerOf(fn) ? only.given : undefined
}, undefined)

/** Whether somebody unknown may call the function: it is exported, public, stored or handed on. */
export function escapes(sourceCode: SourceCode, node: FunctionNode): boolean {
  return usesOf(sourceCode, node).escapes
}

/** Whether another file can reach the function: exported by name, as a default, where it stands (`exports.run = async () => …`), or as a member of an exported class. */
export function isExported(sourceCode: SourceCode, node: FunctionNode): boolean {
  const member = memberOf(node)
  if (member) return !member.name.startsWith('#') && !isPrivate(sourceCode, member.owner, member.name)
  const { names, functions } = exportedValues(sourceCode)
  if (functions.has(node)) return true
  const name = nameOf(sourceCode, node)
  if (!name) return isExportedDeclaration(node)
  return name.defs.some((def) => isExportedDeclaration(def.node)) || names.has(name)
}

/** What the statements of a file put where others find it: variables by their names, and functions where they stand. */
const exportedValues = perFile((sourceCode) => {
  const names = new Set<Variable>()
  const functions = new Set<Node>()
  const add = (node: Node | null | undefined) => {
    const variable = node?.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    if (variable) names.add(variable)
    if (isFunction(node)) functions.add(node)
  }
  for (const statement of sourceCode.ast.body) {
    if (statement.type === 'ExportNamedDeclaration' && !statement.source) for (const each of statement.specifiers) add(each.local)
    else if (statement.type === 'ExportDefaultDeclaration') addWithParts(statement.declaration, add)
    else if (statement.type === 'ExpressionStatement') addAssigned(statement.expression, undefined, add)
  }
  return { names, functions }
})

/** What is exported, and if that is an object, what it is made of. */
function addWithParts(value: Node, add: (node: Node) => void): void {
  add(value)
  if (value.type === 'ObjectExpression') for (const each of value.properties) if (each.type === 'Property') add(each.value)
}

/** What a statement of a script puts where others find it: `module.exports = { open }`, `window.recorder = { open }`, also within a function that is called on the spot. */
function addAssigned(node: Node, within: FunctionNode | undefined, add: (node: Node) => void): void {
  if (node.type === 'AssignmentExpression') {
    // Who listens is run by the platform: `self.onmessage = handle`.
    if (node.left.type !== 'MemberExpression' || listenerAttribute.test(keyName(node.left) ?? '') || !isOutside(node.left.object, within)) return
    addWithParts(node.right, add)
    return
  }
  const call = node.type === 'UnaryExpression' ? node.argument : node
  const fn = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  if (within || !fn || !isFunction(fn) || fn.body?.type !== 'BlockStatement') return
  for (const statement of fn.body.body) if (statement.type === 'ExpressionStatement') addAssigned(statement.expression, fn, add)
}

const EXPORTS: ReadonlySet<string> = new Set(['exports', 'module'])

/** Whether an object is there for other files: the exports, the global object, or what a function that is called on the spot is given. */
function isOutside(node: Node, within: FunctionNode | undefined): boolean {
  const root = node.type === 'MemberExpression' ? node.object : node
  if (root.type !== 'Identifier') return false
  return EXPORTS.has(root.name) || isGlobalObject(`#${root.name}`) || (within?.params.some((each) => each.type === 'Identifier' && each.name === root.name) ?? false)
}

/** The argument that a call hands to the parameter at `index`; undefined where it hands none, or with a spread before it. */
export function argumentAt(call: Call, index: number): Node | undefined {
  const before = call.arguments.slice(0, index + 1)
  const argument = before[index]
  return argument && before.every((each) => each.type !== 'SpreadElement') ? argument : undefined
}

/** Which parameter of a function an expression names, counted from 0; -1 where it names none, or something else. */
export function parameterIndex(sourceCode: SourceCode, { params }: FunctionNode, expression: Node | undefined): number {
  const variable = expression?.type === 'Identifier' ? variableOf(sourceCode, expression) : undefined
  return variable ? params.findIndex((each) => each.type === 'Identifier' && variableOf(sourceCode, each) === variable) : -1
}
