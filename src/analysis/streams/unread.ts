import { childOutput, type ChildPipe, childPipes, outputOptions, pipedChildren } from '../../knowledge/streams.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, literalText, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { isPutAt, variableHolding } from '../resolve/bindings.ts'
import { recordAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'

const roots = evidenceFrom(pipedChildren)
const LISTENS: ReadonlySet<string> = new Set(['on', 'once', 'addListener'])

/** A child that stops when a pipe is full. */
export interface Unread {
  readonly call: Call
  /** The pipes that nobody reads. */
  readonly pipes: readonly ChildPipe[]
}

/** Children whose output goes into a pipe that nobody reads, although somebody waits for their end, or for that of their other pipe. */
export const unreadIn = perFile((sourceCode): readonly Unread[] => {
  if (!mentions(sourceCode, roots)) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly Unread[] => {
    const piped = pipedChildren.has(apiOf(sourceCode, call.callee) ?? '') ? pipedBy(sourceCode, call) : []
    const pipes = piped.length > 0 ? unreadPipes(sourceCode, call, piped) : []
    return pipes.length > 0 ? [{ call, pipes }] : []
  })
})

/** The pipes that it gets: both without options, or with such as are written down and say nothing about it. */
function pipedBy(sourceCode: SourceCode, { arguments: given }: Call): readonly ChildPipe[] {
  if (given.some((each) => each.type === 'SpreadElement')) return []
  const options = given.slice(1).find((each) => unwrap(each).type !== 'ArrayExpression')
  if (!options) return childPipes
  const node = unwrap(options)
  const last = recordAt(sourceCode, given.at(-1))
  if (given.length === 2 && !last) return node.type === 'Identifier' && /^arg/u.test(node.name) ? childPipes : []
  if (!last) return []
  return childPipes.filter((_, i) => last.properties.every((each) => each.type !== 'SpreadElement' && (!outputOptions.has(keyName(each) ?? '') || saysPipe(each.value, i + 1))))
}

/** `stdio: 'pipe'` says what is so anyway, and `stdio: ['ignore', 'pipe', 'inherit']` for one of them. */
function saysPipe(value: Node, descriptor: number): boolean {
  const node = unwrap(value)
  if (node.type !== 'ArrayExpression') return literalText(node) === 'pipe'
  const said = node.elements[descriptor]
  return Boolean(said) && !node.elements.some((each) => each?.type === 'SpreadElement') && literalText(unwrap(said as Node)) === 'pipe'
}

/** Empty where all is read, where somebody else has the child, and where nobody waits. */
function unreadPipes(sourceCode: SourceCode, call: Call, piped: readonly ChildPipe[]): readonly ChildPipe[] {
  const variable = variableHolding(sourceCode, call)
  if (!variable) return []
  let isAwaited = false
  const read = new Set<string>()
  for (const reference of variable.references) {
    const { identifier } = reference
    if (isPutAt(reference, call)) continue
    const member: Node = identifier.parent
    if (isWaitedBy(member, identifier)) {
      isAwaited = true
      continue
    }
    // Whoever else gets it may read it.
    if (member.type !== 'MemberExpression' || member.object !== identifier) return []
    const name = keyName(member)
    if (name === undefined || name === 'unref') return []
    if (isPipe(name)) {
      read.add(name)
      isAwaited ||= isReadToTheEnd(member)
    } else if (childOutput.has(name)) return []
    else if (LISTENS.has(name) && isEnd(member.parent)) isAwaited = true
  }
  return isAwaited ? piped.filter((pipe) => !read.has(pipe)) : []
}

function isPipe(name: string): name is ChildPipe {
  return (childPipes as readonly string[]).includes(name)
}

/** `child.stdout.on('end', …)`, `once(child.stdout, 'close')`, `for await (const chunk of child.stdout)`: it goes on when the child has written all. */
function isReadToTheEnd(pipe: Node): boolean {
  const outer = wrapped(pipe)
  const parent = outer.parent
  if (parent?.type === 'ForOfStatement') return parent.await && parent.right === outer
  if (parent && isWaitedBy(parent, outer)) return true
  return parent?.type === 'MemberExpression' && parent.object === outer && LISTENS.has(keyName(parent) ?? '') && isEnd(parent.parent)
}

/** `once(child, 'exit')`. */
function isWaitedBy(call: Node, waited: Node): boolean {
  return call.type === 'CallExpression' && call.arguments[0] === waited && isEvent(call.arguments[1])
}

function isEnd(call: Node | undefined): boolean {
  return call?.type === 'CallExpression' && isEvent(call.arguments[0])
}

function isEvent(node: Node | undefined): boolean {
  return node?.type === 'Literal' && (node.value === 'exit' || node.value === 'close' || node.value === 'end')
}
