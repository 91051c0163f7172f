import type { SourceCode } from '../../utils/per-file.ts'
import { type Node, sizedIn, walkOwn } from '../../utils/syntax.ts'
import { type Amount, evidenceOf } from './amounts.ts'
import { bodyOf, type Iteration } from './blocks.ts'
import type { Frame } from './frames.ts'
import { callsHeavy, isChained, isTrial, type Link, nanoseconds, type Nest, nestsOf } from './work.ts'

/** Why a nest of loops takes long. */
export interface LongWork {
  /**
   * squared: every element is held against every other, or worse. long: so many rounds that they take long whatever the
   * input is. counted: a number that somebody sends says how many rounds. rounds: each round needs the one before and is
   * heavy itself. trial: heavy rounds until one fits. image: several loops for each pixel.
   */
  readonly kind: 'squared' | 'counted' | 'rounds' | 'trial' | 'image' | 'long'
  readonly nest: Nest
  /** The loops that make it long, outermost first: what the message speaks of. */
  readonly loops: readonly Link[]
  /** long, image: how many rounds, where that is known. */
  readonly rounds?: number
}

/** What takes a page or a server out of step: 50 ms. */
const LONG = 50e6
/** How many pixels the side of a square around each pixel has at least, where it matters how large that is. */
const SIDE = 8
/** How much of a text is left where cutting it off helps little. */
const TEXT = 32
/** How many elements a collection is taken to have at least when others decide. */
const SEVERAL = 100

/** Why an iteration takes long in one go; undefined where nothing proves it. */
export function longWorkOf(sourceCode: SourceCode, iteration: Iteration, frame: Frame): LongWork | undefined {
  let worst: LongWork | undefined
  for (const nest of nestsOf(sourceCode, iteration, frame)) {
    const one = judge(sourceCode, nest)
    if (one && (!worst || ORDER.indexOf(one.kind) < ORDER.indexOf(worst.kind) || (one.kind === worst.kind && one.loops.length > worst.loops.length))) worst = one
  }
  return worst
}

const ORDER: readonly LongWork['kind'][] = ['squared', 'counted', 'rounds', 'trial', 'image', 'long']

function judge(sourceCode: SourceCode, nest: Nest): LongWork | undefined {
  const free = nest.filter((each) => !each.merged)
  return squared(sourceCode, nest, free) ?? aligned(nest) ?? counted(nest, free) ?? rounds(sourceCode, nest) ?? long(sourceCode, nest, free)
}

// ---------------------------------------------------------------- input against input

function squared(sourceCode: SourceCode, nest: Nest, free: readonly Link[]): LongWork | undefined {
  const sized = free.filter(({ amount }) => amount.kind === 'data' && !amount.number && amount.least === undefined)
  const proven = sized.filter(({ amount }) => evidenceOf(amount) >= 2)
  const [first, second] = proven
  if (!first || !second) return undefined
  if (sized.length >= 3) return { kind: 'squared', nest, loops: sized }
  const same = rootOf(first.amount) === rootOf(second.amount)
  const sent = proven.every(({ amount }) => evidenceOf(amount) >= 3)
  return same || sent || isLaidBeside(sourceCode, proven) ? { kind: 'squared', nest, loops: proven } : undefined
}

/** A text that a client has sent is laid beside one that is kept somewhere: line by line, or to fill a table row by row. */
function isLaidBeside(sourceCode: SourceCode, links: readonly Link[]): boolean {
  if (!links.some(({ amount }) => evidenceOf(amount) >= 3) || !links.every(isCounted)) return false
  const inner = links.at(-1)
  return links.every(({ amount }) => amount.kind === 'data' && amount.lines) || (inner !== undefined && fillsRow(sourceCode, inner.node))
}

/** `row[j] = … row[j - 1] …`: each place of a row comes out of the one before. */
function fillsRow(sourceCode: SourceCode, loop: Node): boolean {
  const declared = loop.type === 'ForStatement' && loop.init?.type === 'VariableDeclaration' ? loop.init.declarations[0]?.id : undefined
  if (loop.type !== 'ForStatement' || declared?.type !== 'Identifier') return false
  const isHere = (node: Node): boolean => node.type === 'Identifier' && node.name === declared.name
  let fills = false
  let looksBack = false
  walkOwn(sourceCode, loop.body, (node) => {
    if (node.type === 'AssignmentExpression') fills ||= node.left.type === 'MemberExpression' && node.left.computed && isHere(node.left.property)
    if (node.type === 'MemberExpression' && node.computed && node.property.type === 'BinaryExpression') looksBack ||= node.property.operator === '-' && isHere(node.property.left)
  })
  return fills && looksBack
}

