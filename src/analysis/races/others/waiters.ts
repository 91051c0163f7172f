import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, type Node } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { reaches } from '../../flow/reach.ts'
import { testsOf } from '../../flow/tests.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { promiseOf } from '../../promises/executors.ts'
import { apiOf } from '../../resolve/denote.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import type { Place } from '../places/place.ts'
import { targetsByOwner } from '../places/written.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'

/** Whether all who wait for it go on at once: an event, or a promise that is kept for everybody. */
export function wakesAll(sourceCode: SourceCode, wait: Node): boolean {
  const awaited = wait.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
  if (awaited?.type === 'CallExpression') return apiOf(sourceCode, awaited.callee) === 'node:events#once'
  const executor = executorOf(sourceCode, wait)
  return executor !== undefined && (callsByOwner(sourceCode).get(executor) ?? []).some((call) => calledName(call) === 'once')
}

/** `await new Promise((resolve) => …)`: the function that gets the settlers. */
export function executorOf(sourceCode: SourceCode, wait: Node): FunctionNode | undefined {
  const awaited = wait.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
  const [executor] = awaited?.type === 'NewExpression' ? awaited.arguments : []
  return isFunction(executor) && promiseOf(sourceCode, executor) === awaited ? executor : undefined
}

/**
 * What frees a place for those who wait for it in a line (`await new Promise((resolve) => this.line.push(resolve))`): the writes that
 * `frees` takes for one, of functions that take somebody out of the line, whether anybody stands there or not:
 * `this.running--; this.line.shift()?.()`.
 */
export function freersOf(sourceCode: SourceCode, wait: Node, place: Place, frees: (write: Access) => boolean): readonly Access[] {
  const executor = executorOf(sourceCode, wait)
  const lines = executor ? accessesIn(sourceCode, executor).writes.flatMap((write) => (write.effect === 'append' ? [write.place] : [])) : []
  return lines.flatMap((line) => [...targetsByOwner(sourceCode).keys()].flatMap((owner): readonly Access[] => {
    const { writes, reads } = accessesIn(sourceCode, owner)
    const freeing = writes.find((write) => write.place.base === place.base && write.place.part === place.part && frees(write))
    if (!freeing || !writes.some((write) => write.effect === 'remove' && write.place.base === line.base)) return []
    const flow = flowOf(sourceCode, owner)
    // Who gives the place on takes it again for who gets it: `this.running--; if (next) { this.running++; next() }`.
    if (writes.some((write) => write.place.base === place.base && write.place.part === place.part && write.effect === freeing.effect && !frees(write) && reaches(flow, freeing.event, write.event))) return []
    const standing = new Set(reads.flatMap((read) => (read.place.base === line.base ? [read.node] : [])))
    const isAsked = testsOf(flow).some((test) => decides(flow, test, freeing.event) !== undefined && restsOn(sourceCode, flow, test.node, standing).size > 0)
    return flow.imprecise || isAsked ? [] : [freeing]
  }))
}
