import { isEnding } from '../../../knowledge/lifecycles.ts'
import { making } from '../../../knowledge/openings.ts'
import { acquiring, askingUser, handingOn, identifying, lasting, passes, passPaths, pulling, readingFiles, takenOnce } from '../../../knowledge/reading.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, isInCatch, keyName, type Node, sizedIn, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
import { actionName, isParameterOfRun } from '../../callbacks/whole.ts'
import { nodeOf, type Test } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { isSuspension } from '../../flow/suspension.ts'
import { partsWith, testsOf } from '../../flow/tests.ts'
import { isNothing, onlyValue } from '../../resolve/bindings.ts'
import { getterAt } from '../../resolve/members.ts'
import type { Base, Fault } from '../faults.ts'
import { isBegunByAdder, isBegunByFirst } from '../others/begun.ts'
import { isDoneElsewhere, usesOfPlace } from '../others/elsewhere.ts'
import { isEviction, isOfOwnFailure, isRoomMade } from '../others/evicted.ts'
import { isOfOtherKeys } from '../others/keyed.ts'
import { endingOf } from '../others/ended.ts'
import { type Entry, isOpen } from '../overlap/entries.ts'
import { latchesOf } from '../overlap/latches.ts'
import { isOnlyCalledHere } from '../overlap/openness.ts'
import { ALL, overlaps, VALUE } from '../places/place.ts'
import { helperAt } from '../reads/answers.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { asksByIdentity, awaitedName, awaitedText, isLookUp, onlyGets, onlyLooksUp, onlyReads, type StaleWrite, waitsBetween } from '../reads/stale.ts'
import { isByTime, isTime } from '../reads/times.ts'
import { gapBetween } from '../reads/tokens.ts'
import { asksForAnother } from './asked-for.ts'
import { isBrokenOffByNext } from './broken-off.ts'
import { isCheckedAgain } from './checked-again.ts'
import { changeWithin } from './contents.ts'
import { addsBeside, done, tellsMeanwhile } from './done.ts'
import { isOfElement } from './elements.ts'
import { takesUnasked } from './emptied.ts'
import { isExpectedTwice } from './expected.ts'
import { doesSomething, isFlight, isOfSharedFlight, keptPromise, ownPromise } from './flights.ts'
import { isGivenThrough } from './given-through.ts'
import { isGranted } from './granted.ts'
import { isGrownAnew } from './grown.ts'
import { isSameForEachRun, isYesOrNo } from './harmless.ts'
import { asksForLimit, asksForSize, isGrowing, isNoLimit } from './limits.ts'
import { asksWhetherThere, findsSomething, isGivenBack, makes } from './missing.ts'
import { isCopyOfPresent, isMadeOfPresent } from './present.ts'
import { isPutBackWhole, isSurelyRead } from './put-back.ts'
import { refilledAnew } from './refilled.ts'
import { isAskedOfOld, isToldOff } from './refusals.ts'
import { waitFirst } from './repairs.ts'
import { isReplacedAnyway, stepAfter } from './replaced.ts'
import { isRemovedOnce } from './removed.ts'
import { comesBack } from './returned.ts'
import { isShownInPage, makesResource, opensSomething } from './resources.ts'
import { isAnswerOnTopOf } from './started.ts'

/** What it costs that two runs rest on the same read; undefined where it costs nothing. */
export function consequenceOf(sourceCode: SourceCode, owner: CodeOwner, stale: StaleWrite, entry: Entry | undefined): Fault | undefined {
  const { write, read, wait, link, test, settled } = stale
  const base = { place: write.place.text, node: write.node, read: read.node, wait, ...(entry && { entry }), ...(write.origin && { origin: write.origin }) }
  if (link === 'value' || link === 'call') return changed(sourceCode, owner, stale, base, entry)
  // What a run changes of the caller's own object and takes back is between the two.
  if (settled) return link && write.shared !== 'caller' && write.effect === 'set' && isInCatch(write.node, owner) && !isAskedOfOld(sourceCode, stale) ? { ...base, kind: 'restored', proven: entry !== undefined } : undefined
  if (write.shared === 'caller' || !entry) return undefined
  if (link === 'choice' && !test && isGrownAnew(sourceCode, stale)) return { ...base, kind: 'lost', proven: isOpen(entry) }
  if (!test && !isDefault(stale)) return undefined
  if (test && !findsSomething(sourceCode, stale, test) && !isOfSize(sourceCode, stale) && isGranted(sourceCode, stale)) return { ...base, kind: 'granted', proven: isOpen(entry) }
  switch (write.effect) {
    case 'append':
      return write.place.part === ALL ? added(sourceCode, stale, base, entry) : done(sourceCode, stale, base, entry)
    case 'step':
      // What a helper steps on by is a limit only where one is asked for.
      return isNoLimit(sourceCode, owner, stale) || isCaughtUpWith(sourceCode, owner, stale) || (write.origin && !asksForLimit(stale)) ? undefined : { ...base, kind: 'exceeded', proven: entry.strength === 'proven' || (isOpen(entry) && isLimit(stale)) }
    case 'remove':
      if (write.place.part === ALL && isOpen(entry) && takesUnasked(sourceCode, stale)) return { ...base, kind: 'emptied', proven: true }
      return write.place.part === ALL && isLook(stale) && !isRemovedOnce(sourceCode, stale) && !isBegunByFirst(sourceCode, owner, write.place) ? { ...base, kind: 'taken', proven: entry.strength !== 'reached' || isBegunByAdder(sourceCode, owner, write.place) } : undefined
    case 'set':
      return filled(sourceCode, owner, stale, base, entry)
    case 'clear':
      return refilledAnew(sourceCode, owner, stale, base, entry)
    default:
      return undefined
  }
}

