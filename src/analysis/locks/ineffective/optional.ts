import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { isNothing, isOfModule, type Source, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { memberOf } from '../../resolve/functions.ts'
import { assignedValues, classOfObject, membersOf } from '../../resolve/members.ts'
import { spotOf } from '../effects.ts'
import type { LockUse } from '../uses.ts'
import type { Fault } from './faults.ts'

/** A lock that is taken only if it is there, where it comes later than its first user may. */
export function optionalLock(sourceCode: SourceCode, use: LockUse): Fault | undefined {
  const { call, on, places } = use
  if (!on || use.does !== 'acquire' || !isSkippable(call) || fateOf(sourceCode, call).awaits.length === 0) return undefined
  return mayBeMissing(sourceCode, unwrap(on)) ? { kind: 'optional', at: spotOf(call), lock: places[0] } : undefined
}

/** `mutex?.acquire()`, `lock?.()`. */
function isSkippable({ callee, optional }: LockUse['call']): boolean {
  const member = unwrap(callee)
  return optional || (member.type === 'MemberExpression' && member.optional)
}

/** Whether the file shows a moment at which the lock is not there yet. A lock that callers may leave out is their choice. */
function mayBeMissing(sourceCode: SourceCode, on: Node): boolean {
  switch (on.type) {
    case 'CallExpression': {
      const callee = unwrap(on.callee)
      return callee.type === 'MemberExpression' && keyName(callee) === 'get'
    }
    case 'MemberExpression': {
      if (on.computed && keyName(on) === undefined) return true
      const owner = classOfObject(sourceCode, on.object)
      const member = owner && membersOf(sourceCode, owner).get(keyName(on) ?? '')
      const values = member ? assignedValues(member).filter((each) => !isNothing(each)) : []
      return values.length > 0 && values.every((each) => isMadeLater(each))
    }
    case 'Identifier': {
      const variable = variableOf(sourceCode, on)
      const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
      if (!variable || !source || second) return false
      return isLookup(source) || (isOfModule(variable) && source.kind === 'value' && isMadeLater(source.value))
    }
    default:
      return false
  }
}

/** `const lock = locks.get(id)`. */
function isLookup(source: Source): boolean {
  const value = source.kind === 'value' && source.steps.length === 0 ? unwrap(source.value) : undefined
  const callee = value?.type === 'CallExpression' ? unwrap(value.callee) : undefined
  return callee?.type === 'MemberExpression' && keyName(callee) === 'get'
}

/** Made in a function that is no constructor. */
function isMadeLater(value: Node): boolean {
  const fn = functionAround(value)
  return unwrap(value).type === 'NewExpression' && fn !== undefined && memberOf(fn)?.kind !== 'constructor'
}
