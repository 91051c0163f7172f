import { addingByName, askingByName, fileSystems, lastByName, markingByName, ownStores, sizeByName, stateBehind, waitingByName } from '../../../knowledge/stores.ts'
import { linkOn } from '../../../utils/chains.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsByOwner, callsWhere } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import { settingsIn } from '../../statements/settings.ts'
import { keyText } from '../places/place.ts'
import { textsOf } from './columns.ts'
import type { Change, State } from './states.ts'

/** A question to a store of the program's own, or what is put there, told by the name of the method. */
export interface NamedCall {
  /** The store, as the code names it. */
  readonly of: string
  /** What it is given, as text, with the values of records. */
  readonly by: readonly string[]
  /** Records that it is given as a whole, or copies of. */
  readonly wholes: readonly string[]
  /** Whether there is anything at all, or how much, is asked. */
  readonly isOfAll?: true
}

/** The functions that ask something and change it, by the names of its methods alone: one look at their calls. */
export const askingAndChanging = perFile((sourceCode): ReadonlySet<CodeOwner> => {
  const calls = callsByOwner(sourceCode)
  const changing = callsWhere(sourceCode, (name) => addingByName.test(name) || statesBehind(name).length > 0)
  const changed = groupBy(changing.filter((call) => isHandedBack(call) || isOwnStore(call)), ownerOf)
  return new Set([...changed].filter(([owner, own]) => {
    const stores = new Set(own.map((call) => objectText(sourceCode, call)))
    return calls.get(owner)?.some((call) => askingByName.test(calledName(call) ?? '') && stores.has(objectText(sourceCode, call)))
  }).map(([owner]) => owner))
})

/** Whether what a call answers is used where it stands: waited for, answered with, kept, or chained to. A list is pushed to for nothing. */
function isHandedBack(call: Call): boolean {
  const { parent } = wrapped(call)
  return parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement' || parent?.type === 'ArrowFunctionExpression' || parent?.type === 'VariableDeclarator' || linkOn(call) !== undefined
}

/** Whether the name of what a call is made on says that it is a store. */
function isOwnStore({ callee }: Call): boolean {
  const method = unwrap(callee)
  return method.type === 'MemberExpression' && ownStores.test(nameAtEnd(unwrap(method.object)) ?? '')
}

/** The states that a method puts something into, by its name: `used`, of `markUsed` and `useCode`. */
function statesBehind(name: string): readonly string[] {
  const [, marked] = markingByName.exec(name) ?? []
  return marked === undefined ? (stateBehind.get(name.replace(/[A-Z].*$/su, '')) ?? []) : [marked.toLowerCase()]
}

function objectText(sourceCode: SourceCode, { callee }: Call): string {
  const method = unwrap(callee)
  return method.type === 'MemberExpression' ? sourceCode.getText(method.object) : ''
}

/** `await this.users.findByEmail(email)`; undefined for what is no question to such a store. */
export function namedQuestion(sourceCode: SourceCode, call: Call): NamedCall | undefined {
  const name = calledName(call) ?? ''
  const store = askingByName.test(name) ? storeAt(sourceCode, call) : undefined
  if (store === undefined) return undefined
  if (call.arguments.length > 0) return { of: store, ...givenTo(sourceCode, call) }
  return sizeByName.test(name) ? { of: store, by: [], wholes: [], isOfAll: true } : undefined
}

/** The store that is asked for the last of what it holds, or its number: `await this.invoices.findLastNumber()`. */
export function askedForLast(sourceCode: SourceCode, call: Call): string | undefined {
  return lastByName.test(calledName(call) ?? '') ? storeAt(sourceCode, call) : undefined
}

/** The store that is asked for what waits to be taken: `await this.jobs.findNextPending()`. */
export function askedForWaiting(sourceCode: SourceCode, call: Call): string | undefined {
  return waitingByName.test(calledName(call) ?? '') ? storeAt(sourceCode, call) : undefined
}

/** `await this.users.create({ email, hash })`; undefined for what adds nothing. */
export function namedAddition(sourceCode: SourceCode, call: Call): NamedCall | undefined {
  const store = addingByName.test(calledName(call) ?? '') && call.arguments.length > 0 ? storeAt(sourceCode, call) : undefined
  return store === undefined ? undefined : { of: store, ...givenTo(sourceCode, call) }
}