/** `if (this.seats.size >= most) throw …`: whether there is room, not whether this one is free. */
function isOfSize(sourceCode: SourceCode, stale: StaleWrite): boolean {
  return sizedIn(stale.read.node) !== undefined && asksForSize(sourceCode, stale)
}

/** One more in a list, behind a question whether it is there already, or whether there is room. */
function added(sourceCode: SourceCode, stale: StaleWrite, base: Base, entry: Entry): Fault | undefined {
  if (asksForSize(sourceCode, stale)) return overfull(base, entry)
  // What has to be there before another one is added keeps nobody from adding.
  const { node } = stale.read
  const isAskedHere = !(isCall(node) ? helperAt(sourceCode, node) : getterAt(sourceCode, node))
  if (isAskedHere && stale.test && findsSomething(sourceCode, stale, stale.test)) return undefined
  if (asksForAnother(sourceCode, stale)) return undefined
  return { ...base, kind: 'appended', proven: entry.strength === 'proven' || (entry.strength === 'public' && isAskedFor(sourceCode, stale)) || (isOpen(entry) && isFirstToEnd(sourceCode, stale)) }
}

/** `if (this.clients.length === 0) this.clients.push(await dial())`, in a list whose elements the file closes: one more is open than is wanted. */
function isFirstToEnd(sourceCode: SourceCode, { read, write }: StaleWrite): boolean {
  return sizedIn(read.node) !== undefined && endingOf(sourceCode, write.place) !== undefined
}

/** More than there is room for. */
function overfull(base: Base, entry: Entry): Fault {
  return { ...base, kind: 'exceeded', proven: entry.strength !== 'reached' }
}

/** Whether what is looked for is what the caller asks for: two callers may ask for the same. */
function isAskedFor(sourceCode: SourceCode, { flow, read }: StaleWrite): boolean {
  let found = false
  walk(sourceCode, read.node, (node) => {
    found ||= isParameterOfRun(sourceCode, flow.owner, node)
    return !found
  })
  return found
}

/** A value that is made of the old one. */
function changed(sourceCode: SourceCode, owner: CodeOwner, stale: StaleWrite, base: Base, entry: Entry | undefined): Fault | undefined {
  const { write, link, test, tested, settled } = stale
  if (settled || write.effect === 'remove' || (!entry && isOnlyCalledHere(sourceCode, owner))) return undefined
  // Variables of a function around are shared only by runs of this one; objects that a caller gave have one owner, mostly.
  if (write.shared === 'closure' && (!entry || isOfElement(sourceCode, owner, write.node))) return undefined
  if (write.shared === 'caller' && link !== 'value') return undefined
  if (onlyReads(sourceCode, stale, pulling) || isPutBackWhole(sourceCode, stale) || isGivenThrough(sourceCode, stale)) return undefined
  if (link === 'value') {
    const repair = waitFirst(sourceCode, write.node)
    return { ...base, kind: 'lost', proven: entry !== undefined && write.shared !== 'caller' && !isSameForEachRun(sourceCode, stale), ...(repair && { repair }) }
  }
  // Who is looked for by the old one is the same, however often.
  if (write.value && isWholeAnswer(write.value) && (onlyLooksUp(sourceCode, stale) || asksByIdentity(sourceCode, stale))) return undefined
  if (isOwnIdentity(stale) && onlyGets(sourceCode, stale)) return undefined
  if (write.value && isYesOrNo(write.value)) return undefined
  if (waitsBetween(stale.flow, stale.read.event, write.event).some((each) => askingUser.test(awaitedName(sourceCode, each) ?? ''))) return undefined
  const used = entry !== undefined && !onlyReads(sourceCode, stale) && isSurelyRead(sourceCode, stale) && (entry.strength === 'proven' || (entry.strength === 'public' && tested && !(test && findsSomething(sourceCode, stale, test))))
  const costs = (isOpen(entry) && addsAnswer(stale)) || (entry !== undefined && isTakenOnce(stale)) || (entry?.strength === 'proven' && tellsAnswer(sourceCode, stale))
  return { ...base, kind: 'reused', proven: (used || costs) && write.shared !== 'caller' }
}

