import type { ApiPath } from './schema.ts'

const CHANGES = ['writeFile', 'appendFile', 'truncate', 'rename', 'rm', 'unlink', 'copyFile', 'cp', 'createWriteStream', 'outputFile', 'outputJson', 'writeJson', 'writeJSON', 'outputJSON', 'move', 'remove']

/** Functions that change files. */
export const fileWrites: ReadonlySet<ApiPath> = new Set(
  ['node:fs/promises#', 'node:fs#', 'node:fs#promises.', 'fs-extra#'].flatMap((module) => CHANGES.flatMap((name) => [`${module}${name}`, `${module}${name}Sync`])).concat(['write-file-atomic#default', 'write-file-atomic#sync']),
)
