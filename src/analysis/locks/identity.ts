import type { TSESTree } from '@typescript-eslint/utils'

import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, type FunctionNode, isClass, isFunction, isInside, keyName, literalText, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { isGlobal, isNothing, type Source, sourcesOf, type Step as SourceStep, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { assignedValues, classOfObject, membersOf } from '../resolve/members.ts'
import { bindingOf } from './binding.ts'
import { calledLocal, declaredLocks, declaringClass, functionAt, standsFor } from './receiver.ts'
import { append, concat, exactKey, familyKey, ofPlace, ofText, patternOf, type Place, placeAt, stepInto, substitute, type Value } from './symbol.ts'

/**
 * Which value an expression has, in terms of the places that the function around it sees: its parameters, `this`, what is
 * declared outside. Undefined where that is not known.
 */
export const valueOf: (sourceCode: SourceCode, node: Node) => Value | undefined = perNode<Node, Value | undefined>(
  (sourceCode, node) => evaluate(sourceCode, unwrap(node)),
  undefined,
)

function evaluate(sourceCode: SourceCode, node: Node): Value | undefined {
  switch (node.type) {
    case 'Literal': {
      const text = literalText(node)
      return text === undefined ? undefined : ofText(text)
    }
    case 'TemplateLiteral':
      return concat(node.quasis.flatMap((quasi, i) => {
        const hole = node.expressions[i]
        const text = { parts: [quasi.value.cooked ?? undefined] }
        return hole ? [text, patternOf(valueOf(sourceCode, hole))] : [text]
      }))
    case 'BinaryExpression': {
      const sides = [node.left, node.right].map((side) => valueOf(sourceCode, side))
      return node.operator === '+' && sides.some((side) => side?.is === 'text') ? concat(sides.map(patternOf)) : undefined
    }
    case 'ThisExpression':
      return ofPlace(thisPlace(sourceCode, node))
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      if (variable && !isGlobal(sourceCode, node)) return valueOfVariable(sourceCode, variable)
      const path = apiOf(sourceCode, node)
      return path === undefined ? undefined : ofPlace(placeAt(`api:${path}`))
    }
    case 'MemberExpression':
      return valueOfMember(sourceCode, node)
    case 'AwaitExpression':
      return valueOf(sourceCode, node.argument)
    case 'AssignmentExpression':
      return valueOf(sourceCode, node.left.type === 'MemberExpression' || node.left.type === 'Identifier' ? node.left : node.right)
    case 'ConditionalExpression':
      return merged([node.consequent, node.alternate].map((each) => valueOf(sourceCode, each)))
    case 'LogicalExpression':
      return node.operator === '&&' ? valueOf(sourceCode, node.right) : merged([node.left, node.right].map((each) => valueOf(sourceCode, each)))
    case 'ArrayExpression':
      if (node.elements.length === 1 && node.elements[0]?.type === 'SpreadElement') return valueOf(sourceCode, node.elements[0].argument)
      return node.elements.length === 0 || node.elements.some((each) => !each || each.type === 'SpreadElement')
        ? stored(sourceCode, node)
        : { is: 'list', items: node.elements.map((each) => (each ? valueOf(sourceCode, each) : undefined)) }
    case 'NewExpression':
      return sameElements(sourceCode, node, node.arguments[0]) ?? stored(sourceCode, node)
    case 'CallExpression':
      return valueOfCall(sourceCode, node)
    case 'ObjectExpression':
      return stored(sourceCode, node)
    default:
      return undefined
  }
}

/** The one value of all alternatives; where they differ only in which element is meant, an unknown element. */
function merged(values: readonly (Value | undefined)[]): Value | undefined {
  const [first] = values
  if (!first || values.includes(undefined)) return undefined
  if (first.is === 'text') return values.every((each) => each?.is === 'text' && JSON.stringify(each) === JSON.stringify(first)) ? first : undefined
  if (first.is !== 'place') return undefined
  const key = exactKey(first.place)
  const same = (of: (place: Place) => string | undefined) => {
    const one = of(first.place)
    return one !== undefined && values.every((each) => each?.is === 'place' && of(each.place) === one)
  }
  if (key !== undefined && same(exactKey)) return first
  const last = first.place.path.at(-1)
  if (last === undefined || typeof last === 'string' || !same(familyKey)) return undefined
  return ofPlace({ ...first.place, path: [...first.place.path.slice(0, -1), { ...last, parts: [undefined] }] })
}

