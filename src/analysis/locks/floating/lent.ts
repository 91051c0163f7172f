import type { TSESTree } from '@typescript-eslint/utils'

import { asking, askingForSure, givingBack, lending } from '../../../knowledge/locks/lent.ts'
import { callsByOwner, nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { branchesOf, type Call, isAwaited, isFunction, keyName, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { type Location, locationOf } from '../../resolve/location.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import { isTurn, lockUseAt } from '../uses.ts'
import type { Fault } from './faults.ts'
import { parameterCalled, yieldsPromise } from './promises.ts'
import { spotOfValue } from './returned.ts'

/** Something that a function gives back in a `finally` block. */
interface Loan {
  readonly given: TSESTree.CallExpression
  readonly block: TSESTree.BlockStatement
  readonly what: Location
}

/** Promises of work with a connection, a client or a query runner that are returned from a `try` whose `finally` gives it back. */
export function returnedWithLoan(sourceCode: SourceCode): readonly Fault[] {
  const faults = new Map<Node, Fault>()
  for (const call of nodesOf(sourceCode).calls) {
    const loan = loanOf(sourceCode, call)
    if (!loan) continue
    for (const value of returnsIn(sourceCode, loan.block)) {
      for (const work of branchesOf(value)) {
        if (worksWith(sourceCode, work, loan)) faults.set(work, { kind: 'lent', at: spotOfValue(work), value: work, given: loan.given, what: loan.what.text })
      }
    }
  }
  return [...faults.values()]
}

function loanOf(sourceCode: SourceCode, call: Call): Loan | undefined {
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  const block = call.type === 'CallExpression' ? tryAround(call) : undefined
  if (call.type !== 'CallExpression' || !block) return undefined
  const helped = givenByHelper(sourceCode, call)
  if (helped) return loanAt(sourceCode, call, block, helped)
  if (callee?.type !== 'MemberExpression' || callee.object.type === 'Super' || !givingBack.has(keyName(callee) ?? '')) return undefined
  const [first, second] = call.arguments
  const release = lockUseAt(sourceCode, call)
  return second || (release && isTurn(release.model)) ? undefined : loanAt(sourceCode, call, block, first ?? callee.object)
}

function loanAt(sourceCode: SourceCode, given: TSESTree.CallExpression, block: TSESTree.BlockStatement, lent: Node): Loan | undefined {
  const what = locationOf(sourceCode, lent)
  return what && what.key !== '' && (what.root.kind !== 'this' || what.path.length > 0) ? { given, block, what } : undefined
}

/** `this.free(client)` of `free(client) { client.release() }`: what a small function of the file gives back for whoever calls it. */
function givenByHelper(sourceCode: SourceCode, call: TSESTree.CallExpression): Node | undefined {
  const [first, second] = call.arguments
  const helper = first && !second && first.type === 'Identifier' ? calledFunction(sourceCode, call) : undefined
  const parameter = helper?.params[0]
  if (!helper || helper.async || parameter?.type !== 'Identifier' || helper.params.length !== 1) return undefined
  const gives = (callsByOwner(sourceCode).get(helper) ?? []).some((each) => {
    const callee = unwrap(each.callee)
    const given = callee.type === 'MemberExpression' && givingBack.has(keyName(callee) ?? '') ? (each.arguments[0] ?? callee.object) : undefined
    return given?.type === 'Identifier' && given.name === parameter.name && each.arguments.length < 2
  })
  return gives ? first : undefined
}

/** The block of the `try` whose `finally` the node stands in. */
export function tryAround(node: Node): TSESTree.BlockStatement | undefined {
  let child = node
  for (let at = node.parent; at && !isFunction(at); child = at, at = at.parent) if (at.type === 'TryStatement') return at.finalizer === child ? at.block : undefined
  return undefined
}

/** What the code of a block returns, functions inside of it aside. */
export function returnsIn(sourceCode: SourceCode, block: TSESTree.BlockStatement): readonly Node[] {
  const values: Node[] = []
  walkOwn(sourceCode, block, (node) => {
    if (node.type === 'ReturnStatement' && node.argument) values.push(node.argument)
  })
  return values
}

/** Whether a returned expression is a promise of work with what is given back. */
function worksWith(sourceCode: SourceCode, returned: Node, loan: Loan): boolean {
  const call = callBehind(sourceCode, returned)
  if (!call) return false
  const callee = unwrap(call.callee)
  const isMethod = callee.type === 'MemberExpression' && callee.object.type !== 'Super' && isOf(sourceCode, callee.object, loan.what)
  if (!isMethod && !call.arguments.some((each) => each.type !== 'SpreadElement' && isOf(sourceCode, each, loan.what))) return false
  if (yieldsPromise(sourceCode, call)) return true
  const parameter = parameterCalled(sourceCode, callee)
  if (parameter && !parameter.annotated) return true
  const name = callee.type === 'MemberExpression' ? (keyName(callee) ?? '') : ''
  return isMethod && ((asking.test(name) && isAwaited(loan.given)) || (askingForSure.test(name) && isAwaitedLease(sourceCode, callee.object)))
}

/** Whether a name stands for what came from `await pool.connect()`: who lends with promises answers with promises. */
export function isAwaitedLease(sourceCode: SourceCode, expression: Node): boolean {
  const source = onlyValue(sourceCode, unwrap(expression))
  const awaited = source && unwrap(source)
  const call = awaited?.type === 'AwaitExpression' ? unwrap(awaited.argument) : undefined
  return call?.type === 'CallExpression' && (lends(call) || isLentByHelper(sourceCode, call))
}

function lends(node: Node): boolean {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  return callee?.type === 'MemberExpression' && lending.has(keyName(callee) ?? '')
}

/** `await this.open()` of `async open() { return pool.connect() }`. */
function isLentByHelper(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const helper = calledFunction(sourceCode, call)
  const returned = helper ? returnsOf(sourceCode, helper).map((each) => unwrap(each)) : []
  return returned.length > 0 && returned.every((each) => lends(each.type === 'AwaitExpression' ? unwrap(each.argument) : each))
}

/** The call that is returned, itself or by the name of its result, which nothing has waited for. */
function callBehind(sourceCode: SourceCode, returned: Node): TSESTree.CallExpression | undefined {
  if (returned.type === 'CallExpression') return returned
  const variable = returned.type === 'Identifier' ? variableOf(sourceCode, returned) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (source?.kind !== 'value' || second || source.steps.length > 0) return undefined
  const value = unwrap(source.value)
  return value.type === 'CallExpression' && fateOf(sourceCode, value).awaits.length === 0 ? value : undefined
}

/** Whether an expression is the place or lies below it. */
function isOf(sourceCode: SourceCode, node: Node, { key }: Location): boolean {
  const place = locationOf(sourceCode, node)
  return place !== undefined && (place.key === key || place.key.startsWith(`${key}.`))
}
