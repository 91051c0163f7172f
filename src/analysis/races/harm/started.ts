import type { SpawnModel } from '../../../knowledge/schema.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, isCall, type Node, unwrap } from '../../../utils/syntax.ts'
import { maySpawn, type Spawn, spawnsOf } from '../../handles/spawns.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { helperAt } from '../reads/answers.ts'

const LASTING: ReadonlySet<SpawnModel['kind']> = new Set(['worker', 'process', 'pool'])

/**
 * Whether a value is the answer of a function of the file that starts a thread, process or pool and answers with it, or with
 * what it has made on top of it: `const worker = new Worker(file); const engine = new Engine(worker); …; return engine`.
 */
export function isAnswerOnTopOf(sourceCode: SourceCode, value: Node): boolean {
  const waited = value.type === 'Identifier' ? onlyValue(sourceCode, value) : value
  const answer = waited && unwrap(waited)
  const call = answer && awaitedAt(sourceCode, answer)
  const helper = isCall(call) && maySpawn(sourceCode) ? helperAt(sourceCode, call) : undefined
  return helper !== undefined && spawnsOf(sourceCode).some((spawn) => spawn.call === spawn.start && functionAround(spawn.call) === helper && staysWith(sourceCode, spawn, helper))
}

function staysWith(sourceCode: SourceCode, { model, trail: { uses } }: Spawn, helper: FunctionNode): boolean {
  if (!LASTING.has(model.kind) || model.idle === 'ends by itself') return false
  if (uses.some(({ does, listener }) => does === 'end' || (does === 'join' && !listener))) return false
  return uses.some(({ does }) => does === 'return') || returnsOf(sourceCode, helper).some((returned) => isMadeWith(sourceCode, returned, uses.flatMap(({ does, call, to }) => (does === 'give' ? [to ?? call] : []))))
}

/** Whether what is returned is what a call has made, or an object that holds it. */
function isMadeWith(sourceCode: SourceCode, returned: Node, calls: readonly (Node | undefined)[]): boolean {
  const node = unwrap(returned)
  if (node.type === 'ObjectExpression') return node.properties.some((each) => each.type === 'Property' && isMadeWith(sourceCode, each.value, calls))
  const made = node.type === 'Identifier' ? onlyValue(sourceCode, node) : node
  const call = made && unwrap(made)
  return calls.includes(call && awaitedAt(sourceCode, call))
}
