import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { functionAround, isFunction, type Node, walk, wrapped } from '../../../utils/syntax.ts'
import { spotOf } from '../effects.ts'
import type { Held } from '../facts.ts'
import { heldAround, heldAtEntry } from '../held.ts'
import { exactKey, shown } from '../places/symbol.ts'
import { calledLocal } from '../receiver.ts'
import { lockUseAt, lockUses } from '../uses.ts'
import { lentYields } from './leases.ts'
import { isEmit, isListener } from './listeners.ts'
import { awaitedMessage } from './messages.ts'
import { isFixedSleep } from './sleeps.ts'

/** Work under a lock that the lock is not for. */
export interface SlowWork {
  readonly kind: 'sleep' | 'emit' | 'listener' | 'message' | 'yield'
  readonly node: Node
  readonly lock: string
  /** Where the lock was taken. */
  readonly since: Held['at']
  /** message: what is waited for, and where it is ended. */
  readonly what?: string
  readonly settler?: Node
}

export const slowWork = perFile((sourceCode): readonly SlowWork[] => {
  const found: SlowWork[] = []
  for (const fn of generators(sourceCode)) {
    for (const { node, taken } of lentYields(sourceCode, fn)) if (!lockUses(sourceCode).has(taken)) found.push({ kind: 'yield', node, lock: `${sourceCode.getText(taken.callee)}()`, since: spotOf(taken) })
  }
  if (lockUses(sourceCode).size === 0) return found
  const add = (kind: SlowWork['kind'], node: Node, held: Held | undefined, more: Partial<SlowWork> = {}): void => {
    if (held && !found.some((each) => each.node === node) && !isWholeSection(sourceCode, node)) found.push({ kind, node, lock: shown(held.lock), since: held.at, ...more })
  }
  for (const node of nodesOf(sourceCode).awaits) {
    if (node.type !== 'AwaitExpression') continue
    if (isFixedSleep(sourceCode, node.argument)) add('sleep', node, alone(sourceCode, node))
    else addMessage(sourceCode, node, add)
  }
  for (const call of nodesOf(sourceCode).calls) {
    if (call.type !== 'CallExpression') continue
    if (isEmit(sourceCode, call)) add('emit', call, alone(sourceCode, call))
    else if (isListener(sourceCode, call)) add('listener', call, alone(sourceCode, call))
  }
  for (const fn of generators(sourceCode)) for (const node of yieldsOf(sourceCode, fn)) add('yield', node, heldAround(sourceCode, node)[0])
  return found
})

const generators = perFile((sourceCode) => nodesOf(sourceCode).functions.filter((fn) => fn.generator && fn.async))

type Add = (kind: SlowWork['kind'], node: Node, held: Held | undefined, more?: Partial<SlowWork>) => void

/** Whether all that ends the wait happens under a lock that is held meanwhile. */
function addMessage(sourceCode: SourceCode, node: Extract<Node, { type: 'AwaitExpression' }>, add: Add): void {
  const awaited = awaitedMessage(sourceCode, node.argument)
  const [settler] = awaited?.settlers ?? []
  if (!awaited || !settler) return
  const held = heldAround(sourceCode, node).find(({ lock }) => awaited.settlers.every((each) => holds(sourceCode, each, exactKey(lock))))
  add('message', node, held, { what: awaited.what, settler })
}

function holds(sourceCode: SourceCode, node: Node, key: string | undefined): boolean {
  return key !== undefined && heldAround(sourceCode, node).some(({ lock }) => exactKey(lock) === key)
}

function yieldsOf(sourceCode: SourceCode, fn: Node): readonly Node[] {
  const found: Node[] = []
  walk(sourceCode, fn, (node) => {
    if (node !== fn && isFunction(node)) return false
    if (node.type === 'YieldExpression') found.push(node)
    return true
  })
  return found
}

/** A lock that one alone may hold, and that is held here. */
function alone(sourceCode: SourceCode, node: Node): Held | undefined {
  return heldAround(sourceCode, node).find((held) => held.mode === 'exclusive' && !counting(sourceCode).has(JSON.stringify(held.site)) && !isOnlyTried(sourceCode, held))
}

/** Whether all who want the lock go their way when it is not free, as those do who ask which of them leads: then nobody waits for it. */
function isOnlyTried(sourceCode: SourceCode, { lock }: Held): boolean {
  const key = exactKey(lock)
  const uses = key === undefined ? [] : [...lockUses(sourceCode).values()].filter(({ does, places }) => (does === 'acquire' || does === 'scope' || does === 'try') && places.some((each) => exactKey(each) === key))
  return uses.length > 0 && uses.every(({ waits }) => waits === 'not')
}

/** Where slots are taken: of limiters, whose tasks may do what they like, and of semaphores. */
const counting = perFile((sourceCode): ReadonlySet<string> => {
  const uses = [...lockUses(sourceCode).values()].filter(({ counts, model }) => counts === true || (model.permits === 'argument' && !Object.values(model.methods).some(({ does }) => does === 'acquire')))
  return new Set(uses.map(({ call }) => JSON.stringify(spotOf(call))))
})

/** Whether the lock is there for this alone: nothing else stands in the section, or in the function that is called under it. */
function isWholeSection(sourceCode: SourceCode, node: Node): boolean {
  const fn = functionAround(node)
  const call = fn && wrapped(fn).parent
  // A callback of something else is only a part of what is done there.
  const isPart = call?.type === 'CallExpression' && (call.callee as Node) !== fn && !lockUseAt(sourceCode, call) && !calledLocal(sourceCode, call)
  if (!fn || isPart || heldAtEntry(sourceCode, fn).length === 0) return false
  const [only, second] = fn.body.type === 'BlockStatement' ? fn.body.body : [fn.body]
  if (!only || second) return false
  const inner = only.type === 'ExpressionStatement' ? only.expression : only.type === 'ReturnStatement' ? only.argument : only
  return inner !== null && (inner === node || wrapped(node) === inner || (inner.type === 'AwaitExpression' && inner.argument === node))
}
