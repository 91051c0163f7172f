import { thunkMakers, thunkMethods } from '../../../../knowledge/requests.ts'
import { puttingBack } from '../../../../knowledge/stores.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, type Node, propertyOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf, type Flow } from '../../../flow/graph.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { sourcesOf, variableOf } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { evidenceFrom, mentions } from '../../../resolve/evidence.ts'
import type { Fault } from '../../faults.ts'
import { isAddedTo } from '../../harm/additions.ts'
import { nameFor } from '../../overlap/entries.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { restsOn } from '../../reads/dependence.ts'
import { waitBetween } from '../../reads/stale.ts'

const roots = evidenceFrom(thunkMakers)

/** Whether a file makes actions that wait, and are given the state of the store. */
export function hasThunks(sourceCode: SourceCode): boolean {
  return mentions(sourceCode, roots)
}

/**
 * `const { unread } = getState().inbox; await markRead(id); dispatch(setUnread(unread - 1))`: what the store is told is made of its
 * state from before the wait, and takes the place of what it is now.
 */
export function lateDispatches(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || !hasThunks(sourceCode) || !isThunk(sourceCode, owner) || isAskedFirst(owner)) return []
  const calls = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => isGiven(sourceCode, owner, call))
  const asks = calls.filter((call) => calledName(call) === thunkMethods.asks)
  const tells = asks.length > 0 ? calls.filter((call) => calledName(call) === thunkMethods.tells) : []
  const flow = tells.length > 0 ? flowOf(sourceCode, owner) : undefined
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const tell of tells) {
    const [to] = eventsOf(flow, tell)
    for (const value of valuesTold(sourceCode, flow, tell)) {
      const links = restsOn(sourceCode, flow, value, new Set<Node>(asks))
      const ask = asks.find((each) => links.has(each) && links.get(each) !== 'call')
      const [from] = ask ? eventsOf(flow, ask) : []
      const wait = from === undefined || to === undefined ? undefined : waitBetween(flow, from, to)
      if (ask && wait) return [{ kind: 'lost', place: sourceCode.getText(stateOf(ask)), node: tell, read: ask, wait, entry: { strength: 'public', who: nameFor(owner), of: owner }, proven: true }]
    }
  }
  return []
}

function isThunk(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const call = wrapped(fn).parent
  return call?.type === 'CallExpression' && call.arguments[1] === fn && thunkMakers.has(apiOf(sourceCode, call.callee) ?? '')
}

/** `createAsyncThunk(type, load, { condition })`: it is asked before each run whether that may begin. */
function isAskedFirst(fn: FunctionNode): boolean {
  const call = wrapped(fn).parent
  return call?.type === 'CallExpression' && call.arguments[2] !== undefined && propertyOf(call.arguments[2], thunkMethods.mayBegin) !== undefined
}

/** Whether a call is of what the store gives the function: `getState()` of `{ getState }`, `api.getState()`. */
function isGiven(sourceCode: SourceCode, owner: FunctionNode, { callee }: Call): boolean {
  const node = unwrap(callee)
  const name = node.type === 'MemberExpression' ? unwrap(node.object) : node
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'parameter' && source.of === owner && source.index === 1 && !second
}

/**
 * What an action is made of that adds to something: `setUnread(unread - 1)`, `put({ notes: [...notes, note] })`. A number may also be what
 * is to be added, but not one that was asked for: `added({ notes: await load(page + 1), page: page + 1 })`.
 */
function valuesTold(sourceCode: SourceCode, flow: Flow, { arguments: [action] }: Call): readonly Node[] {
  const made = action && unwrap(action)
  const given = made?.type === 'CallExpression' ? made.arguments.map(unwrap) : made ? [made] : []
  const parts = given.flatMap((each) => (each.type === 'ObjectExpression' ? each.properties.flatMap((property) => (property.type === 'Property' ? [unwrap(property.value)] : [])) : [each]))
  const isPut = made?.type === 'CallExpression' && puttingBack.test(calledName(made) ?? '')
  return parts.filter((each) => isAddedTo(each) && (each.type === 'ArrayExpression' || isPut || isAskedWith(sourceCode, flow, each)))
}

/** Whether the answer to a question is waited for that is asked with the same. */
function isAskedWith(sourceCode: SourceCode, flow: Flow, value: Node): boolean {
  const text = sourceCode.getText(value)
  return suspensionPoints(flow).some((event) => {
    const wait = flow.nodes[event]
    const asked = wait?.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
    return isCall(asked) && asked.arguments.some((each) => sourceCode.getText(each) === text)
  })
}

/** `getState().inbox`: the part of the state that is looked at. */
function stateOf(ask: Call): Node {
  let at: Node = ask
  while (wrapped(at).parent?.type === 'MemberExpression') at = wrapped(at).parent as Node
  return at
}
