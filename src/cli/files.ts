import { spawnSync } from 'node:child_process'
import { lstatSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path'

import { nearestPackage } from '../analysis/port.ts'
import { readDisk } from '../utils/disk.ts'
import { reasonOf } from './failure.ts'
import type { IgnoreFile } from './gitignore.ts'
import { isIgnored, parseIgnore } from './gitignore.ts'

export interface Found {
  /** Absolute paths, each once, in order of the names. */
  readonly files: readonly string[]
  /** The folders that were named or hold a file that was. */
  readonly folders: readonly string[]
  /** What was named and cannot be linted: one line each. */
  readonly problems: readonly string[]
  /** What was named and is left out, as it is no JavaScript or TypeScript: one line each. */
  readonly notes: readonly string[]
}

const CODE = /\.[cm]?[jt]sx?$/i
const TYPESCRIPT = /\.[cm]?tsx?$/i
const GENERATED = /\.min\.[cm]?js$|\.d\.[cm]?ts$|\.d\.[^.]+\.ts$|^\.pnp\./i
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'build', 'coverage', '.git', '.yarn'])
const MAX_FOLDERS = 500

export function isTypeScript(file: string): boolean {
  return TYPESCRIPT.test(file)
}

/**
 * The files to lint: every file that is named, and of every folder that is named those that hold code, that Git does not
 * ignore and that nobody generated. What a name says outranks what its folders say: `dist` is searched when it is named.
 */
export function findFiles(paths: readonly string[], cwd: string): Found {
  const files = new Set<string>()
  const folders = new Set<string>()
  const problems: string[] = []
  const notes: string[] = []
  for (const path of paths) {
    const named = resolve(cwd, path)
    try {
      const isFolder = statSync(named).isDirectory()
      folders.add(isFolder ? named : dirname(named))
      if (isFolder) {
        const found = filesIn(named, cwd, problems)
        if (found.length === 0) problems.push(`Nothing to lint in ${path}: no JavaScript or TypeScript there that is not ignored.`)
        for (const file of found) files.add(file)
      } else if (CODE.test(named) || isScript(named)) files.add(named)
      else notes.push(`Not linted, for it is no JavaScript or TypeScript: ${path}`)
    } catch (error) {
      problems.push(`Cannot read ${path}: ${reasonOf(error)}.${/[*?{[]/.test(path) ? ' Name a folder instead of a pattern.' : ''}`)
    }
  }
  return { files: withoutTwins([...files]).sort(), folders: [...folders], problems, notes }
}

/** The folders of the packages that the files belong to; of a very large set, those of the first files. */
export function* packagesOf(files: readonly string[]): Generator<string> {
  for (const folder of [...new Set(files.map((file) => dirname(file)))].slice(0, MAX_FOLDERS)) {
    const found = nearestPackage(join(folder, 'file'), { read: readDisk })
    if (found) yield found.dir
  }
}

function filesIn(folder: string, cwd: string, problems: string[]): readonly string[] {
  return gitFiles(folder)?.map((name) => join(folder, name)) ?? walkedFiles(folder, cwd, problems)
}

/** Whether a file without an extension says that Node or the like runs it. */
function isScript(file: string): boolean {
  return extname(file) === '' && /^#!.*\b(?:node|nodejs|bun|deno|tsx)\b/.test(readFileSync(file, 'utf8').slice(0, 200))
}

/** Whether a file inside a folder that was named is wanted: `name` is relative to that folder, with forward slashes. */
function isWanted(name: string): boolean {
  const parts = name.split('/')
  return CODE.test(name) && !GENERATED.test(parts.at(-1) ?? '') && !parts.slice(0, -1).some((part) => SKIPPED_FOLDERS.has(part))
}

