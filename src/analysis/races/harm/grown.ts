import { adding } from '../../../knowledge/collections.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { branchesOf, isInside, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { isEmpty, isNothing, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import type { StaleWrite } from '../reads/stale.ts'

/**
 * `const guests = rooms.get(room) ?? new Set(); …; guests.add(guest); rooms.set(room, guests)`: where nothing was, each run has
 * a collection of its own, and the one that is put there last replaces the other with what is in it.
 */
export function isGrownAnew(sourceCode: SourceCode, { write, read }: StaleWrite): boolean {
  const value = write.value && unwrap(write.value)
  const variable = write.effect === 'set' && value?.type === 'Identifier' ? variableOf(sourceCode, value) : undefined
  const made = ((variable && sourcesOf(sourceCode, variable)) ?? []).flatMap((source) => (source.kind === 'value' && source.steps.length === 0 ? branchesOf(source.value) : []))
  return variable !== undefined && made.some((each) => isInside(read.node, each)) && made.some(isNewCollection) && variable.references.some(({ identifier }) => isGrownBy(identifier))
}

function isNewCollection(value: Node): boolean {
  return value.type !== 'Literal' && !isNothing(value) && isEmpty(value)
}

/** `guests.add(guest)`, `guests[name] = guest`. */
function isGrownBy(name: Node): boolean {
  const member = wrapped(name).parent
  if (member?.type !== 'MemberExpression' || unwrap(member.object) !== name) return false
  const { parent } = wrapped(member)
  if (parent?.type === 'AssignmentExpression') return member.computed && parent.left === wrapped(member)
  return parent?.type === 'CallExpression' && parent.callee === wrapped(member) && adding.has(keyName(member) ?? '')
}