// ---------------------------------------------------------------- names

const variables = perFile(() => new Map<string, Variable>())

/** The variable that a root of this file stands for. */
export function variableAt(sourceCode: SourceCode, root: string): Variable | undefined {
  return variables(sourceCode).get(root)
}

/** The place of the variable itself. */
export function placeOfVariable(sourceCode: SourceCode, variable: Variable): Place {
  // A parameter that is written to is no longer what the caller gave.
  const parameter = variable.defs[0]?.type === 'Parameter' && !variable.references.some((reference) => reference.isWrite() && reference.init !== true)
  const outermost = variable.scope.type === 'module' || variable.scope.type === 'global' || variable.scope.block.type === 'Program'
  const root = `${parameter ? 'param' : outermost ? 'module' : 'local'}:${variable.name}@${String(variable.identifiers[0]?.range[0] ?? 0)}`
  variables(sourceCode).set(root, variable)
  return placeAt(root)
}

function valueOfVariable(sourceCode: SourceCode, variable: Variable): Value | undefined {
  const own = ofPlace(placeOfVariable(sourceCode, variable))
  const sources = sourcesOf(sourceCode, variable)
  const [first, second] = sources ?? []
  if (!sources || !first) return own
  if (first.kind === 'parameter') return second ? own : (elementGiven(sourceCode, first, variable) ?? own)
  const values = sources.map((source) => (isCreation(source) ? keptIn(sourceCode, variable) ?? own : valueOfSource(sourceCode, source, variable)))
  return (second ? merged(values) : values[0]) ?? own
}

function isCreation(source: Source): boolean {
  return source.kind === 'value' && source.steps.length === 0 && unwrap(source.value).type === 'NewExpression'
}

function valueOfSource(sourceCode: SourceCode, source: Source, variable: Variable): Value | undefined {
  if (source.kind === 'element') {
    const whole = valueOf(sourceCode, source.value)
    return source.steps.length > 0 ? undefined : elementOf(whole, placeOfVariable(sourceCode, variable))
  }
  return source.kind === 'value' ? walk(sourceCode, source.value, source.steps) : undefined
}

/** What destructuring takes out of a value. */
function walk(sourceCode: SourceCode, from: Node, steps: readonly SourceStep[]): Value | undefined {
  let value = valueOf(sourceCode, from)
  for (const { name, fallback } of steps) value = value && !fallback ? partOfValue(sourceCode, value, name) : undefined
  return value
}

function partOfValue(sourceCode: SourceCode, value: Value, name: string): Value | undefined {
  const part = stepInto(value, name)
  if (part?.is !== 'place' || value.is !== 'place' || value.place.path.length > 0) return part
  const node = classAt(sourceCode, value.place.root)
  return node ? ofPlace(fieldOfThis(sourceCode, node, name)) : part
}

/** The element that a callback of an array method gets: `ids.map(async (id) => …)`. */
function elementGiven(sourceCode: SourceCode, source: Extract<Source, { kind: 'parameter' }>, variable: Variable): Value | undefined {
  const call = source.of.parent
  if (source.index !== 0 || source.steps.length > 0 || call.type !== 'CallExpression' || call.arguments[0] !== source.of) return undefined
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !['map', 'forEach', 'flatMap', 'filter'].includes(keyName(callee) ?? '')) return undefined
  return elementOf(valueOf(sourceCode, callee.object), placeOfVariable(sourceCode, variable))
}

function elementOf(whole: Value | undefined, chosenBy: Place): Value | undefined {
  return whole && whole.is !== 'text' ? stepInto(whole, { parts: [chosenBy] }) : undefined
}

