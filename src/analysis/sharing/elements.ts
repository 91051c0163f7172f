import { bulkMethods } from '../../knowledge/shared-memory.ts'
import { groupBy } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { returnsOf } from '../resolve/functions.ts'
import { locationOf } from '../resolve/location.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { type Access, isAtomic, isAtomicWrite, isPlain } from './access.ts'
import { accessesOf } from './accesses.ts'
import { atomicAt } from './atomics.ts'
import { sharedMemory, viewMade } from './memory.ts'
import { setWhereMade } from './made.ts'
import { isBeforePublication } from './phases.ts'
import { withinReach } from './reach.ts'

/** All accesses to one element of one view, so that none has to look at all others. */
export interface Element {
  /** The first access through Atomics, the first of those that writes, that adds and the like, and the first loads of two functions. */
  atomic?: Access
  atomicWrite?: Access
  atomicModify?: Access
  /** Several threads change it at once: one of them adds, exchanges or compares. */
  contended: boolean
  /** The functions that compare and exchange it: who does that has rivals. */
  readonly comparing: Set<CodeOwner>
  readonly loads: Access[]
  modify?: Access
  readonly within: Map<CodeOwner, Within>
}

/** The accesses of one function to one element, in source order. */
export interface Within {
  /** Plain reads and loads, by their nodes. */
  readonly reads: Map<Node, Access>
  readonly loads: Map<Node, Access>
  /** Plain writes and stores, and everything that writes. */
  readonly writes: Access[]
}

/** The element that an access is to, with all others to it; undefined where elements can't be compared. */
export function elementOf(sourceCode: SourceCode, access: Access): Element | undefined {
  return access.element === undefined ? undefined : elements(sourceCode).get(access.element)
}

const elements = perFile((sourceCode): ReadonlyMap<string, Element> => {
  const all = new Map<string, Element>()
  for (const access of accessesOf(sourceCode)) {
    if (access.element === undefined) continue
    const element = all.get(access.element) ?? { contended: false, comparing: new Set<CodeOwner>(), loads: [], within: new Map<CodeOwner, Within>() }
    all.set(access.element, element)
    note(element, access)
  }
  return all
})

function note(element: Element, access: Access): void {
  const here: Within = element.within.get(access.owner) ?? { reads: new Map(), loads: new Map(), writes: [] }
  element.within.set(access.owner, here)
  if (isAtomic(access)) element.atomic ??= access
  if (isAtomicWrite(access)) element.atomicWrite ??= access
  if (access.how === 'atomic modify') element.atomicModify ??= access
  if (access.how === 'modify') element.modify ??= access
  if (access.how === 'atomic modify' || access.how === 'exchange' || access.how === 'compare') element.contended = true
  if (access.how === 'compare') element.comparing.add(access.owner)
  if (access.how === 'load' && element.loads.length < 2 && element.loads[0]?.owner !== access.owner) element.loads.push(access)
  if (access.how === 'load') here.loads.set(access.node, access)
  else if (access.how === 'read') here.reads.set(access.node, access)
  else if (access.how !== 'wait' && access.how !== 'notify') here.writes.push(access)
}

// ---------------------------------------------------------------- by function

/** What a function does with shared memory. */
interface Doings {
  readonly accesses: Access[]
  /** `view.set(…)` and the like, and calls of what this file does not show that are given a view: `fill(view)`. */
  readonly bulk: Node[]
  /** The elements that it writes. */
  readonly written: Set<string>
}

const doings = perFile((sourceCode): ReadonlyMap<CodeOwner, Doings> => {
  const byOwner = new Map<CodeOwner, Doings>()
  const at = (owner: CodeOwner): Doings => {
    const known = byOwner.get(owner) ?? { accesses: [], bulk: [], written: new Set<string>() }
    byOwner.set(owner, known)
    return known
  }
  for (const access of accessesOf(sourceCode)) {
    const here = at(access.owner)
    here.accesses.push(access)
    if (access.element !== undefined && access.how !== 'read' && access.how !== 'load' && access.how !== 'wait' && access.how !== 'notify') here.written.add(access.element)
  }
  if (byOwner.size === 0) return byOwner
  const views = viewsBeside(sourceCode)
  const isView = (node: Node): boolean => views.has(locationOf(sourceCode, node)?.key ?? '') || (withinReach(sourceCode).has(unwrap(node)) && sharedMemory(sourceCode, node)?.form === 'view')
  for (const call of nodesOf(sourceCode).calls) {
    const here = byOwner.get(ownerOf(call))
    if (!here || atomicAt(sourceCode, call)) continue
    const callee = unwrap(call.callee)
    const isBulk = callee.type === 'MemberExpression' && bulkMethods.has(keyName(callee) ?? '') && isView(callee.object)
    if (isBulk || (call.arguments.some((each) => each.type !== 'SpreadElement' && isView(each)) && !calledFunction(sourceCode, call))) here.bulk.push(call)
  }
  const known = new Set(accessesOf(sourceCode).map(({ node }) => node))
  for (const write of nodesOf(sourceCode).writes) {
    const target = write.type === 'AssignmentExpression' && write.left.type === 'MemberExpression' && write.left.computed ? write.left.object : undefined
    if (target && !known.has(write) && isView(target)) byOwner.get(ownerOf(write))?.bulk.push(write)
  }
  return byOwner
})

