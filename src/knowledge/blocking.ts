import type { ApiPath, BlockingModel } from './schema.ts'

type On = BlockingModel['on']

/** The option of a child process, and its value, that gives it the terminal: the user has left this program for another one. */
export const terminal = { option: 'stdio', value: 'inherit' } as const

/** Names of one module that block, with one way out for all of them. */
function family(module: string, on: On, alternative: string, names: readonly string[]): readonly BlockingModel[] {
  return names.map((name) => ({ path: `${module}#${name}`, on, alternative, ...(CHEAP.has(name) && (on === 'disk' || module === 'node:crypto') ? { cheap: true as const } : {}) }))
}

/** What only asks the file system for facts it mostly has in memory, or makes a key out of a few bytes. */
const CHEAP: ReadonlySet<string> = new Set([
  'generateKeySync', 'hkdfSync', 'randomFillSync',
  'accessSync', 'existsSync', 'statSync', 'lstatSync', 'fstatSync', 'statfsSync', 'realpathSync', 'readlinkSync', 'closeSync', 'pathExistsSync', 'test', 'which',
])

/** What `fs.promises` has under the name without `Sync`. */
const PROMISED: ReadonlySet<string> = new Set([
  'accessSync', 'appendFileSync', 'chmodSync', 'chownSync', 'copyFileSync', 'cpSync', 'linkSync', 'lstatSync', 'mkdirSync', 'mkdtempSync', 'readFileSync', 'readdirSync', 'readlinkSync',
  'realpathSync', 'renameSync', 'rmSync', 'rmdirSync', 'statSync', 'symlinkSync', 'truncateSync', 'unlinkSync', 'utimesSync', 'writeFileSync',
])

const FILE_SYSTEMS = ['node:fs', 'fs-extra', 'graceful-fs']
/** Functions that make a folder, and those that ask whether something is at a path. */
export const folderMakers: ReadonlySet<ApiPath> = new Set(FILE_SYSTEMS.map((module): ApiPath => `${module}#mkdirSync`))
export const pathTests: ReadonlySet<ApiPath> = new Set(FILE_SYSTEMS.map((module): ApiPath => `${module}#existsSync`))

/** Every synchronous function of Node's `fs`, up to Node 26. */
const FS = [
  'accessSync', 'appendFileSync', 'chmodSync', 'chownSync', 'closeSync', 'copyFileSync', 'cpSync', 'existsSync', 'fchmodSync', 'fchownSync',
  'fdatasyncSync', 'fstatSync', 'fsyncSync', 'ftruncateSync', 'futimesSync', 'globSync', 'lchownSync', 'linkSync', 'lstatSync',
  'lutimesSync', 'mkdirSync', 'mkdtempDisposableSync', 'mkdtempSync', 'openAsBlobSync', 'openSync', 'opendirSync', 'readFileSync',
  'readSync', 'readdirSync', 'readlinkSync', 'readvSync', 'realpathSync', 'renameSync', 'rmSync', 'rmdirSync',
  'statSync', 'statfsSync', 'symlinkSync', 'truncateSync', 'unlinkSync', 'utimesSync', 'writeFileSync', 'writeSync', 'writevSync',
]
const FS_EXTRA = [
  ...FS, 'copySync', 'emptyDirSync', 'emptydirSync', 'ensureDirSync', 'ensureFileSync', 'ensureLinkSync', 'ensureSymlinkSync', 'mkdirpSync',
  'mkdirsSync', 'moveSync', 'outputFileSync',
  'outputJsonSync', 'outputJSONSync', 'pathExistsSync', 'readJsonSync', 'readJSONSync', 'removeSync', 'writeJsonSync', 'writeJSONSync',
]
const CRYPTO = [
  'argon2Sync', 'checkPrimeSync', 'generateKeyPairSync', 'generateKeySync', 'generatePrimeSync', 'hkdfSync', 'pbkdf2Sync', 'randomFillSync',
  'scryptSync',
]
const ZLIB = [
  'brotliCompressSync', 'brotliDecompressSync', 'createZipArchiveSync', 'deflateRawSync', 'deflateSync', 'gunzipSync', 'gzipSync',
  'inflateRawSync', 'inflateSync', 'unzipSync',
  'zstdCompressSync', 'zstdDecompressSync',
]
const SHELL = ['exec', 'cp', 'mv', 'rm', 'mkdir', 'find', 'ls', 'sed', 'grep', 'cat', 'head', 'tail', 'test', 'which']

