import { lockAt } from '../../knowledge/index.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type ClassNode, classOfThis, type FunctionNode, isClass, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { isNothing, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { type Denotation, sameDenotation } from '../resolve/denotation.ts'
import { denote, pathOf, superOf } from '../resolve/denote.ts'
import { addedElements } from '../resolve/elements.ts'
import { returnsOf } from '../resolve/functions.ts'
import { valuesOfHolder } from '../resolve/holders.ts'
import { assignedValues, membersOf } from '../resolve/members.ts'
import { partOf } from '../resolve/parts.ts'
import { receiver } from '../resolve/receiver.ts'

/**
 * What an expression stands for, where locks are concerned: what `denote` proves; or what is all that the file ever puts
 * there ("get it, or make it and store it" included); or what the only member of that name in the file is. Undefined when
 * nothing of it is known.
 */
export const standsFor: (sourceCode: SourceCode, node: Node) => Denotation | undefined = perNode<Node, Denotation | undefined>(
  (sourceCode, node) => {
    const known = receiver(sourceCode, node)
    return known && !isVague(known) ? known : (shownBy(sourceCode, unwrap(node)) ?? known)
  },
  undefined,
)

/** What a built-in yields (`map.get(key)`) may be anything. */
function isVague(known: Denotation): boolean {
  return known.kind === 'api' && isVaguePath(known.path) && !lockAt(known.path)
}

/** The same of a path: `#Map().get().lock`. */
export function isVaguePath(path: string): boolean {
  return /^#\w+\(\)\./u.test(path)
}

function shownBy(sourceCode: SourceCode, node: Node): Denotation | undefined {
  switch (node.type) {
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      const sources = variable && sourcesOf(sourceCode, variable)
      return undisputed(sourceCode, sources?.map((source) => (source.kind === 'value' && source.steps.length === 0 ? source.value : undefined)))
    }
    case 'ThisExpression':
      return staticThis(node)
    case 'AwaitExpression':
      return standsFor(sourceCode, node.argument)
    case 'AssignmentExpression':
      return standsFor(sourceCode, node.right)
    case 'LogicalExpression':
      return undisputed(sourceCode, node.operator === '&&' ? [node.right] : [node.left, node.right])
    case 'ConditionalExpression':
      return undisputed(sourceCode, [node.consequent, node.alternate])
    case 'MemberExpression':
      return node.computed && keyName(node) === undefined ? element(sourceCode, node.object) : member(sourceCode, node.object, keyName(node) ?? '')
    case 'CallExpression': {
      const fn = calledLocal(sourceCode, node)
      if (fn) return undisputed(sourceCode, returnsOf(sourceCode, fn))
      const callee = unwrap(node.callee)
      if (callee.type === 'MemberExpression' && ['get', 'at', 'pop', 'shift', 'find'].includes(keyName(callee) ?? '')) return element(sourceCode, callee.object)
      return undefined
    }
    default:
      return undefined
  }
}

/** `this` in a static member is the class, in a method of an object literal that object. */
function staticThis(node: Node): Denotation | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.type === 'FunctionDeclaration' || isClass(at)) return undefined
    if (at.type === 'FunctionExpression' && at.parent.type === 'Property' && at.parent.parent.type === 'ObjectExpression') return { kind: 'record', node: at.parent.parent }
    if (at.type === 'StaticBlock' || ((at.type === 'MethodDefinition' || at.type === 'PropertyDefinition') && at.static)) return { kind: 'class', node: at.parent.parent }
  }
  return undefined
}

/** What the alternatives that we know stand for, if it is one thing. */
function undisputed(sourceCode: SourceCode, nodes: readonly (Node | undefined)[] | undefined): Denotation | undefined {
  let one: Denotation | undefined
  for (const node of nodes ?? []) {
    const each = node && !isNothing(node) ? standsFor(sourceCode, node) : undefined
    if (!each || isVague(each)) continue
    if (one && !sameDenotation(one, each)) return undefined
    one ??= each
  }
  return one
}

function element(sourceCode: SourceCode, collection: Node): Denotation | undefined {
  const added = creationsOf(sourceCode, collection).flatMap((creation) => addedElements(sourceCode, creation))
  return undisputed(sourceCode, added)
}

function member(sourceCode: SourceCode, object: Node, name: string): Denotation | undefined {
  const whole = object.type === 'Super' ? undefined : standsFor(sourceCode, object)
  const part = whole && !isVague(whole) ? partOf(sourceCode, whole, name) : undefined
  // An object literal may have been given the member later.
  return part ?? (!whole || isVague(whole) || whole.kind === 'record' ? declaredLocks(sourceCode).get(name)?.lock : undefined)
}

/** A member of this file that holds a lock, by its name. */
interface DeclaredLock {
  readonly lock: Denotation
  /** What declares it; undefined where several do. */
  readonly owner: Node | undefined
}

/** Names of members that hold locks wherever this file declares them: `lock` in `class Account { lock = new Mutex() }`. */
export const declaredLocks = perFile((sourceCode): ReadonlyMap<string, DeclaredLock> => {
  const found = new Map<string, DeclaredLock>()
  const disputed = new Set<string>()
  for (const call of nodesOf(sourceCode).calls) {
    const place = declarationOf(wrapped(call))
    if (!place) continue
    const lock = denote(sourceCode, call)
    const known = found.get(place.name)
    if (!isLock(sourceCode, lock) || (known && !sameDenotation(known.lock, lock))) disputed.add(place.name)
    else found.set(place.name, { lock, owner: known && known.owner !== place.owner ? undefined : place.owner })
  }
  for (const name of disputed) found.delete(name)
  return found
})

