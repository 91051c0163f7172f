import type { TSESTree } from '@typescript-eslint/utils'

import { cores } from '../../knowledge/fanouts.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { quoted } from '../../utils/report.ts'
import { functionAround, keyName, type Node, sizedIn, unwrap, walkOwn } from '../../utils/syntax.ts'
import { type Frame, frameOf } from '../loops/frames.ts'
import { sendsOf } from '../messages/sends.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { propertyAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { argumentAt } from '../resolve/functions.ts'
import { locationOf } from '../resolve/location.ts'
import { classOfObject, fieldValue } from '../resolve/members.ts'
import { lengthOf } from './lengths.ts'
import { slicesOf } from './rounds.ts'

/**
 * A number that can be compared with another: names of the program, each so many times, and a number that may depend on
 * how many cores the machine has. Two counts with the same names differ by a known number; others may be equal or not.
 */
export interface Count {
  readonly names: ReadonlyMap<string, number>
  /** The rest, for each of `CORES`. */
  readonly rest: readonly number[]
  /** As a message writes it. */
  readonly text: string
  /** The variable that it was made of, where that is one, also where its value is known. */
  readonly of?: Variable
  /** For the names that stand for the least of several, those: it is as much as each of them, or less. */
  readonly bounds?: ReadonlyMap<string, readonly Count[]>
  /** It is no more than its bounds because it is rounded down, and not because somebody wants no more. */
  readonly isRoundedDown?: true
  /** The text is this, with a plain number added to it. */
  readonly sum?: { readonly text: string; readonly plus: number }
}

const CORES = [1, 2, 3, 4, 8, 16, 64]
const MOST_STEPS = 10
const NONE: ReadonlyMap<string, number> = new Map()

export function number(value: number): Count {
  return { names: NONE, rest: CORES.map(() => value), text: String(value) }
}

/** As many as there are cores. */
export function perCore(text: string): Count {
  return { names: NONE, rest: CORES, text }
}

/** Something whose value is not known, and that is the same wherever it is named. */
export function named(key: string, text: string): Count {
  return { names: new Map([[key, 1]]), rest: CORES.map(() => 0), text }
}

/** The least of several that cannot be compared: `Math.min(files.length, MOST)`. */
export function leastOf(all: readonly Count[], text: string): Count {
  const key = `min(${all.map(keyOf).sort().join('; ')})`
  return { ...named(key, text), bounds: new Map([[key, all]]) }
}

/** The number that a count is on every machine; undefined where it depends on anything. */
export function plain({ names, rest }: Count): number | undefined {
  return names.size === 0 && rest.every((each) => each === rest[0]) ? rest[0] : undefined
}

/**
 * A number divided by another and rounded, where nobody knows what that comes to: `Math.ceil(all / share)`. Rounded down it is as
 * much as rounded up, or less, and so it is against any of `beside`.
 */
export function quotient(way: 'ceil' | 'floor', all: Count, share: Count, text: string, beside: readonly Count[] = []): Count | undefined {
  if (all.names.size === 0) return undefined
  const key = (name: string): string => `${name}(${keyOf(all)} / ${keyOf(share)})`
  const up = named(key('ceil'), text)
  return way === 'ceil' ? up : { ...named(key('floor'), text), bounds: new Map([[key('floor'), [up, ...beside]]]), isRoundedDown: true }
}

function keyOf({ names, rest }: Count): string {
  return [...names].map(([name, times]) => `${String(times)} ${name}`).sort().join('+') + rest.join()
}

export function plus(a: Count, b: Count, sign: 1 | -1 = 1): Count {
  const names = new Map(a.names)
  for (const [key, times] of b.names) {
    const sum = (names.get(key) ?? 0) + sign * times
    if (sum === 0) names.delete(key)
    else names.set(key, sum)
  }
  const rest = a.rest.map((each, i) => each + sign * (b.rest[i] ?? 0))
  const known = plain({ names, rest, text: '' })
  const of = a.of && b.of ? undefined : (a.of ?? b.of)
  // Beside another bound, nobody knows which of both it is less for.
  const isRoundedDown = (a.isRoundedDown && !b.bounds) || (b.isRoundedDown && !a.bounds) || undefined
  const bounds = a.bounds && b.bounds ? new Map([...a.bounds, ...b.bounds]) : (a.bounds ?? b.bounds)
  return { names, rest, ...(known === undefined ? textOfSum(a, b, sign) : { text: String(known) }), ...(of && { of }), ...(bounds && { bounds }), ...(isRoundedDown && { isRoundedDown }) }
}

