import { type FileCheck, fileChecks } from '../../knowledge/files.ts'
import { programExit } from '../../knowledge/roles.ts'
import { linkOn } from '../../utils/chains.ts'
import { nodesOf, within } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isInside, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { callbackAt } from '../promises/reactions.ts'
import { isNothing, outcomeForNothing, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { callsThatMayBe } from '../resolve/own-names.ts'
import { lastName } from '../resolve/path.ts'
import { ranBy } from '../resolve/promisified.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** A stretch of code that runs because something is there, or is not. */
export interface Region {
  readonly node: Node
  readonly found: boolean
  /** It is left to the error of what follows: a branch that throws. */
  readonly onlyTells?: true
  /** Some ways through the branch before it leave, and others come here. */
  readonly perhaps?: true
}

/** A question about a path, and where that is written. */
export interface Check extends FileCheck {
  readonly path: Node
}

const names: ReadonlySet<string> = new Set([...fileChecks.keys()].map(lastName))

/** The calls that may ask a question: of what asks, and of functions of this file that do. */
export function checksIn(sourceCode: SourceCode): readonly Call[] {
  const asking = callsThatMayBe(sourceCode, (name) => names.has(name))
  if (asking.length === 0) return []
  const here = new Set(nodesOf(sourceCode).functions.flatMap((fn) => (within(asking, fn).length > 0 ? (nameIn(fn) ?? []) : [])))
  return callsThatMayBe(sourceCode, (name) => names.has(name) || here.has(name))
}

/** The question a call asks about its first argument: by itself, or as a function of this file that asks and answers. */
export const checkOf: (sourceCode: SourceCode, call: Call) => Check | undefined = perNode<Call, Check | undefined>((sourceCode, call) => {
  if (call.type !== 'CallExpression') return undefined
  const [path] = call.arguments
  const known = path && fileChecks.get(ranBy(sourceCode, call.callee) ?? '')
  if (known) return { ...known, path }
  const target = calledFunction(sourceCode, call)
  const asked = target && askedBy(sourceCode, target, call)
  return asked && { answers: 'exists', sync: !target.async && promisedTo(sourceCode, target) === undefined, path: asked }
}, undefined)

/**
 * What a function asks for whoever calls it: `async function exists(path) { try { await access(path); return true } catch { return false } }`,
 * or for its object, as `await access(this.file)`.
 */
function askedBy(sourceCode: SourceCode, fn: FunctionNode, call: Call): Node | undefined {
  const [parameter] = fn.params
  const variable = parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
  const promised = variable && promisedTo(sourceCode, fn)
  if (promised) return askedThrough(sourceCode, promised, variable, call)
  if (fn.generator || !returnsOf(sourceCode, fn).every((each) => isTruth(each) && !KINDS.test(sourceCode.getText(each)))) return undefined
  const isOwn = call.callee.type === 'MemberExpression' && call.callee.object.type === 'ThisExpression'
  let asked: Node | undefined
  walkOwn(sourceCode, fn.body, (node) => {
    const [first] = node.type === 'CallExpression' && fileChecks.has(apiOf(sourceCode, node.callee) ?? '') ? node.arguments : []
    if (!first) return
    if (variable && first.type === 'Identifier' && variableOf(sourceCode, first) === variable) asked ??= call.arguments[0]
    else if (isOwn && first.type === 'MemberExpression' && first.object.type === 'ThisExpression') asked ??= first
  })
  return asked
}

/** The executor of a promise that is all a function answers with: `return new Promise((resolve) => { … })`. */
function promisedTo(sourceCode: SourceCode, fn: FunctionNode): FunctionNode | undefined {
  const [answer, second] = returnsOf(sourceCode, fn)
  const made = answer && !second ? unwrap(answer) : undefined
  return made?.type === 'NewExpression' && apiOf(sourceCode, made.callee) === '#Promise' ? callbackAt(sourceCode, made.arguments[0]) : undefined
}

/** `fs.exists(path, resolve)`: what it answers is what the promise is settled with. */
function askedThrough(sourceCode: SourceCode, executor: FunctionNode, path: Variable, call: Call): Node | undefined {
  const [resolve] = executor.params
  const settles = resolve?.type === 'Identifier' ? variableOf(sourceCode, resolve) : undefined
  let asked: Node | undefined
  walkOwn(sourceCode, executor.body, (node) => {
    if (node.type !== 'CallExpression' || fileChecks.get(apiOf(sourceCode, node.callee) ?? '')?.answers !== 'exists') return
    const [first, told] = node.arguments
    const isTold = told?.type === 'Identifier' && settles !== undefined && variableOf(sourceCode, told) === settles
    if (isTold && first?.type === 'Identifier' && variableOf(sourceCode, first) === path) asked ??= call.arguments[0]
  })
  return asked
}

/** What is there, rather than whether anything is. */
const KINDS = /\.(?:is[A-Z]\w*|size|\w*time(?:Ms)?|mode)\b/u

function isTruth(node: Node): boolean {
  const value = unwrap(node)
  if (value.type === 'Literal') return typeof value.value === 'boolean'
  // `return access(path).then(() => true, () => false)`
  return value.type === 'CallExpression' || value.type === 'AwaitExpression'
}

/** The code that runs because of the answer. */
export function regionsOf(sourceCode: SourceCode, call: Call, check: FileCheck): readonly Region[] {
  const callback = call.arguments.length > 1 ? callbackAt(sourceCode, call.arguments.at(-1)) : undefined
  if (callback) return ofCallback(sourceCode, callback, check)
  const awaited = awaitedAt(call)
  const value = wrapped(awaited ?? call)
  const told = check.answers === 'access' ? truthOfChain(sourceCode, call) : undefined
  if (told) return ofValue(sourceCode, wrapped(awaitedAt(told.end) ?? told.end), told.found)
  const answer = nothingOnFailure(sourceCode, call)
  if (answer) return ofValue(sourceCode, wrapped(awaitedAt(answer) ?? answer), true)
  return check.answers === 'exists' ? [...ofValue(sourceCode, value, true), ...ofNext(sourceCode, call)] : [...ofFailure(call, awaited), ...ofChain(sourceCode, call)]
}

/** `access(path).then(() => true, () => false)`, `access(path).then(() => true).catch(() => false)`: its last link, and whether true means that it is there. */
function truthOfChain(sourceCode: SourceCode, call: Call): { readonly end: Node; readonly found: boolean } | undefined {
  const link = linkOn(call)
  const [onDone, onFailed] = link?.by === 'then' ? link.call.arguments : []
  const found = saidBy(sourceCode, onDone)
  const next = onFailed ? undefined : link && linkOn(link.call)
  const lost = saidBy(sourceCode, onFailed ?? (next?.by === 'catch' ? next.call.arguments[0] : undefined))
  return link && found !== undefined && lost === !found ? { end: next?.call ?? link.call, found } : undefined
}

/** `stat(path).catch(() => null)`: what it answers is there where the file is, and nothing where it is not. */
function nothingOnFailure(sourceCode: SourceCode, call: Call): Node | undefined {
  const link = linkOn(call)
  const [handler] = link?.by === 'catch' ? link.call.arguments : []
  const said = alwaysSaid(sourceCode, handler)
  return link && said && (isNothing(said) || (said.type === 'Literal' && said.value === false)) ? link.call : undefined
}

/** What a function always says, where that is true or false. */
function saidBy(sourceCode: SourceCode, fn: Node | undefined): boolean | undefined {
  const said = alwaysSaid(sourceCode, fn)
  return said?.type === 'Literal' && typeof said.value === 'boolean' ? said.value : undefined
}

function alwaysSaid(sourceCode: SourceCode, fn: Node | undefined): Node | undefined {
  const body = callbackAt(sourceCode, fn)?.body
  const [only] = body?.type === 'BlockStatement' ? body.body : []
  return (body?.type === 'BlockStatement' ? (only?.type === 'ReturnStatement' ? only.argument : undefined) : body) ?? undefined
}

function awaitedAt(call: Node): Node | undefined {
  const parent = wrapped(call).parent
  return parent?.type === 'AwaitExpression' ? parent : undefined
}

// ---------------------------------------------------------------- truth values

const MOST_STEPS = 8

/** What depends on whether an expression is true; `found` is what it means if so. */
function ofValue(sourceCode: SourceCode, expression: Node, found: boolean): Region[] {
  let at = expression
  let means = found
  for (let step = 0; step < MOST_STEPS; step++) {
    const parent = at.parent
    switch (parent?.type) {
      case 'UnaryExpression':
        if (parent.operator !== '!') return []
        means = !means
        break
      case 'LogicalExpression': {
        const right: Region[] = parent.left === at ? [{ node: parent.right, found: parent.operator === '||' ? !means : means }] : []
        return [...right, ...(testOf(parent.parent, parent) ? ofTest(sourceCode, parent.parent, parent.operator === '||' ? undefined : means, means) : [])]
      }
      case 'MemberExpression': {
        // `info?.isFile()`: where that is so, something is there; where it is not, there may be something else.
        const whole = parent.object === at && parent.optional ? chainAround(parent) : undefined
        return whole && means ? ofValue(sourceCode, whole, true).filter((each) => each.found) : []
      }
      case 'BinaryExpression': {
        const missing = outcomeForNothing(parent)
        return missing === undefined ? [] : ofValue(sourceCode, wrapped(parent), missing ? !means : means)
      }
      case 'IfStatement':
      case 'ConditionalExpression':
        return parent.test === at ? ofTest(sourceCode, parent, means, means) : []
      case 'VariableDeclarator': {
        const variable = parent.id.type === 'Identifier' && parent.init === at ? variableOf(sourceCode, parent.id) : undefined
        return (variable?.references ?? []).flatMap(({ identifier, init }) => (init === true ? [] : ofValue(sourceCode, identifier, means)))
      }
      default:
        return []
    }
    at = parent
  }
  return []
}

function chainAround(part: Node): Node | undefined {
  let at: Node | undefined = part
  while (at && at.type !== 'ChainExpression') at = at.parent
  return at && wrapped(at)
}

function testOf(parent: Node | undefined, child: Node): boolean {
  return (parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') && parent.test === child
}

/** The branches of a test, and what comes after it where one of them leaves. `whenTrue` is unknown where others have a say, too. */
function ofTest(sourceCode: SourceCode, test: Node, whenTrue: boolean | undefined, whenElse: boolean): Region[] {
  if (test.type !== 'IfStatement' && test.type !== 'ConditionalExpression') return []
  const regions: Region[] = whenTrue === undefined ? [] : [{ node: test.consequent, found: whenTrue }]
  if (test.alternate) regions.push({ node: test.alternate, found: !whenElse })
  const how = test.type === 'IfStatement' ? leaves(test.consequent) : undefined
  const mayLeave = !how && test.type === 'IfStatement' && !test.alternate && hasExit(sourceCode, test.consequent)
  if (mayLeave) regions.push(...after(test).map((node): Region => ({ node, found: !whenElse, perhaps: true })))
  if (how && !test.alternate) regions.push(...after(test).map((node): Region => ({ node, found: !whenElse, ...(how === 'throw' && { onlyTells: true }) })))
  return regions
}

/** `if (isAlive(pid)) throw …` somewhere in it. */
function hasExit(sourceCode: SourceCode, branch: Node): boolean {
  let found = false
  walkOwn(sourceCode, branch, (node) => {
    found ||= node.type === 'ThrowStatement' || node.type === 'ReturnStatement' || (node.type === 'CallExpression' && apiOf(sourceCode, node.callee) === programExit)
  })
  return found
}

function leaves(node: Node): 'return' | 'throw' | undefined {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node
  if (last?.type === 'ThrowStatement') return 'throw'
  return last?.type === 'ReturnStatement' || last?.type === 'ContinueStatement' ? 'return' : undefined
}

function after(statement: Node): readonly Node[] {
  const block = statement.parent
  return block?.type === 'BlockStatement' || block?.type === 'Program' ? block.body.filter((each) => each.range[0] >= statement.range[1]) : []
}

// ---------------------------------------------------------------- failures

/** `try { await access(path) } catch { … }`. */
function ofFailure(call: Call, awaited: Node | undefined): Region[] {
  const home = functionAround(call)
  for (let at: Node = call; at.parent && at !== home; at = at.parent) {
    const statement: Node = at.parent
    if (statement.type !== 'TryStatement' || statement.block !== at || !statement.handler) continue
    if (!awaited && !isSync(call)) return []
    const left = leaves(statement.handler.body)
    const inside = statement.block.body.filter((each) => each.range[0] >= call.range[1])
    const done = leaves(statement.block)
    return [
      { node: statement.handler.body, found: false },
      ...inside.map((node): Region => ({ node, found: true })),
      ...(left ? after(statement).map((node): Region => ({ node, found: true, ...(left === 'throw' && { onlyTells: true }) })) : []),
      ...(done ? after(statement).map((node): Region => ({ node, found: false, ...(done === 'throw' && { onlyTells: true }) })) : []),
    ]
  }
  return []
}

function isSync({ callee }: Call): boolean {
  return /Sync$/u.test(callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : callee.type === 'Identifier' ? callee.name : '')
}

/** `access(path).catch(() => mkdir(path))`. */
function ofChain(sourceCode: SourceCode, call: Call): Region[] {
  const link = linkOn(call)
  const [first, second] = (link?.call.arguments ?? []).map((each) => callbackAt(sourceCode, each) ?? each)
  if (link?.by === 'catch') return first ? [{ node: first, found: false }] : []
  if (link?.by !== 'then') return []
  return [...(first ? [{ node: first, found: true }] : []), ...(second ? [{ node: second, found: false }] : [])]
}

/** `exists(path).then((found) => …)`. */
function ofNext(sourceCode: SourceCode, call: Call): readonly Region[] {
  const link = linkOn(call)
  const callback = link?.by === 'then' ? callbackAt(sourceCode, link.call.arguments[0]) : undefined
  return callback ? ofCallback(sourceCode, callback, { answers: 'exists', sync: false }) : []
}

/** `exists(path, (found) => …)`, `stat(path, (error, stats) => …)`. */
function ofCallback(sourceCode: SourceCode, callback: FunctionNode, { answers }: FileCheck): readonly Region[] {
  const [first] = callback.params
  const variable = first?.type === 'Identifier' ? variableOf(sourceCode, first) : undefined
  return (variable?.references ?? []).filter(({ identifier }) => isInside(identifier, callback.body)).flatMap(({ identifier }) => ofValue(sourceCode, identifier, answers === 'exists'))
}
