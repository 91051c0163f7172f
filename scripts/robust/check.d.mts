import type { Linter } from 'eslint'

export interface Fault {
  readonly rule: string
  readonly what: string
  readonly line?: number
}

export interface Outcome {
  /** Why the parser does not take the text; absent where it does. */
  readonly refused?: string
  readonly faults: readonly Fault[]
  /** How many reports there were. */
  readonly reports: number
}

export interface Circumstances {
  readonly filename: string
  readonly languageOptions?: Linter.LanguageOptions
  /** Options of each rule, by its name; absent: every switch turned on. */
  readonly options?: Readonly<Record<string, readonly unknown[]>>
  readonly settings?: Readonly<Record<string, unknown>>
  /** Rules to run; absent: all. */
  readonly names?: readonly string[]
}

export type Check = (text: string, circumstances: Circumstances) => Outcome

export interface Surroundings {
  readonly Linter?: typeof Linter
  readonly watch?: (rule: string | undefined) => void
  /** When a rule is slow: longer than `least` milliseconds and `parses` times its parser. */
  readonly slow?: { readonly least: number; readonly parses: number }
}

export function makeCheck(rules: Readonly<Record<string, object>>, surroundings?: Surroundings): Check
export function switchedOn(rules: Readonly<Record<string, object>>): Record<string, readonly unknown[]>
export function describe(fault: Fault): string
