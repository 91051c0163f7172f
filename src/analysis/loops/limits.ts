import type { TSESTree } from '@typescript-eslint/utils'

import { arrayChanges, setChanges } from '../../knowledge/collections.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { conjuncts, isCall, isInside, keyName, type Node, sizedIn, unwrap, walkOwn } from '../../utils/syntax.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'
import type { Iteration } from './blocks.ts'

/** What ends an iteration, as its head says. */
export type Limit =
  /** It goes through the elements of something, or uses them up. */
  | { readonly kind: 'elements'; readonly of: Node; readonly counter?: Variable }
  /** A counter goes up to the least of these numbers, or down from one. */
  | { readonly kind: 'number'; readonly of: readonly Node[]; readonly counter: Variable }
  /** A number is halved or multiplied each time: few rounds whatever it is. */
  | { readonly kind: 'few' }
  /** Nobody knows. */
  | { readonly kind: 'open' }

const OPEN: Limit = { kind: 'open' }

/** What ends an iteration; `open` where its head does not say. */
export function limitOf(sourceCode: SourceCode, { node, receiver }: Pick<Iteration, 'node' | 'receiver'>): Limit {
  return receiver ? { kind: 'elements', of: receiver } : limitOfLoop(sourceCode, node)
}

const limitOfLoop: (sourceCode: SourceCode, node: Node) => Limit = perNode<Node, Limit>((sourceCode, node) => {
  switch (node.type) {
    case 'ForOfStatement':
    case 'ForInStatement':
      return { kind: 'elements', of: node.right }
    case 'ForStatement':
      return node.test ? byTest(sourceCode, node, node.test) : OPEN
    case 'WhileStatement':
    case 'DoWhileStatement':
      return byTest(sourceCode, node, node.test)
    default:
      return OPEN
  }
}, OPEN)

type Tested = TSESTree.ForStatement | TSESTree.WhileStatement | TSESTree.DoWhileStatement

function byTest(sourceCode: SourceCode, loop: Tested, test: Node): Limit {
  const numbers: Node[] = []
  let counter: Variable | undefined
  for (const condition of conjuncts(test)) {
    const one = byCondition(sourceCode, loop, condition)
    if (one.kind === 'few' || one.kind === 'elements') return one
    if (one.kind !== 'number' || (counter && counter !== one.counter)) continue
    counter = one.counter
    numbers.push(...one.of)
  }
  return counter ? { kind: 'number', of: numbers, counter } : OPEN
}

function byCondition(sourceCode: SourceCode, loop: Tested, condition: Node): Limit {
  const node = unwrap(condition)
  if (node.type === 'UpdateExpression' && node.operator === '--') return downFrom(sourceCode, loop, node.argument)
  const drained = drainedBy(sourceCode, loop, node)
  if (drained) return drained
  const matched = matches(node)
  if (matched) return matched
  if (node.type !== 'BinaryExpression' || !/^(?:[<>]=?|!==?)$/u.test(node.operator) || node.left.type === 'PrivateIdentifier') return OPEN
  const filled = filledBy(sourceCode, loop, node)
  if (filled) return filled
  for (const [side, other] of [[node.left, node.right], [node.right, node.left]] as const) {
    const counter = counterIn(sourceCode, side)
    const step = counter && stepOf(sourceCode, loop, counter)
    if (!counter || !step) continue
    if (step === 'few') return { kind: 'few' }
    if (step === 'up') return isWindow(sourceCode, counter, other) ? { kind: 'few' } : { kind: 'number', of: [other], counter }
    return downFrom(sourceCode, loop, counter.identifiers[0] ?? side, counter)
  }
  return OPEN
}

