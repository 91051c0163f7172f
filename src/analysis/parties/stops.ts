import type { TSESTree } from '@typescript-eslint/utils'

import { reachingFirst } from '../../knowledge/collections.ts'
import { ending, sendingNames, stopWords } from '../../knowledge/shared-memory.ts'
import { callsNamed, membersNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import type { Start } from '../fanout/starts.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { type Count, countOf, number, plain, plus } from './counts.ts'
import { roundsOf } from './rounds.ts'
import { workersIn } from './started.ts'

/** The workers of a list are told to stop, all but the first. */
export interface Unstopped {
  readonly at: Call
  readonly told: Count
  readonly workers: Count
  readonly start: Start
}

/** Loops that tell workers to stop, and begin with the second one. */
export const unstopped = perFile((sourceCode): readonly Unstopped[] => {
  const starts = workersIn(sourceCode)
  const [start, second] = starts
  // Who is ended in the end needs no word.
  if (!start || second || callsNamed(sourceCode, ending).length > 0) return []
  return callsNamed(sourceCode, sendingNames).flatMap((call) => {
    const loop = tellingFrom1(sourceCode, call)
    const home = loop && functionAround(loop)
    const told = home && roundsOf(sourceCode, call, home)
    const workers = told && roundsOf(sourceCode, start.call, functionAround(start.call) === home ? home : homeOfStart(start.call) ?? home)
    if (!told || !workers || plain(plus(workers, told, -1)) !== 1) return []
    return [{ at: call, told, workers, start }]
  })
})

/** The function around the loop, or the callback, that starts one each time; the field that begins with all of them. */
function homeOfStart(call: Node): Node | undefined {
  const fn = functionAround(call)
  return fn?.parent.type === 'CallExpression' ? (functionAround(fn) ?? fieldAround(fn)) : fn
}

function fieldAround(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.type === 'PropertyDefinition') return at
  return undefined
}

/** The loop of `for (let i = 1; i < all; i++) workers[i].postMessage('stop')`, where nothing is said to the first one by itself. */
function tellingFrom1(sourceCode: SourceCode, call: Call): TSESTree.ForStatement | undefined {
  const callee = unwrap(call.callee)
  const element = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  if (element?.type !== 'MemberExpression' || !element.computed || element.property.type !== 'Identifier' || !isList(element.object)) return undefined
  const loop = loopOf(call)
  const declarator = loop?.init?.type === 'VariableDeclaration' ? loop.init.declarations[0] : undefined
  const from = declarator?.init && declarator.id.type === 'Identifier' ? plain(countOf(sourceCode, declarator.init, undefined) ?? number(0)) : undefined
  if (!loop || !declarator || from !== 1 || variableOf(sourceCode, element.property) !== variableOf(sourceCode, declarator.id)) return undefined
  return saysStop(sourceCode, call.arguments[0]) && !isFirstNamed(sourceCode, element.object) ? loop : undefined
}

/** `workers`, `this.workers`. */
function isList(node: Node): node is TSESTree.Identifier | TSESTree.MemberExpression {
  return node.type === 'Identifier' || (node.type === 'MemberExpression' && node.object.type === 'ThisExpression' && keyName(node) !== undefined)
}

function loopOf(call: Node): TSESTree.ForStatement | undefined {
  const statement = call.parent
  const body = statement?.type === 'ExpressionStatement' ? statement.parent : undefined
  if (body?.type === 'ForStatement') return body
  return body?.type === 'BlockStatement' && body.parent.type === 'ForStatement' ? body.parent : undefined
}

/** A message that is the same for all, and says that this is the end: `'stop'`, `{ stop: true }`, `{ type: 'stop' }`. */
function saysStop(sourceCode: SourceCode, message: Node | undefined): boolean {
  const given = message && unwrap(message)
  const value = given?.type === 'Identifier' ? onlyValue(sourceCode, given) : given
  const node = value && unwrap(value)
  if (node?.type !== 'ObjectExpression') return node !== undefined && isWord(literalText(node))
  const [only, second] = node.properties
  if (second || only?.type !== 'Property' || only.computed || only.value.type !== 'Literal') return false
  return isWord(literalText(only.value)) || (only.value.value === true && only.key.type === 'Identifier' && isWord(only.key.name))
}

function isWord(word: string | undefined): boolean {
  return word !== undefined && stopWords.test(word)
}

/** Whether the first of a list is treated by itself anywhere: `list[0]`, `list.at(0)`, `const [first] = list`, `list.shift()`. */
function isFirstNamed(sourceCode: SourceCode, list: TSESTree.Identifier | TSESTree.MemberExpression): boolean {
  const isZero = (index: Node | undefined): boolean => index !== undefined && plain(countOf(sourceCode, index, undefined) ?? number(1)) === 0
  if (nodesOf(sourceCode).members.some((member) => member.computed && isZero(member.property))) return true
  if ([...reachingFirst].some((name) => membersNamed(sourceCode, name).length > 0)) return true
  const uses: readonly Node[] = list.type === 'Identifier' ? (variableOf(sourceCode, list)?.references ?? []).map(({ identifier }) => identifier) : membersNamed(sourceCode, keyName(list) ?? '')
  return uses.some(({ parent }) => parent?.type === 'VariableDeclarator' && parent.id.type === 'ArrayPattern')
}
