import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import type { Use } from '../handles/deeds.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { functionBehind } from '../resolve/receiver.ts'
import type { Handle } from './handles.ts'

/** Somebody listens to a handle. */
export interface Listening {
  readonly use: Use
  /** Undefined where it cannot be read: any. */
  readonly event: string | undefined
  /** What is called: a function, or what stands for one; undefined for `once(worker, 'exit')`. */
  readonly listener: Node | undefined
  /** The function that runs, where this file has it. */
  readonly runs: FunctionNode | undefined
  /** The call or assignment that registers it. */
  readonly at: Node
}

/** All that listens to a handle, in the order of its uses. */
export function listeningsOf(sourceCode: SourceCode, { uses }: Handle): readonly Listening[] {
  return uses.flatMap((use): Listening[] => {
    if (use.does !== 'listen' && use.does !== 'join') return []
    const listener = use.listener && valueOf(use.listener)
    const at = use.call ?? use.listener?.parent ?? use.at
    return [{ use, event: use.event, listener, runs: listener && runsAt(sourceCode, listener), at }]
  })
}

/** `worker.onerror = worker.onmessageerror = fail`. */
function valueOf(listener: Node): Node {
  let at = unwrap(listener)
  while (at.type === 'AssignmentExpression') at = unwrap(at.right)
  return at
}

/** The function behind a listener, also where it is bound: `this.onExit.bind(this)`. */
export function runsAt(sourceCode: SourceCode, listener: Node): FunctionNode | undefined {
  const value = onlyValue(sourceCode, listener) ?? listener
  return functionBehind(sourceCode, boundIn(unwrap(value)) ?? listener)
}

function boundIn(node: Node): Node | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  return callee?.type === 'MemberExpression' && keyName(callee) === 'bind' ? callee.object : undefined
}

/** What to point at for a listener: the name of the event, or the function where that stands elsewhere. */
export function pointOf(listening: Listening): Node {
  const { runs, listener, use, at } = listening
  if (isFunction(listener) && use.at === at) return listener.params[0] ?? at // it is given to what starts the handle
  return runs && listener && !isFunction(listener) ? nameOfFunction(runs) : registrationOf(listening)
}

/** What to point at for the registration: the name of the event. */
export function registrationOf({ at }: Listening): Node {
  if (at.type === 'AssignmentExpression') return at.left
  return at.type === 'CallExpression' ? (at.arguments[0] ?? at.callee) : at
}

function nameOfFunction(of: FunctionNode): Node {
  const parent = of.parent
  if (of.id) return of.id
  if (parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition' || parent.type === 'Property') return parent.key
  if (parent.type === 'AssignmentExpression' && parent.right === of) return parent.left
  return parent.type === 'VariableDeclarator' ? parent.id : of
}
