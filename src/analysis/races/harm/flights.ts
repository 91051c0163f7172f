import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, isInside, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { dominates, reaches } from '../../flow/reach.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { usesOfPlace } from '../others/elsewhere.ts'
import { latchesOf } from '../overlap/latches.ts'
import { overlaps } from '../places/place.ts'
import { isLookUp, type StaleWrite } from '../reads/stale.ts'
import { gapBetween } from '../reads/tokens.ts'

/**
 * Whether what is put there is work under way, for which a second run is to wait: it waits for that, or answers with it, where it
 * finds some, and the place is emptied when the work is over. `if (syncing) return syncing; …; syncing = push().finally(() => { syncing = null })`.
 */
export function isFlight(sourceCode: SourceCode, stale: StaleWrite): boolean {
  const { flow, accesses, write, read } = stale
  if (workOf(sourceCode, stale)?.type !== 'CallExpression' || write.wait) return false
  const isJoined = accesses.reads.some(({ node, place, event }) => overlaps(place, read.place) && isHandedOver(node) && reaches(flow, read.event, event))
  // Behind the work in the same code, or in what follows the promise.
  return isJoined && usesOfPlace(sourceCode, write.place).some(({ does, node }) => (does === 'empty' || does === 'remove') && isInside(node, flow.owner) && node.range[1] > write.node.range[1])
}

/** The call that is kept, also by a name: `const work = push(changes); pending.set(id, work)`. */
function workOf(sourceCode: SourceCode, { write: { value } }: StaleWrite): Node | undefined {
  return value && unwrap(onlyValue(sourceCode, value) ?? value)
}

/** Whether that work is more than finding something out. */
export function doesSomething(sourceCode: SourceCode, stale: StaleWrite): boolean {
  const work = workOf(sourceCode, stale)
  return work !== undefined && !isLookUp(sourceCode, work)
}

/** `return this.loading`, `await this.loading`. */
function isHandedOver(node: Node): boolean {
  const { parent } = wrapped(node)
  return parent?.type === 'ReturnStatement' || parent?.type === 'AwaitExpression'
}

/**
 * Whether a value is what a promise came to that all runs share: `let flight = flights.get(key); if (!flight) { flight = load(key);
 * flights.set(key, flight) }; const value = await flight`. Who comes meanwhile awaits the same, and both keep the same.
 */
export function isOfSharedFlight(sourceCode: SourceCode, { flow, accesses }: StaleWrite, value: Node): boolean {
  const made = unwrap(onlyValue(sourceCode, value) ?? value)
  const flight = made.type === 'AwaitExpression' ? awaitedAt(sourceCode, made) : undefined
  const variable = flight?.type === 'Identifier' ? variableOf(sourceCode, flight) : undefined
  if (!variable) return false
  const found = (sourcesOf(sourceCode, variable) ?? []).flatMap((source) => (source.kind === 'value' && source.steps.length === 0 ? [unwrap(source.value)] : []))
  return accesses.reads.some((read) => found.includes(read.node) && accesses.writes.some((write) => {
    const put = write.value && unwrap(write.value)
    return put?.type === 'Identifier' && variableOf(sourceCode, put) === variable && overlaps(read.place, write.place) && !gapBetween(flow, read.event, write.event)
  }))
}

/** `await this.opening`: what is kept as a promise. */
export function keptPromise(sourceCode: SourceCode, value: Node): Node | undefined {
  const only = onlyValue(sourceCode, value)
  const made = only ? unwrap(only) : value
  const kept = made.type === 'AwaitExpression' ? awaitedAt(sourceCode, made) : undefined
  return kept?.type === 'MemberExpression' ? kept : undefined
}

/** What this run has begun and keeps, whatever was there before: `this.opening = open(); this.socket = await this.opening`. */
export function ownPromise(sourceCode: SourceCode, { flow, accesses, write }: StaleWrite, kept: Node): Node | undefined {
  const asked = accesses.reads.find(({ node }) => node === kept)
  return accesses.writes.find(({ event, place, node, value }) => asked && place.base === asked.place.base && place.part === asked.place.part && value && isCall(unwrap(value))
    && node.parent?.type === 'AssignmentExpression' && node.parent.operator === '=' && dominates(flow, event, asked.event) && dominates(flow, event, write.event)
    && !latchesOf(sourceCode, flow.owner).some(({ set }) => set.event === event))?.value
}