/** `for (let i = offset; i < offset + 20; i++)`: a window of a fixed size, wherever it stands. */
function isWindow(sourceCode: SourceCode, counter: Variable, end: Node): boolean {
  const sum = unwrap(end)
  if (sum.type !== 'BinaryExpression' || sum.operator !== '+') return false
  const ends = [sum.left, sum.right].map((each) => locationOf(sourceCode, each)?.key)
  return counter.references.some(({ init, identifier }) => {
    const parent: Node = identifier.parent
    const start = init === true && parent.type === 'VariableDeclarator' ? parent.init : parent.type === 'AssignmentExpression' && parent.operator === '=' ? parent.right : null
    const key = start ? locationOf(sourceCode, start)?.key : undefined
    return key !== undefined && ends.includes(key)
  })
}

/** `i`, `i * i`, `i + 1`, `i++`: the variable that counts. */
function counterIn(sourceCode: SourceCode, expression: Node): Variable | undefined {
  const node = unwrap(expression)
  if (node.type === 'Identifier') return variableOf(sourceCode, node)
  if (node.type === 'UpdateExpression') return counterIn(sourceCode, node.argument)
  if (node.type === 'AssignmentExpression') return counterIn(sourceCode, node.left)
  if (node.type !== 'BinaryExpression' || node.left.type === 'PrivateIdentifier') return undefined
  return node.left.type === 'Identifier' && ['+', '-', '*'].includes(node.operator) ? variableOf(sourceCode, node.left) : undefined
}

/** How the loop changes a variable: one way by steps, or by factors; undefined where it does not, or in ways we cannot follow. */
function stepOf(sourceCode: SourceCode, loop: Tested, counter: Variable): 'up' | 'down' | 'few' | undefined {
  let step: 'up' | 'down' | 'few' | undefined
  for (const reference of counter.references) {
    if (!reference.isWrite() || !isInside(reference.identifier, loop) || (loop.type === 'ForStatement' && loop.init && isInside(reference.identifier, loop.init))) continue
    const one = changeAt(sourceCode, reference.identifier.parent, counter)
    if (!one || (step && step !== one)) return undefined
    step = one
  }
  return step
}

function changeAt(sourceCode: SourceCode, at: Node, counter: Variable): 'up' | 'down' | 'few' | undefined {
  if (at.type === 'UpdateExpression') return at.operator === '++' ? 'up' : 'down'
  if (at.type !== 'AssignmentExpression') return undefined
  switch (at.operator) {
    case '+=':
      return 'up'
    case '-=':
      return 'down'
    case '*=':
    case '/=':
    case '<<=':
    case '>>=':
    case '>>>=':
      return 'few'
    case '=':
      return changeBy(sourceCode, at.right, counter)
    default:
      return undefined
  }
}

/** `i = i + 1`, `n = Math.floor(n / 2)`. */
function changeBy(sourceCode: SourceCode, value: Node, counter: Variable): 'up' | 'down' | 'few' | undefined {
  const node = unwrap(value)
  if (node.type === 'CallExpression' && node.arguments[0]) return changeBy(sourceCode, node.arguments[0], counter)
  if (node.type !== 'BinaryExpression' || node.left.type !== 'Identifier' || variableOf(sourceCode, node.left) !== counter) return undefined
  if (node.operator === '+') return 'up'
  if (node.operator === '-') return 'down'
  return ['/', '*', '>>', '>>>', '<<'].includes(node.operator) ? 'few' : undefined
}

function downFrom(sourceCode: SourceCode, loop: Tested, name: Node, known?: Variable): Limit {
  const counter = known ?? (name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined)
  if (!counter) return OPEN
  const starts = counter.references.flatMap((reference) => {
    const parent: Node = reference.identifier.parent
    const before = !isInside(reference.identifier, loop) || (loop.type === 'ForStatement' && loop.init && isInside(reference.identifier, loop.init))
    if (!reference.isWrite() || !before) return []
    if (parent.type === 'VariableDeclarator' && parent.init) return [parent.init]
    return parent.type === 'AssignmentExpression' && parent.operator === '=' ? [parent.right] : []
  })
  const start = starts.at(-1)
  return start ? { kind: 'number', of: [start], counter } : counter.defs[0]?.type === 'Parameter' ? { kind: 'number', of: [counter.identifiers[0] as Node], counter } : OPEN
}

