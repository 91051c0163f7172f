import { storageAreas, storeFunctions } from '../../../knowledge/stores.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
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
}

/** What the functions of such stores are called. */
export const areaNames: ReadonlySet<string> = new Set(['get', 'set', ...[...storeFunctions.keys()].map(lastName)])

const areaPaths: ReadonlyMap<string, AreaCall['does']> = new Map(storageAreas.flatMap((area) => (['get', 'set'] as const).map((name) => [`${area}.${name}`, name === 'get' ? 'read' : 'write'] as const)))

/** `chrome.storage.local.set({ visits: n })`, `set('visits', n)` of a module: undefined for other calls, and for several keys at once. */
export function areaCallAt(sourceCode: SourceCode, call: Call): AreaCall | undefined {
  const [first, second] = call.arguments
  const path = first && apiOf(sourceCode, call.callee)
  if (!path) return undefined
  const callee = unwrap(call.callee)
  const own = storeFunctions.get(path)
  if (own) return { does: own, store: path.slice(0, path.indexOf('#')), key: first, ...(own === 'write' && second && { value: second }) }
  const does = areaPaths.get(path)
  const key = does && onlyKey(unwrap(first), does)
  return does && key && callee.type === 'MemberExpression' ? { does, store: sourceCode.getText(callee.object), ...key } : undefined
}

/** The one key that a call of an area is about, by a key, a list of one, or an object of one. */
function onlyKey(asked: Node, does: AreaCall['does']): Pick<AreaCall, 'key' | 'name' | 'value'> | undefined {
  if (asked.type === 'ObjectExpression') {
    const [only, second] = asked.properties
    if (only?.type !== 'Property' || second) return undefined
    const name = only.computed ? undefined : keyName(only)
    return { key: only.key, ...(name !== undefined && { name }), ...(does === 'write' && { value: only.value }) }
  }
  if (does === 'write') return undefined
  if (asked.type !== 'ArrayExpression') return { key: asked }
  const [only, second] = asked.elements
  return only && only.type !== 'SpreadElement' && !second ? { key: only } : undefined
}
