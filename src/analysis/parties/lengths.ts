import type { TSESTree } from '@typescript-eslint/utils'

import { cores } from '../../knowledge/fanouts.ts'
import { sameSizeMethods } from '../../knowledge/inputs.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { quoted } from '../../utils/report.ts'
import { isCall, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import type { Frame } from '../loops/frames.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'
import { classOfObject, fieldValue, membersOf } from '../resolve/members.ts'
import { type Count, countOf, isReassigned, leastOf, named, number, perCore } from './counts.ts'
import { homeOf, roundsOf } from './rounds.ts'

const MOST_STEPS = 10

/** How many elements a list has, once it is filled. */
export function lengthOf(sourceCode: SourceCode, list: Node, frame: Frame | undefined, depth = 0): Count | undefined {
  if (depth > MOST_STEPS) return undefined
  const node = unwrap(list)
  const below = (inner: Node): Count | undefined => lengthOf(sourceCode, inner, frame, depth + 1)
  switch (node.type) {
    case 'ArrayExpression': {
      const [first, second] = node.elements
      if (first?.type === 'SpreadElement') return second === undefined && node.elements.length === 1 ? below(first.argument) : undefined
      return node.elements.some((each) => each?.type === 'SpreadElement') ? undefined : number(node.elements.length)
    }
    case 'AwaitExpression': {
      const call = unwrap(node.argument)
      const isAll = call.type === 'CallExpression' && apiOf(sourceCode, call.callee) === '#Promise.all'
      return isAll && call.arguments[0] ? below(call.arguments[0]) : undefined
    }
    case 'NewExpression':
    case 'CallExpression':
      return ofCall(sourceCode, node, frame, depth)
    case 'Identifier':
      return ofVariable(sourceCode, node, frame, depth)
    case 'MemberExpression':
      return ofField(sourceCode, node, frame, depth)
    default:
      return undefined
  }
}

function ofCall(sourceCode: SourceCode, call: TSESTree.CallExpression | TSESTree.NewExpression, frame: Frame | undefined, depth: number): Count | undefined {
  const path = apiOf(sourceCode, call.callee) ?? ''
  const [first, second] = call.arguments
  if (cores.has(path)) return perCore(`${quoted(sourceCode.getText(call))}.length`)
  if (path === '#Array' && first && !second) return countOf(sourceCode, first, frame, depth + 1)
  if (path === '#Array.from' && first) {
    if (first.type !== 'ObjectExpression') return lengthOf(sourceCode, first, frame, depth + 1)
    const length = first.properties.find((each) => each.type === 'Property' && keyName(each) === 'length')
    return length?.type === 'Property' ? countOf(sourceCode, length.value, frame, depth + 1) : undefined
  }
  const callee = unwrap(call.callee)
  const method = callee.type === 'MemberExpression' ? (keyName(callee) ?? '') : ''
  if (method === 'slice' && callee.type === 'MemberExpression' && second && first?.type === 'Literal' && first.value === 0) {
    const [whole, most] = [lengthOf(sourceCode, callee.object, frame, depth + 1), countOf(sourceCode, second, frame, depth + 1)]
    return whole && most && leastOf([whole, most], `${quoted(sourceCode.getText(call))}.length`)
  }
  const keeps = method !== 'filter' && (KEEP.has(method) || sameSizeMethods.has(method)) && !(method === 'slice' && first)
  return keeps && callee.type === 'MemberExpression' && KEEP.has(method) ? lengthOf(sourceCode, callee.object, frame, depth + 1) : undefined
}

/** Methods of arrays that yield as many elements. */
const KEEP: ReadonlySet<string> = new Set(['map', 'fill', 'keys', 'values', 'entries', 'slice', 'reverse', 'toReversed', 'sort', 'toSorted'])
/** Methods that change how many there are. */
const CHANGES: ReadonlySet<string> = new Set(['push', 'unshift', 'pop', 'shift', 'splice', 'add', 'set', 'delete', 'clear'])
const FILLS: ReadonlySet<string> = new Set(['push', 'add'])

function ofVariable(sourceCode: SourceCode, name: TSESTree.Identifier, frame: Frame | undefined, depth: number): Count | undefined {
  const variable = variableOf(sourceCode, name)
  const [source, second] = variable ? (sourcesOf(sourceCode, variable) ?? []) : []
  const [declared] = variable?.identifiers ?? []
  if (!variable || !declared || second || isReassigned(variable)) return undefined
  const value = source?.kind === 'value' && source.steps.length === 0 ? unwrap(source.value) : undefined
  return filled(sourceCode, name, value, variable.references.map(({ identifier }) => identifier), declared, frame, depth)
}

function ofField(sourceCode: SourceCode, node: TSESTree.MemberExpression, frame: Frame | undefined, depth: number): Count | undefined {
  const owner = classOfObject(sourceCode, node.object)
  const member = owner && membersOf(sourceCode, owner).get(keyName(node) ?? '')
  const value = fieldValue(sourceCode, node)
  return member && value ? filled(sourceCode, node, unwrap(value), member.uses, undefined, frame, depth) : undefined
}

/** A list that nobody changes has the length of its value; one that starts empty has as many elements as are put in at one place. */
function filled(sourceCode: SourceCode, list: Node, value: Node | undefined, uses: readonly Node[], declared: Node | undefined, frame: Frame | undefined, depth: number): Count | undefined {
  const changes = uses.filter(isChanged)
  const [only, second] = changes
  if (!only) {
    const place = locationOf(sourceCode, list)
    return (value && lengthOf(sourceCode, value, frame, depth + 1)) ?? (place && named(`${place.key}.length`, `${quoted(sourceCode.getText(list))}.length`))
  }
  const member = only.parent
  const put = member && wrapped(member).parent
  const isEmpty = (value?.type === 'ArrayExpression' && value.elements.length === 0) || (value?.type === 'NewExpression' && value.arguments.length === 0)
  if (second || !isEmpty || !declared || member?.type !== 'MemberExpression' || !FILLS.has(keyName(member) ?? '') || !isCall(put)) return undefined
  if (put.arguments.length !== 1 || put.arguments[0]?.type === 'SpreadElement') return undefined
  return roundsOf(sourceCode, put, homeOf(declared), depth + 1)
}

function isChanged(use: Node): boolean {
  const member = wrapped(use).parent
  if (member?.type !== 'MemberExpression' || unwrap(member.object) !== use) return false
  const above = wrapped(member).parent
  if (above?.type === 'AssignmentExpression') return above.left === member
  return isCall(above) && CHANGES.has(keyName(member) ?? '')
}