// ---------------------------------------------------------------- members

/** `this`, or the class in its static members. */
function thisPlace(sourceCode: SourceCode, node: Node): Place | undefined {
  const instance = classOfObject(sourceCode, node)
  if (instance) return placeAt(rootOfClass(sourceCode, instance))
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.type === 'FunctionDeclaration') return undefined
    if (at.type === 'StaticBlock' || ((at.type === 'MethodDefinition' || at.type === 'PropertyDefinition') && at.static)) return classPlace(sourceCode, at.parent.parent as ClassNode)
    if (at.type === 'FunctionExpression' && at.parent.type === 'Property') return recordPlace(sourceCode, at.parent.parent)
    if (isClass(at)) return undefined
  }
  return undefined
}

function recordPlace(sourceCode: SourceCode, record: Node): Place | undefined {
  const value = record.type === 'ObjectExpression' ? stored(sourceCode, record) : undefined
  return value?.is === 'place' ? value.place : undefined
}

function classPlace(sourceCode: SourceCode, node: ClassNode): Place | undefined {
  const name = node.id ?? (node.parent.type === 'VariableDeclarator' ? node.parent.id : undefined)
  const variable = name ? variableOf(sourceCode, name) : undefined
  return variable && placeOfVariable(sourceCode, variable)
}

const classes = perFile(() => new Map<string, ClassNode>())

function rootOfClass(sourceCode: SourceCode, node: ClassNode): string {
  const root = `this:${nameOfOwner(node)}`
  classes(sourceCode).set(root, node)
  return root
}

/** The class whose instance a root is; undefined for other roots. */
export function classAt(sourceCode: SourceCode, root: string): ClassNode | undefined {
  return classes(sourceCode).get(root)
}

/** `this` in the methods of a class. */
export function placeOfThis(sourceCode: SourceCode, node: ClassNode): Place {
  return placeAt(rootOfClass(sourceCode, node))
}

function nameOfOwner(node: Node): string {
  const name = 'id' in node && node.id && 'name' in node.id ? String(node.id.name) : ''
  return `${name}@${String(node.range[0])}`
}

/** A field of `this`, by the class that declares it. */
function fieldOfThis(sourceCode: SourceCode, node: ClassNode, name: string): Place | undefined {
  const owner = declaringClass(sourceCode, node, name) ?? node
  return append(placeAt(rootOfClass(sourceCode, owner)), name, `${nameOfOwner(owner)}.${name}`)
}

function valueOfMember(sourceCode: SourceCode, node: TSESTree.MemberExpression): Value | undefined {
  const name = keyName(node)
  const known = constantMember(sourceCode, node, name)
  if (known) return known
  if (node.object.type === 'Super') return undefined
  const whole = valueOf(sourceCode, node.object)
  if (!whole) return undefined
  if (name === undefined) return stepInto(whole, patternOf(valueOf(sourceCode, node.property)))
  const owner = whole.is === 'place' && whole.place.path.length === 0 ? classAt(sourceCode, whole.place.root) : undefined
  if (owner) return valueOfField(sourceCode, owner, name)
  const part = stepInto(whole, name)
  const kind = part?.is === 'place' ? kindOf(sourceCode, node.object, name) : undefined
  return part?.is === 'place' && kind !== undefined ? ofPlace({ ...part.place, kind }) : part
}

function valueOfField(sourceCode: SourceCode, node: ClassNode, name: string): Value | undefined {
  const owner = declaringClass(sourceCode, node, name)
  const member = owner && membersOf(sourceCode, owner).get(name)
  if (member?.getter) return merged(returnsOf(sourceCode, member.getter).map((each) => valueOf(sourceCode, each)))
  const [value, second] = member ? assignedValues(member) : []
  const text = value && !second && unwrap(value).type !== 'NewExpression' ? valueOf(sourceCode, value) : undefined
  if (text?.is === 'text' && text.text.parts.every((part) => typeof part === 'string' || (part && 'root' in part && part.root.startsWith('this:')))) return text
  return ofPlace(fieldOfThis(sourceCode, node, name))
}

