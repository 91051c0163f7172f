import { isInLoop } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, type FunctionNode, isCall, isFunction, isInside, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { isNothing, outcomeForNothing, sourceAt, type Variable, variableOf } from '../../resolve/bindings.ts'
import { isOfMount } from './effect-calls.ts'

// States of components that are nothing at first and something from then on: what watches them runs once with something there.

/** Whether a state is nothing at first and becomes something once: in one place, by an effect that watches nothing, or only while it is missing. */
export function becomesOnce(sourceCode: SourceCode, { identifiers: [name] }: Variable): boolean {
  const setter = name?.parent.type === 'ArrayPattern' ? name.parent.elements[1] : undefined
  const source = name && setter ? sourceAt(name) : undefined
  const call = source?.kind === 'value' ? unwrap(source.value) : undefined
  if (setter?.type !== 'Identifier' || call?.type !== 'CallExpression' || (call.arguments[0] && !isNothing(call.arguments[0]))) return false
  const [set, second] = variableOf(sourceCode, setter)?.references.filter((reference) => reference.isRead()) ?? []
  return set !== undefined && name !== undefined && !second && (isDoneOnMount(sourceCode, set.identifier) || isDoneWhileMissing(sourceCode, set.identifier, name))
}

/** How many functions may stand between an effect and what it comes to. */
const MOST_FUNCTIONS = 4

/** Whether a function is called, or handed to a promise, once for each component: in an effect that watches nothing. */
function isDoneOnMount(sourceCode: SourceCode, name: Node): boolean {
  let at: Node | undefined = callOf(sourceCode, name)
  for (let i = 0; at && i < MOST_FUNCTIONS; i++) {
    const fn = functionAround(at)
    if (!fn || isInLoop(at, fn)) return false
    if (isOfMount(sourceCode, fn)) return true
    at = callOf(sourceCode, fn)
  }
  return false
}

/** Whether a function is called, or handed to a promise, only where a state is missing: `if (!config) loadConfig()`. */
function isDoneWhileMissing(sourceCode: SourceCode, name: Node, state: Node): boolean {
  const variable = variableOf(sourceCode, state)
  let at: Node | undefined = callOf(sourceCode, name)
  for (let i = 0; at && i < MOST_FUNCTIONS; i++) {
    const fn = functionAround(at)
    if (!fn) return false
    if (isBehindMissing(sourceCode, at, fn, variable)) return true
    at = callOf(sourceCode, fn)
  }
  return false
}

/** Whether the code around a call, as far as its function goes, asks whether something is missing. */
function isBehindMissing(sourceCode: SourceCode, call: Node, fn: FunctionNode, variable: Variable | undefined): boolean {
  for (let at = call; at.parent && at !== fn.body; at = at.parent) {
    const { parent }: { parent?: Node | undefined } = at
    if (parent?.type === 'IfStatement' && parent.consequent === at && saysMissing(sourceCode, parent.test, variable)) return true
    if (parent?.type === 'LogicalExpression' && parent.operator === '&&' && parent.right === at && saysMissing(sourceCode, parent.left, variable)) return true
  }
  return false
}

/** `!config`, `config === null`. */
function saysMissing(sourceCode: SourceCode, test: Node, variable: Variable | undefined): boolean {
  const node = unwrap(test)
  const sides = node.type === 'UnaryExpression' && node.operator === '!' ? [node.argument] : node.type === 'BinaryExpression' && outcomeForNothing(node) === true ? [node.left, node.right] : []
  return variable !== undefined && sides.some((side) => side.type === 'Identifier' && variableOf(sourceCode, side) === variable)
}

/** The only call by which a function is run, by a name or where it stands, or that of a promise which runs it once. */
function callOf(sourceCode: SourceCode, fn: Node): Node | undefined {
  const { parent } = wrapped(fn)
  if (parent && isCall(parent) && parent.callee === wrapped(fn)) return parent
  const reaction = reactionOf(sourceCode, fn)
  if (reaction || !isFunction(fn)) return reaction?.call
  const { calls: [call, second], values } = usesOf(sourceCode, fn)
  return second || values.some((each) => each !== fn) ? undefined : call
}

/** Whether an effect asks whether the state is there. */
export function isTested(fn: FunctionNode, variable: Variable): boolean {
  return variable.references.some(({ identifier }) => {
    let at = wrapped(identifier)
    while (at.parent?.type === 'UnaryExpression' || at.parent?.type === 'BinaryExpression') at = at.parent
    const isAskedFirst = at.parent?.type === 'LogicalExpression' && at.parent.left === at
    while (at.parent?.type === 'LogicalExpression') at = at.parent
    return isInside(identifier, fn.body) && (isAskedFirst || (at.parent?.type === 'IfStatement' && at.parent.test === at))
  })
}
