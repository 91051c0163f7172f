export interface Line {
  readonly package: string
  readonly place: string
  readonly rule: string
  readonly preset: string
  readonly verdict: string
  readonly reason: string
}
export type Finding = Omit<Line, 'verdict' | 'reason'>
interface Counts {
  readonly findings: number
  readonly judged: number
  readonly true: number
  readonly doubtful: number
  readonly false: number
  readonly share: number | undefined
}
interface Precision {
  readonly preset: string
  readonly rules: readonly (Counts & { readonly rule: string })[]
  readonly total: Counts
}
interface Difference {
  readonly gone: readonly Line[]
  readonly come: readonly Finding[]
  readonly moved: readonly Finding[]
}

export function parse(text: string): Line[]
export function format(comments: readonly string[], lines: readonly Line[]): string
export function merge(known: readonly Line[], found: readonly Finding[]): Line[]
export function difference(known: readonly Line[], found: readonly Finding[]): Difference
export function describe(difference: Difference): string[]
export function unjudged(lines: readonly Line[]): Line[]
export function precision(lines: readonly Line[]): Precision[]
export function table(counted: readonly Precision[]): string
export function sentence(counted: readonly Precision[], sum: string): string
export function percent(share: number | undefined): string
export function between(page: string, name: string, text: string): string
