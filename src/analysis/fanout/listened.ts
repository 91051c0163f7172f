import { fileSources, heeds, heedsQueue, producing } from '../../knowledge/streams.ts'
import { callsNamed } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isCall, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { propertyAt, textAt } from '../resolve/constants.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import type { Task } from './fanouts.ts'

/** A listener that is given one piece of a file after the other, as fast as they can be read: nobody waits for what it begins. */
export interface Listened {
  readonly call: Call
  readonly task: Task
  /** What reads the file. */
  readonly over: Node
}

/** Listeners of the file for pieces of other files, those aside that stop the reading, or ask how much there is. */
export function listenedIn(sourceCode: SourceCode): readonly Listened[] {
  return callsNamed(sourceCode, LISTEN).flatMap((call): readonly Listened[] => {
    const callee = unwrap(call.callee)
    const [event, given] = call.arguments
    const name = event && textAt(sourceCode, event)
    if (callee.type !== 'MemberExpression' || !given || name === undefined || !producing.has(name)) return []
    const target = isFunction(unwrap(given)) ? unwrap(given) : denote(sourceCode, given)
    const fn = isFunction(target as Node) ? (target as Node) : target && 'node' in target ? target.node : undefined
    if (!isFunction(fn) || !readsFile(sourceCode, callee.object, 0) || [fn, functionAround(call) ?? fn].some((each) => holdsBack(sourceCode.getText(each)))) return []
    return [{ call, task: { node: given, fn, by: call, over: callee.object }, over: callee.object }]
  })
}

const LISTEN: ReadonlySet<string> = new Set(['on', 'addListener'])
/** Calls that answer the stream itself, or one that goes on from it. */
const CHAINED: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'setEncoding', 'pipe'])
const MOST_LINKS = 8

const holdsBack = (text: string): boolean => heeds.test(text) || heedsQueue.test(text)

/** Whether what is listened to comes out of a file, also through other streams: `createReadStream(path).pipe(csv())`. */
function readsFile(sourceCode: SourceCode, stream: Node, depth: number): boolean {
  const node = unwrap(stream)
  if (depth > MOST_LINKS) return false
  const made = isCall(node) ? node : onlyValue(sourceCode, node)
  if (!isCall(made)) return false
  const path = apiOf(sourceCode, made.callee)
  if (path !== undefined && fileSources.has(path)) return true
  // `createInterface({ input: createReadStream(path) })`
  const [options] = made.arguments
  const input = propertyAt(sourceCode, options, 'input')
  if (input) return readsFile(sourceCode, input, depth + 1)
  const callee = unwrap(made.callee)
  return callee.type === 'MemberExpression' && CHAINED.has(keyName(callee) ?? '') && readsFile(sourceCode, callee.object, depth + 1)
}
