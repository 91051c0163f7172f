import type { TSESTree } from '@typescript-eslint/utils'

import { groupBy } from '../../../utils/group.ts'
import { calledName, callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { isCall, isFunction, isInside, isLiteral, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { isNothing, onlyValue } from '../../resolve/bindings.ts'
import { indexKey, locationOf } from '../../resolve/location.ts'

/** Something that says that work is under way, put up or taken down: a flag, a promise, a count, a key in a collection. */
export interface Mark {
  readonly key: string
  readonly text: string
  readonly raises: boolean
  /** It is a call that says whether it has put it up. */
  readonly tries?: true
  /** It says so by what it answers, which is waited for. */
  readonly answers?: true
  /** It is a count. */
  readonly counts: boolean
  /** What says how many there are, by its key, where that is the size of a collection. */
  readonly size?: string
  /** What the control flow has an event for. */
  readonly node: Node
  /** The whole expression, for a report. */
  readonly at: Node
}

/** Asked last: a look at the whole text costs more than one at the names that are written. */
const waitsAtAll = perFile((sourceCode): boolean => /\bawait\b|\.then\(|\b(?:cb|done|callback|setTimeout|setImmediate)\b|\((?:err|error)[,)]/u.test(sourceCode.text))

/** Whether the file asks anywhere how much there is of something. */
const asksForSizes = perFile((sourceCode): boolean => nodesOf(sourceCode).names.has('size'))

/** Every mark of the file that outlives the call that puts it up. */
export function marksOf(sourceCode: SourceCode): readonly Mark[] {
  const targets = nodesOf(sourceCode).writes.map((write) => (write.type === 'AssignmentExpression' ? write.left : write.argument))
  const written = [...bothWays(targets).flatMap((target) => markOfPlace(sourceCode, target) ?? []), ...marksOfRecords(sourceCode, targets)]
  const put = callsNamed(sourceCode, RAISING).flatMap((call) => (call.type === 'CallExpression' ? marksOfEntry(sourceCode, call) : []))
  const raised = new Set(put.flatMap(({ key, raises }) => (raises ? [key] : [])))
  const marks = [...written, ...put.filter(({ key, raises }) => raises || raised.has(key) || !key.endsWith(UNDER))].filter(({ size }) => size === undefined || asksForSizes(sourceCode))
  return marks.length > 0 && waitsAtAll(sourceCode) ? marks : []
}

/** Those that are written and whose name is both put up and taken down somewhere: the others need no closer look. */
function bothWays(targets: readonly Node[]): readonly Node[] {
  const written = targets.filter((target) => raisedAt(target) !== undefined)
  const nameOf = (target: Node): string | undefined => (target.type === 'Identifier' ? target.name : target.type === 'MemberExpression' ? keyName(target) : undefined)
  const names = new Set([...groupBy(written, nameOf)].flatMap(([name, all]) => (new Set(all.map(raisedAt)).size === 2 ? [name] : [])))
  return written.filter((target) => names.has(nameOf(target) ?? ''))
}

/** Whether what stands around a target puts it up (true) or takes it down; undefined for everything else. */
function raisedAt(target: Node): boolean | undefined {
  const parent = target.parent
  if (parent?.type === 'AssignmentExpression') return parent.left === target ? raisedBy(parent) : undefined
  return parent?.type === 'UpdateExpression' ? parent.operator === '++' : undefined
}

function markOfPlace(sourceCode: SourceCode, target: Node): Mark | undefined {
  const parent: Node | undefined = target.parent
  const raises = raisedAt(target)
  const key = raises === undefined ? undefined : placeKey(sourceCode, target)
  if (!parent || raises === undefined || key === undefined) return undefined
  const counts = parent.type === 'UpdateExpression' || (parent.type === 'AssignmentExpression' && /^[+-]=$/u.test(parent.operator))
  return { key: counts ? `${key}#` : key, text: sourceCode.getText(target), raises, counts, node: target, at: parent }
}

/** Whether an assignment puts up or takes down; undefined where it does neither for sure. */
function raisedBy({ operator, right }: TSESTree.AssignmentExpression): boolean | undefined {
  if (operator === '+=' || operator === '-=') return operator === '+='
  const value = unwrap(right)
  // The work is begun where none is under way.
  if (operator === '??=' || operator === '||=') return isCall(value) ? true : undefined
  if (operator !== '=') return undefined
  if (value.type === 'Literal' && typeof value.value === 'boolean') return value.value
  if (isNothing(value)) return false
  // A promise of the work itself: whoever finds one waits for that. What was waited for is held while the work goes on.
  return isCall(value) || value.type === 'AwaitExpression' ? true : undefined
}

/** `running[id] = true`, and `running[id] = false` or `delete running[id]`: what is put up and taken down in records. */
function marksOfRecords(sourceCode: SourceCode, targets: readonly Node[]): readonly Mark[] {
  const entries = targets.filter(isEntry)
  const raised = entries.filter((target) => target.parent.type === 'AssignmentExpression' && isLiteral(target.parent.right, true))
  if (raised.length === 0) return []
  const dropped = nodesOf(sourceCode).members.filter(isEntry).filter(isDeleted)
  const lowered = [...entries.filter((target) => target.parent.type === 'AssignmentExpression' && (isLiteral(target.parent.right, false) || isNothing(unwrap(target.parent.right)))), ...dropped]
  return [...raised, ...lowered].flatMap((target) => {
    const key = entryKey(sourceCode, target)
    return key === undefined ? [] : [{ key, text: sourceCode.getText(target), raises: raised.includes(target), counts: false, node: target, at: target.parent }]
  })
}

function isDeleted(member: Node): boolean {
  const { parent } = wrapped(member)
  return parent?.type === 'UnaryExpression' && parent.operator === 'delete'
}

function isEntry(target: Node): target is TSESTree.MemberExpressionComputedName {
  return target.type === 'MemberExpression' && target.computed
}

/** An element of a record that outlives the call that writes it, by what chooses it. */
function entryKey(sourceCode: SourceCode, { object, property }: TSESTree.MemberExpressionComputedName): string | undefined {
  const whole = placeKey(sourceCode, object)
  return whole === undefined ? undefined : `${whole}[${indexKey(sourceCode, property) ?? sourceCode.getText(property)}]`
}

/** A place that outlives the call that writes it. */
export function placeKey(sourceCode: SourceCode, node: Node): string | undefined {
  const location = locationOf(sourceCode, node)
  if (!location || location.index !== undefined) return undefined
  const { root } = location
  const owner = ownerOf(node)
  return root.kind === 'variable' && isFunction(owner) && isInside(root.variable.scope.block, owner) ? undefined : location.key
}

const ENTRIES: ReadonlyMap<string, boolean | undefined> = new Map([['add', true], ['set', true], ['delete', false], ['has', undefined], ['get', undefined]])

const RAISING = [...ENTRIES.keys()].filter((name) => ENTRIES.get(name) !== undefined)

/**
 * `busy.set(key, true)` puts up the key, which `busy.has(key)` asks for, and what stands under it, which `busy.set(key, false)` takes
 * down; and there is one more, which `busy.size` says.
 */
function marksOfEntry(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Mark[] {
  const entry = entryOf(sourceCode, call)
  if (entry?.raises === undefined) return []
  const [, value] = call.arguments
  const mark = { ...entry, raises: entry.raises, counts: false, node: call, at: call }
  const under = { ...mark, key: `${entry.key}${UNDER}` }
  if (value && isLiteral(value, false)) return [{ ...under, raises: false }]
  const counted = { ...mark, key: `${entry.key}#`, text: `${entry.text}.size`, counts: true, size: `${entry.whole}.size` }
  return !entry.raises || (value && isLiteral(value, true)) ? [mark, under, counted] : [mark, counted]
}

/** Marks what stands under a key, and not that the key is there. */
const UNDER = '='

/** `set.add(key)`, `map.set(key, promise)`, `set.delete(key)`, `set.has(key)`. */
function entryOf(sourceCode: SourceCode, call: TSESTree.CallExpression): { readonly key: string; readonly whole: string; readonly text: string; readonly raises: boolean | undefined } | undefined {
  const callee = unwrap(call.callee)
  const [entry] = call.arguments
  const name = callee.type === 'MemberExpression' ? (keyName(callee) ?? '') : ''
  if (callee.type !== 'MemberExpression' || !entry || !ENTRIES.has(name) || call.arguments.length !== (name === 'set' ? 2 : 1)) return undefined
  const whole = placeKey(sourceCode, callee.object)
  return whole === undefined ? undefined : { whole, key: `${whole}[${indexKey(sourceCode, entry) ?? sourceCode.getText(entry)}]`, text: sourceCode.getText(callee.object), raises: ENTRIES.get(name) }
}

/** Whether a test asks for what a mark says: for the place, for the entry, for a variable that was read from it, or how much it counts. */
export function testsMark(sourceCode: SourceCode, test: Node, mark: Mark): boolean {
  const { key, counts } = mark
  const node = unwrap(test)
  if (counts) return node.type === 'BinaryExpression' && /^[<>]/u.test(node.operator) && [node.left, node.right].flatMap((side) => addends(side)).some((each) => isCountOf(sourceCode, each, mark))
  if (node.type === 'CallExpression') return asksForEntry(sourceCode, node, key)
  if (node.type !== 'MemberExpression' && node.type !== 'Identifier') return false
  if (placeKey(sourceCode, node) === key || (isEntry(node) && entryKey(sourceCode, node) === key)) return true
  const only = onlyValue(sourceCode, node)
  const value = only ? unwrap(only) : undefined
  return value?.type === 'CallExpression' && asksForEntry(sourceCode, value, key)
}

/** Whether an expression is what a mark counts: the place that is counted up and down, or the size of the collection. */
export function isCountOf(sourceCode: SourceCode, node: Node, { key, size }: Mark): boolean {
  const place = placeKey(sourceCode, node)
  return place !== undefined && (size === undefined ? `${place}#` === key : place === size)
}

/** What makes a sum the greater the more it is: `open.size` and `opening`, of `open.size + opening - closing`. */
function addends(sum: Node): readonly Node[] {
  const found: Node[] = []
  let rest = unwrap(sum)
  while (rest.type === 'BinaryExpression' && (rest.operator === '+' || rest.operator === '-')) {
    if (rest.operator === '+') found.push(rest.right)
    rest = unwrap(rest.left)
  }
  return [...found, rest]
}

/** `busy.get(key)` asks for both, `busy.has(key)` whether the key is there. */
function asksForEntry(sourceCode: SourceCode, call: TSESTree.CallExpression, key: string): boolean {
  const asked = entryOf(sourceCode, call)?.key
  return asked !== undefined && (asked === key || (`${asked}${UNDER}` === key && calledName(call) === 'get'))
}

/** `this.flight ??= this.load()` begins nothing where it finds something. */
export function fillsOnly({ at, node }: Mark): Node | undefined {
  return at.type === 'AssignmentExpression' && (at.operator === '??=' || at.operator === '||=') && at.left === node ? node : undefined
}
