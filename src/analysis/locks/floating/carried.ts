import { transactionNames, transactionScopes, transactionTypes } from '../../../knowledge/locks/lent.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, isFunction, isInside, keyName, type Node, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
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

/** Work in a transaction of the caller's that nobody waits for: the transaction may be over before it. */
export function carriedWork(sourceCode: SourceCode): readonly Fault[] {
  if (!mentions(sourceCode, roots) && !/ransaction|\btrx\b/u.test(sourceCode.text)) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly Fault[] => {
    if (call.type !== 'CallExpression') return []
    const fate = fateOf(sourceCode, call)
    if (!isDropped(fate) || fate.chained.length > 0 || isOnPurpose(call, fate)) return []
    const carrier = carrierIn(sourceCode, call)
    if (!carrier) return []
    const isCallback = dropsCallback(sourceCode, call)
    return isCallback || yieldsPromise(sourceCode, call) ? [{ kind: 'carried', call, at: spotOf(call), carrier: carrier.name, isCallback }] : []
  })
}

/** A transaction, or options with one, that code outside of the call was given and the call passes on. */
function carrierIn(sourceCode: SourceCode, call: Call): Variable | undefined {
  let carrier: Variable | undefined
  walk(sourceCode, call, (node) => {
    if (carrier) return false
    const variable = node.type === 'Identifier' && isPassedOn(node) ? variableOf(sourceCode, node) : undefined
    if (variable && !variable.identifiers.some((name) => isInside(name, call)) && isCarrier(sourceCode, variable, node)) carrier = variable
    return true
  })
  return carrier
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

function isCarrier(sourceCode: SourceCode, variable: Variable, name: Node): boolean {
  const [definition] = variable.defs
  if (definition?.type !== 'Parameter' || !isFunction(definition.node)) return false
  if (transactionNames.test(variable.name) || types.has(apiOf(sourceCode, name) ?? '')) return true
  const [first] = definition.node.params
  const given = wrapped(definition.node)
  const call = given.parent
  const callee = call?.type === 'CallExpression' && call.callee !== given ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && transactionScopes.has(keyName(callee) ?? '') && first !== undefined && variable.identifiers.some((each) => isInside(each, first))
}
