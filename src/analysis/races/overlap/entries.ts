import { arrayMethods } from '../../../knowledge/callbacks/language.ts'
import { once } from '../../../knowledge/once.ts'
import { memoHooks } from '../../../knowledge/requests.ts'
import { isLoop, nodesOf, within } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, functionAround, isAwaited, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type Handing, handingsOf } from '../../callbacks/handed.ts'
import { nameIn, usesOf } from '../../callbacks/uses.ts'
import { wholeOf } from '../../callbacks/whole.ts'
import { flowOf } from '../../flow/flow.ts'
import { isOnEveryWay } from '../../flow/reach.ts'
import { lockUseAt } from '../../locks/uses.ts'
import { drivenGenerators } from '../../promises/driven.ts'
import { fateOf } from '../../promises/fate.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { memberOf } from '../../resolve/functions.ts'
import { calledModel, handlerOf } from '../../roles/handlers.ts'
import { runsInTurn } from '../../roles/turns.ts'
import type { Access } from '../places/accesses.ts'
import { collectionAt } from '../places/collections.ts'
import { runsAgain, twice } from './again.ts'
import { isKeptFromCallers, isStepInTurn } from './callers.ts'
import { instanceOf, isOfInstance } from './instances.ts'
import { isMemoised, latchedAt, leftShutAt } from './latches.ts'
import { isOpenToOthers, isStep } from './openness.ts'
import { isOfHeldObject } from './owned.ts'

/** How a function can be entered again while a run of it waits. */
export interface Entry {
  /** proven: this file runs it again, or an event does. public: anybody may call it. reached: from something that anybody may call. */
  readonly strength: 'proven' | 'public' | 'reached'
  /** What can be entered twice, in words that begin a sentence: `connect`, This callback. */
  readonly who: string
  /** The function that is entered again: what is made anew by each of its runs is not shared. */
  readonly of: FunctionNode
  /** Where the proof stands. */
  readonly at?: Node
  /** reached: every run of a public function comes to it. */
  readonly isSure?: true
  /** It is run once by each run of this code, which sets an instance up. */
  readonly setup?: CodeOwner
  /** With that: how what one instance has is entered again. */
  readonly other?: Entry | undefined
}

/** Whether a second run may come at any time: each run of something public comes to the code, if it is not public itself. */
export function isOpen(entry: Entry | undefined): boolean {
  return entry !== undefined && (entry.strength !== 'reached' || entry.isSure === true)
}

/** How far callers are asked. */
const MOST_CALLERS = 12

/** Whether the code of an owner can be entered again while it waits; undefined where nothing says so, or it is run once. */
export const entryOf: (sourceCode: SourceCode, owner: CodeOwner) => Entry | undefined = perNode<CodeOwner, Entry | undefined>((sourceCode, owner) => {
  if (!isFunction(owner)) return undefined
  const member = memberOf(owner)
  if (member?.kind === 'constructor' || isRunInTurn(sourceCode, owner)) return undefined
  const whole = wholeOf(sourceCode, owner)
  const driving = owner.generator ? drivenGenerators(sourceCode).get(owner) : undefined
  if (driving && functionAround(driving.at) && driving.isRun) return entryOf(sourceCode, functionAround(driving.at) as FunctionNode)
  if (driving && !driving.isRun && !member && !isPrivateField(driving.at.parent)) return { strength: 'public', who: nameGiven(driving.at) ?? nameFor(owner), of: owner }
  if (whole) return isKeptFromCallers(sourceCode, whole.fn, whole.call) ? undefined : entryOf(sourceCode, whole.fn)
  const found: Entry[] = []
  for (const look of [handed, called, kept]) {
    const entries = look(sourceCode, owner)
    const sure = entries.find(isProven)
    if (sure) return sure
    found.push(...entries)
  }
  if (isOpenToOthers(sourceCode, owner) && !isStepInTurn(sourceCode, owner)) found.push({ strength: 'public', who: nameFor(owner), of: owner })
  const [ofInstance, second] = found.filter(({ setup }) => setup !== undefined)
  const others = found.filter(({ setup }) => setup === undefined)
  const open = others.find(({ strength }) => strength === 'public') ?? others[0]
  // Two hooks of one instance run it beside each other.
  return ofInstance ? { ...ofInstance, other: second ?? open ?? ofInstance.other } : open
}, undefined)

