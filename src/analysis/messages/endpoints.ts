import { endpoint, storeCalls } from '../../knowledge/sinks.ts'
import { callsNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { denote } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'

/** Whether the file may send through something that it knows by its use alone: one look. */
export function mayHaveEndpoints(sourceCode: SourceCode): boolean {
  const { names } = nodesOf(sourceCode)
  return names.has(storeCalls.opens) || (names.has(endpoint.sends) && [...endpoint.handlers, ...endpoint.registers, ...endpoint.ends].some((name) => names.has(name)))
}

/** What a call runs on something that nobody tells us about, but that the file hears messages of, or closes: only an end of a channel has both. */
export function sendOfEndpoint(sourceCode: SourceCode, callee: Node): string | undefined {
  if (callee.type !== 'MemberExpression') return undefined
  const name = keyName(callee) ?? ''
  if (storeCalls.methods.has(name)) return isStore(sourceCode, callee.object) ? `${storeCalls.path}.${name}` : undefined
  if (name !== endpoint.sends || denote(sourceCode, callee.object)) return undefined
  const key = locationOf(sourceCode, callee.object)?.key
  return key !== undefined && heardOrClosed(sourceCode).has(key) ? endpoint.path : undefined
}

/** `db.transaction('orders').objectStore('orders')`, also by a name for one of the two. */
function isStore(sourceCode: SourceCode, node: Node): boolean {
  return isCallOf(sourceCode, node, storeCalls.opens, (transaction) => isCallOf(sourceCode, transaction, storeCalls.of, () => true))
}

function isCallOf(sourceCode: SourceCode, node: Node, name: string, isOn: (object: Node) => boolean): boolean {
  const inner = unwrap(node)
  const call = unwrap(onlyValue(sourceCode, inner) ?? inner)
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && keyName(callee) === name && isOn(callee.object)
}

/** The places that the file hears messages of, or closes. */
const heardOrClosed = perFile((sourceCode): ReadonlySet<string> => {
  const assigned = nodesOf(sourceCode).writes.flatMap((write) => (write.type === 'AssignmentExpression' && endpoint.handlers.has(nameOf(write.left)) ? [write.left] : []))
  const registered = callsNamed(sourceCode, endpoint.registers).flatMap(({ callee, arguments: [event] }) => (event && textAt(sourceCode, event) === endpoint.event ? [unwrap(callee)] : []))
  const ended = callsNamed(sourceCode, endpoint.ends).map(({ callee }) => unwrap(callee))
  return new Set([...assigned, ...registered, ...ended].flatMap((member) => (member.type === 'MemberExpression' ? (locationOf(sourceCode, member.object)?.key ?? []) : [])))
})

function nameOf(target: Node): string {
  return (target.type === 'MemberExpression' && keyName(target)) || ''
}
