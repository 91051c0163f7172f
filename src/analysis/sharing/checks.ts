import { bulkMethods, lockingNames } from '../../knowledge/shared-memory.ts'
import { calledName, callsByOwner, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, ownerOf, unwrap, walkOwn } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { returnsOf } from '../resolve/functions.ts'
import { threadAt } from '../roles/role.ts'
import { type Access, isPlain } from './access.ts'
import { accessesOf } from './accesses.ts'
import { type Within, worksOnOthers } from './elements.ts'
import { sharesLoop } from './phases.ts'
import { type Fact, factOf, outcomeAt, type Test, testsOf } from './tests.ts'
import { constantText, foundIn } from './words.ts'

/** How many reads before a write are asked whether they decide it. */
const MOST_READS = 8

/**
 * The read or load whose test decides this write, where another thread that passes the same test at the same time makes
 * the write wrong. Undefined where the write only confirms what was tested, where one side alone writes (a flag that is put
 * back, a slot that is filled or emptied), or where nothing depends on being the only one.
 */
export function checkedBy(sourceCode: SourceCode, access: Access, here: Within): Access | undefined {
  const reads = isPlain(access) ? [...here.reads.values(), ...here.loads.values()] : [...here.loads.values(), ...here.reads.values()]
  const before = reads.filter(({ node }) => node.range[1] <= access.node.range[0]).slice(-MOST_READS)
  return before.find((read) => testsOf(sourceCode, read.node).some((test) => isWrong(sourceCode, access, read, test, here)))
}

function isWrong(sourceCode: SourceCode, access: Access, read: Access, test: Test, here: Within): boolean {
  const outcome = outcomeAt(test, access.node)
  if (outcome === undefined) return false
  const fact = factOf(sourceCode, test, outcome)
  if (fact?.relation === 'compared' && fact.other && access.value && isSame(sourceCode, fact.other, access.value)
    && !(access.how === 'atomic modify' && (isFilledBetween(sourceCode, read, access) || isWeighedWithOthers(sourceCode, access, test)))) return true // the largest so far, or as many as there are
  if (access.how === 'write') return access.word.kind === 'constant' || isClaim(sourceCode, access, fact)
  if (worksOnOthers(sourceCode, access, read.node.range[1], access.node.range[0])) return false
  if (access.how === 'store') return isLookedOut(sourceCode, access, fact) || isClaim(sourceCode, access, fact) && (isLoop(test) || isExclusive(sourceCode, access, here) || waitsAt(sourceCode, access))
  if (here.writes.some(({ how, node }) => how === 'atomic modify' && node.range[0] >= read.node.range[1] && node.range[1] <= access.node.range[0])) return false // taken back
  return isCounted(sourceCode, access, fact) && !isFilledBetween(sourceCode, read, access) && (isLoop(test) || isExclusive(sourceCode, access, here)) && !isWeighedWithOthers(sourceCode, access, test)
}

function isSame(sourceCode: SourceCode, a: Node, b: Node): boolean {
  return sourceCode.getText(unwrap(a)) === sourceCode.getText(unwrap(b))
}

function isLoop({ statement }: Test): boolean {
  return statement.type === 'WhileStatement' || statement.type === 'DoWhileStatement' || statement.type === 'ForStatement'
}

/** It was free (zero), and is taken (something else); or it was not taken, and is taken, and nobody is told: who fills a slot tells it. */
function isClaim(sourceCode: SourceCode, access: Access, fact: Fact | undefined): boolean {
  const stored = access.value && constantText(sourceCode, access.value)?.replace(/n$/u, '')
  if (stored === undefined || stored === '0' || stored === 'false') return false
  if (fact?.relation === 'is') return fact.constant === '0'
  return fact?.relation === 'is not' && fact.constant === stored && waitsAt(sourceCode, access)
}

/**
 * `for (…) if (Atomics.load(seats, at) === 0) { Atomics.store(seats, at, guest); return at }`: the first one that is free is looked
 * out for somebody and told to whoever asks, in a worker, where others look out theirs.
 */
function isLookedOut(sourceCode: SourceCode, { node, index, value, owner }: Access, fact: Fact | undefined): boolean {
  const at = unwrap(index)
  const by = value && unwrap(value)
  if (fact?.relation !== 'is' || fact.constant !== '0' || at.type !== 'Identifier' || by?.type !== 'Identifier' || by.name === 'undefined' || !isFunction(owner)) return false
  const loop = countedBy(node, at.name)
  return loop !== undefined && threadAt(sourceCode, node) === 'worker' && returnsOf(sourceCode, owner).some((each) => isSame(sourceCode, each, at) && each.range[0] >= node.range[1] && isInside(each, loop))
}

