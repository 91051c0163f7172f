import type { SpawnModel } from '../schema.ts'
import { browsers } from './browsers.ts'
import { pools } from './pools.ts'
import { processes } from './processes.ts'
import { threads } from './threads.ts'

/** Everything that starts a thread, a process, a channel or another thing somebody has to end. */
export const spawns: readonly SpawnModel[] = [...threads, ...processes, ...pools, ...browsers]
