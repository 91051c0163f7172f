import { conditional, isolating, storeReads, storeWrites } from '../../knowledge/stores.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, isFunction, keyName, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { callsByOwner } from '../../utils/nodes.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf, type Flow } from '../flow/graph.ts'
import { reaches, suspensionPoints } from '../flow/queries.ts'
import { variableOf } from '../resolve/bindings.ts'
import { restsOn } from './dependence.ts'
import { entryOf } from './entries.ts'
import type { Fault } from './faults.ts'
import { isLocked, isSerialized } from './guards.ts'
import { keyText } from './places.ts'
import { replacesFields } from './records.ts'

/** One call of a store: of what, by which key. */
interface StoreCall {
  readonly call: Call
  readonly store: string
  readonly key: string
  readonly method: string
}

/** What is kept outside of the program, read, and written back as what was made of it: two runs read the same. */
export const storeUpdates: (sourceCode: SourceCode, owner: CodeOwner) => readonly Fault[] = perNode<CodeOwner, readonly Fault[]>((sourceCode, owner) => {
  if (!isFunction(owner)) return []
  const calls = callsIn(sourceCode, owner)
  const writes = calls.filter(({ method }) => storeWrites.has(method))
  const reads = calls.filter(({ method }) => storeReads.has(method))
  if (writes.length === 0 || reads.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  const entry = entryOf(sourceCode, owner)
  if (flow.imprecise || !entry || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const write of writes) {
    const read = reads.find((each) => each.store === write.store && isUpdate(sourceCode, flow, each, write))
    const wait = read && gap(flow, read.call, write.call)
    if (!read || !wait || conditional.test(sourceCode.getText(write.call)) || isLocked(sourceCode, read.call, write.call)) continue
    const same = replacesFields(sourceCode, owner, read.call, write.call)
    if (same && !isWrittenElsewhere(sourceCode, owner, write.store)) continue
    const keyed = storeWrites.get(write.method) === 'keyed' && /^(?:get|getItem|hget|hGet)$/u.test(read.method)
    const [key] = write.call.arguments
    const place = keyed && key ? `${write.store}[${sourceCode.getText(key)}]` : write.store
    return [{ kind: 'lost', place, node: write.call, read: read.call, wait, entry, proven: keyed && !same && entry.strength !== 'reached' }]
  }
  return []
}, [])

/** Whether other code of the file puts something into the store: then each undoes what the other has done. */
function isWrittenElsewhere(sourceCode: SourceCode, owner: CodeOwner, store: string): boolean {
  return [...callsByOwner(sourceCode).keys()].some((each) => each !== owner && callsIn(sourceCode, each).some((call) => call.store === store && storeWrites.has(call.method)))
}

function callsIn(sourceCode: SourceCode, owner: CodeOwner): readonly StoreCall[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call): readonly StoreCall[] => {
    const callee = unwrap(call.callee)
    const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
    if (callee.type !== 'MemberExpression' || method === undefined || (!storeReads.has(method) && !storeWrites.has(method))) return []
    const [key] = call.arguments
    // A name that is assigned again may be another key by then.
    const text = key && (keyText(sourceCode, key) ?? (unwrap(key).type === 'Identifier' ? undefined : sourceCode.getText(key)))
    return text === undefined ? [] : [{ call, method, key: text, store: sourceCode.getText(callee.object) }]
  })
}

/** Whether what is written was made of what was read, under the same key or as the same thing. */
function isUpdate(sourceCode: SourceCode, flow: Flow, read: StoreCall, write: StoreCall): boolean {
  const nodes = new Set<Node>([read.call])
  if (storeWrites.get(write.method) === 'whole') {
    const [thing] = write.call.arguments
    return thing !== undefined && restsOn(sourceCode, flow, thing, nodes).get(read.call) === 'choice' && isChangedInPlace(sourceCode, thing)
  }
  const value = write.call.arguments.slice(1).find((each) => [...restsOn(sourceCode, flow, each, nodes).values()].some((link) => link !== 'call'))
  return read.key === write.key && value !== undefined && isWaitedFor(read.call, write.method)
}

/** Only what answers later is outside; what answers at once is a map, or a store of the page. */
function isWaitedFor(read: Call, method: string): boolean {
  return method === 'setItem' || wrapped(read).parent?.type === 'AwaitExpression'
}

/** `account.balance -= amount`. */
function isChangedInPlace(sourceCode: SourceCode, thing: Node): boolean {
  const variable = thing.type === 'Identifier' ? variableOf(sourceCode, thing) : undefined
  return variable?.references.some(({ identifier }) => {
    const member = wrapped(identifier).parent
    const change = member?.type === 'MemberExpression' ? wrapped(member).parent : undefined
    return change?.type === 'UpdateExpression' || (change?.type === 'AssignmentExpression' && change.left === member && change.operator !== '=')
  }) ?? false
}

/** Where others run between the two calls; the wait for the answer counts. */
function gap(flow: Flow, read: Call, write: Call): Node | undefined {
  const [from] = eventsOf(flow, read)
  const goals = new Set(eventsOf(flow, write))
  if (from === undefined) return undefined
  const event = suspensionPoints(flow).find((each) => reaches(flow, from, each) && reaches(flow, each, goals))
  return event === undefined ? undefined : flow.nodes[event]
}

/** Whether the code, or what it is given to, makes all its calls one step. */
function isIsolated(sourceCode: SourceCode, owner: CodeOwner): boolean {
  let found = false
  for (let at: CodeOwner | undefined = owner; at && isFunction(at); at = functionAround(at)) {
    walkOwn(sourceCode, at, (node) => {
      const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
      found ||= callee?.type === 'MemberExpression' ? isolating.has(keyName(callee) ?? '') : callee?.type === 'Identifier' && isolating.has(callee.name)
    })
  }
  return found
}
