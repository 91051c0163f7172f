import type { TSESTree } from '@typescript-eslint/utils'

import { droppers } from '../../../knowledge/callbacks/index.ts'
import { transactionMethods } from '../../../knowledge/io.ts'
import { askingForSure, buildsStatement, ending, endStatement, entityPromises, lazyScope, modelPromises, rowLocks, runnerWord, runsStatement, sendsStatement, transactionClosers, transactionHolders, transactionScopes } from '../../../knowledge/locks/lent.ts'
import { linkAt } from '../../../utils/chains.ts'
import { calledName, callsNamed, callsWhere, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isFunction, isInside, keyName, type Node, propertyOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { type Variable, variableHolding, variableOf } from '../../resolve/bindings.ts'
import { textAt } from '../../resolve/constants.ts'
import { mentions } from '../../resolve/evidence.ts'
import { locationOf } from '../../resolve/location.ts'
import { spotOf } from '../effects.ts'
import { begunByStatement, speaksOfTransactions } from '../transactions/begun.ts'
import { callPassed, carrierRoots, isCarrier, isEntityManager, isInAsyncScope, isOpenedBy, isRunner, mayAnswerAtOnce, scopeOf } from '../transactions/carriers.ts'
import { dropsCallback, isDropped, isOnPurpose } from './dropped.ts'
import type { Fault } from './faults.ts'
import { yieldsPromise } from './promises.ts'

/** Work in a transaction that nobody waits for: the transaction may be over before it. */
export function carriedWork(sourceCode: SourceCode): readonly Fault[] {
  const inTransactions = mentions(sourceCode, carrierRoots) || speaksOfTransactions(sourceCode) ? workCarried(sourceCode) : []
  const ofRunners = sourceCode.text.includes(runnerWord) ? workOfRunners(sourceCode) : []
  return [...inTransactions, ...ofRunners, ...endsByStatement(sourceCode)]
}

function workCarried(sourceCode: SourceCode): readonly Fault[] {
  const calls = [...carryingCalls(sourceCode)].flatMap(([call, carrier]): readonly Fault[] => {
    if (!isForgotten(sourceCode, call)) return []
    const isCallback = dropsCallback(sourceCode, call)
    return isCallback || yieldsPromise(sourceCode, call) || isAsked(sourceCode, call, carrier) || isOfModel(call, carrier) || isAwaitedAlike(sourceCode, call, carrier) ? [{ kind: 'carried', call, at: spotOf(call), carrier: carrier.name, isCallback, isUnrun: isUnrun(sourceCode, call, carrier) }] : []
  })
  return [...calls, ...nodesOf(sourceCode).functions.flatMap((fn) => templatesOf(sourceCode, fn))]
}

/** ``tx.$executeRaw`…` `` as a statement, where the client of `$transaction` is asked. */
function templatesOf(sourceCode: SourceCode, fn: FunctionNode): readonly Fault[] {
  const [first] = fn.params
  const carrier = first?.type === 'Identifier' ? variableOf(sourceCode, first) : undefined
  if (!carrier || scopeOf(carrier) !== lazyScope) return []
  return carrier.references.flatMap(({ identifier }): readonly Fault[] => {
    const member = identifier.parent
    const template = member.type === 'MemberExpression' && member.object === identifier ? member.parent : undefined
    if (template?.type !== 'TaggedTemplateExpression' || template.tag !== member || template.parent.type !== 'ExpressionStatement') return []
    return [{ kind: 'carried', call: template, at: member.loc, carrier: carrier.name, isCallback: false, isUnrun: false }]
  })
}

/** `this.queryRunner.query(text)`: whatever a runner is asked, it answers with a promise. */
function workOfRunners(sourceCode: SourceCode): readonly Fault[] {
  return callsWhere(sourceCode, (name) => askingForSure.test(name)).flatMap((call): readonly Fault[] => {
    const callee = unwrap(call.callee)
    if (call.type !== 'CallExpression' || callee.type !== 'MemberExpression' || !isForgotten(sourceCode, call) || !isRunner(sourceCode, callee.object)) return []
    return call.arguments.some((each) => isFunction(each)) ? [] : [{ kind: 'carried', call, at: spotOf(call), carrier: sourceCode.getText(callee.object), isCallback: false, isUnrun: false }]
  })
}

/** `this.db.exec('ROLLBACK')` in an asynchronous function: what comes next may run before the transaction is over. */
function endsByStatement(sourceCode: SourceCode): readonly Fault[] {
  return callsNamed(sourceCode, ending).flatMap((call): readonly Fault[] => {
    const callee = unwrap(call.callee)
    const [text, more] = call.arguments
    if (call.type !== 'CallExpression' || callee.type !== 'MemberExpression' || !text || more || !endStatement.test(textAt(sourceCode, text) ?? '')) return []
    if (functionAround(call)?.async !== true || !isForgotten(sourceCode, call) || !(yieldsPromise(sourceCode, call) || isAskedForPromises(sourceCode, callee.object))) return []
    return [{ kind: 'carried', call, at: spotOf(call), carrier: sourceCode.getText(callee.object), isCallback: false, isUnrun: false }]
  })
}

/** Whether the file waits elsewhere for what it asks of the same thing. */
function isAskedForPromises(sourceCode: SourceCode, object: Node): boolean {
  const key = locationOf(sourceCode, object)?.key
  return key !== undefined && awaitedOf(sourceCode).has(key)
}

/** The places of whose methods the file awaits one. */
const awaitedOf = perFile((sourceCode): ReadonlySet<string> => new Set(nodesOf(sourceCode).awaits.flatMap(({ argument }) => {
  const call = unwrap(argument)
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && callee.object.type !== 'Super' ? (locationOf(sourceCode, callee.object)?.key ?? []) : []
})))

/** Nobody waits for it, and nothing says that this is meant. */
function isForgotten(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const fate = fateOf(sourceCode, call)
  return isDropped(fate) && fate.chained.length === 0 && !isOnPurpose(call, fate)
}

/**
 * `await User.create(a, { transaction })` beside `Event.create(b, { transaction })`: it yields a promise, of whatever it is, since it is
 * waited for where it is given the same transaction, or asked of it.
 */
function isAwaitedAlike(sourceCode: SourceCode, call: TSESTree.CallExpression, carrier: Variable): boolean {
  const name = calledName(call)
  const alike = carrier.references.flatMap(({ identifier }) => callPassed(identifier) ?? chainOn(identifier)?.last ?? [])
  return name !== undefined && alike.includes(call) && alike.some((each) => calledName(each) === name && fateOf(sourceCode, each).awaits.length > 0)
}

/** `Seat.create(seat, { transaction })` in an asynchronous callback: what a model of Sequelize is asked for with a transaction, or a row of one. */
function isOfModel(call: TSESTree.CallExpression, carrier: Variable): boolean {
  return modelPromises.has(calledName(call) ?? '') && isInAsyncScope(carrier) && call.arguments.some((each) => {
    const option = propertyOf(each, rowLocks.transaction)
    return option?.type === 'Identifier' && carrier.references.some(({ identifier }) => identifier === option)
  })
}

/** Calls on a name, one after the other: `tx.insert(orders).values(order)`. */
interface Chain {
  readonly last: TSESTree.CallExpression
  readonly length: number
  /** The method that begins it; undefined where the name itself is called: `trx('orders').insert(order)`. */
  readonly first?: string
}

/** The last of them ends the chain: `.then` behind it says what becomes of its promise. */
function chainOn(name: Node): Chain | undefined {
  let last: TSESTree.CallExpression | undefined
  let [first, length]: [string | undefined, number] = [undefined, 0]
  for (let outer = wrapped(name), { parent } = outer; parent; outer = wrapped(parent), { parent } = outer) {
    if (parent.type === 'CallExpression' && parent.callee === outer) {
      if (length > 0 && linkAt(parent)) break
      last = parent
      length++
    } else if (parent.type !== 'MemberExpression' || parent.object !== outer) break
    else if (length === 0) first = keyName(parent)
  }
  return last && { last, length, ...(first === undefined ? {} : { first }) }
}

/** What a transaction is asked for by the methods that nothing answers at once: a statement that is built, whatever the client of `$transaction` is asked. */
function isAsked(sourceCode: SourceCode, call: TSESTree.CallExpression, carrier: Variable): boolean {
  const scope = scopeOf(carrier)
  if (scope === undefined) return false
  return carrier.references.some(({ identifier }) => {
    const chain = chainOn(identifier)
    if (chain?.last === call && isSent(sourceCode, call, carrier, chain)) return true
    if (chain?.last !== call || (runsStatement.has(calledName(call) ?? '') && mayAnswerAtOnce(sourceCode, carrier))) return false
    return scope === lazyScope || (chain.length > 1 && (chain.first === undefined || buildsStatement.has(chain.first)))
  })
}

/** Whether nothing runs a statement that is built in a callback which waits for nothing: `db.transaction((tx) => { tx.insert(orders).values(order) })`. */
function isUnrun(sourceCode: SourceCode, call: TSESTree.CallExpression, carrier: Variable): boolean {
  return mayAnswerAtOnce(sourceCode, carrier) && carrier.references.some(({ identifier }) => {
    const chain = chainOn(identifier)
    return chain?.last === call && chain.length > 1 && chain.first !== undefined && buildsStatement.has(chain.first)
  })
}

/** Whether a chain sends its statement: the transaction of an asynchronous callback is asked by itself, or the manager of entities by what promises. */
function isSent(sourceCode: SourceCode, call: TSESTree.CallExpression, carrier: Variable, { first, length }: Chain): boolean {
  const name = calledName(call) ?? ''
  if (call.arguments.some((each) => isFunction(each))) return false
  return (length === 1 && first !== undefined && sendsStatement.has(first) && isInAsyncScope(carrier)) || (entityPromises.has(name) && (length === 1 || name === 'execute' || (length === 2 && first === 'getRepository')) && isEntityManager(sourceCode, carrier))
}

/** The calls in which a transaction, or options with one, is passed on that a function around them was given or has opened, or a client on which it has begun one. */
function carryingCalls(sourceCode: SourceCode): ReadonlyMap<TSESTree.CallExpression, Variable> {
  const calls = new Map<TSESTree.CallExpression, Variable>()
  const add = (variable: Variable, within: Node): void => {
    for (const { identifier } of variable.references) {
      if (!isPassedOn(identifier) || !isInside(identifier, within)) continue
      for (let at: Node | undefined = identifier.parent; at && at !== within; at = at.parent) if (at.type === 'CallExpression' && !calls.has(at) && !(linkAt(at) && isInside(identifier, at.callee))) calls.set(at, variable)
    }
  }
  for (const fn of nodesOf(sourceCode).functions) {
    const declared = fn.params.length > 0 ? (sourceCode.scopeManager?.getDeclaredVariables(fn) ?? []) : []
    for (const variable of declared) if (isCarrier(sourceCode, variable)) add(variable, fn)
  }
  for (const begin of begunByStatement(sourceCode)) {
    const fn = functionAround(begin)
    const name = unwrap(begin.callee.object)
    const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
    if (fn && variable) add(variable, fn)
  }
  for (const opening of callsNamed(sourceCode, transactionMethods)) {
    const fn = functionAround(opening)
    const variable = fn && openedBy(sourceCode, opening)
    for (const { identifier } of variable?.references ?? []) {
      const call = callPassed(identifier)
      if (variable && call && !calls.has(call)) calls.set(call, variable)
    }
  }
  for (const opening of callsNamed(sourceCode, openers)) {
    const variable = functionAround(opening) && (openedBy(sourceCode, opening) ?? heldBy(sourceCode, opening))
    for (const { identifier } of variable?.references ?? []) {
      const round = variable && isPassedOn(identifier) ? roundAround(identifier) : undefined
      if (variable && round && !calls.has(round) && isEndedBehind(variable, round)) calls.set(round, variable)
    }
  }
  return calls
}

const openers: ReadonlySet<string> = new Set([...transactionMethods, ...transactionHolders])

/** `const session = await client.startSession()`, `const runner = source.createQueryRunner()`. */
function heldBy(sourceCode: SourceCode, opening: Call): Variable | undefined {
  const outer = wrapped(opening).parent
  return transactionHolders.has(calledName(opening) ?? '') && outer ? variableHolding(sourceCode, outer.type === 'AwaitExpression' ? outer : opening) : undefined
}

/** `rows.forEach(async (row) => { … })` around a name, in the function that has it. */
function roundAround(name: Node): TSESTree.CallExpression | undefined {
  const fn = functionAround(name)
  const given = fn && wrapped(fn)
  const call = given?.parent
  return call?.type === 'CallExpression' && fn?.async === true && call.arguments.some((each) => each === given) && droppers.has(calledName(call) ?? '') ? call : undefined
}

/** Whether the transaction ends behind a call, in the same function, or with the callback in which it stands: `session.withTransaction(async () => …)`. */
function isEndedBehind({ references }: Variable, call: Node): boolean {
  return references.some(({ identifier }) => {
    const member = wrapped(identifier).parent
    const ended = member?.type === 'MemberExpression' && member.object === wrapped(identifier) ? wrapped(member).parent : undefined
    if (ended?.type !== 'CallExpression' || unwrap(ended.callee) !== member) return false
    const name = calledName(ended) ?? ''
    if (transactionScopes.has(name)) return ended.arguments.some((each) => isFunction(each) && functionAround(call) === each)
    return transactionClosers.has(name) && functionAround(ended) === functionAround(call) && ended.range[0] > call.range[1]
  })
}

/** `const transaction = await db.transaction()`. */
function openedBy(sourceCode: SourceCode, opening: Call): Variable | undefined {
  const awaited = wrapped(opening).parent
  const variable = awaited && variableHolding(sourceCode, awaited)
  return variable && isOpenedBy(sourceCode, variable) ? variable : undefined
}

/** Whether a name stands as an argument, as the value of an option, before a method, or is called to have methods called on what it yields. */
function isPassedOn(name: Node): boolean {
  const outer = wrapped(name)
  const parent = outer.parent
  switch (parent?.type) {
    case 'CallExpression':
      return parent.callee !== outer || wrapped(parent).parent?.type === 'MemberExpression'
    case 'Property':
      return parent.value === outer && parent.parent.type === 'ObjectExpression'
    case 'SpreadElement':
      return parent.parent.type === 'ObjectExpression'
    case 'MemberExpression':
      return parent.object === outer && chainOn(name) !== undefined
    default:
      return false
  }
}