/** What declares a member of a value: a class, an interface, the only object literal with a lock of that name. */
function kindOf(sourceCode: SourceCode, object: Node, name: string): string | undefined {
  const whole = standsFor(sourceCode, object)
  if (whole?.kind === 'object') return `${nameOfOwner(declaringClass(sourceCode, whole.node, name) ?? whole.node)}.${name}`
  if (whole?.kind === 'typed' || whole?.kind === 'record') return `${nameOfOwner(whole.node)}.${name}`
  const declared = whole ? undefined : declaredLocks(sourceCode).get(name)?.owner
  return declared && `${nameOfOwner(declared)}.${name}`
}

/** Text behind a member: an enum's, that of a constant object or a static field. */
function constantMember(sourceCode: SourceCode, node: TSESTree.MemberExpression, name: string | undefined): Value | undefined {
  const object = unwrap(node.object)
  if (name === undefined || object.type !== 'Identifier') return undefined
  const declared = variableOf(sourceCode, object)?.defs[0]?.node
  if (declared?.type === 'TSEnumDeclaration') {
    const member = declared.body.members.find((each) => (each.id.type === 'Identifier' ? each.id.name : literalText(each.id)) === name)
    return member?.initializer ? valueOf(sourceCode, member.initializer) : ofText(name)
  }
  const whole = denote(sourceCode, object)
  const value = whole?.kind === 'record'
    ? whole.node.properties.find((each) => each.type === 'Property' && keyName(each) === name)
    : whole?.kind === 'class' ? membersOf(sourceCode, whole.node).get(name)?.field : undefined
  const text = value && 'value' in value && value.value ? valueOf(sourceCode, value.value) : undefined
  return text?.is === 'text' ? text : undefined
}

// ---------------------------------------------------------------- calls

/** Methods that yield one element by its key; those whose result has the same elements in the same order. */
const BY_KEY = new Set(['get', 'at'])
const SAME_ORDER = new Set(['values', 'keys', 'slice', 'filter', 'flat'])
const SAME_VALUE = new Set(['toString', 'valueOf', 'trim', 'toLowerCase', 'toUpperCase'])

function valueOfCall(sourceCode: SourceCode, node: TSESTree.CallExpression): Value | undefined {
  const callee = unwrap(node.callee)
  const path = apiOf(sourceCode, callee)
  const [first] = node.arguments
  if (first && (path === '#String' || path === '#Array.from' || path === '#Object.freeze' || path === '#Promise.all')) return valueOf(sourceCode, first)
  const fn = calledLocal(sourceCode, node)
  if (fn) {
    const returned = merged(returnsOf(sourceCode, fn).filter((each) => !isNothing(each)).map((each) => valueOf(sourceCode, each)))
    const bind = bindingOf(sourceCode, node, fn)
    if (returned?.is === 'place') return isMadeIn(sourceCode, fn, returned.place) ? stored(sourceCode, node) : substitute(returned.place, bind)
    if (returned?.is === 'text') return concat(returned.text.parts.map((part) => (part && typeof part === 'object' && 'root' in part ? patternOf(substitute(part, bind)) : { parts: [part] })))
    return undefined
  }
  if (callee.type !== 'MemberExpression') return undefined
  const method = keyName(callee) ?? ''
  const whole = valueOf(sourceCode, callee.object)
  if (!whole) return undefined
  if (SAME_VALUE.has(method) || SAME_ORDER.has(method)) return whole
  if (method === 'map') return first && mapped(sourceCode, first, whole)
  if (!BY_KEY.has(method) || !first || whole.is !== 'place') return undefined
  return stepInto(whole, patternOf(valueOf(sourceCode, first)))
}

/** Whether each call of the function makes a place of its own. */
function isMadeIn(sourceCode: SourceCode, fn: FunctionNode, place: Place): boolean {
  if (place.root.startsWith('new:')) return true
  const scope = place.root.startsWith('local:') ? variableAt(sourceCode, place.root)?.scope.block : undefined
  return scope !== undefined && isInside(scope, fn)
}

