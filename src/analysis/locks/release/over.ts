import { deferrers } from '../../../knowledge/fanouts.ts'
import { endingForGood } from '../../../knowledge/lifecycles.ts'
import { effectHooks } from '../../../knowledge/requests.ts'
import { pageGlobals } from '../../../knowledge/roles.ts'
import { groupBy } from '../../../utils/group.ts'
import { callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { blockAround, functionAround, type FunctionNode, isCall, isCaught, isFunction, isInside, isLiteral, type Node, ownerOf, partsOfCondition, unwrap, wrapped } from '../../../utils/syntax.ts'
import { edgesFrom, type EventId, type Flow } from '../../flow/graph.ts'
import { comingFrom } from '../../flow/queries.ts'
import type { Follow } from '../../flow/reach.ts'
import { callEndOf } from '../../handles/failing.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import { callersOf, memberOf, returnsOf } from '../../resolve/functions.ts'
import { locationOf } from '../../resolve/location.ts'
import { isThis } from '../../resolve/members.ts'
import { calledPath, functionBehind } from '../../resolve/receiver.ts'
import { type Mark, placeKey } from './marks.ts'

/** The places to which the file writes `true`, and nothing else once their object is made, by key. */
const raisedForGood = perFile((sourceCode): ReadonlyMap<string, readonly Node[]> => {
  const targets = nodesOf(sourceCode).writes.map((write) => (write.type === 'AssignmentExpression' ? write.left : write.argument))
  const byKey = groupBy(targets.filter((target) => isRaised(target) || !isInConstructor(target)), (target) => placeKey(sourceCode, target))
  return new Map([...byKey].filter(([, all]) => all.every(isRaised)))
})

/** The places to which the file writes `false` where an effect is over, and nowhere else: `useEffect(() => () => { mounted.current = false }, [])`. The component is gone then. */
const loweredAtEnd = perFile((sourceCode): ReadonlySet<string> => {
  const targets = nodesOf(sourceCode).writes.flatMap((write) => (write.type === 'AssignmentExpression' && isLiteral(write.right, false) ? [write.left] : []))
  const byKey = groupBy(targets, (target) => (target.type === 'MemberExpression' ? placeKey(sourceCode, target) : undefined))
  return new Set([...byKey].flatMap(([key, all]) => (all.every((target) => isAtEndOfEffect(sourceCode, target)) ? [key] : [])))
})

function isAtEndOfEffect(sourceCode: SourceCode, node: Node): boolean {
  const cleanup = functionAround(node)
  const effect = cleanup && functionAround(cleanup)
  const call = effect && wrapped(effect).parent
  return isCall(call) && effectHooks.has(calledPath(sourceCode, call) ?? '') && returnsOf(sourceCode, effect as FunctionNode).some((each) => unwrap(each) === cleanup)
}

function isInConstructor(node: Node): boolean {
  const owner = ownerOf(node)
  return isFunction(owner) && memberOf(owner)?.kind === 'constructor'
}

function isRaised({ parent }: Node): boolean {
  const value = parent?.type === 'AssignmentExpression' && parent.operator === '=' ? unwrap(parent.right) : undefined
  return value?.type === 'Literal' && value.value === true
}

/**
 * No way on which a flag is found up that others put up and nobody takes down: `if (this.stopped) return`. It is all over then,
 * and whoever comes later ends there too.
 */
export function beforeTheEnd(sourceCode: SourceCode, flow: Flow): Follow {
  return (event, edge) => {
    if (flow.kinds[event] !== 'test' || (edge !== 'true' && edge !== 'false')) return true
    const key = placeKey(sourceCode, unwrap(flow.nodes[event] as Node))
    if (edge === 'false') return key === undefined || !loweredAtEnd(sourceCode).has(key)
    const raised = key === undefined ? undefined : raisedForGood(sourceCode).get(key)
    return !raised?.some((each) => !isInside(each, flow.owner))
  }
}

/** No return that has no other purpose than to leave the flag up: `if (answer.started) return; this.starting = false`. All that it goes past is the clearing. */
export function notLeftOnPurpose(flow: Flow, clears: readonly Mark[]): Follow {
  return (event, _, to) => flow.kinds[event] !== 'test' || flow.kinds[to] !== 'return' || !edgesFrom(flow, event).some((edge) => flow.to[edge] !== to && onlyClears(flow, flow.to[edge] as EventId, clears))
}

function onlyClears(flow: Flow, from: EventId, clears: readonly Mark[]): boolean {
  const isClear = (event: EventId): boolean => clears.some(({ node }) => flow.nodes[event] === node)
  const ahead = [...comingFrom(flow, [from])]
  return ahead.some(isClear) && ahead.every((event) => isClear(event) || PASSED.has(flow.kinds[event] ?? ''))
}

/** What does nothing. */
const PASSED: ReadonlySet<string> = new Set(['read', 'return', 'exit', 'thrown'])

/** Calls in the code of a function, callbacks included, that end for good the object that has the mark: `this.destroy(error)`. */
export function endsForGood(sourceCode: SourceCode, { node }: Mark, owner: FunctionNode): readonly Node[] {
  const root = locationOf(sourceCode, node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? node.callee.object : node)?.root
  if (root?.kind !== 'this') return []
  return callsNamed(sourceCode, endingForGood).filter(({ callee }) => callee.type === 'MemberExpression' && isThis(sourceCode, callee.object) && isInside(callee, owner))
}

/**
 * Whether a failure of the function ends all who could still ask for the mark: it is a variable of one run of the function around,
 * which waits for each call and lets what fails out. `const open = new Set(); const walk = async () => …; return await walk(root)`.
 */
export function diesWithRun(sourceCode: SourceCode, { node }: Mark, owner: FunctionNode): boolean {
  const root = locationOf(sourceCode, node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? node.callee.object : node)?.root
  const name = root?.kind === 'variable' ? root.variable.identifiers[0] : undefined
  const home = name && functionAround(name)
  if (!home || home === owner || !isInside(owner, home)) return false
  const { calls, values } = usesOf(sourceCode, owner)
  return calls.length > 0 && values.every((each) => each === owner) && calls.every((call) => [home, owner].includes(functionAround(call) as FunctionNode) && letsOut(call, name))
}

/** Whether a call is waited for, or its promise handed to who waits for the function, and nothing catches what it throws where the variable is still there. */
function letsOut(call: Node, name: Node): boolean {
  const { parent } = wrapped(call)
  const block = blockAround(name)
  return (parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement') && !isCaught(parent, block && isInside(call, block) && functionAround(call) === functionAround(name) ? block : functionAround(call))
}

/** How many functions stand between what fails and what puts the flag up. */
const MOST_BETWEEN = 3

/**
 * What puts up for good, in the code of a function, another flag that the same test asks for: `if (this.closed || this.busy) return`
 * and `catch { this.fail() }` that closes. Then it is not the flag that is left up which keeps later calls out.
 */
export function endsByGuard(sourceCode: SourceCode, guard: Node, owner: FunctionNode): readonly Node[] {
  const whole = conditionAround(guard)
  if (whole === guard) return []
  const keys = partsOfCondition(whole).flatMap((part) => (part === guard ? [] : (placeKey(sourceCode, part) ?? [])))
  return keys.flatMap((key) => raisedForGood(sourceCode).get(key) ?? []).flatMap((raised) => leadingTo(sourceCode, raised, owner, 0))
}

/** The whole of `a || b || c`, of which one part is enough. */
function conditionAround(part: Node): Node {
  let at = part
  while (at.parent?.type === 'LogicalExpression' && at.parent.operator === '||') at = at.parent
  return at
}

/** Where the function does something, or calls what does it whatever else happens. */
function leadingTo(sourceCode: SourceCode, node: Node, owner: FunctionNode, depth: number): readonly Node[] {
  if (isInside(node, owner)) return [node]
  const by = ownerOf(node)
  const statement = node.type === 'CallExpression' ? wrapped(node).parent : node.parent && wrapped(node.parent).parent
  if (!isFunction(by) || statement?.type !== 'ExpressionStatement' || statement.parent !== by.body || depth >= MOST_BETWEEN) return []
  return callersOf(sourceCode, by).flatMap((call) => leadingTo(sourceCode, call, owner, depth + 1))
}

/** How many links of a chain are looked at. */
const MOST_LINKS = 8

const pageRoots = evidenceFrom(pageGlobals)

/** Whether what hears of the rejection of a chain ends the whole program: `.catch((error) => setTimeout(() => { throw error }))`. In a page that is a line in the console. */
export function failureEndsProgram(sourceCode: SourceCode, chain: Node): boolean {
  let at = chain
  for (let i = 0; i < MOST_LINKS; i++) {
    const heard = isCall(at) && at.arguments.some((each) => reactionOf(sourceCode, each)?.on === 'rejected' && isLastWord(sourceCode, each))
    if (heard) return !mentions(sourceCode, pageRoots)
    const member = wrapped(at).parent
    const call = member?.type === 'MemberExpression' && unwrap(member.object) === at ? wrapped(member).parent : undefined
    if (!isCall(call)) return false
    at = call
  }
  return false
}

/** Whether a function does nothing but end the program: at once, or by an error that a timer throws, which nobody can catch. */
function isLastWord(sourceCode: SourceCode, handler: Node): boolean {
  const fn = functionBehind(sourceCode, handler)
  const last = fn && lastOf(fn)
  const call = last?.type === 'ExpressionStatement' ? unwrap(last.expression) : last
  if (!isCall(call)) return false
  if (callEndOf(sourceCode, call) === 'ends') return true
  const [thrower] = call.arguments
  const later = thrower && deferrers.has(calledPath(sourceCode, call) ?? '') ? functionBehind(sourceCode, thrower) : undefined
  return later !== undefined && lastOf(later)?.type === 'ThrowStatement'
}

function lastOf({ body }: FunctionNode): Node | undefined {
  return body.type === 'BlockStatement' ? body.body.at(-1) : unwrap(body)
}
