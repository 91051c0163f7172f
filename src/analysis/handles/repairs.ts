import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, functionAround, isFunction, type Node, ownerOf } from '../../utils/syntax.ts'
import { returnsOf } from '../resolve/functions.ts'
import type { Fault } from './faults.ts'
import type { Spawn } from './spawns.ts'

/** Text to put in somewhere, where a repair is mechanical. */
export interface Repair {
  readonly does: 'cleanup' | 'end' | 'await'
  /** What ends it: `terminate()`. */
  readonly call: string
  readonly offset: number
  readonly text: string
}

/** The repair of a fault; undefined where it takes more than one line in a known place. */
export function repairOf(sourceCode: SourceCode, fault: Fault): Repair | undefined {
  const [method] = fault.spawn.model.ends
  if (method === undefined || method.includes('.')) return undefined
  const call = `${method}()`
  switch (fault.kind) {
    case 'never':
      return fault.times.hook?.cleanupReturned ? cleanup(sourceCode, fault.spawn, call) : undefined
    case 'forgotten':
      return fault.place.isElement || fault.isInherited ? undefined : endIn(sourceCode, fault, call)
    case 'unawaited':
      return isFunction(ownerOf(fault.call)) && functionAround(fault.call)?.async ? { does: 'await', call, offset: fault.call.range[0], text: 'await ' } : undefined
    default:
      return undefined
  }
}

/** `return () => worker.terminate()` at the end of an effect that returns nothing. */
function cleanup(sourceCode: SourceCode, { call: spawn, trail }: Spawn, call: string): Repair | undefined {
  const effect = functionAround(spawn)
  const declarator = spawn.parent
  if (!effect || effect.body.type !== 'BlockStatement' || declarator.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined
  const last = effect.body.body.at(-1)
  const isInReach = declarator.parent.parent === effect.body && trail.variables.size > 0
  if (!last || !isInReach || effect.async || returnsOf(sourceCode, effect).length > 0) return undefined
  return { does: 'cleanup', call, offset: last.range[1], text: `\n${indentOf(sourceCode, last)}return () => ${declarator.id.name}.${call}` }
}

/** The end, before the handle is dropped or at the start of the method that forgets it. */
function endIn(sourceCode: SourceCode, { by, drops, place, spawn }: Extract<Fault, { kind: 'forgotten' }>, call: string): Repair | undefined {
  const before = drops ? statementAround(drops) : firstOf(by)
  if (!before || functionAround(before) !== by) return undefined
  // A channel may say goodbye there: one that is closed cannot.
  if (!drops && spawn.model.kind === 'channel' && sourceCode.getText(by.body).includes(place.location.text)) return undefined
  const waits = spawn.model.endIsAsync && by.async ? 'await ' : ''
  return { does: 'end', call, offset: before.range[0], text: `${waits}${place.location.text}?.${call}\n${indentOf(sourceCode, before)}` }
}

function statementAround(node: Node): Node | undefined {
  for (let at: Node | undefined = node; at && !isFunction(at); at = at.parent) if (at.type === 'ExpressionStatement' && at.parent.type === 'BlockStatement') return at
  return undefined
}

function firstOf(by: FunctionNode): Node | undefined {
  return by.body.type === 'BlockStatement' ? by.body.body[0] : undefined
}

function indentOf(sourceCode: SourceCode, node: Node): string {
  const line = sourceCode.lines[node.loc.start.line - 1] ?? ''
  return /^\s*/u.exec(line.slice(0, node.loc.start.column))?.[0] ?? ''
}