function textOfSum(a: Count, b: Count, sign: 1 | -1): Pick<Count, 'text' | 'sum'> {
  const [left, right] = [plain(a), plain(b)]
  if (right !== undefined) return shifted(a, sign * right)
  return left !== undefined && sign === 1 ? shifted(b, left) : { text: `${a.text} ${sign === 1 ? '+' : '-'} ${b.text}` }
}

function shifted({ text: whole, sum }: Count, by: number): Pick<Count, 'text' | 'sum'> {
  const [text, plus] = [sum?.text ?? whole, (sum?.plus ?? 0) + by]
  return { text: plus === 0 ? text : `${text} ${plus < 0 ? '-' : '+'} ${String(Math.abs(plus))}`, sum: { text, plus } }
}

/** One count so many times as another says; undefined where neither is a plain number. */
export function times(a: Count, b: Count): Count | undefined {
  const [left, right] = [plain(a), plain(b)]
  if (left === 1) return b
  if (right === 1) return a
  return left !== undefined && right !== undefined ? number(left * right) : undefined
}

/** How two counts differ: on all machines where they do in one way, or on some in one and on some in the other. */
export type Difference = 'more' | 'fewer' | 'either'

/** How the first count differs from the second; undefined where they are equal, and where nobody knows. */
export function differenceOf(a: Count, b: Count): Difference | undefined {
  const difference = plus(a, b, -1)
  const { names, rest } = difference
  if (names.size > 0) return boundedDifference(difference)
  const [more, fewer] = [rest.some((each) => each > 0), rest.some((each) => each < 0)]
  return more && fewer ? 'either' : more ? 'more' : fewer ? 'fewer' : undefined
}

/** Against the least of several, what is one of them is more: wherever another one is the least. */
function boundedDifference(difference: Count): Difference | undefined {
  const bounded = [...difference.names].find(([name]) => difference.bounds?.has(name))
  if (!bounded) return undefined
  const [key, times] = bounded
  if (Math.abs(times) !== 1) return undefined
  const base: Count = { ...difference, names: new Map([...difference.names].filter(([name]) => name !== key)) }
  const isBeyond = (bound: Count): boolean => {
    const { names, rest } = plus(base, bound, times === 1 ? 1 : -1)
    return names.size === 0 && rest.every((each) => (times === -1 ? each >= 0 : each <= 0))
  }
  return difference.bounds?.get(key)?.some(isBeyond) ? (times === -1 ? 'more' : 'fewer') : undefined
}

/** Whether a count has the least of several in it. */
export function hasBound({ names, bounds }: Count): boolean {
  return bounds !== undefined && [...names.keys()].some((name) => bounds.has(name))
}

// ---------------------------------------------------------------- expressions

/** The number that an expression is: a constant, a number of cores, something with a name, or a sum of them. */
export function countOf(sourceCode: SourceCode, expression: Node, frame: Frame | undefined, depth = 0): Count | undefined {
  const known = depth > MOST_STEPS ? undefined : computed(sourceCode, unwrap(expression), frame, depth)
  return known && known.rest.every((each) => Number.isFinite(each)) ? known : undefined
}

