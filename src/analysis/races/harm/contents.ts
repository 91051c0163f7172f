import { collectionChanges } from '../../../knowledge/collections.ts'
import { callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { eventsOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { isConstructor } from '../others/elsewhere.ts'
import { accessesIn } from '../places/accesses.ts'
import { type Place, VALUE } from '../places/place.ts'
import { wholeOf } from '../places/wholes.ts'
import { decides } from '../reads/control.ts'
import type { StaleWrite } from '../reads/stale.ts'
import { gapBetween } from '../reads/tokens.ts'

/** How many functions of a file are asked for what they change. */
const MOST_OWNERS = 300

/** A change of something that is kept, by the key of its place; and the event of it, where the flow of its owner has one. */
interface Change {
  readonly owner: CodeOwner
  readonly node: Node
  readonly key: string
  /** It is of an entry, or of all that a collection holds. */
  readonly isOfPart: boolean
}

const changes = [...collectionChanges].filter((name) => name !== 'clear')

/** What the file changes by assignments, and by methods that change collections, whatever these are called on. */
const changesOfFile = perFile((sourceCode): readonly Change[] => {
  const assigned = nodesOf(sourceCode).owners.slice(0, MOST_OWNERS).flatMap((owner) => (isFunction(owner) && !isConstructor(owner) ? accessesIn(sourceCode, owner).writes.flatMap(({ node, place, effect }): readonly Change[] => (effect === 'step' || effect === 'clear' ? [] : [{ owner, node, key: place.base, isOfPart: place.part !== VALUE }])) : []))
  const called = callsNamed(sourceCode, changes).flatMap((call): readonly Change[] => {
    const callee = unwrap(call.callee)
    const whole = callee.type === 'MemberExpression' ? wholeOf(sourceCode, callee.object) : undefined
    return whole && !isConstructor(ownerOf(call)) ? [{ owner: ownerOf(call), node: call, key: whole.key, isOfPart: true }] : []
  })
  return [...assigned, ...called]
})

/**
 * What the file puts into the object that a run has put into a place, or takes out of it: where a second run puts another object
 * there, that is lost. What is part of the filling itself is not meant, and counts of how often something was used are little loss.
 */
export function changeWithin(sourceCode: SourceCode, { flow, write, test }: StaleWrite, place: Place = write.place): Node | undefined {
  return changesOfFile(sourceCode).find(({ owner, node, key, isOfPart }) => {
    if (!isWithin(key, isOfPart, place)) return false
    if (owner !== flow.owner) return isFunction(owner) && !isInside(owner, flow.owner) && !usesOf(sourceCode, owner).calls.some((call) => ownerOf(call) === flow.owner)
    const filling = test && decides(flow, test, write.event)
    return test !== undefined && eventsOf(flow, node).some((event) => event > write.event && decides(flow, test, event) !== filling)
  })?.node
}

/** The same for what the run has put into another place before it says by a flag that it is there: `this.rows = await load(); this.loaded = true`. */
export function changeWithinFilled(sourceCode: SourceCode, stale: StaleWrite): Node | undefined {
  const { flow, accesses, read, write } = stale
  for (const each of accesses.writes) {
    const isOther = each.effect === 'set' && each.place.part === VALUE && each.place.base !== write.place.base && each.shared !== 'caller'
    // Filled behind the wait, with the flag after it at once.
    const isFilled = isOther && reaches(flow, each.event, write.event) && gapBetween(flow, read.event, each.event) !== undefined && gapBetween(flow, each.event, write.event) === undefined
    const found = isFilled ? changeWithin(sourceCode, stale, each.place) : undefined
    if (found) return found
  }
  return undefined
}

/** Whether what has a key is a part of what a place holds. */
function isWithin(key: string, isOfPart: boolean, whole: Place): boolean {
  if (whole.part !== VALUE) return key.startsWith(`${whole.base}.[]`) || key.startsWith(`${whole.base}@`)
  return key === whole.base ? isOfPart : key.startsWith(`${whole.base}.`)
}
