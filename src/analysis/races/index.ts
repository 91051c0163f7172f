import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, type Node, ownerOf } from '../../utils/syntax.ts'
import { roleOf } from '../roles/role.ts'
import { staleWrites } from './atomicity.ts'
import type { Fault } from './faults.ts'

/** The races of the file, in source order; tests, configurations and scripts have one run, and none. */
export const races = perFile((sourceCode): readonly Fault[] => {
  const owners = suspending(sourceCode)
  if (owners.size === 0) return []
  const { program } = roleOf(sourceCode)
  if (program !== 'application' && program !== 'command') return []
  return [...owners].flatMap((owner) => staleWrites(sourceCode, owner)).sort((a, b) => a.node.range[0] - b.node.range[0])
})

/** The functions in which others may run while they wait. */
function suspending(sourceCode: SourceCode): ReadonlySet<CodeOwner> {
  const { awaits, loops } = nodesOf(sourceCode)
  const owners = new Set<CodeOwner>()
  const add = (node: Node): void => {
    const owner = ownerOf(node)
    if (isFunction(owner)) owners.add(owner)
  }
  for (const each of awaits) add(each)
  for (const each of loops) if (each.type === 'ForOfStatement' && each.await) add(each)
  return owners
}
