import { ending, putting, taking } from '../../knowledge/shared-memory.ts'
import { calledName, callsNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isInside, literalText, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import type { Start } from '../fanout/starts.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'
import { type Count, differenceOf, number, plain, plus } from './counts.ts'
import { roundsOf } from './rounds.ts'
import { areOfThisFile, startedIn, workersIn } from './started.ts'

/** Each worker ends when it takes a poison pill from the queue, and there are fewer of those than workers. */
export interface PillShortage {
  /** The call that puts them in. */
  readonly at: Call
  readonly pills: Count
  readonly workers: Count
  readonly start: Start
}

/** Queues of this file in which too few poison pills are put. */
export const pillShortages = perFile((sourceCode): readonly PillShortage[] => {
  const starts = workersIn(sourceCode)
  const [start] = starts
  if (!start || !areOfThisFile(sourceCode, starts)) return []
  // Who is ended in the end needs no pill.
  if (callsNamed(sourceCode, ending).length > 0) return []
  const ends = endingsIn(sourceCode)
  const [end, other] = ends
  // Who reads in two places, or from two queues, may need more than one.
  if (!end || other) return []
  const puts = nodesOf(sourceCode).calls.filter((call) => putting.has(calledName(call) ?? '') && isOf(sourceCode, call, end))
  const [first] = puts
  const home = first && homeOfAll(sourceCode, [...puts, ...starts.map(({ call }) => call)])
  const started = home && startedIn(sourceCode, starts, home)
  const rounds = home ? puts.map((each) => roundsOf(sourceCode, each, home)) : []
  if (!first || !started || rounds.some((each) => !each)) return []
  const pills = rounds.reduce<Count>((sum, each) => (each ? plus(sum, each) : sum), number(0))
  const differs = differenceOf(pills, started.count)
  const isShort = differs === 'fewer' || differs === 'either'
  return isShort && plain(started.count) !== 1 ? [{ at: puts.at(-1) ?? first, pills, workers: started.count, start }] : []
})

// ---------------------------------------------------------------- who ends

/** A loop that ends when it takes a certain value from a queue. */
interface Ending {
  readonly queue: Node
  readonly pill: Node
}

/** Everywhere that something is taken in a loop, compared with a constant, and the loop is left. */
function endingsIn(sourceCode: SourceCode): readonly Ending[] {
  return nodesOf(sourceCode).calls.flatMap((call): Ending[] => {
    const callee = unwrap(call.callee)
    if (callee.type !== 'MemberExpression' || !taking.has(calledName(call) ?? '')) return []
    const loop = endlessLoop(call)
    const held = heldBy(call)
    const variable = held && variableOf(sourceCode, held)
    const pill = loop && variable && leftFor(sourceCode, loop, (name) => variableOf(sourceCode, name) === variable)
    const isList = onlyValue(sourceCode, unwrap(callee.object))?.type === 'ArrayExpression'
    return pill && !isList ? [{ queue: callee.object, pill }] : []
  })
}

/** `while (true)`, `for (;;)`. */
function endlessLoop(call: Node): Node | undefined {
  const fn = functionAround(call)
  for (let at = call.parent; at && at !== fn; at = at.parent) {
    if (at.type === 'WhileStatement') return literal(at.test) === 'true' ? at : undefined
    if (at.type === 'ForStatement') return at.test ? undefined : at
  }
  return undefined
}

/** The variable that is declared with what a call yields. */
function heldBy(call: Node): Node | undefined {
  const outer = wrapped(call)
  const value = outer.parent?.type === 'AwaitExpression' ? wrapped(outer.parent) : outer
  return value.parent?.type === 'VariableDeclarator' && value.parent.init === value && value.parent.id.type === 'Identifier' ? value.parent.id : undefined
}

/** The constant for which a loop is left, where it is left for nothing else. */
function leftFor(sourceCode: SourceCode, loop: Node, isTaken: (name: Node) => boolean): Node | undefined {
  const pills: (Node | undefined)[] = []
  walkOwn(sourceCode, loop, (node) => {
    if (node.type !== 'BreakStatement' && node.type !== 'ReturnStatement') return
    const block = node.parent.type === 'BlockStatement' ? node.parent.parent : node.parent
    const test = block?.type === 'IfStatement' && isInside(node, block.consequent) ? unwrap(block.test) : undefined
    const isCompared = test?.type === 'BinaryExpression' && (test.operator === '===' || test.operator === '==') && isTaken(unwrap(test.left))
    pills.push(isCompared && isConstant(sourceCode, test.right) ? unwrap(test.right) : undefined)
  })
  const [pill, other] = pills
  return pills.length === 1 && !other ? pill : undefined
}

function isConstant(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  if (literal(node) !== undefined) return true
  const value = node.type === 'Identifier' ? onlyValue(sourceCode, node) : undefined
  return value !== undefined && variableOf(sourceCode, node)?.defs[0]?.type === 'Variable'
}

/** A literal as text, negative numbers and null among them. */
function literal(expression: Node): string | undefined {
  const node = unwrap(expression)
  if (node.type === 'UnaryExpression' && node.operator === '-') return node.argument.type === 'Literal' ? `-${node.argument.raw}` : undefined
  return node.type === 'Literal' ? (literalText(node) ?? node.raw) : undefined
}

// ---------------------------------------------------------------- who puts them in

/** Whether a call puts the pill of an ending into the same queue, or one of the same class. */
function isOf(sourceCode: SourceCode, call: Call, { queue, pill }: Ending): boolean {
  const callee = unwrap(call.callee)
  const [value] = call.arguments
  if (callee.type !== 'MemberExpression' || !value || !isSame(sourceCode, unwrap(value), pill)) return false
  const variable = variableOf(sourceCode, unwrap(callee.object))
  if (variable && variable === variableOf(sourceCode, unwrap(queue))) return true
  const [one, two] = [denote(sourceCode, callee.object), denote(sourceCode, queue)]
  return one?.kind === 'object' && two?.kind === 'object' && one.node === two.node
}

function isSame(sourceCode: SourceCode, a: Node, b: Node): boolean {
  const text = literal(a)
  if (text !== undefined) return text === literal(b)
  const variable = variableOf(sourceCode, a)
  return variable !== undefined && variable === variableOf(sourceCode, b)
}

/** The innermost function, or the module, that all of them are in. */
function homeOfAll(sourceCode: SourceCode, calls: readonly Node[]): Node {
  const [first] = calls
  for (let fn = first && functionAround(first); fn; fn = functionAround(fn)) {
    const home = fn
    if (calls.every((each) => isInside(each, home))) return home
  }
  return sourceCode.ast
}
