import type { TSESTree } from '@typescript-eslint/utils'

import { wholeReads } from '../../../knowledge/collections.ts'
import { asText, effectHooks, memoHooks, openness, routeHooks, signalOption, stateHooks, typed, valueHooks } from '../../../knowledge/requests.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isAwaited, isCall, isFunction, isInside, keyName, type Node, unwrap, walk, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { isEmpty, onlyValue, sourceAt, sourcesOf, type Variable, variableHolding, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import { returnsOf } from '../../resolve/functions.ts'
import type { Access } from '../places/accesses.ts'
import { stateSetBy } from '../places/setters.ts'
import { effectOf } from './effect-calls.ts'
import { flagsRaised, onlyClearsTimers, onlyStopsListening } from './let-go.ts'
import { becomesOnce, isTested } from './once-set.ts'

const effectRoots = evidenceFrom(effectHooks)

/** An effect that is run again when something has changed, and has no way to end its last run. */
export interface Effect {
  readonly fn: FunctionNode
  /** What it is run again for, by its text. */
  readonly watched: ReadonlyMap<string, Node>
  /** Where its cleanup only says that the run is over: in what. */
  readonly told?: readonly Variable[]
}

export function effectAround(sourceCode: SourceCode, owner: FunctionNode): Effect | undefined {
  if (!mentions(sourceCode, effectRoots)) return undefined
  for (let at: FunctionNode | undefined = owner; at; at = functionAround(at)) {
    const call = effectOf(sourceCode, at)
    if (!call) continue
    const [, watched] = call.arguments
    if (watched?.type !== 'ArrayExpression' || watched.elements.length === 0) return undefined
    if (letsGoOn(sourceCode, at, at !== owner)) return { fn: at, watched: byText(sourceCode, watched) }
    const cleanups = returnsOf(sourceCode, at)
    const told = cleanups.flatMap((each) => flagsRaised(sourceCode, each, at))
    return told.length >= cleanups.length ? { fn: at, watched: byText(sourceCode, watched), told } : undefined
  }
  return effectThrough(sourceCode, owner) ?? effectCalling(sourceCode, owner)
}

/** Whether nothing that an effect does in the end concerns what has been asked for by then: it stops listening, or clears the timer that asks. */
function letsGoOn(sourceCode: SourceCode, effect: FunctionNode, isAskedLater = false): boolean {
  return returnsOf(sourceCode, effect).every((each) => (isAskedLater && onlyClearsTimers(each)) || onlyStopsListening(sourceCode, each, effect))
}

/**
 * A function that an effect runs again whenever it is another one: `const load = useCallback(async () => …, [page])` and
 * `useEffect(() => { load() }, [load])`. It is run again for what it lists.
 */
function effectThrough(sourceCode: SourceCode, owner: FunctionNode): Effect | undefined {
  const memo = wrapped(owner).parent
  const declared = memo?.type === 'CallExpression' && memo.arguments[0] === owner && memoHooks.has(apiOf(sourceCode, memo.callee) ?? '') ? memo : undefined
  const [, watched] = memo?.type === 'CallExpression' ? memo.arguments : []
  const variable = declared && variableHolding(sourceCode, declared)
  if (!variable || watched?.type !== 'ArrayExpression' || watched.elements.length === 0) return undefined
  const isRunAgain = variable.references.some(({ identifier }) => {
    const call = wrapped(identifier).parent
    const fn = call && isCall(call) && call.callee === identifier ? functionAround(call) : undefined
    const [, list] = (fn && effectOf(sourceCode, fn)?.arguments) ?? []
    return fn !== undefined && letsGoOn(sourceCode, fn) && list?.type === 'ArrayExpression'
      && list.elements.some((each) => each?.type === 'Identifier' && variableOf(sourceCode, each) === variable)
  })
  return isRunAgain ? { fn: owner, watched: byText(sourceCode, watched) } : undefined
}

/** A function of the component that an effect runs: `useEffect(() => { load() }, [page])`. It is run again for what that lists. */
function effectCalling(sourceCode: SourceCode, owner: FunctionNode): Effect | undefined {
  const component = functionAround(owner)
  for (const call of component ? usesOf(sourceCode, owner).calls : []) {
    const fn = functionAround(call)
    const [, watched] = (fn && functionAround(fn) === component && effectOf(sourceCode, fn)?.arguments) || []
    if (fn && watched?.type === 'ArrayExpression' && watched.elements.length > 0 && letsGoOn(sourceCode, fn)) return { fn: owner, watched: givenTo(sourceCode, owner, call, byText(sourceCode, watched)) }
  }
  return undefined
}

/** What is watched, with the parameters that stand for it: `load(id)` of `const load = async (key) => …`. */
function givenTo(sourceCode: SourceCode, { params }: FunctionNode, { arguments: given }: Call, watched: Effect['watched']): Effect['watched'] {
  return new Map([...watched, ...given.flatMap((each, i) => {
    const parameter = params[i]
    const known = watched.get(sourceCode.getText(each))
    return known && parameter?.type === 'Identifier' ? [[parameter.name, known] as const] : []
  })])
}

