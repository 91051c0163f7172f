import type { Node } from './syntax.ts'

/** How a message names a second place: "line 12". The one grammar for places, so that tools can turn it into links. */
export function lineOf(node: Node): string {
  return `line ${String(node.loc.start.line)}`
}
