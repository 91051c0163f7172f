import type { TSESTree } from '@typescript-eslint/utils'

import { askingFor, fileSystems, puttingBack } from '../../knowledge/stores.ts'
import { calledName, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, type Node, unwrap } from '../../utils/syntax.ts'

/** A call of one of two methods that say by their names that they read and write the same: of what, by which keys, and what is put there. */
export interface TwinCall {
  readonly does: 'read' | 'write'
  readonly store: string
  readonly key: Node
  readonly text: string
  readonly values: readonly Node[]
}

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
export function twinAt(sourceCode: SourceCode, call: Call): TwinCall | undefined {
  const name = calledName(call) ?? ''
  const callee = unwrap(call.callee)
  const [first, ...values] = call.arguments
  const noun = (askingFor.exec(name) ?? puttingBack.exec(name))?.[1]
  // Of files more is known: what is asked, and who else may ask.
  if (noun === undefined || callee.type !== 'MemberExpression' || !first || !twinNames(sourceCode).has(name) || fileSystems.test(sourceCode.getText(callee.object))) return undefined
  const does = askingFor.test(name) ? 'read' : 'write'
  const store = `${sourceCode.getText(callee.object)} ${noun}`
  const object = unwrap(first)
  if (object.type !== 'ObjectExpression') return { does, store, key: first, text: sourceCode.getText(first), values }
  const keys = object.properties.filter((each): each is TSESTree.Property => each.type === 'Property' && isPlain(each.value))
  const rest = object.properties.flatMap((each) => (each.type === 'Property' && !isPlain(each.value) ? [each.value] : []))
  return { does, store, key: first, text: keys.map((each) => `${keyName(each) ?? ''}=${sourceCode.getText(each.value)}`).sort().join(), values: rest }
}

/** A constant, a name, or a member of one: by that a row or a state is found. */
function isPlain(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'Literal' || node.type === 'Identifier' || node.type === 'MemberExpression'
}