/** Whether what came of the old value is added to something else as well, where it is there twice then. */
function addsAnswer({ flow, read, write, accesses }: StaleWrite): boolean {
  return accesses.writes.some(({ effect, place, event, shared, wait }) => effect === 'append' && shared !== 'caller' && place.base !== write.place.base && (wait ? reaches(flow, read.event, event) : gapBetween(flow, read.event, event) !== undefined))
}

/** Whether what came of the old value is handed on, to listeners or to what does something with each: that happens twice then. */
function tellsAnswer(sourceCode: SourceCode, { flow, read }: StaleWrite): boolean {
  return flow.kinds.some((kind, event) => {
    const node = kind === 'call' ? nodeOf(flow, event) : undefined
    return node?.type === 'CallExpression' && handingOn.test(calledName(node) ?? '') && node.parent.type === 'ExpressionStatement' && gapBetween(flow, read.event, event) !== undefined
      && node.arguments.some((each) => restsOn(sourceCode, flow, each, new Set([read.node])).has(read.node))
  })
}

/** Whether the old value is of a kind that is taken once: `this.tokens.refreshToken`. */
function isTakenOnce({ read }: StaleWrite): boolean {
  const { parent } = wrapped(read.node)
  const part = parent?.type === 'MemberExpression' && unwrap(parent.object) === read.node ? keyName(parent) : undefined
  return takenOnce.test(part === undefined ? read.place.text : `${read.place.text}.${part}`)
}

/** `this.broker = await find(this.broker)`: all of the answer is kept, and nothing else is made of it. */
function isWholeAnswer(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'LogicalExpression' ? isWholeAnswer(node.left) : node.type === 'AwaitExpression'
}

/** `this.rowId = row.rowId`, of the row that was asked for by it: it stays the same. */
function isOwnIdentity({ write: { origin, place, value } }: StaleWrite): boolean {
  const name = place.path.at(-1)
  const assigned = origin?.type === 'AssignmentExpression' ? origin : origin?.parent
  const put = assigned?.type === 'AssignmentExpression' ? assigned.right : value
  const part = put && unwrap(put)
  return name !== undefined && identifying.test(name) && part?.type === 'MemberExpression' && keyName(part) === name
}

/** `this.client = this.client ?? await open()`. */
function isDefault({ link, write }: StaleWrite): boolean {
  return link === 'choice' && write.value !== undefined && unwrap(write.value).type !== 'Identifier'
}

/** `if (active >= most) …; active++`. */
function isLimit(stale: StaleWrite): boolean {
  return isGrowing(stale.write.node) && asksForLimit(stale)
}

/** Whether the run also keeps what it has got: then the time says how old that is, and to get it twice costs little. */
function keepsAnswer({ flow, accesses, read, write }: StaleWrite): boolean {
  return accesses.writes.some(({ effect, place, value, event }) => effect === 'set' && value !== undefined && !isConstant(unwrap(value)) && place.base !== write.place.base && reaches(flow, read.event, event))
}

/** `await refreshToken()`, `await fetch('/oauth/token', …)`. */
function asksForPass(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  return waitsBetween(flow, read.event, write.event).some((wait) => passes.test(awaitedName(sourceCode, wait) ?? '') || passPaths.test(awaitedText(sourceCode, wait) ?? ''))
}

/**
 * `failures++; if (failures >= most && !isOpen) isOpen = true`: what is to follow from the limit is decided by what is there
 * after the change, and follows once. Who comes later ends at that flag, as at the limit.
 */
