import type { TSESTree } from '@typescript-eslint/utils'

import { races } from '../../knowledge/lives.ts'
import { endOfChain } from '../../utils/chains.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, type Node, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'
import { calledPath } from '../resolve/receiver.ts'

/**
 * `Promise.race([once(worker, 'message'), once(worker, 'exit')])`: whoever waits goes on as well when something else comes from
 * the handle first. Then its end is listened for, and not waited for.
 */
export function isOneOfRaced(sourceCode: SourceCode, call: Call, handle: Node): boolean {
  const end = endOfChain(call)
  const key = locationOf(sourceCode, unwrap(handle))?.key
  return key !== undefined && racedAs(sourceCode, end).some(({ list, at }) => list.elements.some((each) => each !== null && each !== at && mentionsPlace(sourceCode, each, key)))
}

/** The lists of races that a promise is an element of, where it stands or under the name that it is kept by for nothing else. */
function racedAs(sourceCode: SourceCode, promise: Node): readonly { readonly list: TSESTree.ArrayExpression; readonly at: Node }[] {
  const { parent } = promise
  const variable = parent?.type === 'VariableDeclarator' && parent.init === promise ? variableOf(sourceCode, parent.id) : undefined
  const stands = variable ? variable.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier as Node) : [promise]
  const raced = stands.map((at) => {
    const list = at.parent
    const race = list?.type === 'ArrayExpression' ? wrapped(list).parent : undefined
    return list?.type === 'ArrayExpression' && isCall(race) && races.has(calledPath(sourceCode, race) ?? '') ? { list, at } : undefined
  })
  return raced.includes(undefined) ? [] : raced.flatMap((each) => each ?? [])
}

function mentionsPlace(sourceCode: SourceCode, root: Node, key: string): boolean {
  let found = false
  walk(sourceCode, root, (node) => {
    found ||= (node.type === 'Identifier' || node.type === 'MemberExpression') && locationOf(sourceCode, node)?.key === key
    return !found
  })
  return found
}