/** The member that a value is written to where it is declared: a field, a property of an object literal, `this.x = …`, `any.x ??= …`. */
function declarationOf(value: Node): { readonly name: string; readonly owner: Node | undefined } | undefined {
  const parent = value.parent
  if (parent?.type === 'PropertyDefinition' && parent.value === value && !parent.static) return named(keyName(parent), parent.parent.parent)
  if (parent?.type === 'Property' && parent.value === value && parent.parent.type === 'ObjectExpression') return named(keyName(parent), parent.parent)
  if (parent?.type !== 'AssignmentExpression' || parent.right !== value || parent.left.type !== 'MemberExpression') return undefined
  // `account.lock ??= new Mutex()`: whatever the account is made by.
  if (parent.left.object.type !== 'ThisExpression') return parent.operator === '=' ? undefined : named(keyName(parent.left), undefined)
  const owner = classOfThis(parent.left)
  return owner && named(keyName(parent.left), owner)
}

function named(name: string | undefined, owner: Node | undefined): { readonly name: string; readonly owner: Node | undefined } | undefined {
  return name === undefined ? undefined : { name, owner }
}

function isLock(sourceCode: SourceCode, value: Denotation | undefined): value is Denotation {
  const path = pathOf(sourceCode, value)
  return path === undefined ? value?.kind === 'object' : lockAt(path) !== undefined
}

/** The function of this file that a call runs, tolerant as `standsFor` is; undefined for anything else, and for `new`. */
export function calledLocal(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  if (call.type === 'NewExpression') return undefined
  return functionAt(sourceCode, call.callee)
}

/** The function of this file that an expression stands for, `f.bind(…)` included. */
export function functionAt(sourceCode: SourceCode, expression: Node): FunctionNode | undefined {
  const node = unwrap(expression)
  const known = denote(sourceCode, node)
  if (known?.kind === 'function') return known.node
  if (known || node.type !== 'MemberExpression' || node.object.type === 'Super') return undefined
  const name = keyName(node)
  const whole = name === undefined ? undefined : standsFor(sourceCode, node.object)
  const part = whole && name !== undefined && (whole.kind === 'object' || whole.kind === 'record' || whole.kind === 'class') ? partOf(sourceCode, whole, name) : undefined
  return part?.kind === 'function' ? part.node : undefined
}

/** The expressions that create what `node` stands for (`new Map()`, `pLimit(2)`), through variables, fields and local functions. */
export const creationsOf: (sourceCode: SourceCode, node: Node) => readonly Node[] = perNode<Node, readonly Node[]>((sourceCode, expression) => {
  const node = unwrap(expression)
  switch (node.type) {
    case 'NewExpression':
    case 'ArrayExpression':
    case 'ObjectExpression':
      return [node]
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
      return sources.flatMap((source) => (source.kind === 'value' && source.steps.length === 0 ? creationsOf(sourceCode, source.value) : []))
    }
    case 'AwaitExpression':
      return creationsOf(sourceCode, node.argument)
    case 'AssignmentExpression':
      return creationsOf(sourceCode, node.right)
    case 'LogicalExpression':
      return [...creationsOf(sourceCode, node.left), ...creationsOf(sourceCode, node.right)]
    case 'MemberExpression': {
      const whole = node.object.type === 'Super' ? undefined : standsFor(sourceCode, node.object)
      const values = whole?.kind === 'object' || whole?.kind === 'class' ? assignedIn(sourceCode, whole.node, keyName(node) ?? '') : valuesOfHolder(sourceCode, node.object, keyName(node) ?? '')
      return values.flatMap((value) => creationsOf(sourceCode, value))
    }
    case 'CallExpression': {
      const fn = calledLocal(sourceCode, node)
      return fn ? returnsOf(sourceCode, fn).flatMap((each) => creationsOf(sourceCode, each)) : [node]
    }
    default:
      return []
  }
}, [])

function assignedIn(sourceCode: SourceCode, node: ClassNode, name: string): readonly Node[] {
  const owner = declaringClass(sourceCode, node, name)
  const found = owner && membersOf(sourceCode, owner).get(name)
  return found ? assignedValues(found) : []
}

/** More parents than this and we stop looking. */
const MOST_PARENTS = 8

/** The class of this file that declares a member an instance of `node` has: itself or what it extends; undefined when none does. */
export function declaringClass(sourceCode: SourceCode, node: ClassNode, name: string): ClassNode | undefined {
  let found: ClassNode | undefined
  let at: ClassNode | undefined = node
  for (let i = 0; at && i < MOST_PARENTS; i++) {
    const known = membersOf(sourceCode, at).get(name)
    if (known && (known.field || known.method || known.getter || assignedValues(known).length > 0)) return at
    if (known) found ??= at
    const parent: Denotation | undefined = superOf(sourceCode, at)
    at = parent?.kind === 'class' ? parent.node : undefined
  }
  return found
}
