import { perFile, type SourceCode } from '../../utils/per-file.ts'
import type { CodeOwner } from '../../utils/syntax.ts'

export interface SummarySpec<T> {
  /** What is assumed of a function before anything is known of it; summaries only grow from here. */
  readonly bottom: T
  /** The summary of one function, given those of the functions it calls. Must grow when those grow. */
  compute(sourceCode: SourceCode, owner: CodeOwner, get: (callee: CodeOwner) => T): T
  equal(a: T, b: T): boolean
}

/** How often one function may change before its last summary is taken as it is. */
const ROUNDS = 12

/** How many functions are gone down into before the next one has to wait its turn. */
const DEPTH = 24

/**
 * Summaries of local functions to a fixed point, recursion included. Only what is asked for is computed, with all that
 * it rests on; the answer does not depend on who asks first.
 */
export function summaries<T>({ bottom, compute, equal }: SummarySpec<T>): (sourceCode: SourceCode, owner: CodeOwner) => T {
  const solvedOf = perFile(() => new Map<CodeOwner, T>())
  return (sourceCode, owner) => {
    const solved = solvedOf(sourceCode)
    if (!solved.has(owner)) for (const [each, summary] of solve(sourceCode, owner, solved)) solved.set(each, summary)
    return solved.get(owner) as T
  }

  function solve(sourceCode: SourceCode, start: CodeOwner, solved: ReadonlyMap<CodeOwner, T>): ReadonlyMap<CodeOwner, T> {
    const open = new Map<CodeOwner, T>([[start, bottom]])
    const callers = new Map<CodeOwner, Set<CodeOwner>>()
    const rounds = new Map<CodeOwner, number>()
    const work: CodeOwner[] = [start]
    for (let at = work.pop(); at; at = work.pop()) update(at, 0)
    return open

    function update(owner: CodeOwner, depth: number): void {
      const round = (rounds.get(owner) ?? 0) + 1
      if (round > ROUNDS) return
      rounds.set(owner, round)
      const before = open.get(owner) as T
      const after = compute(sourceCode, owner, (callee) => summaryFor(callee, owner, depth))
      if (equal(before, after)) return
      open.set(owner, after)
      work.push(...(callers.get(owner) ?? []))
    }

    function summaryFor(callee: CodeOwner, owner: CodeOwner, depth: number): T {
      if (solved.has(callee)) return solved.get(callee) as T
      if (!open.has(callee)) {
        open.set(callee, bottom)
        // What is called first, so that its callers need no second look; too deep, or on the way round, they get one.
        if (depth < DEPTH) update(callee, depth + 1)
        else work.push(callee)
      }
      const known = callers.get(callee)
      if (known) known.add(owner)
      else callers.set(callee, new Set([owner]))
      return open.get(callee) as T
    }
  }
}
