import type { TSESTree } from '@typescript-eslint/utils'

import { arrayChanges, collectionChanges, type CollectionEffect, mapChanges, setChanges } from '../../../knowledge/collections.ts'
import { addTo } from '../../../utils/group.ts'
import { calledName, nodesOf } from '../../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, keyName, literalText, type Node, ownerOf, unwrap, waitsWithin, wrapped } from '../../../utils/syntax.ts'
import { isEmpty, isNothing } from '../../resolve/bindings.ts'
import { cellUses, cellWrites } from './cells.ts'
import { collectionAt } from './collections.ts'
import { emptiesPage, mayChangePage, pageChangeBy } from './page.ts'
import { isPatch, patchesBy } from './patches.ts'
import { collectionOf, entryIn, partNamed, type Place, placeOf, type Sharing, sharedBy } from './place.ts'

/** What a write does: puts a value, adds one, changes what is there, takes one out, or leaves nothing. */
export type Effect = CollectionEffect | 'step'

/** A write to a shared place, as it is written down. */
export interface Written {
  /** The name or member that is assigned to, or the call. */
  readonly node: Node
  readonly place: Place
  readonly shared: Sharing
  readonly effect: Effect
  /** What is put there. */
  readonly value?: Node
  /** The call that makes the write, where `node` is only a part of it. */
  readonly by?: Node
}

export type Change = Omit<Written, 'shared'>

/** The writes to shared places that stand in the code of an owner, in no order; found without its control flow. */
export const writtenIn: (sourceCode: SourceCode, owner: CodeOwner) => readonly Written[] = perNode<CodeOwner, readonly Written[]>((sourceCode, owner) => {
  const written: Written[] = []
  for (const target of targetsByOwner(sourceCode).get(owner) ?? []) {
    for (const change of changesAt(sourceCode, target, owner)) {
      const shared = sharedBy(sourceCode, change.place, owner)
      if (shared) written.push({ ...change, shared })
    }
  }
  return written
}, [])

function changesAt(sourceCode: SourceCode, target: Node, owner: CodeOwner): readonly Change[] {
  const cell = cellUses(sourceCode).get(target)
  if (cell) return cell.flatMap(({ place, value }): readonly Change[] => (value ? [{ node: target, place, effect: isEmpty(value) ? 'clear' : 'set', value }] : []))
  if (target.type === 'CallExpression' && isPatch(target)) return patchesBy(sourceCode, target)
  const change = target.type === 'CallExpression' ? changedBy(sourceCode, target, owner) : assignedAt(sourceCode, target)
  return change ? [change] : []
}

/** What the code of each owner may change: targets of assignments that are not its own variables, and calls of methods that change collections. */
export const targetsByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Node[]> => {
  const targets = new Map<CodeOwner, Node[]>()
  for (const member of nodesOf(sourceCode).members) {
    const outer = wrapped(member)
    const { parent } = outer
    if (parent?.type === 'CallExpression' && parent.callee === outer) {
      const method = keyName(member) ?? ''
      if (collectionChanges.has(method) || isPatch(parent) || mayChangePage(sourceCode, method)) addTo(targets, ownerOf(parent), parent)
    } else if (isTarget(outer, parent)) addTo(targets, ownerOf(member), member)
  }
  for (const call of cellWrites(sourceCode)) if (call.callee.type === 'Identifier' || !collectionChanges.has(calledName(call) ?? '')) addTo(targets, ownerOf(call), call)
  for (const { references } of sourceCode.scopeManager?.scopes ?? []) {
    for (const reference of references) {
      if (reference.isWrite() && reference.init !== true && reference.resolved && reference.resolved.scope.variableScope !== reference.from.variableScope) addTo(targets, ownerOf(reference.identifier), reference.identifier)
    }
  }
  return targets
})

function isTarget(node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForOfStatement':
    case 'ForInStatement':
      return parent.left === node
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'RestElement':
      return true
    case 'UnaryExpression':
      return parent.operator === 'delete'
    case 'Property':
      return parent.value === node && parent.parent.type === 'ObjectPattern'
    default:
      return false
  }
}

function assignedAt(sourceCode: SourceCode, node: Node): Change | undefined {
  const emptied = emptiedAt(sourceCode, node)
  if (emptied) return { node, place: emptied, effect: 'clear' }
  const place = placeOf(sourceCode, node)
  if (!place || place.part === 'entry:?') return undefined
  const outer = wrapped(node)
  const { parent } = outer
  if (parent?.type === 'UnaryExpression') return { node, place, effect: 'remove' }
  if (parent?.type === 'UpdateExpression') return { node, place, effect: 'step' }
  if (parent?.type !== 'AssignmentExpression' || parent.left !== outer) return { node, place, effect: 'set' }
  const { operator, right } = parent
  if (operator !== '=' && operator !== '??=' && operator !== '||=' && operator !== '&&=') return { node, place, effect: 'step', value: right }
  const shorter = operator === '=' && isWithoutFirst(sourceCode, node, right) ? collectionOf(sourceCode, node) : undefined
  if (shorter) return { node, place: shorter, effect: 'remove' }
  const step = operator === '=' ? stepIn(sourceCode, right, (each) => sourceCode.getText(each) === sourceCode.getText(node)) : undefined
  if (step) return { node, place, effect: 'step', value: step }
  return { node, place, effect: isEmpty(right) ? 'clear' : 'set', value: right }
}

