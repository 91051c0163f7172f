import type { TSESTree } from '@typescript-eslint/utils'

import { lockMethodAt } from '../../knowledge/index.ts'
import { databaseMethods, databaseNames, databaseParts, databaseVerbs, filesByName, letterAddressees, letterContents, letterSenders, type Outside, outsideCalls, repositoryNames, requestMethods, requestTargets, sendingModules, serviceClients, statementMethods, statementText, transactionEnds, transactionMethods } from '../../knowledge/io.ts'
import { transactionScopes } from '../../knowledge/locks/lent.ts'
import { calledName, nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, isInside, keyName, literalText, type Node, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { speaksOfTransactions } from '../locks/transactions/begun.ts'
import { transactionsPassed } from '../locks/transactions/carriers.ts'
import { fateOf } from '../promises/fate.ts'
import { onlyValue, type Variable, variableOf } from '../resolve/bindings.ts'
import { propertyAt, recordAt } from '../resolve/constants.ts'
import { apiOf, denote, pathOf } from '../resolve/denote.ts'
import { lastName } from '../resolve/path.ts'
import { promisifiedFrom } from '../resolve/promisified.ts'
import { calledFunction, calledPath, receiver } from '../resolve/receiver.ts'
import type { Task } from './fanouts.ts'
import { isBoundedRun } from './repeated.ts'

/** A call that uses something outside of the process while others do so too. */
export interface OutsideUse {
  readonly call: Call
  readonly outside: Outside
}

const MOST_DEPTH = 3
const members: ReadonlySet<string> = new Set([...outsideCalls.keys()].map(lastName))

/** What a task uses outside, calls of local functions followed; undefined where that is nothing we know, or it takes its turn first. */
export function outsideOf(sourceCode: SourceCode, task: Task): OutsideUse | undefined {
  const use = usedBy(sourceCode, task)
  if (use && use.outside !== 'database') return use
  return (speaksOfTransactions(sourceCode) ? inTransaction(sourceCode, task, use) : undefined) ?? use
}

/** Work that every task does in the same transaction, which is not its own: of databases, whatever runs it. */
function inTransaction(sourceCode: SourceCode, { node, fn, by }: Task, known: OutsideUse | undefined): OutsideUse | undefined {
  if (!by || (fn && (fn.generator || isBoundedRun(sourceCode, fn)))) return undefined
  const root = fn?.body ?? node
  if (!known && surveyOf(sourceCode, root).takesTurn) return undefined
  let found: OutsideUse | undefined
  walk(sourceCode, root, (at) => {
    if (found || (at !== root && isFunction(at) && !runsHere(at))) return false
    const isOne = at.type === 'CallExpression' && (!known || at === known.call) && answersLater(sourceCode, at) && transactionsPassed(sourceCode, at).some((each) => !isOf(each, fn ?? root))
    if (isOne) found = { call: at, outside: 'transaction' }
    return true
  })
  return found
}

/** A transaction that each of them has for itself. */
function isOf({ identifiers }: Variable, task: Node): boolean {
  return identifiers.some((each) => isInside(each, task))
}

function usedBy(sourceCode: SourceCode, task: Task): OutsideUse | undefined {
  if (task.fn) return inFunction(sourceCode, task.fn, 0)
  const node = unwrap(task.node)
  const path = node.type === 'Identifier' || node.type === 'MemberExpression' ? apiOf(sourceCode, node) : undefined
  const outside = path === undefined ? undefined : outsideCalls.get(path)
  // `paths.map(open)`: the API itself is what runs.
  if (outside && task.by && 'callee' in task.by) return { call: task.by, outside }
  return inCode(sourceCode, node, 0)
}

function inFunction(sourceCode: SourceCode, fn: FunctionNode, depth: number): OutsideUse | undefined {
  if (fn.generator || isBoundedRun(sourceCode, fn)) return undefined
  return inCode(sourceCode, fn.body, depth)
}

function inCode(sourceCode: SourceCode, root: Node, depth: number): OutsideUse | undefined {
  const { use, takesTurn, calls } = surveyOf(sourceCode, root)
  if (use || takesTurn || depth >= MOST_DEPTH) return use
  for (const fn of calls) {
    const below = inFunction(sourceCode, fn, depth + 1)
    if (below) return below
  }
  return undefined
}

/** What a stretch of code does, up to its first use of something outside or its first turn. */
interface Survey {
  readonly use?: OutsideUse
  readonly takesTurn?: true
  /** The functions of the file that it calls. */
  readonly calls: readonly FunctionNode[]
}

const surveyOf: (sourceCode: SourceCode, root: Node) => Survey = perNode<Node, Survey>((sourceCode, root) => {
  let end: Pick<Survey, 'use' | 'takesTurn'> | undefined
  const calls = new Set<FunctionNode>()
  walk(sourceCode, root, (node) => {
    if (end) return false
    if (node !== root && isFunction(node) && !runsHere(node)) return false
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return true
    if (isTurn(sourceCode, node)) {
      end = { takesTurn: true }
      return false
    }
    const outside = outsideAt(sourceCode, node)
    if (outside) end = { use: { call: node, outside } }
    else {
      const target = calledFunction(sourceCode, node)
      if (target) calls.add(target)
    }
    return true
  })
  return { ...end, calls: [...calls] }
}, { calls: [] })

/** Whether a task waits for its turn before it uses anything outside, wherever in it that is: `entry.isDirectory() ? walk(path) : limit(() => load(path))`. */
export function takesTurn(sourceCode: SourceCode, { node, fn }: Task): boolean {
  return surveyOf(sourceCode, fn?.body ?? node).takesTurn === true
}

/** Callbacks of array methods, executors and chains belong to what they stand in; other functions run when somebody likes. */
function runsHere(fn: FunctionNode): boolean {
  const parent: Node = fn.parent
  if (parent.type === 'NewExpression') return parent.callee.type === 'Identifier' && parent.callee.name === 'Promise'
  if (parent.type !== 'CallExpression') return false
  const callee = unwrap(parent.callee)
  return callee === fn || (callee.type === 'MemberExpression' && /^(?:map|forEach|flatMap|then|catch|finally|transaction|all)$/u.test(keyName(callee) ?? ''))
}

/** `limit(() => load(url))`, `semaphore.runExclusive(…)`. */
function isTurn(sourceCode: SourceCode, call: Call): boolean {
  const method = lockMethodAt(apiOf(sourceCode, call.callee) ?? '')
  return method !== undefined && !method.lock.lease && method.method.does !== 'release'
}

export const outsideAt: (sourceCode: SourceCode, call: Call) => Outside | undefined = perNode<Call, Outside | undefined>((sourceCode, call) => {
  const path = calledPath(sourceCode, call, members)
  if (path !== undefined) {
    const known = outsideCalls.get(path === 'node:util#promisify()' ? (promisifiedFrom(sourceCode, call.callee) ?? '') : path)
    if (known) return known
    if (sendingModules.test(path)) return 'network'
    if (serviceClients.test(path) && answersLater(sourceCode, call)) return 'network'
  }
  if (isRequest(sourceCode, call) || isLetter(sourceCode, call)) return 'network'
  const callee = unwrap(call.callee)
  if (callee.type === 'Identifier') return isFromOutside(sourceCode, callee) ? ofFile(sourceCode, call, callee.name) : undefined
  if (callee.type !== 'MemberExpression' || isLocal(sourceCode, callee.object)) return undefined
  return byName(sourceCode, call, keyName(callee) ?? '') ?? (calledFunction(sourceCode, call) ? undefined : ofFile(sourceCode, call, keyName(callee) ?? '') ?? ofDatabase(sourceCode, call, callee))
}, undefined)

/** `await send({ method: 'GET', url })`: options that only a request has, of what answers later. */
function isRequest(sourceCode: SourceCode, call: Call): boolean {
  return call.arguments.some((each) => {
    const options = recordAt(sourceCode, each)
    const method = propertyAt(sourceCode, options, 'method')
    return method !== undefined && requestMethods.test(literalText(unwrap(method)) ?? '') && requestTargets.some((name) => propertyAt(sourceCode, options, name) !== undefined)
  }) && answersLater(sourceCode, call)
}

/** `await this.mailer.send({ to, subject, html })`. */
function isLetter(sourceCode: SourceCode, call: Call): boolean {
  const [first] = call.arguments
  const letter = recordAt(sourceCode, first)
  if (!letter || !letterSenders.has(calledName(call) ?? '')) return false
  const has = (names: readonly string[]): boolean => names.some((name) => propertyAt(sourceCode, letter, name) !== undefined)
  return has(letterAddressees) && has(letterContents) && answersLater(sourceCode, call)
}

/** What another module has, or what a caller gives. */
function isFromOutside(sourceCode: SourceCode, name: Node): boolean {
  const def = variableOf(sourceCode, name)?.defs[0]
  return def?.type === 'ImportBinding' || def?.type === 'Parameter'
}

/** `await readJsonFile(path)` of another module, or of the caller: what answers later and says that it reads a file. */
function ofFile(sourceCode: SourceCode, call: Call, name: string): Outside | undefined {
  return filesByName.test(name) && answersLater(sourceCode, call) ? 'file' : undefined
}

/** `await this.db.set(key, value)`, `await this.prisma.user.update(…)`, `await this.users.rename(id, name)` of a `UserRepository`. */
function ofDatabase(sourceCode: SourceCode, call: Call, { object, property }: TSESTree.MemberExpression): Outside | undefined {
  if (property.type !== 'Identifier' || !answersLater(sourceCode, call)) return undefined
  return (databaseVerbs.has(property.name) && isDatabase(object)) || isRepository(sourceCode, object) ? 'database' : undefined
}

/** `db`, `this.redis`, `redis.defaultClient`, and a table of one of them: `db.users`. */
function isDatabase(object: Node): boolean {
  const holder = unwrap(object)
  const name = namedAs(holder)
  if (name === undefined) return false
  return databaseNames.test(name) || (holder.type === 'MemberExpression' && (databaseParts.test(name) ? isDatabase(holder.object) : databaseNames.test(namedAs(unwrap(holder.object)) ?? '')))
}

function namedAs(holder: Node): string | undefined {
  return holder.type === 'Identifier' ? holder.name : holder.type === 'MemberExpression' ? keyName(holder) : undefined
}

function isRepository(sourceCode: SourceCode, object: Node): boolean {
  if (repositoryNames.test(namedAs(unwrap(object)) ?? '')) return true
  const type = pathOf(sourceCode, receiver(sourceCode, object))
  return type?.endsWith('()') === true && repositoryNames.test(type.slice(0, -2))
}

function answersLater(sourceCode: SourceCode, call: Call): boolean {
  const { awaits, returned } = fateOf(sourceCode, call)
  return awaits.length > 0 || returned || isCollected(sourceCode, call)
}

/** `saves.push(writeFile(path, text)); … await Promise.all(saves)`: what is in the list is waited for. */
function isCollected(sourceCode: SourceCode, call: Call): boolean {
  const push = wrapped(call).parent
  const callee = push?.type === 'CallExpression' ? unwrap(push.callee) : undefined
  const list = callee?.type === 'MemberExpression' && keyName(callee) === 'push' && callee.object.type === 'Identifier' ? variableOf(sourceCode, callee.object) : undefined
  return list?.references.some(({ identifier }) => {
    const all = identifier.parent
    return all.type === 'CallExpression' && all.arguments.includes(identifier as TSESTree.Identifier) && collecting.has(apiOf(sourceCode, all.callee) ?? '')
  }) ?? false
}

const collecting: ReadonlySet<string> = new Set(['#Promise.all', '#Promise.allSettled'])

/** An object of this file: its methods are followed, not guessed. */
function isLocal(sourceCode: SourceCode, object: Node): boolean {
  const kind = denote(sourceCode, object)?.kind
  return kind === 'record' || kind === 'elements' || kind === 'function'
}

/** What cannot be resolved is known by names that nothing else has. */
function byName(sourceCode: SourceCode, call: Call, method: string): Outside | undefined {
  if (databaseMethods.has(method) || (transactionScopes.has(method) && call.arguments.some((each) => isFunction(each) && each.async))) return 'database'
  if (transactionMethods.has(method)) return endsTransactions(sourceCode) && call.parent.type === 'AwaitExpression' && isInitialiser(call.parent) ? 'database' : undefined
  const [first] = call.arguments
  return first && statementMethods.has(method) && statementText.test(startOf(sourceCode, first)) && !isOwn(call) ? 'database' : undefined
}

/** `const transaction = await …`: one for each task. */
function isInitialiser({ parent }: Node): boolean {
  return parent?.type === 'VariableDeclarator'
}

/** `this.query(…)` of something that is a connection itself. */
function isOwn({ callee }: Call): boolean {
  return callee.type === 'MemberExpression' && callee.object.type === 'ThisExpression'
}

/** How a text begins that is written down here or in a constant. */
function startOf(sourceCode: SourceCode, text: Node): string {
  const node = unwrap(text)
  if (node.type === 'TemplateLiteral') return node.quasis[0]?.value.raw ?? ''
  if (node.type !== 'Identifier') return literalText(node) ?? ''
  const only = onlyValue(sourceCode, node)
  const value = only ? unwrap(only) : undefined
  return value?.type === 'TemplateLiteral' ? (value.quasis[0]?.value.raw ?? '') : value ? (literalText(value) ?? '') : ''
}

const endsTransactions = perFile((sourceCode): boolean => transactionEnds.test(sourceCode.text) && nodesOf(sourceCode).calls.length > 0)
