import { elementMaker, link, pictureMaker } from '../../knowledge/page.ts'
import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isFunction, keyName, literalText, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, type Variable } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { roleOf } from '../roles/role.ts'
import { timesOf } from '../roles/times.ts'
import type { Place } from './deeds.ts'
import type { Fault } from './faults.ts'
import type { Spawn } from './spawns.ts'

/**
 * `const picture = new Image(); picture.src = URL.createObjectURL(file)`: once it has been loaded, nobody needs the address, and this
 * file revokes none. So it is with a link that is made to be followed at once: `link.href = URL.createObjectURL(file); link.click()`.
 */
export function shownOnce(sourceCode: SourceCode, spawn: Spawn, { location: { root, path } }: Place): Fault | undefined {
  const owner = ownerOf(spawn.call)
  // Whoever is handed the address may revoke it.
  if (spawn.trail.uses.some(({ does }) => does !== 'keep' && does !== 'touch')) return undefined
  const [field, deeper] = path
  if (root.kind !== 'variable' || field === undefined || deeper !== undefined || !isFunction(owner) || nodesOf(sourceCode).names.has('revokeObjectURL')) return undefined
  const [source, second] = sourcesOf(sourceCode, root.variable) ?? []
  const made = source?.kind === 'value' && source.steps.length === 0 && !second ? unwrap(source.value) : undefined
  if (!isCall(made) || ownerOf(made) !== owner || !isPassing(sourceCode, made, field, root.variable)) return undefined
  const times = timesOf(sourceCode, owner)
  return times.runs === 'once' || times.runs === 'test' || roleOf(sourceCode).program === 'test' ? undefined : { kind: 'never', spawn, times }
}

/** Whether what is made here needs the address for a moment alone. */
function isPassing(sourceCode: SourceCode, made: Call, field: string, variable: Variable): boolean {
  const maker = apiOf(sourceCode, made.callee)
  if (made.type === 'NewExpression') return field === 'src' && maker === pictureMaker
  const [name] = made.arguments
  return field === link.address && maker === elementMaker && name !== undefined && literalText(name) === link.element && variable.references.some(({ identifier }) => {
    const member = wrapped(identifier).parent
    return member?.type === 'MemberExpression' && keyName(member) === link.followedBy && ownerOf(identifier) === ownerOf(made) && isCall(wrapped(member).parent)
  })
}
