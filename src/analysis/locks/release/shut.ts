import type { TSESTree } from '@typescript-eslint/utils'

import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isInside, type Node, walkOwn } from '../../../utils/syntax.ts'
import { type EventId, eventsOf, nodeOf } from '../../flow/graph.ts'
import { eventsAt, unmet } from '../../obligations/obligations.ts'
import { ownMethods } from '../own/index.ts'
import { isParameter } from '../own/method.ts'
import { stuckFlags } from './busy.ts'
import { exampleOf, type Passing } from './exits.ts'
import { flowWithFailures, whileHeld } from './failing.ts'

/** A section that a lock of the file's own runs, and a way out of the lock on which the next one is not let in. */
export interface ShutLock extends Passing {
  readonly call: TSESTree.CallExpression
  /** What lets the next one in where all goes well. */
  readonly end: Node
}

/**
 * `await before; const result = await work(); letNextIn(); return result`: locks that the file builds itself, which stay shut for all
 * who wait when a section fails. At most one for each; none where a flag tells it that stays up.
 */
export const shutLocks = perFile((sourceCode): readonly ShutLock[] => [...ownMethods(sourceCode)].flatMap(([fn, { section, lets = [] }]) => (
  section === undefined || lets.length === 0 ? [] : (shutBy(sourceCode, fn, section, lets) ?? [])
)))

function shutBy(sourceCode: SourceCode, fn: FunctionNode, section: number, lets: readonly TSESTree.CallExpression[]): ShutLock | undefined {
  const flow = flowWithFailures(sourceCode, fn)
  const call = flow && sectionIn(sourceCode, fn, section)
  if (!flow || flow.imprecise || !call) return undefined
  const isLet = eventsAt(flow, lets)
  const tests = lets.flatMap((each) => testsAround(each, fn))
  const settled = (event: EventId): boolean => isLet(event) || tests.some((test) => isInside(nodeOf(flow, event), test))
  const obligation = { flow, acquired: eventsOf(flow, call).filter((event) => flow.kinds[event] === 'call'), settled, follow: whileHeld(sourceCode, flow, lets, () => undefined) }
  const ways = unmet(sourceCode, obligation)
  const way = ways?.normal ?? (ways && exampleOf(sourceCode, obligation, ways))
  const end = lets.find((each) => each.range[0] > call.range[0])
  if (!way || !end || stuckFlags(sourceCode).some(({ set }) => set.range[0] > fn.range[0] && set.range[1] < fn.range[1])) return undefined
  return { call, end, flow, way, settled }
}

/** What is asked around a node: whether anybody is there to be let in, `if (waiting.length > 0) waiting.shift()()`. */
function testsAround(node: Node, fn: FunctionNode): readonly Node[] {
  const tests: Node[] = []
  for (let at: Node | undefined = node.parent; at && at !== fn; at = at.parent) {
    if (at.type === 'IfStatement' || at.type === 'ConditionalExpression') tests.push(at.test)
    else if (at.type === 'LogicalExpression') tests.push(at.left)
  }
  return tests
}

/** The call of what a function is given to run. */
function sectionIn(sourceCode: SourceCode, fn: FunctionNode, section: number): TSESTree.CallExpression | undefined {
  let call: TSESTree.CallExpression | undefined
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && isParameter(sourceCode, node.callee, fn, section)) call ??= node
  })
  return call
}
