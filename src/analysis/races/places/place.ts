import { ownedParameters } from '../../../knowledge/callbacks/conventions.ts'
import { entityClasses, entityDecorators } from '../../../knowledge/entities.ts'
import { isOfPlatform } from '../../../knowledge/globals.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type ClassNode, type CodeOwner, isFunction, keyName, literalText, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { isNeverReassigned, isOfModule, sourceAt, type Variable, variableOf } from '../../resolve/bindings.ts'
import { isKind } from '../../resolve/kin.ts'
import { below, indexKey, locationOf, type Location, numberOf, type Root } from '../../resolve/location.ts'
import { isGlobalObject } from '../../resolve/path.ts'
import { wholeOf } from './wholes.ts'

/**
 * A place of the program that several runs of a function share: a field of `this`, a variable of the module or of a function
 * around, or a part of what these hold. `part` says which: the value itself, all entries of a collection, or one entry.
 */
export interface Place {
  /** The variable, field or collection. */
  readonly base: string
  readonly part: typeof VALUE | typeof ALL | `entry:${string}`
  readonly root: Root
  /** Names below the root, for questions about who else uses it. */
  readonly path: readonly string[]
  /** As a user would write it. */
  readonly text: string
}

/** What a node does with a cell of state: it answers the value, or puts one there. */
export interface CellUse {
  readonly place: Place
  /** Undefined: it is asked. */
  readonly value?: Node
}

export const VALUE = 'value'
export const ALL = 'all'

/** The place that a name or member stands for, or the collection that an element access goes to; no aliases of the name itself. */
export const placeOf: (sourceCode: SourceCode, node: Node) => Place | undefined = perNode<Node, Place | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
  if (node.type === 'Identifier') {
    const variable = variableOf(sourceCode, node)
    return variable && placeOfVariable(sourceCode, variable)
  }
  if (node.type !== 'MemberExpression') return undefined
  const whole = wholeOf(sourceCode, node.object)
  if (!whole) return undefined
  const name = node.computed ? literalText(node.property) : keyName(node)
  if (name === undefined) return entryOf(sourceCode, whole, node.property)
  if (node.computed && /^\d+$/u.test(name)) return partOf(whole, ALL)
  const part = below(whole, name)
  return part && partOf(part, VALUE)
}, undefined)

function placeOfVariable(sourceCode: SourceCode, variable: Variable): Place | undefined {
  const [def] = variable.defs
  if (!def || (def.type !== 'Variable' && def.type !== 'Parameter')) return undefined
  const scope = def.type === 'Parameter' ? 'parameter' : isOfModule(variable) ? 'module' : 'local'
  return { base: `var:${numberOf(sourceCode, variable)}`, part: VALUE, root: { kind: 'variable', variable, scope }, path: [], text: variable.name }
}

/** The collection that an expression holds: all of it. */
export function collectionOf(sourceCode: SourceCode, node: Node): Place | undefined {
  const whole = wholeOf(sourceCode, node)
  return whole && partOf(whole, ALL)
}

/** One entry of the collection that an expression holds. */
export function entryIn(sourceCode: SourceCode, collection: Node, key: Node): Place | undefined {
  const whole = wholeOf(sourceCode, collection)
  return whole && entryOf(sourceCode, whole, key)
}

/** The place of a part, by its name, of what an expression holds. */
export function partNamed(sourceCode: SourceCode, node: Node, name: string): Place | undefined {
  const whole = wholeOf(sourceCode, node)
  const part = whole && below(whole, name)
  return part && partOf(part, VALUE)
}

/** The place that a property of a pattern reads: `const { total } = this`. */
export function placeOfProperty(sourceCode: SourceCode, property: Node): Place | undefined {
  if (property.type !== 'Property') return undefined
  const name = property.value.type === 'AssignmentPattern' ? property.value.left : property.value
  if (name.type !== 'Identifier') return undefined
  const source = sourceAt(name)
  if (source.kind !== 'value') return undefined
  let at = locationOf(sourceCode, source.value)
  for (const step of source.steps) at = at && below(at, step.name)
  return at && partOf(at, VALUE)
}

function partOf(location: Location, part: Place['part']): Place | undefined {
  if (location.root.kind === 'api') return partOfGlobal(location, location.root.path, part)
  if (/\.\[\](?:\.|$)/u.test(location.key)) return undefined
  if (location.path.at(-1) === '[]' && location.index !== undefined && part === VALUE) return undefined
  return { base: location.key, part, root: location.root, path: location.path, text: location.text }
}

/** `globalThis.seats`: what a program keeps in the global object, under a name of its own. */
function partOfGlobal({ path, text }: Location, global: string, part: Place['part']): Place | undefined {
  const [name] = path
  if (name === undefined || !isGlobalObject(global) || isOfPlatform(name)) return undefined
  return { base: `global:${path.join('.')}`, part, root: { kind: 'global' }, path, text }
}

