import type { BlockingModel } from '../../knowledge/schema.ts'
import { callsNamed, nodesOf, within } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isFunction, isInside, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { constantOf } from '../loops/constants.ts'
import { isNothing, type Variable, variableOf } from '../resolve/bindings.ts'
import { type Location, locationOf, numberOf } from '../resolve/location.ts'
import { type CriticalContext, criticalContexts } from '../roles/critical.ts'
import { branchAt } from '../roles/role.ts'

/**
 * Whether the call, or a step on the way to it, is made only while a place is empty that is filled with what comes of it:
 * `page ??= readFileSync(file)`. For places by key only what is quick counts: each key waits once.
 */
export function isKept(sourceCode: SourceCode, call: Call, { on }: BlockingModel, { steps }: CriticalContext): boolean {
  return [call, ...steps.map(({ at }) => at)].some((node) => {
    const place = placeFilled(sourceCode, node)
    return place !== undefined && (!place.isByKey || on === 'disk')
  })
}

/**
 * Whether a node is come to only while a place is empty that its function then fills, and whether there is one such place or
 * one for each key: `if (worker) return worker`. That it is emptied again, when what was in it has ended, changes nothing.
 */
export function onlyFirst(sourceCode: SourceCode, node: Node): 'of all' | 'by key' | undefined {
  const place = placeFilled(sourceCode, node, true)
  return place && (place.isByKey ? 'by key' : 'of all')
}

interface Place { readonly key: string, readonly isByKey: boolean }

/** The place that is seen to be empty before the node, and filled in the same function. */
function placeFilled(sourceCode: SourceCode, node: Node, mayBeEmptied = false): Place | undefined {
  const fn = functionAround(node)
  if (!fn) return undefined
  const filled = mayBeEmptied ? placesWritten(sourceCode, fn) : placesFilled(sourceCode, fn)
  const answered = mayBeEmptied ? filled : placesAnswered(sourceCode, fn)
  if (answered.size === 0) return undefined
  const assigned = assignedIfEmpty(sourceCode, node, fn)
  let found = assigned && filled.get(assigned.key)
  const isEmpty = found !== undefined || branchAt(node, (test) => {
    const tested = isInside(test, fn) ? emptiness(sourceCode, test, fn) : undefined
    const place = tested && (tested.isOfNothing ? answered : filled).get(tested.key)
    if (!place || !tested) return undefined
    found = place
    return tested.isEmpty
  }) === true
  return isEmpty ? found : undefined
}

/** `cache ??= f()`, `cache[key] ||= f()`. */
function assignedIfEmpty(sourceCode: SourceCode, node: Node, fn: Node): Place | undefined {
  for (let child = node, at = node.parent; at && at !== fn; child = at, at = at.parent) {
    if (at.type === 'AssignmentExpression' && at.right === child && (at.operator === '??=' || at.operator === '||=')) return placeOf(sourceCode, at.left, fn)
  }
  return undefined
}

// ---------------------------------------------------------------- places

const NONE: ReadonlyMap<string, Place> = new Map()

/** What the function writes to that outlives it, by its key: variables, fields, elements, entries of maps. */
const placesWritten = perNode<Node, ReadonlyMap<string, Place>>((sourceCode, fn) => filledBy(sourceCode, fn, new Set()), NONE)

/** The same without what it also takes back. */
const placesFilled = perNode<Node, ReadonlyMap<string, Place>>((sourceCode, fn) => {
  const emptied = writesIn(sourceCode, fn).flatMap(({ place, value }) => (isEmptying(value) ? [place.key] : []))
  return filledBy(sourceCode, fn, new Set(emptied))
}, NONE)

/** Nor is a no taken back, where it is asked whether there is an answer: `if (known !== undefined) return known`. */
const placesAnswered = perNode<Node, ReadonlyMap<string, Place>>((sourceCode, fn) => {
  const emptied = writesIn(sourceCode, fn).flatMap(({ place, value }) => (isNothing(value) ? [place.key] : []))
  return filledBy(sourceCode, fn, new Set(emptied))
}, NONE)

function filledBy(sourceCode: SourceCode, fn: Node, emptied: ReadonlySet<string>): ReadonlyMap<string, Place> {
  const written = writesIn(sourceCode, fn).filter(({ place, value }) => !emptied.has(place.key) && !(value.type === 'Literal' && lowered(sourceCode, fn).has(place.key)))
  const entered = callsNamed(sourceCode, ['set']).flatMap((call) => (isInside(call, fn) && isForLong(sourceCode, call) ? (entryOf(sourceCode, call, fn) ?? []) : []))
  return new Map([...written.map(({ place }) => place), ...entered].map((place) => [place.key, place]))
}

interface Write { readonly place: Place, readonly value: Node }

