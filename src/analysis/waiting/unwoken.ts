import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { calledName, callsNamed } from '../../utils/nodes.ts'
import { type Call, isCall, type Node, unwrap } from '../../utils/syntax.ts'
import type { Access } from '../sharing/access.ts'
import { accessesOf } from '../sharing/accesses.ts'
import { isBeforePublication } from '../sharing/phases.ts'
import { constantText } from '../sharing/words.ts'
import { isRightBefore } from './order.ts'
import { accessByNode, accessesByElement, besides, isCounted, isFor, valuePut, type Wait, waitsOf } from './waits.ts'

// Threads that nothing wakes, or that are woken for nothing.

/**
 * The wait that a change is for, in a file that wakes nobody at all: `release() { Atomics.add(permits, 0, 1) }` beside an
 * `acquire()` that waits for a permit.
 */
export function unnotifiedWait(sourceCode: SourceCode, change: Access): Wait | undefined {
  if (change.element === undefined || change.helped || mayBeWoken(sourceCode, change)) return undefined
  const waits = waitsOf(sourceCode).filter(({ access }) => access.element === change.element)
  // Who waits for it himself makes the change for his own turn.
  if (waits.length === 0 || waits.some(({ access }) => access.owner === change.owner) || isBeforePublication(sourceCode, change)) return undefined
  return waits.find((wait) => !wait.timeout && isTowards(sourceCode, wait, change))
}

/** Whether anything of the file may wake who waits for an element: whatever is called so counts, but for a notify of another word of that memory in another function. */
function mayBeWoken(sourceCode: SourceCode, { view, word, element, owner }: Access): boolean {
  return wakeUps(sourceCode).some((call) => {
    const told = accessByNode(sourceCode).get(call)
    return told?.how !== 'notify' || told.word.kind !== 'constant' || word.kind !== 'constant' || told.view.key !== view.key || told.owner === owner || told.element === undefined || told.element === element
  })
}

const wakeUps = perFile((sourceCode) => callsNamed(sourceCode, ['notify', 'wake']))

/** Whether a wait is over, or nearer to its end, with a change. */
function isTowards(sourceCode: SourceCode, wait: Wait, change: Access): boolean {
  const value = valuePut(sourceCode, change)
  if (value !== undefined) return isFor(sourceCode, wait, value)
  if (change.how === 'store') return isReadBefore(sourceCode, wait) && isOneMore(sourceCode, change.value)
  if (change.how !== 'atomic modify' || !isCounted(sourceCode, change)) return false
  return wait.guard?.fact?.relation === 'is' || isReadBefore(sourceCode, wait) || (wait.expected !== undefined && calledName(change.node as Call) === 'add')
}

/** Whether what a wait expects was read before, so that each change of the element is one that it waits for. */
function isReadBefore(sourceCode: SourceCode, { expected }: Wait): boolean {
  return expected !== undefined && unwrap(expected).type === 'Identifier' && constantText(sourceCode, expected) === undefined
}

/** `tail + 1` */
function isOneMore(sourceCode: SourceCode, value: Node | undefined): boolean {
  const sum = value && unwrap(value)
  return sum?.type === 'BinaryExpression' && sum.operator === '+' && constantText(sourceCode, sum.right) !== undefined && constantText(sourceCode, sum.left) === undefined
}

/** What takes back at once what waiters have been woken for: `store(bell, 0, 1); notify(bell, 0); store(bell, 0, 0)`. */
export function undoingStore(sourceCode: SourceCode, notify: Access): { readonly store: Access; readonly wait: Wait } | undefined {
  const others = besides(sourceCode, notify).filter(({ how }) => how === 'store')
  const before = others.findLast(({ node }) => node.range[1] <= notify.node.range[0])
  const store = others.find(({ node }) => isRightBefore(notify.node, node))
  const [put, back] = [before, store].map((each) => each && valuePut(sourceCode, each))
  if (!store || put === undefined || back === undefined || put === back) return undefined
  const wait = waitsOf(sourceCode).find((each) => each.access.element === notify.element && each.guard !== undefined && isFor(sourceCode, each, put) && !isFor(sourceCode, each, back))
  return wait && { store, wait }
}

/**
 * The notify of a wait for an element of an object that nothing ever changes: it sleeps only where it comes first, and the notify
 * that has come before it is lost.
 */
export function notifyOfUnchanged(sourceCode: SourceCode, { access, guard, expected, timeout }: Wait): Access | undefined {
  if (guard || timeout || access.view.root.kind !== 'this' || !expected || constantText(sourceCode, expected) === undefined) return undefined
  const all = accessesByElement(sourceCode).get(access.element ?? '') ?? []
  const notify = all.find(({ how, owner }) => how === 'notify' && owner !== access.owner)
  if (!notify || !isCall(notify.node)) return undefined
  return accessesOf(sourceCode).every(({ how, view }) => view.key !== access.view.key || UNCHANGING.has(how)) ? notify : undefined
}

const UNCHANGING: ReadonlySet<string> = new Set(['wait', 'notify', 'read', 'load'])
