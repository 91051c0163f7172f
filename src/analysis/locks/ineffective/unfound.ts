import type { TSESTree } from '@typescript-eslint/utils'

import { lockAt } from '../../../knowledge/index.ts'
import { callsNamed, within } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, keyName, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { denote, pathOf } from '../../resolve/denote.ts'
import { functionName } from '../names.ts'
import type { Fault } from './faults.ts'

/**
 * `const key = { user, room }; let lock = locks.get(key); if (!lock) locks.set(key, lock = new Mutex())`: locks that are kept under an
 * object which each call makes anew. A map finds it again by itself alone, so that no other call does.
 */
export function unfoundLocks(sourceCode: SourceCode): readonly Fault[] {
  return callsNamed(sourceCode, PUTTING).flatMap((call): readonly Fault[] => {
    const [key, value, more] = call.arguments
    const on = unwrap(call.callee)
    const owner = functionAround(call)
    if (call.type !== 'CallExpression' || on.type !== 'MemberExpression' || !key || !value || more || !owner) return []
    if (!isMadeAnew(sourceCode, key) || !isLock(sourceCode, value) || !isLookedFor(sourceCode, call, on, key)) return []
    return [{ kind: 'unfound', at: key.loc, lock: undefined, by: functionName(sourceCode, owner), key: sourceCode.getText(key) }]
  })
}

const PUTTING: ReadonlySet<string> = new Set(['set'])
const LOOKING: ReadonlySet<string> = new Set(['get', 'has'])

/** Whether each call of the function around has another object there. */
function isMadeAnew(sourceCode: SourceCode, key: Node): boolean {
  const made = unwrap(onlyValue(sourceCode, unwrap(key)) ?? key)
  return (made.type === 'ObjectExpression' || made.type === 'ArrayExpression' || made.type === 'NewExpression') && ownerOf(made) === ownerOf(key)
}

function isLock(sourceCode: SourceCode, value: Node): boolean {
  const path = pathOf(sourceCode, denote(sourceCode, unwrap(value)))
  return path !== undefined && lockAt(path) !== undefined
}

/** Whether the function looks for the same key in the same map. */
function isLookedFor(sourceCode: SourceCode, call: TSESTree.CallExpression, { object }: TSESTree.MemberExpression, key: Node): boolean {
  const [map, text] = [sourceCode.getText(object), sourceCode.getText(key)]
  return within(callsNamed(sourceCode, LOOKING), ownerOf(call)).some(({ callee, arguments: [asked] }) => {
    const on = unwrap(callee)
    return on.type === 'MemberExpression' && keyName(on) !== undefined && sourceCode.getText(on.object) === map && asked !== undefined && sourceCode.getText(asked) === text
  })
}