function isCaughtUpWith(sourceCode: SourceCode, owner: CodeOwner, { flow, accesses, write }: StaleWrite): boolean {
  const isAtOnce = (from: number, to: number): boolean => from !== to && reaches(flow, from, to, (_, __, next) => next === to || !isSuspension(flow, next))
  const again = accesses.reads.filter((read) => overlaps(read.place, write.place) && read.node !== write.node && isAtOnce(write.event, read.event))
  const nodes = new Set(again.map(({ node }) => node))
  const tests = again.length === 0 ? [] : testsOf(flow).filter((test) => isAtOnce(write.event, test.event) && restsOn(sourceCode, flow, test.node, nodes).size > 0)
  return latchesOf(sourceCode, owner).some(({ set }) => !overlaps(set.place, write.place)
    && accesses.reads.some((read) => overlaps(read.place, set.place) && reaches(flow, read.event, write.event))
    && tests.some((test) => isAtOnce(test.event, set.event) && decides(flow, test, set.event) !== undefined))
}

/** `if (this.process) throw …`: a second run is a mistake that whoever makes it hears of. */
function isMistake({ flow, write, test }: StaleWrite): boolean {
  return test !== undefined && isToldOff(test, decides(flow, test, write.event) === false)
}

/** A value that is put where nothing was. */
function filled(sourceCode: SourceCode, owner: CodeOwner, stale: StaleWrite, base: Base, entry: Entry): Fault | undefined {
  const { write, test } = stale
  if (write.place.part.startsWith('entry:') && isOfSize(sourceCode, stale)) return overfull(base, entry)
  const value = write.value && unwrap(write.value)
  if (value && test && isTime(sourceCode, value) && (asksForLimit(stale) || partsWith(stale.flow, test).some((part) => isByTime(sourceCode, part)))) return onlyReads(sourceCode, stale) || keepsAnswer(stale) || isExpectedTwice(sourceCode, stale) ? undefined : done(sourceCode, stale, base, entry, 'due')
  // A second token, where the first is still to be used, may end that one.
  if (value && test && isByTime(sourceCode, test) && asksForPass(sourceCode, stale)) return { ...base, kind: 'due', proven: false }
  // A failure that is noted does not mean that the work is done.
  if (value && isConstant(value)) return isInCatch(write.node, owner) ? undefined : done(sourceCode, stale, base, entry)
  if (test && asksForTheSame(sourceCode, stale, test)) return waitsForTurn(sourceCode, stale) ? done(sourceCode, stale, base, { ...entry, strength: 'reached' }) : undefined
  if (test && leavesState(stale, test)) return done(sourceCode, stale, base, { ...entry, strength: 'reached' })
  if (test && findsSomething(sourceCode, stale, test)) return comesBack(sourceCode, owner, stale, base)
  if (test && !asksWhetherThere(sourceCode, stale, test)) return undefined
  if (onlyReads(sourceCode, stale, pulling)) return undefined
  const step = stepAfter(sourceCode, stale)
  if (step) return { ...base, kind: 'rewound', proven: entry.strength !== 'reached', other: step }
  if (isReplacedAnyway(stale, test)) return undefined
  const kept = value && keptPromise(sourceCode, value)
  const begun = kept && ownPromise(sourceCode, stale, kept)
  // Whoever awaits what is kept gets the same.
  if ((kept && !begun) || (value && (isGivenBack(sourceCode, owner, value) || isOfSharedFlight(sourceCode, stale, value))) || isMadeOfPresent(sourceCode, stale) || isCopyOfPresent(sourceCode, stale)) return undefined
  const ending = endingOf(sourceCode, write.place)
  if (ending) return { ...base, kind: 'second', proven: entry.strength === 'proven' || !isMistake(stale), other: ending }
  if (value && (makesResource(sourceCode, value, stale) || isAnswerOnTopOf(sourceCode, value))) return { ...base, kind: 'twice', proven: true }
  if (value && entry.strength === 'proven' && isShownInPage(sourceCode, value, stale)) return { ...base, kind: 'twice', proven: true }
  if (opensSomething(sourceCode, stale)) return { ...base, kind: 'twice', proven: entry.strength === 'proven' || !isMistake(stale) }
  if (isFlight(sourceCode, stale)) return { ...base, kind: 'done', proven: isOpen(entry) && doesSomething(sourceCode, stale) }
  if (addsBeside(sourceCode, stale) || tellsMeanwhile(sourceCode, stale)) return done(sourceCode, stale, base, entry)
  const isNew = value !== undefined && makes(sourceCode, value)
  if (!isNew && onlyReads(sourceCode, stale, lasting)) return undefined
  const isEntry = write.place.part.startsWith('entry')
  const emptied = isDoneElsewhere(sourceCode, write.place, owner, isEntry ? ['empty', 'remove'] : ['empty'], (_, use) => isEviction(sourceCode, use) || isRoomMade(sourceCode, use) || isOfOtherKeys(sourceCode, use, write.node) || isOfOwnFailure(sourceCode, use, write.node) || isBrokenOffByNext(sourceCode, stale, use))
  // What is stored behind the end of the object is there for nobody: only something that would have to be ended itself does harm.
  const isOver = emptied !== undefined && !isNew && isEnding(actionName(sourceCode, emptied.owner))
  if (emptied) return { ...base, kind: 'refilled', proven: !isOver && !(value && isYesOrNo(value)) && !isCheckedAgain(sourceCode, stale) && (entry.strength === 'proven' || (isOpen(entry) && isEntry)), other: emptied.node }
  // That two runs find out the same yes or no costs what it costs to ask.
  if (value && (isYesOrNo(value) || isTextOfFile(sourceCode, stale, value))) return undefined
  const within = changeWithin(sourceCode, stale) ?? countedElsewhere(sourceCode, owner, stale)
  if (within) return { ...base, kind: 'replaced', proven: isOpen(entry), other: within }
  return isNew || (value && isCall(value) && making.test(calledName(value) ?? '')) || !(begun ? isLookUp(sourceCode, begun) : onlyLooksUp(sourceCode, stale)) ? { ...base, kind: 'filled', proven: false } : undefined
}