function byText(sourceCode: SourceCode, { elements }: TSESTree.ArrayExpression): Effect['watched'] {
  return new Map(elements.flatMap((each) => (each ? [each, ...textOf(sourceCode, each)] : [])).map((each) => [sourceCode.getText(each), each] as const))
}

/** `query`, of `const key = useMemo(() => JSON.stringify(query), [query])`: a name for the text of something is another one when that is. */
function textOf(sourceCode: SourceCode, name: Node): readonly Node[] {
  const value = onlyValue(sourceCode, name)
  const [making] = value?.type === 'CallExpression' && valueHooks.has(apiOf(sourceCode, value.callee) ?? '') ? value.arguments : []
  const call = making && isFunction(making) ? unwrap(returnsOf(sourceCode, making)[0] ?? making) : value
  const [made] = call?.type === 'CallExpression' && apiOf(sourceCode, call.callee) === asText ? call.arguments : []
  return made ? [made] : []
}

/** What an effect watches of what is asked for: whom it asks, and the signal that ends the asking, decide on no answer. */
export function watchedIn(sourceCode: SourceCode, root: Node, watched: Effect['watched'], depth = 0): readonly Node[] {
  const found: Node[] = []
  walkOwn(sourceCode, root, (node) => {
    if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return
    const each = watched.get(sourceCode.getText(node))
    if (each && !isPlainName(node) && !isAsker(node) && !isSignal(node)) found.push(each)
    for (const value of node.type === 'Identifier' && depth < 3 ? valuesOfName(sourceCode, node) : []) {
      if ((isAsking(value) || (isMadeHere(value) && !isPlainName(node) && !isAsker(node))) && value !== root && isInside(value, functionAround(node) ?? root)) found.push(...watchedIn(sourceCode, value, watched, depth + 1))
    }
  })
  return found
}

/** How many values one name may have in turn. */
const MOST_VALUES = 3

/** What a name has for its value, what is put behind it by and by (`url += '?q=' + query`), and the list whose element it is. */
function valuesOfName(sourceCode: SourceCode, name: Node): readonly Node[] {
  const variable = variableOf(sourceCode, name)
  const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
  const added = variable?.references.flatMap(({ identifier, writeExpr }) => (writeExpr && identifier.parent.type === 'AssignmentExpression' && identifier.parent.operator === '+=' ? [writeExpr] : [])) ?? []
  return [...sources.slice(0, MOST_VALUES).flatMap((source) => (source.kind === 'value' || source.kind === 'element' ? [source.value] : [])), ...added]
}

/** An answer, or the promise of one: `await pending` of `const pending = load(id)`. */
function isAsking(value: Node): boolean {
  return value.type === 'AwaitExpression' || (isCall(value) && wrapped(value).parent?.type === 'VariableDeclarator')
}

/** What is asked with, made of something on the spot: `lang` of `const lang = language === 'en' ? 'en-US' : language`. */
function isMadeHere({ type }: Node): boolean {
  return type === 'Identifier' || type === 'ConditionalExpression' || type === 'LogicalExpression' || type === 'TemplateLiteral' || type === 'BinaryExpression' || type === 'ObjectExpression' || type === 'NewExpression'
}

/** `client` of `client.get('/status')`: with nothing in the brackets it may be what is asked for. A list is looked through: `rows.map(f)`. */
function isAsker(node: Node): boolean {
  let at = node
  while (at.parent?.type === 'MemberExpression' && at.parent.object === at) at = at.parent
  const call = wrapped(at).parent
  if (call === undefined || !isCall(call) || unwrap(call.callee) !== at || call.arguments.length === 0) return false
  return isAwaited(call) || at.type !== 'MemberExpression' || !wholeReads.has(keyName(at) ?? '')
}

function isSignal({ parent }: Node): boolean {
  return parent?.type === 'Property' && keyName(parent) === signalOption
}

/** The name of a property, which stands for no variable. */
function isPlainName(node: Node): boolean {
  const { parent } = node
  return (parent?.type === 'Property' && parent.key === node && !parent.computed && !parent.shorthand) || (parent?.type === 'MemberExpression' && parent.property === node && !parent.computed)
}

/**
 * Whether something says that the effect asks for other things while the component stays: what it asks for is a state, or
 * what somebody types; the answer before is taken away first; it asks when something is opened, each time for another thing; or it
 * looks whether what it asks for is still what it was.
 */
export function movesOn(sourceCode: SourceCode, effect: Effect, asked: readonly Node[], store: Access): boolean {
  return asked.some((each) => isTyped(each) || isOfState(sourceCode, each, effect, 0)) || clears(sourceCode, effect, store) || asksWhenOpen(sourceCode, effect) || asksForNews(sourceCode, effect, asked)
}

function isTyped(watched: Node): boolean {
  const node = unwrap(watched)
  return typed.test(node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? (keyName(node) ?? '') : '')
}

