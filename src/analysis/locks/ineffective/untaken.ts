import { membersNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { spotOf } from '../effects.ts'
import { type LockUse, lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'

/** A lock that is waited for and that nobody can take: all that the program does with it stands in this file, and is waiting and asking. */
export function untakenLock(sourceCode: SourceCode, { call, does, places }: LockUse): Fault | undefined {
  const callee = unwrap(call.callee)
  if (does !== 'wait' || callee.type !== 'MemberExpression' || wrapped(call).parent?.type !== 'AwaitExpression') return undefined
  const uses = usesOfOwn(sourceCode, unwrap(callee.object))
  if (!uses?.every((use) => isLook(sourceCode, use))) return undefined
  return { kind: 'untaken', at: spotOf(call), lock: places[0], call: `${keyName(callee) ?? 'this call'}()` }
}

/** All uses of a lock that this file makes and keeps for itself: in a constant that it does not export, or in a private field; undefined for others. */
function usesOfOwn(sourceCode: SourceCode, lock: Node): readonly Node[] | undefined {
  if (lock.type === 'MemberExpression') {
    const name = lock.object.type === 'ThisExpression' ? keyName(lock) : undefined
    return name?.startsWith('#') ? membersNamed(sourceCode, name) : undefined
  }
  const variable = lock.type === 'Identifier' ? variableOf(sourceCode, lock) : undefined
  const [def, second] = variable?.defs ?? []
  const declarator: Node | undefined = def?.node
  if (!variable || second || declarator?.type !== 'VariableDeclarator' || declarator.init?.type !== 'NewExpression' || declarator.parent.parent.type === 'ExportNamedDeclaration') return undefined
  return variable.references.flatMap(({ identifier, init }) => (init === true ? [] : [identifier]))
}

/** Whether a use of the lock waits for it or asks about it, and does nothing else. */
function isLook(sourceCode: SourceCode, use: Node): boolean {
  const member = wrapped(use).parent
  const call = member?.type === 'MemberExpression' && member.object === wrapped(use) ? wrapped(member).parent : undefined
  const found = isCall(call) && unwrap(call.callee) === member ? lockUses(sourceCode).get(call) : undefined
  return found?.does === 'wait' || found?.does === 'query'
}
