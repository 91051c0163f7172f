import type { TSESTree } from '@typescript-eslint/utils'

import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isAwaited, ownerOf, unwrap, walk } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { sourceAt } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { timesOf } from '../../roles/times.ts'
import { spotOf } from '../effects.ts'
import type { Held, Run, Spot } from '../facts.ts'
import { bindingOf } from '../places/binding.ts'
import { variableAt } from '../places/identity.ts'
import { type Place, substitute } from '../places/symbol.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import { lockSummary, locksets } from '../summary.ts'
import { type LockUse, lockUseAt, lockUses } from '../uses.ts'
import { isDropped, isHandler } from './dropped.ts'
import type { Fault } from './faults.ts'
import { returnsPromise } from './promises.ts'
import { isTested, judgeSection, judgeTaking } from './taken.ts'

/**
 * Sections that a function of the file runs under a lock for its callers, `this.locked(work)`, and locks that one takes for them,
 * `this.lock()`, that nobody waits for.
 */
export function helpedUnawaited(sourceCode: SourceCode): readonly Fault[] {
  if (lockUses(sourceCode).size === 0) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly Fault[] => {
    if (call.type !== 'CallExpression' || isAwaited(call) || lockUseAt(sourceCode, call)) return []
    const helper = calledLocal(sourceCode, call)
    if (!helper || !returnsPromise(sourceCode, helper)) return []
    const fault = judgeSectionOf(sourceCode, call, helper) ?? judgeLockOf(sourceCode, call, helper) ?? judgeAnswerOf(sourceCode, call, helper)
    return fault && timesOf(sourceCode, ownerOf(call)).runs !== 'test' ? [fault] : []
  })
}

function judgeSectionOf(sourceCode: SourceCode, call: TSESTree.CallExpression, helper: FunctionNode): Fault | undefined {
  const section = call.arguments.length > 0 && isDropped(fateOf(sourceCode, call)) ? sectionOf(sourceCode, call, helper) : undefined
  return section && judgeSection(sourceCode, call, section)
}

/** A call of a helper that leaves its caller a lock, once it is waited for. Who drops it may mean what the helper does behind the lock. */
function judgeLockOf(sourceCode: SourceCode, call: TSESTree.CallExpression, helper: FunctionNode): Fault | undefined {
  const left = lockSummary(sourceCode, helper).leaves.find(({ site }) => useAt(sourceCode, site)?.method.awaited)
  const value = left && substitute(left.lock, bindingOf(sourceCode, call, helper))
  if (value?.is !== 'place') return undefined
  const fate = fateOf(sourceCode, call)
  const isForgotten = isDropped(fate) && fate.chained.length === 0 && (returnsOf(sourceCode, helper).some((each) => lockUseAt(sourceCode, unwrap(each))) || isGivenBackBehind(sourceCode, call, value.place))
  return judgeTaking(sourceCode, call, value.place, isForgotten)
}

/** `if (this.tryLead()) …`: the helper says whether it has got the lock, and its promise is taken for what it says. */
function judgeAnswerOf(sourceCode: SourceCode, call: TSESTree.CallExpression, helper: FunctionNode): Fault | undefined {
  if (!helper.async || !isTested(call)) return undefined
  const use = [...lockUses(sourceCode).values()].find((each) => ['acquire', 'try'].includes(each.does) && ownerOf(each.call) === helper)
  const answers = returnsOf(sourceCode, helper).map((each) => unwrap(each))
  if (!use || !answers.every((each) => each.type === 'Literal' && typeof each.value === 'boolean') || !answers.some((each) => each.type === 'Literal' && each.value && each.range[0] > use.call.range[0])) return undefined
  const [place, second] = use.places
  const lock = place && !second ? substitute(place, bindingOf(sourceCode, call, helper)) : undefined
  return { kind: 'tested', call, at: spotOf(call), lock: lock?.is === 'place' ? lock.place : undefined }
}

/** Whether the function around a call gives a lock back further down. */
function isGivenBackBehind(sourceCode: SourceCode, call: TSESTree.CallExpression, lock: Place): boolean {
  const key = JSON.stringify(lock)
  const effects = locksets(sourceCode, ownerOf(call))?.effects ?? []
  return effects.some(({ effect }) => effect.call.range[0] > call.range[1] && effect.releases.some((release) => release.lock && JSON.stringify(release.lock) === key))
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
  return useAt(sourceCode, site)?.model.permits === 1
}

function useAt(sourceCode: SourceCode, { start }: Spot): LockUse | undefined {
  return [...lockUses(sourceCode).values()].find(({ call }) => {
    const at = spotOf(call).start
    return at.line === start.line && at.column === start.column
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
