import { removals, safeOptions } from '../../../knowledge/files.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, isInside, type Node, unwrap, walk } from '../../../utils/syntax.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { propertyAt } from '../../resolve/constants.ts'
import { calledPath } from '../../resolve/receiver.ts'
import type { StaleWrite } from '../reads/stale.ts'

/**
 * `await unlink(font.path)` between finding an element and taking it out: of two runs that remove the file of the same one, the second
 * fails there, and takes nothing out.
 */
export function isRemovedOnce(sourceCode: SourceCode, { flow: { owner }, wait, write }: StaleWrite): boolean {
  const call = unwrap(awaitedAt(sourceCode, wait))
  const [path, options] = isCall(call) ? call.arguments : []
  if (!isCall(call) || !path || !removals.has(calledPath(sourceCode, call) ?? '')) return false
  if ([...safeOptions].some((name) => propertyAt(sourceCode, options, name))) return false
  return endsWith(owner, call, write.node) && namesOfOwn(sourceCode, owner, path).some((name) => mentions(sourceCode, write.node, name))
}

/** Whether what a call fails with leads past another node: no `catch` stands between the two. */
function endsWith(owner: CodeOwner, call: Node, later: Node): boolean {
  for (let at: Node | undefined = call; at && at !== owner; at = at.parent) {
    const outer: Node | undefined = at.parent
    if (outer?.type === 'TryStatement' && outer.handler && outer.block === at && !isInside(later, at)) return false
  }
  return true
}

/** The local names of the run in an expression. */
function namesOfOwn(sourceCode: SourceCode, owner: CodeOwner, expression: Node): readonly Node[] {
  const found: Node[] = []
  walk(sourceCode, expression, (node) => {
    const name = node.type === 'Identifier' ? variableOf(sourceCode, node)?.identifiers[0] : undefined
    if (name && isInside(name, owner)) found.push(node)
  })
  return found
}

function mentions(sourceCode: SourceCode, where: Node, name: Node): boolean {
  const variable = variableOf(sourceCode, name)
  return variable !== undefined && variable.references.some(({ identifier }) => isInside(identifier, where))
}
