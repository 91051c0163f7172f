import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, isFunction, isInside, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { spotOf } from '../effects.ts'
import { valueOf } from '../places/identity.ts'
import { exactKey, type Place, shown } from '../places/symbol.ts'
import { type LockUse, lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'

/** Locks that are taken out of their collection by those who have held them, although others may be waiting. */
export function removedLocks(sourceCode: SourceCode): readonly Fault[] {
  const kept = keptLocks(sourceCode)
  if (kept.length === 0) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly Fault[] => {
    const removed = removedBy(sourceCode, call)
    const use = removed && kept.find(({ at, call: acquire }) => exactKey(at) === exactKey(removed) && isAround(call, acquire))
    if (!removed || !use || !isUnconditional(call, functionAround(use.call))) return []
    return [{ kind: 'removed', at: spotOf(call), lock: use.at, from: shown({ root: removed.root, path: removed.path.slice(0, -1) }) }]
  })
}

interface Kept {
  readonly at: Place
  readonly call: LockUse['call']
}

/** The acquisitions of elements of collections for which others wait. */
const keptLocks = perFile((sourceCode): readonly Kept[] =>
  [...lockUses(sourceCode).values()].flatMap(({ call, does, waits, places: [place, second], model }): readonly Kept[] => {
    const takes = (does === 'acquire' || does === 'scope') && waits !== 'not' && !model.keyedGlobally
    return takes && place && !second && typeof place.path.at(-1) === 'object' && place.path.at(-1) !== undefined && exactKey(place) !== undefined ? [{ at: place, call }] : []
  }))

/** `locks.delete(key)`: the place that it empties. */
function removedBy(sourceCode: SourceCode, call: Call): Place | undefined {
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  const [key] = call.arguments
  if (callee?.type !== 'MemberExpression' || keyName(callee) !== 'delete' || callee.object.type === 'Super' || !key) return undefined
  const whole = valueOf(sourceCode, callee.object)
  const part = valueOf(sourceCode, key)
  if (whole?.is !== 'place' || (part?.is !== 'place' && part?.is !== 'text')) return undefined
  return { root: whole.place.root, path: [...whole.place.path, part.is === 'text' ? part.text : { parts: [part.place] }] }
}

/** Whether the function that acquires also removes, itself or in a callback. */
function isAround(remove: Node, acquire: Node): boolean {
  const fn = functionAround(acquire)
  return fn !== undefined && isInside(remove, fn) && remove.range[0] > acquire.range[0]
}

const CONDITIONS: ReadonlySet<string> = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchStatement', 'CatchClause', 'WhileStatement'])

function isUnconditional(node: Node, within: Node | undefined): boolean {
  for (let at: Node | undefined = node.parent; at && at !== within; at = at.parent) if (CONDITIONS.has(at.type)) return false
  const fn = functionAround(node)
  return !isFunction(fn) || !leavesBefore(fn, node)
}

/** Whether a condition before the removal may leave. */
function leavesBefore({ body }: { readonly body: Node }, node: Node): boolean {
  return body.type === 'BlockStatement' && body.body.some((each) => each.type === 'IfStatement' && each.range[1] < node.range[0] && /^(?:Return|Block)Statement$/u.test(each.consequent.type) && returns(each.consequent))
}

function returns(node: Node): boolean {
  return node.type === 'ReturnStatement' || (node.type === 'BlockStatement' && node.body.at(-1)?.type === 'ReturnStatement')
}
