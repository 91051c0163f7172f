import { arrayMethods } from '../../../../knowledge/callbacks/index.ts'
import { settlerNames } from '../../../../knowledge/requests.ts'
import { groupBy } from '../../../../utils/group.ts'
import { calledName, callsNamed, isInLoop } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, type Node, ownerOf, unwrap, walk, wrapped } from '../../../../utils/syntax.ts'
import { handingsOf } from '../../../callbacks/handed.ts'
import { isParameterOf, sourcesOf, variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'

/** The calls that take who waits longest from a list and tell him what is given: `this.waiting.shift()(answer)`, by the code that they stand in. */
export const answersInTurn = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Call[]> =>
  groupBy(callsNamed(sourceCode, ['shift']).filter((call) => call.arguments.length === 0 && tellingAt(sourceCode, call) !== undefined), ownerOf))

/**
 * Answers of several that work side by side, each given to who has waited longest: `for (const worker of workers) worker.on('message',
 * (answer) => this.waiting.shift()(answer))`. They come in the order in which the work is done, and go to the wrong ones.
 */
export function answersToWrong(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const taking = answersInTurn(sourceCode).get(owner) ?? []
  if (!isFunction(owner) || taking.length === 0) return []
  const registration = handingsOf(sourceCode, owner).find(({ event, timing, at }) => event === 'message' && timing === 'many' && isForEach(sourceCode, at))?.at
  if (!registration) return []
  return taking.flatMap((call): readonly Fault[] => {
    const told = tellingAt(sourceCode, call)
    const list = call.callee.type === 'MemberExpression' ? call.callee.object : undefined
    if (!told || !list || !isOutside(sourceCode, list, registration) || !told.arguments.some((each) => isOfEvent(sourceCode, owner, each, 0))) return []
    return [{ kind: 'mismatched', place: sourceCode.getText(list), node: call, read: call, wait: registration, proven: isFilled(sourceCode, list) }]
  })
}

/** The call that tells what has been taken: `waiting.shift()(answer)`, `waiting.shift().resolve(answer)`, or by a name. */
function tellingAt(sourceCode: SourceCode, call: Call): Call | undefined {
  const direct = calledWith(wrapped(call))
  const named = wrapped(call).parent
  if (direct || named?.type !== 'VariableDeclarator') return direct
  const variable = named.id.type === 'Identifier' ? variableOf(sourceCode, named.id) : undefined
  return (variable?.references ?? []).flatMap(({ identifier }) => calledWith(identifier) ?? [])[0]
}

/** `next(answer)`, `next?.resolve(answer)`. */
function calledWith(taken: Node): Call | undefined {
  const { parent } = wrapped(taken)
  const callee = parent?.type === 'MemberExpression' && parent.object === wrapped(taken) && settlerNames.has(calledNameAt(parent)) ? wrapped(parent) : wrapped(taken)
  const call = callee.parent
  return isCall(call) && call.type === 'CallExpression' && unwrap(call.callee) === unwrap(callee) && call.arguments.length > 0 ? call : undefined
}

function calledNameAt(member: Node): string {
  return isCall(wrapped(member).parent) ? (calledName(wrapped(member).parent as Call) ?? '') : ''
}

/** Whether a listener is put on each of several: in a loop, or in what goes through a list, on what is another one each time. */
function isForEach(sourceCode: SourceCode, registration: Node): boolean {
  const fn = functionAround(registration)
  const callee = isCall(registration) ? unwrap(registration.callee) : undefined
  const emitter = callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  const [declared] = (emitter?.type === 'Identifier' && variableOf(sourceCode, emitter)?.identifiers) || []
  if (!fn || !declared) return false
  if (isInLoop(registration, fn)) return isInside(declared, fn) && isInLoop(declared, fn)
  const call = wrapped(fn).parent
  return isCall(call) && call.arguments[0] === fn && arrayMethods.has(calledName(call) ?? '') && isInside(declared, fn)
}

/** Whether a list is one for all: no part of what the listener is put on, and not made anew for each. */
function isOutside(sourceCode: SourceCode, list: Node, registration: Node): boolean {
  const fn = functionAround(registration)
  const root = rootOf(list)
  if (root.type === 'ThisExpression') return true
  const [declared] = (root.type === 'Identifier' && variableOf(sourceCode, root)?.identifiers) || []
  return declared !== undefined && fn !== undefined && !(isInside(declared, fn) && (isInLoop(declared, fn) || !isInLoop(registration, fn)))
}

function rootOf(expression: Node): Node {
  let at = unwrap(expression)
  while (at.type === 'MemberExpression' && !at.computed) at = unwrap(at.object)
  return at
}

/** How many names are looked into. */
const MOST_NAMES = 3

/** Whether a value is made of what the event brings. */
function isOfEvent(sourceCode: SourceCode, listener: FunctionNode, value: Node, depth: number): boolean {
  let found = false
  walk(sourceCode, value, (node) => {
    found ||= isParameterOf(sourceCode, listener, node)
    const variable = node.type === 'Identifier' && !found && depth < MOST_NAMES ? variableOf(sourceCode, node) : undefined
    const [source] = (variable && sourcesOf(sourceCode, variable)) ?? []
    if (source && 'value' in source && isInside(source.value, listener) && !isInside(value, source.value)) found ||= isOfEvent(sourceCode, listener, source.value, depth + 1)
    return !found
  })
  return found
}

/** Whether the file puts those who wait at the end of the list. */
function isFilled(sourceCode: SourceCode, list: Node): boolean {
  const text = sourceCode.getText(list)
  return callsNamed(sourceCode, ['push']).some((call) => call.callee.type === 'MemberExpression' && sourceCode.getText(call.callee.object) === text)
}
