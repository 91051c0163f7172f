import type { TSESTree } from '@typescript-eslint/utils'

import { bufferMembers, sharingFunctions, sharingMethods, viewTypes } from '../../knowledge/shared-memory.ts'
import { instancePaths, viewMembers, viewPaths } from '../../knowledge/transfers.ts'
import { groupBy } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { numberOf } from '../resolve/location.ts'
import { classOfObject } from '../resolve/members.ts'
import { receiver } from '../resolve/receiver.ts'

/**
 * The place of a thing that can be transferred. Views have the place of the memory they show: `view`, `view.buffer` and
 * `view.subarray(2)` are one thing. Unlike a `Location` it knows which variables must keep their value for it to stay the same.
 */
export interface Place {
  readonly root: Variable | Node
  /** Names below the root, at most four: `buffer` last where it is the memory of a view. */
  readonly path: readonly string[]
  readonly key: string
  /** The expression is a view of the memory at the place, not what stands there itself. */
  readonly view: boolean
  readonly variables: ReadonlySet<Variable>
  /** The place that the expression is a view of if a buffer stands there: `new Uint8Array(x)` copies other arrays. */
  readonly over?: Place
  /** Set where something else may stand at the place by now: then only what is read through this variable is the thing. */
  readonly only?: Variable
}

const MOST_NAMES = 4
const DEPTH = 6

/** The place that an expression names; undefined for what is no place. */
export function placeOf(sourceCode: SourceCode, expression: Node, depth = 0): Place | undefined {
  const node = unwrap(expression)
  if (depth > DEPTH) return undefined
  switch (node.type) {
    case 'ThisExpression': {
      const owner = classOfObject(sourceCode, node) ?? plainOwner(node)
      return owner && made(sourceCode, owner, [], new Set())
    }
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      return variable && variable.defs.length > 0 ? placeOfVariable(sourceCode, variable, depth) : undefined
    }
    case 'MemberExpression': {
      const name = keyName(node)
      const given = name === undefined ? undefined : givenInRecord(sourceCode, node.object, name, depth)
      if (given) return given
      const whole = placeOf(sourceCode, node.object, depth + 1)
      if (!whole) return undefined
      if (name !== undefined) return below(sourceCode, whole, name)
      // An element that a variable chooses is the same as long as that variable is.
      const index = variableOf(sourceCode, unwrap(node.property))
      if (!index || index.defs.length === 0) return undefined
      return below(sourceCode, { ...whole, variables: new Set([...whole.variables, index]) }, `[${String(numberOf(sourceCode, index))}]`)
    }
    case 'CallExpression':
    case 'NewExpression':
      return viewMade(sourceCode, node, depth)
    default:
      return undefined
  }
}

/** `this` of a function that is no method of a class. */
function plainOwner(node: Node): Node | undefined {
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (isFunction(at) && at.type !== 'ArrowFunctionExpression') return at
  return undefined
}

function made(sourceCode: SourceCode, root: Variable | Node, path: readonly string[], variables: ReadonlySet<Variable>, view = false): Place {
  return { root, path, key: [numberOf(sourceCode, root), ...path].join('.'), view, variables }
}

/** The place of a part. */
export function below(sourceCode: SourceCode, whole: Place, name: string): Place | undefined {
  if (whole.view) return bufferMembers.has(name) ? { ...whole, view: false } : undefined
  if (whole.path.length >= MOST_NAMES) return undefined
  const part = made(sourceCode, whole.root, [...whole.path, name], whole.variables)
  return whole.over && bufferMembers.has(name) ? { ...part, over: whole.over } : part
}

/** The memory that the value of a place shows, if it is a view. */
export function memoryOf(sourceCode: SourceCode, place: Place): Place | undefined {
  return place.view ? { ...place, view: false } : below(sourceCode, place, 'buffer')
}

function placeOfVariable(sourceCode: SourceCode, variable: Variable, depth: number): Place {
  const own = made(sourceCode, variable, [], new Set([variable]))
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  if (source?.kind !== 'value' || second || variable.defs[0]?.type !== 'Variable') return own
  if (variable.references.some((reference) => reference.isWrite() && reference.init !== true)) return own
  let at = placeOf(sourceCode, source.value, depth + 1)
  const over = at ? undefined : bufferShown(sourceCode, source.value, depth)?.place
  for (const { name, fallback } of source.steps) at = at && !fallback && name !== '[]' ? below(sourceCode, at, name) : undefined
  if (!at) return over ? { ...own, over } : own
  return { ...at, variables: new Set([...at.variables, variable]) }
}

/** `const job = { pixels }`: `job.pixels` is another name for that, where nobody puts something else there. */
function givenInRecord(sourceCode: SourceCode, object: Node, name: string, depth: number): Place | undefined {
  const variable = variableOf(sourceCode, unwrap(object))
  const [source, second] = variable?.defs[0]?.type === 'Variable' ? (sourcesOf(sourceCode, variable) ?? []) : []
  const record = source?.kind === 'value' && !second && source.steps.length === 0 ? unwrap(source.value) : undefined
  if (!variable || record?.type !== 'ObjectExpression' || record.properties.some(({ type }) => type === 'SpreadElement')) return undefined
  const property = record.properties.find((each) => each.type === 'Property' && keyName(each) === name)
  const place = property?.type === 'Property' ? placeOf(sourceCode, property.value, depth + 1) : undefined
  if (!place || variable.references.some(({ identifier }) => isSetMember(identifier, name))) return undefined
  return { ...place, variables: new Set([...place.variables, variable]) }
}