/** The loop around a node that counts by this name. */
function countedBy(node: Node, name: string): Node | undefined {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) {
    if (at.type === 'ForStatement' && at.init?.type === 'VariableDeclaration' && at.init.declarations.some(({ id }) => id.type === 'Identifier' && id.name === name)) return at
  }
  return undefined
}

/**
 * Whether the function waits until the element changes and then takes it: it tells nobody, waits for nothing more, and another function
 * of the file gives the element back.
 */
function waitsAt(sourceCode: SourceCode, { node, owner, element }: Access): boolean {
  const same = accessesOf(sourceCode).filter((other) => other.element === element)
  const here = same.filter((other) => other.owner === owner)
  const waits = here.filter(({ how }) => how === 'wait')
  return waits.some((wait) => wait.node.range[1] <= node.range[0] || sharesLoop(wait.node, node)) && !waits.some((wait) => wait.node.range[0] >= node.range[1] && !sharesLoop(wait.node, node))
    && !here.some(({ how }) => how === 'notify') && same.some(({ how, owner: other }) => other !== owner && (how === 'store' || how === 'exchange' || how === 'atomic modify'))
}

/** There was enough, or room for it, and it is counted down or up, where several do that: in a lock, or in a worker. What it comes to is not looked at. */
function isCounted(sourceCode: SourceCode, access: Access, fact: Fact | undefined): boolean {
  if (fact === undefined || fact.relation === 'is') return false
  const parent = access.node.parent
  if (parent?.type !== 'ExpressionStatement' && parent?.type !== 'ReturnStatement') return false
  const name = isFunction(access.owner) ? nameIn(access.owner)?.replace('#', '') : undefined
  return (name !== undefined && lockingNames.test(name)) || threadAt(sourceCode, access.node) === 'worker'
}

/** `bytes.set(record, at); Atomics.add(words, USED, record.length)`: what one producer has put there is told to the others. */
function isFilledBetween(sourceCode: SourceCode, { node: { range: [, from] } }: Access, { owner, node: { range: [to] } }: Access): boolean {
  const isThere = (node: Node): boolean => node.range[0] >= from && node.range[1] <= to
  return nodesOf(sourceCode).writes.some((write) => isThere(write) && write.type === 'AssignmentExpression' && write.left.type === 'MemberExpression' && write.left.computed && ownerOf(write) === owner)
    || (callsByOwner(sourceCode).get(owner) ?? []).some((call) => isThere(call) && bulkMethods.has(calledName(call) ?? ''))
}

/** `head - tail >= SIZE`: the two ends of a ring, each of which one side alone moves. */
function isWeighedWithOthers(sourceCode: SourceCode, { element, owner }: Access, { condition }: Test): boolean {
  const others = new Set(accessesOf(sourceCode).filter((other) => other.owner === owner && other.element !== element).map(({ node }) => node))
  return others.size > 0 && foundIn(sourceCode, condition, (node) => others.has(node)) !== undefined
}

/** Whether the function goes on as the only one: it says so, works on the memory, or gives the element back later. */
function isExclusive(sourceCode: SourceCode, access: Access, here: Within): boolean {
  const end = access.node.range[1]
  return (returnsAt(sourceCode).get(access.owner) ?? []).some((position) => position >= end)
    || access.node.parent?.type === 'ReturnStatement'
    || here.writes.some((other) => other.node.range[0] >= end)
    || worksOnOthers(sourceCode, access, end)
}

/** By function, where it returns something that says how it went. */
const returnsAt = perFile((sourceCode) => {
  const positions = new Map<CodeOwner, number[]>()
  return {
    get(owner: CodeOwner): readonly number[] {
      const known = positions.get(owner)
      if (known) return known
      const found: number[] = []
      if (isFunction(owner)) {
        walkOwn(sourceCode, owner.body, (node) => {
          if (node.type === 'ReturnStatement' && node.argument && !isNothing(node.argument)) found.push(node.range[0])
        })
      }
      positions.set(owner, found)
      return found
    },
  }
})

function isNothing(node: Node): boolean {
  return (node.type === 'Literal' && (node.value === false || node.value === null)) || (node.type === 'Identifier' && node.name === 'undefined') || node.type === 'UnaryExpression'
}
