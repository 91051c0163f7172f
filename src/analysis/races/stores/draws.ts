import { callsByOwner, calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { fateOf } from '../../promises/fate.ts'
import { variableOf } from '../../resolve/bindings.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'
import { isHeldFrom } from '../overlap/guards.ts'
import { isSerialized } from '../overlap/queued.ts'
import { restsOn } from '../reads/dependence.ts'
import { gapBetween } from '../reads/tokens.ts'
import { type AskingCommand, askingCommandAt, type ChangingCommand, changingCommandAt, commandNames, takesKeyLock } from './commands.ts'
import { isIsolated } from './isolated.ts'

/**
 * What is read from a store of keys, and taken out of it by a second command: two runs read the same before one of them has
 * taken it out, and both handle it.
 */
export function storeDraws(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || commandNames(sourceCode).size === 0) return []
  const calls = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => commandNames(sourceCode).has(calledName(call) ?? ''))
  const takes = calls.flatMap((call) => changingCommandAt(sourceCode, call) ?? []).filter(({ call, does }) => (does === 'take' || does === 'remove') && isUnasked(sourceCode, call))
  const asks = takes.length > 0 ? calls.flatMap((call) => askingCommandAt(sourceCode, call) ?? []).filter(({ asks: what }) => HANDED.has(what)) : []
  const entry = asks.length > 0 ? entryOf(sourceCode, owner) : undefined
  const flow = entry && flowOf(sourceCode, owner)
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const take of takes) {
    const ask = asks.find((each) => each.of === take.of && each.key === take.key && isTakenOut(sourceCode, flow, each, take) && isUsed(sourceCode, flow, each, take))
    const [from] = ask ? eventsOf(flow, ask.call) : []
    const [to] = eventsOf(flow, take.call)
    const wait = from === undefined || to === undefined ? undefined : gapBetween(flow, from, to)
    if (!ask || from === undefined || !wait || isHeldFrom(sourceCode, flow, { node: ask.call, event: from }, { node: take.call }) || takesKeyLock(sourceCode, owner, ask.call)) continue
    return [{ kind: 'drawn', place: take.of, node: take.call, read: ask.call, wait, entry, proven: ask.asks !== 'members' && (entry.strength === 'proven' || (ask.asks === 'elements' && entry.strength === 'public')) }]
  }
  return []
}

/** What is handed to who asks. */
const HANDED: ReadonlySet<string> = new Set(['value', 'elements', 'members'])

/** Whether nobody looks at what the removal says: `if (await store.zrem(key, job)) …` lets one of two go on. */
function isUnasked(sourceCode: SourceCode, call: Node): boolean {
  const { awaits: [wait] } = fateOf(sourceCode, call)
  return wait !== undefined && wrapped(wait).parent?.type === 'ExpressionStatement'
}

/** Whether what is taken out is what was read: the whole, a part by its position, or what rests on the answer. */
function isTakenOut(sourceCode: SourceCode, flow: Flow, ask: AskingCommand, take: ChangingCommand): boolean {
  if (take.does === 'take') return true
  const nodes = new Set<Node>([ask.call])
  return take.given.some((value) => restsOn(sourceCode, flow, value, nodes).size > 0)
}

/** Whether the code does more with the answer than to test it and to take it out. */
function isUsed(sourceCode: SourceCode, flow: Flow, ask: AskingCommand, take: ChangingCommand): boolean {
  const names = namesOf(ask.call)
  const tests = testsOf(flow)
  return names.some((name) => variableOf(sourceCode, name)?.references.some(({ identifier }) =>
    identifier !== name && !isInside(identifier, take.call) && !tests.some(({ node }) => isInside(identifier, node))))
}

/** The names that the answer, or parts of it, are kept by. */
function namesOf(call: Node): readonly Node[] {
  const wait = wrapped(call).parent
  let at = wait && wrapped(wait)
  while (at && at.parent && at.parent.type !== 'VariableDeclarator' && /Expression$/u.test(at.parent.type)) at = at.parent
  const declared = at?.parent?.type === 'VariableDeclarator' ? at.parent.id : undefined
  if (declared?.type === 'Identifier') return [declared]
  return declared?.type === 'ArrayPattern' ? declared.elements.flatMap((each) => (each?.type === 'Identifier' ? [each] : [])) : []
}
