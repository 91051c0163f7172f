import { bounding } from '../../knowledge/inputs.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { argumentAt } from '../resolve/functions.ts'
import { type Amount, evidenceOf, extentOf, valueOf } from './amounts.ts'
import { type Frame } from './frames.ts'
import { limitOf } from './limits.ts'
import { argumentOf } from './parameters.ts'
import type { Explosion } from './recursion.ts'

/** Small inputs are done in no time: from this many doublings on it takes long. */
const DOUBLINGS = 22
/** As many things have a few million orders. */
const ORDERED = 10
/** A game has several moves in each position, mostly dozens. */
const MOVES = 6

/** Who decides how deep the function goes when it is entered through `frame`; undefined where it does not go deep, as far as we know. */
export function depthDecidedBy(sourceCode: SourceCode, { fn, steps, loop, turns, orders }: Explosion, frame: Frame): Amount | undefined {
  const { call, outer } = frame
  if (!call || frame.fn !== fn) return undefined
  const least = turns ? MOVES : orders ? ORDERED : DOUBLINGS
  const isDeep = (amount: Amount): boolean => evidenceOf(amount) >= 2 || (amount.kind === 'count' && amount.count >= least && amount.count < Infinity)
  for (const index of steps) {
    const argument = argumentAt(call, index)
    for (const amount of argument ? [valueOf(sourceCode, argument, outer), extentOf(sourceCode, argument, outer)] : []) if (isDeep(amount)) return amount
    const answer = orders && argument ? answerAt(sourceCode, argument, outer, 0) : undefined
    if (answer) return answer
  }
  for (const end of endsOf(sourceCode, fn, steps)) {
    const amount = valueOf(sourceCode, end, frame)
    if (isDeep(amount)) return amount
  }
  const limit = loop && limitOf(sourceCode, loop)
  if (limit?.kind === 'number') return limit.of.map((each) => valueOf(sourceCode, each, frame)).find(isDeep)
  if (limit?.kind === 'elements') {
    const amount = extentOf(sourceCode, limit.of, frame)
    if (isDeep(amount)) return amount
  }
  return undefined
}

/** A list that a function of another file yields: a dozen of anything has so many orders that nobody waits for the last. */
function answerAt(sourceCode: SourceCode, expression: Node, frame: Frame | undefined, depth: number): Amount | undefined {
  const node = unwrap(expression)
  if (depth > MOST_ARGUMENTS || extentOf(sourceCode, node, frame).kind === 'count') return undefined
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier') {
    const def = variableOf(sourceCode, node.callee)?.defs[0]
    return def?.type === 'ImportBinding' && !bounding.test(sourceCode.getText(node)) ? { kind: 'data', from: 'state', root: node.callee.name, text: node.callee.name, node } : undefined
  }
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!source || second) return undefined
  if (source.kind === 'value') return source.steps.length === 0 ? answerAt(sourceCode, source.value, frame, depth + 1) : undefined
  const given = source.kind === 'parameter' ? argumentOf(source, frame) : undefined
  return given && answerAt(sourceCode, given.node, given.frame, depth + 1)
}

const MOST_ARGUMENTS = 6

/** What a parameter that counts up is compared with. */
function endsOf(sourceCode: SourceCode, fn: FunctionNode, steps: readonly number[]): Node[] {
  const counters = steps.flatMap((index) => {
    const parameter = fn.params[index]
    const name = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter
    return name?.type === 'Identifier' ? [variableOf(sourceCode, name)] : []
  })
  const ends: Node[] = []
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type !== 'BinaryExpression' || !/^(?:[<>]=?|[!=]==?)$/u.test(node.operator)) return
    if (node.left.type === 'Identifier' && counters.includes(variableOf(sourceCode, node.left))) ends.push(node.right)
  })
  return ends
}

