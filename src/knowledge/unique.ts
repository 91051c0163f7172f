import type { ApiPath } from './schema.ts'

/** Functions that yield a value by chance, which nobody else has or can guess. */
export const randomValues: ReadonlySet<ApiPath> = new Set([
  '#Crypto().randomUUID', '#Crypto().getRandomValues', 'node:crypto#randomUUID', 'node:crypto#randomBytes', 'node:crypto#randomInt', 'node:crypto#webcrypto.randomUUID',
  'uuid#v1', 'uuid#v4', 'uuid#v6', 'uuid#v7', 'uuid#default', 'uuid/v4#default', 'nanoid#nanoid', 'nanoid#default', 'nanoid/non-secure#nanoid', 'ulid#ulid', 'ulid#monotonicFactory()', 'cuid#default',
  '@paralleldrive/cuid2#createId', 'ksuid#default.randomSync', 'short-uuid#generate', 'bson#ObjectId', 'mongodb#ObjectId', '#Math.random',
])

/** Functions that yield another value each time. */
export const uniqueValues: ReadonlySet<ApiPath> = new Set([
  ...randomValues,
  '#Date.now', '#Date', '#performance.now', 'node:perf_hooks#performance.now', 'node:process#hrtime', 'node:process#hrtime.bigint', '#Symbol',
])
