import { objectCommands, objectInput, sending, storageAreas, storeFunctions } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { isNothing } from '../../resolve/bindings.ts'
import { propertyAt, recordAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { lastName } from '../../resolve/path.ts'

/** A call of a store that we know by its API: of what, under which key, and what is put there. */
export interface AreaCall {
  readonly does: 'read' | 'write'
  readonly store: string
  readonly key: Node
  /** The key is a name, of a property. */
  readonly name?: string
  readonly value?: Node
  /** All keys there are: `get()`. */
  readonly isAll?: true
}

/** What the functions of such stores are called. */
export const areaNames: ReadonlySet<string> = new Set(['get', 'set', sending, ...[...storeFunctions.keys()].map(lastName)])

const areaPaths: ReadonlyMap<string, AreaCall['does']> = new Map(storageAreas.flatMap((area) => (['get', 'set'] as const).map((name) => [`${area}.${name}`, name === 'get' ? 'read' : 'write'] as const)))

/** `chrome.storage.local.set({ visits: n })`, `set('visits', n)` of a module, one for each key; none for other calls. */
export function areaCallsAt(sourceCode: SourceCode, call: Call): readonly AreaCall[] {
  const [first, second] = call.arguments
  if (calledName(call) === sending) return objectCallsAt(sourceCode, first)
  const path = apiOf(sourceCode, call.callee) ?? ''
  const callee = unwrap(call.callee)
  const own = storeFunctions.get(path)
  if (own && first) return [{ does: own, store: path.slice(0, path.indexOf('#')), key: first, ...(own === 'write' && second && { value: second }) }]
  const does = areaPaths.get(path)
  if (!does || callee.type !== 'MemberExpression') return []
  const store = sourceCode.getText(callee.object)
  if (!first || isNothing(unwrap(first))) return does === 'read' ? [{ does, store, key: call, isAll: true }] : []
  return keysIn(recordAt(sourceCode, first) ?? unwrap(first), does).map((key) => ({ does, store, ...key }))
}

/** `client.send(new PutObjectCommand({ Bucket, Key, Body }))`: a whole object under its key. */
function objectCallsAt(sourceCode: SourceCode, sent: Node | undefined): readonly AreaCall[] {
  const command = sent && unwrap(sent)
  const does = command?.type === 'NewExpression' ? objectCommands.get(apiOf(sourceCode, command.callee) ?? '') : undefined
  const input = command?.type === 'NewExpression' ? command.arguments[0] : undefined
  const [store, key, value] = [objectInput.store, objectInput.key, objectInput.value].map((name) => propertyAt(sourceCode, input, name))
  return does && store && key ? [{ does, store: sourceCode.getText(store), key, ...(does === 'write' && value && { value }) }] : []
}

/** The keys that a call of an area is about, by a key, a list of them, or an object. */
function keysIn(asked: Node, does: AreaCall['does']): readonly Pick<AreaCall, 'key' | 'name' | 'value'>[] {
  if (asked.type === 'ObjectExpression') {
    return asked.properties.flatMap((each) => {
      const name = each.type === 'Property' && !each.computed ? keyName(each) : undefined
      return each.type === 'Property' ? [{ key: each.key, ...(name !== undefined && { name }), ...(does === 'write' && { value: each.value }) }] : []
    })
  }
  if (does === 'write') return []
  if (asked.type !== 'ArrayExpression') return [{ key: asked }]
  return asked.elements.flatMap((each) => (each && each.type !== 'SpreadElement' ? [{ key: each }] : []))
}
