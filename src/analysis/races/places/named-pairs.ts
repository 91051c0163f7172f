import type { TSESTree } from '@typescript-eslint/utils'

import { asksByName, putsByName } from '../../../knowledge/cells.ts'
import { linkOn } from '../../../utils/chains.ts'
import { groupBy } from '../../../utils/group.ts'
import { callsWhere } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isAwaited, literalText, type Node } from '../../../utils/syntax.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { functionBehind } from '../../resolve/receiver.ts'
import type { UseAt } from './field-stores.ts'
import { VALUE } from './place.ts'

interface Use {
  readonly call: TSESTree.CallExpression
  readonly does: 'ask' | 'put'
  /** The function that is called. */
  readonly by: Variable
  /** The module, the word behind `get` and `set`, and the keys: what both functions have to agree on. */
  readonly key: string
  readonly text: string
  readonly value?: Node
}

/**
 * `getSetting('hosts')` and `setSetting('hosts', hosts)`: two functions of one other file that are called so answer and replace one
 * value. Only together are they the proof, with the same keys written down, and where what answers is not waited for.
 */
export function usesOfNamedPairs(sourceCode: SourceCode): readonly UseAt[] {
  const puts = callsWhere(sourceCode, (name) => putsByName.test(name))
  if (puts.length === 0) return []
  const uses = [...puts, ...callsWhere(sourceCode, (name) => asksByName.test(name))].flatMap((call) => (call.type === 'CallExpression' ? (useBy(sourceCode, call) ?? []) : []))
  return [...groupBy(uses, ({ key }) => key).values()].flatMap((same): readonly UseAt[] => {
    const put = same.find(({ does }) => does === 'put')
    if (!put || !same.some(({ does }) => does === 'ask')) return []
    const root = { kind: 'variable' as const, variable: put.by, scope: 'module' as const }
    return same.flatMap(({ call, key, text, value }): readonly UseAt[] => {
      const place = { base: `pair:${key}`, part: VALUE, root, path: [key], text } as const
      return [[call, value ? { place, value } : { place }]]
    })
  })
}

function useBy(sourceCode: SourceCode, call: TSESTree.CallExpression): Use | undefined {
  const name = call.callee.type === 'Identifier' ? call.callee.name : ''
  const [, asked] = asksByName.exec(name) ?? []
  const [, put] = putsByName.exec(name) ?? []
  const by = variableOf(sourceCode, call.callee)
  const def = by?.defs[0]
  if (!by || def?.type !== 'ImportBinding' || def.parent.type !== 'ImportDeclaration') return undefined
  const keys = call.arguments.slice(0, put === undefined ? undefined : -1).map((each) => literalText(each))
  const value = put === undefined ? undefined : call.arguments.at(-1)
  if (keys.includes(undefined) || (put !== undefined && (!value || value.type === 'SpreadElement' || functionBehind(sourceCode, value))) || (asked !== undefined && answersLater(call))) return undefined
  const what = [asked ?? put, ...keys.map((key) => JSON.stringify(key))].join(' ')
  return { call, does: put === undefined ? 'ask' : 'put', by, key: `${def.parent.source.value}#${what}`, text: `get${asked ?? put ?? ''}(${keys.map((key) => `'${key ?? ''}'`).join(', ')})`, ...(value && { value }) }
}

/** Its answer comes later, of what is there then. */
function answersLater(call: Node): boolean {
  return isAwaited(call) || linkOn(call) !== undefined
}
