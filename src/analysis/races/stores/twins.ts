import type { TSESTree } from '@typescript-eslint/utils'

import { askingFor, fileSystems, puttingBack } from '../../../knowledge/stores.ts'
import { linkOn } from '../../../utils/chains.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, type CodeOwner, isCall, keyName, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { fateOf } from '../../promises/fate.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'
import { recordAt } from '../../resolve/constants.ts'

/** What stands for the method of a store where its name is one of a pair. */
export const TWIN = 'twin'

/** A call of one of two methods that say by their names that they read and write the same: of what, by which keys, and what is put there. */
interface TwinCall {
  /** The call, or the chain behind it in which a part of its answer is taken. */
  readonly call: Call
  readonly content: Call
  readonly method: typeof TWIN
  readonly does: 'read' | 'write'
  readonly store: string
  readonly key: string
  readonly keyAt: Node
  readonly values: readonly Node[]
  readonly isFile: false
}

/** The calls of such methods, by the code that makes them. */
export const twinCalls = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly TwinCall[]> => {
  const names = twinNames(sourceCode)
  if (names.size === 0) return new Map()
  return groupBy(callsNamed(sourceCode, names).flatMap((call) => twinAt(sourceCode, call) ?? []), ({ call }) => ownerOf(call))
})

/** The methods of the file that have a twin: `getBasket`, `saveBasket`. */
export const twinNames = perFile((sourceCode): ReadonlySet<string> => {
  const reads = new Map<string, string[]>()
  const writes = new Map<string, string[]>()
  for (const name of nodesOf(sourceCode).names) {
    const asked = askingFor.exec(name)?.[1]
    const put = puttingBack.exec(name)?.[1]
    if (asked !== undefined) reads.set(asked, [...(reads.get(asked) ?? []), name])
    if (put !== undefined) writes.set(put, [...(writes.get(put) ?? []), name])
  }
  return new Set([...reads].flatMap(([noun, names]) => (writes.has(noun) ? [...names, ...(writes.get(noun) ?? [])] : [])))
})

/** `client.getState({ name, id })`, `client.setState({ name, id, payload })`, `this.getById(id)`, `this.updateById(id, changes)`. */
function twinAt(sourceCode: SourceCode, call: Call): TwinCall | undefined {
  const name = calledName(call) ?? ''
  const callee = unwrap(call.callee)
  const [first, ...values] = call.arguments
  const noun = (askingFor.exec(name) ?? puttingBack.exec(name))?.[1]
  if (noun !== undefined && callee.type === 'Identifier' && twinNames(sourceCode).has(name)) return wholeAt(sourceCode, call, noun)
  // Of files more is known: what is asked, and who else may ask.
  if (noun === undefined || callee.type !== 'MemberExpression' || !first || !twinNames(sourceCode).has(name) || fileSystems.test(sourceCode.getText(callee.object))) return undefined
  const does = askingFor.test(name) ? 'read' : 'write'
  const store = `${sourceCode.getText(callee.object)} ${noun}`
  const made = { call: does === 'read' ? chainOf(call) : call, content: call, method: TWIN, does, store, keyAt: first, isFile: false } as const
  const read = does === 'write' && values.length === 0 ? readBehind(sourceCode, first, store) : undefined
  if (read) return { ...made, key: sourceCode.getText(read.arguments[0]), values: [first] }
  const object = recordAt(sourceCode, first)
  if (!object) return { ...made, key: sourceCode.getText(first), values }
  const keys = object.properties.filter((each): each is TSESTree.Property => each.type === 'Property' && isPlain(each.value))
  const rest = object.properties.flatMap((each) => (each.type === 'Property' && !isPlain(each.value) ? [each.value] : []))
  return { ...made, key: keys.map((each) => `${keyName(each) ?? ''}=${sourceCode.getText(each.value)}`).sort().join(), values: rest }
}

/** `shop.saveBasket(basket)`, where that is what `await shop.getBasket(id)` has answered: the call that has. */
function readBehind(sourceCode: SourceCode, value: Node, store: string): TSESTree.CallExpression | undefined {
  const answer = value.type === 'Identifier' ? onlyValue(sourceCode, value) : undefined
  const call = answer?.type === 'AwaitExpression' ? awaitedAt(sourceCode, answer) : undefined
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined
  if (call?.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || call.arguments.length === 0) return undefined
  return `${sourceCode.getText(callee.object)} ${askingFor.exec(calledName(call) ?? '')?.[1] ?? ''}` === store ? call : undefined
}

/**
 * `readSettings()`, `writeSettings(settings)`: functions that are given no key, and answer later. What another file exports may be
 * given one: `loadPlayer(id)`, `savePlayer(player)`.
 */
function wholeAt(sourceCode: SourceCode, call: Call, noun: string): TwinCall | undefined {
  const does = askingFor.test(calledName(call) ?? '') ? 'read' : 'write'
  const [first, second] = call.arguments
  const isWhole = does === 'read' ? !second && (!first || isImported(sourceCode, call)) : first !== undefined && !second
  if (!isWhole || fateOf(sourceCode, call).awaits.length === 0) return undefined
  return { call: does === 'read' ? chainOf(call) : call, content: call, method: TWIN, does, store: noun, key: '', keyAt: call.callee, values: first ? [first] : [], isFile: false }
}

function isImported(sourceCode: SourceCode, { callee }: Call): boolean {
  return callee.type === 'Identifier' && variableOf(sourceCode, callee)?.defs[0]?.type === 'ImportBinding'
}

/** A constant, a name, or a member of one: by that a row or a state is found. */
function isPlain(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'Literal' || node.type === 'Identifier' || node.type === 'MemberExpression'
}

/** What of an answer is taken by callbacks on the way: `client.getState(of).then(({ state }) => state)`. */
function chainOf(call: Call): Call {
  const link = linkOn(call)
  return link?.by === 'then' ? chainOf(link.call) : call
}

/** How long the text of a key may be in a message. */
const LONGEST_KEY = 30

/** How a message calls what such a call asks for: `shop.getBasket(id)`. */
export function twinText(sourceCode: SourceCode, { call, keyAt }: { readonly call: Asking, readonly keyAt: Node }): string {
  if (isCall(call) && keyAt === call.callee) return sourceCode.getText(call)
  const key = sourceCode.getText(keyAt)
  return `${sourceCode.text.slice(call.range[0], keyAt.range[0])}${key.length > LONGEST_KEY || key.includes('\n') ? '…' : key})`
}