/** `job.pixels = other`, `job[key] = other`. */
function isSetMember(object: Node, name: string): boolean {
  const member = wrapped(object).parent
  const target = member?.type === 'MemberExpression' && member.object === wrapped(object) ? wrapped(member) : undefined
  return target?.parent?.type === 'AssignmentExpression' && target.parent.left === target && (keyName(member as TSESTree.MemberExpression) ?? name) === name
}

/** A view: `new Uint8Array(buffer, 4)`, `view.subarray(2)`, `Buffer.from(buffer)`. */
function viewMade(sourceCode: SourceCode, node: Call, depth: number): Place | undefined {
  const callee = unwrap(node.callee)
  if (callee.type === 'MemberExpression' && sharingMethods.has(keyName(callee) ?? '')) {
    const whole = placeOf(sourceCode, callee.object, depth + 1)
    const memory = whole && memoryOf(sourceCode, whole)
    return memory && { ...memory, view: true }
  }
  const shown = bufferShown(sourceCode, node, depth)
  return shown?.sure ? { ...shown.place, view: true } : undefined
}

/** The buffer that a view is made over; not `sure` where the argument may be an array that is copied, or a length. */
function bufferShown(sourceCode: SourceCode, expression: Node, depth: number): { readonly place: Place; readonly sure: boolean } | undefined {
  const node = unwrap(expression)
  if (!isCall(node) || !makesView(sourceCode, node)) return undefined
  const [buffer] = node.arguments
  const place = buffer && placeOf(sourceCode, buffer, depth + 1)
  if (!place || place.view) return undefined
  const inner = unwrap(buffer)
  if (inner.type === 'MemberExpression' && bufferMembers.has(keyName(inner) ?? '')) return { place, sure: true }
  const type = apiOf(sourceCode, buffer)
  return type === undefined || type === '#ArrayBuffer()' ? { place, sure: type !== undefined } : undefined
}

function makesView(sourceCode: SourceCode, { type, callee }: Call): boolean {
  if (type === 'CallExpression') return callee.type === 'MemberExpression' && sharingFunctions.has(apiOf(sourceCode, callee) ?? '')
  return callee.type === 'Identifier' && (viewTypes.has(callee.name) || callee.name === 'DataView')
}

// ---------------------------------------------------------------- matching

/** Whether an expression names the thing at `thing`, or a view of it. */
export function namesThing(sourceCode: SourceCode, node: Node, thing: Place): boolean {
  const place = placeOf(sourceCode, node)
  if (!place || (thing.only && rootName(sourceCode, node) !== thing.only)) return false
  if (place.key === thing.key || place.over?.key === thing.key) return true
  return !place.view && thing.path.at(-1) === 'buffer' && `${place.key}.buffer` === thing.key && isView(sourceCode, node)
}

/** Whether the expression is a view, or what has a `buffer` that is its own memory; a record with a field of that name is not. */
export function isView(sourceCode: SourceCode, node: Node): boolean {
  const known = receiver(sourceCode, node)
  if (known && (known.kind !== 'api' || viewPaths.test(known.path) || instancePaths.test(known.path))) return known.kind === 'api' && viewPaths.test(known.path)
  const inner = unwrap(node)
  if (inner.type === 'ThisExpression') return false
  const key = placeOf(sourceCode, inner)?.key
  return key !== undefined && (namesBelow(sourceCode).get(key) ?? []).every(({ property }) => property.type !== 'Identifier' || viewMembers.has(property.name))
}

/** The members that are read from a place, by its key. */
const namesBelow = perFile((sourceCode) => groupBy(
  nodesOf(sourceCode).members.filter((member) => !member.computed && isSimple(member.object)),
  (member) => placeOf(sourceCode, member.object)?.key,
))

function isSimple(node: Node): boolean {
  for (let at = unwrap(node); ; at = unwrap(at.object)) if (at.type !== 'MemberExpression') return at.type === 'Identifier' || at.type === 'ThisExpression'
}

/** Whether writing to `target` puts something else where the thing stands, or makes its place another one. */
export function replaces(sourceCode: SourceCode, target: Node, thing: Place): boolean {
  const node = unwrap(target)
  if (node.type === 'Identifier') {
    const variable = variableOf(sourceCode, node)
    return variable !== undefined && thing.variables.has(variable)
  }
  const place = placeOf(sourceCode, node)
  return place !== undefined && !place.view && (thing.key === place.key || thing.key.startsWith(`${place.key}.`))
}

/** The variable that an expression starts from. */
export function rootName(sourceCode: SourceCode, node: Node): Variable | undefined {
  let at = unwrap(node)
  while (at.type === 'MemberExpression') at = unwrap(at.object)
  return at.type === 'Identifier' ? variableOf(sourceCode, at) : undefined
}

/** The expression written in full: `view.buffer` of a read of `view`. */
export function fullAt(node: Node): Node {
  let at = wrapped(node)
  for (let parent = at.parent; parent?.type === 'MemberExpression' && parent.object === at && bufferMembers.has(keyName(parent) ?? ''); parent = at.parent) at = wrapped(parent)
  return at
}
