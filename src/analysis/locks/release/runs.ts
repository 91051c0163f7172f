import type { TSESTree } from '@typescript-eslint/utils'

import { linkAt } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, isInside, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { promiseOf } from '../../promises/executors.ts'
import { fateOf } from '../../promises/fate.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'

/** How many functions are asked for their callers. */
const MOST_FUNCTIONS = 8

/**
 * Whether a count belongs to one promise which is rejected when the counting function fails: `new Promise((resolve, reject) => {
 * let running = 0; async function next() { … } next().catch(reject) })`. What a failure takes of it nobody asks for any more.
 */
export function isOfFailedRun(sourceCode: SourceCode, place: Node, counting: FunctionNode): boolean {
  const name = unwrap(place)
  const [def] = (name.type === 'Identifier' && variableOf(sourceCode, name)?.defs) || []
  const executor = def?.type === 'Variable' ? ownerOf(def.name) : undefined
  const reject = executor && isFunction(executor) && promiseOf(sourceCode, executor) && executor.params[1]
  const rejecter = reject ? variableOf(sourceCode, reject) : undefined
  if (!executor || !rejecter || !isInside(counting, executor)) return false
  const seen = new Set<Node>()
  return failsAll(counting)

  function failsAll(fn: FunctionNode): boolean {
    if (seen.has(fn)) return true
    if (fn === executor || seen.size > MOST_FUNCTIONS) return false
    seen.add(fn)
    const { calls, values } = usesOf(sourceCode, fn)
    const reaction = reactionOf(sourceCode, fn)
    if (reaction) return fails(reaction.call)
    return calls.length > 0 && values.every((each) => each === fn) && calls.every(fails)
  }

  /** Whether a failure of what a call yields rejects the promise, at once or by the function around. */
  function fails(call: Call): boolean {
    const { awaits, returned, chained } = fateOf(sourceCode, call)
    if (chained.some((link) => handsOn(link, rejecter as Variable))) return true
    const around = ownerOf(call)
    return (returned || awaits.length > 0) && isFunction(around) && !isTried(call) && failsAll(around)
  }
}

/** `.catch(reject)`, `.catch((error) => { reject(error) })`, `.then(next, reject)`. */
function handsOn(link: TSESTree.CallExpression, rejecter: Variable): boolean {
  const handler = link.arguments[linkAt(link)?.by === 'catch' ? 0 : 1]
  return handler !== undefined && rejecter.references.some(({ identifier }) => identifier === handler || (isFunction(handler) && isInside(identifier, handler)))
}

/** Whether a `try` of the function stands around a node, which may go on after a failure. */
function isTried(node: Node): boolean {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (at.type === 'TryStatement') return true
  return false
}
