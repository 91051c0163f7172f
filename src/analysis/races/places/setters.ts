import type { TSESTree } from '@typescript-eslint/utils'

import { stateHooks } from '../../../knowledge/requests.ts'
import { perFile, perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, type Node, unwrap } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { stateOf } from '../../resolve/components.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { numberOf } from '../../resolve/location.ts'
import { functionBehind } from '../../resolve/receiver.ts'
import type { Access } from './accesses.ts'
import { type Place, VALUE } from './place.ts'

const roots = evidenceFrom(stateHooks)
/** Whether a file has components with state. */
export const hasState = perFile((sourceCode): boolean => mentions(sourceCode, roots))

/** A call that replaces the state of a component. */
export interface SetState extends Access {
  readonly node: TSESTree.CallExpression
  /** The name of what it is now, as the render that made this code has seen it. */
  readonly state: TSESTree.Identifier
}

const NONE: readonly SetState[] = []

/** The calls of an owner's code that replace the state of a component by a value. */
export const settersIn: (sourceCode: SourceCode, owner: CodeOwner) => readonly SetState[] = perNode<CodeOwner, readonly SetState[]>((sourceCode, owner) => (
  settingCalls(sourceCode, owner, (given) => (functionBehind(sourceCode, given) ? undefined : given))
), NONE)

/**
 * The calls that replace some parts of a state which is an object, and leave the others as they are by then: `setState((old) => ({
 * ...old, rows }))`, with the parts for their value. None where a part is made of what was there, or is under a key of its own.
 */
export function mergersIn(sourceCode: SourceCode, owner: CodeOwner): readonly SetState[] {
  return settingCalls(sourceCode, owner, (given) => (isFunction(given) ? mergedIn(sourceCode, given) : undefined))
}

/** The calls of setters, with the value that each puts there by what it is given. */
function settingCalls(sourceCode: SourceCode, owner: CodeOwner, valueOf: (given: Node) => Node | undefined): readonly SetState[] {
  if (!isFunction(owner) || !hasState(sourceCode)) return NONE
  const flow = flowOf(sourceCode, owner)
  return flow.imprecise ? NONE : flow.kinds.flatMap((kind, event): readonly SetState[] => {
    const node = flow.nodes[event]
    if (kind !== 'call' || node?.type !== 'CallExpression') return []
    const state = stateOf(sourceCode, node.callee)
    const [given] = node.arguments
    const place = state && placeOf(sourceCode, state)
    const value = place && given ? valueOf(given) : undefined
    return state && place && value ? [{ event, node, place, shared: 'closure', effect: 'set', value, state }] : []
  })
}

function mergedIn(sourceCode: SourceCode, updater: FunctionNode): TSESTree.ObjectExpression | undefined {
  const [old, more] = updater.params
  const [made, second] = returnsOf(sourceCode, updater)
  const object = made && unwrap(made)
  if (old?.type !== 'Identifier' || more || second || object?.type !== 'ObjectExpression') return undefined
  const [spread, ...parts] = object.properties
  const variable = variableOf(sourceCode, old)
  if (spread?.type !== 'SpreadElement' || spread.argument.type !== 'Identifier' || variableOf(sourceCode, spread.argument) !== variable || parts.some((each) => each.type === 'Property' && each.computed)) return undefined
  return variable?.references.every(({ identifier }) => identifier === spread.argument) ? object : undefined
}

/** The state that a function sets which is handed on by its name: `load().then(setLikes)`. */
export function stateSetBy(sourceCode: SourceCode, setter: Node): Pick<SetState, 'place' | 'state'> | undefined {
  const state = setter.type === 'Identifier' && hasState(sourceCode) ? stateOf(sourceCode, setter) : undefined
  const place = state && placeOf(sourceCode, state)
  return place && { place, state }
}

function placeOf(sourceCode: SourceCode, state: TSESTree.Identifier): Place | undefined {
  const variable = variableOf(sourceCode, state)
  // `_rows`, which nobody reads, is as good as not there.
  return !variable || (variable.name.startsWith('_') && !variable.references.some((each) => each.isRead())) ? undefined : { base: `var:${numberOf(sourceCode, variable)}`, part: VALUE, root: { kind: 'variable', variable, scope: 'local' }, path: [], text: state.name }
}
