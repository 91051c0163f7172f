import type { TSESTree } from '@typescript-eslint/utils'

import { methodCallbacks } from '../../knowledge/callbacks/index.ts'
import { listenerAttribute } from '../../knowledge/globals.ts'
import { outputs, removals } from '../../knowledge/lives.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import type { Use } from '../handles/deeds.ts'
import { accessesOf } from '../handles/places.ts'
import { outlives } from '../handles/scopes.ts'
import { reactionOf } from '../promises/reactions.ts'
import { type Variable, variableHolding, variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { nameOf } from '../resolve/functions.ts'
import { type Location, locationOf } from '../resolve/location.ts'
import { calledFunction, functionBehind } from '../resolve/receiver.ts'
import { type Handle, handlesOf, talksAt } from './handles.ts'
import { movedFrom, settledByName, STORES } from './moved.ts'
import { writtenBy } from './output.ts'
import { isOfOptionalSignal } from './signals.ts'

/** How many names and functions a settler is followed through. */
const MOST_STEPS = 60
const MOST_DEPTH = 8
/** In how many places they are kept: `this.resolve`, `this.reject`. */
const MOST_PLACES = 4

/** Where a promise or callback is settled from, once its settlers have left the function that makes or takes it. */
export interface Found {
  readonly sites: ReadonlySet<Node>
  readonly isKept: boolean
  /** The sites that read the places where the settlers of all such promises are kept. */
  readonly kept: ReadonlySet<Node>
  readonly heard: ReadonlySet<Use>
  readonly read: ReadonlySet<Handle>
}

/** What the settlers come to, those that are put right away into `targets` included; undefined where nothing does, or somebody may whom we do not know. */
export function settledFrom(sourceCode: SourceCode, settlers: readonly Variable[], owner: CodeOwner, targets: readonly Node[] = []): Found | undefined {
  const search = new Search(sourceCode, owner)
  for (const variable of settlers) search.variable(variable)
  for (const target of targets) search.stored(target)
  if (search.isLost || (search.heard.size === 0 && search.read.size === 0 && search.places.length === 0)) return undefined
  const sites = new Set(search.sites)
  const kept = new Set<Node>()
  const places = [...search.places]
  for (const place of places) {
    const reads = places.length <= MOST_PLACES ? settlingReads(sourceCode, place) : undefined
    const moved = reads?.map((read) => movedFrom(sourceCode, read))
    if (!reads || !moved || moved.includes(undefined)) return undefined
    for (const read of reads) {
      sites.add(read)
      kept.add(read)
      for (const each of settledByName(sourceCode, read, search.keys)) sites.add(each)
    }
    for (const each of moved.flatMap((one) => one ?? [])) if (!places.some(({ key }) => key === each.key)) places.push(each)
  }
  return { sites, isKept: search.places.length > 0, kept, heard: search.heard, read: search.read }
}

/** What becomes of the settlers of one promise. */
class Search {
  readonly sites = new Set<Node>()
  readonly heard = new Set<Use>()
  readonly read = new Set<Handle>()
  readonly places: Location[] = []
  /** Somebody else may settle it: a timer, another emitter, somebody we do not know. */
  isLost = false
  private readonly seen = new Set<Node>()
  private readonly helpers = new Map<FunctionNode, Call>()
  /** The keys of objects that the settlers are put under. */
  readonly keys = new Set<string>()
  private deferred = 0
  private readonly sourceCode: SourceCode
  private readonly executor: CodeOwner

  constructor(sourceCode: SourceCode, executor: CodeOwner) {
    this.sourceCode = sourceCode
    this.executor = executor
  }

  variable(variable: Variable, depth = 0, isWhole = false): void {
    for (const reference of variable.references) {
      if (!reference.isRead() || reference.init === true) continue
      if (!isWhole) this.sites.add(reference.identifier)
      this.name(reference.identifier, depth, isWhole)
    }
  }

  /** A name that stands for the settler, or for an object with it: `isWhole`. */
  private name(node: Node, depth: number, isWhole: boolean): void {
    const outer = wrapped(node)
    const parent = outer.parent
    if (isCall(parent) && parent.callee === outer) this.runsIn(ownerOf(parent), depth)
    else if (parent?.type === 'MemberExpression' && parent.object === outer) this.member(parent, depth, isWhole)
    else this.value(outer, depth, isWhole)
  }

  /** `reject.bind(null, error)`, `job.resolve(value)`. */
  private member(member: TSESTree.MemberExpression, depth: number, isWhole: boolean): void {
    const key = keyName(member)
    if (isWhole && key !== undefined && !this.keys.has(key)) return
    if (isWhole) this.sites.add(member)
    const call = wrapped(member).parent
    if (!isCall(call) || call.callee !== wrapped(member)) {
      if (call?.type === 'AssignmentExpression' || call?.type === 'IfStatement' || call?.type === 'ConditionalExpression') return
      this.value(wrapped(member), depth)
    } else if (key === 'bind') this.value(call, depth)
    else this.runsIn(ownerOf(call), depth)
  }

  /** The code of this function settles the promise: who runs it? */
  private runsIn(owner: CodeOwner, depth: number): void {
    if (depth > 2 * MOST_DEPTH) this.isLost = true
    if (this.isLost) return
    if (owner === this.executor) {
      this.isLost ||= this.deferred > 0
      return
    }
    const by = isFunction(owner) ? this.helpers.get(owner) : undefined
    if (by) {
      this.runsIn(ownerOf(by), depth + 1)
      return
    }
    if (this.seen.has(owner)) return
    this.seen.add(owner)
    if (!isFunction(owner) || depth > MOST_DEPTH || this.seen.size > MOST_STEPS) {
      this.isLost = true
      return
    }
    const name = nameOf(this.sourceCode, owner)
    if (!name) this.value(wrapped(owner), depth + 1)
    for (const { identifier, init } of name?.references ?? []) if (init !== true) this.name(identifier, depth + 1, false)
  }

  /** What takes the settler, or a function or an object with it, where it stands as a value. */
  private value(outer: Node, depth: number, isWhole = false): void {
    const parent = outer.parent
    if (depth > MOST_DEPTH || !parent) {
      this.isLost = true
      return
    }
    const use = usesByListener(this.sourceCode).get(unwrap(outer))
    if (use) {
      this.heard.add(use)
      return
    }
    switch (parent.type) {
      case 'CallExpression':
      case 'NewExpression':
        if (parent.callee === outer) this.runsIn(ownerOf(parent), depth + 1)
        else this.argument(outer, parent, depth, isWhole)
        return
      case 'AssignmentExpression':
        if (parent.right !== outer) return
        if (variableHolding(this.sourceCode, outer)) this.named(parent.left, depth, isWhole)
        else this.stored(parent.left)
        return
      case 'VariableDeclarator':
        if (parent.id.type === 'ObjectPattern') this.takenOut(parent.id, depth)
        else this.named(parent.id, depth, isWhole)
        return
      case 'Property':
        this.keys.add(keyName(parent) ?? '')
        this.value(wrapped(parent.parent), depth + 1, true)
        return
      case 'ArrayExpression':
        this.value(wrapped(parent), depth + 1)
        return
      case 'ConditionalExpression':
      case 'LogicalExpression':
        if (parent.type !== 'ConditionalExpression' || parent.test !== outer) this.value(wrapped(parent), depth + 1, isWhole)
        return
      case 'IfStatement':
      case 'ExpressionStatement':
      case 'UnaryExpression':
      case 'BinaryExpression':
        return
      default:
        this.isLost = true
    }
  }

  /** What has the settlers in it has another name. */
  private named(name: Node, depth: number, isWhole: boolean): void {
    const variable = name.type === 'Identifier' ? variableOf(this.sourceCode, name) : undefined
    if (!variable || variable.references.length > MOST_STEPS) this.isLost = true
    else for (const reference of variable.references) if (!reference.isWrite()) this.name(reference.identifier, depth + 1, isWhole)
  }

  /** `const { resolve, reject } = details` */
  private takenOut(pattern: TSESTree.ObjectPattern, depth: number): void {
    for (const each of pattern.properties) {
      const name = each.type === 'Property' && each.value.type === 'Identifier' ? variableOf(this.sourceCode, each.value) : undefined
      if (each.type === 'Property' && !this.keys.has(keyName(each) ?? '')) continue
      if (name) this.variable(name, depth + 1)
      else this.isLost = true
    }
  }

  /** `worker.onmessage = this.#answer.bind(this, details)`: the function is run by whoever takes what is bound. */
  private bound(fn: FunctionNode | undefined, call: Call, outer: Node, depth: number, isWhole: boolean): void {
    const parameter = fn?.params[call.arguments.indexOf(outer as Call['arguments'][number]) - 1]
    const variable = parameter?.type === 'Identifier' ? variableOf(this.sourceCode, parameter) : undefined
    if (!fn || !variable) {
      this.isLost = true
      return
    }
    this.seen.add(fn)
    this.variable(variable, depth + 1, isWhole)
    this.value(wrapped(call), depth + 1)
  }

  private argument(outer: Node, call: Call, depth: number, isWhole: boolean): void {
    const callee = unwrap(call.callee)
    const object = callee.type === 'MemberExpression' ? callee.object : undefined
    const method = (callee.type === 'MemberExpression' && keyName(callee)) || ''
    if (talksAt(this.sourceCode).has(call) || (object && removals.has(method))) return
    if (object && method === 'bind') this.bound(functionBehind(this.sourceCode, object), call, outer, depth, isWhole)
    else if (reactionOf(this.sourceCode, outer)) this.afterOther(ownerOf(call), depth)
    else if (object && STORES.has(method)) this.stored(object)
    else if (object && methodCallbacks.get(method)?.callback === 1) this.emitter(object, call)
    else {
      const timing = handedTo(this.sourceCode, outer)?.timing
      if (timing === 'now') this.runsIn(ownerOf(call), depth + 1)
      else if (timing === undefined || timing === 'unknown') this.helper(call, call.arguments.indexOf(outer as Call['arguments'][number]), depth, isWhole)
      else this.afterOther(ownerOf(call), depth)
    }
  }

  /** A helper of this file that is given the settler: its own code counts as that of the call. */
  private helper(call: Call, index: number, depth: number, isWhole: boolean): void {
    const helper = call.arguments.some((each) => each.type === 'SpreadElement') ? undefined : calledFunction(this.sourceCode, call)
    const parameter = helper?.params[index]
    const variable = parameter?.type === 'Identifier' ? variableOf(this.sourceCode, parameter) : undefined
    if (!helper || !variable) {
      this.isLost = true
      return
    }
    this.helpers.set(helper, call)
    this.variable(variable, depth + 1, isWhole)
  }

  /** A timer, or `worker.terminate().then(resolve)`: in a listener it is part of that; where the promise is made, other work settles it. */
  private afterOther(owner: CodeOwner, depth: number): void {
    this.deferred++
    this.runsIn(owner, depth + 1)
    this.deferred--
  }

  /** `child.stdout.on('data', …)` is the child itself, and so are the lines that are read from that; its end, and any other emitter, is somebody else. */
  private emitter(object: Node, call: Call): void {
    const [event] = call.arguments
    if (isOfOptionalSignal(this.sourceCode, object, event)) return
    const handle = event && outputs.has(textAt(this.sourceCode, event) ?? '') ? writtenBy(this.sourceCode, object) : undefined
    if (handle) this.read.add(handle)
    else this.isLost = true
  }

  stored(target: Node): void {
    const whole = unwrap(target)
    if (whole.type === 'MemberExpression' && listenerAttribute.test(keyName(whole) ?? '')) {
      this.isLost ||= !isOfOptionalSignal(this.sourceCode, whole.object, keyName(whole)?.slice(2)) // `request.onsuccess = resolve`
      return
    }
    const object = whole.type === 'MemberExpression' && whole.object.type === 'Identifier' ? variableOf(this.sourceCode, whole.object) : undefined
    // Who has the object, has what is put into it.
    const isPart = object?.defs[0]?.type === 'Variable' && whole.type === 'MemberExpression' && !outlives(object, whole.object)
    if (isPart) this.keys.add(keyName(whole) ?? '')
    const inner = whole.type === 'MemberExpression' && (whole.computed || isPart) ? whole.object : whole
    const name = inner.type === 'Identifier' ? variableOf(this.sourceCode, inner) : undefined
    const isOwn = name !== undefined && (whole === inner || isPart) && !outlives(name, inner)
    const location = locationOf(this.sourceCode, inner)
    if (isOwn && name && this.seen.size <= MOST_STEPS) {
      if (!this.seen.has(inner)) {
        this.seen.add(inner)
        for (const { identifier } of name.references.filter((each) => each.isRead())) this.name(identifier, MOST_DEPTH - 2, isPart)
      }
    } else if (location) {
      if (!this.places.some(({ key }) => key === location.key)) this.places.push(location)
    } else this.isLost = true
  }
}

/** Listeners of handles, by the value that listens. */
const usesByListener = perFile((sourceCode): ReadonlyMap<Node, Use> => new Map(handlesOf(sourceCode).flatMap(({ uses }) => uses.flatMap((use): [Node, Use][] => (use.listener ? [[unwrap(use.listener), use]] : [])))))

/** Looks at a collection that settle nothing. */
const LOOKS: ReadonlySet<string> = new Set(['size', 'length', 'has', 'delete', 'clear', 'includes', 'keys'])

/** The reads of a place that may settle what is kept there; undefined where anybody may. */
function settlingReads(sourceCode: SourceCode, location: Location): readonly Node[] | undefined {
  const accesses = accessesOf(sourceCode, { location, isElement: true })
  return accesses?.reads.filter((read) => {
    if (apiOf(sourceCode, read)?.includes('()') === false) return false // `Promise.resolve()`, but not a `Map` of this file
    const parent = wrapped(read).parent
    if (parent?.type === 'MemberExpression' && parent.object === wrapped(read)) {
      const name = keyName(parent) ?? ''
      return !LOOKS.has(name) && !STORES.has(name)
    }
    return parent?.type !== 'IfStatement' && parent?.type !== 'UnaryExpression' && parent?.type !== 'LogicalExpression'
  })
}
