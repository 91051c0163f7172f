import type { TSESTree } from '@typescript-eslint/utils'

import { changeAttributes, changing, formSending, offAttributes, pressAttributes, submitAttribute, submitting, surelyOff } from '../../../knowledge/page.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, functionAround, isFunction, keyName, type Node, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { isParameterOf, onlyValue, type Variable, variableOf } from '../../resolve/bindings.ts'
import { below, locationOf } from '../../resolve/location.ts'
import { accessesIn } from '../places/accesses.ts'
import { settersIn } from '../places/setters.ts'
import { decides } from '../reads/control.ts'

/** How many names a condition is looked for behind: `disabled={isBusy}` of `const isBusy = saving || loading`. */
const MOST_NAMES = 2

/**
 * `<form onSubmit={form.handleSubmit(save)}> … <Button type="submit" disabled={saving} />`, where `save` sets `saving` before it
 * waits: what is drawn anew with each state is off until the run is over, and nobody starts a second one.
 */
export function isOffMeanwhile(sourceCode: SourceCode, owner: CodeOwner): boolean {
  if (!isFunction(owner) || !owner.async || !nodesOf(sourceCode).hasMarkup) return false
  if (isAskedFirst(sourceCode, owner)) return true
  const { calls, values } = usesOf(sourceCode, owner)
  // Where it is declared, it gets its name.
  const used = values.filter((value) => !naming.has(wrapped(value).parent?.type ?? ''))
  const places = [...used.map(attributeAt), ...calls.map((call) => attributeAround(call))]
  return places.length > 0 && places.every((place) => place !== undefined && isOff(sourceCode, owner, place))
}

/**
 * `if (loading) return; setLoading(id); const found = await load(id)`: what is made anew with each state finds it set until the run
 * is over. What is memoised is made anew where the state is among what it depends on.
 */
function isAskedFirst(sourceCode: SourceCode, owner: FunctionNode): boolean {
  const sets = settersIn(sourceCode, owner)
  if (sets.length === 0 || !isMadeAnew(owner)) return false
  const flow = flowOf(sourceCode, owner)
  const gaps = suspensionPoints(flow)
  return testsOf(flow).some((test) => {
    const asked = unwrap(test.node)
    const state = asked.type === 'Identifier' ? variableOf(sourceCode, asked) : undefined
    const raised = state ? sets.filter((set) => variableOf(sourceCode, set.state) === state && set.value !== undefined && isSurelySet(sourceCode, owner, set.value)) : []
    return raised.length > 0 && gaps.every((gap) => decides(flow, test, gap) === false) && isMadeAnew(owner, (asked as TSESTree.Identifier).name) && !waitsBefore(flow, new Set(raised.map(({ event }) => event)))
  })
}

/** `true`, `'busy'`, or what the run is given to work on. */
function isSurelySet(sourceCode: SourceCode, owner: FunctionNode, value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'Literal' ? Boolean(node.value) : node.type === 'Identifier' && isParameterOf(sourceCode, owner, node)
}

/** Whether a function is written right in a component, or memoised by a hook that has the name among what it depends on. */
function isMadeAnew(owner: FunctionNode, name?: string): boolean {
  const { parent } = wrapped(owner)
  if (parent?.type === 'VariableDeclarator' || owner.type === 'FunctionDeclaration') return true
  const list = parent?.type === 'CallExpression' && parent.arguments[0] === wrapped(owner) && wrapped(parent).parent?.type === 'VariableDeclarator' ? parent.arguments[1] : undefined
  return list?.type === 'ArrayExpression' && (name === undefined || list.elements.some((each) => each?.type === 'Identifier' && each.name === name))
}

const naming: ReadonlySet<string> = new Set(['VariableDeclarator', 'PropertyDefinition', 'MethodDefinition'])

interface Place {
  readonly attribute: TSESTree.JSXAttribute
  /** A library for forms runs the function, and knows when it is over. */
  readonly isSent: boolean
}

