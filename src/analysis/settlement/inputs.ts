import { pipedChildren } from '../../knowledge/streams.ts'
import { registering } from '../../knowledge/departures.ts'
import { groupBy } from '../../utils/group.ts'
import { membersNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isCall, keyName, nameAtEnd, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { locationOf } from '../resolve/location.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { type Handle, handlesOf } from './handles.ts'
import { catchesAll, endsWithErrors } from './unheard.ts'

/**
 * What is written to a process that may have ended by then, `child.stdin.write(text)`, where nobody listens to the errors of
 * that stream: its EPIPE is thrown here, and ends this program. That of the process itself is another one.
 */
export const faultsOfInputs = perFile((sourceCode): readonly Fault[] => {
  const found = handlesOf(sourceCode).flatMap((handle): Fault[] => {
    const at = handle.call && handle.heardBy !== 'anybody' ? writtenUnheard(sourceCode, handle) : undefined
    return at ? [{ kind: 'input', handle, at }] : []
  })
  found.push(...writtenByShape(sourceCode, new Set(found.map(({ at }) => at))))
  if (found.length === 0) return []
  const { program } = roleOf(sourceCode)
  return program === 'test' || program === 'config' || endsWithErrors(sourceCode) || catchesAll(sourceCode) ? [] : found
})

const starters = evidenceFrom(pipedChildren)

/** What says that somebody hears the errors of such a stream, whatever it is called on. */
const heard = /\bstdin[?!]?\.(?:on|once|addListener|prependListener)\(\s*['"`]error/u

/**
 * The same of what nobody has proven to be a child process, a parameter or what a helper answers: in a file that starts some, what
 * has a `stdin` that is written to is one. That of this process is read from.
 */
function writtenByShape(sourceCode: SourceCode, known: ReadonlySet<Node>): readonly Fault[] {
  const streams = membersNamed(sourceCode, 'stdin')
  if (streams.length === 0 || !mentions(sourceCode, starters) || heard.test(sourceCode.text)) return []
  // Of this process, and of what is no name, as what a library has just answered.
  const named = streams.filter(({ object }) => nameAtEnd(unwrap(object)) !== undefined && apiOf(sourceCode, unwrap(object)) === undefined)
  return [...groupBy(named, ({ object }) => sourceCode.getText(unwrap(object))).values()].flatMap((same): Fault[] => {
    const uses = same.map((each) => doneAt(sourceCode, each))
    const use = uses.includes(undefined) ? undefined : uses.find((each) => each?.writes)
    return use && !known.has(use.at) ? [{ kind: 'input', at: use.at }] : []
  })
}

/** Where it is first written to, if all that the file does with the stream is to write to it, and to end it. */
function writtenUnheard(sourceCode: SourceCode, handle: Handle): Node | undefined {
  const uses = (handle.model.talksThrough ?? []).flatMap((name) => streamsOf(sourceCode, handle, name)).map((each) => doneAt(sourceCode, each))
  return uses.includes(undefined) ? undefined : uses.find((use) => use !== undefined && use.writes)?.at
}

/** What names the stream: `child.stdin`, and what that is kept in: `const { stdin } = child`, `this.out = this.child.stdin`. */
function streamsOf(sourceCode: SourceCode, handle: Handle, name: string): readonly Node[] {
  const members = membersNamed(sourceCode, name).filter((member) => isHandle(sourceCode, handle, member.object))
  const taken = nodesOf(sourceCode).taken.filter((each) => keyName(each) === name && each.parent.type === 'ObjectPattern' && each.parent.parent.type === 'VariableDeclarator' && each.parent.parent.init && isHandle(sourceCode, handle, each.parent.parent.init))
  return [...members.flatMap((member) => readsOfKept(sourceCode, member) ?? [member]), ...taken.flatMap(({ value }) => readsOf(sourceCode, value))]
}

/** Where something else names what is kept under another name here; undefined where it is kept nowhere. */
function readsOfKept(sourceCode: SourceCode, member: Node): readonly Node[] | undefined {
  const outer = wrapped(member)
  const { parent } = outer
  if (parent?.type === 'VariableDeclarator' && parent.init === outer) return readsOf(sourceCode, parent.id)
  if (parent?.type !== 'AssignmentExpression' || parent.right !== outer || parent.parent.type !== 'ExpressionStatement') return undefined
  const [name, place] = [nameAtEnd(parent.left), locationOf(sourceCode, parent.left)?.key]
  if (parent.left.type !== 'MemberExpression' || name === undefined || place === undefined) return readsOf(sourceCode, parent.left)
  return membersNamed(sourceCode, name).filter((each) => each !== parent.left && locationOf(sourceCode, each)?.key === place)
}

/** Where a variable is read; itself, of which we know nothing, where it is none. */
function readsOf(sourceCode: SourceCode, name: Node): readonly Node[] {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  return variable ? variable.references.flatMap((reference) => (reference.isRead() ? [reference.identifier] : [])) : [name]
}

/** Whether a node is the stream through which a handle is told something: `child.stdin`. */
export function isInputOf(sourceCode: SourceCode, handle: Handle, stream: Node): boolean {
  return stream.type === 'MemberExpression' && (handle.model.talksThrough ?? []).includes(keyName(stream) ?? '') && isHandle(sourceCode, handle, stream.object)
}

function isHandle(sourceCode: SourceCode, { variables, places }: Handle, object: Node): boolean {
  const node = unwrap(object)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return (variable !== undefined && variables.has(variable)) || places.has(locationOf(sourceCode, node)?.key ?? '')
}

/** What is done with the stream here: it is written to, or looked at; undefined where somebody hears its errors, or may. */
function doneAt(sourceCode: SourceCode, stream: Node): { readonly at: Node; readonly writes: boolean } | undefined {
  const outer = wrapped(stream)
  const { parent } = outer
  // `source.pipe(child.stdin)`
  if (isCall(parent)) {
    const name = parent.callee.type === 'MemberExpression' && parent.arguments[0] === outer ? keyName(parent.callee) : undefined
    return name === 'pipe' || name === 'unpipe' ? { at: stream, writes: name === 'pipe' } : undefined
  }
  if (parent?.type !== 'MemberExpression' || parent.object !== outer) return isOnlyAsked(outer) ? { at: stream, writes: false } : undefined
  const call = wrapped(parent).parent
  const name = keyName(parent) ?? ''
  if (!isCall(call) || unwrap(call.callee) !== parent) return parent.computed ? undefined : { at: stream, writes: false }
  if (registering.has(name)) {
    const [event] = call.arguments
    const text = event && textAt(sourceCode, event)
    return text === undefined || text === 'error' ? undefined : { at: stream, writes: false }
  }
  return { at: parent, writes: name === 'write' || (name === 'end' && call.arguments.length > 0) }
}

/** `if (child.stdin)`, `child.stdin && …`. */
function isOnlyAsked(outer: Node): boolean {
  const { parent } = outer
  return (parent?.type === 'IfStatement' && parent.test === outer) || (parent?.type === 'LogicalExpression' && parent.left === outer) || parent?.type === 'UnaryExpression'
}
