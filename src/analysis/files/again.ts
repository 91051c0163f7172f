import { replacingWrites } from '../../knowledge/files.ts'
import { isEnding, isStarting } from '../../knowledge/lifecycles.ts'
import { callsNamed } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isInside, literalText, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { nameIn, usesOf } from '../callbacks/uses.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf, nodeOf } from '../flow/graph.ts'
import { reaches } from '../flow/reach.ts'
import { suspensionPoints } from '../flow/suspension.ts'
import { entryOf } from '../races/overlap/entries.ts'
import { isLocked } from '../races/overlap/guards.ts'
import { latchedAt } from '../races/overlap/latches.ts'
import { isSerialized } from '../races/overlap/queued.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { locationOf } from '../resolve/location.ts'
import { lastName } from '../resolve/path.ts'
import { handlerOf } from '../roles/handlers.ts'
import { isPending } from './writes.ts'

/** A write of one file that the next run of the code may begin while it is under way. */
export interface Again {
  readonly write: Call
  /** What begins it without waiting: a call, or what makes the function a handler. */
  readonly begun: Node
  readonly path: Node
}

const roots = evidenceFrom(replacingWrites)
const names: ReadonlySet<string> = new Set([...replacingWrites].map(lastName))

/** The writes of a file that is always the same one, which nothing makes wait for the one before. */
export const writesAgain = perFile((sourceCode): readonly Again[] => {
  if (!mentions(sourceCode, roots)) return []
  return callsNamed(sourceCode, names).flatMap((write): readonly Again[] => {
    const [path, content] = write.arguments
    const owner = functionAround(write)
    if (!owner || !path || !content || literalText(content) !== undefined || !isAlwaysTheSame(sourceCode, path) || !replacingWrites.has(apiOf(sourceCode, write.callee) ?? '')) return []
    if (isLocked(sourceCode, write, write) || waitsForAnother(sourceCode, owner, write)) return []
    const begun = beginningOf(sourceCode, owner, write, path, 0)
    return begun ? [{ write, begun, path }] : []
  })
})

/** A field, a variable, a text. */
function isAlwaysTheSame(sourceCode: SourceCode, path: Node): boolean {
  if (literalText(unwrap(path)) !== undefined) return true
  const place = locationOf(sourceCode, path)
  if (!place || place.path.includes('[]')) return false
  return place.root.kind === 'this' || place.root.kind === 'variable'
}

/** Whether each run of a function has a path of its own: a variable that it declares. */
function isMadeBy(sourceCode: SourceCode, owner: FunctionNode, path: Node): boolean {
  const root = locationOf(sourceCode, path)?.root
  return root?.kind === 'variable' && root.variable.identifiers.some((name) => isInside(name, owner))
}

/** How far callers are asked who wait for what they call. */
const MOST_CALLERS = 3

/** Where a run begins that nobody waits for before the next one: at a call that is dropped, or in a handler. */
function beginningOf(sourceCode: SourceCode, owner: FunctionNode, node: Node, path: Node, depth: number): Node | undefined {
  if (isMadeBy(sourceCode, owner, path) || isSerialized(sourceCode, owner) || latchedAt(sourceCode, owner, node)) return undefined
  const handler = handlerOf(sourceCode, owner)
  if (handler?.kind === 'timer') return undefined
  if (handler && handler.kind !== 'completion' && handler.handing?.timing !== 'once') return handler.at
  const many = handingsOf(sourceCode, owner).find(({ timing }) => timing === 'many')
  if (many) return many.at
  if (depth === MOST_CALLERS) return undefined
  for (const call of usesOf(sourceCode, owner).calls) {
    const caller = functionAround(call)
    if (!caller || caller === owner || isMadeBy(sourceCode, caller, path) || isOfOneMoment(caller)) continue
    const begun = isPending(call) ? mayComeAgain(sourceCode, caller, call) : beginningOf(sourceCode, caller, call, path, depth + 1)
    if (begun) return begun
  }
  return undefined
}

/** What begins or ends all is run once. */
function isOfOneMoment(fn: FunctionNode): boolean {
  const name = nameIn(fn) ?? ''
  return isEnding(name) || isStarting(name)
}

function mayComeAgain(sourceCode: SourceCode, caller: FunctionNode, call: Call): Node | undefined {
  const entry = entryOf(sourceCode, caller)
  const isTimed = handlerOf(sourceCode, caller)?.kind === 'timer'
  return !entry || entry.strength === 'reached' || isTimed || isSerialized(sourceCode, caller) || latchedAt(sourceCode, caller, call) ? undefined : call
}

/** `await this.#writing` before the write: this run waits for the one before. */
function waitsForAnother(sourceCode: SourceCode, owner: FunctionNode, write: Call): boolean {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return true
  const events = new Set(eventsOf(flow, write))
  return suspensionPoints(flow).some((gap) => {
    const node = nodeOf(flow, gap)
    return node.type === 'AwaitExpression' && unwrap(node.argument).type === 'MemberExpression' && ownerOf(node) === owner && reaches(flow, gap, events)
  })
}