/** The attribute that the function is put into: by itself, or through what a form sends it with. */
function attributeAt(value: Node): Place | undefined {
  const outer = wrapped(value)
  const { parent } = outer
  if (parent?.type === 'JSXExpressionContainer') return parent.parent.type === 'JSXAttribute' ? { attribute: parent.parent, isSent: false } : undefined
  if (parent?.type !== 'CallExpression' || parent.arguments[0] !== outer || nameOf(parent.callee) !== formSending.by) return undefined
  const place = attributeAt(parent)
  return place && { ...place, isSent: true }
}

/** `onClick={() => save(berth)}`: a function that does nothing but this. */
function attributeAround(call: Node): Place | undefined {
  const around = functionAround(call)
  const does = around && (around.body.type === 'BlockStatement' ? around.body.body.length === 1 && statementOf(call).parent === around.body : true)
  return does ? attributeAt(around) : undefined
}

function statementOf(node: Node): Node {
  let at = node
  while (at.parent && at.parent.type !== 'BlockStatement' && !isFunction(at.parent)) at = at.parent
  return at
}

function nameOf(callee: Node): string | undefined {
  const node = unwrap(callee)
  return node.type === 'MemberExpression' ? keyName(node) : node.type === 'Identifier' ? node.name : undefined
}

/** Whether all that starts the function there is off while it runs. */
function isOff(sourceCode: SourceCode, owner: FunctionNode, { attribute, isSent }: Place): boolean {
  const element = attribute.parent.parent
  const name = attribute.name.type === 'JSXIdentifier' ? attribute.name.name : ''
  const controls = name === submitAttribute ? sendersIn(sourceCode, element) : pressAttributes.has(name) || changeAttributes.has(name) ? [attribute.parent] : []
  const off = changeAttributes.has(name) ? surelyOff : offAttributes
  const says = (condition: Node): boolean => saysSo(sourceCode, owner, isSent, condition, 0)
  return controls.length > 0 && controls.every((control) => isLeftOut(control.parent, says) || control.attributes.some((each) => each.type === 'JSXAttribute' && each.name.type === 'JSXIdentifier' && off.has(each.name.name)
    && each.value?.type === 'JSXExpressionContainer' && says(each.value.expression)))
}

/** `{!saving && <Button … />}`, `{saving ? <Spinner /> : <Button … />}`: it is not drawn at all meanwhile. */
function isLeftOut(element: Node, says: (condition: Node) => boolean): boolean {
  for (let child = element, at = element.parent; at && !isFunction(at); child = at, at = at.parent) {
    if (at.type === 'LogicalExpression' && at.operator === '&&' && at.right === child && deniesOne(at.left, says)) return true
    if (at.type === 'ConditionalExpression' && (at.alternate === child ? says(at.test) : at.consequent === child && deniesOne(at.test, says))) return true
  }
  return false
}

/** Whether one of the things that all have to be true is that the run is not under way. */
function deniesOne(condition: Node, says: (condition: Node) => boolean): boolean {
  const node = unwrap(condition)
  if (node.type === 'LogicalExpression') return node.operator === '&&' && (deniesOne(node.left, says) || deniesOne(node.right, says))
  return node.type === 'UnaryExpression' && node.operator === '!' && says(node.argument)
}

/** The buttons of a form that send it. */
function sendersIn(sourceCode: SourceCode, form: Node): readonly TSESTree.JSXOpeningElement[] {
  const found: TSESTree.JSXOpeningElement[] = []
  walk(sourceCode, form, (node) => {
    if (node.type === 'JSXOpeningElement' && node.attributes.some((each) => each.type === 'JSXAttribute' && each.name.name === 'type' && each.value?.type === 'Literal' && each.value.value === submitting)) found.push(node)
  })
  return found
}

/** Whether one of the things of which any puts the control off is true from before the first wait until the end. */
function saysSo(sourceCode: SourceCode, owner: FunctionNode, isSent: boolean, condition: Node, depth: number): boolean {
  const node = unwrap(condition)
  if (node.type === 'LogicalExpression') return node.operator === '||' && [node.left, node.right].some((each) => saysSo(sourceCode, owner, isSent, each, depth))
  if (nameOf(node) === formSending.state) return isSent
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  if ((variable && isSetFirst(sourceCode, owner, variable)) || isFieldSetFirst(sourceCode, owner, node, variable) || isOfRequest(sourceCode, owner, node, variable)) return true
  const value = variable && depth < MOST_NAMES ? onlyValue(sourceCode, node) : undefined
  return value !== undefined && value !== node && saysSo(sourceCode, owner, isSent, value, depth + 1)
}

