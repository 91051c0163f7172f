import { counted, piping, slicing, thinning } from '../../knowledge/callbacks/observables.ts'
import { mergers, streamMakers } from '../../knowledge/fanouts.ts'
import { callsNamed } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { lastName } from '../resolve/path.ts'
import { type FanOut, functionOf } from './fanouts.ts'

const roots = evidenceFrom(mergers.map(({ path }) => path))
const NAMES: ReadonlySet<string> = new Set(mergers.map(({ path }) => lastName(path)))

/** `from(names).pipe(mergeMap((name) => load(name)))`: for each element that a stream is made of something is begun, and all of it is merged. */
export function pipedIn(sourceCode: SourceCode): readonly FanOut[] {
  if (!mentions(sourceCode, roots)) return []
  return callsNamed(sourceCode, NAMES).flatMap((call): readonly FanOut[] => {
    const path = apiOf(sourceCode, call.callee)
    const model = mergers.find((each) => each.path === path)
    const [task] = call.arguments
    const over = model && task ? listBehind(sourceCode, call) : undefined
    return model && task && over ? [{ at: call, tasks: [{ node: task, by: call, over, ...functionOf(sourceCode, task) }], model }] : []
  })
}

/** The list that the stream is made of which an operator works on, where each element comes to it; not one that an operator has made. */
function listBehind(sourceCode: SourceCode, operator: Call): Node | undefined {
  const pipe = pipeAround(operator)
  const stream = pipe && unwrap(onlyValue(sourceCode, pipe.source) ?? pipe.source)
  const handsOnAll = (each: Node): boolean => {
    const path = isCall(each) ? (apiOf(sourceCode, each.callee) ?? '') : ''
    return thinning.has(path) && !counted.has(path)
  }
  if (!isCall(stream) || !streamMakers.has(apiOf(sourceCode, stream.callee) ?? '') || !pipe?.before.every(handsOnAll)) return undefined
  const [list] = stream.arguments
  return list && isSlice(sourceCode, list) ? undefined : list
}

/** What an operator stands behind: `source.pipe(before, operator)`. */
function pipeAround(operator: Node): { readonly source: Node; readonly before: readonly Node[] } | undefined {
  const pipe = wrapped(operator).parent
  const callee = pipe?.type === 'CallExpression' ? unwrap(pipe.callee) : undefined
  if (pipe?.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || keyName(callee) !== piping) return undefined
  return { source: callee.object, before: pipe.arguments.slice(0, pipe.arguments.findIndex((each) => each === wrapped(operator))) }
}

/** `some` of `bufferCount(20), concatMap((some) => from(some)…)`. */
function isSlice(sourceCode: SourceCode, list: Node): boolean {
  const [def] = (list.type === 'Identifier' && variableOf(sourceCode, list)?.defs) || []
  const operator = def?.type === 'Parameter' ? wrapped(def.node).parent : undefined
  return isCall(operator) && (pipeAround(operator)?.before ?? []).some((each) => isCall(each) && slicing.has(apiOf(sourceCode, each.callee) ?? ''))
}