/** Whether it is sure to be entered again, whatever it shares. */
function isProven({ strength, setup }: Entry): boolean {
  return strength === 'proven' && setup === undefined
}

/** `load` of `load = flow(…)`, `{ load: flow(…) }` and `const load = flow(…)`. */
function nameGiven({ parent }: Call): string | undefined {
  const name = parent.type === 'VariableDeclarator' ? parent.id : parent.type === 'PropertyDefinition' || parent.type === 'Property' ? parent.key : undefined
  return name?.type === 'Identifier' ? `\`${name.name}\`` : undefined
}

/** `#load = flow(…)`, `private readonly load = flow(…)`: whoever calls it is of this class. */
function isPrivateField(node: Node): boolean {
  return node.type === 'PropertyDefinition' && (node.accessibility === 'private' || node.key.type === 'PrivateIdentifier')
}

/** Whether one run follows the other: of a method that the platform calls so, and of what only such methods call. */
function isRunInTurn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (runsInTurn(sourceCode, fn)) return true
  const { calls } = usesOf(sourceCode, fn)
  return calls.length > 0 && calls.every((call) => {
    const owner = functionAround(call)
    return owner !== undefined && runsInTurn(sourceCode, owner)
  })
}

/** What a message calls the code of a function: the function around that has a name. */
export function nameFor(fn: FunctionNode): string {
  const name = nameIn(fn)
  if (name !== undefined && memberOf(fn)?.kind !== 'constructor') return `\`${name.replace(/^#/u, '')}\``
  const outer = functionAround(fn)
  return outer && !isHolder(fn) ? nameFor(outer) : 'This callback'
}

/** The same for a function that something else runs: it runs again, not the function that has handed it over. */
function nameHanded(fn: FunctionNode): string {
  return nameIn(fn) === undefined ? 'This callback' : nameFor(fn)
}

function isHolder(fn: FunctionNode): boolean {
  return fn.parent.type === 'ReturnStatement'
}

// ---------------------------------------------------------------- handed on

function handed(sourceCode: SourceCode, fn: FunctionNode): readonly Entry[] {
  const handler = handlerOf(sourceCode, fn)
  if (handler && handler.kind !== 'completion' && !runsOnce(handler.handing) && !(handler.handing && instanceOf(handler.handing)) && calledModel(sourceCode, fn)?.once !== true) {
    return [{ strength: 'proven', who: nameHanded(fn), of: fn, at: handler.at }]
  }
  const found: Entry[] = []
  for (const handing of handingsOf(sourceCode, fn)) {
    if (isKeeping(handing)) continue
    const entry = entryByHanding(sourceCode, fn, handing)
    if (entry && isProven(entry)) return [entry]
    if (entry) found.push(entry)
  }
  return found
}

/** `useCallback(fn, [id])` runs nothing: what is done with the function says when it runs, and by whom. */
function isKeeping({ path }: Handing): boolean {
  return path !== undefined && memoHooks.has(path)
}

/** What a component keeps is run again and again, whatever that is by. */
function kept(sourceCode: SourceCode, fn: FunctionNode): readonly Entry[] {
  const handing = handingsOf(sourceCode, fn).find(isKeeping)
  return handing ? [{ strength: 'proven', who: nameHanded(fn), of: fn, at: handing.at }] : []
}

function runsOnce(handing: Handing | undefined): boolean {
  return handing?.timing === 'once'
}

