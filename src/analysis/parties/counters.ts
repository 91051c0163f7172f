import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type ClassNode, functionAround, type FunctionNode, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { usesOf } from '../callbacks/uses.ts'
import type { Frame } from '../loops/frames.ts'
import { onlyValue, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'
import { memberOf } from '../resolve/functions.ts'
import { assignedValues, classOfObject, fieldValue, type Member, membersOf } from '../resolve/members.ts'
import { type CountStep, homeOf } from './rounds.ts'

/** A variable, or a field of one object, that steps one up or down, at one place. */
export interface Counter {
  /** What it begins with, unless that is nothing, and the call that says what the parameters in that are. */
  readonly begin?: Node
  readonly frame?: Frame
  /** Where it is used after that. */
  readonly uses: readonly Node[]
  /** Where it is counted: the step, or the one call of the method that makes it. */
  readonly place: Node
  /** The code that it is made anew with; of a field, the class. */
  readonly home: Node
  /** From where on it is there, in the source. */
  readonly since: number
}

/** What a step counts: a variable, or the field of each object whose method makes it. */
export function countersOf(sourceCode: SourceCode, step: CountStep): readonly Counter[] {
  if (step.counter.type !== 'Identifier') return ofField(sourceCode, step)
  const counter = ofVariable(sourceCode, step, step.counter)
  return counter ? [counter] : []
}

/** More objects than these are not told apart. */
const MOST_CALLS = 8

function ofVariable(sourceCode: SourceCode, { node }: CountStep, name: TSESTree.Identifier): Counter | undefined {
  const variable = variableOf(sourceCode, name)
  const [declared] = variable?.identifiers ?? []
  const [source, second] = (variable && sourcesOf(sourceCode, variable)?.filter(({ kind }) => kind === 'value')) ?? []
  if (!variable || !declared || source?.kind !== 'value' || source.steps.length > 0 || second) return undefined
  if (variable.references.filter((each) => each.isWrite() && each.init !== true).length !== 1 || isDeclaredIn(declared, functionAround(node))) return undefined
  const uses = variable.references.filter(({ init }) => init !== true).map(({ identifier }) => identifier)
  return { begin: source.value, uses, place: node, home: homeOf(declared), since: declared.range[0] }
}

function isDeclaredIn(declared: Node, listener: FunctionNode | undefined): boolean {
  return listener !== undefined && declared.range[0] >= listener.range[0] && declared.range[1] <= listener.range[1]
}

/** `ready.push(worker)`: the size of a list that begins empty. */
export function filledAt(sourceCode: SourceCode, call: Call): Counter | undefined {
  const member = unwrap(call.callee)
  const list = member.type === 'MemberExpression' ? unwrap(member.object) : undefined
  const value = list && onlyValue(sourceCode, list)
  const variable = list?.type === 'Identifier' ? variableOf(sourceCode, list) : undefined
  const [declared] = variable?.identifiers ?? []
  if (!value || !variable || !declared || unwrap(value).type !== 'ArrayExpression' || call.arguments.length !== 1 || isDeclaredIn(declared, functionAround(call))) return undefined
  const uses = variable.references.filter(({ init }) => init !== true).map(({ identifier }) => identifier.parent)
  const isOther = (use: Node): boolean => use !== member && use.type === 'MemberExpression' && CHANGES.has(keyName(use) ?? '')
  const sizes = uses.filter((use) => use.type === 'MemberExpression' && keyName(use) === 'length')
  const isEmpty = (node: Node): boolean => node.type === 'ArrayExpression' && node.elements.length === 0
  return isEmpty(unwrap(value)) && !uses.some(isOther) && sizes.every((use) => use.parent?.type !== 'AssignmentExpression') ? { uses: sizes, place: call, home: homeOf(declared), since: declared.range[0] } : undefined
}

/** Methods that change how many there are. */
const CHANGES: ReadonlySet<string> = new Set(['push', 'unshift', 'pop', 'shift', 'splice'])

/** `this.left -= 1`: counted there, or wherever the method is called. */
function ofField(sourceCode: SourceCode, { node, counter }: CountStep): readonly Counter[] {
  const owner = counter.type === 'MemberExpression' ? classOfObject(sourceCode, counter.object) : undefined
  const member = owner && counter.type === 'MemberExpression' ? membersOf(sourceCode, owner).get(keyName(counter) ?? '') : undefined
  const begin = member && beginOf(member)
  const fn = functionAround(node)
  if (!owner || !member || !begin || !fn || member.uses.filter(isStepped).length !== 1) return []
  const uses = member.uses.filter((use) => !isInitial(use, begin))
  if (handingsOf(sourceCode, fn).length > 0) return isRunOnce(sourceCode, fn, owner) ? [{ begin, uses, place: node, home: owner, since: 0 }] : []
  const { calls, values } = usesOf(sourceCode, fn)
  if (calls.length > MOST_CALLS || memberOf(fn)?.owner !== owner || values.some((value) => value !== fn)) return []
  const places = calls.map((place) => ({ place, made: madeFor(sourceCode, place, owner) }))
  const isAlone = (of: Made): boolean => places.every(({ made }) => made !== undefined) && places.filter(({ made }) => made?.object === of.object).length === 1
  return places.flatMap(({ place, made }) => (made && isAlone(made) ? [{ begin, uses, place, home: made.home, since: made.since, ...(made.frame && { frame: made.frame }) }] : []))
}

/** The one value that the field is given whole. */
function beginOf(member: Member): Node | undefined {
  if (member.field?.type === 'TSParameterProperty') return member.writes.some(({ operator }) => operator === '=') ? undefined : nameOf(member.field.parameter)
  const [only, second] = assignedValues(member)
  return second ? undefined : only
}

function nameOf(parameter: TSESTree.TSParameterProperty['parameter']): Node {
  return parameter.type === 'AssignmentPattern' ? parameter.left : parameter
}

function isStepped({ parent }: TSESTree.MemberExpression): boolean {
  return parent.type === 'UpdateExpression' || (parent.type === 'AssignmentExpression' && parent.operator !== '=' && parent.operator.length === 2)
}

function isInitial(use: TSESTree.MemberExpression, begin: Node): boolean {
  return use.parent.type === 'AssignmentExpression' && use.parent.left === use && use.parent.right === begin
}

/** No more than one call in sight of the method that the code is part of: each would start as many workers again. */
function isRunOnce(sourceCode: SourceCode, place: Node, owner: ClassNode): boolean {
  for (let at: Node | undefined = place; at && at !== owner; at = at.parent) {
    if (isFunction(at) && memberOf(at)?.owner === owner) return usesOf(sourceCode, at).calls.length <= 1
  }
  return false
}

interface Made extends Pick<Counter, 'frame' | 'home' | 'since'> {
  /** The `new` that makes the object, or the class where the object itself calls its method. */
  readonly object: Node
}

/** The object whose method is called: this one, or one that is made once, in sight. */
function madeFor(sourceCode: SourceCode, { callee }: Call, owner: ClassNode): Made | undefined {
  const member = unwrap(callee)
  if (member.type !== 'MemberExpression') return undefined
  const object = unwrap(member.object)
  if (classOfObject(sourceCode, object) === owner) return isRunOnce(sourceCode, callee, owner) ? { object: owner, home: owner, since: 0 } : undefined
  const holder = object.type === 'MemberExpression' ? classOfObject(sourceCode, object.object) : undefined
  const [declared] = (object.type === 'Identifier' && variableOf(sourceCode, object)?.identifiers) || []
  const home = holder ?? (declared && homeOf(declared))
  const value = object.type === 'MemberExpression' ? fieldValue(sourceCode, object) : onlyValue(sourceCode, object)
  const made = value && unwrap(value)
  if (!home || made?.type !== 'NewExpression') return undefined
  const target = denote(sourceCode, made.callee)
  if (target?.kind !== 'class' || target.node !== owner || (holder && !isRunOnce(sourceCode, callee, holder))) return undefined
  const constructor = owner.body.body.find((each) => each.type === 'MethodDefinition' && each.kind === 'constructor')
  const fn = constructor?.type === 'MethodDefinition' ? constructor.value : undefined
  return { object: made, home, since: declared?.range[0] ?? 0, ...(isFunction(fn) && { frame: { fn, call: made } }) }
}