/** `setSaving(true)` on every way to the first wait. */
function isSetFirst(sourceCode: SourceCode, owner: FunctionNode, state: Variable): boolean {
  const flow = flowOf(sourceCode, owner)
  const sets = settersIn(sourceCode, owner).filter((set) => variableOf(sourceCode, set.state) === state)
  const raised = new Set(sets.filter(({ value }) => value?.type === 'Literal' && value.value === true).map(({ event }) => event))
  return raised.size > 0 && !waitsBefore(flow, raised)
}

/** `this.setState({ saving: true })` on every way to the first wait, of what `this.state.saving` or `const { saving } = this.state` stand for. */
function isFieldSetFirst(sourceCode: SourceCode, owner: FunctionNode, node: Node, variable: Variable | undefined): boolean {
  const property = variable?.identifiers[0] && wrapped(variable.identifiers[0]).parent
  const whole = property?.type === 'Property' && property.parent.type === 'ObjectPattern' && property.parent.parent.type === 'VariableDeclarator' ? property.parent.parent.init : null
  const of = whole && property?.type === 'Property' ? locationOf(sourceCode, unwrap(whole)) : undefined
  const field = of && property?.type === 'Property' ? below(of, keyName(property) ?? '') : node.type === 'MemberExpression' ? locationOf(sourceCode, node) : undefined
  if (!field || field.path.length === 0) return false
  const sets = accessesIn(sourceCode, owner).writes.filter(({ place, value }) => place.base === field.key && value?.type === 'Literal' && value.value === true)
  return sets.length > 0 && !waitsBefore(flowOf(sourceCode, owner), new Set(sets.map(({ event }) => event)))
}

function waitsBefore(flow: Flow, events: ReadonlySet<EventId>): boolean {
  const gaps = new Set(suspensionPoints(flow))
  return findPath(flow, flow.enter, (event) => gaps.has(event), (_, __, to) => !events.has(to)) !== undefined
}

/** `isPending` of the hook whose request is all that the function waits for: `const { mutateAsync: save, isPending } = useSave()`, `saving.isPending` of `saving.mutateAsync()`. */
function isOfRequest(sourceCode: SourceCode, owner: FunctionNode, node: Node, variable: Variable | undefined): boolean {
  const made = variable?.identifiers[0] && madeBy(variable.identifiers[0], (key) => changing.states.has(key))
  const hook = made ?? (node.type === 'MemberExpression' && changing.states.has(keyName(node) ?? '') ? hookOf(sourceCode, node.object) : undefined)
  if (!hook) return false
  const flow = flowOf(sourceCode, owner)
  const gaps = suspensionPoints(flow)
  return gaps.length > 0 && gaps.every((gap) => {
    const wait = nodeOf(flow, gap)
    const call = wait.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
    const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined
    if (callee?.type === 'MemberExpression') return keyName(callee) === changing.begins && hookOf(sourceCode, callee.object) === hook
    const begins = callee?.type === 'Identifier' ? variableOf(sourceCode, callee)?.identifiers[0] : undefined
    return begins !== undefined && madeBy(begins, (key) => key === changing.begins) === hook
  })
}

/** The call that an object comes from which a variable is for. */
function hookOf(sourceCode: SourceCode, object: Node): Node | undefined {
  const value = onlyValue(sourceCode, unwrap(object))
  return value?.type === 'CallExpression' ? value : undefined
}

/** The call of whose answer a name is taken out, by a key of the wanted kind. */
function madeBy(name: Node, isWanted: (key: string) => boolean): Node | undefined {
  const property = wrapped(name).parent
  const declarator = property?.type === 'Property' && property.parent.type === 'ObjectPattern' ? property.parent.parent : undefined
  if (property?.type !== 'Property' || !isWanted(keyName(property) ?? '') || declarator?.type !== 'VariableDeclarator') return undefined
  const call = declarator.init && unwrap(declarator.init)
  return call?.type === 'CallExpression' ? call : undefined
}
