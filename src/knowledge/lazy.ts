import type { ApiPath } from './schema.ts'

/** Functions that make something which does its work only when it is read. */
export const lazyResults: ReadonlySet<ApiPath> = new Set([
  'node:fs#createReadStream', 'fs-extra#createReadStream', 'node:fs/promises#FileHandle().createReadStream', 'node:fs/promises#FileHandle().readLines',
])
