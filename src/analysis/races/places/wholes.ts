import type { TSESTree } from '@typescript-eslint/utils'

import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { calledName } from '../../../utils/nodes.ts'
import { functionNames } from '../../callbacks/uses.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { sourcesOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { below, indexKey, type Location, locationOf } from '../../resolve/location.ts'
import { isThis } from '../../resolve/members.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import { foundInPage } from './page.ts'

/**
 * The place of a collection, also where a name of the function stands for one that others share: for one of two fields
 * (`const jobs = urgent ? this.urgent : this.later`), or for what a collection holds (`const rows = this.tables.get(id)`),
 * made and put there where it was missing. Undefined where that is no place.
 */
export const wholeOf: (sourceCode: SourceCode, node: Node) => Location | undefined = perNode<Node, Location | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
  const location = locationOf(sourceCode, node)
  if (location?.root.kind === 'variable' && location.root.scope === 'local' && node.type === 'MemberExpression') return partOf(sourceCode, node) ?? location
  if (location ? !isOfFunction(location) : !isCall(node)) return location
  return standingFor(sourceCode, node) ?? location
}, undefined)

/** A part of what a name of the function stands for: `room.players`, for a room that a collection holds. */
function partOf(sourceCode: SourceCode, { object, computed, property }: TSESTree.MemberExpression): Location | undefined {
  const whole = wholeOf(sourceCode, object)
  return !whole || computed || property.type !== 'Identifier' || whole === locationOf(sourceCode, object) ? undefined : below(whole, property.name)
}

function isOfFunction({ root, path }: Location): boolean {
  return root.kind === 'variable' && root.scope === 'local' && path.length === 0
}

/** Whether a variable is one of this code's own, and not of a function around. */
function isMadeIn({ root }: Location, owner: CodeOwner): boolean {
  const name = root.kind === 'variable' ? root.variable.identifiers[0] : undefined
  return name === undefined || ownerOf(name) === owner
}

function standingFor(sourceCode: SourceCode, node: Node): Location | undefined {
  if (node.type !== 'Identifier') return heldBy(sourceCode, node)
  const variable = variableOf(sourceCode, node)
  return variable && standingForVariable(sourceCode, variable)
}

// Generated code may name one variable ten thousand times.
const standingForVariable: (sourceCode: SourceCode, variable: Variable) => Location | undefined = perNode<Variable, Location | undefined>((sourceCode, variable) => {
  const values = valuesOf(sourceCode, variable)
  if (!values) return undefined
  const isKept = isPutBack(variable)
  // What is put back where it was missing may also come of a call.
  const isMade = (each: Node): boolean => isNew(each) ? isKept : each.type === 'CallExpression' && ((isKept && !heldBy(sourceCode, each)) || keepsWhatItMakes(sourceCode, each))
  const given = values.filter((each) => !isNew(each) && !isMade(each))
  const [first, second] = given
  if (!first || second) return undefined
  const whole = oneOfTwo(sourceCode, first) ?? (values.every((each) => each === first || isMade(each)) ? heldBy(sourceCode, first) : undefined)
  return whole && { ...whole, text: variable.name }
}, undefined)

/** All that the variable is given, whole; undefined where something else may be in it. */
function valuesOf(sourceCode: SourceCode, variable: Variable): readonly Node[] | undefined {
  if (variable.defs[0]?.type !== 'Variable') return undefined
  const sources = sourcesOf(sourceCode, variable)
  const values = sources?.flatMap((source) => (source.kind === 'value' && source.steps.length === 0 ? parted(source.value) : []))
  return values && sources && values.length >= sources.length ? values : undefined
}

/** `a ?? b`. */
function parted(value: Node): readonly Node[] {
  const node = unwrap(value)
  return node.type === 'LogicalExpression' && node.operator !== '&&' ? [unwrap(node.left), unwrap(node.right)] : [node]
}

function isNew(node: Node): boolean {
  return node.type === 'NewExpression' || node.type === 'ObjectExpression' || node.type === 'ArrayExpression'
}

/** A new one is put where the next one finds it: `this.tables.set(id, rows)`, `this.tables.set(id, (rows = []))`. */
function isPutBack({ references }: Variable): boolean {
  return references.some(({ identifier }) => {
    const { parent } = identifier
    if (parent.type === 'AssignmentExpression' && parent.right === identifier && parent.left.type === 'MemberExpression') return true
    const value = parent.type === 'AssignmentExpression' && parent.left === identifier ? wrapped(parent) : identifier
    const call = value.parent
    return call?.type === 'CallExpression' && call.arguments[1] === value && call.callee.type === 'MemberExpression' && keyName(call.callee) === 'set'
  })
}

