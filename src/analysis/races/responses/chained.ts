import { linkAt } from '../../../utils/chains.ts'
import { callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, isInside, keyName, type Node, walk } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { testsOf } from '../../flow/tests.ts'
import { callAnswering, callbackAt } from '../../promises/reactions.ts'
import { isParameterOf, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { isThis } from '../../resolve/members.ts'
import { functionBehind } from '../../resolve/receiver.ts'
import { writtenAtOnce } from '../others/touched.ts'
import type { Access } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'
import { settersIn, stateSetBy } from '../places/setters.ts'
import { decides } from '../reads/control.ts'
import { restsOnPresent } from './onto-present.ts'

/** What a callback behind a promise stores of the answer: `fetch(url).then((hits) => setHits(hits))`. */
export interface ChainedStore {
  readonly write: Access
  /** The call of `then`, and the chain before it, which asks. */
  readonly call: Call
  readonly asks: Node
}

/** The answers that the chains of a function store where others see them, and that nothing in the callback decides on. */
export function chainedStores(sourceCode: SourceCode, owner: FunctionNode): readonly ChainedStore[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call): readonly ChainedStore[] => {
    const link = linkAt(call)
    const [given] = call.arguments
    const told = callbackAt(sourceCode, call.arguments.at(-1))
    // `api.find(text, (error, hits) => show(hits))`
    if (told && callAnswering(sourceCode, told)) return storesIn(sourceCode, owner, told).map((write) => ({ write, call, asks: call }))
    if (link?.by !== 'then' || !given) return []
    const asks = link.promise
    const set = stateSetBy(sourceCode, given)
    if (set) return [{ write: { ...set, event: 0, node: given, shared: 'closure', effect: 'set' }, call, asks }]
    const callback = callbackAt(sourceCode, given)
    if (callback) return storesIn(sourceCode, owner, callback).map((write) => ({ write, call, asks }))
    // `fetch(url).then(show)`, `fetch(url).then(this.show.bind(this))`
    const named = functionBehind(sourceCode, given)
    return named && named !== owner && !isInside(named, owner) ? storesIn(sourceCode, owner, named).map((write) => ({ write: { ...write, node: given }, call, asks })) : []
  })
}

function storesIn(sourceCode: SourceCode, owner: FunctionNode, callback: FunctionNode): readonly Access[] {
  const flow = flowOf(sourceCode, callback)
  // Also what a helper that waits for nothing puts there: `(rows) => this.show(rows)`.
  const writes = callback.params.length === 0 ? [] : writtenAtOnce(sourceCode, callback).filter(({ effect, place, shared, wait }) => wait === undefined && effect === 'set' && place.part === VALUE && shared !== 'caller' && !isOfRun(owner, place.root))
  // What one call changes is changed together: `this.setState({ rows: this.state.rows.concat(rows), more: rows.length === most })`.
  const adding = writes.filter((write) => restsOnPresent(sourceCode, callback, flow, write))
  const replacing = writes.filter((write) => !adding.some((each) => each === write || (each.by !== undefined && each.by === write.by)))
  const stores = [...settersIn(sourceCode, callback), ...replacing].filter(({ value }) => value !== undefined && isOfAnswer(sourceCode, callback, value, 0))
  if (stores.length === 0) return []
  const asking = testsOf(flow).filter(({ node }) => asksOthers(sourceCode, callback, node))
  return flow.imprecise ? [] : stores.filter((store) => !asking.some((test) => decides(flow, test, store.event) !== undefined))
}

/** A variable that each run of the owner has for itself. */
function isOfRun(owner: FunctionNode, root: Access['place']['root']): boolean {
  const [name] = root.kind === 'variable' ? root.variable.identifiers : []
  return name !== undefined && isInside(name, owner)
}

/** Whether a value is made of what the callback is given. */
function isOfAnswer(sourceCode: SourceCode, callback: FunctionNode, value: Node, depth: number): boolean {
  let found = false
  walk(sourceCode, value, (node) => {
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    const [def] = variable?.defs ?? []
    found ||= isParameterOf(sourceCode, callback, node)
    const [source, second] = (variable && def?.type === 'Variable' && depth < 3 && sourcesOf(sourceCode, variable)) || []
    if (source?.kind === 'value' && !second && isInside(source.value, callback)) found ||= isOfAnswer(sourceCode, callback, source.value, depth + 1)
    return !found
  })
  return found
}

/** Whether a test of the callback looks at anything but the answer: it may say that a newer run has begun. */
function asksOthers(sourceCode: SourceCode, callback: FunctionNode, test: Node): boolean {
  let others = false
  walk(sourceCode, test, (node) => {
    if (isThis(sourceCode, node)) others = true
    if (node.type !== 'Identifier' || isName(node)) return !others
    const [declared] = variableOf(sourceCode, node)?.identifiers ?? []
    others ||= declared !== undefined && !isInside(declared, callback)
    return !others
  })
  return others
}

function isName(node: Node): boolean {
  const { parent } = node
  return parent?.type === 'MemberExpression' && parent.property === node && !parent.computed && keyName(parent) !== undefined
}
