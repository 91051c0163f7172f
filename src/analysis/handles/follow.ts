import type { SpawnModel } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import type { Node } from '../../utils/syntax.ts'
import type { Variable } from '../resolve/bindings.ts'
import type { Use } from './deeds.ts'
import { followed } from './follower.ts'
import type { Trail } from './trail.ts'

/**
 * Everything this file does with the handle that `start` yields, through variables, destructuring, chains, collections of
 * a function and local helpers. Where the trail is lost, the last use is `give`.
 */
export function trailFrom(sourceCode: SourceCode, model: SpawnModel, start: Node): Trail {
  return followed(sourceCode, model, [{ node: start, depth: 0 }])
}

/** The same for a handle that a promise brings: `catch` and `finally` on it change nothing. */
export function trailFromPromise(sourceCode: SourceCode, model: SpawnModel, start: Node): Trail {
  return followed(sourceCode, model, [{ node: start, depth: 0, isPromise: true }])
}

/** The same for a handle that arrives in a variable: the parameter of a callback. */
export function trailOfVariable(sourceCode: SourceCode, model: SpawnModel, variable: Variable): Trail {
  const reads = variable.references.filter((reference) => reference.isRead())
  const [first] = reads
  if (!first) return { uses: [], variables: new Set([variable]), anchor: variable.scope.block, isOneOfMany: false }
  const trail = followed(sourceCode, model, reads.map(({ identifier }) => ({ node: identifier, depth: 0 })))
  return { uses: trail.uses, variables: new Set([variable, ...trail.variables]), anchor: trail.anchor, isOneOfMany: trail.isOneOfMany }
}

/** The same for expressions that read the place where a handle is kept. */
export function usesOfReads(sourceCode: SourceCode, model: SpawnModel, reads: readonly Node[], isCollection: boolean): readonly Use[] {
  return reads.length === 0 ? [] : followed(sourceCode, model, reads.map((node) => ({ node, depth: 0, isCollection }))).uses
}
