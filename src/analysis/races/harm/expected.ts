import { duplicates } from '../../../knowledge/stores.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, literalText, type Node, walk } from '../../../utils/syntax.ts'
import { type StaleWrite, waitsBetween } from '../reads/stale.ts'

/**
 * Whether the code expects of all that it waits for that somebody has done it before, by what the failure is called:
 * `try { await tables.create(name) } catch (error) { if (error.code !== 'TableAlreadyExists') throw error }`.
 */
export function isExpectedTwice(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  const waits = waitsBetween(flow, read.event, write.event)
  return waits.length > 0 && waits.every((wait) => isForgiven(sourceCode, wait))
}

function isForgiven(sourceCode: SourceCode, wait: Node): boolean {
  for (let at: Node | undefined = wait; at && !isFunction(at); at = at.parent) {
    const { parent }: Node = at
    if (parent?.type === 'TryStatement' && parent.block === at) return parent.handler !== null && asksForDuplicate(sourceCode, parent.handler.body)
  }
  return false
}

/** Whether a failure is compared with the word for that: what only swallows all, or says so in a comment, forgives too much. */
function asksForDuplicate(sourceCode: SourceCode, body: Node): boolean {
  let found = false
  walk(sourceCode, body, (node) => {
    found ||= node.type === 'BinaryExpression' && /^[!=]==?$/u.test(node.operator) && [node.left, node.right].some((side) => duplicates.test(literalText(side) ?? ''))
    return !found
  })
  return found
}
