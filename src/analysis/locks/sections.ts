import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { returnsOf } from '../resolve/functions.ts'
import type { SummaryOf } from './effects.ts'
import { type Held, NO_LOCKS, type Summary, type Take } from './facts.ts'
import { placeOfVariable } from './places/identity.ts'
import { functionAt } from './receiver.ts'

/** What a function that a call is given does: one of this file, or a parameter that is handed on. */
export function sectionSummary(sourceCode: SourceCode, section: Node, get: SummaryOf): Summary {
  const given = parameterAt(sourceCode, unwrap(section))
  if (given !== undefined) return { ...NO_LOCKS, runs: [{ given, held: [], at: section.loc, waited: true }] }
  const parts = sectionsAt(sourceCode, section).map(get)
  const [only, second] = parts
  if (only && !second) return only
  return { takes: parts.flatMap(({ takes }) => takes), runs: parts.flatMap(({ runs }) => runs), releases: parts.flatMap(({ releases }) => releases), leaves: [] }
}

/** The function that an expression is, or those of a list: `[load, save]`, `files.map((file) => () => load(file))`. */
function sectionsAt(sourceCode: SourceCode, section: Node): readonly FunctionNode[] {
  const fn = functionAt(sourceCode, section)
  if (fn) return [fn]
  const node = unwrap(section)
  if (node.type === 'ArrayExpression') return node.elements.flatMap((each) => (each && functionAt(sourceCode, each)) ?? [])
  const mapper = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && keyName(node.callee) === 'map' ? node.arguments[0] : undefined
  const each = mapper && functionAt(sourceCode, mapper)
  return each ? returnsOf(sourceCode, each).flatMap((returned) => functionAt(sourceCode, returned) ?? []) : []
}

/** The same, done while locks are held. What the summary gives back itself is not held throughout, so it is left out. */
export function under(held: readonly Held[], { takes, runs, releases, leaves }: Summary): Summary {
  const given = new Set(releases.map(({ lock }) => lock && JSON.stringify(lock.path) + lock.root))
  const kept = held.filter(({ lock }) => !given.has(JSON.stringify(lock.path) + lock.root))
  return {
    takes: takes.map((take) => (take.waited ? { ...take, held: [...meeting(kept, take), ...take.held] } : take)),
    runs: runs.map((run) => (run.waited ? { ...run, held: [...kept, ...run.held] } : run)),
    releases,
    leaves,
  }
}

/** What is held when a take comes. */
export function meeting(held: readonly Held[], take: Take): readonly Held[] {
  return held.map((each) => ({ ...each, meeting: { at: take.at, through: take.through, since: each.at, held: each.lock, taken: take.lock } }))
}

/** The root of the parameter that an expression is; undefined for everything else. */
export function parameterAt(sourceCode: SourceCode, node: Node): string | undefined {
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable?.defs[0]?.type === 'Parameter' ? placeOfVariable(sourceCode, variable).root : undefined
}
