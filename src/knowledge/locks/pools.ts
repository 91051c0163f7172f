import type { LockMethod, LockModel } from '../schema.ts'

const taken = (releasedBy: readonly string[]): LockMethod => ({ does: 'acquire', yields: 'handle', releasedBy, awaited: true })

export const pools: readonly LockModel[] = [
  { id: 'pg/Pool', on: ['pg#Pool()', 'pg-pool#default()'], permits: 'argument', permitsFrom: { argument: 0, property: 'max', absent: 10 }, methods: { connect: taken(['release']) } },
  { id: 'mysql2/promise', on: ['mysql2/promise#createPool()'], permits: 'argument', permitsFrom: { argument: 0, property: 'connectionLimit', absent: 10 }, methods: { getConnection: taken(['release']) } },
]
