import type { ApiPath } from './schema.ts'

const CHANGES = ['writeFile', 'appendFile', 'truncate', 'rename', 'rm', 'unlink', 'copyFile', 'cp', 'createWriteStream', 'outputFile', 'outputJson', 'writeJson', 'writeJSON', 'outputJSON', 'move', 'remove']

/** Functions that change files. */
export const fileWrites: ReadonlySet<ApiPath> = new Set(
  ['node:fs/promises#', 'node:fs#', 'node:fs#promises.', 'fs-extra#'].flatMap((module) => CHANGES.flatMap((name) => [`${module}${name}`, `${module}${name}Sync`])).concat(['write-file-atomic#default', 'write-file-atomic#sync']),
)

/** What a call says about a path: whether there is anything. In callbacks, which parameter says so. */
export interface FileCheck {
  /** exists: a truth value. access: it fails where there is nothing. */
  readonly answers: 'exists' | 'access'
  readonly sync: boolean
}

/** What a call does to a path, and where the path stands. */
export interface FileUse {
  /** creates: it makes or overwrites it. makes: it fails where there is one. removes, moves: it fails where there is none. opens: either, by its flags. */
  readonly does: 'creates' | 'makes' | 'removes' | 'moves' | 'opens'
  readonly path: number
  readonly sync: boolean
  /** Which argument holds flags or options. */
  readonly options: number
  /** Which argument holds the path that is no more afterwards. */
  readonly moves?: number
}

const MODULES = ['node:fs/promises#', 'node:fs#', 'fs-extra#', 'graceful-fs#']

function inModules<T extends { readonly sync: boolean }>(names: Readonly<Record<string, Omit<T, 'sync'>>>): readonly (readonly [ApiPath, T])[] {
  return MODULES.flatMap((module) => Object.entries(names).flatMap(([name, of]): (readonly [ApiPath, T])[] => [
    [`${module}${name}`, { ...of, sync: false } as T],
    ...(module === 'node:fs/promises#' ? [] : [[`${module}${name}Sync`, { ...of, sync: true } as T] as const]),
  ]))
}

/** Calls that ask whether a path is there. */
export const fileChecks: ReadonlyMap<ApiPath, FileCheck> = new Map<ApiPath, FileCheck>([
  ...inModules<FileCheck>({ access: { answers: 'access' }, stat: { answers: 'access' }, lstat: { answers: 'access' }, exists: { answers: 'exists' }, pathExists: { answers: 'exists' } }),
  ['path-exists#pathExists', { answers: 'exists', sync: false }],
  ['path-exists#default', { answers: 'exists', sync: false }],
])

/** What such an answer says about how much is in a file. */
export const fileSize = 'size'

/** Calls that change what is at a path. */
export const fileUses: ReadonlyMap<ApiPath, FileUse> = new Map<ApiPath, FileUse>([
  ...inModules<FileUse>({
    mkdir: { does: 'makes', path: 0, options: 1 },
    symlink: { does: 'makes', path: 1, options: 2 },
    writeFile: { does: 'creates', path: 0, options: 2 },
    outputFile: { does: 'creates', path: 0, options: 2 },
    writeJson: { does: 'creates', path: 0, options: 2 },
    copyFile: { does: 'creates', path: 1, options: 2 },
    rename: { does: 'creates', path: 1, options: 2, moves: 0 },
    createWriteStream: { does: 'creates', path: 0, options: 1 },
    unlink: { does: 'removes', path: 0, options: 1 },
    rm: { does: 'removes', path: 0, options: 1 },
    rmdir: { does: 'removes', path: 0, options: 1 },
    truncate: { does: 'removes', path: 0, options: 1 },
    open: { does: 'opens', path: 0, options: 1 },
  }),
])

/** Options that make a call safe whatever is there. */
export const safeOptions: ReadonlySet<string> = new Set(['recursive', 'force', 'flag', 'flags'])
/** Flags that fail where there is something already. */
export const exclusiveFlags = /x|EXCL/u
/** Flags that make a file where there is none. */
export const creatingFlags = /^[wa]/u

/** The number of the process: a file that holds that tells other processes something. */
export const processNumber: ApiPath = 'node:process#pid'

/** What a folder or file is called that one process leaves for the next: several of them work on it at a time. */
export const sharedByName = /cache/iu

const inFileModules = (names: readonly string[]): ApiPath[] => ['node:fs/promises#', 'node:fs#', 'fs-extra#', 'graceful-fs#'].flatMap((module) => names.map((name) => `${module}${name}`))

/** Calls that write a whole file, and go on after the call. */
export const replacingWrites: ReadonlySet<ApiPath> = new Set(inFileModules(['writeFile', 'outputFile', 'writeJson', 'writeJSON', 'outputJson', 'outputJSON']))

/** The same with those that write at its end. */
export const pendingWrites: ReadonlySet<ApiPath> = new Set([...replacingWrites, ...inFileModules(['appendFile'])])

/** Functions that make, empty or remove a folder and yield a promise: the path stands first. */
export const folderChanges: ReadonlySet<ApiPath> = new Set([
  ...['mkdir', 'rm', 'rmdir'].flatMap((name) => [`node:fs/promises#${name}`, `node:fs#promises.${name}`]),
  ...['ensureDir', 'mkdirp', 'mkdirs', 'emptyDir', 'emptydir', 'remove', 'mkdir', 'rmdir'].map((name) => `fs-extra#${name}`),
  'mkdirp#default', 'mkdirp#mkdirp', 'make-dir#default', 'make-dir#makeDirectory', 'rimraf#default', 'rimraf#rimraf', 'del#default', 'del#deleteAsync',
])
/** The names that asynchronous functions of one's own have which do so. */
export const folderChangesByName = /^#?_?(?:mkdirp?s?|rimraf|(?:make|ensure|create|empty|clean|clear|remove|rm)(?:Temp|Output|Out|Cache)?(?:Dir|Folder|Directory)(?:Exists)?)$/u
/** Functions that put together a path from one of a folder. */
export const joining: ReadonlySet<ApiPath> = new Set(['node:path#join', 'node:path#resolve', 'node:path#posix.join', 'pathe#join', 'pathe#resolve', '#URL'])

/** Calls that remove what is at a path and yield a promise, which is rejected where there is none: of two that remove the same, one fails. */
export const removals: ReadonlySet<ApiPath> = new Set(['node:fs/promises#', 'node:fs#promises.', 'fs-extra#'].flatMap((module) => ['unlink', 'rm', 'rmdir'].map((name) => `${module}${name}`)))
