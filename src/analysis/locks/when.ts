import type { TSESTree } from '@typescript-eslint/utils'

import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import type { EventId, Flow } from '../flow/graph.ts'
import { eventsOf, nodeOf } from '../flow/graph.ts'
import { comesWhere } from '../flow/reach.ts'
import { isNothing, type Step, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import type { When, WhenOf } from './facts.ts'

/**
 * What happens only where a function is given this or that: `total(true)` takes no lock where the function says
 * `if (locked) return sum()`. Callers that give constants decide it; callers that hand on what they were given, their callers do.
 */

/** What code gives for (a part of) a parameter. */
type Given =
  | { readonly is: 'nothing' }
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'object'; readonly node: TSESTree.ObjectExpression | undefined }
  | { readonly is: 'other'; readonly of: WhenOf }

const NOTHING: Given = { is: 'nothing' }
const MOST_CONDITIONS = 4
const MOST_STEPS = 6

/** The conditions, on parameters, without which control does not come to a call. */
export function conditionsFor(sourceCode: SourceCode, flow: Flow, call: Node): readonly When[] {
  if (flow.imprecise) return []
  const goals = new Set(eventsOf(flow, call))
  const found: When[] = []
  for (const { test, condition } of testsOf(sourceCode, flow)) {
    const [onTrue, onFalse] = [true, false].map((outcome) => comesWhere(flow, test, outcome, goals))
    if (onTrue !== onFalse && found.length < MOST_CONDITIONS) found.push(onTrue ? condition : { ...condition, holds: !condition.holds })
  }
  return found
}

interface Test {
  readonly test: EventId
  /** What is the case where the test comes out true. */
  readonly condition: When
}

const tests = perFile(() => new Map<Flow, readonly Test[]>())

function testsOf(sourceCode: SourceCode, flow: Flow): readonly Test[] {
  const known = tests(sourceCode).get(flow)
  if (known) return known
  const found = flow.kinds.flatMap((kind, test): readonly Test[] => {
    const condition = kind === 'test' || kind === 'nullish' ? conditionOf(sourceCode, nodeOf(flow, test), kind) : undefined
    return condition ? [{ test, condition }] : []
  })
  tests(sourceCode).set(flow, found)
  return found
}

function conditionOf(sourceCode: SourceCode, test: Node, kind: 'test' | 'nullish'): When | undefined {
  const node = unwrap(test)
  const about = (expression: Node, is: When['is'], holds: boolean, value?: unknown): When | undefined => {
    const of = givenPath(sourceCode, expression)
    return of && { of, is, holds, ...(is === 'equal' ? { value } : {}) }
  }
  if (kind === 'nullish') return about(node, 'nothing', true)
  if (node.type !== 'BinaryExpression') return about(node, 'true', true)
  if (!/^(?:!|=)==?$/u.test(node.operator)) return undefined
  const holds = !node.operator.startsWith('!')
  if (isNothing(node.right)) return about(node.left, 'nothing', holds)
  return node.right.type === 'Literal' ? about(node.left, 'equal', holds, node.right.value) : undefined
}

/** The parameter, and the way to a part of it, that an expression is; undefined for everything else. */
function givenPath(sourceCode: SourceCode, expression: Node, depth = 0): WhenOf | undefined {
  const node = unwrap(expression)
  if (depth > MOST_STEPS) return undefined
  if (node.type === 'MemberExpression') {
    const name = keyName(node)
    const whole = name === undefined ? undefined : givenPath(sourceCode, node.object, depth + 1)
    return whole && name !== undefined ? { ...whole, steps: [...whole.steps, { name }] } : undefined
  }
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || !source || second || isWritten(variable)) return undefined
  if (source.kind === 'parameter') return source.rest ? undefined : { slot: slotOf(source.of, source.index), steps: source.steps }
  const whole = source.kind === 'value' ? givenPath(sourceCode, source.value, depth + 1) : undefined
  return whole && { ...whole, steps: [...whole.steps, ...source.steps] }
}

