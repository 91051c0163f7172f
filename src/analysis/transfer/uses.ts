import { askingMembers, checkingNames, comparingMethods, endingMembers, sizeMembers } from '../../knowledge/transfers.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { sendsOf } from '../messages/sends.ts'
import type { Move } from './move.ts'
import { fullAt } from './places.ts'

/** What is done with a thing that is gone. size: asked how much there is. sent: sent once more. kept: put where others find it. */
export interface Use {
  readonly node: Node
  readonly does: 'size' | 'sent' | 'kept' | 'used'
}

/** What an expression does with the thing it names; undefined where that does no harm. */
export function useAt(sourceCode: SourceCode, name: Node, move: Pick<Move, 'kind' | 'list' | 'method' | 'vague'>): Use | undefined {
  const node = fullAt(name)
  const parent = node.parent
  if (!parent || isChecked(node)) return undefined
  if (move.method) return useOfPart(node, move.method)
  if (move.list) {
    const use = useOfList(sourceCode, node)
    return move.vague && use?.does !== 'kept' ? undefined : use
  }
  switch (parent.type) {
    case 'MemberExpression':
      return parent.object === node ? useOfMember(node, parent) : used(node, 'used')
    case 'VariableDeclarator':
      // Another name for it: what is done by that name is seen there. Taken apart, its parts are read.
      return parent.id.type === 'ObjectPattern' ? sizes(node, parent.id) : undefined
    case 'AssignmentExpression':
      return parent.right === node && parent.left.type === 'MemberExpression' ? used(node, 'kept') : undefined
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === node ? used(node, 'used') : useOfArgument(sourceCode, node, parent)
    case 'Property':
    case 'ArrayExpression':
    case 'SpreadElement':
      return useInLiteral(sourceCode, node)
    case 'ForOfStatement':
    case 'YieldExpression':
    case 'AwaitExpression':
    case 'ReturnStatement':
    case 'TemplateLiteral':
      return used(node, 'used')
    case 'ArrowFunctionExpression':
      return parent.body === node ? used(node, 'used') : undefined
    default:
      return undefined
  }
}

function used(node: Node, does: Use['does']): Use {
  return { node, does }
}

function useOfMember(node: Node, member: Extract<Node, { type: 'MemberExpression' }>): Use | undefined {
  const name = keyName(member)
  if (name !== undefined && (askingMembers.has(name) || endingMembers.has(name))) return undefined
  if (name !== undefined && sizeMembers.has(name)) {
    const outer = wrapped(member)
    // `canvas.width = 200`: of what is gone, the size cannot be set.
    if (outer.parent?.type === 'AssignmentExpression' && outer.parent.left === outer) return used(node, 'used')
    return isChecked(outer) ? undefined : used(outer, 'size')
  }
  return used(node, 'used')
}

function sizes(node: Node, pattern: Extract<Node, { type: 'ObjectPattern' }>): Use | undefined {
  const isSize = pattern.properties.some((each) => each.type === 'Property' && sizeMembers.has(keyName(each) ?? ''))
  return isSize ? used(node, 'size') : undefined
}

/** Whether the code only looks what it is, or makes sure of something. */
function isChecked(node: Node): boolean {
  let child = node
  for (let at = node.parent; at; child = at, at = at.parent) {
    switch (at.type) {
      case 'BinaryExpression':
      case 'UnaryExpression':
        return at.type === 'UnaryExpression' ? at.operator !== 'delete' : /^(?:[=!<>]|instanceof|in)/u.test(at.operator)
      case 'IfStatement':
      case 'WhileStatement':
      case 'ConditionalExpression':
        return at.test === child
      case 'LogicalExpression':
        if (at.left === child && at.operator !== '&&' && child === node) return false
        if (at.left === child && at.operator === '&&') return true
        break
      case 'CallExpression':
        return isChecking(at)
      case 'MemberExpression':
      case 'ChainExpression':
      case 'TSNonNullExpression':
        break
      default:
        return false
    }
  }
  return false
}

function isChecking(call: Extract<Node, { type: 'CallExpression' }>): boolean {
  const callee = unwrap(call.callee)
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee
  return checkingNames.test(calledName(call) ?? '') || (object.type === 'Identifier' && checkingNames.test(object.name))
}

function useOfArgument(sourceCode: SourceCode, node: Node, call: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>): Use | undefined {
  if (comparingMethods.has(calledName(call) ?? '') || isChecking(call as Extract<Node, { type: 'CallExpression' }>)) return undefined
  return used(node, isSend(sourceCode, call) ? 'sent' : 'used')
}

/** Inside of what is written as an object or array: by what becomes of that. */
function useInLiteral(sourceCode: SourceCode, node: Node): Use | undefined {
  let outer = node
  while (outer.parent && ['Property', 'ObjectExpression', 'ArrayExpression', 'SpreadElement'].includes(outer.parent.type)) outer = outer.parent
  const taker = outer.parent
  if (isCall(taker)) return isChecking(taker as Extract<Node, { type: 'CallExpression' }>) ? undefined : used(node, isSend(sourceCode, taker) ? 'sent' : 'used')
  return taker?.type === 'ReturnStatement' || taker?.type === 'ArrowFunctionExpression' ? used(node, 'used') : taker?.type === 'AssignmentExpression' ? used(node, 'kept') : undefined
}

function isSend(sourceCode: SourceCode, call: Node): boolean {
  return isCall(call) && (calledName(call) === 'postMessage' || sendsOf(sourceCode).some((send) => send.call === call))
}

/** Of what stays here for the most part: only calls and writes that fail. */
function useOfPart(node: Node, { fails = [], failsToSet = [] }: NonNullable<Move['method']>): Use | undefined {
  const member = node.parent
  if (member?.type !== 'MemberExpression' || member.object !== node) return undefined
  const name = keyName(member) ?? ''
  const outer = wrapped(member)
  if (isCall(outer.parent) && outer.parent.callee === outer) return fails.includes(name) ? used(node, 'used') : undefined
  return outer.parent?.type === 'AssignmentExpression' && outer.parent.left === outer && failsToSet.includes(name) ? used(node, 'used') : undefined
}

const READING = new Set(['map', 'reduce', 'flatMap', 'some', 'every', 'at', 'slice'])

/** A list whose elements are gone: it does harm to send it, to keep it, or to read its elements. */
function useOfList(sourceCode: SourceCode, node: Node): Use | undefined {
  const parent = node.parent as Node
  if (isCall(parent)) return parent.callee !== node && isSend(sourceCode, parent) ? used(node, 'sent') : undefined
  if (parent.type === 'Property' || parent.type === 'SpreadElement') {
    const use = useInLiteral(sourceCode, node)
    return use?.does === 'used' ? undefined : use
  }
  if (parent.type === 'AssignmentExpression') return parent.right === node && parent.left.type === 'MemberExpression' ? used(node, 'kept') : undefined
  if (parent.type !== 'MemberExpression' || parent.object !== node) return undefined
  const [callback] = isCall(parent.parent) && parent.parent.callee === parent && READING.has(keyName(parent) ?? '') ? parent.parent.arguments : []
  return callback && readsMemory(sourceCode, callback) ? used(node, 'used') : undefined
}

/** Whether a callback asks its elements for what they no longer have. */
function readsMemory(sourceCode: SourceCode, callback: Node): boolean {
  return /\.(?:byteLength|length|set|slice|subarray|fill|buffer)\b|\[\w+\]/u.test(sourceCode.text.slice(...callback.range))
}

