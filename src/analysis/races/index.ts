import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, keyName, type Node, ownerOf } from '../../utils/syntax.ts'
import { roleOf } from '../roles/role.ts'
import { staleWrites } from './atomicity.ts'
import { badDrains } from './drains.ts'
import { publishedEarly } from './publication.ts'
import type { Fault } from './faults.ts'
import { staleResponses } from './responses.ts'
import { liveIterations } from './iteration.ts'
import { requestState } from './requests.ts'
import { staleSnapshots } from './setters.ts'

/** The races of the file, in source order; tests, configurations and scripts have one run, and none. */
export const races = perFile((sourceCode): readonly Fault[] => {
  const owners = suspending(sourceCode)
  if (owners.size === 0) return []
  const { program } = roleOf(sourceCode)
  if (program !== 'application' && program !== 'command') return []
  const faults: Fault[] = []
  for (const owner of owners) for (const find of finders) for (const fault of find(sourceCode, owner)) if (!faults.some(({ node }) => isInside(node, fault.node) || isInside(fault.node, node))) faults.push(fault)
  return faults.sort((a, b) => a.node.range[0] - b.node.range[0])
})

const finders = [staleWrites, publishedEarly, badDrains, staleResponses, staleSnapshots, requestState, liveIterations]

/** The functions in which others may run while they wait. */
function suspending(sourceCode: SourceCode): ReadonlySet<CodeOwner> {
  const { awaits, calls, loops } = nodesOf(sourceCode)
  const owners = new Set<CodeOwner>()
  const add = (node: Node): void => {
    const owner = ownerOf(node)
    if (isFunction(owner)) owners.add(owner)
  }
  for (const each of awaits) add(each)
  for (const each of calls) if (each.type === 'CallExpression' && each.callee.type === 'MemberExpression' && keyName(each.callee) === 'then' && isFunction(each.arguments[0])) add(each)
  for (const each of loops) if (each.type === 'ForOfStatement' && each.await) add(each)
  return owners
}
