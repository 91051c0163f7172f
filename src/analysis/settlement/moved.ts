import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { type Location, locationOf } from '../resolve/location.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { talksAt } from './handles.ts'

/** Methods that put what they are given into a collection. */
export const STORES: ReadonlySet<string> = new Set(['set', 'push', 'unshift', 'add', 'enqueue'])

/** `const job = this.queue.shift(); this.running.set(worker, job)`: where what is read from a place is kept then; undefined where we cannot say. */
export function movedFrom(sourceCode: SourceCode, read: Node): readonly Location[] | undefined {
  const member = wrapped(read).parent
  if (member?.type !== 'MemberExpression' || member.object !== wrapped(read)) return []
  const call = wrapped(member).parent
  const isTaken = isCall(call) && call.callee === wrapped(member) && TAKES.has(keyName(member) ?? '')
  return isTaken ? keptFrom(sourceCode, wrapped(call), 0) : []
}

/**
 * `const job = this.queue.shift(); worker.once('error', (error) => job.reject(error))`: where one that is taken from a place is settled
 * by its name. `keys` are those of the objects that the settlers are put under.
 */
export function settledByName(sourceCode: SourceCode, read: Node, keys: ReadonlySet<string>): readonly Node[] {
  const member = wrapped(read).parent
  const call = member?.type === 'MemberExpression' && member.object === wrapped(read) && TAKES.has(keyName(member) ?? '') ? wrapped(member).parent : undefined
  const name = isCall(call) ? nameOfTaken(call) : undefined
  if (name?.type === 'ObjectPattern') return takenOut(sourceCode, name, keys)
  const variable = name && variableOf(sourceCode, name)
  return (variable?.references ?? []).flatMap((reference): readonly Node[] => {
    const { identifier } = reference
    const { parent } = wrapped(identifier)
    if (reference.isWrite() || !parent) return []
    if (parent.type === 'MemberExpression') return keys.has(keyName(parent) ?? '') ? [parent] : []
    if (parent.type === 'VariableDeclarator') return parent.id.type === 'ObjectPattern' ? takenOut(sourceCode, parent.id, keys) : []
    return isCall(parent) && (parent.callee === identifier || calledFunction(sourceCode, parent)) ? [identifier] : []
  })
}

/** `const { resolve, reject } = job`: where these names stand. */
function takenOut(sourceCode: SourceCode, { properties }: TSESTree.ObjectPattern, keys: ReadonlySet<string>): readonly Node[] {
  return properties.flatMap((each) => (each.type === 'Property' && keys.has(keyName(each) ?? '') ? (variableOf(sourceCode, each.value)?.references ?? []).flatMap(({ identifier, init }) => (init === true ? [] : [identifier])) : []))
}

/** The variable, or the pattern, that what is taken is put into, itself or behind a test: `const job = worker && queue.shift()`. */
function nameOfTaken(call: Call): Node | undefined {
  const outer = wrapped(call)
  const { parent } = outer
  const whole = parent?.type === 'LogicalExpression' && parent.right === outer ? wrapped(parent) : outer
  const holder = whole.parent
  if (holder?.type === 'VariableDeclarator') return holder.init === whole ? holder.id : undefined
  return holder?.type === 'AssignmentExpression' && holder.right === whole && holder.left.type === 'Identifier' ? holder.left : undefined
}

const TAKES: ReadonlySet<string> = new Set(['shift', 'pop', 'get', 'dequeue', 'at', 'find'])

/** In how many functions what is taken is looked for. */
const MOST_HANDS = 3

function keptFrom(sourceCode: SourceCode, outer: Node, depth: number): readonly Location[] | undefined {
  const parent = outer.parent
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' && parent.init === outer ? keptByName(sourceCode, variableOf(sourceCode, parent.id), depth) : []
    case 'AssignmentExpression':
      return parent.right === outer ? keptAt(sourceCode, parent.left) : []
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return parent.type === 'LogicalExpression' || parent.test !== outer ? keptFrom(sourceCode, wrapped(parent), depth) : []
    case 'Property':
      return parent.value === outer && parent.parent.type === 'ObjectExpression' ? keptFrom(sourceCode, wrapped(parent.parent), depth) : []
    case 'CallExpression': {
      if (parent.callee === outer || talksAt(sourceCode).has(parent)) return []
      const callee = unwrap(parent.callee)
      if (callee.type === 'MemberExpression' && STORES.has(keyName(callee) ?? '')) return keptAt(sourceCode, callee.object)
      const parameter = depth < MOST_HANDS ? calledFunction(sourceCode, parent)?.params[parent.arguments.indexOf(outer as Call['arguments'][number])] : undefined
      if (parameter?.type === 'Identifier') return keptByName(sourceCode, variableOf(sourceCode, parameter), depth + 1)
      return apiOf(sourceCode, callee) === undefined ? undefined : []
    }
    default:
      return []
  }
}

function keptByName(sourceCode: SourceCode, variable: Variable | undefined, depth: number): readonly Location[] | undefined {
  const kept: Location[] = []
  for (const { identifier } of variable?.references.filter((each) => each.isRead()) ?? []) {
    const found = keptFrom(sourceCode, wrapped(identifier), depth)
    if (!found) return undefined
    kept.push(...found)
  }
  return kept
}

function keptAt(sourceCode: SourceCode, target: Node): readonly Location[] | undefined {
  const inner = unwrap(target)
  const location = locationOf(sourceCode, inner.type === 'MemberExpression' && inner.computed ? inner.object : inner)
  return location && location.root.kind !== 'api' && !isLocalName(location) ? [location] : undefined
}

/** A variable of the function, or what hangs on one: whose it is, nobody says. */
function isLocalName({ root }: Location): boolean {
  return root.kind === 'variable' && root.scope !== 'module'
}
