import { isInside, type Node } from './syntax.ts'

/** How a message names a second place: "line 12". The one grammar for places, so that tools can turn it into links. */
export function lineOf(node: Node): string {
  return `line ${String(node.loc.start.line)}`
}

const LONGEST = 40

/** Code as a message quotes it: on one line, and cut where it is long. */
export function quoted(code: string): string {
  const text = code.replaceAll(/\s+/gu, ' ')
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

/** Of faults that lie on each other, the narrowest, and of those in one place the first: one report says what is to be done there. */
export function innermost<Fault extends { readonly node: Node }>(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter((fault, i) => !faults.some((other, j) => i !== j && isInside(other.node, fault.node) && (j < i || !isInside(fault.node, other.node))))
}