function computed(sourceCode: SourceCode, node: Node, frame: Frame | undefined, depth: number): Count | undefined {
  const below = (inner: Node): Count | undefined => countOf(sourceCode, inner, frame, depth + 1)
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number' ? number(node.value) : undefined
    case 'BinaryExpression': {
      const left = node.left.type === 'PrivateIdentifier' ? undefined : below(node.left)
      const right = left && below(node.right)
      return left && right ? operated(sourceCode, node, left, right) : undefined
    }
    case 'CallExpression': {
      const path = apiOf(sourceCode, node.callee) ?? ''
      const text = quoted(sourceCode.getText(node))
      if (cores.has(path)) return perCore(text)
      const operation = OPERATIONS.get(path)
      const all = operation ? node.arguments.map(below) : []
      const [whole] = node.arguments
      if ((path === '#Math.ceil' || path === '#Math.floor') && whole) {
        const rounded = roundedOf(sourceCode, path === '#Math.ceil' ? 'ceil' : 'floor', unwrap(whole), below)
        if (rounded) return rounded
      }
      if (path === '#Math.min' && all.length > 1 && all.some((each) => each && each.names.size > 0)) return all.every((each) => each !== undefined) ? leastOf(all, text) : undefined
      return operation && all.every((each) => each?.names.size === 0) ? { names: NONE, rest: CORES.map((_, i) => operation(...all.map((each) => each?.rest[i] ?? NaN))), text } : undefined
    }
    case 'Identifier':
      return ofName(sourceCode, node, frame, depth)
    case 'MemberExpression':
      return ofMember(sourceCode, node, frame, depth)
    default:
      return undefined
  }
}

/** `Math.floor(rows.length / share)`, also of a share that is one of so many parts of the same. */
function roundedOf(sourceCode: SourceCode, way: 'ceil' | 'floor', division: Node, below: (inner: Node) => Count | undefined): Count | undefined {
  if (division.type !== 'BinaryExpression' || division.operator !== '/') return undefined
  const [all, share] = [below(division.left), below(division.right)]
  if (!all || !share || (way === 'floor' && isRestAsked(sourceCode, division)) || (way === 'ceil' && plain(share) === undefined && share.names.size === 0)) return undefined
  const slices = way === 'floor' ? slicesOf(sourceCode, division.right, all, 0) : undefined
  return quotient(way, all, share, quoted(sourceCode.getText(division)), slices ? [slices] : [])
}

/** `if (rows.length % share !== 0) throw …`: the function looks after what is left by itself. */
function isRestAsked(sourceCode: SourceCode, { left, right }: TSESTree.BinaryExpression): boolean {
  const around = functionAround(right)
  let asked = false
  if (around) {
    walkOwn(sourceCode, around.body, (node) => {
      asked ||= node.type === 'BinaryExpression' && node.operator === '%' && sourceCode.getText(node.right) === sourceCode.getText(right) && sourceCode.getText(node.left) === sourceCode.getText(left)
      return !asked
    })
  }
  return asked
}

const OPERATIONS: ReadonlyMap<string, (...all: number[]) => number> = new Map([
  ['#Math.min', Math.min], ['#Math.max', Math.max], ['#Math.floor', Math.floor], ['#Math.ceil', Math.ceil], ['#Math.trunc', Math.trunc],
])

function operated(sourceCode: SourceCode, node: TSESTree.BinaryExpression, left: Count, right: Count): Count | undefined {
  switch (node.operator) {
    case '+':
      return plus(left, right)
    case '-':
      return plus(left, right, -1)
    case '*':
    case '/': {
      if (left.names.size + right.names.size > 0) return undefined
      const rest = left.rest.map((each, i) => (node.operator === '*' ? each * (right.rest[i] ?? NaN) : each / (right.rest[i] ?? NaN)))
      const known = plain({ names: NONE, rest, text: '' })
      return { names: NONE, rest, text: known === undefined ? quoted(sourceCode.getText(node)) : String(known) }
    }
    default:
      return undefined
  }
}

function ofName(sourceCode: SourceCode, name: TSESTree.Identifier, frame: Frame | undefined, depth: number): Count | undefined {
  const variable = variableOf(sourceCode, name)
  if (!variable || isReassigned(variable)) return undefined
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  if (second) return undefined
  if (source?.kind === 'value' && source.steps.length === 0) {
    const value = countOf(sourceCode, source.value, frame, depth + 1)
    if (value) return { ...value, ...(plain(value) === undefined && { text: variable.name }), of: variable }
  }
  if (source?.kind === 'parameter' && !source.rest) {
    const here = frameOf(frame, source.of)
    const argument = here?.call && argumentAt(here.call, source.index)
    const [step, more] = source.steps
    const isWhole = !step || (step.name === '' && !more)
    if (here?.call && isWhole) return argument ? countOf(sourceCode, argument, here.outer, depth + 1) : step?.fallback && countOf(sourceCode, step.fallback, here.outer, depth + 1)
    if (here?.call) return undefined
  }
  return placed(sourceCode, name)
}

