import type { TSESTree } from '@typescript-eslint/utils'

import { choosing } from '../../../../knowledge/collections.ts'
import { endings } from '../../../../knowledge/endings.ts'
import { calledName } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, copiedList, isFunction, isInside, keyName, literalText, type Node, unwrap, walk, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { testsOf } from '../../../flow/tests.ts'
import { isNeverReassigned, type Variable, variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { collectionOf, sharedBy } from '../../places/place.ts'
import { awaitedName, waitBetween } from '../../reads/stale.ts'

/** An element that a function takes for itself: the first one there is, or one that fits. */
interface Leased {
  readonly list: Node
  readonly element: Variable
  /** Where it is chosen. */
  readonly at: Node
  /** It is the element of a loop, which ends with it. */
  readonly loop?: TSESTree.ForOfStatement
}

/** The element that a name stands for, and what it was chosen from: `const [port] = this.free`. */
function leasedAs(sourceCode: SourceCode, name: Node): Leased | undefined {
  const element = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const [def] = element?.defs ?? []
  if (!element || def?.type !== 'Variable' || !isNeverReassigned(element)) return undefined
  const { id, init } = def.node
  const loop = def.parent?.parent
  if (loop?.type === 'ForOfStatement' && loop.left === def.parent) return id === def.name ? { list: wholeBehind(loop.right), element, at: loop.right, loop } : undefined
  if (!init) return undefined
  const isFirst = id.type === 'ArrayPattern' && id.elements.length === 1 && id.elements[0] === def.name
  const list = isFirst ? wholeBehind(init) : id === def.name ? chosenFrom(sourceCode, unwrap(init)) : undefined
  return list && { list, element, at: init }
}

/** The collection that a value is one element of: `ports.values().next().value`, `[...ports][0]`, `ports.find((port) => port.isIdle)`. */
function chosenFrom(sourceCode: SourceCode, value: Node): Node | undefined {
  if (value.type === 'MemberExpression') {
    if (value.computed) return literalText(value.property) === '0' ? wholeBehind(value.object) : undefined
    const next = keyName(value) === 'value' ? unwrap(value.object) : undefined
    const callee = next?.type === 'CallExpression' && calledName(next) === 'next' ? unwrap(next.callee) : undefined
    return callee?.type === 'MemberExpression' && isCopy(callee.object) ? wholeBehind(callee.object) : undefined
  }
  const callee = value.type === 'CallExpression' && choosing.has(calledName(value) ?? '') ? unwrap(value.callee) : undefined
  const [condition] = value.type === 'CallExpression' ? value.arguments : []
  return callee?.type === 'MemberExpression' && isFunction(condition) && asksOnlyElement(sourceCode, condition) ? wholeBehind(callee.object) : undefined
}

/** Whether a condition compares the element with nothing that the caller gave: any of those that fit will do. */
function asksOnlyElement(sourceCode: SourceCode, condition: Node): boolean {
  let isOnly = true
  walk(sourceCode, condition, (node) => {
    const def = node.type === 'Identifier' ? variableOf(sourceCode, node)?.defs[0] : undefined
    isOnly &&= def?.type !== 'Parameter' || isInside(def.name, condition)
    return isOnly
  })
  return isOnly
}

const COPIES: ReadonlySet<string> = new Set(['keys', 'values', 'entries'])

/** `[...ports]`, `Array.from(ports)`, `ports.values()`. */
function isCopy(node: Node): boolean {
  return wholeBehind(node) !== unwrap(node)
}

function wholeBehind(expression: Node): Node {
  const node = unwrap(expression)
  const whole = copiedList(node)
  if (whole !== node) return wholeBehind(whole)
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return node
  if (calledName(node) === 'from' && node.arguments[0] && node.arguments.length === 1) return wholeBehind(node.arguments[0])
  return COPIES.has(keyName(node.callee) ?? '') && node.arguments.length === 0 ? wholeBehind(node.callee.object) : node
}

/**
 * Elements that are chosen, used in a wait, and taken out of their collection behind it: a second run meanwhile chooses the same.
 */
export function lateLeases(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const removals = accessesIn(sourceCode, owner).writes.flatMap((write) => leasedBy(sourceCode, write).map((leased) => ({ write, leased })))
  if (removals.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const { write, leased } of removals) {
    const place = collectionOf(sourceCode, leased.list)
    const [from] = place?.base === write.place.base ? eventsOf(flow, leased.at) : []
    const wait = from === undefined ? undefined : waitBetween(flow, from, write.event)
    if (!place || from === undefined || !wait || !isOneOnly(sourceCode, flow, leased, write)) continue
    const shared = sharedBy(sourceCode, place, owner)
    const entry = shared && shared !== 'caller' ? entryFor(sourceCode, owner, { place, shared }) : undefined
    if (!entry || isAskedAgain(sourceCode, flow, leased, from, write) || isMarked(flow, leased, from) || isHeldFrom(sourceCode, flow, { node: leased.at, event: from }, write) || latchesBefore(sourceCode, owner, write.event).length > 0) continue
    // To end the same twice costs nothing.
    return [{ kind: 'leased', place: place.text, node: write.node, read: leased.at, wait, entry, proven: isOpen(entry) && !endings.has(awaitedName(sourceCode, wait) ?? '') }]
  }
  return []
}

/** The elements that a removal takes out: `ports.delete(port)`, `ports = ports.filter((other) => other !== port)`. Who looks at what it says knows whether it was there. */
function leasedBy(sourceCode: SourceCode, { node, value, effect }: Access): readonly Leased[] {
  const whole = effect === 'set' ? value && unwrap(value) : node
  const isRemoval = whole?.type === 'CallExpression' && (effect === 'set' ? calledName(whole) === 'filter' : effect === 'remove' && wrapped(whole).parent?.type === 'ExpressionStatement')
  if (!isRemoval) return []
  const leased: Leased[] = []
  for (const argument of whole.arguments) {
    walk(sourceCode, argument, (name) => {
      const found = leasedAs(sourceCode, name)
      if (found && !isInside(found.at, whole)) leased.push(found)
      return true
    })
  }
  return leased
}

/** Whether a loop ends with the element that was taken, which was not looked for by what the caller gave: any will do. */
function isOneOnly(sourceCode: SourceCode, flow: Flow, { loop }: Leased, { event }: Access): boolean {
  if (!loop) return true
  const isLookedFor = testsOf(flow).some(({ node }) => isInside(node, loop.body) && !asksOnlyElement(sourceCode, node))
  return !isLookedFor && !eventsOf(flow, loop).some((round) => reaches(flow, event, round))
}

/** Whether the collection is looked at once more behind a wait, other than to find the place of the element. */
function isAskedAgain(sourceCode: SourceCode, flow: Flow, { at }: Leased, from: EventId, { place, node }: Access): boolean {
  return accessesIn(sourceCode, flow.owner).reads.some((read) => read.place.base === place.base && !isInside(read.node, wrapped(node).parent ?? node) && !isInside(read.node, at) && waitBetween(flow, from, read.event))
}

/** Whether the element is marked, or given to something, before others can run. */
function isMarked(flow: Flow, { element }: Leased, from: EventId): boolean {
  return element.references.some(({ identifier: { parent } }) => {
    const isChanged = parent.type === 'MemberExpression' && parent.parent.type === 'AssignmentExpression' && parent.parent.left === parent
    const isGiven = parent.type === 'CallExpression' && parent.callee.type === 'MemberExpression' && wrapped(parent).parent?.type === 'ExpressionStatement'
    return (isChanged || isGiven) && eventsOf(flow, parent).some((event) => reaches(flow, from, event) && !waitBetween(flow, from, event))
  })
}