function entryByHanding(sourceCode: SourceCode, fn: FunctionNode, handing: Handing): Entry | undefined {
  const { at, timing, path, elsewhere } = handing
  if (elsewhere) return undefined
  const setup = instanceOf(handing)
  if (timing === 'many') return { strength: 'proven', who: nameHanded(fn), of: fn, at, ...(setup && { setup }) }
  const method = at.type === 'CallExpression' && at.callee.type === 'MemberExpression' ? keyName(at.callee) : undefined
  if (timing === 'now' && fn.async && method !== undefined && (arrayMethods.has(method) || path === '#Array.from') && !isBehindRoundBefore(sourceCode, fn, method) && !isOfCursor(sourceCode, at, method)) return { strength: 'proven', who: nameHanded(fn), of: fn, at }
  if (at.type === 'CallExpression' && runsBeside(sourceCode, at) && runsAgain(sourceCode, at)) return { strength: 'proven', who: nameHanded(fn), of: fn, at }
  if (timing === 'once' && at.type === 'CallExpression' && isBegunInRounds(at)) return { strength: 'proven', who: nameHanded(fn), of: fn, at }
  if (at.type === 'CallExpression' && isOnce(at)) return undefined
  // What is run here, or once later, is entered as often as the code around it.
  const around = functionAround(at)
  // `if (this.renewal) return this.renewal; this.renewal = new Promise(async (resolve) => …)`, or `ready.then(() => renew())`: who comes later gets what is kept.
  if (around && (at.type === 'NewExpression' || reactionOf(sourceCode, fn)) && isMemoised(sourceCode, around, at)) return undefined
  return around && around !== fn && isInside(fn, around) && !leftShutAt(sourceCode, around, at) && !isRunByOne(sourceCode, around, at) ? entryOf(sourceCode, around) : undefined
}

/** Whether what runs it is waited for, and made by one run of the code around at a time: `busy = true; await retry(() => this.open()); busy = false`. */
function isRunByOne(sourceCode: SourceCode, around: FunctionNode, at: Node): boolean {
  return at.type === 'CallExpression' && fateOf(sourceCode, at).awaits.length > 0 && isKeptFromCallers(sourceCode, around, at)
}

/** `steps.reduce(async (before, step) => { await before; … }, …)`: each round begins by waiting for the one before. */
function isBehindRoundBefore(sourceCode: SourceCode, fn: FunctionNode, method: string): boolean {
  const [before] = fn.params
  if (!method.startsWith('reduce') || before?.type !== 'Identifier') return false
  const first = within(nodesOf(sourceCode).awaits, fn.body)[0]?.argument
  return first?.type === 'Identifier' && variableOf(sourceCode, first) === variableOf(sourceCode, before)
}

/** `await cursor.forEach(async (row) => …)`: of a list nobody would wait for that; what answers with a promise may well wait for each. */
function isOfCursor(sourceCode: SourceCode, call: Node, method: string): boolean {
  const callee = isCall(call) && isAwaited(call) ? unwrap(call.callee) : undefined
  return method === 'forEach' && callee?.type === 'MemberExpression' && collectionAt(sourceCode, callee.object) === undefined
}

/** `limit(() => save(each))`: a limiter with several slots runs several of what it is given at a time. */
function runsBeside(sourceCode: SourceCode, call: Call): boolean {
  const use = lockUseAt(sourceCode, call)
  return use?.does === 'scope' && use.counts === true
}

/** `for (…) { run(each).then(() => …) }`: each round begins one, and nobody waits for any of them. */
function isBegunInRounds(call: Call): boolean {
  let at = wrapped(call)
  while (at.parent?.type === 'MemberExpression' && at.parent.object === at && at.parent.parent.type === 'CallExpression') at = wrapped(at.parent.parent)
  if (at.parent?.type === 'UnaryExpression') at = at.parent
  for (let child: Node | undefined = at.parent; child?.type === 'ExpressionStatement' || child?.type === 'BlockStatement' || child?.type === 'IfStatement' || child?.type === 'TryStatement'; child = child.parent) {
    const { parent } = child
    if (parent && isLoop(parent) && 'body' in parent && parent.body === child) return true
  }
  return false
}

/** Whether a call makes a function that runs what it is given only once. */
function isOnce(call: Call): boolean {
  const callee = unwrap(call.callee)
  const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? keyName(callee) : undefined
  return name !== undefined && once.test(name)
}

// ---------------------------------------------------------------- called

