import type { TSESTree } from '@typescript-eslint/utils'

import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, ownerOf, walk } from '../../../utils/syntax.ts'
import { timesOf } from '../../handles/times.ts'
import { sourceAt } from '../../resolve/bindings.ts'
import { bindingOf } from '../binding.ts'
import { spotOf } from '../effects.ts'
import type { Held, Run } from '../facts.ts'
import { fateOf } from '../fate.ts'
import { variableAt } from '../identity.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import { lockSummary } from '../summary.ts'
import { type Place, substitute } from '../symbol.ts'
import { lockUseAt, lockUses } from '../uses.ts'
import { isDropped, isHandler } from './dropped.ts'
import type { Fault } from './faults.ts'
import { returnsPromise } from './promises.ts'
import { judgeSection } from './taken.ts'

/** Sections that a function of the file runs under a lock for its callers, `this.locked(work)`, and that nobody waits for. */
export function helpedUnawaited(sourceCode: SourceCode): readonly Fault[] {
  if (lockUses(sourceCode).size === 0) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly Fault[] => {
    if (call.type !== 'CallExpression' || call.arguments.length === 0 || lockUseAt(sourceCode, call) || !isDropped(fateOf(sourceCode, call))) return []
    const helper = calledLocal(sourceCode, call)
    const section = helper && returnsPromise(sourceCode, helper) ? sectionOf(sourceCode, call, helper) : undefined
    const fault = section && judgeSection(sourceCode, call, section)
    return fault && timesOf(sourceCode, ownerOf(call)).runs !== 'test' ? [fault] : []
  })
}

/** The functions that the call hands to its callee to be run under a lock, in terms of the caller; undefined where there are none. */
function sectionOf(sourceCode: SourceCode, call: TSESTree.CallExpression, helper: FunctionNode): { readonly lock: Place; readonly sections: readonly FunctionNode[]; readonly isAlone: boolean } | undefined {
  const runs = lockSummary(sourceCode, helper).runs.flatMap((run) => {
    const [held] = run.waited && !run.when ? run.held.filter(({ sure, mode }) => sure && mode === 'exclusive') : []
    const fn = held && givenFor(sourceCode, call, helper, run)
    return held && fn ? [{ held, fn }] : []
  })
  const [first] = runs
  const value = first && substitute(first.held.lock, bindingOf(sourceCode, call, helper))
  if (!first || value?.is !== 'place') return undefined
  return { lock: value.place, sections: runs.map(({ fn }) => fn), isAlone: isAlone(sourceCode, first.held) && !catchesAny(sourceCode, helper) }
}

/** The function that is given for the parameter that a run calls. */
function givenFor(sourceCode: SourceCode, call: TSESTree.CallExpression, helper: FunctionNode, { given }: Run): FunctionNode | undefined {
  const [name] = variableAt(sourceCode, given)?.identifiers ?? []
  const source = name && sourceAt(name)
  if (source?.kind !== 'parameter' || source.of !== helper || source.steps.length > 0 || source.rest) return undefined
  const argument = call.arguments[source.index]
  return argument && argument.type !== 'SpreadElement' ? functionAt(sourceCode, argument) : undefined
}

/** Whether the lock lets in one at a time, by what it is. */
function isAlone(sourceCode: SourceCode, { site }: Held): boolean {
  return [...lockUses(sourceCode).values()].some(({ call, model }) => {
    const { start } = spotOf(call)
    return start.line === site.start.line && start.column === site.start.column && model.permits === 1
  })
}

/** Whether a helper handles failures itself: who calls it need not wait to hear of them. */
function catchesAny(sourceCode: SourceCode, helper: FunctionNode): boolean {
  let catches = false
  walk(sourceCode, helper.body, (node) => {
    catches ||= node.type === 'CatchClause' || (node.type === 'CallExpression' && isHandler(node))
    return !catches
  })
  return catches
}
