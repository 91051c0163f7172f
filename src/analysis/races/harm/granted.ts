import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isInside, type Node, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { isParameterOfRun } from '../../callbacks/whole.ts'
import { eventsOf, type Test } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { accessesIn } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { type StaleWrite, waitsBetween, waitsForChange } from '../reads/stale.ts'
import { gapBetween } from '../reads/tokens.ts'
import { refuses } from './refusals.ts'

/**
 * Whether something is taken for the one who asks, and whoever finds it taken is refused: `if (seats[seat]) throw …; await
 * charge(user); seats[seat] = user`. Two who ask for the same both get it then. What is only looked up and kept is another
 * matter: that is the same for both.
 */
export function isGranted(sourceCode: SourceCode, stale: StaleWrite): boolean {
  const { flow, test, write } = stale
  if (!test || !write.value || !gapBetween(flow, test.event, write.event)) return false
  const outcome = decides(flow, test, write.event)
  if (outcome === undefined || !refuses(test, !outcome) || isOfNoneFound(sourceCode, stale)) return false
  const given = namesGiven(sourceCode, flow.owner)
  if (leavesWhereSame(stale, test, outcome, given) || handsOut(sourceCode, stale, outcome)) return false
  if (write.place.part === VALUE) return [...restsOn(sourceCode, flow, write.value, new Set(given)).values()].includes('choice')
  const key = keyOf(write.node)
  const named = key && restsOn(sourceCode, flow, key, new Set(given))
  if (!key || !named || named.size === 0) return false
  const others = new Set(given.filter((name) => !named.has(name) && sourceCode.getText(membersAround(name)) !== sourceCode.getText(key)))
  const waits = waitsBetween(flow, stale.read.event, write.event)
  return waits.some((each) => waitsForChange(sourceCode, each)) || [write.value, ...waits].some((each) => restsOn(sourceCode, flow, each, others).size > 0)
}

/** `const user = await find(id); if (user) return user; unknown.add(id)`: who asks is given what is found, and what is noted is that there was none. */
function isOfNoneFound(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  return testsOf(flow).some((test) => {
    const asked = unwrap(test.node)
    const found = asked.type === 'Identifier' ? onlyValue(sourceCode, asked) : undefined
    if (found?.type !== 'AwaitExpression' || found.range[0] < read.node.range[1] || decides(flow, test, write.event) !== false) return false
    const variable = variableOf(sourceCode, asked)
    return variable?.references.some(({ identifier }) => wrapped(identifier).parent?.type === 'ReturnStatement' && eventsOf(flow, identifier).some((event) => decides(flow, test, event) === true)) ?? false
  })
}

/** `if (plan === this.plan) return`: it is there already, and refused to nobody. */
function leavesWhereSame({ read }: StaleWrite, { node: test }: Test, outcome: boolean, given: readonly Node[]): boolean {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator) || outcome !== node.operator.startsWith('!')) return false
  const sides = [unwrap(node.left), unwrap(node.right)]
  return sides.includes(read.node) && sides.some((side) => side !== read.node && given.includes(side))
}

/** `if (users.has(id)) return { user: users.get(id), created: false }`: who comes second is given what is there. */
function handsOut(sourceCode: SourceCode, { flow, test, read, write }: StaleWrite, outcome: boolean): boolean {
  return accessesIn(sourceCode, flow.owner).reads.some(({ node, place, event }) => {
    if (node === read.node || place.base !== write.place.base || !test || decides(flow, test, event) !== !outcome) return false
    let at = node
    while (at.parent && at.parent !== flow.owner && at.type !== 'ReturnStatement') at = at.parent
    return at.type === 'ReturnStatement'
  })
}

/** `seat` of `seats[seat] = user`, `seats.set(seat, user)` and `taken.add(seat)`. */
function keyOf(node: Node): Node | undefined {
  if (node.type === 'MemberExpression') return node.computed ? node.property : undefined
  return node.type === 'CallExpression' ? node.arguments[0] : undefined
}

/** The uses of what a run is given: of its parameters, and of the parts that it takes of something. */
export function namesGiven(sourceCode: SourceCode, owner: CodeOwner): readonly Node[] {
  const names: Node[] = []
  walkOwn(sourceCode, owner, (node) => {
    if (node.type === 'Identifier' && (isParameterOfRun(sourceCode, owner, node) || isPart(sourceCode, owner, node))) names.push(node)
  })
  return names
}

/** `token` of `const { name, token } = JSON.parse(text)`. */
function isPart(sourceCode: SourceCode, owner: CodeOwner, name: Node): boolean {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const [source, second] = variable && isInside(variable.scope.block, owner) ? (sourcesOf(sourceCode, variable) ?? []) : []
  return source?.kind === 'value' && source.steps.length > 0 && !second && unwrap(source.value).type !== 'AwaitExpression'
}

/** `req.params.id` around `req`. */
function membersAround(name: Node): Node {
  let at = name
  while (at.parent?.type === 'MemberExpression' && unwrap(at.parent.object) === at) at = at.parent
  return at
}
