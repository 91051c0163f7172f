import { endings, silencing } from '../../../../knowledge/endings.ts'
import { calledName, callsByOwner, callsNamed } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { functionAround, type FunctionNode, isFunction, isInside, isLiteral, type Node } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf } from '../../../flow/graph.ts'
import { testsOf } from '../../../flow/tests.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor, usesOfPlace } from '../../others/elsewhere.ts'
import { endingsOf } from '../../others/ended.ts'
import { accessesOf } from '../../others/touched.ts'
import { entryOf } from '../../overlap/entries.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { type Later, laterCallOf } from '../../overlap/later.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { targetsByOwner } from '../../places/written.ts'
import { askedBefore, flagsOf, isAborted, isCalledBy, isSomething, raisedBefore, waitsFirst } from './outlived.ts'

/** The callbacks of a file that write something and are called back once, where the file ends anything at all. */
const keepers = perFile((sourceCode): ReadonlyMap<FunctionNode, Later> => {
  if (callsNamed(sourceCode, endings).length === 0) return new Map()
  return new Map([...targetsByOwner(sourceCode).keys()].flatMap((owner) => {
    const later = isFunction(owner) ? laterCallOf(sourceCode, owner) : undefined
    return later && isFunction(owner) ? [[owner, later] as const] : []
  }))
})

/**
 * What a callback keeps although another function may have ended it all meanwhile, which ends what was there and says so in a
 * flag: `if (this.closed) return; dial((error, wire) => { this.wire = wire })`. What comes then stays open.
 */
export function outlivedInCallbacks(sourceCode: SourceCode): readonly Fault[] {
  return [...keepers(sourceCode)].flatMap(([owner, later]) => keptBy(sourceCode, owner, later) ?? [])
}

function keptBy(sourceCode: SourceCode, owner: FunctionNode, later: Later): Fault | undefined {
  const kept = accessesIn(sourceCode, owner).writes.filter(({ effect, shared, place, value }) => effect === 'set' && shared !== 'caller' && place.part === VALUE && value !== undefined && isSomething(value))
  for (const write of kept) {
    for (const end of endingsOf(sourceCode, write.place)) {
      const closing = functionAround(end)
      const fault = closing && !isInside(owner, closing) ? faultOf(sourceCode, owner, later, write, end, closing) : undefined
      if (fault) return fault
    }
  }
  return undefined
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, { call, wait, starter }: Later, write: Access, end: Node, closing: FunctionNode): Fault | undefined {
  const flags = flagsOf(sourceCode, closing).filter(({ place }) => place.base !== write.place.base)
  if (flags.length === 0 || !entryOf(sourceCode, closing) || waitsFirst(sourceCode, closing, end) || isAborted(sourceCode, closing) || stopsListening(sourceCode, closing)) return undefined
  if (isCalledBy(sourceCode, closing, starter) || asksAnything(sourceCode, owner)) return undefined
  const own = flowOf(sourceCode, owner)
  const flow = flowOf(sourceCode, starter)
  const begun = flow.imprecise || own.imprecise ? undefined : eventsOf(flow, call)[0]
  if (begun === undefined || isSerialized(sourceCode, starter) || isTicketed(sourceCode, starter, write, { flow: own, tests: testsOf(own) })) return undefined
  for (const flag of flags) {
    const said = saidBefore(sourceCode, starter, flag, begun)
    const entry = entryOf(sourceCode, starter)
    if (said) return { kind: said.kind, place: write.place.text, node: write.node, read: said.node, wait, other: end, ...(entry && { entry }), proven: false }
  }
  return undefined
}

/** Where the function that asks for it asks first whether all has ended, or says that it has begun; where it does not, others of its kind ask. */
function saidBefore(sourceCode: SourceCode, starter: FunctionNode, flag: Access, begun: EventId): { readonly kind: 'outlived' | 'revived' | 'unasked'; readonly node: Node } | undefined {
  const { reads, writes } = accessesOf(sourceCode, starter)
  const asked = reads.filter(({ place }) => place.base === flag.place.base)
  const isRaised = flag.value !== undefined && isLiteral(flag.value, true)
  const said = isConstructor(starter) ? undefined : isRaised ? askedBefore(flowOf(sourceCode, starter), asked, begun) : raisedBefore(sourceCode, starter, flag, begun)
  if (said) return said
  if (!isRaised || [...asked, ...writes.filter(({ place }) => !isConstructor(starter) && place.base === flag.place.base)].length > 0 || latchesBefore(sourceCode, starter, begun).length > 0) return undefined
  return usesOfPlace(sourceCode, flag.place).some((use) => use.does === 'other' && !isInside(use.node, starter) && functionAround(use.node) !== functionAround(flag.node)) ? { kind: 'unasked', node: flag.node } : undefined
}

/** Whether the end takes away listeners: who is not told any more keeps nothing. */
function stopsListening(sourceCode: SourceCode, closing: FunctionNode): boolean {
  return (callsByOwner(sourceCode).get(closing) ?? []).some((call) => silencing.has(calledName(call) ?? ''))
}

/** Whether a callback tests anything that others may change. */
function asksAnything(sourceCode: SourceCode, owner: FunctionNode): boolean {
  const { reads } = accessesOf(sourceCode, owner)
  return reads.length > 0 && testsOf(flowOf(sourceCode, owner)).some(({ node }) => reads.some((read) => isInside(read.node, node)))
}
