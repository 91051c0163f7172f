import type { TSESTree } from '@typescript-eslint/utils'

import { endedInstead as endingMethods } from '../../../knowledge/locks/pools.ts'
import type { SpawnModel } from '../../../knowledge/schema.ts'
import { linkAt } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, isFunction, keyName, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { trailFromPromise, trailOfVariable } from '../../handles/follow.ts'
import type { Trail } from '../../handles/trail.ts'
import { fateOf } from '../../promises/fate.ts'
import { variableOf } from '../../resolve/bindings.ts'

/** Whose code has what a call acquires, from where on, and what becomes of the value that the call yields. */
export interface Holding {
  /** The function around the call, or the callback that is handed it. */
  readonly owner: CodeOwner
  /** It is held after these; from the start, where that is the owner. */
  readonly from: readonly Node[]
  /** Several where it comes in parts. */
  readonly trails: readonly Trail[]
}

/** A handle of which nothing is known yet. */
export const BARE: SpawnModel = { id: 'lock', spawn: [], kind: 'worker', noun: '', ends: [], idle: 'lets exit' }
/** A handle that is a function, and gives back when it is called. */
export const RELEASER: SpawnModel = { ...BARE, endedByCall: true }

/**
 * How a call's value is held: by who waits for it, or by the callback of a `.then`. Undefined where it is a promise that nobody
 * waits for here: it is handed on as it is, or forgotten, which is another fault.
 */
export function holdingOf(sourceCode: SourceCode, call: TSESTree.CallExpression, handle: SpawnModel, isPromise: boolean): Holding | undefined {
  const { awaits, chained } = fateOf(sourceCode, call)
  const reaction = awaits.length === 0 || isPromise ? reactionIn(chained) : undefined
  if (reaction) {
    const [first] = reaction.params
    return { owner: reaction, from: [reaction], trails: first ? trailsOfParameter(sourceCode, handle, first) : [] }
  }
  if (isPromise && awaits.length === 0) return undefined
  return { owner: ownerOf(call), from: awaits.length > 0 ? awaits : [call], trails: [trailFromPromise(sourceCode, handle, call)] }
}

/** The function that a `.then` on the acquisition runs with what it yields. */
function reactionIn(chained: readonly TSESTree.CallExpression[]): FunctionNode | undefined {
  const then = chained.find((call) => linkAt(call)?.by === 'then')
  const [callback] = then?.arguments ?? []
  return isFunction(callback) ? callback : undefined
}

/** What becomes of a handle that a callback is given: of `[value, releaser]`, of the releaser. */
export function trailsOfParameter(sourceCode: SourceCode, handle: SpawnModel, parameter: Node): readonly Trail[] {
  const isTuple = parameter.type === 'ArrayPattern'
  const name = isTuple ? parameter.elements[1] : parameter
  const variable = name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  return variable ? [trailOfVariable(sourceCode, isTuple ? RELEASER : handle, variable)] : []
}

/** The calls that end what is held, rather than giving it back: `connection.destroy()`. */
export function endedInstead(trails: readonly Trail[]): readonly Node[] {
  return trails.flatMap(({ uses }) => uses).flatMap(({ at }) => {
    const member = wrapped(at).parent
    const call = member?.type === 'MemberExpression' && member.object === wrapped(at) && endingMethods.has(keyName(member) ?? '') ? wrapped(member).parent : undefined
    return isCall(call) ? [call] : []
  })
}