/** The same name without `Sync` waits without blocking. */
const asynchronous = 'the asynchronous function'

const node: readonly BlockingModel[] = [
  ...family('node:fs', 'disk', 'node:fs/promises', FS).map((model): BlockingModel => (PROMISED.has(model.path.slice('node:fs#'.length)) ? { ...model, promised: true } : model)),
  ...family('node:child_process', 'child process', 'spawn, or execFile with a promise', ['execSync', 'execFileSync', 'spawnSync']),
  ...family('node:crypto', 'computation', 'the function without Sync, which runs on the thread pool', CRYPTO),
  ...family('node:zlib', 'computation', 'the function without Sync, or a stream', ZLIB).map((model): BlockingModel => ({ ...model, bySize: 0 })),
  ...[
    'DatabaseSync().exec', 'DatabaseSync().prepare().all', 'DatabaseSync().prepare().get', 'DatabaseSync().prepare().run',
    'DatabaseSync().prepare().iterate', 'StatementSync().all', 'StatementSync().get', 'StatementSync().run',
  ].map(
    // A file, mostly in memory: who has chosen such a driver means to wait for it.
    (name): BlockingModel => ({ path: `node:sqlite#${name}`, on: 'database', alternative: 'a worker that owns the database', brief: true }),
  ),
  ...['runInContext', 'runInNewContext', 'runInThisContext'].map(
    // Who only defines something with the code is done at once.
    (name): BlockingModel => ({ path: `node:vm#${name}`, on: 'computation', alternative: 'a worker', brief: true, code: 0 }),
  ),
  { path: '#Atomics.wait', on: 'another thread', alternative: 'Atomics.waitAsync, or a message', forWord: true },
]

const libraries: readonly BlockingModel[] = [
  ...family('fs-extra', 'disk', asynchronous, FS_EXTRA),
  ...family('graceful-fs', 'disk', asynchronous, FS),
  ...family('glob', 'disk', 'glob', ['sync', 'globSync', 'glob.sync']),
  ...family('fast-glob', 'disk', 'the asynchronous form', ['sync', 'globSync']),
  ...family('tinyglobby', 'disk', 'glob', ['globSync']),
  ...family('globby', 'disk', 'globby', ['sync', 'globbySync']),
  ...family('rimraf', 'disk', 'rimraf', ['sync', 'rimrafSync', 'rimraf.sync']),
  ...family('mkdirp', 'disk', 'mkdirp', ['sync', 'mkdirpSync', 'mkdirp.sync']),
  ...family('execa', 'child process', 'execa', ['sync', 'execaSync', 'execaCommandSync', 'commandSync']),
  ...family('cross-spawn', 'child process', 'spawn', ['sync']),
  ...family('command-exists', 'child process', 'the asynchronous form', ['sync']),
  ...family('which', 'disk', 'which', ['sync']),
  ...family('tmp', 'disk', 'the form with a callback, or tmp-promise', ['fileSync', 'dirSync', 'tmpNameSync']),
  ...family('tmp-promise', 'disk', asynchronous, ['fileSync', 'dirSync', 'tmpNameSync']),
  ...family('jsonfile', 'disk', asynchronous, ['readFileSync', 'writeFileSync']),
  ...family('write-file-atomic', 'disk', 'writeFileAtomic', ['sync']),
  ...family('proper-lockfile', 'disk', 'lock', ['lockSync', 'unlockSync', 'checkSync']),
  ...family('@grpc/proto-loader', 'disk', 'load', ['loadSync']),
  ...family('protobufjs', 'disk', 'load', ['loadSync']),
  ...family('shelljs', 'disk', 'node:fs/promises, or a child process', SHELL),
  // Not genSaltSync: it draws sixteen random bytes.
  ...['bcrypt', 'bcryptjs'].flatMap(
    (module) => family(module, 'computation', 'the function without Sync', ['hashSync', 'compareSync']),
  ),
  ...family('@node-rs/bcrypt', 'computation', 'the function without Sync', ['hashSync', 'compareSync', 'verifySync']),
  ...['prepare().all', 'prepare().get', 'prepare().run', 'prepare().iterate', 'exec', 'pragma', 'backup', 'transaction()'].map(
    (name): BlockingModel => ({ path: `better-sqlite3#default().${name}`, on: 'database', alternative: 'a worker that owns the database', brief: true }),
  ),
  ...family('xlsx', 'disk', 'a worker', ['readFile', 'writeFile']),
  { path: 'synckit#createSyncFn()', on: 'another thread', alternative: 'the asynchronous function itself' },
  { path: 'make-synchronous#default()', on: 'another thread', alternative: 'the asynchronous function itself' },
  { path: 'make-synchronous#makeSynchronous()', on: 'another thread', alternative: 'the asynchronous function itself' },
  ...family('deasync', 'another thread', 'the asynchronous function itself', ['sleep', 'runLoopOnce', 'loopWhile', 'default()']),
  ...family('sync-request', 'network', 'fetch', ['default']),
  ...family('sync-rpc', 'network', 'a worker', ['default()']),
  ...family('system-sleep', 'another thread', 'node:timers/promises', ['default']),
]

