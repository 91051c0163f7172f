import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isAwaited, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { callAnswering, promiseAnswering } from '../../promises/reactions.ts'
import { outcomeForNothing, type Source, sourceAt, type Variable, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'

/**
 * How an expression rests on a read: by what is made of its value, by what a call makes of it, or only by keeping it or by
 * choosing with it between others.
 */
export type Link = 'value' | 'call' | 'choice'

/** How far values are followed through local variables. */
const MOST_DEPTH = 4
const MOST_NODES = 400
const MOST_WRITES = 16

/**
 * The reads among `nodes` that an expression rests on, through local variables too. `stale`: only through variables that keep
 * a value while others may run, where several values meet in them.
 */
export function restsOn(sourceCode: SourceCode, flow: Flow, expression: Node, nodes: ReadonlySet<Node>, stale = false): ReadonlyMap<Node, Link> {
  const found = new Map<Node, Link>()
  const seen = new Set<Node>()
  follow(expression, 'choice', 0, stale)
  return found

  function follow(root: Node, link: Link, depth: number, late: boolean): void {
    if (seen.has(root) || seen.size > MOST_NODES) return
    seen.add(root)
    walk(sourceCode, root, (node) => {
      if (node !== root && (isFunction(node) || isGivenAnother(node))) return false
      const isName = node.type === 'Identifier' && depth < MOST_DEPTH && !isKey(node)
      if (!isName && !nodes.has(node)) return true
      const here = isOnlyAsked(node, root) ? 'choice' : strongest(link, linkTo(node, root))
      note(node, here)
      if (!isName) return true
      // `await pending` is the answer by another name: no step of its own.
      const next = isAwaited(node) ? depth : depth + 1
      for (const { source, waited } of sourcesReaching(sourceCode, flow, node, late)) {
        const stepped = source.kind === 'unknown' ? steppedBy(source.at) : undefined
        const holder = source.at.parent?.type === 'AssignmentPattern' ? source.at.parent.parent : source.at.parent
        if (holder && nodes.has(holder)) noteOnce(holder, here)
        else if (source.kind === 'value') for (const value of valuesIn(sourceCode, source.value)) follow(value, here, next, late)
        // What it was before is in it, and what waits since then counts for that as well.
        else if (stepped) for (const part of stepped) follow(part, strongest(here, 'value'), depth + 1, late && !waited)
        // An element of what was answered: what that makes of the old value is the call's.
        else if (source.kind === 'element' && isAnswered(sourceCode, source.value)) follow(source.value, 'call', next, late)
      }
      return true
    })
  }

  /** By the first way to it, as a value that is followed is. */
  function noteOnce(holder: Node, link: Link): void {
    if (!seen.has(holder)) note(holder, link)
    seen.add(holder)
  }

  function note(node: Node, link: Link): void {
    const known = found.get(node)
    if (nodes.has(node)) found.set(node, known ? strongest(known, link) : link)
  }
}

/** What gets a value within an expression, `found = await ask()`: what it was before is not in that. */
function isGivenAnother(node: Node): boolean {
  const { parent } = node
  return parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.left === node
}

/** `await ask()`, or a name that such an answer, or a part of it, is kept by: from its declaration on, or from the only write. */
function isAnswered(sourceCode: SourceCode, list: Node): boolean {
  const node = unwrap(list)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [def] = variable?.defs ?? []
  const value = variable && def?.type === 'Variable' ? (def.node.init ?? onlyGiven(variable)) : node
  return value != null && unwrap(value).type === 'AwaitExpression'
}

/** `let rows; rows = await load()`. */
function onlyGiven({ references }: Variable): Node | undefined {
  const [only, second] = references.filter((reference) => reference.isWrite())
  const source = only && !second ? sourceAt(only.identifier) : undefined
  return source?.kind === 'value' ? source.value : undefined
}

/** What a value may be made of: of a function only what it returns, for what it reads besides goes into nothing. */
function valuesIn(sourceCode: SourceCode, value: Node): readonly Node[] {
  const node = unwrap(value)
  return isFunction(node) ? returnsOf(sourceCode, node) : [node]
}

const STRENGTH: readonly Link[] = ['choice', 'call', 'value']

/** What a value that is made in two steps is to what both start from. */
function strongest(a: Link, b: Link): Link {
  // What a call makes of a sum is the call's.
  if (a === 'call' || b === 'call') return 'call'
  return STRENGTH.indexOf(a) > STRENGTH.indexOf(b) ? a : b
}

/** What the expressions between the two nodes make of the inner one. */
function linkTo(node: Node, root: Node): Link {
  let link: Link = 'choice'
  for (let at = node; at !== root && at.parent; at = at.parent) {
    const { parent } = at
    if (isCallOfOthers(parent)) return 'call'
    switch (parent.type) {
      case 'ConditionalExpression':
        if (parent.test === at) return isHandedOn(parent, root) ? 'call' : link === 'value' ? 'choice' : link
        break
      case 'AssignmentExpression':
        if (parent.operator !== '=') link = 'value'
        break
      case 'LogicalExpression':
      case 'AwaitExpression':
      case 'TSNonNullExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'ChainExpression':
        break
      default:
        if (!isInText(parent)) link = 'value'
    }
  }
  return link
}

/** `id.toString()`, `String(id)`: the same, as text. */
function isInText(node: Node): boolean {
  const call = node.type === 'MemberExpression' ? wrapped(node).parent : node
  if (call?.type !== 'CallExpression' || (node.type === 'MemberExpression' && call.callee !== wrapped(node))) return false
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' ? keyName(callee) === 'toString' && call.arguments.length === 0 : callee.type === 'Identifier' && callee.name === 'String'
}

/** `name === undefined ? ask() : undefined`, `size === 'auto' ? ask() : askFor()`: whatever else is there, the answer is the same. */
function isOnlyAsked(node: Node, root: Node): boolean {
  for (let at = node; at !== root && at.parent; at = at.parent) if (at.parent.type === 'ConditionalExpression' && at.parent.test === at) return outcomeForNothing(at) !== undefined || isBetweenQuestions(at.parent)
  return false
}

/** Whether a choice is between two calls, neither of which is given what decides. */
function isBetweenQuestions({ consequent, alternate }: TSESTree.ConditionalExpression): boolean {
  return [consequent, alternate].every((each) => {
    const call = unwrap(each)
    return isCallOfOthers(call) && call.type === 'CallExpression' && call.arguments.length === 0
  })
}

/** Whether what is chosen goes into a call, which makes anything of it. */
function isHandedOn(choice: Node, root: Node): boolean {
  for (let at = choice; at !== root && at.parent; at = at.parent) if (isCallOfOthers(at.parent)) return true
  return false
}

function isKey(node: Node): boolean {
  const { parent } = node
  if (parent?.type === 'MemberExpression') return parent.property === node && !parent.computed
  return parent?.type === 'Property' && parent.key === node && !parent.computed && parent.value !== node
}

/** Calls whose result holds what they are given. */
const KEEPS: ReadonlySet<string> = new Set([
  'concat', 'slice', 'filter', 'map', 'flat', 'toSorted', 'toSpliced', 'with', 'assign', 'get', 'has', 'includes', 'find', 'at', 'some', 'every', 'min', 'max', 'round', 'from', 'trim', 'keys', 'values', 'entries', 'join', 'indexOf', 'findIndex', 'fromEntries', 'stringify', 'parse',
  // What an answer holds, in another form.
  'data', 'val', 'json', 'text', 'toJSON', 'toObject', 'toString', 'transformToString',
])

/** Whether a node is a call that may make anything of what it is given. */
function isCallOfOthers(node: Node): boolean {
  if (node.type === 'NewExpression') return node.callee.type !== 'Identifier' || !/^(?:Map|Set|Array|Date)$/u.test(node.callee.name)
  if (node.type !== 'CallExpression') return false
  const callee = unwrap(node.callee)
  if (callee.type === 'MemberExpression') return !KEEPS.has(keyName(callee) ?? '')
  return callee.type !== 'Identifier' || !/^(?:Number|String|Boolean|structuredClone|parseInt|parseFloat|BigInt)$/u.test(callee.name)
}

/** `left -= count`, `left++`: the name, and what it is moved by; undefined for other writes. */
function steppedBy(name: Node): readonly Node[] | undefined {
  const { parent } = name
  if (parent?.type === 'UpdateExpression') return [name]
  return parent?.type === 'AssignmentExpression' && parent.left === name && parent.operator !== '=' ? [name, parent.right] : undefined
}

interface Reaching {
  readonly source: Source
  /** Others may have run since it was written. */
  readonly waited: boolean
}

/** The values that a name may hold where it is read: for a variable of the same code, those whose writes come there. */
export function sourcesReaching(sourceCode: SourceCode, flow: Flow, name: Node, stale: boolean): readonly Reaching[] {
  const variable = variableOf(sourceCode, name)
  if (!variable || variable.defs.length === 0) return []
  const writes = variable.references.filter((reference) => reference.isWrite()).map(({ identifier }) => identifier as Node)
  const [def] = variable.defs
  if (def?.type === 'Parameter' && isFunction(def.node)) return answersFor(sourceCode, def.node, def.name).map((source) => ({ source, waited: false }))
  if (def?.type !== 'Variable') return []
  if (writes.length < 2) return writes.map((each) => ({ source: sourceAt(each), waited: false }))
  // What others write to a variable that they share is not what was read here.
  if (writes.length > MOST_WRITES || homeOf(variable) !== flow.owner || ownerOf(name) !== flow.owner) return []
  const uses = new Set(eventsOf(flow, name))
  const events = new Map(writes.flatMap((write) => eventsOf(flow, write).filter((event) => flow.kinds[event] === 'write').map((event): [EventId, Node] => [event, write])))
  return writes.flatMap((write) => {
    const begins = eventsOf(flow, write).filter((event) => flow.kinds[event] === 'write' && comes(flow, event, uses, events, undefined))
    if (begins.length === 0) return []
    const waited = stale && begins.some((event) => comes(flow, event, uses, events, write))
    return waited || !stale || steppedBy(write) ? [{ source: sourceAt(write), waited }] : []
  })
}

/** What the first parameter of a callback behind a promise stands for: what the promise comes to; behind an error, what was asked for. */
function answersFor(sourceCode: SourceCode, fn: FunctionNode, name: Node): readonly Source[] {
  const [first, second] = fn.params
  const answered = first && isInside(name, first) ? promiseAnswering(sourceCode, fn) : second && isInside(name, second) ? callAnswering(sourceCode, fn) : undefined
  return answered ? [{ kind: 'value', at: name, value: answered, steps: [] }] : []
}

/** Whether a value comes from where it is written to where it is used; with `name`, only where others may have run since it was read. */
function comes(flow: Flow, write: EventId, uses: ReadonlySet<EventId>, writes: ReadonlyMap<EventId, Node>, name: Node | undefined): boolean {
  const kept = (_: EventId, __: unknown, to: EventId): boolean => !writes.has(to) || uses.has(to)
  if (!reaches(flow, write, uses, kept)) return false
  if (!name) return true
  const value = name.parent?.type === 'AssignmentExpression' ? name.parent.right : name.parent?.type === 'VariableDeclarator' ? name.parent.init : undefined
  if (value && unwrap(value).type === 'AwaitExpression') return true
  return suspensionPoints(flow).some((gap) => reaches(flow, write, gap, kept) && reaches(flow, gap, uses, kept))
}

function homeOf(variable: Variable): CodeOwner | undefined {
  const [name] = variable.identifiers
  return name && ownerOf(name)
}
