import { reading } from '../../knowledge/reading.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isCall, isInside, keyName, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { type Access, type Accesses, accessesOf } from './accesses.ts'
import { consequenceOf } from './consequences.ts'
import { decides, type Link, restsOn, type Test, testsOf } from './dependence.ts'
import { type Entry, entryOf } from './entries.ts'
import type { Fault } from './faults.ts'
import { isGuarded } from './guards.ts'
import { overlaps } from './places.ts'
import { followTokens, gapBetween, gapsOf, type Tokens } from './tokens.ts'

/** A write together with the stale read that it rests on. */
export interface StaleWrite {
  readonly flow: Flow
  readonly accesses: Accesses
  readonly write: Access
  readonly read: Access
  readonly wait: Node
  /** By value; undefined where only a test of the read leads to the write. */
  readonly link?: Link
  /** The test that lets control come to the write. */
  readonly test?: Test
  /** This run has written the place itself since it was read. */
  readonly settled: boolean
}

/** The writes of an owner's code that rest on what was read before others could run: at most one for each place. */
export const staleWrites: (sourceCode: SourceCode, owner: CodeOwner) => readonly Fault[] = perNode<CodeOwner, readonly Fault[]>((sourceCode, owner) => {
  const accesses = accessesOf(sourceCode, owner)
  const writes = accesses.writes
  const reads = accesses.reads.filter((read) => writes.some((write) => overlaps(read.place, write.place)))
  if (reads.length === 0 || writes.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  const isGap = gapsOf(flow)
  const tokens = followTokens(flow, reads, writes, isGap)
  if (!tokens) return []
  const search: Search = { sourceCode, flow, accesses, reads, tokens, isGap, tests: testsOf(flow), links: new Map() }
  const faults: Fault[] = []
  const bases = new Set<string>()
  for (const write of writes) {
    if (bases.has(write.place.base)) continue
    const fault = faultOf(search, owner, write)
    if (!fault) continue
    bases.add(write.place.base)
    faults.push(fault)
  }
  return faults
}, [])

interface Search {
  readonly sourceCode: SourceCode
  readonly flow: Flow
  readonly accesses: Accesses
  readonly reads: readonly Access[]
  readonly tokens: Tokens
  readonly isGap: (event: EventId) => boolean
  readonly tests: readonly Test[]
  readonly links: Map<Node, ReadonlyMap<Node, Link>>
}

function faultOf(search: Search, owner: CodeOwner, write: Access): Fault | undefined {
  const { sourceCode } = search
  for (const stale of staleReads(search, write)) {
    const entry = entryFor(sourceCode, owner, write)
    if (isGuarded(sourceCode, owner, stale, search)) continue
    const fault = consequenceOf(sourceCode, owner, stale, entry)
    if (fault) return fault
  }
  return undefined
}

/** How the code can be entered again by runs that share the place. */
export function entryFor(sourceCode: SourceCode, owner: CodeOwner, { place, shared }: Access): Entry | undefined {
  const entry = entryOf(sourceCode, owner)
  if (!entry || shared === 'all') return entry
  if (shared === 'caller' || place.root.kind !== 'variable') return undefined
  const home = place.root.variable.scope.block
  return entry.of !== home && isInside(entry.of, home) ? entry : undefined
}

function staleReads(search: Search, write: Access): StaleWrite[] {
  const { sourceCode, flow, accesses, reads, tokens, isGap } = search
  const found: StaleWrite[] = []
  const byValue = write.value ? linksOf(search, write.value, true) : new Map<Node, Link>()
  reads.forEach((read, i) => {
    if (!overlaps(read.place, write.place) || !tokens.stale(write.event, i)) return
    const link = isOwnRead(read, write) ? 'value' : byValue.get(read.node)
    const test = tokens.unsettled(write.event, i) ? testLeading(search, read, write) : undefined
    if (!link && !test) return
    if (test && isRechecked(search, read, write, link)) return
    if (!test && link && isCompared(search, read, write)) return
    const wait = gapBetween(flow, read.event, write.event, isGap)
    if (!wait) return
    found.push({ flow, accesses, write, read, wait, settled: !tokens.unsettled(write.event, i), ...(link && { link }), ...(test && { test }) })
  })
  return found.sort((a, b) => rank(a) - rank(b))

  /** `total += await cost()` reads what it writes. */
  function isOwnRead(read: Access, { node, effect }: Access): boolean {
    return effect === 'step' && read.node === node && write.value !== undefined && contains(sourceCode, write.value)
  }
}

function rank({ link }: StaleWrite): number {
  return link === 'value' ? 0 : link === 'call' ? 1 : 2
}

/** Whether an expression waits. */
function contains(sourceCode: SourceCode, expression: Node): boolean {
  let found = false
  walkOwn(sourceCode, expression, (node) => {
    found ||= node.type === 'AwaitExpression' || node.type === 'YieldExpression'
  })
  return found
}

function linksOf({ sourceCode, flow, reads, links }: Search, expression: Node, stale = false): ReadonlyMap<Node, Link> {
  let known = links.get(expression)
  if (!known) links.set(expression, (known = restsOn(sourceCode, flow, expression, new Set(reads.map(({ node }) => node)), stale)))
  return known
}

/** The test of a read that alone lets control come to the write. */
function testLeading(search: Search, read: Access, write: Access): Test | undefined {
  return search.tests.find((test) => {
    if (!linksOf(search, test.node).has(read.node)) return false
    return decides(search.flow, test, write.event) !== undefined && findPath(search.flow, read.event, (at) => at === test.event) !== undefined
  })
}

/** Whether the place is looked at again after the last suspension, and the write depends on what is found then. */
function isRechecked(search: Search, read: Access, write: Access, link: Link | undefined): boolean {
  if (link === 'value' || link === 'call') return isCompared(search, read, write)
  return freshTests(search, write).length > 0
}

/** Whether what was read is compared with what is there now. */
function isCompared(search: Search, read: Access, write: Access): boolean {
  return freshTests(search, write).some((test) => linksOf(search, test.node).has(read.node))
}

function freshTests(search: Search, write: Access): readonly Test[] {
  const { reads, tokens, flow } = search
  const fresh = reads.filter((read, i) => overlaps(read.place, write.place) && tokens.fresh(write.event, i))
  return fresh.length === 0 ? [] : search.tests.filter((test) => fresh.some((read) => linksOf(search, test.node).has(read.node)) && decides(flow, test, write.event) !== undefined)
}

// ---------------------------------------------------------------- what waits

/** The name of the function that an await waits for, where it is a plain call. */
export function awaitedName(wait: Node): string | undefined {
  if (wait.type !== 'AwaitExpression') return undefined
  let call = unwrap(wait.argument)
  while (call.type === 'CallExpression' && call.callee.type === 'MemberExpression' && ['then', 'catch', 'finally'].includes(keyName(call.callee) ?? '')) call = unwrap(call.callee.object)
  if (call.type === 'ImportExpression') return 'import'
  if (!isCall(call)) return undefined
  const callee = unwrap(call.callee)
  return callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? keyName(callee)?.replace(/^#|^_+/u, '') : undefined
}

/** Whether every wait between the test and the write only finds something out, or only loads modules. */
export function onlyReads({ flow, read, write }: StaleWrite, verbs: RegExp = reading): boolean {
  const names = waitsBetween(flow, read.event, write.event).map(awaitedName)
  return names.every((name) => name !== undefined && verbs.test(name))
}

/** The suspensions between two events. */
export function waitsBetween(flow: Flow, from: EventId, to: EventId): readonly Node[] {
  const isGap = gapsOf(flow)
  const nodes: Node[] = []
  for (let event = 0; event < flow.kinds.length; event++) {
    if (isGap(event) && findPath(flow, from, (at) => at === event) && findPath(flow, event, (at) => at === to, (_, __, next) => next !== from)) nodes.push(nodeOf(flow, event))
  }
  return nodes
}

