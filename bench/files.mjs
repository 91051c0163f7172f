// The files that are measured where none are named: published code that the lock file pins, so that every checkout has the same.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Each `every`-th file below the folders. */
const FIXED = {
  'with concurrency': { every: 1, folders: ['vitest/dist/workers', 'vitest/dist/chunks', 'rolldown/dist/shared', 'eslint/lib/eslint', 'async-mutex/lib', 'proper-lockfile/lib'] },
  'without': { every: 6, folders: ['eslint/lib/rules', 'knip/dist'] },
}

/** Groups of [path, text], by name; one group of what is below the folders, if there are any. */
export function groupsOf(folders) {
  if (folders.length > 0) return { given: read(folders.flatMap(filesBelow)) }
  return Object.fromEntries(
    Object.entries(FIXED).map(([name, { every, folders: fixed }]) => [name, read(fixed.flatMap((folder) => filesBelow(join('node_modules', folder))).filter((_, i) => i % every === 0))]),
  )
}

function read(paths) {
  return paths.map((path) => [resolve(path), readFileSync(path, 'utf8')])
}

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return []
    const below = join(path, entry.name)
    if (entry.isDirectory()) return filesBelow(below)
    return /\.[cm]?[jt]sx?$/.test(entry.name) && !/\.d\.[cm]?ts$|\.min\./.test(entry.name) ? [below] : []
  })
}