function slotOf(fn: FunctionNode, index: number): string {
  return `${String(fn.range[0])}#${String(index)}`
}

function isWritten(variable: Variable): boolean {
  return variable.references.some((reference) => reference.isWrite() && reference.init !== true)
}

// ---------------------------------------------------------------- at a call

/**
 * Conditions on what `fn` is given, in terms of the caller: those that the call leaves open. Undefined where the call decides
 * that one of them does not hold.
 */
export function conditionsAt(sourceCode: SourceCode, conditions: readonly When[], call: TSESTree.CallExpression, fn: CodeOwner): readonly When[] | undefined {
  return conditionsWith(sourceCode, conditions, fn, (index) => {
    if (call.arguments.slice(0, index + 1).some((each) => each.type === 'SpreadElement')) return undefined
    const argument = call.arguments[index]
    return argument ? givenBy(sourceCode, argument) : NOTHING
  })
}

/** The same for a callback that is handed a transaction: that is there. */
export function conditionsHanded(sourceCode: SourceCode, conditions: readonly When[], fn: CodeOwner): readonly When[] | undefined {
  return conditionsWith(sourceCode, conditions, fn, (index) => (index === 0 ? { is: 'object', node: undefined } : undefined))
}

function conditionsWith(sourceCode: SourceCode, conditions: readonly When[], fn: CodeOwner, givenFor: (index: number) => Given | undefined): readonly When[] | undefined {
  if (!isFunction(fn) || conditions.length === 0) return conditions
  const open: When[] = []
  for (const condition of conditions) {
    const index = fn.params.findIndex((_, i) => slotOf(fn, i) === condition.of.slot)
    if (index < 0) {
      open.push(condition) // of a function further out
      continue
    }
    const given = condition.of.steps.reduce<Given | undefined>((whole, step) => partOf(sourceCode, whole, step), givenFor(index))
    if (given?.is === 'other') open.push({ ...condition, of: given.of })
    else if (given && holds(condition, given) !== condition.holds) return undefined
  }
  return open.slice(0, MOST_CONDITIONS)
}

function holds({ is, value }: When, given: Exclude<Given, { is: 'other' }>): boolean {
  switch (is) {
    case 'nothing':
      return given.is === 'nothing'
    case 'true':
      return given.is === 'object' || (given.is === 'value' && Boolean(given.value))
    case 'equal':
      return given.is === 'value' && given.value === value
  }
}

function givenBy(sourceCode: SourceCode, expression: Node): Given | undefined {
  const node = unwrap(expression)
  if (isNothing(node)) return NOTHING
  if (node.type === 'Literal' && !('regex' in node)) return { is: 'value', value: node.value }
  if (node.type === 'ObjectExpression') return { is: 'object', node }
  if (node.type === 'ArrayExpression' || isFunction(node)) return { is: 'object', node: undefined }
  const of = givenPath(sourceCode, node)
  return of && { is: 'other', of }
}

function partOf(sourceCode: SourceCode, whole: Given | undefined, step: Step): Given | undefined {
  if (whole?.is === 'other') return { is: 'other', of: { ...whole.of, steps: [...whole.of.steps, step] } }
  const part = step.name === '' ? whole : property(sourceCode, whole, step.name)
  return step.fallback && part?.is === 'nothing' ? givenBy(sourceCode, step.fallback) : part
}

function property(sourceCode: SourceCode, whole: Given | undefined, name: string): Given | undefined {
  if (whole?.is === 'nothing') return NOTHING // an optional chain; anything else throws
  if (whole?.is === 'other') return { is: 'other', of: { ...whole.of, steps: [...whole.of.steps, { name }] } }
  if (whole?.is !== 'object' || !whole.node) return undefined
  for (const each of whole.node.properties.toReversed()) {
    if (each.type === 'SpreadElement') {
      const part = property(sourceCode, givenBy(sourceCode, each.argument), name)
      if (part?.is !== 'nothing') return part
    } else if (each.computed) return undefined
    else if (keyName(each) === name) return givenBy(sourceCode, each.value)
  }
  return NOTHING
}
