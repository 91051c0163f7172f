import type { SourceCode } from '../../utils/per-file.ts'
import { isSamePlace } from '../resolve/location.ts'
import { evaluate } from '../values/evaluate.ts'
import { evaluation, type Frame } from '../values/evaluation.ts'
import { partsOf, partValue } from '../values/parts.ts'
import type { Value } from '../values/value.ts'
import type { Send } from './sends.ts'

/** What a send transfers instead of cloning it. */
export interface Transfers {
  /** The list is written so that everything in it is known. */
  readonly known: boolean
  has(value: Value): boolean
}

export const NO_TRANSFERS: Transfers = { known: true, has: () => false }

/** The transfer list of a send; an argument that may be a list we cannot read makes it unknown. */
export function transfersOf(sourceCode: SourceCode, { call, sink, payloads }: Send, frame: Frame | undefined): Transfers {
  const { transfer } = sink
  if (!transfer) return NO_TRANSFERS
  const index = transfer.argument === 'last' ? call.arguments.length - 1 : transfer.argument
  const argument = typeof index === 'number' ? call.arguments[index] : undefined
  if (!argument || (transfer.argument === 'last' && payloads.some((payload) => payload.node === argument))) {
    return call.arguments.some((each) => each.type === 'SpreadElement') ? { known: false, has: () => false } : NO_TRANSFERS
  }
  const e = evaluation(sourceCode)
  const whole = evaluate(e, argument, frame)
  const list = whole.kind === 'list' || transfer.property === undefined ? whole : partValue(e, whole, transfer.property, argument)
  if (list.kind === 'data') return NO_TRANSFERS
  if (list.kind !== 'list') return { known: false, has: () => false }
  const values = partsOf(list).map((part) => part.value())
  return {
    known: values.every((value) => value.kind !== 'unknown' && value.kind !== 'either'),
    has: (value) => values.some((each) => isSamePlace(sourceCode, each.at, value.at)),
  }
}