function entryOf(sourceCode: SourceCode, whole: Location, key: Node): Place | undefined {
  const place = partOf(whole, ALL)
  const index = keyText(sourceCode, key)
  if (!place) return undefined
  return index === undefined ? { ...place, part: 'entry:?' } : { ...place, part: `entry:${index}`, text: `${whole.text}[${shortText(sourceCode, key)}]` }
}

const LONGEST_KEY = 24

function shortText(sourceCode: SourceCode, key: Node): string {
  const text = sourceCode.getText(key)
  return text.length > LONGEST_KEY ? '…' : text
}

/** What chooses an entry, where two of the same text are the same entry: constants and names that nobody assigns again. */
export function keyText(sourceCode: SourceCode, key: Node): string | undefined {
  const node = unwrap(key)
  if (node.type === 'Identifier') return isStable(sourceCode, node) ? indexKey(sourceCode, node) ?? node.name : undefined
  const text = literalText(node)
  if (text !== undefined) return JSON.stringify(text)
  return isStable(sourceCode, node) ? sourceCode.getText(node).replaceAll(/\s+/gu, ' ') : undefined
}

/** Whether an expression is made of constants, names that are assigned once, and their members. */
function isStable(sourceCode: SourceCode, node: Node, depth = 0): boolean {
  if (depth > 6) return false
  const all = (nodes: readonly Node[]): boolean => nodes.every((each) => isStable(sourceCode, each, depth + 1))
  switch (node.type) {
    case 'Literal':
    case 'ThisExpression':
      return true
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      return !variable || isNeverReassigned(variable) || variable.references.every((reference) => !reference.isWrite() || reference.init === true || isCountedOn(reference.identifier))
    }
    case 'MemberExpression':
      return !node.computed && isStable(sourceCode, node.object, depth + 1)
    case 'TemplateLiteral':
      return all(node.expressions)
    case 'ObjectExpression':
      return node.properties.every((each) => each.type === 'Property' && !each.computed && isStable(sourceCode, each.value, depth + 1))
    case 'BinaryExpression':
    case 'LogicalExpression':
      return all([node.left, node.right])
    case 'CallExpression':
      return node.callee.type !== 'Super' && all([node.callee, ...node.arguments])
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'ChainExpression':
      return isStable(sourceCode, node.expression, depth + 1)
    default:
      return false
  }
}

/** `for (let i = 0; i < n; i++)`: in one round the number is the same. */
function isCountedOn(name: Node): boolean {
  const { parent } = name
  const loop = parent?.type === 'UpdateExpression' || (parent?.type === 'AssignmentExpression' && parent.left === name) ? parent.parent : undefined
  return loop?.type === 'ForStatement' && loop.update === parent
}

/** Whether a write to one place may change what a read of the other has found. */
export function overlaps(read: Place, write: Place): boolean {
  if (read.base === write.base) {
    if (write.part === VALUE) return true
    if (read.part === VALUE) return false
    if (read.part === 'entry:?' || write.part === 'entry:?') return read.part === ALL || write.part === ALL
    return read.part === ALL || write.part === ALL || read.part === write.part
  }
  // Asked for every read and every write of a function: without making a text.
  return write.part === VALUE && read.base[write.base.length] === '.' && read.base.startsWith(write.base)
}

/** Who shares a place with other runs of the code: everybody, the runs of one closure, or who called. */
export type Sharing = 'all' | 'closure' | 'caller'

/**
 * Who shares a place with other runs of the code of `owner`: everybody (module state, fields), the runs of one closure
 * (variables of a function around), whoever gave a parameter; nobody.
 */
export function sharedBy(sourceCode: SourceCode, place: Place, owner: CodeOwner): Sharing | undefined {
  const { root } = place
  if (root.kind === 'this') {
    if (isFunction(owner) && owner.parent.type === 'MethodDefinition' && owner.parent.kind === 'constructor') return undefined
    return isEntity(sourceCode, root.of) ? 'caller' : 'all'
  }
  if (root.kind === 'object' || root.kind === 'global') return 'all'
  if (root.kind !== 'variable') return undefined
  if (root.scope === 'module') return owner.type === 'Program' ? undefined : 'all'
  const [name] = root.variable.identifiers
  const home = root.variable.scope.block.type === 'CatchClause' || !name ? undefined : homeOf(root.variable, name)
  if (home !== owner) return home ? 'closure' : undefined
  return root.scope === 'parameter' && !ownedParameters.has(root.variable.name) && (place.path.length > 0 || place.part !== VALUE) ? 'caller' : undefined
}

/** A row of a database belongs to who has loaded it. */
const isEntity: (sourceCode: SourceCode, of: ClassNode) => boolean = perNode<ClassNode, boolean>((sourceCode, of) => isKind(sourceCode, of, entityClasses, entityDecorators), false)

function homeOf(variable: Variable, name: Node): CodeOwner {
  const [def] = variable.defs
  return def?.type === 'Parameter' && isFunction(def.node) ? def.node : ownerOf(name)
}