/** Links to files that are in the list anyway, or to the same file, are left out. */
function withoutTwins(files: readonly string[]): string[] {
  const links = new Set(files.filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()))
  const seen = new Set(files.filter((file) => !links.has(file)))
  return files.filter((file) => {
    if (!links.has(file)) return true
    const target = realpathSync(file)
    if (seen.has(target)) return false
    seen.add(target)
    return true
  })
}

// ---------------------------------------------------------------- with Git

/**
 * What Git tracks or would add, relative to the folder; undefined outside a repository, without Git, and for a folder
 * that is ignored as a whole: who names it wants it linted.
 */
function gitFiles(folder: string): readonly string[] | undefined {
  const listed = git(folder, ['ls-files', '-coz', '--exclude-standard'])
  if (listed === undefined) return undefined
  const names = new Set(listed.split('\0'))
  const files = [...names].flatMap((name) => {
    if (isWanted(name) && isFile(join(folder, name))) return [name]
    return isNested(folder, name) ? nestedFiles(folder, name) : []
  })
  return files.length === 0 && git(folder, ['check-ignore', '-q', '.']) !== undefined ? undefined : files
}

// A repository inside the repository: a submodule is listed by its name, another one by its name and a slash.
function isNested(folder: string, name: string): boolean {
  if (name === '' || !isWanted(`${name.replace(/\/$/, '')}/a.js`)) return false
  if (!name.endsWith('/') && extname(name) !== '' && !CODE.test(name)) return false
  return lstatSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() ?? false
}

function nestedFiles(folder: string, name: string): readonly string[] {
  const inner = name.replace(/\/$/, '')
  return (gitFiles(join(folder, inner)) ?? []).map((file) => `${inner}/${file}`)
}

function git(cwd: string, args: readonly string[]): string | undefined {
  // Inside a hook Git sets these for the repository of the hook.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR)$/.test(key)))
  const { status, stdout } = spawnSync('git', args, { cwd, env, encoding: 'utf8', maxBuffer: Infinity, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true })
  return status === 0 ? stdout : undefined
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

// ---------------------------------------------------------------- without Git

function walkedFiles(folder: string, cwd: string, problems: string[]): readonly string[] {
  const outer = ignoreFilesAbove(folder, cwd)
  const open: { readonly dir: string; readonly ignores: readonly IgnoreFile[] }[] = [
    { dir: folder, ignores: ignores(folder, true, outer) ? [] : outer },
  ]
  const files: string[] = []
  for (let at = open.pop(); at; at = open.pop()) {
    const { dir } = at
    const entries = entriesOf(dir, problems)
    const inside = entries.some(({ name }) => name === '.gitignore') ? [...at.ignores, ...ignoreFileIn(dir)] : at.ignores
    for (const entry of entries) {
      const path = join(dir, entry.name)
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name) && !ignores(path, true, inside)) open.push({ dir: path, ignores: inside })
      } else if (isWanted(basename(path)) && !ignores(path, false, inside) && (entry.isFile() || isFile(path))) files.push(path)
    }
  }
  return files
}

function entriesOf(dir: string, problems: string[]) {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch (error) {
    problems.push(`Cannot read the folder ${dir}: ${reasonOf(error)}.`)
    return []
  }
}

/** The files between the working directory and a folder inside it, outermost first. */
function ignoreFilesAbove(folder: string, cwd: string): readonly IgnoreFile[] {
  const inner = relative(cwd, folder)
  if (inner === '' || inner.startsWith('..') || isAbsolute(inner)) return []
  const parts = inner.split(sep)
  return parts.flatMap((_, i) => ignoreFileIn(join(cwd, ...parts.slice(0, i))))
}

function ignoreFileIn(dir: string): IgnoreFile[] {
  try {
    return [parseIgnore(readFileSync(join(dir, '.gitignore'), 'utf8'), dir)]
  } catch {
    return []
  }
}

function ignores(path: string, isFolder: boolean, files: readonly IgnoreFile[]): boolean {
  return isIgnored(files, (dir) => relative(dir, path).replaceAll(sep, '/'), isFolder)
}
