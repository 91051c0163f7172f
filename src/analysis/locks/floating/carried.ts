import type { TSESTree } from '@typescript-eslint/utils'

import { beginning, beginStatement, transactionNames, transactionScopes, transactionTypeNames, transactionTypes } from '../../../knowledge/locks/lent.ts'
import { callsNamed, nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, isFunction, isInside, keyName, literalText, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { mentions, rootsOf } from '../../resolve/evidence.ts'
import { spotOf } from '../effects.ts'
import { fateOf } from '../fate.ts'
import { dropsCallback, isDropped, isOnPurpose } from './dropped.ts'
import type { Fault } from './faults.ts'
import { yieldsPromise } from './promises.ts'

const types: ReadonlySet<string> = new Set(transactionTypes)
const roots = rootsOf(transactionTypes)

/** Work in a transaction that nobody waits for: the transaction may be over before it. */
export function carriedWork(sourceCode: SourceCode): readonly Fault[] {
  if (!mentions(sourceCode, roots) && !/ransaction|\b(?:trx|tx|BEGIN)\b/u.test(sourceCode.text)) return []
  return [...carryingCalls(sourceCode)].flatMap(([call, carrier]): readonly Fault[] => {
    const fate = fateOf(sourceCode, call)
    if (!isDropped(fate) || fate.chained.length > 0 || isOnPurpose(call, fate)) return []
    const isCallback = dropsCallback(sourceCode, call)
    return isCallback || yieldsPromise(sourceCode, call) ? [{ kind: 'carried', call, at: spotOf(call), carrier: carrier.name, isCallback }] : []
  })
}

/** The calls in which a transaction, or options with one, is passed on that a function around them was given, or a client on which it has begun one. */
function carryingCalls(sourceCode: SourceCode): ReadonlyMap<TSESTree.CallExpression, Variable> {
  const calls = new Map<TSESTree.CallExpression, Variable>()
  const add = (variable: Variable, within: Node): void => {
    for (const { identifier } of variable.references) {
      if (!isPassedOn(identifier) || !isInside(identifier, within)) continue
      for (let at: Node | undefined = identifier.parent; at && at !== within; at = at.parent) if (at.type === 'CallExpression' && !calls.has(at)) calls.set(at, variable)
    }
  }
  for (const fn of nodesOf(sourceCode).functions) {
    const declared = fn.params.length > 0 ? (sourceCode.scopeManager?.getDeclaredVariables(fn) ?? []) : []
    for (const variable of declared) if (isCarrier(sourceCode, variable)) add(variable, fn)
  }
  for (const begin of callsNamed(sourceCode, beginning)) {
    const fn = functionAround(begin)
    const variable = fn && begunOn(sourceCode, begin)
    if (variable) add(variable, fn)
  }
  return calls
}

/** `await client.query('BEGIN')`: the client that the function has begun a transaction on, and waits for. */
function begunOn(sourceCode: SourceCode, begin: Call): Variable | undefined {
  const callee = unwrap(begin.callee)
  const [text] = begin.arguments
  if (callee.type !== 'MemberExpression' || wrapped(begin).parent?.type !== 'AwaitExpression' || !text || !beginStatement.test(literalText(text) ?? '')) return undefined
  const name = unwrap(callee.object)
  return name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
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
  if ((transactionNames.test(variable.name) && !isOtherwiseTyped(name)) || (mentions(sourceCode, roots) && types.has(apiOf(sourceCode, name) ?? ''))) return true
  const [first] = definition.node.params
  const given = wrapped(definition.node)
  const call = given.parent
  const callee = call?.type === 'CallExpression' && call.callee !== given ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && transactionScopes.has(keyName(callee) ?? '') && first !== undefined && variable.identifiers.some((each) => isInside(each, first))
}

/** `transaction: WorkflowTransactionData`: what has a type that says something else is no transaction of a database. */
function isOtherwiseTyped(name: Node): boolean {
  const type = name.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined
  if (type?.type !== 'TSTypeReference') return false
  const last = type.typeName.type === 'TSQualifiedName' ? type.typeName.right.name : type.typeName.type === 'Identifier' ? type.typeName.name : ''
  return !transactionTypeNames.test(last)
}