function writesIn(sourceCode: SourceCode, fn: Node): readonly Write[] {
  return assignments(sourceCode, fn, within(nodesOf(sourceCode).writes, fn))
}

function assignments(sourceCode: SourceCode, fn: Node, writes: readonly Node[]): readonly Write[] {
  return writes.flatMap((write) => {
    const place = write.type === 'AssignmentExpression' ? placeOf(sourceCode, write.left, fn) : undefined
    return place && write.type === 'AssignmentExpression' ? [{ place, value: unwrap(write.right) }] : []
  })
}

/** The places that are emptied anywhere, flags among them: `busy = false`. */
const lowered = perNode<Node, ReadonlySet<string>>((sourceCode, fn) => {
  const emptying = nodesOf(sourceCode).writes.filter((write) => write.type === 'AssignmentExpression' && isEmptying(unwrap(write.right)))
  return new Set(assignments(sourceCode, fn, emptying).map(({ place }) => place.key))
}, new Set())

function isEmptying(value: Node): boolean {
  return isNothing(value) || (value.type === 'Literal' && value.value === false)
}

function placeOf(sourceCode: SourceCode, node: Node, fn: Node): Place | undefined {
  const location = locationOf(sourceCode, node)
  return location && outlives(sourceCode, location, fn) ? { key: location.key, isByKey: location.path.includes('[]') } : undefined
}

function outlives(sourceCode: SourceCode, { root }: Location, fn: Node): boolean {
  if (root.kind !== 'variable') return true
  const [name] = root.variable.identifiers
  if (name === undefined || (isInside(name, fn) && name !== (isFunction(fn) ? fn.id : undefined))) return false
  return root.scope !== 'parameter' || isGivenOnce(sourceCode, root.variable)
}

/** Whether a parameter belongs to a function that nobody runs for others: what is kept in what it is given stays there for all. */
function isGivenOnce(sourceCode: SourceCode, { defs: [def] }: Variable): boolean {
  return def !== undefined && isFunction(def.node) && !def.node.async && criticalContexts(sourceCode, def.node).length === 0
}

/** `map.get(key)`, `map.has(key)` and `map.set(key, value)` ask for, and fill, the same place. */
function entryOf(sourceCode: SourceCode, node: Node, fn: Node): Place | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  const [argument] = node.type === 'CallExpression' ? node.arguments : []
  const whole = callee?.type === 'MemberExpression' ? placeOf(sourceCode, callee.object, fn) : undefined
  return whole && argument && { key: `${whole.key}.get(${keyText(sourceCode, argument)})`, isByKey: literalText(argument) === undefined }
}

/** `cache.set(key, value, 86_400)`: a time that is long in seconds is not short in milliseconds. */
function isForLong(sourceCode: SourceCode, { arguments: [, , time] }: Call): boolean {
  if (!time) return true
  const amount = constantOf(sourceCode, time, undefined)
  return amount !== undefined && amount >= LONG
}

const LONG = 60_000

function keyText(sourceCode: SourceCode, node: Node): string {
  const variable = variableOf(sourceCode, node)
  return variable ? `$${numberOf(sourceCode, variable)}` : sourceCode.getText(node)
}

// ---------------------------------------------------------------- tests

interface Emptiness {
  readonly key: string
  readonly isEmpty: boolean
  /** Only nothing is empty: `cached === undefined`. */
  readonly isOfNothing?: true
}

/** What a condition says of a place where it holds; of nothing else: `cached && cached.until > now` is no such condition. */
function emptiness(sourceCode: SourceCode, test: Node, fn: Node): Emptiness | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const place = looked(sourceCode, node.argument, fn)
    return place && { key: place.key, isEmpty: true }
  }
  if (node.type === 'BinaryExpression' && /^[!=]==?$/u.test(node.operator) && isNothing(node.right)) {
    const place = looked(sourceCode, node.left, fn)
    return place && { key: place.key, isEmpty: node.operator.startsWith('='), isOfNothing: true }
  }
  const place = looked(sourceCode, node, fn)
  return place && { key: place.key, isEmpty: false }
}

/** The place that an expression reads, at once or by a name of the function's own. */
function looked(sourceCode: SourceCode, expression: Node, fn: Node): Place | undefined {
  const node = unwrap(expression)
  const direct = placeOf(sourceCode, node, fn)
  if (direct) return direct
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  if (callee?.type === 'MemberExpression') return ['get', 'has'].includes(keyName(callee) ?? '') ? entryOf(sourceCode, node, fn) : undefined
  const declarator = node.type === 'Identifier' ? variableOf(sourceCode, node)?.defs[0]?.node : undefined
  const init = declarator?.type === 'VariableDeclarator' && declarator.id.type === 'Identifier' && declarator.init ? unwrap(declarator.init) : undefined
  return init && init.type !== 'Identifier' && isInside(init, fn) ? looked(sourceCode, init, fn) : undefined
}
