import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, isInside, type Node, unwrap, waitsWithin, walk } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import type { EventId, Flow } from '../../../flow/graph.ts'
import type { Test } from '../../../flow/graph.ts'
import { dominates, leadsOn, reaches } from '../../../flow/reach.ts'
import { comesAtOnceBy, leadingTo, suspendsOnward, suspensionPoints } from '../../../flow/suspension.ts'
import { partsWith, testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { outcomeForNothing, sourcesOf, variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { consequenceOf } from '../../harm/consequences.ts'
import { overwriting } from '../../harm/overwriting.ts'
import { accessesOf } from '../../others/touched.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isGuarded, isGuardedFromAll, isHeldFrom } from '../../overlap/guards.ts'
import { walkOf } from '../../overlap/walks.ts'
import type { Access, Accesses } from '../../places/accesses.ts'
import { overlaps } from '../../places/place.ts'
import { helperAt } from '../../reads/answers.ts'
import { decides, decidesAlways, decideTogether, deciding, opensAlone } from '../../reads/control.ts'
import { type Link, restsOn, sourcesReaching } from '../../reads/dependence.ts'
import { waitsOtherwise } from '../../reads/otherwise.ts'
import { type StaleWrite, waitsBetween } from '../../reads/stale.ts'
import { followTokens, gapBetween, type Tokens } from '../../reads/tokens.ts'

/** The writes of an owner's code that rest on what was read before others could run: at most one for each place. */
export function staleWrites(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const accesses = accessesOf(sourceCode, owner)
  const { writes } = accesses
  if (writes.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  const comesLate = orderOf(flow)
  if (!writes.some((write) => comesLate(flow.enter, write))) return []
  const reads = accesses.reads.filter((read) => writes.some((write) => overlaps(read.place, write.place)))
  if (!reads.some((read) => writes.some((write) => overlaps(read.place, write.place) && comesLate(read.event, write)))) return []
  const tests = testsOf(flow)
  const tokens = followTokens(sourceCode, flow, reads, writes, tests)
  if (!tokens) return []
  const search: Search = { sourceCode, flow, accesses, reads, tokens, tests, links: new Map(), about: new Map(), lists: new Map(), within: new Map(), asked: new Map([[decides, new Map()], [decidesAlways, new Map()]]), gaps: new Map(), written: new Map() }
  // One call that changes several fields is one fault: the first that is proven, or else the first.
  const faults = new Map<unknown, Fault>()
  const told = new Set<string>()
  for (const write of writes) {
    const by = write.by ?? write.node
    const known = faults.get(by)
    if (told.has(write.place.base) || known?.proven) continue
    const fault = faultOf(search, owner, write)
    if (!fault) continue
    told.add(write.place.base)
    if (!known || fault.proven) faults.set(by, fault)
  }
  return [...faults.values()]
}

/**
 * A first, quick look at a flow: whether others may run between an event and a write. Where nothing repeats, events come in
 * the order of their numbers.
 */
function orderOf(flow: Flow): (from: EventId, write: Access) => boolean {
  const repeats = flow.kinds.includes('loop')
  const gaps = suspensionPoints(flow)
  return (from, { event, wait }) => repeats || wait !== undefined || gaps.some((gap) => gap > from && gap < event)
}

interface Search {
  readonly sourceCode: SourceCode
  readonly flow: Flow
  readonly accesses: Accesses
  readonly reads: readonly Access[]
  readonly tokens: Tokens
  readonly tests: readonly Test[]
  readonly links: Map<Node, ReadonlyMap<Node, Link>>
  /** What `testsOn` has found for a read, and `readsWithin` for a test. */
  readonly about: Map<Access, readonly Test[]>
  /** For each test, what `listsAskedFor` has found. */
  readonly lists: Map<Test, readonly Node[]>
  readonly within: Map<Test, readonly Access[]>
  /** For each write, what `freshTests` and `uncheckedGaps` have found. */
  readonly asked: ReadonlyMap<typeof decides, Map<Access, readonly Test[]>>
  readonly gaps: Map<Access, ReadonlySet<EventId> | null>
  /** For each read, what `isJustWritten` has found. */
  readonly written: Map<Access, boolean>
}

function faultOf(search: Search, owner: CodeOwner, found: Access): Fault | undefined {
  const { sourceCode } = search
  const walk = found.shared === 'caller' ? walkOf(sourceCode, owner, found.place) : undefined
  const write: Access = walk ? { ...found, shared: 'closure' } : found
  const stales = staleReads(search, write)
  for (const stale of stales) {
    if (isGuarded(sourceCode, owner, stale, search) || isAskedAgain(search, stale, stales)) {
      const beside = isGuardedFromAll(sourceCode, owner, stale, search) ? undefined : overwriting(sourceCode, owner, stale)
      if (beside) return beside
      continue
    }
    const fault = consequenceOf(sourceCode, owner, stale, walk ?? entryFor(sourceCode, owner, write))
    if (fault && waitsOtherwise(sourceCode, stale, search.tests)) continue
    if (fault) return fault.proven && (write.isLetRun || isBrief(sourceCode, stale)) ? { ...fault, proven: false } : fault
  }
  return undefined
}

/** Whether nothing lies between the read and the write but the answers of helpers that wait for nothing: only who begins in the same turn comes in between. */
function isBrief(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  return isCall(read.node) && !write.wait && waitsBetween(flow, read.event, write.event).every((wait) => {
    const call = wait.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
    const helper = isCall(call) ? helperAt(sourceCode, call) : undefined
    return helper?.async === true && suspensionPoints(flowOf(sourceCode, helper)).length === 0
  })
}

/** Whether the same is asked once more under a lock that is held from there on: what came between is known then. */
function isAskedAgain({ sourceCode, flow }: Search, { read, link, test, write }: StaleWrite, others: readonly StaleWrite[]): boolean {
  return test !== undefined && link !== 'value' && others.some((other) => other.test && reaches(flow, read.event, other.read.event) && isHeldFrom(sourceCode, flow, other.read, write))
}

function staleReads(search: Search, write: Access): StaleWrite[] {
  const { sourceCode, flow, accesses, reads, tokens } = search
  const found: Omit<StaleWrite, 'tested'>[] = []
  reads.forEach((read, i) => {
    const isStale = write.wait ? tokens.made(write.event, i) : tokens.stale(write.event, i)
    if (!isStale || !overlaps(read.place, write.place) || (write.wait && read.event === write.event)) return
    const isUnsettled = write.wait ? tokens.unwritten(write.event, i) : tokens.unsettled(write.event, i)
    const link = isOwnRead(read, write) ? 'value' : write.value && !isFoundMissing(search, read, write) ? linksOf(search, write.value, true).get(read.node) : undefined
    const test = isUnsettled ? testLeading(search, read, write) : undefined
    if ((!link && !test) || (link !== 'value' && isJustWritten(search, read))) return
    if (!write.wait && test && isRechecked(search, read, write, link, test)) return
    if (!write.wait && !test && link && (isCompared(search, read, write) || isPutWhereNone(search, write))) return
    if (!write.wait && test && !link && isPutIfNone(search, write)) return
    const wait = write.wait ?? gapBetween(flow, read.event, write.event)
    if (!wait) return
    found.push({ flow, accesses, write, read, wait, settled: !isUnsettled, ...(link && { link }), ...(test && { test }) })
  })
  // A test of what was answered is none of what was asked with.
  const tested = found.some(({ read, test }) => test && (isInside(read.node, test.node) || !gapBetween(flow, read.event, test.event)))
  return found.sort((a, b) => rank(a) - rank(b)).map((each) => ({ ...each, tested }))

  /** `total += await cost()` reads what it writes. */
  function isOwnRead(read: Access, { node, effect }: Access): boolean {
    return effect === 'step' && read.node === node && write.value !== undefined && waitsWithin(sourceCode, write.value)
  }
}

/** Whether control comes to the write only where nothing was read: `const data = cached ?? (await ask()); if (cached == null) cache.set(key, data)`. */
function isFoundMissing(search: Search, read: Access, write: Access): boolean {
  return testsOn(search, read).some((test) => {
    const missing = outcomeForNothing(test.node)
    return missing !== undefined && linksOf(search, test.node).get(read.node) !== 'call' && decides(search.flow, test, write.event) === missing
  })
}

/** Whether this run has put there what it reads, on every way, and nobody else has run since: `this.pending = poll(); await this.pending`. */
function isJustWritten({ flow, accesses, written }: Search, read: Access): boolean {
  const known = written.get(read)
  if (known !== undefined) return known
  const before = accesses.writes.flatMap(({ place, event, wait }) => (!wait && event < read.event && place.base === read.place.base && place.part === read.place.part ? [event] : []))
  // Who waits behind the last one waits behind those before it.
  const last = before.sort((a, b) => b - a).find((event) => dominates(flow, event, read.event))
  const found = last === undefined ? before.length > 1 && comesAtOnceBy(flow, new Set(before), read.event) : !suspendsOnward(flow, last, read.event, [read.event])
  written.set(read, found)
  return found
}

function rank({ link }: Pick<StaleWrite, 'link'>): number {
  return link === 'value' ? 0 : link === 'call' ? 1 : 2
}

function linksOf({ sourceCode, flow, reads, links }: Search, expression: Node, stale = false): ReadonlyMap<Node, Link> {
  let known = links.get(expression)
  if (!known) links.set(expression, (known = restsOn(sourceCode, flow, expression, new Set(reads.map(({ node }) => node)), stale)))
  return known
}

/** The tests that rest on a read. */
function testsOn(search: Search, read: Access): readonly Test[] {
  const { about, tests } = search
  let known = about.get(read)
  if (!known) about.set(read, (known = tests.filter((test) => linksOf(search, test.node).has(read.node) || asksForElement(search, test, read))))
  return known
}

/** `for (const seat of this.seats) if (seat.number === number) throw …`: what a loop looks for in what was read. */
function asksForElement(search: Search, test: Test, read: Access): boolean {
  return listsAskedFor(search, test).some((list) => linksOf(search, list).has(read.node))
}

/** The lists whose elements a test is about, by the variables of loops. */
function listsAskedFor({ sourceCode, flow, lists }: Search, test: Test): readonly Node[] {
  const known = lists.get(test)
  if (known) return known
  const found: Node[] = []
  if (flow.kinds.includes('loop')) walk(sourceCode, test.node, (each) => {
    const variable = each.type === 'Identifier' ? variableOf(sourceCode, each) : undefined
    const [source, second] = variable?.defs[0]?.type === 'Variable' ? (sourcesOf(sourceCode, variable) ?? []) : []
    if (source?.kind === 'element' && !second) found.push(source.value)
    return !isFunction(each)
  })
  lists.set(test, found)
  return found
}

/** The reads that stand in a test. */
function readsWithin({ reads, within }: Search, test: Test): readonly Access[] {
  let known = within.get(test)
  if (!known) within.set(test, (known = reads.filter(({ node }) => isInside(node, test.node))))
  return known
}

/** The test of a read that lets control come to the write, alone or with other tests of the same place. */
function testLeading(search: Search, read: Access, write: Access): Test | undefined {
  const { flow, reads } = search
  const tested = testsOn(search, read).filter((test) => reaches(flow, test.event, write.event) && reaches(flow, read.event, test.event))
  // The last one is nearest to the write, and says best what it is for.
  const alone = tested.findLast((test) => decidesAlways(flow, test, write.event) !== undefined) ?? tested.findLast((test) => decides(flow, test, write.event) !== undefined)
  if (alone) return alone
  const inParts = tested.filter((test) => partsWith(flow, test).length > 1)
  if (inParts.length === 0) return undefined
  const alike = new Set(reads.filter(({ place }) => overlaps(place, write.place)).map(({ node }) => node))
  return inParts.find((test) => {
    const parts = partsWith(flow, test).filter((each) => [...linksOf(search, each.node).keys()].some((node) => alike.has(node)))
    return decideTogether(flow, parts, write.event)
  }) ?? inParts.find((test) => opensAlone(flow, test, write.event) !== undefined)
}

/** Whether the place is looked at again after the last suspension, and the write depends on what is found then. */
function isRechecked(search: Search, read: Access, write: Access, link: Link | undefined, test: Test): boolean {
  if (link === 'value' || link === 'call') return isCompared(search, read, write)
  // What only some callers wish to be asked has to be asked again for them alone.
  const isWished = decidesAlways(search.flow, test, write.event) === undefined
  return freshTests(search, write, isWished ? decides : decidesAlways).length > 0 || isCheckedBehindEach(search, read, write)
}

/**
 * Whether every wait between a read and a write is followed by a test of the place that can still keep from the write:
 * `if (offline) { await sync(); if (this.busy) return }`, where the other branch waits for nothing.
 */
function isCheckedBehindEach(search: Search, read: Access, write: Access): boolean {
  const unchecked = uncheckedGaps(search, write)
  return unchecked !== undefined && !reaches(search.flow, read.event, unchecked)
}

/** The waits from which a way leads to a write that comes by no test of its place; undefined where there is no such test at all. */
function uncheckedGaps(search: Search, write: Access): ReadonlySet<EventId> | undefined {
  const { sourceCode, flow, tests, gaps } = search
  const known = gaps.get(write)
  if (known !== undefined) return known ?? undefined
  const checks = new Set(tests.filter((test) => readsWithin(search, test).some(({ place }) => overlaps(place, write.place)) && !waitsWithin(sourceCode, test.node) && canKeepFrom(flow, test, write.event)).map(({ event }) => event))
  const unchecked = checks.size === 0 ? undefined : new Set(leadingTo(flow, write.event, suspensionPoints(flow), checks))
  gaps.set(write, unchecked ?? null)
  return unchecked
}

/** Whether one outcome of a test leads on to an event, and the other does not. */
function canKeepFrom(flow: Flow, { event: test }: Test, event: EventId): boolean {
  return leadsOn(flow, test, true, event) !== leadsOn(flow, test, false, event)
}

/** `if (!rooms.has(code)) rooms.set(code, made)`, asked behind the last wait: where somebody else has put something there, it stays. */
function isPutWhereNone(search: Search, write: Access): boolean {
  const { flow, reads } = search
  return write.effect === 'set' && freshTests(search, write).some((test) => {
    const node = unwrap(test.node)
    return reads.some((read) => read.node === node && isSamePlace(read, write)) && decides(flow, test, write.event) === false
  })
}

function isSamePlace({ place: one }: Access, { place: other }: Access): boolean {
  return one.base === other.base && one.part === other.part
}

/** `room = rooms.get(code) ?? made; rooms.set(code, room)`: what is there now is put there again, and only where nothing is, another. */
function isPutIfNone({ sourceCode, flow, reads, tokens }: Search, { place, value, event }: Access): boolean {
  const written = value && unwrap(value)
  if (!written) return false
  const values = written.type === 'Identifier' ? sourcesReaching(sourceCode, flow, written, false).map(({ source }) => (source.kind === 'value' ? unwrap(source.value) : undefined)) : [written]
  return values.length > 0 && values.every((each) => each?.type === 'LogicalExpression' && each.operator !== '&&'
    && reads.some((read, i) => unwrap(each.left) === read.node && read.place.base === place.base && read.place.part === place.part && tokens.fresh(event, i)))
}

/** Whether what was read is compared with what is there now, or what is there now with what this run has put there since. */
function isCompared(search: Search, read: Access, write: Access): boolean {
  return freshTests(search, write).some((test) => linksOf(search, test.node).has(read.node) || asksForOwn(search, test, read, write))
}

/** `this.open = page; try { … } catch { if (this.open === page) this.open = before }`: nobody has put anything else there. */
function asksForOwn({ sourceCode, flow, accesses }: Search, { node, event }: Test, read: Access, { place }: Access): boolean {
  const test = unwrap(node)
  if (test.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(test.operator)) return false
  const sides = [test.left, test.right].map((side) => sourceCode.getText(side))
  return accesses.writes.some((own) => own.value !== undefined && own.effect === 'set' && own.place.base === place.base && own.place.part === place.part
    && sides.includes(sourceCode.getText(own.value)) && reaches(flow, read.event, own.event) && reaches(flow, own.event, event))
}

/** Tests of what is there now that decide whether control comes to the write, alone or as parts of one condition. */
function freshTests(search: Search, write: Access, decide = decidesAlways): readonly Test[] {
  const { reads, tokens, flow, asked } = search
  const known = asked.get(decide)?.get(write)
  if (known) return known
  const fresh = reads.filter((read, i) => overlaps(read.place, write.place) && tokens.fresh(write.event, i))
  const asking = fresh.length === 0 ? [] : search.tests.filter((test) => fresh.some((read) => linksOf(search, test.node).has(read.node)))
  const found = deciding(flow, asking, write.event, decide)
  asked.get(decide)?.set(write, found)
  return found
}