export function isReassigned(variable: Variable): boolean {
  return variable.references.some((each) => each.isWrite() && each.init !== true)
}

function placed(sourceCode: SourceCode, node: Node): Count | undefined {
  const sent = sentTo(sourceCode, node)
  const count = sent && countOf(sourceCode, sent, undefined, MOST_STEPS - 2)
  if (count) return count
  const place = locationOf(sourceCode, node)
  return place && !place.path.includes('[]') ? named(place.key, quoted(sourceCode.getText(node))) : undefined
}

/** What the file gives the workers that it starts under the name that they read: `workerData.parties`. */
function sentTo(sourceCode: SourceCode, node: Node): Node | undefined {
  const [, name] = /^node:worker_threads#workerData\.(\w+)$/u.exec(apiOf(sourceCode, node) ?? '') ?? []
  const [only, second] = name === undefined ? [] : sendsOf(sourceCode).flatMap(({ payloads }) => payloads.filter(({ property }) => property === 'workerData'))
  const data = only && !second ? propertyAt(sourceCode, only.node, 'workerData') : undefined
  return data && propertyAt(sourceCode, data, name ?? '')
}

function ofMember(sourceCode: SourceCode, node: TSESTree.MemberExpression, frame: Frame | undefined, depth: number): Count | undefined {
  const name = keyName(node)
  const path = apiOf(sourceCode, node)
  if (path !== undefined && cores.has(path)) return perCore(quoted(sourceCode.getText(node)))
  if (name === undefined) return undefined
  const owner = classOfObject(sourceCode, node.object)
  if (owner) {
    const value = fieldValue(sourceCode, node)
    return value && (countOf(sourceCode, value, frame, depth + 1) ?? placed(sourceCode, node))
  }
  if (sizedIn(node)) return lengthOf(sourceCode, node.object, frame, depth + 1)
  const record = recordOf(sourceCode, node.object)
  if (!record) return path === undefined ? undefined : placed(sourceCode, node)
  const property = record.properties.find((each) => each.type === 'Property' && keyName(each) === name)
  return property?.type === 'Property' ? (countOf(sourceCode, property.value, frame, depth + 1) ?? placed(sourceCode, node)) : undefined
}

/** The object literal behind a name that nobody writes into. */
function recordOf(sourceCode: SourceCode, object: Node): TSESTree.ObjectExpression | undefined {
  const variable = object.type === 'Identifier' ? variableOf(sourceCode, object) : undefined
  const [source, second] = variable ? (sourcesOf(sourceCode, variable) ?? []) : []
  if (!variable || second || source?.kind !== 'value' || source.steps.length > 0 || variable.references.some(({ identifier }) => isWrittenInto(identifier))) return undefined
  const value = unwrap(source.value)
  if (value.type === 'ObjectExpression') return value
  const [first] = value.type === 'CallExpression' && apiOf(sourceCode, value.callee) === '#Object.freeze' ? value.arguments : []
  return first?.type === 'ObjectExpression' ? first : undefined
}

function isWrittenInto(identifier: Node): boolean {
  const member = identifier.parent
  return member?.type === 'MemberExpression' && member.object === identifier
    && ((member.parent.type === 'AssignmentExpression' && member.parent.left === member) || member.parent.type === 'UpdateExpression')
}

/** Where a number is written that an expression of a function stands for: the argument, for its parameter. */
export function writtenAt(sourceCode: SourceCode, expression: Node, frame: Frame | undefined, depth = 0): Node {
  const node = unwrap(expression)
  if (!frame || depth > MOST_STEPS) return node
  if (node.type === 'MemberExpression') {
    const value = fieldValue(sourceCode, node)
    return value ? writtenAt(sourceCode, value, frame, depth + 1) : node
  }
  if (node.type === 'BinaryExpression' && node.left.type !== 'PrivateIdentifier') {
    const written = writtenAt(sourceCode, node.left, frame, depth + 1)
    return written === unwrap(node.left) ? node : written
  }
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source] = variable ? (sourcesOf(sourceCode, variable) ?? []) : []
  const here = source?.kind === 'parameter' ? frameOf(frame, source.of) : undefined
  return (source?.kind === 'parameter' && here?.call && argumentAt(here.call, source.index)) || node
}
