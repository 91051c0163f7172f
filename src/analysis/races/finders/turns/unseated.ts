import { startOfChain } from '../../../../utils/chains.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, type Node, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { reactionsIn } from '../../../promises/reactions.ts'
import { onlyValue } from '../../../resolve/bindings.ts'
import { returnsOf } from '../../../resolve/functions.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { decides } from '../../reads/control.ts'
import { restsOn } from '../../reads/dependence.ts'
import { isAsked, isForgetting } from '../endings/forgotten.ts'

/**
 * Turns that are given up without a look at whose they are: `const before = turns.get(key); turns.set(key, mine); await before; await
 * work(); turns.delete(key)`. Who came meanwhile has put his own there and waits for this one; that is taken out, and the next
 * who comes finds nothing, waits for nobody, and works beside him.
 */
export function unseatedTurns(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  const puts = accessesIn(sourceCode, owner).writes.filter(({ effect, shared, value, place }) => effect === 'set' && shared !== 'caller' && value !== undefined && mayBeTurn(value) && place.part !== 'entry:?')
  const flow = puts.length > 0 ? flowOf(sourceCode, owner) : undefined
  if (!flow || flow.imprecise) return []
  for (const put of puts) {
    const before = mayBeGivenUp(sourceCode, owner, put) ? turnBefore(sourceCode, owner, flow, put) : undefined
    const end = before && givenUp(sourceCode, owner, flow, put, before)
    const entry = end && entryFor(sourceCode, owner, put)
    if (!entry || latchesBefore(sourceCode, owner, put.event).length > 0) continue
    return [{ kind: 'unseated', place: put.place.text, ...end, read: before.node, other: put.node, entry, proven: isOpen(entry) }]
  }
  return []
}

/** What others can wait for: no constant, and nothing that this run has waited for itself. */
function mayBeTurn(value: Node): boolean {
  const { type } = unwrap(value)
  return type !== 'Literal' && type !== 'AwaitExpression'
}

/** A first, quick look: whether anything here takes it out, or something that is handed on may. */
function mayBeGivenUp(sourceCode: SourceCode, owner: FunctionNode, put: Access): boolean {
  return accessesIn(sourceCode, owner).writes.some((each) => isForgetting(each, put)) || reactionsIn(sourceCode, owner).length > 0 || returnsOf(sourceCode, owner).some((each) => isFunction(each))
}

/** Where the turn of who came before is read, for which this run waits only when its own is there: with an `await` behind that, or as what its own follows. */
function turnBefore(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, put: Access): Access | undefined {
  const reads = accessesIn(sourceCode, owner).reads.filter(({ event, place }) => event < put.event && place.base === put.place.base && place.part === put.place.part)
  const named = unwrap(put.value as Node)
  const own = unwrap(onlyValue(sourceCode, named) ?? named)
  const follows = startOfChain(own)
  return reads.find((read) => {
    // It is waited for itself, and nothing that was made of it.
    const rests = (node: Node): boolean => restsOn(sourceCode, flow, startOfChain(node), new Set([read.node])).get(read.node) === 'choice'
    return (follows !== own && rests(follows))
      || suspensionPoints(flow).some((wait) => {
        const node = nodeOf(flow, wait)
        return node.type === 'AwaitExpression' && reaches(flow, put.event, wait) && rests(node.argument)
      })
  })
}

/** Where the own turn is taken out behind a wait, whatever is there by then: in this code, in what is done when the promise is settled, or by the function that is returned to give it back. */
function givenUp(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, put: Access, before: Access): Pick<Fault, 'node' | 'wait'> | undefined {
  for (const end of accessesIn(sourceCode, owner).writes.filter((each) => isForgetting(each, put))) {
    const gap = suspensionPoints(flow).find((each) => reaches(flow, put.event, each) && reaches(flow, each, end.event))
    if (gap !== undefined && !isAsked(flow, gap, end)) return { node: end.node, wait: nodeOf(flow, gap) }
  }
  for (const { call, callback } of reactionsIn(sourceCode, owner)) {
    const end = givenUpIn(sourceCode, callback, put)
    if (end && restsOn(sourceCode, flow, startOfChain(call), new Set([before.node])).size > 0) return { node: end.node, wait: call }
  }
  const wait = suspensionPoints(flow).find((each) => reaches(flow, put.event, each))
  const [end] = wait === undefined ? [] : returnsOf(sourceCode, owner).flatMap((each) => (isFunction(each) ? givenUpIn(sourceCode, each, put) ?? [] : []))
  return end && wait !== undefined ? { node: end.node, wait: nodeOf(flow, wait) } : undefined
}

/** Where a callback takes it out, with nothing asked before. */
function givenUpIn(sourceCode: SourceCode, callback: FunctionNode, put: Access): Access | undefined {
  const end = accessesIn(sourceCode, callback).writes.find((each) => isForgetting(each, put))
  const flow = end && flowOf(sourceCode, callback)
  return flow && !flow.imprecise && !testsOf(flow).some((test) => decides(flow, test, end.event) !== undefined) ? end : undefined
}
