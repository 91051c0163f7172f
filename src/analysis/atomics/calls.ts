import { type AtomicsMethod, sharedBuffers, viewTypes } from '../../knowledge/shared-memory.ts'
import { linkOn } from '../../utils/chains.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { apiOf } from '../resolve/denote.ts'
import { atomicAt } from '../sharing/atomics.ts'
import { isPrivate } from '../sharing/private.ts'

/** A call of Atomics that throws, or does nothing, whatever the threads do. */
export interface Misuse {
  readonly call: Call
  /**
   * view: Atomics does not work on it. unwaitable: nobody can wait on it. private: no other thread has the memory. number,
   * bigint: the value is of the other kind. object: what `waitAsync` gives is no promise. maybeString: its `value` may be none.
   */
  readonly kind: 'view' | 'unwaitable' | 'private' | 'unheard' | 'number' | 'bigint' | 'object' | 'maybeString'
  /** What is wrong: the view, the value, or the call. */
  readonly node: Node
  /** The view's type. */
  readonly type?: string
}

export const misuses = perFile((sourceCode): readonly Misuse[] => nodesOf(sourceCode).calls.flatMap((call) => {
  const method = atomicAt(sourceCode, call)
  return method ? (misuse(sourceCode, call, method) ?? []) : []
}))

function misuse(sourceCode: SourceCode, call: Call, method: AtomicsMethod): Misuse | undefined {
  const [view] = call.arguments
  const type = view && typeOf(sourceCode, view)
  if (view && type !== undefined) {
    const known = viewTypes.get(type)
    if (known?.atomic !== true) return { call, kind: 'view', node: view, type }
    const waits = method.does === 'wait' || method.does === 'notify'
    if (waits && !known.waitable) return { call, kind: 'unwaitable', node: view, type }
    if (waits && isPrivate(sourceCode, view)) return { call, kind: method.does === 'wait' ? 'private' : 'unheard', node: view, type }
    const value = method.does === 'notify' || method.does === 'load' ? undefined : call.arguments.slice(2, method.does === 'compare' ? 4 : 3).find((each) => isOther(each, known.big === true))
    if (value) return { call, kind: known.big ? 'number' : 'bigint', node: value, type }
  }
  return method.async ? unawaited(call) : undefined
}

/** The constructor of a view, or of a buffer that is none. */
function typeOf(sourceCode: SourceCode, view: Node): string | undefined {
  const path = apiOf(sourceCode, view)
  if (path === undefined || !path.endsWith('()')) return undefined
  const name = path.slice(1, -2)
  return viewTypes.has(name) || name === 'DataView' || name === 'ArrayBuffer' || sharedBuffers.has(`#${name}`) ? name : undefined
}

/** A literal of the other kind of number. */
function isOther(value: Node, big: boolean): boolean {
  const inner = unwrap(value)
  const node = inner.type === 'UnaryExpression' && inner.operator === '-' ? inner.argument : inner
  if (node.type !== 'Literal') return false
  return big ? typeof node.value === 'number' : 'bigint' in node
}

/** `await Atomics.waitAsync(…)` and `.then(…)` on it: what it gives is `{ async, value }`. */
function unawaited(call: Call): Misuse | undefined {
  const outer = wrapped(call)
  const parent = outer.parent
  if (parent?.type === 'AwaitExpression') return isTakenApart(parent) ? undefined : { call, kind: 'object', node: call }
  if (parent?.type !== 'MemberExpression' || parent.object !== outer) return undefined
  if (linkOn(call)) return { call, kind: 'object', node: call }
  const next = wrapped(parent).parent
  return keyName(parent) === 'value' && next?.type === 'MemberExpression' && next.object === wrapped(parent) && !next.optional && keyName(next) === 'then' ? { call, kind: 'maybeString', node: call } : undefined
}

/** `(await Atomics.waitAsync(…)).value`, `const { async, value } = await …`: somebody knows what it is. */
function isTakenApart(awaited: Node): boolean {
  const parent = wrapped(awaited).parent
  return parent?.type === 'MemberExpression' || (parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern')
}

