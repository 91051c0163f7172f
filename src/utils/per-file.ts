import type { TSESLint, TSESTree } from '@typescript-eslint/utils'

export type SourceCode = Readonly<TSESLint.SourceCode>

/** All facts about one file, each at the place of its computation. */
type Facts = unknown[]

/** Stands among the answers for `undefined`, so that one look tells it from a question that nobody asked. */
const NOTHING = Symbol('nothing')

const factsByTree = new WeakMap<TSESTree.Program, Facts>()
let places = 0

/**
 * The facts of the file that is being linted. A shortcut past the map, which is asked a million times for a large file; it
 * never knows more than the map, and is forgotten when the run over the file is done, to keep nothing alive.
 */
let currentTree: TSESTree.Program | undefined
let currentFacts: Facts = []

function factsOf(tree: TSESTree.Program): Facts {
  if (currentTree === tree) return currentFacts
  let facts = factsByTree.get(tree)
  if (!facts) {
    facts = new Array(places).fill(undefined)
    factsByTree.set(tree, facts)
  }
  if (!currentTree) queueMicrotask(forget)
  currentTree = tree
  currentFacts = facts
  return facts
}

function forget(): void {
  currentTree = undefined
  currentFacts = []
}

/**
 * Turns a computation over one file into a fact that is computed at most once per file, however many rules ask.
 * Keyed by the syntax tree: hosts reuse the source-code object for several files, never the tree.
 */
export function perFile<T>(compute: (sourceCode: SourceCode) => T): (sourceCode: SourceCode) => T {
  const place = places++
  return (sourceCode) => {
    const facts = factsOf(sourceCode.ast)
    const known = facts[place]
    if (known !== undefined) return (known === NOTHING ? undefined : known) as T
    const fact = compute(sourceCode)
    facts[place] = fact === undefined ? NOTHING : fact
    return fact
  }
}

/** How many questions may be open inside one another, and how many one question may ask in all, before the answer is "unknown". */
const DEPTH = 48
const STEPS = 2000

/** Deeper than any open question: no answer under way rests on one. */
const NONE = DEPTH + 1

/**
 * The same for a question about one node (or another object of the file) that may ask itself about others.
 * A question that is asked again while it is open (a cycle) gets `unknown`, and so does one beyond the caps. An answer
 * that rests on an open question is not remembered, so that answers do not depend on who asked first.
 */
export function perNode<N extends object, T>(
  compute: (sourceCode: SourceCode, node: N) => T,
  unknown: T,
): (sourceCode: SourceCode, node: N) => T {
  const place = places++
  return (sourceCode, node) => {
    const facts = factsOf(sourceCode.ast)
    const state = (facts[place] ??= { answers: new Map(), open: [], lowest: NONE, steps: 0 }) as State<N, T>
    const known = state.answers.get(node)
    if (known !== undefined) return (known === NOTHING ? undefined : known) as T
    const { open } = state
    const depth = open.length
    // Few questions are open at a time: looking through them is quicker than marking them among the answers.
    for (let i = 0; i < depth; i++) {
      if (open[i] !== node) continue
      state.lowest = Math.min(state.lowest, i)
      return unknown
    }
    if (depth === 0) state.steps = 0
    if (depth >= DEPTH || state.steps++ >= STEPS) {
      state.lowest = 0
      return unknown
    }
    open.push(node)
    const outer = state.lowest
    state.lowest = NONE
    let answer = unknown
    try {
      answer = compute(sourceCode, node)
    } finally {
      open.pop()
      if (state.lowest >= depth) {
        state.answers.set(node, answer === undefined ? NOTHING : answer)
        state.lowest = outer
      } else {
        state.lowest = Math.min(outer, state.lowest)
      }
    }
    return answer
  }
}

/** What a question about nodes has found, and which of them are being worked on, the outermost first. */
interface State<N, T> {
  readonly answers: Map<N, T | typeof NOTHING>
  readonly open: N[]
  /** The place among the open of the outermost that an answer under way rests on, or `NONE`. */
  lowest: number
  steps: number
}