/** Blocking only in some forms. */
const forms: readonly BlockingModel[] = [
  // A megabyte takes 5 ms; keys and tokens take microseconds.
  { path: 'node:crypto#randomBytes', on: 'computation', alternative: 'the form with a callback', cheap: true, withoutCallback: true, from: { argument: 0, count: 1_000_000 } },
  { path: 'jsonwebtoken#sign', on: 'computation', alternative: 'the form with a callback', cheap: true, withoutCallback: true },
  { path: 'jsonwebtoken#verify', on: 'computation', alternative: 'the form with a callback', cheap: true, withoutCallback: true },
  { path: '#XMLHttpRequest().open', on: 'network', alternative: 'fetch', whenFalse: 2 },
]

const browsers: readonly BlockingModel[] = [
  ...['alert', 'confirm', 'prompt'].map((name): BlockingModel => ({ path: `#${name}`, on: 'user', alternative: 'a dialog element', cheap: true })),
  { path: 'electron#ipcRenderer.sendSync', on: 'another thread', alternative: 'ipcRenderer.invoke' },
  ...[
    'readTextFileSync', 'readFileSync', 'writeTextFileSync', 'writeFileSync', 'readDirSync', 'statSync', 'mkdirSync', 'removeSync',
    'copyFileSync', 'renameSync',
  ].map(
    (name): BlockingModel => ({ path: `#Deno.${name}`, on: 'disk', alternative: 'the function without Sync', ...(CHEAP.has(name) ? { cheap: true as const } : {}) }),
  ),
  { path: '#Deno.Command().outputSync', on: 'child process', alternative: 'output' },
  { path: '#Bun.spawnSync', on: 'child process', alternative: 'Bun.spawn' },
  { path: '#Bun.sleepSync', on: 'another thread', alternative: 'Bun.sleep' },
]

/**
 * Calls that hold the thread until they are done. By resolved path only: names that end in `Sync` mean nothing by themselves
 * (`Effect.runSync`, `flushSync`, methods of users' classes).
 */
export const blocking: readonly BlockingModel[] = [...node, ...libraries, ...forms, ...browsers]

/** Names of classes that say that they work synchronously: `UnpackSync`. */
export const synchronousClasses = /[a-z]Sync$/u
