import { arrayMethods } from '../../../knowledge/callbacks/index.ts'
import { beginnings } from '../../../knowledge/endings.ts'
import { deferrers } from '../../../knowledge/fanouts.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, keyName, type Node, ownerOf, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
import { functionsBetween } from '../../callbacks/points.ts'
import type { EventId, Flow } from '../../flow/graph.ts'
import { eventsAt, unmet } from '../../obligations/obligations.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { standingAt } from '../../resolve/functions.ts'
import type { Passing } from './exits.ts'
import type { Mark } from './marks.ts'

/** Whether a function is told by callbacks when its work is over: it is not async, and what clears a mark stands in functions inside it. */
export function isInCallbackStyle(owner: FunctionNode, clears: readonly Mark[]): boolean {
  return !owner.async && owner.params.length > 0 && clears.length > 0 && clears.every(({ at }) => ownerOf(at) !== owner)
}

interface Section {
  readonly raised: readonly EventId[]
  readonly clears: readonly Mark[]
  readonly owner: FunctionNode
}

/**
 * A way on which a function in callback style says that it is done, by the parameter that it also calls where it clears the mark,
 * before it comes to the work whose callback clears it. Undefined where there is none.
 */
export function toldTooEarly(sourceCode: SourceCode, flow: Flow, { raised, clears, owner }: Section): Passing | undefined {
  const works = clears.map(({ at }) => workBefore(sourceCode, at, owner))
  const calls = works.flatMap((work) => work?.call ?? [])
  if (calls.length < works.length || !calls.some((call) => isOnTheWay(call, owner))) return undefined
  const settled = eventsAt(flow, calls)
  const way = unmet(sourceCode, { flow, acquired: raised, settled, follow: (_, edge) => edge !== 'throw' })?.normal
  const told = way?.how === 'return' ? toldAt(sourceCode, way.node, owner) : undefined
  return way && told && works.some((work) => work && callsIt(sourceCode, work.callback, told)) ? { way, flow, settled } : undefined
}

/** The call in the function's own code that is given the callback around a node, once: no listener, nothing that runs it at once. */
function workBefore(sourceCode: SourceCode, node: Node, owner: FunctionNode): { readonly call: Call; readonly callback: FunctionNode } | undefined {
  const callback = functionsBetween(node, owner).at(-1)
  const outer = callback && wrapped(standingAt(sourceCode, callback))
  const call = outer?.parent
  if (!callback || !isCall(call) || call.callee === outer || ownerOf(call) !== owner) return undefined
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' ? (keyName(callee) ?? '') : ''
  return beginnings.has(name) || arrayMethods.has(name) ? undefined : { call, callback }
}

/** A statement that control comes to unless something leaves before. */
function isOnTheWay(call: Call, owner: FunctionNode): boolean {
  let at: Node | undefined = call
  while (at && at.parent?.type !== 'BlockStatement') at = at.parent
  for (let block = at?.parent; block && block.parent !== owner; block = block.parent) {
    if (block.type !== 'BlockStatement' && !(block.type === 'TryStatement' && block.block.range[1] > call.range[0])) return false
  }
  return at?.type === 'ExpressionStatement' || at?.type === 'ReturnStatement' || at?.type === 'VariableDeclaration'
}

/** The parameter that is called at a return: `return done(error)`, `done(error); return`. */
function toldAt(sourceCode: SourceCode, returned: Node, owner: FunctionNode): Variable | undefined {
  if (returned.type !== 'ReturnStatement') return undefined
  const block = returned.parent
  const before = block.type === 'BlockStatement' && !returned.argument ? block.body[block.body.indexOf(returned) - 1] : undefined
  const said = returned.argument ?? (before?.type === 'ExpressionStatement' ? before.expression : undefined)
  const call = said && unwrap(said)
  if (call?.type !== 'CallExpression') return undefined
  const [first] = call.arguments
  const name = first && deferrers.has(apiOf(sourceCode, call.callee) ?? '') ? unwrap(first) : unwrap(call.callee)
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  return variable?.defs[0]?.type === 'Parameter' && variable.defs[0].node === owner ? variable : undefined
}

function callsIt(sourceCode: SourceCode, callback: FunctionNode, told: Variable): boolean {
  let calls = false
  walk(sourceCode, callback, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier') calls ||= variableOf(sourceCode, node.callee) === told
    return !calls
  })
  return calls
}
