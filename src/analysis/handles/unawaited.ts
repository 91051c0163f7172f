import { buildEnds, isEnding } from '../../knowledge/lifecycles.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, keyName, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import { memberOf, nameOf } from '../resolve/functions.ts'
import type { Use } from './deeds.ts'
import type { Fault } from './faults.ts'
import type { Spawn } from './spawns.ts'

/** An end that takes its time, begun by an asynchronous method that promises to end everything and does not wait for it. */
export function unawaitedEnd(sourceCode: SourceCode, spawn: Spawn, uses: readonly Use[]): Fault | undefined {
  if (!spawn.model.endIsAsync) return undefined
  for (const { does, call } of uses) {
    const by = does === 'end' && call ? droppedIn(sourceCode, call) : undefined
    const name = by && nameOfFunction(sourceCode, by)
    if (call && by && name !== undefined && ((by.async && isEnding(name)) || isAwaitedHook(by, name))) return { kind: 'unawaited', spawn, call, name }
  }
  return undefined
}

/** `closeBundle() { pool.destroy() }` of a plugin of a build: the build waits for what such a hook answers. */
function isAwaitedHook(by: FunctionNode, name: string): boolean {
  const plugin = by.parent.type === 'Property' ? by.parent.parent : undefined
  return buildEnds.has(name) && plugin?.type === 'ObjectExpression' && plugin.properties.some((each) => each.type === 'Property' && keyName(each) === 'name')
}

/** The function that drops what the call yields: as a statement, or in a callback of `forEach`. */
function droppedIn(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  const outer = wrapped(call)
  const owner = ownerOf(call)
  if (!isFunction(owner)) return undefined
  if (outer.parent?.type === 'ExpressionStatement' && !isForEach(sourceCode, owner)) return owner
  const isBody = owner.body === outer || outer.parent?.type === 'ExpressionStatement'
  const around = isBody && isForEach(sourceCode, owner) ? ownerOf(owner) : undefined
  return isFunction(around) ? around : undefined
}

function isForEach(sourceCode: SourceCode, callback: FunctionNode): boolean {
  const at = handedTo(sourceCode, callback)?.at
  return at?.type === 'CallExpression' && at.callee.type === 'MemberExpression' && keyName(at.callee) === 'forEach'
}

/** The name of a function, method or property that holds a function. */
export function nameOfFunction(sourceCode: SourceCode, of: FunctionNode): string | undefined {
  const holder: Node = of.parent
  // `exports.stop = () => …`
  const set = holder.type === 'AssignmentExpression' && holder.right === of && holder.left.type === 'MemberExpression' ? keyName(holder.left) : undefined
  return nameOf(sourceCode, of)?.name ?? memberOf(of)?.name ?? set ?? (holder.type === 'Property' && holder.value === of ? keyName(holder) : undefined)
}
