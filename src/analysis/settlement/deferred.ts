import { timeLimits } from '../../knowledge/lives.ts'
import { membersNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type ClassNode, classOfThis, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { accessesOf } from '../handles/places.ts'
import { isRaced } from '../promises/raced.ts'
import { variableOf } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'
import { STORES } from './moved.ts'
import { type Found, settledFrom } from './search.ts'

/** A promise that some function has made, with its settlers beside it: `{ promise, resolve, reject }`. */
export interface Deferred extends Found {
  /** The call that makes it. */
  readonly at: Call
  /** What resolves it. */
  readonly resolves: ReadonlySet<Node>
}

const PROMISE = 'promise'
const RESOLVE = 'resolve'
const REJECT = 'reject'

/** All that the file makes and settles itself, by their shape: whoever makes them, the parts have these names everywhere. */
export const deferredsOf = perFile((sourceCode): readonly Deferred[] => {
  if (!sourceCode.text.includes(PROMISE) || !sourceCode.text.includes(RESOLVE)) return []
  return nodesOf(sourceCode).calls.flatMap((call) => (isLimited(call) ? [] : (takenApart(sourceCode, call) ?? kept(sourceCode, call) ?? [])))
})

/** `new ExpiringTask()`, `deferred(DISPOSE_TIMEOUT)`: it settles itself when its time is over. */
function isLimited({ callee, arguments: given }: Call): boolean {
  return [callee, ...given].some((each) => {
    const node = unwrap(each)
    const name = node.type === 'MemberExpression' ? keyName(node) : node.type === 'Identifier' ? node.name : undefined
    return (node.type === 'Literal' && typeof node.value === 'number') || timeLimits.test(name ?? '')
  })
}

// ---------------------------------------------------------------- taken apart

/** `const { promise, resolve } = deferred()`, `({ promise: this.ready, resolve: this.resolve } = deferred())`. */
function takenApart(sourceCode: SourceCode, call: Call): Deferred | undefined {
  const parts = partsTaken(call)
  const [promise, resolve, reject] = [PROMISE, RESOLVE, REJECT].map((name) => parts.get(name))
  if (!promise || !resolve) return undefined
  const settlers = [resolve, reject].flatMap((each) => (each ? [unwrap(each)] : []))
  const variables = settlers.flatMap((each) => variableOf(sourceCode, each) ?? [])
  const found = settledFrom(sourceCode, variables, ownerOf(call), settlers.filter(({ type }) => type === 'MemberExpression'))
  const name = variableOf(sourceCode, promise)
  if (!found || name?.references.some(({ identifier, init }) => init !== true && isRaced(sourceCode, identifier))) return undefined
  const resolving = variableOf(sourceCode, resolve)?.references.map(({ identifier }) => identifier) ?? []
  return { ...found, at: call, resolves: new Set<Node>(resolving) }
}

function partsTaken(call: Call): ReadonlyMap<string, Node> {
  const outer = wrapped(call)
  const { parent } = outer
  const pattern = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' && parent.right === outer ? parent.left : undefined
  if (pattern?.type !== 'ObjectPattern') return new Map()
  return new Map(pattern.properties.flatMap((each): [string, Node][] => (each.type === 'Property' ? [[keyName(each) ?? '', each.value]] : [])))
}

// ---------------------------------------------------------------- kept whole

/** `this.ready = deferred()`, of which one part is waited for and another one settles that; or a name, where a collection keeps it as well. */
function kept(sourceCode: SourceCode, call: Call): Deferred | undefined {
  const target = targetOf(sourceCode, call)
  const location = target && settles(sourceCode) && (settledAt(sourceCode).has(nameAt(target)) || target.type === 'Identifier') ? locationOf(sourceCode, target) : undefined
  const reads = location && location.root.kind !== 'api' ? accessesOf(sourceCode, { location, isElement: false })?.reads : undefined
  const members = reads?.flatMap((read) => memberOn(read) ?? [])
  const collections = reads?.flatMap((read) => collectionFor(read) ?? [])
  // Who is given the whole may settle it.
  if (!location || !reads || !members || !collections || reads.some((read) => !memberOn(read) && !isLookedAt(read) && !collectionFor(read))) return undefined
  const named = (...names: readonly string[]): readonly Node[] => members.filter((each) => names.includes(nameAt(each)))
  const promises = named(PROMISE)
  const resolving = named(RESOLVE)
  const sites = new Set(named(RESOLVE, REJECT))
  if (promises.length === 0 || promises.some((each) => isRaced(sourceCode, each))) return undefined
  if (collections.length > 0) {
    const found = settledFrom(sourceCode, [], ownerOf(call), collections)
    return found && sites.size === 0 ? { ...found, at: call, resolves: new Set() } : undefined
  }
  if (resolving.length === 0) return undefined
  return { at: call, sites, kept: sites, resolves: new Set(resolving), isKept: true, heard: new Set(), read: new Set() }
}

/** What a value is put into: `this.waiting` of `this.waiting.set(id, answer)` and of `this.waiting[id] = answer`. */
function collectionFor(value: Node): Node | undefined {
  const outer = wrapped(value)
  const { parent } = outer
  if (parent?.type === 'AssignmentExpression') return parent.right === outer && parent.left.type === 'MemberExpression' && parent.left.computed ? parent.left : undefined
  const callee = parent?.type === 'CallExpression' && parent.callee !== outer ? unwrap(parent.callee) : undefined
  return callee?.type === 'MemberExpression' && STORES.has(keyName(callee) ?? '') ? callee.object : undefined
}

/** What the call's value is put into as it is. */
function targetOf(sourceCode: SourceCode, call: Call): Node | undefined {
  const outer = wrapped(call)
  const { parent } = outer
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id
    case 'AssignmentExpression':
      return parent.right === outer ? unwrap(parent.left) : undefined
    case 'PropertyDefinition':
      return parent.value === outer && !parent.static ? fieldOf(sourceCode, parent.parent.parent, keyName(parent)) : undefined
    default:
      return undefined
  }
}

/** The field of this name, where the class uses it. */
function fieldOf(sourceCode: SourceCode, of: ClassNode, name: string | undefined): Node | undefined {
  return name === undefined ? undefined : membersNamed(sourceCode, name).find((member) => classOfThis(member) === of)
}

function nameAt(target: Node): string {
  return target.type === 'Identifier' ? target.name : (target.type === 'MemberExpression' && keyName(target)) || ''
}

/** Whether the file resolves anything by a member. */
function settles(sourceCode: SourceCode): boolean {
  return settledAt(sourceCode).size > 0
}

/** The names of what the file resolves by a member: one look. */
const settledAt = perFile((sourceCode): ReadonlySet<string> => new Set(membersNamed(sourceCode, RESOLVE).map((member) => nameAt(unwrap(member.object)))))

function memberOn(read: Node): Node | undefined {
  const outer = wrapped(read)
  return outer.parent?.type === 'MemberExpression' && outer.parent.object === outer ? outer.parent : undefined
}

function isLookedAt(read: Node): boolean {
  const { parent } = wrapped(read)
  return parent?.type === 'IfStatement' || parent?.type === 'UnaryExpression' || parent?.type === 'LogicalExpression' || parent?.type === 'BinaryExpression'
}