const STEPS: ReadonlySet<string> = new Set(['+', '-'])

/** What is added in `count = count + 1` and `count = (count ?? 0) + 1`, the same as in `count += 1`. */
function stepIn(sourceCode: SourceCode, value: Node, isThere: (node: Node) => boolean): Node | undefined {
  const sum = unwrap(value)
  if (sum.type !== 'BinaryExpression' || !STEPS.has(sum.operator)) return undefined
  const left = unwrap(sum.left)
  const old = left.type === 'LogicalExpression' && left.operator !== '&&' ? unwrap(left.left) : left
  return !isThere(old) || waitsWithin(sourceCode, sum.right) ? undefined : sum.right
}

/** What is added in `counts.set(key, (counts.get(key) ?? 0) + 1)`. */
function stepOfEntry(sourceCode: SourceCode, { object }: TSESTree.MemberExpression, [key, value]: readonly Node[]): Node | undefined {
  return key && value && stepIn(sourceCode, value, (each) => {
    const callee = each.type === 'CallExpression' ? unwrap(each.callee) : undefined
    const asked = each.type === 'CallExpression' ? each.arguments[0] : undefined
    return callee?.type === 'MemberExpression' && keyName(callee) === 'get' && sourceCode.getText(callee.object) === sourceCode.getText(object) && asked !== undefined && sourceCode.getText(asked) === sourceCode.getText(key)
  })
}

/** `rows = rows.slice(1)`, the same as `rows.shift()`. */
function isWithoutFirst(sourceCode: SourceCode, target: Node, value: Node): boolean {
  const call = unwrap(value)
  const callee = call.type === 'CallExpression' && call.arguments.length === 1 && literalText(call.arguments[0] as Node) === '1' ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && keyName(callee) === 'slice' && sourceCode.getText(callee.object) === sourceCode.getText(target)
}

/** The collection that `rows.length = 0` empties, and the part of the page that `list.innerHTML = ''` does. */
function emptiedAt(sourceCode: SourceCode, node: Node): Place | undefined {
  if (node.type !== 'MemberExpression' || node.computed) return undefined
  const outer = wrapped(node)
  const { parent } = outer
  if (parent?.type !== 'AssignmentExpression' || parent.left !== outer || parent.operator !== '=') return undefined
  const isEmptied = keyName(node) === 'length' ? parent.right.type === 'Literal' && parent.right.value === 0 : emptiesPage(sourceCode, node, parent.right)
  return isEmptied ? collectionOf(sourceCode, node.object) : undefined
}

/** What the call of a method does to the collection that it is called on. */
function changedBy(sourceCode: SourceCode, call: TSESTree.CallExpression, owner: CodeOwner): Change | undefined {
  const callee = unwrap(call.callee)
  const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  if (callee.type !== 'MemberExpression' || method === undefined) return undefined
  const { object } = callee
  const collection = collectionOf(sourceCode, object)
  if (!collection || !sharedBy(sourceCode, collection, owner)) return undefined
  const [key] = call.arguments
  const entry = (effect: CollectionEffect): Place | undefined => (effect === 'clear' ? collection : key && entryIn(sourceCode, object, key))
  switch (collectionAt(sourceCode, object)) {
    case 'array': {
      if (method === 'splice' && takesAll(sourceCode, call, object)) return { node: call, place: collection, effect: 'clear' }
      const effect = arrayChanges.get(method)
      const value = effect === 'append' ? call.arguments.at(-1) : undefined
      return effect && { node: call, place: collection, effect, ...(value && { value }) }
    }
    case 'set': {
      const effect = setChanges.get(method)
      const place = effect && entry(effect)
      return place && { node: call, place, effect, ...(key && { value: key }) }
    }
    case 'map':
    case 'store': {
      const effect = mapChanges.get(method)
      const place = effect && entry(effect)
      const value = effect === 'set' ? call.arguments[1] : undefined
      const step = effect === 'set' ? stepOfEntry(sourceCode, callee, call.arguments) : undefined
      if (place && step) return { node: call, place, effect: 'step', value: step }
      return place && { node: call, place, effect: value && isNothing(unwrap(value)) ? 'clear' : effect, ...(value && { value }) }
    }
    default:
      return changedInPage(sourceCode, call, object)
  }
}

/** What is put into a part of the page, or taken out of it: `list.append(row)`, `$('#total').text(sum)`. */
function changedInPage(sourceCode: SourceCode, call: TSESTree.CallExpression, part: Node): Change | undefined {
  const change = pageChangeBy(sourceCode, call)
  const place = change?.name === undefined ? collectionOf(sourceCode, part) : partNamed(sourceCode, part, change.name)
  return change && place && { node: call, place, effect: change.effect, ...(change.value && { value: change.value }) }
}

/** `rows.splice(0)`, `rows.splice(0, rows.length)`, as a statement: what it yields is another matter. */
function takesAll(sourceCode: SourceCode, call: TSESTree.CallExpression, rows: Node): boolean {
  const [from, count] = call.arguments
  if (from?.type !== 'Literal' || from.value !== 0 || wrapped(call).parent?.type !== 'ExpressionStatement') return false
  return !count || (count.type === 'MemberExpression' && keyName(count) === 'length' && sourceCode.getText(count.object) === sourceCode.getText(rows))
}
