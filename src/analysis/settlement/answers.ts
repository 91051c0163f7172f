import { messageListeners, noListener, started } from '../../knowledge/lives.ts'
import { linkAt, linkOn } from '../../utils/chains.ts'
import { callsNamed } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { functionAround, type FunctionNode, isCaught, isFunction, type Node, unwrap } from '../../utils/syntax.ts'
import { isForeignFunction } from '../callbacks/foreign.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { sendsOf } from '../messages/sends.ts'
import { onlyValue, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { callersOf, escapes, returnsOf } from '../resolve/functions.ts'
import { lastName } from '../resolve/path.ts'
import { calledPath, functionBehind } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'

/** How deep a value is looked into. */
const MOST_DEPTH = 3

/** Answers to messages that send what a function of somebody else has returned, where nothing catches that it cannot be sent. */
export const faultsOfAnswers = perFile((sourceCode): readonly Fault[] => {
  const sends = sendsOf(sourceCode)
  if (sends.length === 0 || roleOf(sourceCode).program === 'test') return []
  return sends.flatMap(({ call, sink, payloads }): Fault[] => {
    // What a worker is started with answers nobody.
    if (noListener.test(sink.path) || call.type === 'NewExpression') return []
    const listener = listenerAround(sourceCode, call)
    const isOpen = listener ? !isCaught(call, listener) && !isCaughtBehind(call) && payloads.some(({ node }) => isForeign(sourceCode, node)) : !started.test(sink.path) && isAnything(sourceCode, call, payloads.map(({ node }) => node))
    return isOpen ? [{ kind: 'answers', at: call.callee, noun: sink.noun }] : []
  })
})

/** The listener of messages that runs the code at a node. */
function listenerAround(sourceCode: SourceCode, node: Node): FunctionNode | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (isFunction(at) && handingsOf(sourceCode, at).some(({ path, event, at: by }) => path !== undefined && messageListeners.has(path) && (event === 'message' || by.type === 'AssignmentExpression'))) return at
  }
  return undefined
}

/** Where the file answers messages, a function of it that sends a parameter of which its author says that it may be anything. */
function isAnything(sourceCode: SourceCode, call: Node, payloads: readonly Node[]): boolean {
  const fn = functionAround(call)
  const open = fn?.params.filter((each) => each.type === 'Identifier' && each.typeAnnotation?.typeAnnotation.type === 'TSUnknownKeyword') ?? []
  if (!fn || open.length === 0 || isCaught(call, fn) || isCaughtByCallers(sourceCode, fn) || !listens(sourceCode)) return false
  return payloads.some((payload) => partsWritten(payload).some((part) => part.type === 'Identifier' && open.some((each) => variableOf(sourceCode, each) === variableOf(sourceCode, part))))
}

/** `try { … succeed(id, result) } catch (error) { fail(id, error) }`, wherever it is called. */
function isCaughtByCallers(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const callers = callersOf(sourceCode, fn)
  return callers.length > 0 && !escapes(sourceCode, fn) && callers.every((call) => {
    const by = functionAround(call)
    return by !== undefined && isCaught(call, by)
  })
}

function partsWritten(payload: Node): readonly Node[] {
  const node = unwrap(payload)
  if (node.type === 'ArrayExpression') return node.elements.flatMap((each) => (each ? [unwrap(each)] : []))
  return node.type === 'ObjectExpression' ? node.properties.flatMap((each) => (each.type === 'Property' ? [unwrap(each.value)] : [])) : [node]
}

/** Whether the file hears messages of those who started it. */
const listens = perFile((sourceCode): boolean => callsNamed(sourceCode, LISTENING).some((call) => {
  const [event] = call.arguments
  return event !== undefined && textAt(sourceCode, event) === 'message' && messageListeners.has(calledPath(sourceCode, call) ?? '')
}))

const LISTENING: ReadonlySet<string> = new Set([...messageListeners.keys()].map(lastName))

/** `run(name).then((value) => …)`: what the value has been promised by. */
function promiseBehind(sourceCode: SourceCode, name: Node): Node | undefined {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  const link = source?.kind === 'parameter' && !second && source.index === 0 && source.steps.length === 0 ? linkAt(source.of.parent) : undefined
  return link?.by === 'then' && source?.kind === 'parameter' && link.call.arguments[0] === source.of ? link.promise : undefined
}

/** `.then((value) => send(value)).catch((error) => sendError(error))`: what sending throws is caught there. */
function isCaughtBehind(send: Node): boolean {
  const fn = functionAround(send)
  for (let link = linkAt(fn?.parent); link; link = linkOn(link.call)) if (link.call.arguments[0] !== fn && (link.by === 'catch' || link.call.arguments.length > 1)) return true
  return false
}

/** `Promise.resolve().then(() => jobs[name](value))`: what the callback answers with. */
function returnsForeign(sourceCode: SourceCode, callback: Node | undefined, depth: number): boolean {
  const fn = callback && functionBehind(sourceCode, callback)
  return fn !== undefined && returnsOf(sourceCode, fn).some((each) => isForeign(sourceCode, each, depth + 1))
}

/** A value that a function returned which arrives at run time: out of a table, a parameter, a module by name. */
function isForeign(sourceCode: SourceCode, expression: Node, depth = 0): boolean {
  const node = unwrap(expression)
  if (depth > MOST_DEPTH) return false
  switch (node.type) {
    case 'AwaitExpression':
      return isForeign(sourceCode, node.argument, depth + 1)
    case 'Identifier': {
      const value = onlyValue(sourceCode, node) ?? promiseBehind(sourceCode, node)
      return value !== undefined && isForeign(sourceCode, value, depth + 1)
    }
    case 'ObjectExpression':
      return node.properties.some((property) => property.type === 'Property' && isForeign(sourceCode, property.value, depth + 1))
    case 'CallExpression': {
      const link = linkAt(node)
      return link?.by === 'then' ? returnsForeign(sourceCode, link.call.arguments[0], depth) : isForeignFunction(sourceCode, node.callee)
    }
    default:
      return false
  }
}
