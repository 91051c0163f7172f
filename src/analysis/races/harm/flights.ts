import type { SourceCode } from '../../../utils/per-file.ts'
import { type Node, unwrap } from '../../../utils/syntax.ts'
import { onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { overlaps } from '../places/place.ts'
import type { StaleWrite } from '../reads/stale.ts'
import { gapBetween } from '../reads/tokens.ts'

/**
 * Whether a value is what a promise came to that all runs share: `let flight = flights.get(key); if (!flight) { flight = load(key);
 * flights.set(key, flight) }; const value = await flight`. Who comes meanwhile awaits the same, and both keep the same.
 */
export function isOfSharedFlight(sourceCode: SourceCode, { flow, accesses }: StaleWrite, value: Node): boolean {
  const made = unwrap(onlyValue(sourceCode, value) ?? value)
  const flight = made.type === 'AwaitExpression' ? unwrap(made.argument) : undefined
  const variable = flight?.type === 'Identifier' ? variableOf(sourceCode, flight) : undefined
  if (!variable) return false
  const found = (sourcesOf(sourceCode, variable) ?? []).flatMap((source) => (source.kind === 'value' && source.steps.length === 0 ? [unwrap(source.value)] : []))
  return accesses.reads.some((read) => found.includes(read.node) && accesses.writes.some((write) => {
    const put = write.value && unwrap(write.value)
    return put?.type === 'Identifier' && variableOf(sourceCode, put) === variable && overlaps(read.place, write.place) && !gapBetween(flow, read.event, write.event)
  }))
}