function called(sourceCode: SourceCode, fn: FunctionNode): readonly Entry[] {
  const calls = usesOf(sourceCode, fn).calls.slice(0, MOST_CALLERS)
  const again = calls.find((call) => runsAgain(sourceCode, call) && !isKeptForRounds(sourceCode, call)) ?? twice(sourceCode, calls)
  if (again) return [{ strength: 'proven', who: nameFor(fn), of: fn, at: again }]
  if (isOfHeldObject(sourceCode, memberOf(fn)) || isStep(sourceCode, fn)) return []
  const ofInstance: Entry[] = []
  let open: Entry | undefined
  let weak: Entry | undefined
  for (const call of calls) {
    const owner = ownerOf(call)
    if (owner === fn || !isFunction(owner) || isKeptFromCallers(sourceCode, owner, call)) continue
    const entry = entryOf(sourceCode, owner)
    if (entry && isProven(entry)) return [{ ...entry, who: nameFor(fn) }]
    if (entry?.setup) {
      ofInstance.push({ ...entry, who: nameFor(fn) })
      continue
    }
    const isSure = (entry?.strength === 'public' || entry?.isSure === true) && isSurelyMade(sourceCode, owner, call)
    // What does nothing but this is this, under another name.
    if (entry?.strength === 'public' && isAllThatIsDone(owner, call)) open ??= { ...entry, who: nameFor(fn) }
    const found = entry && { of: entry.of, ...(entry.at && { at: entry.at }), strength: 'reached' as const, who: nameFor(fn), ...(isSure && { isSure }) }
    if (!weak || found?.isSure) weak = found ?? weak
  }
  return [...ofInstance, open ?? weak].filter((each) => each !== undefined)
}

/** `while (busy) { if (running) await running; else running = this.run() }`: a later round finds what it has begun, and waits for that. */
function isKeptForRounds(sourceCode: SourceCode, call: Call): boolean {
  const owner = ownerOf(call)
  return isFunction(owner) && (isMemoised(sourceCode, owner, call) || latchedAt(sourceCode, owner, call))
}

/** Whether a function does nothing but make a call: `notify() { this.pump().catch(report) }`. */
function isAllThatIsDone({ body }: FunctionNode, call: Call): boolean {
  const [statement, second] = body.type === 'BlockStatement' ? body.body : []
  const value = body.type !== 'BlockStatement' ? body : second ? undefined : statement?.type === 'ExpressionStatement' ? statement.expression : statement?.type === 'ReturnStatement' ? statement.argument : undefined
  let at = value && unwrap(value)
  while (at?.type === 'AwaitExpression' || (at?.type === 'UnaryExpression' && at.operator === 'void')) at = unwrap(at.argument)
  while (at !== call && at?.type === 'CallExpression' && at.callee.type === 'MemberExpression' && /^(?:then|catch|finally)$/u.test(keyName(at.callee) ?? '')) at = unwrap(at.callee.object)
  return at === call
}

/** Whether every run of the caller makes the call: then it is entered as often. */
function isSurelyMade(sourceCode: SourceCode, owner: FunctionNode, call: Call): boolean {
  return isOnEveryWay(flowOf(sourceCode, owner), call)
}

/** How the code can be entered again by runs that share the place. */
export function entryFor(sourceCode: SourceCode, owner: CodeOwner, { place, shared }: Pick<Access, 'place' | 'shared'>): Entry | undefined {
  const found = entryOf(sourceCode, owner)
  const entry = found?.setup && isOfInstance(sourceCode, place, found.setup) ? found.other : found
  if (!entry || shared === 'all') return entry
  if (shared === 'caller' || place.root.kind !== 'variable') return undefined
  const home = place.root.variable.scope.block
  if (entry.of === home) return undefined
  return isInside(entry.of, home) || (isFunction(home) && isRunByModule(sourceCode, home)) ? entry : undefined
}

/** `const labels = createLabels()`: the module runs the function once, and who comes later shares what that run has made. */
function isRunByModule(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const { calls } = usesOf(sourceCode, fn)
  return calls.length > 0 && calls.every((call) => !functionAround(call) && wrapped(call).parent?.type === 'VariableDeclarator')
}
