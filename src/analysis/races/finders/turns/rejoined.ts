import type { TSESTree } from '@typescript-eslint/utils'

import { lastEnds } from '../../../../knowledge/endings.ts'
import { givenUpWords } from '../../../../knowledge/races.ts'
import { endOfChain } from '../../../../utils/chains.ts'
import { groupBy } from '../../../../utils/group.ts'
import { type Loop, nodesOf } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { isDiscarded } from '../../../../utils/results.ts'
import { type CodeOwner, type FunctionNode, isCall, isFunction, isInside, isLiteral, keyName, leavesLoop, type Node, ownerOf, partsOfCondition, unwrap, walkOwn } from '../../../../utils/syntax.ts'
import { nameIn, usesOf } from '../../../callbacks/uses.ts'
import { locationOf } from '../../../resolve/location.ts'
import type { Fault } from '../../faults.ts'
import { type Entry, entryOf } from '../../overlap/entries.ts'
import { isSerialized } from '../../overlap/queued.ts'

/** A loop with waits in it that goes on while a mark is up, or down. */
interface Round {
  readonly loop: Loop
  readonly owner: FunctionNode
  /** What is asked, and the state of the mark in which the loop goes on. */
  readonly asked: Node
  readonly mark: Mark
  readonly goesOn: boolean
  readonly wait: Node
}

/** `this.running`, or `running.has(id)`. */
interface Mark {
  readonly key: string
  readonly text: string
  readonly isEntry: boolean
}

/** Those of the file, by the functions that they stand in. */
export const roundsByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Round[]> =>
  groupBy(nodesOf(sourceCode).loops.flatMap((loop) => roundAt(sourceCode, loop) ?? []), ({ owner }) => owner))

function roundAt(sourceCode: SourceCode, loop: Loop): Round | undefined {
  const owner = ownerOf(loop)
  const wait = isFunction(owner) && owner.async ? firstWait(sourceCode, loop) : undefined
  if (!wait || !isFunction(owner)) return undefined
  const asked = askedIn(sourceCode, loop)
  // Who asks for anything else may know his own run by it: a number, a signal.
  const [only, another] = asked.flatMap(({ node, goesOn }) => {
    const [part, isPlain] = plain(node)
    const mark = markAt(sourceCode, part)
    return mark ? [{ asked: part, mark, goesOn: goesOn === isPlain }] : []
  })
  return only && !another && asked.every(({ node }) => !tellsRuns(sourceCode, node)) ? { loop, owner, wait, ...only } : undefined
}

function firstWait(sourceCode: SourceCode, loop: Loop): Node | undefined {
  let wait: Node | undefined
  walkOwn(sourceCode, loop.body, (node) => {
    if (node.type === 'AwaitExpression') wait ??= node
  })
  return wait
}

interface Asked {
  readonly node: Node
  readonly goesOn: boolean
}

/** What decides whether the loop goes on: its own test, and those in it that leave it. */
function askedIn(sourceCode: SourceCode, loop: Loop): readonly Asked[] {
  const test = loop.type === 'WhileStatement' || loop.type === 'DoWhileStatement' || loop.type === 'ForStatement' ? loop.test : undefined
  const asked: Asked[] = test ? partsOfCondition(test).map((node) => ({ node, goesOn: true })) : []
  walkOwn(sourceCode, loop.body, (node) => {
    if (node.type === 'IfStatement' && leavesLoop(node.consequent)) asked.push(...partsOfCondition(node.test).map((each) => ({ node: each, goesOn: false })))
  })
  return asked
}

/** What `!` stands before, and whether it does not. */
function plain(node: Node): readonly [Node, boolean] {
  const part = unwrap(node)
  if (part.type !== 'UnaryExpression' || part.operator !== '!') return [part, true]
  const [inner, isPlain] = plain(part.argument)
  return [inner, !isPlain]
}

function markAt(sourceCode: SourceCode, node: Node): Mark | undefined {
  if (node.type === 'Identifier' || node.type === 'MemberExpression') return markOf(sourceCode, node, false)
  const callee = isCall(node) && node.arguments.length === 1 ? unwrap(node.callee) : undefined
  return callee?.type === 'MemberExpression' && keyName(callee) === 'has' ? markOf(sourceCode, callee.object, true) : undefined
}

/** A field of an object, or a variable of the file: all runs have the same. */
function markOf(sourceCode: SourceCode, node: Node, isEntry: boolean): Mark | undefined {
  const location = locationOf(sourceCode, node)
  const isShared = location?.root.kind === 'this' ? location.path.length > 0 : location?.root.kind === 'variable' && location.root.scope === 'module'
  return location && isShared ? { key: location.key, text: location.text, isEntry } : undefined
}

