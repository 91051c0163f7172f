import { growing, membership } from '../../../knowledge/collections.ts'
import { rowSave } from '../../../knowledge/stores.ts'
import { calledName, callsByName, callsByOwner } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isCall, isFunction, keyName, type Node, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { outcomeForNothing, type Variable, variableOf } from '../../resolve/bindings.ts'
import type { Fault } from '../faults.ts'
import { refuses } from '../harm/refusals.ts'
import { entryOf, isOpen } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { decides } from '../reads/control.ts'
import { gapBetween } from '../reads/tokens.ts'
import { isIsolated } from './isolated.ts'
import { readOf, rowCallAt } from './rows.ts'

/** Whether rows are saved in the file, and something is put into lists: one look. */
const maySaveLists = perFile((sourceCode): boolean => callsByName(sourceCode).has(rowSave) && growing.some((name) => callsByName(sourceCode).has(name)))

/**
 * Lists that rows hold, tested and then added to: `if (event.guests.length >= event.seats) throw …; event.guests.push(user); await
 * event.save()`. Two runs that have read the same row both pass. That the store adds each in one step does not help.
 */
export function fullLists(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || !maySaveLists(sourceCode)) return []
  const saves = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => calledName(call) === rowSave)
  const entry = saves.length > 0 ? entryOf(sourceCode, owner) : undefined
  const flow = entry && flowOf(sourceCode, owner)
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const save of saves) {
    const row = rowOf(sourceCode, save)
    const read = row && readOf(sourceCode, row.name)
    const asked = read && rowCallAt(sourceCode, read)
    if (!row || !read || asked?.does !== 'read' || !isTestedBefore(sourceCode, flow, row.variable, save)) continue
    const [[from], [to]] = [eventsOf(flow, read), eventsOf(flow, save)]
    const wait = from === undefined || to === undefined ? undefined : gapBetween(flow, from, to)
    if (to === undefined || !wait || isLocked(sourceCode, read, save) || latchesBefore(sourceCode, owner, to).length > 0) continue
    return [{ kind: 'oversold', place: asked.model, node: save, read, wait, entry, proven: isOpen(entry) }]
  }
  return []
}

/** The variable of the row that is saved: `row.save()`, `rows.save(row)`. */
function rowOf(sourceCode: SourceCode, { callee, arguments: [given] }: Call): { readonly name: Node; readonly variable: Variable } | undefined {
  const on = unwrap(callee)
  const name = given && unwrap(given).type === 'Identifier' ? unwrap(given) : on.type === 'MemberExpression' ? unwrap(on.object) : undefined
  const variable = name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  return name && variable && { name, variable }
}

/** Whether a list of the row is added to before it is saved, behind a test of that list which refuses others. */
function isTestedBefore(sourceCode: SourceCode, flow: Flow, row: Variable, save: Call): boolean {
  const tests = testsOf(flow)
  return listsAddedTo(row, save).some(({ column, call }) => eventsOf(flow, call).some((event) => tests.some((test) => {
    const outcome = decides(flow, test, event)
    return outcome !== undefined && asksFor(sourceCode, test.node, row, column) && outcomeForMember(test.node) !== outcome && refuses(test, !outcome)
  })))
}

/** `event.guests.push(user)`. */
function listsAddedTo({ references }: Variable, save: Call): readonly { readonly column: string; readonly call: Call }[] {
  return references.flatMap(({ identifier }) => {
    const list = wrapped(identifier).parent
    const column = list?.type === 'MemberExpression' && list.object === wrapped(identifier) ? keyName(list) : undefined
    const method = list && wrapped(list).parent
    const call = method?.type === 'MemberExpression' && growing.includes(keyName(method) ?? '') ? wrapped(method).parent : undefined
    return column !== undefined && isCall(call) && call.callee === method && call.range[1] <= save.range[0] ? [{ column, call }] : []
  })
}

/**
 * Whether a test looks at the list: `event.guests.length >= event.seats`, `event.guests.includes(user)`. That there is one at all,
 * as `!event.guests` asks, changes by none that is added.
 */
function asksFor(sourceCode: SourceCode, test: Node, row: Variable, column: string): boolean {
  if (unwrap(test).type === 'MemberExpression' || outcomeForNothing(test) !== undefined) return false
  let found = false
  walkOwn(sourceCode, test, (node) => {
    found ||= node.type === 'MemberExpression' && keyName(node) === column && node.object.type === 'Identifier' && variableOf(sourceCode, node.object) === row
  })
  return found
}

/** How a question for an element comes out where it is in the list: `event.guests.includes(user)`. By one more, that changes to no other answer. */
function outcomeForMember(test: Node): boolean | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = outcomeForMember(node.argument)
    return inner === undefined ? undefined : !inner
  }
  return isCall(node) && membership.has(calledName(node) ?? '') ? true : undefined
}
