import { callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import type { Call, FunctionNode } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { isNothing } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { helperAt } from '../reads/answers.ts'
import { restsOn } from '../reads/dependence.ts'
import { textOf } from './columns.ts'

/** A question that a function of the file asks a store, and whose answer it gives to its callers. */
export interface Inner<T> {
  readonly ask: T
  /** A text of the question as the caller would write it: with what he gives in place of the parameter. */
  readonly asWritten: (text: string) => string
}

/** More calls than this in a function, and it does more than ask. */
const MOST_CALLS = 12

/** The questions behind a call of such a function: `await this.findByEmail(email)`; none where it asks for more than one thing. */
export function askedThrough<T>(sourceCode: SourceCode, call: Call, asksAt: (inner: Call) => T | readonly T[]): readonly Inner<T>[] {
  const helper = helperAt(sourceCode, call)
  const calls = (helper && callsByOwner(sourceCode).get(helper)) ?? []
  if (!helper || calls.length > MOST_CALLS) return []
  const asking = calls.flatMap((inner) => {
    const asks = [asksAt(inner)].flat() as readonly T[]
    return asks.length > 0 ? [{ inner, asks }] : []
  })
  const [only, second] = asking
  if (!only || second) return []
  const flow = flowOf(sourceCode, helper)
  const nodes = new Set([only.inner])
  const answers = returnsOf(sourceCode, helper).filter((each) => !isNothing(each))
  if (flow.imprecise || answers.length === 0 || !answers.every((each) => restsOn(sourceCode, flow, each, nodes).size > 0)) return []
  const given = givenTo(sourceCode, helper, call)
  const asWritten = (text: string): string => {
    const at = text.lastIndexOf('=') + 1
    return `${text.slice(0, at)}${given.get(text.slice(at)) ?? text.slice(at)}`
  }
  return only.asks.map((ask) => ({ ask, asWritten }))
}

/** What a caller gives for the parameters, both as text. */
function givenTo(sourceCode: SourceCode, { params }: FunctionNode, call: Call): ReadonlyMap<string, string> {
  return new Map(params.flatMap((param, i): readonly (readonly [string, string])[] => {
    const argument = call.arguments[i]
    return param.type === 'Identifier' && argument ? [[textOf(sourceCode, param), textOf(sourceCode, argument)]] : []
  }))
}