/** `run !== this.run`, `signal.aborted`: by that a run knows that it is not the newest. */
function tellsRuns(sourceCode: SourceCode, node: Node): boolean {
  const text = sourceCode.getText(node)
  return givenUpWords.test(text) || (unwrap(node).type === 'BinaryExpression' && /[!=]==?/u.test(text) && !/['"`\d]|null|undefined/u.test(text))
}

/**
 * `start() { this.running = true; void this.poll() } async poll() { while (this.running) await step() } stop() { this.running = false }`:
 * who is told to stop, and is begun again before he has asked, finds the mark up and goes on beside the new run.
 */
export function rejoinedRounds(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  for (const round of roundsByOwner(sourceCode).get(owner) ?? []) {
    const changes = changesOf(sourceCode, round.mark)
    const begin = beginOf(sourceCode, round, changes)
    const stop = changes.find(({ up, node }) => up !== round.goesOn && !isInside(node, round.owner) && !(begin && isInside(node, begin.by)) && isStop(sourceCode, node))
    if (begin && stop && !saysThatItIsOver(sourceCode, round, begin.by) && !isSerialized(sourceCode, begin.by)) return [{ kind: 'rejoined', place: round.mark.text, node: round.asked, read: begin.node, wait: round.wait, other: stop.node, entry: begin.entry, proven: false }]
  }
  return []
}

interface Change {
  readonly node: Node
  readonly up: boolean
}

/** Where the mark is put up and down: `this.running = true`, `running.add(id)`, `running.delete(id)`. */
function changesOf(sourceCode: SourceCode, { key, isEntry }: Mark): readonly Change[] {
  if (!isEntry) {
    return nodesOf(sourceCode).writes.flatMap((write): readonly Change[] => {
      const up = write.type === 'AssignmentExpression' && write.operator === '=' ? (isLiteral(write.right, true) ? true : isLiteral(write.right, false) ? false : undefined) : undefined
      return up !== undefined && locationOf(sourceCode, (write as TSESTree.AssignmentExpression).left)?.key === key ? [{ node: write, up }] : []
    })
  }
  return nodesOf(sourceCode).calls.flatMap((call): readonly Change[] => {
    const callee = unwrap(call.callee)
    const name = callee.type === 'MemberExpression' ? keyName(callee) : undefined
    const up = name === 'add' ? true : name === 'delete' ? false : undefined
    return up !== undefined && callee.type === 'MemberExpression' && locationOf(sourceCode, callee.object)?.key === key ? [{ node: call, up }] : []
  })
}

interface Begin {
  readonly node: Node
  readonly by: FunctionNode
  readonly entry: Entry
}

/** The function that puts the mark up and runs the loop, or begins it and keeps no promise of its end; undefined where nobody can call it again. */
function beginOf(sourceCode: SourceCode, { owner, loop, goesOn, mark }: Round, changes: readonly Change[]): Begin | undefined {
  const starters = new Set<CodeOwner>([owner, ...usesOf(sourceCode, owner).calls.filter((call) => isUnkept(call)).map(ownerOf)])
  const kept = usesOf(sourceCode, owner).calls.some((call) => !isUnkept(call))
  const begun = changes.find(({ up, node }) => up === goesOn && starters.has(ownerOf(node)) && !(ownerOf(node) === owner && node.range[1] > loop.range[0]))
  const by = begun && ownerOf(begun.node)
  const entry = by && isFunction(by) ? entryOf(sourceCode, by) : undefined
  // Who runs the loop himself has the promise of its end; who takes an entry out need not be he.
  const isWaitedFor = kept || (by === owner && !mark.isEntry)
  return begun && by && isFunction(by) && entry && !isWaitedFor ? { node: begun.node, by, entry } : undefined
}

/** `this.looping = false` behind the loop, which who begins asks for, or the loop's own function: he waits for the end of the old run, or leaves. */
function saysThatItIsOver(sourceCode: SourceCode, { owner, loop, mark }: Round, by: FunctionNode): boolean {
  const said = nodesOf(sourceCode).writes.flatMap((write) => {
    const target = write.type === 'AssignmentExpression' && ownerOf(write) === owner && !isInside(write, loop) ? write.left : undefined
    return (target && locationOf(sourceCode, target)?.key) ?? []
  }).filter((key) => key !== mark.key)
  let asked = false
  if (said.length > 0) for (const { body } of [by, owner]) walkOwn(sourceCode, body, (node) => {
    if (node.type === 'IfStatement' && !isInside(node, loop)) asked ||= partsOfCondition(node.test).some((part) => said.includes(locationOf(sourceCode, plain(part)[0])?.key ?? ''))
  })
  return asked
}

/** Nobody keeps the promise of it: who stops it cannot wait for its end. */
function isUnkept(call: Node): boolean {
  return isDiscarded(endOfChain(call))
}

/** A function that is called to stop it, and waits for nothing of it. */
function isStop(sourceCode: SourceCode, change: Node): boolean {
  const owner = ownerOf(change)
  return isFunction(owner) && !owner.async && !lastEnds.test(nameIn(owner) ?? '') && entryOf(sourceCode, owner) !== undefined
}
