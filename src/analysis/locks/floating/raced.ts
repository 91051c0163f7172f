import type { TSESTree } from '@typescript-eslint/utils'

import { momentCallbacks, momentMethods, moments, races, waiting } from '../../../knowledge/races.ts'
import { fetching } from '../../../knowledge/requests.ts'
import { fileWrites } from '../../../knowledge/stores.ts'
import { linkAt } from '../../../utils/chains.ts'
import { calledName, nodesOf } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { sourceAt, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { saysThatItChanges } from '../../resolve/options.ts'
import { spotOf } from '../effects.ts'
import { functionName } from '../names.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import { lockUseAt, lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'
import { parameterCalled, returnsPromise } from './promises.ts'
import { sectionAround } from './sections.ts'

/**
 * What takes part in a race: work that goes on when it has lost, a moment (a timer, an event), something that the loser's
 * side ends or waits for, or what we do not know.
 */
type Contender = { readonly is: 'work'; readonly name: string } | { readonly is: 'moment' | 'ended' | 'unknown'; readonly name?: string }

/** Races in a section that can be over, and the lock given back, while the work that lost is still running. */
export function racedWork(sourceCode: SourceCode): readonly Fault[] {
  if (lockUses(sourceCode).size === 0) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly Fault[] => {
    const contenders = call.type === 'CallExpression' ? contendersOf(sourceCode, call) : undefined
    if (!contenders) return []
    const { awaits, returned } = fateOf(sourceCode, call)
    if (awaits.length === 0 && !returned) return []
    const work = runningOn(contenders)
    const section = work === undefined ? undefined : sectionAround(sourceCode, call)
    return work !== undefined && section ? [{ kind: 'raced', at: spotOf(call), section, work }] : []
  })
}

/** What goes on when it has lost: work, or something unknown that a clock is set against. */
function runningOn(contenders: readonly Contender[]): string | undefined {
  const work = contenders.find(({ is }) => is === 'work')
  if (work) return work.name
  return contenders.some(({ is }) => is === 'moment') ? contenders.find(({ is }) => is === 'unknown')?.name : undefined
}

function contendersOf(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Contender[] | undefined {
  const path = apiOf(sourceCode, unwrap(call.callee))
  const runs = path === undefined ? undefined : races.get(path)
  const [first] = call.arguments
  if (runs === 'list') return first && listed(sourceCode, first)
  if (runs === 'clock') return first && [contenderOf(sourceCode, first), { is: 'moment' }]
  const fn = calledLocal(sourceCode, call)
  const raced = fn && call.arguments.length > 0 ? racedParameters(sourceCode, fn) : undefined
  if (!raced || raced.size === 0) return undefined
  return [...raced].flatMap((index) => {
    const given = call.arguments[index]
    return given ? [given.type === 'SpreadElement' ? ({ is: 'unknown' } as const) : handed(sourceCode, given)] : []
  })
}

function listed(sourceCode: SourceCode, list: Node): readonly Contender[] | undefined {
  const node = unwrap(list)
  return node.type === 'ArrayExpression' ? node.elements.flatMap((each) => (each && each.type !== 'SpreadElement' ? [contenderOf(sourceCode, each)] : [])) : undefined
}

/** What is handed to a function of this file that lets it race a clock: a promise, or a function that it calls. */
function handed(sourceCode: SourceCode, given: Node): Contender {
  const fn = functionAt(sourceCode, given)
  if (!fn) return contenderOf(sourceCode, given)
  return returnsPromise(sourceCode, fn) && !isMoment(sourceCode, fn) ? { is: 'work', name: functionName(sourceCode, fn) } : { is: 'moment' }
}

// ---------------------------------------------------------------- contenders

const contenderOf: (sourceCode: SourceCode, node: Node) => Contender = perNode<Node, Contender>((sourceCode, expression) => {
  const node = unwrap(expression)
  switch (node.type) {
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
      if (!variable || source?.kind !== 'value' || second || source.steps.length > 0) return { is: 'ended' }
      const waited = variable.references.some((reference) => reference.isRead() && isWaitedForAlone(sourceCode, reference.identifier))
      return waited ? { is: 'ended' } : contenderOf(sourceCode, source.value)
    }
    case 'NewExpression':
      return apiOf(sourceCode, node.callee) === '#Promise' && isFunction(node.arguments[0]) ? { is: isExecutorOfMoment(sourceCode, node.arguments[0]) ? 'moment' : 'ended' } : { is: 'ended' }
    case 'CallExpression':
      return contenderCalled(sourceCode, node)
    default:
      return { is: 'ended' }
  }
}, { is: 'ended' })

/** Whether a use of a promise waits for it without a race. */
function isWaitedForAlone(sourceCode: SourceCode, use: Node): boolean {
  const { awaits, raced, escapes, returned } = fateOf(sourceCode, use)
  return !raced && (awaits.length > 0 || escapes || returned)
}

