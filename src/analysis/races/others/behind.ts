import { callsNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { nameIn } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, nodeOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { isSuspension } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { entryOf } from '../overlap/entries.ts'
import { accessesIn } from '../places/accesses.ts'
import type { Place } from '../places/place.ts'
import { callEvents, callsIn, helperAt } from '../reads/answers.ts'

/** How many callers are looked at. */
const MOST_CALLERS = 16

/**
 * Where code that waits for a function goes on with one of the places, without waiting for anything in between, and can run more
 * than once at a time: `await this.open(); return this.rows.find(id)`. Undefined where no code of this file does. Who looks at
 * `asked` first, or whether there is something, knows how far it has come.
 */
export function useBehind(sourceCode: SourceCode, fn: FunctionNode, places: readonly Place[], asked?: Place): Node | undefined {
  const name = nameIn(fn)
  if (name === undefined) return undefined
  const bases = new Set(places.map(({ base }) => base))
  for (const call of callsNamed(sourceCode, [name]).slice(0, MOST_CALLERS)) {
    const waiting = wrapped(call).parent
    const owner = ownerOf(call)
    if (waiting?.type !== 'AwaitExpression' || !isFunction(owner) || owner === fn || helperAt(sourceCode, call) !== fn || !entryOf(sourceCode, owner)) continue
    const flow = flowOf(sourceCode, owner)
    if (flow.imprecise) continue
    const { reads } = accessesIn(sourceCode, owner)
    const uses = new Set([...reads.filter((read) => bases.has(read.place.base) && isUsed(read.node)).map(({ event }) => event), ...usedByHelpers(sourceCode, owner, fn, places)])
    const asks = new Set(reads.filter((read) => read.place.base === asked?.base || (bases.has(read.place.base) && !isUsed(read.node))).map(({ event }) => event))
    for (const start of uses.size > 0 ? eventsOf(flow, waiting).filter((event) => isSuspension(flow, event)) : []) {
      const path = findPath(flow, start, (event) => uses.has(event), (_, edge, to) => edge !== 'throw' && !isSuspension(flow, to) && !asks.has(to))
      const last = path?.at(-1)
      if (last !== undefined) return nodeOf(flow, flow.to[last] as number)
    }
  }
  return undefined
}

/** Where a function of the file is run that waits for nothing, decides nothing, and goes on with one of the places. */
function usedByHelpers(sourceCode: SourceCode, owner: FunctionNode, but: FunctionNode, places: readonly Place[]): readonly EventId[] {
  return callsIn(sourceCode, owner).flatMap((call): readonly EventId[] => {
    const helper = helperAt(sourceCode, call)
    if (!helper || helper === but || helper === owner || helper.async) return []
    // A look at the text first: of what it does not name it has no use.
    const named = places.filter(({ text }) => sourceCode.getText(helper.body).includes(text))
    if (named.length === 0 || testsOf(flowOf(sourceCode, helper)).length > 0) return []
    return accessesIn(sourceCode, helper).reads.some((read) => named.some(({ base }) => base === read.place.base) && isUsed(read.node)) ? callEvents(flowOf(sourceCode, owner), call) : []
  })
}

/** Something is asked of it: `this.rows.find(id)`, and not `this.rows?.find(id)`. */
function isUsed(node: Node): boolean {
  const outer = wrapped(node)
  return outer.parent?.type === 'MemberExpression' && outer.parent.object === outer && !outer.parent.optional
}
