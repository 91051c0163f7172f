import { markChanges, markReads } from '../../../knowledge/collections.ts'
import { callsByOwner } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, keyName, literalText, unwrap } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import type { Access, Accesses } from '../places/accesses.ts'
import { entryIn, sharedBy } from '../places/place.ts'
import { callEvents } from '../reads/answers.ts'

const NONE: Accesses = { reads: [], writes: [] }

/**
 * The marks that the code looks for and leaves on an element of the page: `form.hasAttribute('busy')`,
 * `form.setAttribute('busy', '')`, `button.classList.add('busy')`. Whoever comes by sees them, as a flag. Marks whose name is
 * worked out at run time are none.
 */
export const marksIn: (sourceCode: SourceCode, owner: CodeOwner) => Accesses = perNode<CodeOwner, Accesses>((sourceCode, owner) => {
  const reads: Access[] = []
  const writes: Access[] = []
  for (const call of callsByOwner(sourceCode).get(owner) ?? []) {
    const callee = unwrap(call.callee)
    const [key] = call.arguments
    if (callee.type !== 'MemberExpression' || !key || literalText(key) === undefined) continue
    const method = nameOf(callee.object, keyName(callee))
    const effect = markChanges.get(method)
    const place = effect || markReads.has(method) ? entryIn(sourceCode, callee.object, key) : undefined
    const shared = place && sharedBy(sourceCode, place, owner)
    if (!shared) continue
    for (const event of callEvents(flowOf(sourceCode, owner), call)) {
      if (effect) writes.push({ event, node: call, place, shared, effect })
      else reads.push({ event, node: call, place, shared })
    }
  }
  return reads.length > 0 ? { reads, writes } : NONE
}, NONE)

/** Of the methods of a list of classes, with the list: `classList.add`. */
function nameOf(object: Parameters<typeof unwrap>[0], name = ''): string {
  const holder = unwrap(object)
  return holder.type === 'MemberExpression' && keyName(holder) === 'classList' ? `classList.${name}` : name
}