/** `await this.codes.markUsed(code)`: what is put into another state, and the columns that would tell; undefined for what says no such thing. */
export function namedMark(sourceCode: SourceCode, call: Call): Change | undefined {
  const words = statesBehind(calledName(call) ?? '')
  const store = words.length > 0 && call.arguments.length > 0 ? storeAt(sourceCode, call) : undefined
  return store === undefined ? undefined : { call, of: store, states: words.flatMap(columnsFor), by: call.arguments }
}

/** What may say that something is used: `used`, `isUsed`, `usedAt`, `usedBy`, `status`. */
function columnsFor(word: string): readonly State[] {
  const named = [word, `is${word}`, ...['at', 'by', 'on'].map((end) => `${word}${end}`)].map((column): State => ({ column }))
  return [...named, ...['status', 'state'].map((column): State => ({ column, value: `'${word}'` }))]
}

/** The store that a method is called on: something that outlives the call, of which the file has no code, and whose answer comes later, or whose name says what it is. */
function storeAt(sourceCode: SourceCode, call: Call): string | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !askingAndChanging(sourceCode).has(ownerOf(call)) || !isKept(sourceCode, callee.object)) return undefined
  const { awaits, returned } = fateOf(sourceCode, call)
  const text = sourceCode.getText(callee.object)
  if (awaits.length === 0 && !returned && !isOwnStore(call)) return undefined
  return fileSystems.test(text) || (apiOf(sourceCode, callee) ?? '').startsWith('node:') || calledFunction(sourceCode, call) ? undefined : text
}

/** `this.users`, `this.app.users`, and what the module has: no object of this call alone. */
export function isKept(sourceCode: SourceCode, object: Node): boolean {
  const node = unwrap(object)
  if (node.type === 'MemberExpression') return !node.computed && (unwrap(node.object).type === 'ThisExpression' || isKept(sourceCode, node.object))
  const definition = node.type === 'Identifier' ? variableOf(sourceCode, node)?.defs[0] : undefined
  return definition?.type === 'ImportBinding' || (definition?.type === 'Variable' && definition.parent.parent.type === 'Program')
}

// ---------------------------------------------------------------- what is given

/** How many names and records are looked into. */
const MOST_DEPTH = 3

type Given = Pick<NamedCall, 'by' | 'wholes'>

/** What a call is given, as text: its arguments, and the values of records among them. */
export function givenTo(sourceCode: SourceCode, { arguments: given }: Call): Given {
  return joined(given.map((each) => partsOf(sourceCode, each, 0)))
}

/** A value as text; of a record, and of what is made of one, its values too: `new User({ email })`, `{ ...body, hash }`. */
function partsOf(sourceCode: SourceCode, value: Node, depth: number): Given {
  const node = unwrap(value.type === 'SpreadElement' ? value.argument : value)
  if (depth > MOST_DEPTH) return { by: [], wholes: [] }
  const below = (nodes: readonly Node[]): Given => joined(nodes.map((each) => partsOf(sourceCode, each, depth + 1)))
  switch (node.type) {
    case 'ObjectExpression':
      return joined([below(settingsIn(sourceCode, node).map((each) => each.value)), below(node.properties.flatMap((each) => (each.type === 'SpreadElement' ? [each] : [])))])
    case 'ArrayExpression':
      return below(node.elements.flatMap((each) => (each ? [each] : [])))
    case 'NewExpression':
    case 'CallExpression':
      return joined([below(node.arguments), { by: textsOf(sourceCode, [node]), wholes: [] }])
    default: {
      const made = node.type === 'Identifier' ? onlyValue(sourceCode, node) : undefined
      const text = keyText(sourceCode, node)
      return joined([{ by: textsOf(sourceCode, [node]), wholes: text === undefined ? [] : [text] }, ...(made && unwrap(made) !== node ? [partsOf(sourceCode, made, depth + 1)] : [])])
    }
  }
}

function joined(parts: readonly Given[]): Given {
  return { by: parts.flatMap(({ by }) => by), wholes: parts.flatMap(({ wholes }) => wholes) }
}
