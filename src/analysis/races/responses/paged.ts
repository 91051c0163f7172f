import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { isParameterOf, variableOf } from '../../resolve/bindings.ts'
import { stateOf } from '../../resolve/components.ts'
import { returnsOf } from '../../resolve/functions.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'
import { isSerialized } from '../overlap/queued.ts'
import { hasState } from '../places/setters.ts'
import { waitsIn } from './order.ts'

/** A call that sets a state of a component, to a value or by a function of the one before. */
interface Setting {
  readonly call: TSESTree.CallExpression
  readonly state: TSESTree.Identifier
  readonly value: Node
}

/**
 * A page of a list that is asked for twice: `const page = await load(cursor); setRows((rows) => [...rows, ...page.rows]);
 * setCursor(page.next)`. Who comes during the wait asks by the same cursor, and what both get is added by both.
 */
export function pagesAskedTwice(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || !hasState(sourceCode)) return []
  const flow = flowOf(sourceCode, owner)
  const settings = flow.imprecise ? [] : settingsIn(sourceCode, flow).filter(({ state }) => ownerOf(state) !== owner && isInside(owner, ownerOf(state)))
  for (const { call, state, value } of settings) {
    const waits = addedTo(sourceCode, value).flatMap((added) => waitsIn(sourceCode, added, 0))
    for (const moved of settings) {
      const variable = variableOf(sourceCode, moved.state)
      const wait = moved.state === state || !isMovedOn(sourceCode, moved, waits) ? undefined : waits.find((each) => names(awaitedAt(sourceCode, each), (node) => variableOf(sourceCode, node) === variable))
      if (!wait || isKeptOut(flow, settings, wait) || isSerialized(sourceCode, owner)) continue
      const entry = entryOf(sourceCode, owner)
      if (entry) return [{ kind: 'paged', place: moved.state.name, node: call, read: wait, wait, other: moved.call, entry, proven: entry.strength === 'proven' }]
    }
  }
  return []

  function names(root: Node, isIt: (name: TSESTree.Identifier) => boolean): boolean {
    let found = false
    walkOwn(sourceCode, root, (node) => {
      found ||= node.type === 'Identifier' && isIt(node)
    })
    return found
  }
}

function settingsIn(sourceCode: SourceCode, flow: Flow): readonly Setting[] {
  return flow.kinds.flatMap((kind, event): readonly Setting[] => {
    const call = flow.nodes[event]
    const state = kind === 'call' && call?.type === 'CallExpression' ? stateOf(sourceCode, call.callee) : undefined
    const value = call?.type === 'CallExpression' ? call.arguments[0] : undefined
    return state && value && call?.type === 'CallExpression' ? [{ call, state, value: unwrap(value) }] : []
  })
}

/** What a function of the state before adds to it: `(rows) => [...rows, ...page]`, `(rows) => rows.concat(page)`. */
function addedTo(sourceCode: SourceCode, update: Node): readonly Node[] {
  if (!isFunction(update)) return []
  const isBefore = (node: Node): boolean => node.type === 'Identifier' && isParameterOf(sourceCode, update, node)
  return returnsOf(sourceCode, update).map(unwrap).flatMap((value): readonly Node[] => {
    if (value.type === 'ArrayExpression' && value.elements.some((each) => each?.type === 'SpreadElement' && isBefore(each.argument))) return value.elements.flatMap((each) => (each ? [each] : []))
    const callee = value.type === 'CallExpression' ? unwrap(value.callee) : undefined
    return value.type === 'CallExpression' && callee?.type === 'MemberExpression' && keyName(callee) === 'concat' && isBefore(callee.object) ? value.arguments : []
  })
}

/** Whether the state is moved on from what it was, or to what the answer says: not put back to a constant. */
function isMovedOn(sourceCode: SourceCode, { state, value }: Setting, waits: readonly Node[]): boolean {
  if (isFunction(value)) return true
  let found = false
  walkOwn(sourceCode, value, (node) => {
    found ||= node.type === 'Identifier' && variableOf(sourceCode, node) === variableOf(sourceCode, state)
  })
  return found || waitsIn(sourceCode, value, 0).some((each) => waits.includes(each))
}

/** Whether something says before the wait that a run is under way: `setLoading(true)`, `loading.current = true`. */
function isKeptOut(flow: Flow, settings: readonly Setting[], wait: Node): boolean {
  const gaps = new Set(eventsOf(flow, wait))
  const isBefore = (node: Node): boolean => eventsOf(flow, node).some((event) => reaches(flow, event, gaps))
  return settings.some(({ call, value }) => value.type === 'Literal' && isBefore(call))
    || flow.nodes.some((node, event) => flow.kinds[event] === 'write' && node.type === 'MemberExpression' && reaches(flow, event, gaps))
}
