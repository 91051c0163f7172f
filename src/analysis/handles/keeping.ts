import { membersNamed } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode } from '../../utils/syntax.ts'
import { memberOf, nameOf } from '../resolve/functions.ts'
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

/** Whether the listener is the method or calls it. */
export function isRunBy(sourceCode: SourceCode, use: Use, by: FunctionNode): boolean {
  const member = memberOf(by)
  const name = nameOf(sourceCode, by)
  if (isListener(sourceCode, use, by)) return true
  if (name) return name.references.some(({ identifier }) => isListener(sourceCode, use, identifier))
  return member !== undefined && membersNamed(sourceCode, member.name).some((each) => isListener(sourceCode, use, each))
}
