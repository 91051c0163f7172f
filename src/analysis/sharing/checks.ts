import { lockingNames } from '../../knowledge/shared-memory.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { threadAt } from '../roles/role.ts'
import { type Access, isPlain } from './access.ts'
import { type Within, worksOnOthers } from './elements.ts'
import { type Fact, factOf, outcomeAt, type Test, testsOf } from './tests.ts'
import { constantText } from './words.ts'

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
  if (fact?.relation === 'compared' && fact.other && access.value && isSame(sourceCode, fact.other, access.value)) return true // the largest so far
  if (access.how === 'write') return access.word.kind === 'constant' || isClaim(sourceCode, access, fact)
  if (worksOnOthers(sourceCode, access, read.node.range[1], access.node.range[0])) return false
  if (access.how === 'store') return isClaim(sourceCode, access, fact) && (isLoop(test) || isExclusive(sourceCode, access, here))
  return isCounted(sourceCode, access, fact) && (isLoop(test) || isExclusive(sourceCode, access, here))
}

function isSame(sourceCode: SourceCode, a: Node, b: Node): boolean {
  return sourceCode.getText(unwrap(a)) === sourceCode.getText(unwrap(b))
}

function isLoop({ statement }: Test): boolean {
  return statement.type === 'WhileStatement' || statement.type === 'DoWhileStatement' || statement.type === 'ForStatement'
}

/** It was free (zero), and is taken (something else). */
function isClaim(sourceCode: SourceCode, access: Access, fact: Fact | undefined): boolean {
  const stored = access.value && constantText(sourceCode, access.value)?.replace(/n$/u, '')
  return fact?.relation === 'is' && fact.constant === '0' && stored !== undefined && stored !== '0' && stored !== 'false'
}

/** It was large enough, and is counted down, where several do that: in a lock, or in a worker. What it comes to is not looked at. */
function isCounted(sourceCode: SourceCode, access: Access, fact: Fact | undefined): boolean {
  if (fact?.relation !== 'compared' && fact?.relation !== 'is not') return false
  const parent = access.node.parent
  if (parent?.type !== 'ExpressionStatement' && parent?.type !== 'ReturnStatement') return false
  const name = isFunction(access.owner) ? nameIn(access.owner)?.replace('#', '') : undefined
  return (name !== undefined && lockingNames.test(name)) || threadAt(sourceCode, access.node) === 'worker'
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
