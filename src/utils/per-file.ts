import type { TSESLint, TSESTree } from '@typescript-eslint/utils'

export type SourceCode = Readonly<TSESLint.SourceCode>

/**
 * Turns a computation over one file into a fact that is computed at most once per file, however many rules ask.
 * Keyed by the syntax tree: hosts reuse the source-code object for several files, never the tree.
 * The value is boxed, so that "nothing" is remembered too.
 */
export function perFile<T>(compute: (sourceCode: SourceCode) => T): (sourceCode: SourceCode) => T {
  const facts = new WeakMap<TSESTree.Program, { readonly fact: T }>()
  return (sourceCode) => {
    const known = facts.get(sourceCode.ast)
    if (known) return known.fact
    const fact = compute(sourceCode)
    facts.set(sourceCode.ast, { fact })
    return fact
  }
}

/** How many questions may be open inside one another, and how many one question may ask in all, before the answer is "unknown". */
const DEPTH = 48
const STEPS = 2000

/**
 * The same for a question about one node (or another object of the file) that may ask itself about others.
 * A question that is asked again while it is open (a cycle) gets `unknown`, and so does one beyond the caps. An answer
 * that rests on an open question is not remembered, so that answers do not depend on who asked first.
 */
export function perNode<N extends object, T>(
  compute: (sourceCode: SourceCode, node: N) => T,
  unknown: T,
): (sourceCode: SourceCode, node: N) => T {
  const stateOf = perFile(() => ({ answers: new Map<N, T>(), open: new Map<N, number>(), lowest: Infinity, steps: 0 }))
  return (sourceCode, node) => {
    const state = stateOf(sourceCode)
    const known = state.answers.get(node)
    if (known !== undefined || state.answers.has(node)) return known as T
    const asked = state.open.get(node)
    if (asked !== undefined) {
      state.lowest = Math.min(state.lowest, asked)
      return unknown
    }
    const depth = state.open.size
    if (depth === 0) state.steps = 0
    if (depth >= DEPTH || state.steps++ >= STEPS) {
      state.lowest = 0
      return unknown
    }
    state.open.set(node, depth)
    const outer = state.lowest
    state.lowest = Infinity
    let answer = unknown
    try {
      answer = compute(sourceCode, node)
    } finally {
      state.open.delete(node)
      if (state.lowest >= depth) {
        state.answers.set(node, answer)
        state.lowest = outer
      } else {
        state.lowest = Math.min(outer, state.lowest)
      }
    }
    return answer
  }
}
