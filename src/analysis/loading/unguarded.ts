import { spawnAt } from '../../knowledge/index.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile } from '../../utils/per-file.ts'
import type { Call } from '../../utils/syntax.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { calledPath } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import { isGuarded, isRoleTest } from './guards.ts'
import { type Loading, loadingOf } from './loaded.ts'
import { startsItself } from './self.ts'

/** A start of the module by itself, whenever it is loaded. */
export interface Unguarded {
  readonly call: Call
  readonly model: SpawnModel
  readonly loading: Loading
}

const models = spawns.filter(({ kind, entry }) => kind === 'member' || ((kind === 'worker' || kind === 'process') && entry !== undefined))
const roots = evidenceFrom(models.flatMap(({ spawn }) => spawn))

/** Starts of this module that nothing keeps from happening again in what they start. */
export const unguardedIn = perFile((sourceCode): readonly Unguarded[] => {
  if (!mentions(sourceCode, roots) || roleOf(sourceCode).program === 'test') return []
  return nodesOf(sourceCode).calls.flatMap((call): Unguarded[] => {
    const model = spawnAt(calledPath(sourceCode, call) ?? '')
    if (!model || !models.includes(model) || !startsItself(sourceCode, model, call)) return []
    const loading = loadingOf(sourceCode, call, (at) => isGuarded(sourceCode, at, (test) => isRoleTest(sourceCode, test)))
    return loading ? [{ call, model, loading }] : []
  })
})