/** Whether a function of the file makes one and puts it there itself: `this.tables.get(id) ?? this.addTable(id)`. */
function keepsWhatItMakes(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const helper = functionNames(sourceCode).has(calledName(call) ?? '') ? calledFunction(sourceCode, call) : undefined
  const [value, another] = helper ? returnsOf(sourceCode, helper) : []
  const made = value && !another && value.type === 'Identifier' ? variableOf(sourceCode, value) : undefined
  return made !== undefined && valuesOf(sourceCode, made)?.every(isNew) === true && isPutBack(made)
}

function oneOfTwo(sourceCode: SourceCode, node: Node): Location | undefined {
  if (node.type !== 'ConditionalExpression') return undefined
  const [one, other] = [locationOf(sourceCode, node.consequent), locationOf(sourceCode, node.alternate)]
  if (!one || !other || isOfFunction(one) || one.root.kind !== other.root.kind) return undefined
  return { ...one, key: `${one.key}|${other.key}` }
}

/** `this.tables.get(id)`, also what it promises, or by a helper that returns nothing else: `this.tableOf(id)`, `await this.openTable(id)`. */
function heldBy(sourceCode: SourceCode, node: Node): Location | undefined {
  const awaited = node.type === 'AwaitExpression' ? awaitedAt(sourceCode, node) : undefined
  if (awaited?.type === 'CallExpression') return gotBy(sourceCode, awaited) ?? foundBy(sourceCode, awaited)
  return node.type === 'CallExpression' ? gotBy(sourceCode, node) ?? foundInPage(sourceCode, node) ?? foundBy(sourceCode, node) : undefined
}

/** What a helper of this file finds in a collection for what it is called with, and returns on every way. */
function foundBy(sourceCode: SourceCode, call: TSESTree.CallExpression): Location | undefined {
  const name = calledName(call)
  const helper = name !== undefined && functionNames(sourceCode).has(name) ? calledFunction(sourceCode, call) : undefined
  if (!helper || (helper.async && wrapped(call).parent?.type !== 'AwaitExpression') || helper.generator) return undefined
  const [value, another] = returnsOf(sourceCode, helper)
  const found = value && !another ? wholeOf(sourceCode, value) : undefined
  const [collection, index] = found?.key.split('@') ?? []
  if (!found || collection === undefined || index === undefined) return undefined
  // A method that is called on something else than `this` looks into another object.
  if (found.root.kind === 'this' && !(call.callee.type === 'MemberExpression' && isThis(sourceCode, call.callee.object))) return undefined
  const key = givenBy(sourceCode, helper, index, call)
  return key === undefined ? undefined : { ...found, key: `${collection}@${key}`, text: sourceCode.getText(call) }
}

/** The index that a helper looks for, as its caller knows it: what is a parameter there is an argument here. */
function givenBy(sourceCode: SourceCode, helper: FunctionNode, index: string, call: TSESTree.CallExpression): string | undefined {
  if (index.startsWith('"')) return index
  for (const [i, parameter] of helper.params.entries()) {
    const inner = parameter.type === 'Identifier' ? indexKey(sourceCode, parameter) : undefined
    if (inner === undefined || (index !== inner && !index.startsWith(`${inner}.`))) continue
    const argument = call.arguments[i]
    // What is worked out for this call alone is some element, and no other one.
    const outer = argument && (indexKey(sourceCode, argument) ?? `?${String(argument.range[0])}`)
    return outer && `${outer}${index.slice(inner.length)}`
  }
  return undefined
}

/** `this.tables.get(id)`. */
function gotBy(sourceCode: SourceCode, node: TSESTree.CallExpression): Location | undefined {
  const callee = unwrap(node.callee)
  const [key] = node.arguments
  if (callee.type !== 'MemberExpression' || keyName(callee) !== 'get' || !key) return undefined
  const outer = locationOf(sourceCode, callee.object)
  const index = indexKey(sourceCode, key)
  if (!outer || index === undefined || (isOfFunction(outer) && isMadeIn(outer, ownerOf(node))) || outer.root.kind === 'api') return undefined
  return { key: `${outer.key}@${index}`, root: outer.root, path: outer.path, text: sourceCode.getText(node) }
}
