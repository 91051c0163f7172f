import type { TSESTree } from '@typescript-eslint/utils'

import { transactionNames, transactionScopes, transactionTypes } from '../../../knowledge/locks/lent.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, isInside, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import type { Variable } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { mentions, rootsOf } from '../../resolve/evidence.ts'
import { spotOf } from '../effects.ts'
import { fateOf } from '../fate.ts'
import { dropsCallback, isDropped, isOnPurpose } from './dropped.ts'
import type { Fault } from './faults.ts'
import { yieldsPromise } from './promises.ts'

const types: ReadonlySet<string> = new Set(transactionTypes)
const roots = rootsOf(transactionTypes)

/** Work in a transaction of the caller's that nobody waits for: the transaction may be over before it. */
export function carriedWork(sourceCode: SourceCode): readonly Fault[] {
  if (!mentions(sourceCode, roots) && !/ransaction|\b(?:trx|tx)\b/u.test(sourceCode.text)) return []
  return [...carryingCalls(sourceCode)].flatMap(([call, carrier]): readonly Fault[] => {
    const fate = fateOf(sourceCode, call)
    if (!isDropped(fate) || fate.chained.length > 0 || isOnPurpose(call, fate)) return []
    const isCallback = dropsCallback(sourceCode, call)
    return isCallback || yieldsPromise(sourceCode, call) ? [{ kind: 'carried', call, at: spotOf(call), carrier: carrier.name, isCallback }] : []
  })
}

/** The calls in which a transaction, or options with one, is passed on that a function around them was given. */
function carryingCalls(sourceCode: SourceCode): ReadonlyMap<TSESTree.CallExpression, Variable> {
  const calls = new Map<TSESTree.CallExpression, Variable>()
  for (const fn of nodesOf(sourceCode).functions) {
    for (const variable of fn.params.length > 0 ? (sourceCode.scopeManager?.getDeclaredVariables(fn) ?? []) : []) {
      if (!isCarrier(sourceCode, variable)) continue
      for (const { identifier } of variable.references) {
        if (!isPassedOn(identifier)) continue
        for (let at: Node | undefined = identifier.parent; at && at !== fn; at = at.parent) if (at.type === 'CallExpression' && !calls.has(at)) calls.set(at, variable)
      }
    }
  }
  return calls
}

/** Whether a name stands as an argument, as the value of an option, or before a method. */
function isPassedOn(name: Node): boolean {
  const outer = wrapped(name)
  const parent = outer.parent
  switch (parent?.type) {
    case 'CallExpression':
      return parent.callee !== outer
    case 'Property':
      return parent.value === outer && parent.parent.type === 'ObjectExpression'
    case 'SpreadElement':
      return parent.parent.type === 'ObjectExpression'
    case 'MemberExpression':
      return parent.object === outer
    default:
      return false
  }
}

function isCarrier(sourceCode: SourceCode, variable: Variable): boolean {
  const [definition] = variable.defs
  const [name] = variable.identifiers
  if (definition?.type !== 'Parameter' || !isFunction(definition.node) || !name) return false
  if (transactionNames.test(variable.name) || (mentions(sourceCode, roots) && types.has(apiOf(sourceCode, name) ?? ''))) return true
  const [first] = definition.node.params
  const given = wrapped(definition.node)
  const call = given.parent
  const callee = call?.type === 'CallExpression' && call.callee !== given ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && transactionScopes.has(keyName(callee) ?? '') && first !== undefined && variable.identifiers.some((each) => isInside(each, first))
}
