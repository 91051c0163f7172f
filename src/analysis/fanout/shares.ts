import type { TSESTree } from '@typescript-eslint/utils'

import { cores } from '../../knowledge/fanouts.ts'
import { isLoop, type Loop } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, isFunction, keyName, type Node, sizedIn, unwrap, wrapped } from '../../utils/syntax.ts'
import { onlyValue, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** `n`, for `for (let i = 0; i < items.length; i += share)` with `const share = Math.ceil(items.length / n)`: so many shares there are. */
export function sharesOf(sourceCode: SourceCode, loop: Loop): Node | undefined {
  const step = stepOf(loop)
  return step && dividedBy(sourceCode, step)
}

/** What each round goes on by: `i += share`, in the head of the loop, or in a statement of its own for what its test asks for. */
function stepOf(loop: Loop): Node | undefined {
  if (loop.type === 'ForStatement' && loop.update) return loop.update.type === 'AssignmentExpression' && loop.update.operator === '+=' ? loop.update.right : undefined
  const test = loop.type === 'ForOfStatement' || loop.type === 'ForInStatement' ? undefined : loop.test
  const counter = test?.type === 'BinaryExpression' && test.left.type === 'Identifier' ? test.left.name : undefined
  const steps = (loop.body.type === 'BlockStatement' ? loop.body.body : []).flatMap((statement) => {
    const step = statement.type === 'ExpressionStatement' ? statement.expression : undefined
    return step?.type === 'AssignmentExpression' && step.operator === '+=' && step.left.type === 'Identifier' && step.left.name === counter ? [step.right] : []
  })
  return steps.length === 1 ? steps[0] : undefined
}

/** What the number of elements is divided by to get a share. */
function dividedBy(sourceCode: SourceCode, share: Node, depth = 0): Node | undefined {
  const inner = unwrap(share)
  const value = unwrap(onlyValue(sourceCode, inner) ?? firstOfGrowing(sourceCode, inner) ?? inner)
  const node = value.type === 'LogicalExpression' && value.operator !== '&&' ? unwrap(value.left) : value
  if (node.type === 'BinaryExpression') return node.operator === '/' && !isAsMany(sourceCode, node.right) && (sizedIn(node.left) ?? isParameter(sourceCode, node.left)) ? node.right : undefined
  if (depth > 2 || node.type !== 'CallExpression' || !/^#Math\.(?:ceil|floor|round|max|trunc)$/u.test(apiOf(sourceCode, node.callee) ?? '')) return undefined
  for (const each of node.arguments) {
    const found = dividedBy(sourceCode, each, depth + 1)
    if (found) return found
  }
  return undefined
}

/** What a number is at first that only grows: `let share = Math.floor(rows.length / n); share += share % width`. */
function firstOfGrowing(sourceCode: SourceCode, name: Node): Node | undefined {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const [def] = variable?.defs ?? []
  const writes = variable?.references.flatMap(({ identifier, init }) => (init ? [] : [wrapped(identifier).parent])).filter((parent) => parent?.type === 'AssignmentExpression' && parent.left.type === 'Identifier' && variableOf(sourceCode, parent.left) === variable) ?? []
  const grows = writes.length > 0 && writes.every((each) => each?.type === 'AssignmentExpression' && each.operator === '+=')
  return grows && def?.type === 'Variable' ? (def.node.init ?? undefined) : undefined
}

/** As many as a list has elements, which is not the list of cores. */
function isAsMany(sourceCode: SourceCode, count: Node): boolean {
  const list = sizedIn(count)
  return list !== undefined && !(isCall(list) && cores.has(apiOf(sourceCode, list.callee) ?? ''))
}

/** `rows` of `cut(rows, parts)`: a number of things. */
function isParameter(sourceCode: SourceCode, node: Node): boolean {
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable?.defs[0]?.type === 'Parameter'
}

/** How many shares a list was cut into: one that starts empty and gets one in each round of such a loop, or what a function of the file makes so. */
export function sharesIn(sourceCode: SourceCode, list: Node, depth = 0): Node | undefined {
  const node = unwrap(list)
  if (isCall(node)) {
    const fn = depth < 2 ? calledFunction(sourceCode, node) : undefined
    const [only, second] = fn ? returnsOf(sourceCode, fn) : []
    return only && !second ? sharesIn(sourceCode, only, depth + 1) : undefined
  }
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, another] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || source?.kind !== 'value' || another || source.steps.length > 0) return undefined
  const value = unwrap(source.value)
  if (value.type !== 'ArrayExpression') return isCall(value) ? sharesIn(sourceCode, value, depth + 1) : undefined
  const added = value.elements.length === 0 ? variable.references.flatMap(({ identifier }) => additionAt(identifier) ?? []) : []
  const [only, second] = added
  return only && !second && only.arguments.length === 1 && only.arguments[0]?.type !== 'SpreadElement' ? sharesAround(sourceCode, only) : undefined
}

const ADDS: ReadonlySet<string> = new Set(['push', 'unshift'])

function additionAt(name: Node): TSESTree.CallExpression | undefined {
  const member = wrapped(name).parent
  const call = member && wrapped(member).parent
  return member?.type === 'MemberExpression' && member.object === name && ADDS.has(keyName(member) ?? '') && call?.type === 'CallExpression' && call.callee === member ? call : undefined
}

/** The loop around an addition, where it is the only one. */
function sharesAround(sourceCode: SourceCode, addition: TSESTree.CallExpression): Node | undefined {
  const loops: Loop[] = []
  for (let at: Node | undefined = addition.parent; at && !isFunction(at); at = at.parent) if (isLoop(at)) loops.push(at as Loop)
  const [only, second] = loops
  return only && !second ? (sharesOf(sourceCode, only) ?? splicedIn(sourceCode, only, addition)) : undefined
}

/** `while (rest.length > 0) shares.push(rest.splice(0, share))`. */
function splicedIn(sourceCode: SourceCode, loop: Loop, addition: TSESTree.CallExpression): Node | undefined {
  const [added] = addition.arguments
  const cut = added && unwrap(added)
  const callee = cut?.type === 'CallExpression' ? unwrap(cut.callee) : undefined
  const share = cut?.type === 'CallExpression' && callee?.type === 'MemberExpression' && keyName(callee) === 'splice' ? cut.arguments[1] : undefined
  const tested = loop.type === 'WhileStatement' ? sizedIn(loop.test.type === 'BinaryExpression' ? loop.test.left : loop.test) : undefined
  const isSame = callee?.type === 'MemberExpression' && tested !== undefined && sourceCode.getText(tested) === sourceCode.getText(callee.object)
  return share && isSame ? dividedBy(sourceCode, share) : undefined
}