function contenderCalled(sourceCode: SourceCode, call: TSESTree.CallExpression): Contender {
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined
  const link = linkAt(call)
  if (link) return contenderOf(sourceCode, link.promise)
  if (call.arguments.some((each) => isSignal(sourceCode, each))) return { is: 'ended' }
  if (lockUseAt(sourceCode, call)) return { is: 'ended' }
  const path = apiOf(sourceCode, callee)
  if (path !== undefined && moments.has(path)) return { is: 'moment' }
  const fn = calledLocal(sourceCode, call)
  if (fn) return isMoment(sourceCode, fn) ? { is: 'moment' } : returnsPromise(sourceCode, fn) ? { is: 'work', name: name ?? '' } : { is: 'unknown', name: name ?? '' }
  if (parameterCalled(sourceCode, callee)) return { is: 'work', name: name ?? '' }
  if (onlyWaits(call)) return { is: 'moment' }
  // A question may as well go on; what changes something comes in the middle of the next section.
  if (path !== undefined && (fileWrites.has(path) || (path === fetching && saysThatItChanges(sourceCode, call)))) return { is: 'work', name: name ?? '' }
  return path !== undefined && /^(?:#|node:)/u.test(path) ? { is: 'ended' } : { is: 'unknown', name: name ?? '' }
}

/** `gate.wait()`, and what is given nothing but such a wait to run: `run(Deferred.await(done))`. */
function onlyWaits(call: TSESTree.CallExpression): boolean {
  const [given, second] = call.arguments
  const inner = given && !second ? unwrap(given) : undefined
  return [call, inner].some((each) => each?.type === 'CallExpression' && unwrap(each.callee).type === 'MemberExpression' && waiting.test(calledName(each) ?? ''))
}

/** A signal, by which the work can be told to stop. */
function isSignal(sourceCode: SourceCode, argument: Node): boolean {
  const node = unwrap(argument)
  if (node.type === 'ObjectExpression') return node.properties.some((each) => each.type === 'Property' && keyName(each) === 'signal')
  if (node.type === 'Identifier' && /signal$/iu.test(node.name)) return true
  const path = node.type === 'Identifier' || node.type === 'MemberExpression' ? apiOf(sourceCode, node) : undefined
  return path === '#AbortSignal()' || path === '#AbortController().signal' || (node.type === 'MemberExpression' && keyName(node) === 'signal')
}

/** Whether a function only waits for a moment: it sleeps, or listens. */
const isMoment: (sourceCode: SourceCode, fn: FunctionNode) => boolean = perNode<FunctionNode, boolean>((sourceCode, fn) => {
  const awaited: Node[] = []
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type === 'AwaitExpression') awaited.push(node.argument)
  })
  const waits = [...awaited, ...returnsOf(sourceCode, fn).filter((each) => unwrap(each).type !== 'AwaitExpression')]
  return waits.length > 0 && waits.every((each) => contenderOf(sourceCode, each).is === 'moment')
}, false)

/** `(resolve) => setTimeout(resolve, ms)`, `(resolve) => target.addEventListener('load', resolve)`. */
function isExecutorOfMoment(sourceCode: SourceCode, executor: FunctionNode): boolean {
  let found = false
  walkOwn(sourceCode, executor.body, (node) => {
    if (node.type !== 'CallExpression') return
    const callee = unwrap(node.callee)
    found ||= momentCallbacks.has(apiOf(sourceCode, callee) ?? '') || (callee.type === 'MemberExpression' && momentMethods.has(keyName(callee) ?? ''))
  })
  return found
}

// ---------------------------------------------------------------- helpers that race what they are given

const NONE: ReadonlySet<number> = new Set()

/** The parameters of a function that take part in a race in it, as promises or as functions that it calls. */
const racedParameters: (sourceCode: SourceCode, fn: FunctionNode) => ReadonlySet<number> = perNode<FunctionNode, ReadonlySet<number>>((sourceCode, fn) => {
  const indexes = new Set<number>()
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type !== 'CallExpression' || races.get(apiOf(sourceCode, unwrap(node.callee)) ?? '') !== 'list') return
    const list = node.arguments[0] && unwrap(node.arguments[0])
    if (list?.type !== 'ArrayExpression') return
    for (const each of list.elements) {
      const index = each && parameterIn(sourceCode, unwrap(each), fn)
      if (typeof index === 'number') indexes.add(index)
    }
  })
  return indexes
}, NONE)

function parameterIn(sourceCode: SourceCode, element: Node, fn: FunctionNode): number | undefined {
  const name = element.type === 'CallExpression' ? unwrap(element.callee) : element
  const [declared] = (name.type === 'Identifier' && variableOf(sourceCode, name)?.identifiers) || []
  const source = declared && sourceAt(declared)
  return source?.kind === 'parameter' && source.of === fn && !source.rest && source.steps.length === 0 ? source.index : undefined
}
