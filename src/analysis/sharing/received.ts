import { receivedData, sentSharedNames, sharedNames, threadPorts } from '../../knowledge/shared-memory.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { type Source, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'

/** How a value came from another thread: with the worker when it was made, or in a message. */
export type Received = 'data' | 'message'

/** Whether the expression is (part of) what another thread sent; undefined when it is not, or when nobody knows. */
export const receivedAs: (sourceCode: SourceCode, node: Node) => Received | undefined = perNode<Node, Received | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
  const path = apiOf(sourceCode, node)
  const [first, ...others] = receivedData
  if (path !== undefined && first !== undefined && isBelow(path, first)) return 'data'
  if (path !== undefined && others.some((data) => isBelow(path, data))) return 'message'
  if (node.type === 'MemberExpression') return receivedAs(sourceCode, node.object)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = variable ? (sourcesOf(sourceCode, variable) ?? []) : []
  return source && !second ? receivedFrom(sourceCode, source) : undefined
}, undefined)

/** Whether the expression is (part of) what another thread sent: worker data, or a message. */
export function isReceived(sourceCode: SourceCode, node: Node): boolean {
  return receivedAs(sourceCode, node) !== undefined
}

function isBelow(path: string, data: string): boolean {
  return path === data || path.startsWith(`${data}.`) || path.startsWith(`${data}[`)
}

function receivedFrom(sourceCode: SourceCode, source: Source): Received | undefined {
  if (source.kind === 'value') return receivedAs(sourceCode, source.value)
  return source.kind === 'parameter' && source.index === 0 && takesMessages(sourceCode, source.of) ? 'message' : undefined
}

/** Whether the function listens to what threads send: `parentPort.on('message', …)`, `onmessage = …`, `this.port.onmessage = …`. */
const takesMessages = perNode<FunctionNode, boolean>((sourceCode, of) => handingsOf(sourceCode, of).some(({ at, event, path, critical }) => {
  if (path !== undefined) return (event === undefined || event === 'message') && threadPorts.some((port) => path === port || path.startsWith(`${port}.`))
  return critical === 'message' && at.type === 'AssignmentExpression' && at.left.type === 'MemberExpression' && keyName(at.left) === 'onmessage'
}), false)

/** Whether what the value is called says that it is shared memory; asked only of what comes from outside the function. */
export function isNamedShared(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? keyName(node)?.replace('#', '') : undefined
  if (name === undefined || apiOf(sourceCode, node)?.endsWith('()')) return false
  if (isReceived(sourceCode, node)) return sharedNames.test(name) || sentSharedNames.test(name)
  return sharedNames.test(name) && (node.type === 'MemberExpression' || isParameter(sourceCode, node))
}

function isParameter(sourceCode: SourceCode, node: Node): boolean {
  return variableOf(sourceCode, node)?.defs[0]?.type === 'Parameter'
}
