import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, functionAround, isFunction, isInside, type Node, unwrap } from '../../../utils/syntax.ts'
import { eventsOf } from '../../flow/graph.ts'
import type { Base, Fault } from '../faults.ts'
import { usesOfPlace } from '../others/elsewhere.ts'
import { type Entry, isOpen } from '../overlap/entries.ts'
import { VALUE } from '../places/place.ts'
import type { StaleWrite } from '../reads/stale.ts'
import { gapBetween } from '../reads/tokens.ts'
import { changeWithin } from './contents.ts'
import { asksWhetherThere, findsSomething } from './missing.ts'
import { isReplacedAnyway } from './replaced.ts'

/** `this.rows = new Map(); for (const row of found) this.rows.set(row.id, row)`: what is put there is filled at once, as if it had been made whole. */
export function refilledAnew(sourceCode: SourceCode, owner: CodeOwner, stale: StaleWrite, base: Base, entry: Entry): Fault | undefined {
  const { flow, write, test } = stale
  const value = write.value && unwrap(write.value)
  if (!test || write.place.part !== VALUE || !value || !['NewExpression', 'ArrayExpression', 'ObjectExpression'].includes(value.type) || findsSomething(sourceCode, stale, test) || !asksWhetherThere(sourceCode, stale, test) || isReplacedAnyway(stale, test)) return undefined
  const isOwn = (at: Node): boolean => isFunction(owner) && isInside(at, owner)
  const filling = usesOfPlace(sourceCode, write.place).find((use) => (use.does === 'append' || use.does === 'fill') && isOwn(use.node) && use.node.range[0] > write.node.range[1])
  const within = filling && (write.wait ? isInside(filling.node, functionAround(write.node) ?? write.node) : !waitsBehind(flow, write, filling.node)) ? changeWithin(sourceCode, stale) : undefined
  return within && { ...base, kind: 'replaced', proven: isOpen(entry), other: within }
}

/** Whether others may run between a write and what comes behind it; a callback that runs there counts where it stands. */
function waitsBehind(flow: StaleWrite['flow'], { event }: StaleWrite['write'], node: Node): boolean {
  for (let at: Node | undefined = node; at && at !== flow.owner; at = at.parent) {
    const [to] = eventsOf(flow, at)
    if (to !== undefined) return gapBetween(flow, event, to) !== undefined
  }
  return true
}
