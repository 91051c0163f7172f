import { elementMaker, link, pictureMaker } from '../../knowledge/page.ts'
import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, isCall, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableHolding } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { callersOf, returnsOf } from '../resolve/functions.ts'
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
  if (!isCall(made) || !isFunction(ownerOf(made)) || !isPassing(sourceCode, made, field, root.variable)) return undefined
  const times = timesOf(sourceCode, owner)
  return times.runs === 'once' || times.runs === 'test' || roleOf(sourceCode).program === 'test' ? undefined : { kind: 'never', spawn, times }
}

/** Whether what is made here needs the address for a moment alone. */
function isPassing(sourceCode: SourceCode, made: Call, field: string, variable: Variable): boolean {
  const maker = apiOf(sourceCode, made.callee)
  if (made.type === 'NewExpression') return field === 'src' && maker === pictureMaker
  const [name] = made.arguments
  if (field !== link.address || maker !== elementMaker || name === undefined || textAt(sourceCode, name) !== link.element) return false
  return isFollowed(variable, ownerOf(made)) || isFollowedByCallers(sourceCode, variable, ownerOf(made))
}

/** Whether a function follows the link that a variable holds. */
function isFollowed(variable: Variable, within: CodeOwner): boolean {
  return variable.references.some(({ identifier }) => ownerOf(identifier) === within && isFollowedAt(identifier))
}

function isFollowedAt(holder: Node): boolean {
  const member = wrapped(holder).parent
  return member?.type === 'MemberExpression' && keyName(member) === link.followedBy && isCall(wrapped(member).parent)
}

/** `linkTo(url).click()`: a helper gives the link back, and everyone who asks for one follows it. */
function isFollowedByCallers(sourceCode: SourceCode, variable: Variable, helper: CodeOwner): boolean {
  const given = isFunction(helper) ? returnsOf(sourceCode, helper) : []
  const callers = isFunction(helper) ? callersOf(sourceCode, helper) : []
  return given.length === 1 && variable.references.some(({ identifier }) => unwrap(given[0] as Node) === identifier) && callers.length > 0 && callers.every((call) => {
    const named = variableHolding(sourceCode, call)
    return isFollowedAt(call) || (named !== undefined && isFollowed(named, ownerOf(call)))
  })
}