const TAKES = new Set(['shift', 'pop', 'splice', 'delete'])
const ADDS = new Set(['push', 'unshift', 'add', 'set', 'concat', 'splice'])

/** `while (queue.length > 0)` that takes from the queue and puts nothing in. */
function drainedBy(sourceCode: SourceCode, loop: Tested, condition: Node): Limit | undefined {
  const size = condition.type === 'BinaryExpression' && condition.left.type !== 'PrivateIdentifier' ? unwrap(condition.left) : condition
  const emptied = sizedIn(size)
  const place = emptied && locationOf(sourceCode, emptied)
  if (!emptied || !place) return undefined
  let takes = false
  let adds = false
  walkOwn(sourceCode, loop.body, (at) => {
    if (at.type !== 'CallExpression') return
    const callee = unwrap(at.callee)
    if (callee.type !== 'MemberExpression' || locationOf(sourceCode, callee.object)?.key !== place.key) return
    const method = keyName(callee) ?? ''
    if (TAKES.has(method) && !(method === 'splice' && at.arguments.length > 2)) takes = true
    else if (ADDS.has(method)) adds = true
  })
  if (!takes || adds) return undefined
  const counter = emptied.type === 'Identifier' ? variableOf(sourceCode, emptied) : undefined
  return { kind: 'elements', of: emptied, ...(counter && { counter }) }
}

/** `while (found.length < n)` that puts in and takes nothing out: as many rounds as there are to be elements, or more. */
function filledBy(sourceCode: SourceCode, loop: Tested, { operator, left, right }: TSESTree.BinaryExpression): Limit | undefined {
  const filled = sizedIn(operator.startsWith('>') ? right : left)
  const counter = filled?.type === 'Identifier' ? variableOf(sourceCode, filled) : undefined
  if (!counter) return undefined
  const uses = counter.references.flatMap(({ identifier }) => {
    const member = isInside(identifier, loop.body) ? identifier.parent : undefined
    return member?.type === 'MemberExpression' && member.object === identifier && isCall(member.parent) && member.parent.callee === member ? [arrayChanges.get(keyName(member) ?? '') ?? setChanges.get(keyName(member) ?? '')] : []
  })
  const fills = uses.includes('append') && !uses.includes('remove') && !uses.includes('clear')
  return fills ? { kind: 'number', of: [operator.startsWith('>') ? left : right], counter } : undefined
}

/** `while ((match = pattern.exec(text)))`. */
function matches(condition: Node): Limit | undefined {
  const node = condition.type === 'BinaryExpression' && condition.left.type !== 'PrivateIdentifier' ? unwrap(condition.left) : condition
  const call = node.type === 'AssignmentExpression' ? unwrap(node.right) : node
  if (call.type !== 'CallExpression') return undefined
  const callee = unwrap(call.callee)
  const [text] = call.arguments
  return callee.type === 'MemberExpression' && keyName(callee) === 'exec' && text ? { kind: 'elements', of: text } : undefined
}

/**
 * Whether an inner iteration starts anew each time an outer one comes round. One that goes on where it stopped (a position
 * in a text, a queue) does its work once in all.
 */
export function startsAnew(limit: Limit, inner: Node, outer: Node): boolean {
  const counter = limit.kind === 'number' || limit.kind === 'elements' ? limit.counter : undefined
  if (!counter) return true
  const resets = (node: Node): boolean => isInside(node, outer) && !(isInside(node, inner) && !isInitialiser(node, inner))
  return counter.defs.some((def) => def.type === 'Parameter' || isInside(def.name, outer) && def.type !== 'Variable') || counter.references.some((reference) => {
    if (!reference.isWrite() || !resets(reference.identifier)) return false
    const parent: Node = reference.identifier.parent
    return parent.type === 'VariableDeclarator' || (parent.type === 'AssignmentExpression' && parent.operator === '=')
  })
}

function isInitialiser(node: Node, loop: Node): boolean {
  return loop.type === 'ForStatement' && loop.init !== null && isInside(node, loop.init)
}
