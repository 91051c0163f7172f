import { membersNamed } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, functionAround, type Node } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { isExported, memberOf, nameOf } from '../resolve/functions.ts'
import type { Place, Use } from './deeds.ts'
import { isListener } from './failing.ts'
import type { Accesses } from './places.ts'
import type { Spawn } from './spawns.ts'

/** All that is known of a handle that is kept somewhere. */
export interface Kept {
  readonly sourceCode: SourceCode
  readonly spawn: Spawn
  readonly place: Place
  readonly accesses: Accesses
  readonly uses: readonly Use[]
}

/** The same handle, with these uses of it. */
export function withUses(spawn: Spawn, uses: readonly Use[]): Spawn {
  return { ...spawn, trail: { ...spawn.trail, uses } }
}

/** Whether the listener is the method or calls it, itself or through functions that nothing but the listener calls. */
export function isRunBy(sourceCode: SourceCode, use: Use, by: FunctionNode): boolean {
  const member = memberOf(by)
  const name = nameOf(sourceCode, by)
  if (isListener(sourceCode, use, by)) return true
  if (name) return name.references.some(({ identifier }) => isListener(sourceCode, use, identifier) || isOnlyFor(sourceCode, use, identifier))
  return member !== undefined && membersNamed(sourceCode, member.name).some((each) => isListener(sourceCode, use, each) || isOnlyFor(sourceCode, use, each))
}

/** How many functions lie between the listener and what it runs. */
const MOST_BETWEEN = 2

/** `child.on('exit', () => again())`, where `again` is called nowhere else: whether `node` stands in that, or in what that alone calls. */
function isOnlyFor(sourceCode: SourceCode, use: Use, node: Node, depth = 0): boolean {
  for (let fn = functionAround(node); fn; fn = functionAround(fn)) {
    const { calls, values } = usesOf(sourceCode, fn)
    const isCalled = calls.length > 0 && values.every((each) => each === fn) && !isExported(sourceCode, fn)
    if (isCalled && calls.every((call) => isListener(sourceCode, use, call) || (depth + 1 < MOST_BETWEEN && isOnlyFor(sourceCode, use, call, depth + 1)))) return true
  }
  return false
}