/**
 * Two texts are laid side by side, the one that a client has sent and one of each element of a list: `for (i of a) for (j of b)`
 * in a function that is called for all elements. That the first is cut off helps little, where the list was read from somewhere.
 */
function aligned(nest: Nest): LongWork | undefined {
  const inner = nest.at(-1)
  const outer = nest.at(-2)
  const list = nest.at(-3)
  if (!inner || !outer || !list || inner.frame !== outer.frame || list.frame === outer.frame) return undefined
  if (list.limit?.kind !== 'elements' || list.amount.kind === 'count' || ![inner, outer].every((each) => isCounted(each) || isCut(each))) return undefined
  const isSent = [inner, outer].some((each) => evidenceOf(each.amount) >= 3 || (evidenceOf(list.amount) >= 2 && isCut(each)))
  return isSent && [inner, outer].some(({ amount }) => amount.kind === 'part' && amount.of === list.node) ? { kind: 'squared', nest, loops: [list, outer, inner] } : undefined
}

/** A loop that counts up to the size of something. */
function isCounted({ limit, amount }: Link): boolean {
  return limit?.kind === 'number' && (amount.kind === 'part' || (amount.kind === 'data' && amount.number !== true))
}

/** The same, of a text that is cut off, and still long. */
function isCut({ limit, amount }: Link): boolean {
  return limit?.kind === 'number' && limit.of.some((each) => sizedIn(each) !== undefined) && amount.kind === 'count' && amount.count >= TEXT
}

function rootOf(amount: Amount): string | undefined {
  return amount.kind === 'data' ? amount.root : undefined
}

// ---------------------------------------------------------------- a number of rounds

function counted(nest: Nest, free: readonly Link[]): LongWork | undefined {
  const loops = free.filter(({ amount }) => amount.kind === 'data' && amount.number === true && evidenceOf(amount) >= 3)
  return loops.length > 0 ? { kind: 'counted', nest, loops } : undefined
}

function rounds(sourceCode: SourceCode, nest: Nest): LongWork | undefined {
  const link = nest.at(-1)
  const iteration = link?.iteration
  if (!iteration || iteration.callback) return undefined
  if (link.limit?.kind === 'open') return isTrial(sourceCode, iteration) ? { kind: 'trial', nest, loops: [link] } : undefined
  const open = link.limit?.kind === 'number' && (link.amount.kind === 'unknown' || (link.amount.kind === 'data' && link.amount.number === true))
  if (!open || !isChained(sourceCode, iteration) || !callsHeavy(sourceCode, bodyOf(sourceCode, iteration))) return undefined
  return { kind: 'rounds', nest, loops: [link] }
}

function isAnyNumber(amount: Amount): boolean {
  return amount.kind === 'unknown' || (amount.kind === 'data' && amount.number === true)
}

function long(sourceCode: SourceCode, nest: Nest, free: readonly Link[]): LongWork | undefined {
  let total = 1
  let input = 1
  let isImage = false
  let sides = 0
  for (const { amount, limit } of free) {
    if (isImage && limit?.kind === 'number' && isAnyNumber(amount)) sides++
    else if (amount.kind === 'count') total *= Math.max(1, amount.count)
    else if (amount.kind === 'data' && amount.least !== undefined) {
      input *= amount.least
      isImage = true
    } else if (evidenceOf(amount) >= 2 && input === 1) input = SEVERAL
    else if (amount.kind !== 'unknown') return undefined
  }
  // A square around each pixel, as large as the caller wants it.
  const around = sides >= 2 ? SIDE ** sides : 1
  if (total * around < (isImage ? 8 : 1000)) return undefined
  const inner = nest.at(-1)?.iteration
  const cost = inner ? nanoseconds(sourceCode, bodyOf(sourceCode, inner)) : 1
  if (total * around * cost * input < LONG) return undefined
  if (isImage) return { kind: 'image', nest, loops: free, ...(around === 1 && { rounds: total }) }
  return { kind: 'long', nest, loops: free.filter(({ amount }) => amount.kind === 'count' && amount.count > 1), rounds: total }
}