/** `await readFile(path, 'utf8')`: read twice, the text of a file is the same. */
function isTextOfFile(sourceCode: SourceCode, stale: StaleWrite, value: Node): boolean {
  const node = unwrap(onlyValue(sourceCode, value) ?? value)
  const call = node.type === 'AwaitExpression' ? unwrap(node.argument) : undefined
  const encoding = isCall(call) ? call.arguments[1] : undefined
  return encoding?.type === 'Literal' && typeof encoding.value === 'string' && onlyReads(sourceCode, stale, readingFiles)
}

/** Where other code counts on from what was put there: `this.rows++`. */
function countedElsewhere(sourceCode: SourceCode, owner: CodeOwner, { write }: StaleWrite): Node | undefined {
  return write.place.part === VALUE ? usesOfPlace(sourceCode, write.place).find((use) => use.owner !== owner && (use.node.type === 'UpdateExpression' || use.does === 'append'))?.node : undefined
}

/** `if (mode === this.mode) return; …; this.mode = mode`: a second run that is to do the same finds it not yet done. */
function asksForTheSame(sourceCode: SourceCode, { flow, read, write }: StaleWrite, test: Test): boolean {
  const node = unwrap(test.node)
  const value = write.value && unwrap(write.value)
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator) || value?.type !== 'Identifier') return false
  const sides = [unwrap(node.left), unwrap(node.right)]
  return sides.includes(read.node) && sides.some((side) => side !== read.node && isParameterOfRun(sourceCode, flow.owner, side) && sourceCode.getText(side) === value.name)
    && decides(flow, test, write.event) === node.operator.startsWith('!')
}

/** `if (game.turn !== player) return; await check(move); game.turn = next(game)`: what is there has to be just that, and is another one then. */
function leavesState({ flow, read, write }: StaleWrite, test: Test): boolean {
  const node = unwrap(test.node)
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator) || !write.value || unwrap(write.value).type === 'Identifier') return false
  const other = unwrap(node.left) === read.node ? unwrap(node.right) : unwrap(node.right) === read.node ? unwrap(node.left) : undefined
  return other !== undefined && !isConstant(other) && !isNothing(other) && decides(flow, test, write.event) === !node.operator.startsWith('!')
}

/** Whether the run waits in between until another one is done, which may have done the same: `await this.switching`, `await lock.acquire()`. */
function waitsForTurn(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  return waitsBetween(flow, read.event, write.event).some((wait) => (wait.type === 'AwaitExpression' && unwrap(wait.argument).type === 'MemberExpression') || acquiring.test(awaitedName(sourceCode, wait) ?? ''))
}

function isConstant(value: Node): boolean {
  return value.type === 'Literal' || value.type === 'TemplateLiteral' || (value.type === 'UnaryExpression' && value.argument.type === 'Literal')
    || (value.type === 'MemberExpression' && /^[A-Z]/u.test(value.object.type === 'Identifier' ? value.object.name : ''))
}

/** Whether the first or any element was looked at, not only their number. */
function isLook({ accesses, write, read, flow }: StaleWrite): boolean {
  const looks = accesses.reads.filter(({ place, node }) => place.base === write.place.base && place.part === ALL && !sizedIn(node))
  return looks.some(({ event }) => event === read.event || reaches(flow, event, write.event))
}
