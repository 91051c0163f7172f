import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, isInside, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { callersOf } from '../resolve/functions.ts'
import { locationOf } from '../resolve/location.ts'
import type { Handle } from './handles.ts'
import type { Listening } from './listenings.ts'

/**
 * Where another one is made in the place of one that has ended, and nobody listens to its errors: who listens to those of the
 * first one does so where that is made, and once. `worker.on('exit', () => { this.worker = this.spawn() })`.
 */
export function remadeUnheard(sourceCode: SourceCode, handle: Handle, listenings: readonly Listening[]): Node | undefined {
  const makers = makersOf(sourceCode, handle)
  const heard = listenings.filter(({ event }) => event === 'error')
  if (makers.length === 0 || heard.length === 0 || listenings.some(({ event }) => event === undefined)) return undefined
  return makers.find((maker) => {
    const by = ownerOf(maker)
    if (!isFunction(by) || !listenings.some(({ use, event, runs }) => runs === by && (use.does === 'join' || event === 'error'))) return false
    return heard.every(({ at }) => isForAnother(sourceCode, handle, by, at))
  })?.callee
}

/** The calls whose result replaces what a place holds: of what starts it, or of the function that does so and returns it. */
function makersOf(sourceCode: SourceCode, { call, uses, places }: Handle): readonly Call[] {
  const factory = uses.some(({ does, isWhole, at }) => does === 'return' && isWhole && ownerOf(at) === (call && ownerOf(call))) && call ? ownerOf(call) : undefined
  const all = isFunction(factory) ? callersOf(sourceCode, factory) : call ? [call] : []
  return all.filter((each) => {
    const assignment = wrapped(each).parent
    return assignment?.type === 'AssignmentExpression' && assignment.operator === '=' && places.has(locationOf(sourceCode, assignment.left)?.key ?? '')
  })
}

/** Whether a listener is registered once, where the first one is made, and not by the code that makes the next. */
function isForAnother(sourceCode: SourceCode, { call }: Handle, by: Node, registration: Node): boolean {
  const where = ownerOf(registration)
  if (!isFunction(where) || !isFunction(by) || where === (call && ownerOf(call))) return false
  return isInside(by, where) && where !== by && !reachedFrom(sourceCode, by).some((each) => isInside(registration, each))
}
