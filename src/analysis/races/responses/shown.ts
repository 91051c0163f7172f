import { componentClasses, componentDecorators, isStartUp } from '../../../knowledge/lifecycles.ts'
import { choosingOne } from '../../../knowledge/requests.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { classOfThis, type FunctionNode, isInside, keyName, type Node, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { isMadeOfParameter, isParameterOfRun } from '../../callbacks/whole.ts'
import { nameIn } from '../../callbacks/uses.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { firstValue } from '../../resolve/components.ts'
import { propertyAt } from '../../resolve/constants.ts'
import { holderOf, isWrittenDown } from '../../resolve/holders.ts'
import { isKind } from '../../resolve/kin.ts'
import { membersOf } from '../../resolve/members.ts'
import { constructorIn } from '../../values/instances.ts'
import { reactionOf } from '../../values/reactive-fields.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'

/**
 * Whether a field is state that a page shows: of a store of functions and its state, of a class that is made reactive, or of a
 * component, in what is run more than once.
 */
export function isShownField(sourceCode: SourceCode, owner: FunctionNode, member: Node): boolean {
  if (isStartUp(nameIn(owner) ?? '')) return false
  const name = member.type === 'MemberExpression' && member.object.type === 'ThisExpression' ? keyName(member) : undefined
  if (member.type !== 'MemberExpression' || name === undefined) return false
  const holder = holderOf(sourceCode, member.object)
  if (holder) return isWrittenDown(holder) && propertyAt(sourceCode, holder, name) === undefined && firstValue(sourceCode, holder, name) !== undefined
  const of = classOfThis(member.object)
  const field = of && membersOf(sourceCode, of).get(name)
  return of !== undefined && field !== undefined && (isKind(sourceCode, of, componentClasses, componentDecorators) || reactionOf(sourceCode, field, constructorIn(sourceCode, of)) !== undefined)
}

/** What a function notes of what it is given, before it asks for anything: `this.id = id`. */
function notedIn(sourceCode: SourceCode, owner: FunctionNode, wait: Node): readonly Access[] {
  return accessesIn(sourceCode, owner).writes.filter(({ effect, place, shared, value, node }) => effect === 'set' && place.part === VALUE && shared !== 'caller'
    && value !== undefined && isAlwaysPut(owner, value) && node.range[1] <= wait.range[0] && isMadeOfParameter(sourceCode, owner, value))
}

/** Whether each run puts its own there: not `opening ??= open(root)`, nor `if (!opening) opening = open(root)`. */
function isAlwaysPut({ body }: FunctionNode, value: Node): boolean {
  const { parent } = wrapped(value)
  return parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.parent.type === 'ExpressionStatement' && parent.parent.parent === body
}

/** Whether a function asks by what it has noted of what it is given: `this.at = clamp(at); await load(this.at)`. */
export function asksByNote(sourceCode: SourceCode, owner: FunctionNode, wait: Node): boolean {
  const { reads } = accessesIn(sourceCode, owner)
  const asked = reads.filter(({ node, place }) => place.part === VALUE && isInside(node, wait))
  return asked.length > 0 && notedIn(sourceCode, owner, wait).some(({ place }) => asked.some((read) => read.place.base === place.base))
}

/**
 * Whether a function notes for which of several the answer is to be, beside the answer: `this.id = id; this.mails = await load(id)`.
 * Where another one is asked for meanwhile, the two do not belong together any more.
 */
export function isShownWith(sourceCode: SourceCode, owner: FunctionNode, wait: Node, { place }: Access): boolean {
  if (isStartUp(nameIn(owner) ?? '')) return false
  return notedIn(sourceCode, owner, wait).some(({ place: noted, value }) => value?.type === 'Identifier' && choosingOne.test(value.name) && isParameterOfRun(sourceCode, owner, value)
    && noted.base !== place.base && isOfSame(noted.root, place.root) && names(value))

  function names(parameter: Node): boolean {
    let found = false
    walkOwn(sourceCode, wait, (node) => {
      found ||= node.type === 'Identifier' && parameter.type === 'Identifier' && node.name === parameter.name && variableOf(sourceCode, node) === variableOf(sourceCode, parameter)
    })
    return found
  }
}

function isOfSame(one: Access['place']['root'], other: Access['place']['root']): boolean {
  if (one.kind === 'this') return other.kind === 'this' && one.of === other.of
  if (one.kind === 'object') return other.kind === 'object' && one.of === other.of
  return one.kind === 'variable' && other.kind === 'variable' && one.scope === other.scope && (one.variable === other.variable || one.variable.scope === other.variable.scope)
}
