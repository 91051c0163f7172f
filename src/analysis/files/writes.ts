import { pendingWrites } from '../../knowledge/files.ts'
import { linkOn } from '../../utils/chains.ts'
import { calledName, isLoop, type Loop, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isFunction, isInside, keyName, literalText, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { waitsIn } from '../fanout/fanouts.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { locationOf } from '../resolve/location.ts'

/** Two writes of one file that are under way at the same time. */
export interface Overlap {
  /** overlap: two of them stand there. repeated: a loop makes one again and again. */
  readonly kind: 'overlap' | 'repeated'
  readonly write: Call
  /** The other one, or the loop that makes it again. */
  readonly other: Node
  readonly path: Node
}

const roots = evidenceFrom(pendingWrites)

/** Writes that begin before another of the same file has ended. */
export const overlapsIn = perFile((sourceCode): readonly Overlap[] => {
  if (!mentions(sourceCode, roots)) return []
  const writes = nodesOf(sourceCode).calls.filter((call) => call.arguments.length > 1 && pendingWrites.has(apiOf(sourceCode, call.callee) ?? ''))
  const pending = writes.filter((write) => isPending(write) || isCollected(sourceCode, write))
  if (pending.length === 0) return []
  const found: Overlap[] = []
  for (const write of writes) {
    const [path] = write.arguments
    const place = path && placeOf(sourceCode, path)
    if (!path || !place) continue
    const loop = pending.includes(write) ? loopAround(write) : undefined
    if (loop && !isMadeIn(sourceCode, path, loop)) found.push({ kind: 'repeated', write, other: loop, path })
    else {
      const before = pending.find((each) => each.range[1] <= write.range[0] && each.arguments[0] && placeOf(sourceCode, each.arguments[0]) === place && follows(sourceCode, each, write))
      if (before) found.push({ kind: 'overlap', write, other: before, path })
    }
  }
  return found
})

/** `writes.push(writeFile(path, text))`, `const first = writeFile(path, text)`: it is waited for later, with others. */
function isCollected(sourceCode: SourceCode, call: Call): boolean {
  const outer = wrapped(call)
  const parent = outer.parent
  if (parent?.type === 'VariableDeclarator') return loopAround(call) === undefined
  if (parent?.type !== 'CallExpression' || parent.callee === outer || calledName(parent) !== 'push') return false
  const loop = loopAround(call)
  return !loop || !isLoop(loop) || !waitsIn(sourceCode, loop as Loop)
}

/** Nothing waits for it here: a statement of its own, an element of a list of promises. */
export function isPending(call: Call): boolean {
  const outer = wrapped(call)
  const parent = outer.parent
  switch (parent?.type) {
    case 'ExpressionStatement':
    case 'ArrayExpression':
      return true
    case 'UnaryExpression':
      return parent.operator === 'void'
    case 'ArrowFunctionExpression':
      return parent.body === outer && isElementCallback(parent)
    case 'MemberExpression': {
      const link = linkOn(outer)
      return link !== undefined && link.by !== 'then' && isPending(link.call)
    }
    default:
      return false
  }
}

function isElementCallback(fn: Node): boolean {
  const call = fn.parent
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && ['map', 'forEach'].includes(keyName(callee) ?? '')
}

function placeOf(sourceCode: SourceCode, path: Node): string | undefined {
  const text = literalText(unwrap(path))
  return text === undefined ? locationOf(sourceCode, path)?.key : JSON.stringify(text)
}

/** The loop, or the array method's callback, that makes the call again. */
function loopAround(call: Call): Node | undefined {
  const home = functionAround(call)
  for (let at: Node | undefined = call.parent; at && at !== home; at = at.parent) if (isLoop(at)) return at
  return home && isElementCallback(home) ? (home.parent) : undefined
}

/** The path has to do with what the loop goes through. */
function isMadeIn(sourceCode: SourceCode, path: Node, loop: Node): boolean {
  const place = locationOf(sourceCode, path)
  if (!place) return literalText(unwrap(path)) === undefined
  if (place.path.includes('[]')) return true
  return place.root.kind === 'variable' && place.root.variable.references.some(({ identifier, init }) => init === true && isInside(identifier, loop))
    || (place.root.kind === 'variable' && place.root.variable.defs.some(({ name }) => isInside(name, loop)))
    || (place.root.kind === 'variable' && place.root.variable.references.some((each) => each.isWrite() && isInside(each.identifier, loop)))
}

/** Both run in one go: in the same block or one in it, one after the other, and nothing is waited for in between. */
function follows(sourceCode: SourceCode, first: Call, second: Call): boolean {
  const block = blockOf(first)
  if (!block || !isInside(second, block) || functionAround(first) !== functionAround(second)) return false
  return !nodesOf(sourceCode).awaits.some(({ range }) => range[0] >= first.range[1] && range[1] <= second.range[0])
}

const BRANCHES: ReadonlySet<string> = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase'])

function blockOf(call: Call): Node | undefined {
  for (let at: Node | undefined = call.parent; at && !isFunction(at) && !BRANCHES.has(at.type); at = at.parent) {
    if (at.type === 'BlockStatement' || at.type === 'Program' || at.type === 'ArrayExpression') return at
  }
  return undefined
}
