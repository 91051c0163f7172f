import { answers, starts } from '../../knowledge/lives.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isAwaited, isCall, ownerOf } from '../../utils/syntax.ts'
import { isRaced } from '../promises/raced.ts'
import type { Fault } from './faults.ts'
import type { Handle } from './handles.ts'
import { type Listening, registrationOf } from './listenings.ts'

/**
 * `const [answer] = await once(child, 'message')`: an `error` rejects that, but a process that breaks off says nothing on this
 * side except that it has ended, and nobody listens for that meanwhile.
 */
export function unansweredWait(sourceCode: SourceCode, handle: Handle, listenings: readonly Listening[]): Fault | undefined {
  const { call: start, model, life } = handle
  const end = life.ends.find(({ how }) => how === 'stops')
  if (!start || model.kind !== 'process' || !end) return undefined
  // While the function waits for one, nothing else goes on in it.
  const isMeanwhile = ({ event, listener, use }: Listening, wait: Call): boolean =>
    (event === undefined || end.events.has(event)) && (listener !== undefined || !isCall(use.call) || !isAwaited(use.call) || use.call.range[0] < wait.range[0])
  for (const listening of listenings) {
    const { use: { call: wait }, event, listener } = listening
    if (listener || !isCall(wait) || !answers.has(event ?? '') || starts.has(event ?? '') || wait.arguments.length !== 2 || !isAwaited(wait) || ownerOf(wait) !== ownerOf(start)) continue
    if (isRaced(sourceCode, wait) || listenings.some((each) => each !== listening && isMeanwhile(each, wait))) continue
    return { kind: 'hangs', handle, wait: { what: 'promise', at: wait, owner: ownerOf(wait), sites: NONE, kept: NONE, resolves: NONE, heard: new Set(), read: new Set(), isKept: false }, end, at: registrationOf(listening), listening: undefined }
  }
  return undefined
}

const NONE: ReadonlySet<never> = new Set()