/** The keys of the views that are accessed, and of those that the file makes of the same buffer: `this.state = new Int32Array(shared, 0, 1)`, `this.words = new Int32Array(shared, 4)`. */
const viewsBeside = perFile((sourceCode): ReadonlySet<string> => {
  const keys = new Set(accessesOf(sourceCode).map(({ view }) => view.key))
  const made = groupBy(nodesOf(sourceCode).calls.flatMap((call) => {
    const [buffer] = call.type === 'NewExpression' && viewMade(sourceCode, call) !== undefined ? call.arguments : []
    const { parent } = wrapped(call)
    const target = parent?.type === 'AssignmentExpression' ? parent.left : parent?.type === 'VariableDeclarator' ? parent.id : undefined
    const of = buffer?.type === 'Identifier' ? variableOf(sourceCode, buffer) : undefined
    const key = target && locationOf(sourceCode, target)?.key
    return of && key !== undefined ? [{ of, key }] : []
  }), ({ of }) => of)
  const siblings = [...made.values()].filter((views) => views.some(({ key }) => keys.has(key)))
  return new Set([...keys, ...siblings.flatMap((views) => views.map(({ key }) => key))])
})

const NONE: Doings = { accesses: [], bulk: [], written: new Set() }

/** Whether the function looks at an element that it does not write: the index of the other side of a ring buffer. What is set for good before others have the memory is none. */
export function looksAtOthers(sourceCode: SourceCode, access: Access): boolean {
  const { accesses, written } = doings(sourceCode).get(access.owner) ?? NONE
  return accesses.some((other) => {
    const { how, element } = other
    return (how === 'load' || how === 'read') && element !== access.element && (element === undefined ? how === 'load' : !written.has(element)) && (how === 'load' || isConstantElement(element)) && !isSetForGood(sourceCode, other)
  })
}

/** Whether all that write the element, by the name of the view and its constant index, do so before others have the memory. */
function isSetForGood(sourceCode: SourceCode, access: Access): boolean {
  const name = nameOfElement(access)
  const writes = (name === undefined ? undefined : writesByName(sourceCode).get(name)) ?? []
  const isEarly = (write: Access): boolean => isBeforePublication(sourceCode, write) || isInFactory(sourceCode, write)
  if (writes.length > 0) return writes.every(isEarly)
  const index = access.index.type === 'Identifier' ? variableOf(sourceCode, access.index) : undefined
  return index !== undefined && setWhereMade(sourceCode).has(index) && (writesByIndex(sourceCode).get(index) ?? []).every(isEarly)
}

const isWrite = ({ how }: Access): boolean => how !== 'read' && how !== 'load'

const writesByIndex = perFile((sourceCode) => groupBy(accessesOf(sourceCode).filter(isWrite), ({ index }) => (index.type === 'Identifier' ? variableOf(sourceCode, index) : undefined)))

/** `const lane = new Lane(memory); Atomics.store(lane.words, SIZE, size); return lane`. */
function isInFactory(sourceCode: SourceCode, { view: { root }, owner }: Access): boolean {
  if (root.kind !== 'variable' || root.scope !== 'local' || !isFunction(owner)) return false
  const [source, second] = sourcesOf(sourceCode, root.variable) ?? []
  return source?.kind === 'value' && !second && unwrap(source.value).type === 'NewExpression' && ownerOf(source.value) === owner
    && returnsOf(sourceCode, owner).some((each) => each.type === 'Identifier' && variableOf(sourceCode, each) === root.variable)
}

const writesByName = perFile((sourceCode) => groupBy(accessesOf(sourceCode).filter(isWrite), nameOfElement))

/** `words 1`: also of another object of the class, while it is made. */
function nameOfElement({ view, word }: Access): string | undefined {
  const name = view.path.at(-1)
  return name === undefined || word.kind !== 'constant' ? undefined : `${name} ${word.key}`
}

function isConstantElement(element: string | undefined): boolean {
  return element !== undefined && !element.includes(' $')
}

/** Whether the function stores something through Atomics between two places, in an element that data choose: what an index is for. */
export function fillsBetween(sourceCode: SourceCode, access: Access, from: number, to: number): boolean {
  const { accesses } = doings(sourceCode).get(access.owner) ?? NONE
  return accesses.some((other) => other.how === 'store' && other.word.kind !== 'constant' && other.element !== access.element && other.node.range[0] >= from && other.node.range[1] <= to)
}

/** Whether the function works on other shared memory between two places, or, without a second one, behind the first. */
export function worksOnOthers(sourceCode: SourceCode, access: Access, from: number, to = Infinity): boolean {
  const { accesses, bulk } = doings(sourceCode).get(access.owner) ?? NONE
  const isThere = (node: Node): boolean => node.range[0] >= from && node.range[1] <= to
  return bulk.some(isThere) || accesses.some((other) => isPlain(other) && other.element !== access.element && isThere(other.node))
}
