import { asserting } from '../../knowledge/inputs.ts'
import { calledName, nodesOf, within, type Write } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { functionAround, type FunctionNode, keyName, nameAtEnd, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'
import { constantOf } from './constants.ts'
import type { Frame } from './frames.ts'

const RELATIONS = new Set(['<', '<=', '>', '>='])
const TESTS = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'UnaryExpression'])

/** Whether a function does something about too much of anything: it tests a size or a number against a bound. */
export const hasBound: (sourceCode: SourceCode, fn: FunctionNode) => boolean = perNode<FunctionNode, boolean>((sourceCode, fn) => isBoundIn(sourceCode, fn, () => true), true)

/** The same of one of many runs: how long a thing is that it has for itself says nothing of how many run. */
export const hasBoundOnRuns: (sourceCode: SourceCode, fn: FunctionNode) => boolean = perNode<FunctionNode, boolean>((sourceCode, fn) => isBoundIn(sourceCode, fn, (side) => !isSizeOfOwn(sourceCode, side, fn)), true)

/** `text.length`, where the run itself has read the text, or is given it. */
function isSizeOfOwn(sourceCode: SourceCode, side: Node, fn: FunctionNode): boolean {
  const whole = sized(side)
  const [def] = (whole !== unwrap(side) && whole.type === 'Identifier' && variableOf(sourceCode, whole)?.defs) || []
  return def !== undefined && functionAround(def.name) === fn
}

function isBoundIn(sourceCode: SourceCode, fn: FunctionNode, counts: (side: Node) => boolean): boolean {
  let found = false
  walkOwn(sourceCode, fn.body, (node) => {
    if (found || node.type !== 'BinaryExpression' || !RELATIONS.has(node.operator) || node.left.type === 'PrivateIdentifier') return
    const rounds = loopTestedBy(node)
    if (!isTested(node) && !rounds) return
    found = [[node.left, node.right], [node.right, node.left]].some(([side, other]) => side && other && ((isNumberOf(side) && isBoundFor(sourceCode, other) && counts(side)) || (rounds !== undefined && isUnderWay(sourceCode, side, rounds))))
  })
  return found
}

/** The code of the loop that goes round while a comparison holds, alone or with others: `while (running < 4 && queue.length > 0)`. */
function loopTestedBy(comparison: Node): Node | undefined {
  const loop = conditionAround(comparison).parent
  return loop?.type === 'WhileStatement' || loop?.type === 'DoWhileStatement' ? loop.body : undefined
}

/** How many are under way: each round of the loop counts one more, and what has ended counts down. */
function isUnderWay(sourceCode: SourceCode, counter: Node, rounds: Node): boolean {
  const key = locationOf(sourceCode, counter)?.key
  if (key === undefined || !countedDown(sourceCode).has(key)) return false
  return within(nodesOf(sourceCode).writes, rounds).some((write) => isStep(write, '+') && locationOf(sourceCode, targetOf(write))?.key === key)
}

/** The places of the file that something counts down. */
const countedDown = perFile((sourceCode): ReadonlySet<string> =>
  new Set(nodesOf(sourceCode).writes.flatMap((write) => (isStep(write, '-') ? (locationOf(sourceCode, targetOf(write))?.key ?? []) : []))))

/** `running++`, `running += 1`. */
function isStep({ operator }: Write, sign: '+' | '-'): boolean {
  return operator === `${sign}${sign}` || operator === `${sign}=`
}

function targetOf(write: Write): Node {
  return write.type === 'AssignmentExpression' ? write.left : write.argument
}

/** `running`, `queue.length`, `this.#open.size`: how many there are of something. */
function isNumberOf(expression: Node): boolean {
  return NUMBERS.test(nameAtEnd(unwrap(expression)) ?? '')
}

const NUMBERS = /length|size|count|active|running|pending|flight|busy|started|queued|used|total|workers|children|open$/iu
const BOUNDS = /max|limit|concurren|parallel|capacity|threshold|budget|quota|slots|cpus|cores/iu

function isBoundFor(sourceCode: SourceCode, expression: Node): boolean {
  const value = constantOf(sourceCode, unwrap(expression), undefined)
  if (value !== undefined) return value > 2
  const name = nameAtEnd(unwrap(expression))
  return name !== undefined && (BOUNDS.test(name) || /^[A-Z][A-Z0-9_]+$/u.test(name))
}

/** What a bound is taken for where its value is not known, and the most that one is taken for: nobody lets through more than that at once. */
const SOME = 16
const MOST = 100

/** Places whose size or value a function compares with a constant, and with what: it does something about too much. */
const capsIn: (sourceCode: SourceCode, fn: FunctionNode) => ReadonlyMap<string, number> = perNode<FunctionNode, ReadonlyMap<string, number>>((sourceCode, fn) => {
  const caps = new Map<string, number>()
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type !== 'BinaryExpression' || !RELATIONS.has(node.operator) || node.left.type === 'PrivateIdentifier' || !isTested(node)) return
    for (const [side, other] of [[node.left, node.right], [node.right, node.left]] as const) {
      if (!isBound(sourceCode, other)) continue
      const key = locationOf(sourceCode, sized(side))?.key
      if (key !== undefined) caps.set(key, Math.min(constantOf(sourceCode, unwrap(other), undefined) ?? SOME, MOST))
    }
  })
  return caps
}, new Map())

function isTested(node: Node): boolean {
  const condition = conditionAround(node)
  const at = condition.parent
  return at !== undefined && (TESTS.has(at.type) || (at.type === 'CallExpression' && at.arguments[0] === condition && asserting.test(calledName(at) ?? '')))
}

/** The whole condition that a comparison is a part of. */
function conditionAround(node: Node): Node {
  let at = node
  while (at.parent?.type === 'LogicalExpression') at = at.parent
  return at
}

/** Not a test for nothing or one: something that too much is too much for. */
function isBound(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  const value = constantOf(sourceCode, node, undefined)
  if (value !== undefined) return value > 2
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? keyName(node) : undefined
  return name !== undefined && (/^[A-Z][A-Z0-9_]+$/u.test(name) || /max|limit/iu.test(name))
}

function sized(expression: Node): Node {
  const node = unwrap(expression)
  return node.type === 'MemberExpression' && ['length', 'size', 'byteLength'].includes(keyName(node) ?? '') ? node.object : node
}

/** The constant that a function on the way checks the size or value of an expression against; undefined where none does. */
export function capOf(sourceCode: SourceCode, node: Node, frame: Frame | undefined): number | undefined {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined
  let key: string | undefined
  for (let at = frame; at; at = at.outer) {
    const caps = capsIn(sourceCode, at.fn)
    if (caps.size === 0) continue
    key ??= locationOf(sourceCode, node)?.key ?? ''
    const cap = caps.get(key)
    if (cap !== undefined) return cap
  }
  return undefined
}
