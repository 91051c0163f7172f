import { rowLocks } from '../../../knowledge/locks/lent.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, keyName, type Node, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { variableOf } from '../../resolve/bindings.ts'
import type { Fault } from './faults.ts'

/**
 * `Row.findByPk(id, { lock: transaction.LOCK.UPDATE })`: the lock that a query asks for ends with it, where the transaction that
 * is at hand is not passed along.
 */
export function rowLocksOfNoTransaction(sourceCode: SourceCode): readonly Fault[] {
  const { members, names } = nodesOf(sourceCode)
  if (!names.has(rowLocks.kinds)) return []
  return members.flatMap((member): readonly Fault[] => {
    const holder = keyName(member) === rowLocks.kinds ? unwrap(member.object) : undefined
    const option = holder?.type === 'Identifier' && isLocal(sourceCode, holder) ? optionAround(member) : undefined
    const options = option?.parent
    if (holder?.type !== 'Identifier' || !option || options?.type !== 'ObjectExpression' || !isCall(wrapped(options).parent)) return []
    const isPassed = options.properties.some((each) => each.type === 'SpreadElement' || keyName(each) === rowLocks.transaction || mentions(sourceCode, each, option, holder.name))
    return isPassed ? [] : [{ kind: 'unbound', at: option.loc, lock: undefined, by: holder.name }]
  })
}

/** A transaction of this code: a parameter or variable, not the class. */
function isLocal(sourceCode: SourceCode, name: Node): boolean {
  const type = variableOf(sourceCode, name)?.defs[0]?.type
  return type === 'Variable' || type === 'Parameter'
}

/** The option `lock` that a node stands in. */
function optionAround(node: Node): Node | undefined {
  for (let at = node.parent; at && !isCall(at); at = at.parent) if (at.type === 'Property' && keyName(at) === rowLocks.option) return at
  return undefined
}

/** Whether another option is given the transaction, by whatever name. */
function mentions(sourceCode: SourceCode, property: Node, option: Node, name: string): boolean {
  let found = false
  if (property !== option) walkOwn(sourceCode, property, (node) => {
    found ||= node.type === 'Identifier' && node.name === name
  })
  return found
}
