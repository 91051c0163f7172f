import type { TSESTree } from '@typescript-eslint/utils'

import { callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import { fateOf } from '../../promises/fate.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { spotOf } from '../effects.ts'
import type { Locksets } from '../locksets.ts'
import { calledLocal } from '../receiver.ts'
import { lockOwners, locksets } from '../summary.ts'
import { lockUseAt } from '../uses.ts'
import type { Fault } from './faults.ts'
import { parameterCalled, returnsPromise } from './promises.ts'
import { changedBy } from './relied.ts'
import { keepsOut, takesItself } from './sections.ts'

/** Work that is begun under a lock, kept in a variable, and waited for where the lock is not held any more. */
export function waitedAfter(sourceCode: SourceCode): readonly Fault[] {
  return lockOwners(sourceCode).flatMap((owner) => {
    const sets = locksets(sourceCode, owner)
    return sets && !sets.flow.imprecise ? waitsIn(sourceCode, owner, sets) : []
  })
}

function waitsIn(sourceCode: SourceCode, owner: CodeOwner, { flow, tokens, may, must }: Locksets): readonly Fault[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call): readonly Fault[] => {
    const kept = call.type === 'CallExpression' ? variableFor(sourceCode, call) : undefined
    if (call.type !== 'CallExpression' || !kept || !isSectionWork(sourceCode, call)) return []
    const begun = eventsOf(flow, call).filter((event) => may.reaches(event))
    const waits = waitsOf(sourceCode, flow, call, kept)
    const isHeldOnlyThen = (token: number): boolean =>
      begun.length > 0 && begun.every((event) => must.has(event, token)) && waits.every((node) => eventsOf(flow, node).every((event) => !may.reaches(event) || !may.has(event, token)))
    const token = tokens.find(({ lock }, i) => isHeldOnlyThen(i) && keepsOut(sourceCode, lock))
    const [later] = waits
    return later && token && !takesItself(sourceCode, call, token.lock) ? [{ kind: 'after', call, at: spotOf(call), lock: token.lock, later }] : []
  })
}

/** The variable that a promise is put into. */
function variableFor(sourceCode: SourceCode, call: TSESTree.CallExpression): Variable | undefined {
  const outer = wrapped(call)
  const parent = outer.parent
  const name = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' && parent.right === outer ? parent.left : undefined
  return name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
}

/** What a section is there for: a function that the lock helper is given, or one of the file that changes what outlives it. */
function isSectionWork(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  if (lockUseAt(sourceCode, call)) return false
  const parameter = parameterCalled(sourceCode, call.callee)
  if (parameter) return parameter.of === ownerOf(call)
  const fn = calledLocal(sourceCode, call)
  return fn !== undefined && returnsPromise(sourceCode, fn) && changedBy(sourceCode, fn).size > 0
}

/** Where a promise is waited for, by this function or by its caller; nowhere where somebody else may wait, too. */
function waitsOf(sourceCode: SourceCode, flow: Flow, call: TSESTree.CallExpression, kept: Variable): readonly Node[] {
  const { awaits, escapes, raced, returned } = fateOf(sourceCode, call)
  if (escapes || raced) return []
  const reads = kept.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier)
  if (reads.some((read) => fateOf(sourceCode, read).chained.length > 0)) return []
  return [...awaits, ...(returned ? flow.nodes.filter((node, event) => flow.kinds[event] === 'return' && node.type === 'ReturnStatement' && reads.some((read) => wrapped(read).parent === node)) : [])]
}
