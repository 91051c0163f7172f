import { perFile, type SourceCode } from '../../utils/per-file.ts'

/** How many questions one question may lead to in all, before the answer is "unknown". */
const MOST_STEPS = 2000

const stateOf = perFile(() => ({ open: 0, steps: 0, names: new Map<object, Set<string>>() }))

/**
 * Answers a question about an amount, unless too many were asked for the sake of the same one: where every branch asks two
 * more, a cap of the depth alone does not end in time.
 */
export function asked<T>(sourceCode: SourceCode, answer: () => T, unknown: T): T {
  const state = stateOf(sourceCode)
  if (state.open === 0) state.steps = 0
  if (state.steps++ >= MOST_STEPS) return unknown
  state.open++
  try {
    return answer()
  } finally {
    state.open--
  }
}

/** The same about a name: `list = list.filter(f)` says nothing that the other values of `list` do not say. */
export function askedOfName<T>(sourceCode: SourceCode, variable: object, question: string, answer: () => T, unknown: T): T {
  const { names } = stateOf(sourceCode)
  const open = names.get(variable) ?? new Set()
  if (open.has(question)) return unknown
  names.set(variable, open.add(question))
  try {
    return answer()
  } finally {
    open.delete(question)
  }
}
