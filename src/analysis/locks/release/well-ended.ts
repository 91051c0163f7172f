import { lastEvents } from '../../../knowledge/callbacks/index.ts'
import { wellEnds } from '../../../knowledge/streams.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { functionsBetween } from '../../callbacks/points.ts'
import { textAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import type { Release } from './settling.ts'

/** Where something is given back only when a stream has come to its end in good order, or somebody aborts. */
export interface WellEnded {
  readonly end: Node
  /** The stream, and what it says then. */
  readonly stream: Node
  readonly event: string
}

/**
 * What is given back only in listeners for the good end of a stream: `res.on('finish', () => slots.release())`. A client that goes
 * away, and an error, end it without that. Undefined where any other listener gives it back, and for what is no stream.
 */
export function wellEndedOnly(sourceCode: SourceCode, owner: CodeOwner, releases: readonly Release[]): WellEnded | undefined {
  const heard = releases.map(({ at }) => listenedAt(sourceCode, owner, at))
  const [first] = heard
  return first && heard.every((each) => each !== undefined) ? first : undefined
}

/** The listener in which a release stands only for the case that somebody aborts: `signal.addEventListener('abort', () => client.release())`. */
export function abortedAt(sourceCode: SourceCode, owner: CodeOwner, { at }: Release): WellEnded | undefined {
  const heard = heardAt(sourceCode, owner, at)
  return heard?.event === ABORT ? heard : undefined
}

const ABORT = 'abort'

function listenedAt(sourceCode: SourceCode, owner: CodeOwner, at: Node): WellEnded | undefined {
  const heard = heardAt(sourceCode, owner, at)
  if (!heard || lastEvents.has(heard.event)) return undefined
  const path = apiOf(sourceCode, heard.stream)
  return path !== undefined && wellEnds.get(heard.event)?.has(path) === true ? heard : undefined
}

/** The listener, written where it is given to somebody, in which a node stands. */
function heardAt(sourceCode: SourceCode, owner: CodeOwner, at: Node): WellEnded | undefined {
  const outermost = functionsBetween(at, owner).at(-1)
  const handed = outermost ? wrapped(outermost) : at
  const call = handed.parent
  const callee = isCall(call) && call.arguments[1] === handed ? unwrap(call.callee) : undefined
  const event = isCall(call) && call.arguments[0] ? textAt(sourceCode, call.arguments[0]) : undefined
  return callee?.type === 'MemberExpression' && event !== undefined && LISTENS.has(keyName(callee) ?? '') ? { end: at, stream: callee.object, event } : undefined
}

const LISTENS: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'addEventListener'])