/** Whether an expression is made of a state of a component. */
function isOfState(sourceCode: SourceCode, expression: Node, effect: Effect, depth: number): boolean {
  let found = false
  walk(sourceCode, expression, (node) => {
    const variable = node.type === 'Identifier' && !found ? variableOf(sourceCode, node) : undefined
    if (!variable) return !found
    found ||= isState(sourceCode, variable) && !(becomesOnce(sourceCode, variable) && isTested(effect.fn, variable))
    const [source] = (depth < 2 && sourcesOf(sourceCode, variable)) || []
    if (source?.kind === 'value' && !isInside(expression, source.value)) found ||= isOfState(sourceCode, source.value, effect, depth + 1)
    return !found
  })
  return found
}

/** `query`, of `const [query, setQuery] = useState('')`, or of `{ query, setQuery }` that a component is given. */
function isState(sourceCode: SourceCode, { identifiers: [name] }: Variable): boolean {
  if (!name) return false
  const holder = name.parent
  if (isOfAddress(sourceCode, name)) return true
  if (holder.type === 'ArrayPattern' && holder.elements[0] === name) {
    const source = sourceAt(name)
    const call = source.kind === 'value' ? unwrap(source.value) : undefined
    const [, setter] = holder.elements
    return call?.type === 'CallExpression' && setter?.type === 'Identifier' && (stateHooks.has(apiOf(sourceCode, call.callee) ?? '') || /^set[A-Z]/u.test(setter.name))
  }
  const pattern = holder.type === 'Property' ? holder.parent : undefined
  return pattern?.type === 'ObjectPattern' && hasSetter(pattern, name.name)
}

/** `const { id } = useParams()`. */
function isOfAddress(sourceCode: SourceCode, name: Node): boolean {
  const source = sourceAt(name)
  const call = source.kind === 'value' ? unwrap(source.value) : undefined
  return call?.type === 'CallExpression' && routeHooks.has(apiOf(sourceCode, call.callee) ?? '')
}

function hasSetter(pattern: TSESTree.ObjectPattern, name: string): boolean {
  const word = name.charAt(0).toUpperCase() + name.slice(1)
  return pattern.properties.some((each) => each.type === 'Property' && [`set${word}`, `on${word}Change`].includes(keyName(each) ?? ''))
}

/** `setHits([])` before the answer has come, or another state is made what it was at first: `setProblem(null)`. Only a second run has use of that. */
function clears(sourceCode: SourceCode, { fn }: Effect, store: Access): boolean {
  let found = false
  walk(sourceCode, fn.body, (node) => {
    // A branch without the answer is another way.
    if (found || (node.parent?.type === 'IfStatement' && node.parent.test !== node && !isInside(store.node, node))) return false
    if (node.type !== 'CallExpression' || node === store.node || node.range[0] > store.node.range[0]) return true
    const [value] = node.arguments
    const set = value && stateSetBy(sourceCode, node.callee)
    if (!value || !set) return true
    found = set.place.base === store.place.base ? isEmpty(value) : isInitial(sourceCode, set.state, value) && functionAround(node) === fn
    return !found
  })
  return found
}

/** Whether a value, written out, is what the state has at first: `const [problem, setProblem] = useState(null)`. */
function isInitial(sourceCode: SourceCode, state: Node, value: Node): boolean {
  const source = sourceAt(state)
  const call = source.kind === 'value' ? unwrap(source.value) : undefined
  const [initial] = call?.type === 'CallExpression' ? call.arguments : []
  return initial !== undefined && (value.type === 'Literal' || isEmpty(value)) && sourceCode.getText(initial) === sourceCode.getText(value)
}

/** `if (isOpen) load(id)`. */
function asksWhenOpen(sourceCode: SourceCode, { fn, watched }: Effect): boolean {
  const flags = new Set([...watched.keys()].filter((text) => openness.test(text)))
  let found = false
  if (flags.size === 0) return false
  walk(sourceCode, fn.body, (node) => {
    if (node.type === 'IfStatement') walkOwn(sourceCode, node.test, (inner) => { found ||= flags.has(sourceCode.getText(inner)) })
    return !found
  })
  return found
}

/** `if (shown !== days) { setShown(days); load(days) }`: it keeps in a state what it has asked for last. */
function asksForNews(sourceCode: SourceCode, { fn }: Effect, asked: readonly Node[]): boolean {
  const texts = new Set(asked.map((each) => sourceCode.getText(each)))
  let found = false
  walk(sourceCode, fn.body, (node) => {
    const [told] = node.type === 'CallExpression' ? node.arguments : []
    if (found || node.type !== 'CallExpression' || !told || !texts.has(sourceCode.getText(told))) return !found
    const set = stateSetBy(sourceCode, node.callee)
    const branch = set && wrapped(node).parent?.parent
    const test = branch?.type === 'BlockStatement' && branch.parent.type === 'IfStatement' && branch.parent.consequent === branch ? branch.parent.test : undefined
    const sides = test?.type === 'BinaryExpression' && /^!==?$/u.test(test.operator) ? [test.left, test.right].map((side) => sourceCode.getText(side)) : []
    found = set !== undefined && sides.includes(set.state.name) && sides.includes(sourceCode.getText(told))
    return !found
  })
  return found
}
