import { claimNames, lockingNames, releasingNames } from '../../knowledge/shared-memory.ts'
import { isLoop, loopAround } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isDiscarded } from '../../utils/results.ts'
import { besideStatement, isFunction, isInside, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { returnsOf } from '../resolve/functions.ts'
import type { Access } from '../sharing/access.ts'
import { accessesOf } from '../sharing/accesses.ts'
import { mayBeGuarded } from '../sharing/guards.ts'
import { constantText } from '../sharing/words.ts'
import { accessesByOwner, besides, valueTests } from '../waiting/waits.ts'

/** A result of Atomics that is put to the wrong use, or to none. */
export interface Misread {
  /**
   * back: the old value is put back over the new one. unread: a value is loaded for nothing. unclaimed: nobody asks whether
   * the exchange took place, outdated: the same of a value that is made of the one from before. reread: the result is dropped, and the element is read again to decide.
   */
  readonly kind: 'back' | 'unread' | 'unclaimed' | 'outdated' | 'reread'
  readonly access: Access
  /** For `back` the assignment, for `reread` the change before. */
  readonly other: Node
  /** For `reread`, the change. */
  readonly change?: Access
}

export const misreads = perFile((sourceCode): readonly Misread[] => accessesOf(sourceCode).flatMap((access) => (access.helped ? [] : (misread(sourceCode, access) ?? []))))

function misread(sourceCode: SourceCode, access: Access): Misread | undefined {
  switch (access.how) {
    case 'load':
      return isDiscarded(access.node) ? { kind: 'unread', access, other: access.node } : reread(sourceCode, access)
    case 'read':
      return reread(sourceCode, access)
    case 'compare':
      return putBack(sourceCode, access) ?? unclaimed(sourceCode, access) ?? outdated(sourceCode, access)
    case 'atomic modify':
    case 'exchange':
      return putBack(sourceCode, access)
    default:
      return undefined
  }
}

// ---------------------------------------------------------------- the old value over the new one

/** `view[i] = Atomics.add(view, i, 1)`: what it gives is the value from before. */
function putBack(sourceCode: SourceCode, access: Access): Misread | undefined {
  const outer = wrapped(access.node)
  const writer = besides(sourceCode, access).find(({ how, value, element }) => (how === 'write' || how === 'store') && element !== undefined && value !== undefined && unwrap(value) === unwrap(outer))
  return writer && { kind: 'back', access, other: writer.node.parent?.type === 'AssignmentExpression' ? writer.node.parent : writer.node }
}

// ---------------------------------------------------------------- an exchange that may not have taken place

/** It takes what was free (zero), and the function goes on as if it had it. */
function unclaimed(sourceCode: SourceCode, access: Access): Misread | undefined {
  const [, , free, taken] = access.node.type === 'CallExpression' ? access.node.arguments : []
  if (!isDiscarded(access.node) || !free || !taken || (loopAround(access.node) && !isLeftBehind(access.node))) return undefined
  // Who takes it may be anybody: `Atomics.compareExchange(slots, i, 0, id); return i`.
  const isSure = zero(sourceCode, taken) === false
  if (zero(sourceCode, free) !== true || (!isSure && (zero(sourceCode, taken) === true || !returnsIndex(sourceCode, access)))) return undefined
  const later = (accessesByOwner(sourceCode).get(access.owner) ?? []).filter(({ node }) => node.range[0] >= access.node.range[1])
  const isSame = (other: Access): boolean => other.element === undefined || other.element === access.element
  if (later.some((other) => isSame(other) && ['load', 'read', 'compare', 'exchange', 'wait', 'atomic modify'].includes(other.how))) return undefined
  const uses = later.some((other) => (isSame(other) ? other.how === 'store' || other.how === 'write' : other.how === 'read' || other.how === 'write' || other.how === 'modify'))
  return uses || isTakenName(access) || returnsIt(sourceCode, access) ? { kind: 'unclaimed', access, other: access.node } : undefined
}

/** `Atomics.compareExchange(slots, i, FREE, TAKEN); return i`: the loop around it looks for one, and does not try again. */
function isLeftBehind(node: Node): boolean {
  const statement = wrapped(node).parent
  return statement !== undefined && besideStatement(statement).behind[0]?.type === 'ReturnStatement'
}

/**
 * `const best = Atomics.load(words, 0); if (score > best) Atomics.compareExchange(words, 0, best, score)`: tried once. When another
 * thread has changed it since, the value that is more, or is made of the old one, is put nowhere. Who only moves a state on does not mind.
 */
function outdated(sourceCode: SourceCode, access: Access): Misread | undefined {
  const [, , expected, value] = access.node.type === 'CallExpression' ? access.node.arguments : []
  const known = expected && unwrap(expected)
  const loaded = known?.type === 'Identifier' ? onlyValue(sourceCode, known) : undefined
  const load = loaded && access.element !== undefined ? besides(sourceCode, access).find(({ how, node }) => how === 'load' && node === unwrap(loaded)) : undefined
  if (!load || !value || known?.type !== 'Identifier' || !isDiscarded(access.node) || loopAround(access.node)) return undefined
  const isMadeOfIt = unwrap(value).type === 'BinaryExpression' && mentionsName(sourceCode, value, known.name)
  if (!isMadeOfIt && !isWeighed(sourceCode, access.node, known.name, unwrap(value))) return undefined
  const later = (accessesByOwner(sourceCode).get(access.owner) ?? []).some(({ node, element }) => element === access.element && node.range[0] >= access.node.range[1])
  return later || mayBeGuarded(sourceCode, access.node, access.element) ? undefined : { kind: 'outdated', access, other: load.node }
}

/** Whether a test around a node weighs a value against a name: `if (score > best)`. */
function isWeighed(sourceCode: SourceCode, node: Node, name: string, value: Node): boolean {
  for (let at: Node | undefined = node; at && !isFunction(at); at = at.parent) {
    const test = at.parent?.type === 'IfStatement' && at.parent.consequent === at ? unwrap(at.parent.test) : undefined
    if (test?.type !== 'BinaryExpression' || !/^[<>]=?$/u.test(test.operator)) continue
    const sides = [test.left, test.right].map((side) => sourceCode.getText(unwrap(side)))
    if (sides.includes(name) && sides.includes(sourceCode.getText(value))) return true
  }
  return false
}

function mentionsName(sourceCode: SourceCode, root: Node, name: string): boolean {
  let found = false
  walkOwn(sourceCode, root, (node) => {
    found ||= node.type === 'Identifier' && node.name === name
  })
  return found
}

function zero(sourceCode: SourceCode, node: Node): boolean | undefined {
  const text = constantText(sourceCode, node)?.replace(/n$/u, '')
  return text === undefined ? undefined : text === '0'
}

/** The function is there to take it, by its name. */
function isTakenName({ owner }: Access): boolean {
  const name = isFunction(owner) ? (nameIn(owner)?.replace('#', '') ?? '') : ''
  return lockingNames.test(name) && !releasingNames.test(name)
}

/** `return slot`, `return true`: whoever called takes it for taken. */
function returnsIt(sourceCode: SourceCode, access: Access): boolean {
  return returnsIndex(sourceCode, access) || answersBehind(sourceCode, access).some((each) => each.type === 'Literal' && each.value === true)
}

function returnsIndex(sourceCode: SourceCode, access: Access): boolean {
  const name = unwrap(access.index)
  return name.type === 'Identifier' && answersBehind(sourceCode, access).some((each) => each.type === 'Identifier' && each.name === name.name)
}

/** What the function answers with behind the access. */
function answersBehind(sourceCode: SourceCode, { owner, node }: Access): readonly Node[] {
  return isFunction(owner) ? returnsOf(sourceCode, owner).map((each) => unwrap(each)).filter((each) => each.range[0] >= node.range[1]) : []
}

// ---------------------------------------------------------------- read again to decide

/** How many statements may stand between the change and the second look at the element. */
const MOST_BETWEEN = 2

function reread(sourceCode: SourceCode, read: Access): Misread | undefined {
  if (read.element === undefined) return undefined
  const before = besides(sourceCode, read).filter(({ node }) => node.range[1] <= read.node.range[0])
  const change = before.at(-1)
  if (!change || change.helped || !isDiscarded(change.node)) return undefined
  const claims = change.how === 'compare' && asksForClaim(sourceCode, read, change)
  if (change.how !== 'atomic modify' && !claims) return undefined
  const statement = wrapped(change.node).parent
  const block = statement?.parent
  if (!statement || (block?.type !== 'BlockStatement' && block?.type !== 'Program')) return undefined
  const at = block.body.findIndex((each) => isInside(read.node, each))
  const between = at - block.body.indexOf(statement as never)
  const later = block.body[at]
  // Who has to hold it waits until anybody does: `while (Atomics.load(lock, 0) !== LOCKED) …`.
  const isUntilTaken = claims && later !== undefined && isLoop(later)
  if (!later || (!isUntilTaken && !decides(sourceCode, read)) || between < 1 || between > MOST_BETWEEN || loopAround(isUntilTaken ? later : read.node) !== loopAround(change.node)) return undefined
  return !claims && mayBeGuarded(sourceCode, change.node, change.element) ? undefined : { kind: 'reread', access: read, other: change.node, change }
}

/** `compareExchange(slots, i, FREE, TAKEN); … slots[i] === TAKEN`: whether it is taken, not whether this thread has taken it. */
function asksForClaim(sourceCode: SourceCode, read: Access, change: Access): boolean {
  const [, , free, taken] = change.node.type === 'CallExpression' ? change.node.arguments : []
  const test = wrapped(read.node).parent
  if (!free || !taken || zero(sourceCode, free) !== true || zero(sourceCode, taken) !== false || test?.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(test.operator)) return false
  const other = test.left === wrapped(read.node) ? test.right : test.left
  const name = isFunction(change.owner) ? (nameIn(change.owner)?.replace('#', '') ?? '') : ''
  return constantText(sourceCode, other) === constantText(sourceCode, taken) && (isTakenName(change) || claimNames.test(name))
}

/** A branch depends on it, or the caller gets it. */
function decides(sourceCode: SourceCode, read: Access): boolean {
  const tests = valueTests(sourceCode, read)
  if (tests.length > 0) return tests.every(({ statement }) => statement.type === 'IfStatement' || statement.type === 'ConditionalExpression' || statement.type === 'LogicalExpression')
  let at = wrapped(read.node)
  while (at.parent?.type === 'BinaryExpression' || at.parent?.type === 'UnaryExpression') at = wrapped(at.parent)
  return at.parent?.type === 'ReturnStatement'
}
