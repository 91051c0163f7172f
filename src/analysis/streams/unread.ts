import { childOutput, outputOptions, pipedChildren } from '../../knowledge/streams.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { mentions, rootsOf } from '../resolve/evidence.ts'

const roots = rootsOf(pipedChildren)
const LISTENS: ReadonlySet<string> = new Set(['on', 'once', 'addListener'])

/** Children whose output goes into pipes that nobody reads, although somebody waits for their end. */
export const unreadIn = perFile((sourceCode): readonly Call[] => {
  if (!mentions(sourceCode, roots)) return []
  return nodesOf(sourceCode).calls.filter((call) => pipedChildren.has(apiOf(sourceCode, call.callee) ?? '') && isPiped(call) && isUnread(sourceCode, call))
})

/** No options, or options that are written down and say nothing about it. */
function isPiped({ arguments: given }: Call): boolean {
  if (given.some((each) => each.type === 'SpreadElement')) return false
  const options = given.slice(1).find((each) => unwrap(each).type !== 'ArrayExpression')
  if (!options) return true
  const node = unwrap(options)
  if (given.length === 2 && node.type !== 'ObjectExpression') return node.type === 'Identifier' && /^arg/u.test(node.name)
  const last = unwrap(given.at(-1) as Node)
  return last.type === 'ObjectExpression' && !last.properties.some((each) => each.type === 'SpreadElement' || outputOptions.has(keyName(each) ?? ''))
}

function isUnread(sourceCode: SourceCode, call: Call): boolean {
  const holder = wrapped(call).parent
  if (holder?.type !== 'VariableDeclarator' || holder.id.type !== 'Identifier') return false
  let isAwaited = false
  for (const { identifier, init } of variableOf(sourceCode, holder.id)?.references ?? []) {
    if (init === true) continue
    const member: Node = identifier.parent
    if (isWaitedBy(member, identifier)) {
      isAwaited = true
      continue
    }
    // Whoever else gets it may read it.
    if (member.type !== 'MemberExpression' || member.object !== identifier) return false
    const name = keyName(member)
    if (name === undefined || childOutput.has(name) || name === 'unref') return false
    if (LISTENS.has(name) && isEnd(member.parent)) isAwaited = true
  }
  return isAwaited
}

/** `once(child, 'exit')`. */
function isWaitedBy(call: Node, identifier: Node): boolean {
  return call.type === 'CallExpression' && call.arguments[0] === identifier && isEvent(call.arguments[1])
}

function isEnd(call: Node | undefined): boolean {
  return call?.type === 'CallExpression' && isEvent(call.arguments[0])
}

function isEvent(node: Node | undefined): boolean {
  return node?.type === 'Literal' && (node.value === 'exit' || node.value === 'close')
}
