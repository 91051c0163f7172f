import { earlyEndings } from '../../../../knowledge/endings.ts'
import { endsAPart, isEnding } from '../../../../knowledge/lifecycles.ts'
import { calledName, callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, isInside, type Node, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { nameIn } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { onlyValue, type Variable, variableOf } from '../../../resolve/bindings.ts'
import { returnsOf } from '../../../resolve/functions.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor, isDoneElsewhere, usesOfPlace } from '../../others/elsewhere.ts'
import { endedReceiver, endingsOf } from '../../others/ended.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { type Place, VALUE } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'

/**
 * `await this.browser.close(); this.browser = null`: what makes one only where none is there hands out the one that is being ended.
 * So it does with the entry of a map. Where the whole object ends, nobody asks for it any more.
 */
export function lateForgettings(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const name = isFunction(owner) ? (nameIn(owner) ?? '') : ''
  if (!isFunction(owner) || isConstructor(owner) || isEnding(name) || endsAPart(name)) return []
  for (const write of accessesIn(sourceCode, owner).writes) {
    if (write.shared === 'caller' || !(write.place.part === VALUE ? write.effect === 'clear' : write.effect === 'remove' && write.place.part !== 'entry:?')) continue
    const fault = faultOf(sourceCode, owner, write)
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: CodeOwner, write: Access): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  const ends = endingsIn(sourceCode, owner, write)
  if (flow.imprecise || ends.length === 0) return undefined
  const maker = makerOf(sourceCode, owner, write)
  const gap = maker && gapAt(sourceCode, flow, ends, write)
  const entry = gap === undefined ? undefined : entryFor(sourceCode, owner, write)
  if (gap === undefined || !maker || !entry || saysSo(sourceCode, owner, flow, gap, maker.owner, write)) return undefined
  if (latchesBefore(sourceCode, owner, write.event).length > 0 || isSerialized(sourceCode, owner) || isLocked(sourceCode, nodeOf(flow, gap), write.node)) return undefined
  const wait = nodeOf(flow, gap)
  return { kind: 'lingering', place: write.place.text, node: write.node, read: wait, wait, other: maker.node, entry, proven: entry.strength !== 'reached' }
}

/** The calls of this code that end what is kept there. */
function endingsIn(sourceCode: SourceCode, owner: CodeOwner, { place }: Access): readonly Call[] {
  const flow = flowOf(sourceCode, owner)
  const all = place.part === VALUE ? endingsOf(sourceCode, place) : endingsOfEntry(sourceCode, owner, place)
  return all.filter((call) => !earlyEndings.has(calledName(call) ?? '') && eventsOf(flow, call).length > 0)
}

/** `const tunnel = tunnels.get(host); await tunnel.end()`. */
function endingsOfEntry(sourceCode: SourceCode, owner: CodeOwner, { base, part }: Place): readonly Call[] {
  const found = accessesIn(sourceCode, owner).reads.filter(({ place }) => place.base === base && place.part === part).map(({ node }) => node)
  if (found.length === 0) return []
  return (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => {
    const receiver = endedReceiver(call)
    const ended = receiver && unwrap(receiver)
    return ended !== undefined && found.includes(unwrap(onlyValue(sourceCode, ended) ?? ended))
  })
}

/** What puts one there only where none is there: `this.browser ??= launch()`, `if (!this.browser) this.browser = await launch()`. */
function makerOf(sourceCode: SourceCode, owner: CodeOwner, { place }: Access): { readonly owner: CodeOwner; readonly node: Node } | undefined {
  if (place.part !== VALUE) return makerOfEntry(sourceCode, owner, place)
  const fill = isDoneElsewhere(sourceCode, place, owner, ['fill'])
  if (!fill || isEnding(isFunction(fill.owner) ? (nameIn(fill.owner) ?? '') : '')) return undefined
  const assignment = fill.node.type === 'AssignmentExpression' ? fill.node : undefined
  if (assignment && assignment.operator !== '=') return fill
  const { reads, writes } = accessesIn(sourceCode, fill.owner)
  const flow = flowOf(sourceCode, fill.owner)
  const filled = writes.find(({ node }) => isInside(node, fill.node))
  const asked = reads.filter((read) => read.place.base === place.base).map(({ node }) => node)
  const isAsked = filled !== undefined && testsOf(flow).some((test) => asked.some((node) => isInside(node, test.node)) && decides(flow, test, filled.event) !== undefined)
  return isAsked ? fill : undefined
}

/** The same of a map, where who asks is given the one that he finds: `let tunnel = tunnels.get(host); if (!tunnel) tunnels.set(host, tunnel = dial(host)); return tunnel`. */
function makerOfEntry(sourceCode: SourceCode, owner: CodeOwner, place: Place): { readonly owner: CodeOwner; readonly node: Node } | undefined {
  for (const { owner: by } of usesOfPlace(sourceCode, place)) {
    if (by === owner || !isFunction(by) || isConstructor(by)) continue
    const { reads, writes } = accessesIn(sourceCode, by)
    const put = writes.find((each) => each.effect === 'set' && each.place.base === place.base && each.place.part !== VALUE)
    const found = put && reads.find((read) => read.place.base === place.base && read.place.part === put.place.part && read.event < put.event)
    const name = found && variableBehind(sourceCode, found.node)
    if (put && name && returnsOf(sourceCode, by).some((each) => variableOf(sourceCode, unwrap(each)) === name)) return { owner: by, node: put.node }
  }
  return undefined
}

/** The variable that begins with a value: `let tunnel = tunnels.get(host)`. */
function variableBehind(sourceCode: SourceCode, value: Node): Variable | undefined {
  const { parent } = wrapped(value)
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? variableOf(sourceCode, parent.id) : undefined
}

/** The wait for the end, before which the place holds what is being ended. */
function gapAt(sourceCode: SourceCode, flow: Flow, ends: readonly Call[], write: Access): number | undefined {
  return suspensionPoints(flow).find((gap) => {
    const node = nodeOf(flow, gap)
    const waited = node.type === 'AwaitExpression' ? awaitedAt(sourceCode, node) : undefined
    return waited !== undefined && ends.some((end) => end === waited) && reaches(flow, gap, write.event)
  })
}

/** Whether the code says before the wait what it is about, and the maker asks for that. */
function saysSo(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, gap: number, maker: CodeOwner, write: Access): boolean {
  const said = accessesIn(sourceCode, owner).writes.filter(({ event, place }) => place.base !== write.place.base && reaches(flow, event, gap))
  const { reads, writes } = accessesIn(sourceCode, maker)
  // Who only counts himself in asks for nothing.
  const asked = reads.filter(({ node }) => !writes.some((each) => each.effect === 'step' && each.node === node))
  return said.some(({ place }) => asked.some((read) => read.place.base === place.base)) || isTakenBefore(sourceCode, owner, flow, gap, write)
}

/** `const browser = this.browser; this.browser = null; await browser.close()`: it has been forgotten before, too. */
function isTakenBefore(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, gap: number, write: Access): boolean {
  return accessesIn(sourceCode, owner).writes.some((each) => each !== write && each.place.base === write.place.base && reaches(flow, each.event, gap))
}
