import { statementText } from '../../../knowledge/io.ts'
import { groupBy } from '../../../utils/group.ts'
import { callsByOwner, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, type CodeOwner, type FunctionNode, isCall, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { isNothing } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { helperAt } from '../reads/answers.ts'
import { restsOn } from '../reads/dependence.ts'
import { textOf } from './columns.ts'

/** The statements of SQL that a tag is given and that somebody waits for, by the code that they stand in. What is handed on is a statement of the call that it is handed to. */
export const taggedStatements = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Asking[]> =>
  groupBy(nodesOf(sourceCode).tagged.filter((node) => statementText.test(node.quasi.quasis[0]?.value.raw ?? '') && !isCall(wrapped(node).parent)), ownerOf))

/** The calls of an owner, and the statements that it gives to tags, in source order. */
export function askingsIn(sourceCode: SourceCode, owner: CodeOwner): readonly Asking[] {
  const calls = callsByOwner(sourceCode).get(owner) ?? []
  const tagged = taggedStatements(sourceCode).get(owner)
  return tagged ? [...calls, ...tagged].sort((a, b) => a.range[0] - b.range[0]) : calls
}

/** More calls than this in a function, and it does more than ask. */
const MOST_CALLS = 12

/**
 * What a call asks a store, itself or by a function of the file that gives its answer to its callers: `await this.findByEmail(email)`.
 * `rewrite` puts each text of such a question as the caller would write it, with what he gives in place of the parameter.
 * None where the function asks for more than one thing.
 */
export function asksOf<T extends { readonly call: Asking }>(sourceCode: SourceCode, call: Asking, asksAt: (call: Asking) => readonly T[], rewrite: (ask: T, asWritten: (text: string) => string) => T): readonly T[] {
  const own = asksAt(call)
  if (own.length > 0 || !isCall(call)) return own
  const helper = helperAt(sourceCode, call)
  const calls = helper ? askingsIn(sourceCode, helper) : []
  if (!helper || calls.length > MOST_CALLS) return own
  const asking = calls.flatMap((inner) => {
    const asks = asksAt(inner)
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
  return only.asks.map((ask) => ({ ...rewrite(ask, asWritten), call }))
}

/** What a caller gives for the parameters, both as text. */
function givenTo(sourceCode: SourceCode, { params }: FunctionNode, call: Call): ReadonlyMap<string, string> {
  return new Map(params.flatMap((param, i): readonly (readonly [string, string])[] => {
    const argument = call.arguments[i]
    return param.type === 'Identifier' && argument ? [[textOf(sourceCode, param), textOf(sourceCode, argument)]] : []
  }))
}