/** `ids.map((id) => locks.get(id))`, `ids.map(lockFor)`: one of another kind for each, in the same order. */
function mapped(sourceCode: SourceCode, callback: Node, whole: Value): Value | undefined {
  const fn = functionAt(sourceCode, callback)
  const [parameter] = fn?.params ?? []
  const [returned, second] = fn ? returnsOf(sourceCode, fn) : []
  const value = returned && !second ? valueOf(sourceCode, returned) : undefined
  if (value?.is !== 'place') return undefined
  if (isFunction(callback)) return { is: 'each', item: value }
  const variable = parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
  const place = variable && placeOfVariable(sourceCode, variable)
  const item = place && substitute(value.place, (root) => (root === place.root ? (elementOf(whole, place) ?? 'unknown') : 'keep'))
  return item && { is: 'each', item }
}

/** `new Set(ids)`: the elements of `ids`, in their order. */
function sameElements(sourceCode: SourceCode, node: TSESTree.NewExpression, first: Node | undefined): Value | undefined {
  return first && apiOf(sourceCode, node.callee) === '#Set' ? valueOf(sourceCode, first) : undefined
}

// ---------------------------------------------------------------- where a new value is kept

/** The place that a value is made for; a place of its own where nothing keeps it in sight. */
function stored(sourceCode: SourceCode, node: Node): Value | undefined {
  const outer = wrapped(node)
  const parent = outer.parent
  switch (parent?.type) {
    case 'VariableDeclarator': {
      const variable = parent.id.type === 'Identifier' ? variableOf(sourceCode, parent.id) : undefined
      return ofPlace(variable && placeOfVariable(sourceCode, variable))
    }
    case 'AssignmentExpression':
      return parent.right === outer && parent.left.type === 'MemberExpression' ? valueOf(sourceCode, parent.left) : ofPlace(placeAt(`new:@${String(node.range[0])}`))
    case 'PropertyDefinition': {
      const name = keyName(parent)
      const owner = parent.parent.parent
      if (name === undefined) return undefined
      if (!parent.static) return ofPlace(fieldOfThis(sourceCode, owner, name))
      const place = classPlace(sourceCode, owner)
      return ofPlace(place && append(place, name))
    }
    case 'Property': {
      const name = keyName(parent)
      const record = parent.parent.type === 'ObjectExpression' && name !== undefined ? recordPlace(sourceCode, parent.parent) : undefined
      return ofPlace(record && append(record, name ?? '', `${nameOfOwner(parent.parent)}.${name ?? ''}`))
    }
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return stored(sourceCode, parent)
    case 'CallExpression':
      return keptByCall(sourceCode, parent, outer)
    default:
      return ofPlace(placeAt(`new:@${String(node.range[0])}`))
  }
}

/** Where a variable's value is put: `locks.set(id, mutex)`, `this.locks[id] = mutex`; undefined where nowhere, or in two places. */
function keptIn(sourceCode: SourceCode, variable: Variable): Value | undefined {
  const kept: Value[] = []
  for (const { identifier } of variable.references) {
    const outer = wrapped(identifier)
    const parent = outer.parent
    const value = parent?.type === 'CallExpression' ? keptByCall(sourceCode, parent, outer)
      : parent?.type === 'AssignmentExpression' && parent.right === outer && parent.left.type === 'MemberExpression' ? valueOf(sourceCode, parent.left)
        : undefined
    if (value) kept.push(value)
  }
  return kept.length > 0 ? merged(kept) : undefined
}

function keptByCall(sourceCode: SourceCode, call: TSESTree.CallExpression, value: Node): Value | undefined {
  const callee = unwrap(call.callee)
  const [key, second] = call.arguments
  if (callee.type !== 'MemberExpression' || keyName(callee) !== 'set' || second !== value || !key) return undefined
  const whole = valueOf(sourceCode, callee.object)
  return whole?.is === 'place' ? stepInto(whole, patternOf(valueOf(sourceCode, key))) : undefined
}
