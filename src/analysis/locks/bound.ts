import type { TSESTree } from '@typescript-eslint/utils'

import { lockAt, lockMethodAt } from '../../knowledge/index.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isFunction, type Node, unwrap } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { escapes, isExported } from '../resolve/functions.ts'
import { calledPath } from '../resolve/receiver.ts'
import type { Mode } from './facts.ts'
import { argumentAt } from './options.ts'
import { valueOf } from './places/identity.ts'
import { stored } from './places/kept.ts'
import type { Place } from './places/symbol.ts'
import { functionAt } from './receiver.ts'
import { lockUses } from './uses.ts'

/** A function that only ever runs while a lock is held: given to a limiter when that is made, or wrapped by it. */
export interface Bound {
  /** The call that it is given to. */
  readonly call: TSESTree.CallExpression
  readonly places: readonly Place[]
  readonly mode: Mode
}

/** `fastq.promise(worker, 1)`, `limiter.wrap(worker)`: the workers of this file that nothing else runs. */
export const boundSections = perFile((sourceCode): ReadonlyMap<Node, Bound> => {
  const found = new Map<Node, Bound>()
  if (lockUses(sourceCode).size === 0) return found
  for (const call of nodesOf(sourceCode).calls) {
    const bound = call.type === 'CallExpression' && call.arguments.length > 0 ? boundBy(sourceCode, call) : undefined
    const fn = bound && onlyGiven(sourceCode, bound.section)
    if (fn && bound) found.set(fn, { call: bound.call, places: bound.lock ? [bound.lock] : [], mode: 'exclusive' })
  }
  return found
})

interface Binding {
  readonly call: TSESTree.CallExpression
  readonly section: Node | undefined
  readonly lock: Place | undefined
}

function boundBy(sourceCode: SourceCode, call: TSESTree.CallExpression): Binding | undefined {
  const path = calledPath(sourceCode, call)
  if (path === undefined) return undefined
  const model = lockAt(`${path}()`)
  if (model?.section !== undefined) return { call, section: argumentAt(call.arguments, model.section), lock: placeOf(stored(sourceCode, call)) }
  const wraps = lockMethodAt(`${path}()`)
  const callee = unwrap(call.callee)
  if (!wraps || wraps.method.does !== 'scope' || wraps.method.callback !== undefined || callee.type !== 'MemberExpression') return undefined
  return { call, section: call.arguments[0], lock: placeOf(valueOf(sourceCode, callee.object)) }
}

function placeOf(value: ReturnType<typeof valueOf>): Place | undefined {
  return value?.is === 'place' ? value.place : undefined
}

/** The function, where the expression is all that the file makes of it. */
function onlyGiven(sourceCode: SourceCode, section: Node | undefined): FunctionNode | undefined {
  const node = section && unwrap(section)
  if (isFunction(node)) return node
  const fn = node && functionAt(sourceCode, node)
  const uses = node?.type === 'Identifier' ? variableOf(sourceCode, node)?.references.filter((reference) => reference.init !== true) : undefined
  return fn && uses?.length === 1 && escapes(sourceCode, fn) && !isExported(sourceCode, fn) ? fn : undefined
}
