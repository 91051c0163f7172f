import type { TSESTree } from '@typescript-eslint/utils'

import { messageEvents } from '../../../knowledge/callbacks/index.ts'
import { putsByName } from '../../../knowledge/cells.ts'
import { breakings } from '../../../knowledge/endings.ts'
import { inputDecorators, inputMakers, looking, movingOn, searched, toldByUser } from '../../../knowledge/requests.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { classOfThis, type CodeOwner, type FunctionNode, functionAround, isCall, isFunction, isInside, keyName, listsAround, type Node, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { nameIn, usesOf } from '../../callbacks/uses.ts'
import { isParameterOfRun, outermost } from '../../callbacks/whole.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { isEmpty, onlyValue, type Source, sourcesOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { isWatched } from '../../resolve/components.ts'
import { textAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { addedElements } from '../../resolve/elements.ts'
import { holderOf, isWrittenDown } from '../../resolve/holders.ts'
import { isDecorated } from '../../resolve/kin.ts'
import { handlerOf } from '../../roles/handlers.ts'
import { valueOf } from '../../values/evaluate.ts'
import type { Fault } from '../faults.ts'
import { accessesOf } from '../others/touched.ts'
import { type Entry, entryFor, nameFor } from '../overlap/entries.ts'
import { isNeverGiven, isOnlyCalledHere } from '../overlap/openness.ts'
import { isSerialized } from '../overlap/queued.ts'
import { asksInVain, asksTooEarly, isTicketed } from '../overlap/tickets.ts'
import { breaksOffLater } from '../overlap/told.ts'
import type { Access } from '../places/accesses.ts'
import { cellUses } from '../places/cells.ts'
import { VALUE } from '../places/place.ts'
import { mergersIn, settersIn } from '../places/setters.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { isAskedOnlyThrough, isAskedThrough, isProps } from './asked-through.ts'
import { chainedStores } from './chained.ts'
import { isOfMount } from './effect-calls.ts'
import { effectAround, movesOn, watchedIn } from './effects.ts'
import { isAskedAnew, movedBy } from './moved.ts'
import { isAskedTooEarly } from './let-go.ts'
import { goesAway } from './notes.ts'
import { gapsBefore, restsOnPresent } from './onto-present.ts'
import { belongsToRun } from './own-answers.ts'
import { keepsOthersOut } from './same-again.ts'
import { asksByNote, isShownField, isShownWith } from './shown.ts'

/** Answers that are stored in the order in which they come, not in the order in which they were asked for. */
export function staleResponses(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  // Also what a helper that waits for nothing puts there: `show(await response.json())`.
  const { writes } = accessesOf(sourceCode, owner)
  const stores: readonly Access[] = [...settersIn(sourceCode, owner), ...mergersIn(sourceCode, owner), ...writes.filter(({ effect, place, shared, value, wait }) => effect === 'set' && place.part === VALUE && shared !== 'caller' && value !== undefined && wait === undefined)]
  const chained = chainedStores(sourceCode, owner)
  if (stores.length + chained.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  const effect = effectAround(sourceCode, owner)
  // What others send, a message or a timer, asks for something else each time too, but need not come again before the answer.
  const byOthers = new Set<Entry>()
  const entryOfStore = (write: Access): Entry | undefined => {
    // What each run of the effect has for itself, no other run replaces.
    if (effect && write.place.root.kind === 'variable' && isInside(write.place.root.variable.scope.block, effect.fn)) return undefined
    const entry = effect ? { strength: 'proven' as const, who: 'This effect', of: owner } : entryFor(sourceCode, owner, write)
    if (entry?.strength === 'public') return entry
    if (entry?.strength !== 'proven' || (isOfMount(sourceCode, entry.of) && isRunOnlyBy(sourceCode, owner, entry.of))) return undefined
    if (!effect && !(entry.at && isByUser(sourceCode, entry.at, entry.of))) byOthers.add(entry)
    return entry
  }
  const isAsked = (wait: Node, { place: { root } }: Access): boolean => effect
    ? watchedIn(sourceCode, wait, effect.watched).length > 0
    : !belongsToRun(sourceCode, owner, wait) && (asksForMore(sourceCode, owner, wait, root.kind === 'variable' ? root.variable : undefined) || asksByNote(sourceCode, owner, wait))
  // What anybody may call is called again for each key where it is asked for what somebody types.
  const isTyped = (wait: Node, write: Access, { strength }: Entry): boolean => strength !== 'public' || asksForTyped(sourceCode, owner, wait) || isState(sourceCode, owner, write) || isShownWith(sourceCode, owner, wait, write)
  // Who asks whether a run is still wanted, though too early, says himself that another one may take its place.
  const isProven = (asks: Node, store: Access, entry: Entry): boolean => entry.strength !== 'public' && !byOthers.has(entry) && (!effect || effect.told !== undefined || movesOn(sourceCode, effect, watchedIn(sourceCode, asks, effect.watched), store))
  // What is asked with is a parameter, or what a caller is told and sets right before.
  const askedBy = (write: Access, waits: readonly Node[]): { readonly entry?: Entry; readonly asked?: Node | undefined } => {
    const entry = entryOfStore(write)
    const asked = entry && waits.find((wait) => isTyped(awaitedAt(sourceCode, wait), write, entry) && isAsked(awaitedAt(sourceCode, wait), write))
    if (entry && asked) return { entry, asked }
    if (effect || write.shared === 'caller') return {}
    for (const asked of waits) {
      const asks = awaitedAt(sourceCode, asked)
      if (belongsToRun(sourceCode, owner, asks)) continue
      const moved = movedBy(sourceCode, owner, asks)
      if (moved || (isAsked(asks, write) && isAskedAnew(sourceCode, owner))) return { entry: { strength: moved?.isSure ? 'proven' : 'public', who: nameFor(owner), of: owner }, asked }
    }
    const gap = asksTooEarly(sourceCode, owner, write, { flow, tests: testsOf(flow) }) ? gapsBefore(flow, write.event).at(-1) : undefined
    return gap === undefined ? {} : { entry: { strength: 'public', who: nameFor(owner), of: owner }, asked: nodeOf(flow, gap) }
  }
  for (const write of stores) {
    const waits = waitsIn(sourceCode, write.value as Node, 0).filter((wait) => flow.nodes.includes(wait))
    if (waits.length === 0) continue
    const { entry, asked } = askedBy(write, waits)
    if (!entry || !asked || (effect?.told && !isAskedTooEarly(flow, effect.told, write)) || goesAway(sourceCode, write) || isOvertaken(sourceCode, owner, flow, write) || stores.some((each) => isSameObject(each, write) && restsOnPresent(sourceCode, owner, flow, each))) continue
    return [{ kind: 'overtaken', place: write.place.text, node: write.node, ...(write.by && { by: write.by }), read: asked, wait: asked, entry, proven: isProven(awaitedAt(sourceCode, asked), write, entry) }]
  }
  for (const { write, call, asks } of effect?.told ? [] : chained) {
    const entry = entryOfStore(write)
    if (!entry || !isTyped(asks, write, entry) || !isAsked(asks, write) || isEnded(sourceCode, owner, flow) || keepsOthersOut(sourceCode, owner, eventsOf(flow, call)[0] ?? 0) || isSerialized(sourceCode, owner)) continue
    return [{ kind: 'overtaken', place: write.place.text, node: write.node, ...(write.by && { by: write.by }), read: call, wait: call, entry, proven: isProven(asks, write, entry) }]
  }
  return []
}

/** Whether nothing but one function runs another, through others if need be, or has it in itself; what that does by itself later is part of the same run. */
function isRunOnlyBy(sourceCode: SourceCode, owner: FunctionNode, by: FunctionNode, depth = 0): boolean {
  if (depth === 0 && isInside(owner, by)) return true
  const calls = usesOf(sourceCode, owner).calls.filter((call) => !isInside(call, owner))
  return calls.length > 0 && calls.every((call) => {
    const around = functionAround(call)
    const caller = around && outermost(sourceCode, around)
    return caller === by || (isFunction(caller) && depth < MOST_CALLERS && isRunOnlyBy(sourceCode, caller, by, depth + 1))
  })
}

/** Whether what enters the code again is the user, for whom the last thing asked for is what counts. */
function isByUser(sourceCode: SourceCode, at: Node, owner: FunctionNode): boolean {
  const handler = handlerOf(sourceCode, owner)
  if (handler) return handler.kind === 'ui'
  if (at.type === 'JSXAttribute') return true
  const callee = at.type === 'CallExpression' ? unwrap(at.callee) : undefined
  const method = callee?.type === 'MemberExpression' ? keyName(callee) : undefined
  if (method === 'subscribe' && callee?.type === 'MemberExpression') return isTold(callee.object)
  const [event] = at.type === 'CallExpression' ? at.arguments : []
  return method === 'addEventListener' && !messageEvents.has((event && textAt(sourceCode, event)) ?? '')
}

/** `this.route.paramMap`, `this.form.valueChanges.pipe(debounceTime(200))`. */
function isTold(source: Node): boolean {
  const node = unwrap(source)
  if (node.type === 'CallExpression') return node.callee.type === 'MemberExpression' && keyName(node.callee) === 'pipe' && isTold(node.callee.object)
  return node.type === 'MemberExpression' && toldByUser.test(keyName(node) ?? '')
}

/** How many values one name may have in turn. */
const MOST_SOURCES = 3

/** The waits whose answers a value is made of. */
export function waitsIn(sourceCode: SourceCode, value: Node, depth: number): readonly Node[] {
  const waits: Node[] = []
  walkOwn(sourceCode, value, (node) => {
    if (node.type === 'AwaitExpression') waits.push(node)
    const variable = node.type === 'Identifier' && depth < 3 ? variableOf(sourceCode, node) : undefined
    const sources = (variable && sourcesOf(sourceCode, variable)?.filter((each) => !isMadeOfItself(sourceCode, variable, each))) ?? []
    if (sources.length > MOST_SOURCES) return
    // `try { words = await load(language) } catch { words = await load('en') }`: any of them may be the last to come.
    const values = sources.flatMap((source) => (source.kind === 'value' || source.kind === 'element' ? [source.value] : []))
    if (values.length === sources.length) waits.push(...values.flatMap((value) => [value, ...filledFrom(sourceCode, value)]).flatMap((each) => waitsIn(sourceCode, unwrap(each), depth + 1)))
  })
  return waits
}

/** `rows = rows.filter(isOpen)`: what a name stands for from then on is what it stood for before, changed. */
function isMadeOfItself(sourceCode: SourceCode, variable: Variable, source: Source): boolean {
  if (source.kind !== 'value' || source.steps.length > 0) return false
  let found = false
  walkOwn(sourceCode, source.value, (node) => {
    found ||= node.type === 'Identifier' && variableOf(sourceCode, node) === variable
  })
  return found
}

/** What a collection is filled from that starts empty: what is put in, and the lists that are gone through meanwhile. */
function filledFrom(sourceCode: SourceCode, collection: Node): readonly Node[] {
  return isEmpty(collection) ? addedElements(sourceCode, collection).flatMap((added) => [added, ...listsAround(added)]) : []
}

/** Whether what is waited for depends on a parameter of the function, or on the present value of something outside. */
function asksForMore(sourceCode: SourceCode, owner: FunctionNode, wait: Node, stored: Variable | undefined): boolean {
  const isAsked = (node: Node): boolean => node.type === 'Identifier' && isParameterOfRun(sourceCode, owner, node) && !isAlwaysTheSame(sourceCode, owner, node, stored)
  let found = false
  let asksNothingElse: boolean | undefined
  walkOwn(sourceCode, wait, (node) => {
    if (isAsked(node)) found = true
    if ((node.type === 'Identifier' && isReactive(sourceCode, owner, node)) || isPresentValue(sourceCode, owner, node, stored)) found = true
    // What a component is given may be another one in the next run.
    if (node.type === 'MemberExpression' && !(isAskedThrough(node) && (asksNothingElse ??= isAskedOnlyThrough(sourceCode, owner, wait))) && (isProps(node.object) || isInput(sourceCode, node))) found = true
    // The value of a field or of a ref, and not a method called so.
    if (node.type === 'MemberExpression' && keyName(node) === 'value' && !(node.parent.type === 'CallExpression' && node.parent.callee === node)) found = true
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    const [source] = (variable && sourcesOf(sourceCode, variable)) ?? []
    if (variable && source?.kind === 'value' && source.value !== wait && isInside(source.value, owner) && source.value.type !== 'AwaitExpression' && !isKeptForAll(variable, owner, source.value)) {
      walkOwn(sourceCode, source.value, (inner) => {
        if (isAsked(inner) || isPresentValue(sourceCode, owner, inner, stored)) found = true
      })
    } else if (source?.kind === 'value' && source.value.type === 'AwaitExpression' && source.value.range[1] <= wait.range[0]) found ||= !belongsToRun(sourceCode, owner, source.value) && asksForMore(sourceCode, owner, source.value, stored)
  })
  return found
}

/** `opening ??= open(root)`, `if (!opening) opening = open(root)`: what a variable around the function keeps is the same for all who come. */
function isKeptForAll({ identifiers: [declared] }: Variable, owner: FunctionNode, value: Node): boolean {
  const { parent } = wrapped(value)
  if (!declared || isInside(declared, owner) || parent?.type !== 'AssignmentExpression') return false
  return parent.operator !== '=' || parent.parent.type !== 'ExpressionStatement' || parent.parent.parent !== owner.body
}

/** Whether the function, or a parameter with which what is waited for is asked, says by its name that something else is looked for or gone to: `search(text)`, `find(query)`, `showPage(id)`. */
function asksForTyped(sourceCode: SourceCode, owner: FunctionNode, wait: Node): boolean {
  let found = looking.test(nameIn(owner) ?? '') || movingOn.test(nameIn(owner) ?? '')
  walkOwn(sourceCode, wait, (node) => {
    found ||= node.type === 'Identifier' && searched.test(node.name) && isParameterOfRun(sourceCode, owner, node)
  })
  return found
}

/** Whether what is written is a cell of state, which a page shows: `report.value` of `const report = ref()`, a field of a store or of a component. */
function isState(sourceCode: SourceCode, owner: FunctionNode, { node }: Access): boolean {
  if (isCall(node) && putsByName.test(calledName(node) ?? '')) return false
  return cellUses(sourceCode).has(node) || isShownField(sourceCode, owner, node) || (node.type === 'MemberExpression' && keyName(node) === 'value' && valueOf(sourceCode, node.object).kind === 'ref')
}

/** `this.userId` of `@Input() userId`, and of `userId = input()`, which is called; `this.query`, where something runs whenever that changes. */
function isInput(sourceCode: SourceCode, member: TSESTree.MemberExpression): boolean {
  const name = member.object.type === 'ThisExpression' ? keyName(member) : undefined
  const holder = name === undefined ? undefined : holderOf(sourceCode, member.object)
  if (name !== undefined && holder && isWrittenDown(holder)) return isWatched(holder, name)
  const owner = name === undefined ? undefined : classOfThis(member.object)
  const field = owner?.body.body.find((each) => each.type === 'PropertyDefinition' && keyName(each) === name)
  return field?.type === 'PropertyDefinition' && (isDecorated(sourceCode, field, inputDecorators) || (field.value?.type === 'CallExpression' && inputMakers.has(apiOf(sourceCode, field.value.callee) ?? '')))
}

/** `filter` of `const filter = reactive({ text: '' })` around the function: what it holds changes. */
function isReactive(sourceCode: SourceCode, owner: FunctionNode, name: Node): boolean {
  const made = onlyValue(sourceCode, name)
  if (made?.type !== 'CallExpression' || isInside(made, owner)) return false
  const value = valueOf(sourceCode, made)
  return value.kind === 'proxy' && value.what === 'reactive'
}

/** `term()` of `const [term, setTerm] = createSignal('')` around the function, `this.id()` of `id = signal('')`: another cell than what is stored. */
function isPresentValue(sourceCode: SourceCode, owner: FunctionNode, node: Node, stored: Variable | undefined): boolean {
  if (node.type !== 'CallExpression') return false
  return cellUses(sourceCode).get(node)?.some(({ place: { root }, value }) => value === undefined
    && (root.kind !== 'variable' || (root.variable !== stored && !root.variable.identifiers.some((each) => isInside(each, owner))))) ?? false
}

/** How far callers are asked. */
const MOST_CALLERS = 4

/** Whether all who call a function give it the same as a parameter, as long as what is stored is there: that of a function around both. */
function isAlwaysTheSame(sourceCode: SourceCode, owner: FunctionNode, name: Node, stored: Variable | undefined): boolean {
  if (isNeverGiven(sourceCode, owner, name)) return true
  const given = stored && givenAs(sourceCode, owner, name, 0)
  const home = given?.defs[0]?.type === 'Parameter' ? given.scope.block : undefined
  return home !== undefined && isInside(owner, home) && stored !== undefined && isInside(stored.scope.block, home)
}

/** The one variable that all callers give as a parameter, if nobody assigns to it; those that only hand theirs on are asked for it in turn. */
function givenAs(sourceCode: SourceCode, fn: FunctionNode, name: Node, depth: number): Variable | undefined {
  const index = fn.params.findIndex((each) => each.type === 'Identifier' && name.type === 'Identifier' && each.name === name.name)
  const { calls } = usesOf(sourceCode, fn)
  if (index < 0 || depth > MOST_CALLERS || !isOnlyCalledHere(sourceCode, fn)) return undefined
  let only: Variable | undefined
  for (const { arguments: list } of calls) {
    const argument = list[index] && unwrap(list[index])
    const variable = argument?.type === 'Identifier' ? variableOf(sourceCode, argument) : undefined
    const holder = variable?.defs[0]?.type === 'Parameter' && isFunction(variable.defs[0].node) ? variable.defs[0].node : undefined
    if (!argument || !variable || !holder || variable.references.some((each) => each.isWrite())) return undefined
    const found = isInside(fn, holder) ? variable : givenAs(sourceCode, holder, argument, depth + 1)
    if (!found || (only && only !== found)) return undefined
    only = found
  }
  return only
}

/** Whether something tells this run that a newer one has begun, or ends it then. */
function isOvertaken(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, write: Access): boolean {
  const tests = testsOf(flow)
  if (isTicketed(sourceCode, owner, write, { flow, tests }) || keepsOthersOut(sourceCode, owner, write.event) || isSerialized(sourceCode, owner)) return true
  const last = gapsBefore(flow, write.event).at(-1) ?? 0
  if (tests.some((test) => test.event > last && asksOutside(sourceCode, owner, flow, test.node, last) && decides(flow, test, write.event) !== undefined && !asksInVain(sourceCode, test.node))) return true
  return isEnded(sourceCode, owner, flow)
}

/** Whether a run ends the one before, or has handed on what ends it. */
function isEnded(sourceCode: SourceCode, owner: CodeOwner, flow: Flow): boolean {
  return flow.kinds.some((kind, event) => kind === 'call' && breaksOff(nodeOf(flow, event))) || breaksOffLater(sourceCode, owner)
}

/** Whether a test, after the answer has come, looks at something that others change, itself or by a function of the file. */
function asksOutside(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, test: Node, last: EventId): boolean {
  const { reads } = accessesOf(sourceCode, owner)
  if (reads.some(({ node, place }) => place.part === VALUE && isInside(node, test))) return true
  const present = new Set(reads.filter(({ event }) => event > last).map(({ node }) => node))
  return present.size > 0 && restsOn(sourceCode, flow, test, present).size > 0
}

/** Whether both are the same place, or of one object: where its text is changed, its selection is too. */
function isSameObject(a: Access, b: Access): boolean {
  if (a.place.base === b.place.base) return true
  const [one, other] = [a.place.root, b.place.root]
  return one.kind === 'variable' && other.kind === 'variable' && one.variable === other.variable && a.place.path.length > 0
    && a.place.path.length === b.place.path.length && a.place.path.slice(0, -1).every((name, i) => name === b.place.path[i])
}

function breaksOff(node: Node): boolean {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  return callee?.type === 'MemberExpression' && breakings.has(keyName(callee) ?? '')
}
