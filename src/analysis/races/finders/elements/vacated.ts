import type { TSESTree } from '@typescript-eslint/utils'

import { adding } from '../../../../knowledge/collections.ts'
import { callsNamed, nodesOf } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, keyName, type Node, ownerOf, sizedIn, unwrap, walk, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf, type Test } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { testsOf } from '../../../flow/tests.ts'
import { locationOf } from '../../../resolve/location.ts'
import type { Fault } from '../../faults.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { wholeOf } from '../../places/wholes.ts'
import { decides } from '../../reads/control.ts'
import { waitBetween } from '../../reads/stale.ts'

/** A part of what a collection holds, under whatever key: `.members` of each of `this.rooms`. */
interface Part {
  readonly holder: string
  readonly path: string
}

/** A test whether nobody uses an entry any more, and how it comes out then. */
interface Asked extends Part {
  readonly node: Node
  readonly holds: boolean
}

/**
 * Entries that are given up because nobody uses them, after a wait: `if (room.members.size === 0) { await room.end(); rooms.delete(id) }`.
 * Who comes meanwhile finds the entry still there, and is in something that is ending and that nobody finds any more.
 */
export function vacatedEntries(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const given = accessesIn(sourceCode, owner).writes.filter(({ effect, place, shared }) => effect === 'remove' && shared !== 'caller' && place.part.startsWith('entry:'))
  const flow = given.length > 0 ? flowOf(sourceCode, owner) : undefined
  const tests = flow ? testsOf(flow) : []
  for (const write of flow ? given : []) {
    const fault = flow && faultOf(sourceCode, owner, flow, write, tests)
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, write: Access, tests: readonly Test[]): Fault | undefined {
  const asking = tests.flatMap((test) => {
    const asked = decides(flow, test, write.event) === undefined ? undefined : askedAt(sourceCode, test.node)
    return asked && asked.holder === write.place.base && decides(flow, test, write.event) === asked.holds ? [{ test, asked }] : []
  })
  const [first] = asking
  const wait = first && waitBetween(flow, first.test.event, write.event)
  const used = wait && addedBy(sourceCode, first.asked).find((node) => ownerOf(node) !== owner)
  const entry = used && entryFor(sourceCode, owner, write)
  if (!wait || !entry) return undefined
  const from = first.test.event
  if (isAskedAgain(sourceCode, flow, tests, from, write) || saysSo(sourceCode, owner, flow, from, write) || isSerialized(sourceCode, owner) || isLocked(sourceCode, first.test.node, write.node) || latchesBefore(sourceCode, owner, write.event).length > 0) return undefined
  return { kind: 'dropped', place: write.place.text, node: write.node, read: first.test.node, wait, other: used, entry, proven: entry.strength !== 'reached' }
}

// ---------------------------------------------------------------- who uses it

/** `room.members.size === 0`, `--room.users === 0`, `!sets.get(name).size`: what of the entry is asked for. */
function askedAt(sourceCode: SourceCode, test: Node): Asked | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = askedAt(sourceCode, node.argument)
    return inner && { ...inner, holds: !inner.holds }
  }
  const holds = node.type === 'BinaryExpression' ? outcomeOfNone(node) : false
  const counted = unwrap(node.type === 'BinaryExpression' ? node.left : node)
  const number = counted.type === 'UpdateExpression' && counted.operator === '--' ? counted.argument : counted
  const collection = sizedIn(number)
  // A number is known to count by who counts it up; by itself, `room.open` may be anything.
  const part = collection ? partAt(sourceCode, collection) : node.type === 'BinaryExpression' || counted.type === 'UpdateExpression' ? partAt(sourceCode, number) : undefined
  return holds === undefined || !part ? undefined : { ...part, node: number, holds }
}

/** How a comparison comes out for none; undefined where it asks for something else. */
function outcomeOfNone({ operator, right }: TSESTree.BinaryExpression): boolean | undefined {
  const limit = unwrap(right)
  if (limit.type !== 'Literal' || (limit.value !== 0 && limit.value !== 1)) return undefined
  if (limit.value === 1) return operator === '<' ? true : operator === '>=' ? false : undefined
  if (operator === '>' || operator === '!==' || operator === '!=') return false
  return operator === '===' || operator === '==' || operator === '<=' ? true : undefined
}

function partAt(sourceCode: SourceCode, node: Node): Part | undefined {
  let at = unwrap(node)
  let path = ''
  while (at.type === 'MemberExpression' && !at.computed && holderOf(sourceCode, at.object) !== undefined) {
    path = `.${keyName(at) ?? ''}${path}`
    at = unwrap(at.object)
  }
  const holder = holderOf(sourceCode, at)
  return holder === undefined ? undefined : { holder, path }
}

/** The collection of which something is an element, or a part of one: `this.rooms`. */
function holderOf(sourceCode: SourceCode, node: Node): string | undefined {
  return /^(.+?)(?:\.\[\]|@)["$?]/su.exec(wholeOf(sourceCode, node)?.key ?? '')?.[1]
}

/** Where the file adds to the same part of an entry: `room.members.add(name)`, `room.users++`. */
function addedBy(sourceCode: SourceCode, { holder, path }: Part): readonly Node[] {
  return additions(sourceCode).filter((each) => each.holder === holder && each.path === path).map(({ node }) => node)
}

const additions = perFile((sourceCode): readonly (Part & { readonly node: Node })[] => {
  const calls = callsNamed(sourceCode, adding).flatMap((call) => {
    const callee = unwrap(call.callee)
    const part = callee.type === 'MemberExpression' ? partAt(sourceCode, callee.object) : undefined
    return part ? [{ ...part, node: call }] : []
  })
  const steps = nodesOf(sourceCode).members.flatMap((member) => {
    const { parent } = wrapped(member)
    const isUp = (parent?.type === 'UpdateExpression' && parent.operator === '++') || (parent?.type === 'AssignmentExpression' && parent.operator === '+=' && parent.left === member)
    const part = isUp ? partAt(sourceCode, member) : undefined
    return part && parent ? [{ ...part, node: parent }] : []
  })
  return [...calls, ...steps]
})

// ---------------------------------------------------------------- what keeps them out

/** Whether something of the entry, or of the collection, is looked at once more behind a wait. */
function isAskedAgain(sourceCode: SourceCode, flow: Flow, tests: readonly Test[], from: EventId, write: Access): boolean {
  return tests.some((test) => decides(flow, test, write.event) !== undefined && waitBetween(flow, from, test.event) !== undefined && names(test.node))

  function names(node: Node): boolean {
    let found = false
    walk(sourceCode, node, (inner) => {
      const key = found ? undefined : wholeOf(sourceCode, inner)?.key
      found ||= key === write.place.base || holderOf(sourceCode, inner) === write.place.base
      return !found
    })
    return found
  }
}

/** Whether the entry, or the object, says before the wait that it ends: `room.ending = true`, `this.rooms.delete(id)`. */
function saysSo(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, from: EventId, write: Access): boolean {
  const isBefore = (event: EventId): boolean => reaches(flow, from, event) && waitBetween(flow, event, write.event) !== undefined && waitBetween(flow, from, event) === undefined
  if (accessesIn(sourceCode, owner).writes.some((each) => each !== write && isBefore(each.event))) return true
  return flow.kinds.some((kind, event) => {
    const node = kind === 'write' && isBefore(event) ? nodeOf(flow, event) : undefined
    return node?.type === 'MemberExpression' && isInside(node, owner) && locationOf(sourceCode, node)?.root.kind === 'variable'
  })
}
