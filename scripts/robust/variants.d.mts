import type { Check, Fault } from './check.mjs'

export interface FileOutcome {
  /** Parsers that do not take the text. */
  readonly refused: readonly string[]
  readonly faults: readonly (Fault & { readonly way: string })[]
  readonly reports: number
}

export function checkFile(check: Check, path: string, text: string): FileOutcome
