import { processRunners } from '../../knowledge/fanouts.ts'
import { spawnAt } from '../../knowledge/index.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, unwrap } from '../../utils/syntax.ts'
import { spawnModelOf } from '../handles/spawns.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { promisifiedFrom } from '../resolve/promisified.ts'

/** A call that starts a thread, a process, or a pool of them. */
export interface Start {
  readonly call: Call
  readonly kind: 'worker' | 'process' | 'pool'
  /** In words for a message. */
  readonly noun: string
}

const KINDS = { worker: 'worker', process: 'process', member: 'process', pool: 'pool' } as const
const roots = evidenceFrom([...spawns.filter(({ kind }) => kind in KINDS).flatMap(({ spawn }) => spawn), ...processRunners])
const MOST = 200

/** Everything in the file that starts a thread, a process or a pool. */
export const startsIn = perFile((sourceCode): readonly Start[] => {
  if (!mentions(sourceCode, roots)) return []
  return nodesOf(sourceCode).calls.flatMap((call) => startAt(sourceCode, call) ?? []).slice(0, MOST)
})

function startAt(sourceCode: SourceCode, call: Call): Start | undefined {
  const path = apiOf(sourceCode, unwrap(call.callee))
  if (path !== undefined && processRunners.has(path)) return { call, kind: 'process', noun: 'process' }
  // `const run = promisify(execFile)`
  const original = path === 'node:util#promisify()' ? promisifiedFrom(sourceCode, call.callee) : undefined
  const model = original === undefined ? spawnModelOf(sourceCode, call) : spawnAt(original)
  const kind = model && model.kind in KINDS ? KINDS[model.kind as keyof typeof KINDS] : undefined
  return model && kind && !model.wraps ? { call, kind, noun: model.noun } : undefined
}
