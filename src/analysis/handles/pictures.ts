import { pictureMaker } from '../../knowledge/page.ts'
import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, ownerOf, unwrap } from '../../utils/syntax.ts'
import { sourcesOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { roleOf } from '../roles/role.ts'
import { timesOf } from '../roles/times.ts'
import type { Place } from './deeds.ts'
import type { Fault } from './faults.ts'
import type { Spawn } from './spawns.ts'

/**
 * `const picture = new Image(); picture.src = URL.createObjectURL(file)`: once it has been loaded, nobody needs the address, and this
 * file revokes none.
 */
export function shownOnce(sourceCode: SourceCode, spawn: Spawn, { location: { root, path } }: Place): Fault | undefined {
  const owner = ownerOf(spawn.call)
  // Whoever is handed the address may revoke it.
  if (spawn.trail.uses.some(({ does }) => does !== 'keep' && does !== 'touch')) return undefined
  if (root.kind !== 'variable' || path.length !== 1 || path[0] !== 'src' || !isFunction(owner) || nodesOf(sourceCode).names.has('revokeObjectURL')) return undefined
  const [source, second] = sourcesOf(sourceCode, root.variable) ?? []
  const made = source?.kind === 'value' && source.steps.length === 0 && !second ? unwrap(source.value) : undefined
  if (made?.type !== 'NewExpression' || apiOf(sourceCode, made.callee) !== pictureMaker || ownerOf(made) !== owner) return undefined
  const times = timesOf(sourceCode, owner)
  return times.runs === 'once' || times.runs === 'test' || roleOf(sourceCode).program === 'test' ? undefined : { kind: 'never', spawn, times }
}
