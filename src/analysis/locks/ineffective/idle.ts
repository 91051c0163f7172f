import { transactionMethods } from '../../../knowledge/io.ts'
import { implicitTransactions } from '../../../knowledge/locks/connections.ts'
import { explicitTransactions, transactionCommits, transactionFrame, transactionHolders } from '../../../knowledge/locks/lent.ts'
import { calledName, callsNamed, nodesOf, within } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, isInside, keyName, nameAtEnd, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type Variable, variableHolding } from '../../resolve/bindings.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import { spotOf } from '../effects.ts'
import { lockUseAt } from '../uses.ts'
import type { Fault } from './faults.ts'

const openers: ReadonlySet<string> = new Set([...transactionMethods, ...transactionHolders])
const implicit = evidenceFrom(implicitTransactions)

/**
 * Transactions that are begun and committed around work that is not asked in them: `const transaction = await sequelize.transaction();
 * await Note.create(note); await transaction.commit()`. What hands out such a transaction knows of nothing that is not told of it.
 */
export function idleTransactions(sourceCode: SourceCode): readonly Fault[] {
  const openings = callsNamed(sourceCode, openers)
  if (openings.length === 0 || mentions(sourceCode, implicit)) return []
  return openings.flatMap((opening): readonly Fault[] => {
    const outer = wrapped(opening).parent
    const variable = outer && isExplicit(sourceCode, opening) ? variableHolding(sourceCode, outer.type === 'AwaitExpression' ? outer : opening) : undefined
    const uses = variable && usesOf(variable)
    const commit = uses?.find((use) => use?.name !== undefined && transactionCommits.has(use.name))
    if (!variable || !uses || !commit || uses.some((use) => !use) || !isBegun(opening, uses)) return []
    return hasWorkBetween(sourceCode, opening, commit.at, uses) ? [{ kind: 'idle', at: spotOf(opening), lock: undefined, by: variable.name, until: commit.at }] : []
  })
}

/** Whether what opens it is known to need it handed on: by its library, by its name, by the only thing that is called so. */
function isExplicit(sourceCode: SourceCode, opening: Call): boolean {
  const callee = unwrap(opening.callee)
  if (opening.type !== 'CallExpression' || callee.type !== 'MemberExpression' || opening.arguments.some((each) => unwrap(each).type.endsWith('FunctionExpression'))) return false
  return transactionHolders.has(calledName(opening) ?? '') || lockUseAt(sourceCode, opening)?.model.lease !== undefined || explicitTransactions.test(nameAtEnd(unwrap(callee.object)) ?? '')
}

interface Use {
  readonly at: Node
  /** The method that is called; absent: it is only asked whether it is there, or of itself. */
  readonly name?: string
}

/** What becomes of each mention: undefined where it is more than the frame of a transaction. */
function usesOf({ references }: Variable): readonly (Use | undefined)[] {
  return references.flatMap(({ identifier, init, writeExpr }): readonly (Use | undefined)[] => {
    if (init === true || (writeExpr !== undefined && writeExpr !== null)) return []
    const outer = wrapped(identifier)
    const parent = outer.parent
    if (parent?.type === 'MemberExpression' && parent.object === outer) {
      const name = keyName(parent) ?? ''
      const call = wrapped(parent).parent
      if (!transactionFrame.has(name)) return [undefined]
      return [call?.type === 'CallExpression' && unwrap(call.callee) === parent ? { at: call, name } : { at: parent }]
    }
    const isAsked = (parent?.type === 'IfStatement' && parent.test === outer) || parent?.type === 'UnaryExpression' || (parent?.type === 'LogicalExpression' && parent.left === outer)
    return [isAsked ? { at: outer } : undefined]
  })
}

/** A session or a runner has a transaction only once it is told to begin one. */
function isBegun(opening: Call, uses: readonly (Use | undefined)[]): boolean {
  return !transactionHolders.has(calledName(opening) ?? '') || uses.some((use) => use?.name === 'startTransaction')
}

/** Whether the function waits for something else between the two. */
function hasWorkBetween(sourceCode: SourceCode, opening: Node, commit: Node, uses: readonly (Use | undefined)[]): boolean {
  const fn = functionAround(opening)
  return fn !== undefined && functionAround(commit) === fn && within(nodesOf(sourceCode).awaits, fn).some((wait) => (
    functionAround(wait) === fn && wait.range[0] > opening.range[1] && wait.range[1] < commit.range[0] && !uses.some((use) => use && isInside(use.at, wait))
  ))
}
