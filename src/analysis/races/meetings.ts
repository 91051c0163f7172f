import { followed, watchers } from '../../knowledge/requests.ts'
import type { Critical } from '../../knowledge/callbacks/schema.ts'
import { calledName } from '../../utils/nodes.ts'
import { literalText, type Node } from '../../utils/syntax.ts'
import type { Entry } from './entries.ts'

/** Who runs the code, where that is known: what listeners and callbacks are for, or a signal that ends the program. */
export type Caller = Critical | 'signal'

/** Who runs a listener or callback that stands in a call, an attribute or a decorator; undefined where nothing says so. */
export function callerOf(at: Node, critical: Critical | undefined): Caller | undefined {
  if (critical) return critical
  if (at.type === 'JSXAttribute') return 'ui'
  const [event] = at.type === 'CallExpression' ? at.arguments : []
  return event && SIGNAL.test(literalText(event) ?? '') ? 'signal' : undefined
}

const SIGNAL = /^SIG[A-Z]+$/u

/**
 * Whether two runs meet whatever anybody does: requests, messages, events from outside, elements of a list that are worked on side
 * by side. Users mostly wait for what they have begun, a timer rings again when the work is long done, the end is asked for
 * once, and whether callers in other files run a method twice at a time is not known.
 */
export function isMet({ strength, by }: Entry): boolean {
  return strength === 'proven' && !APART.has(by)
}

const APART: ReadonlySet<Caller | undefined> = new Set<Caller>(['ui', 'timer', 'signal'])

/** Whether something says that what is shown is to follow something else now, which is typed, chosen or watched: no click does. */
export function isToFollow(at: Node): boolean {
  if (at.type === 'JSXAttribute') return followed.test(at.name.type === 'JSXIdentifier' ? at.name.name : '')
  if (at.type !== 'CallExpression') return true
  const [event] = at.arguments
  const text = event && literalText(event)
  return text === undefined ? watchers.test(calledName(at) ?? '') : followed.test(text)
}
