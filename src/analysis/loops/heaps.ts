import { adding, entryReads, wholeReads } from '../../knowledge/collections.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { functionAround, isCall, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { isOfModule, type Variable } from '../resolve/bindings.ts'
import { handlerOf } from '../roles/handlers.ts'

/** What adds to a list of the module, where that is each request or each message, and nothing takes anything out or asks how many there are. */
export function heapedBy(sourceCode: SourceCode, variable: Variable): 'request' | 'message' | undefined {
  const [def, second] = variable.defs
  if (!isOfModule(variable) || def?.type !== 'Variable' || second) return undefined
  let by: 'request' | 'message' | undefined
  for (const { init, identifier } of variable.references) {
    if (init === true) continue
    const use = useAt(identifier)
    if (use === 'other') return undefined
    const fn = use === 'added' ? functionAround(identifier) : undefined
    const kind = fn && handlerOf(sourceCode, fn)?.kind
    if (kind === 'request' || kind === 'message') by ??= kind
  }
  return by
}

/** added: one more. looked: nothing is changed. other: something may be taken out, or nobody knows. */
function useAt(name: Node): 'added' | 'looked' | 'other' {
  const outer = wrapped(name)
  const { parent } = outer
  if (parent?.type === 'ForOfStatement' || parent?.type === 'ForInStatement') return parent.right === outer ? 'looked' : 'other'
  if (parent?.type === 'SpreadElement') return 'looked'
  if (parent?.type !== 'MemberExpression' || parent.object !== outer) return 'other'
  const whole = wrapped(parent)
  const call = isCall(whole.parent) && unwrap(whole.parent.callee) === parent ? whole.parent : undefined
  if (call) return usedBy(calledName(call) ?? '')
  const key = keyName(parent)
  if (parent.computed && key === undefined) return isRead(whole) ? 'looked' : 'other'
  return (key === 'length' || key === 'size') && isRead(whole) && !isAsked(whole) ? 'looked' : 'other'
}

function usedBy(method: string): 'added' | 'looked' | 'other' {
  if (adding.has(method)) return 'added'
  return wholeReads.has(method) || entryReads.has(method) ? 'looked' : 'other'
}

function isRead({ parent }: Node): boolean {
  return parent?.type !== 'UpdateExpression' && parent?.type !== 'AssignmentExpression' && !(parent?.type === 'UnaryExpression' && parent.operator === 'delete')
}

/** `list.length >= MOST`, outside of the head of a loop. */
function isAsked(size: Node): boolean {
  const { parent } = size
  if (parent?.type !== 'BinaryExpression' || !/^[<>!=]=?=?$/u.test(parent.operator)) return false
  const loop = parent.parent
  return !(loop.type === 'ForStatement' && loop.test === parent)
}
