import type { ApiPath } from './schema.ts'

/** What tells the module that a program starts from one that a worker or another module runs: a test of one of these is a guard. */
export const roleTests: ReadonlySet<ApiPath> = new Set([
  'node:worker_threads#isMainThread', 'node:worker_threads#parentPort', 'node:worker_threads#workerData', 'node:worker_threads#threadId', 'node:worker_threads#getEnvironmentData',
  'node:cluster#isPrimary', 'node:cluster#isMaster', 'node:cluster#isWorker', 'node:cluster#worker',
  'node:process#send', 'node:process#connected', 'node:process#channel', 'node:process#env', 'node:process#argv', 'node:process#execArgv', 'node:process#ppid',
  '#require.main', '#module.parent', '#importScripts', '#WorkerGlobalScope', '#DedicatedWorkerGlobalScope', '#SharedWorkerGlobalScope', '#self', '#window', '#document', '#globalThis', '#global',
])

/** Expressions of the module's own file. */
export const ownFile: ReadonlySet<ApiPath> = new Set(['#__filename', '#module.filename', '#module.id', '#require.main.filename', 'node:process#mainModule.filename', 'node:process#argv.1'])
/** The same as properties of `import.meta`. */
export const ownFileOfMeta: ReadonlySet<string> = new Set(['url', 'filename'])
/** Calls that yield the file that they are given: as an address, a path, a whole one. */
export const sameFile: ReadonlySet<ApiPath> = new Set(['#URL', 'node:url#fileURLToPath', 'node:url#pathToFileURL', 'node:path#resolve', 'node:path#normalize', 'node:fs#realpathSync', '#String', '#require.resolve'])
/** Members of an address that yield it again. */
export const sameAddress: ReadonlySet<string> = new Set(['href', 'pathname', 'toString'])

/** Calls by which what a cluster starts is another program. */
export const otherProgram: ReadonlySet<ApiPath> = new Set(['node:cluster#setupPrimary', 'node:cluster#setupMaster'])
/** Names of the running program as a command: with a file behind it, it runs that. */
export const nodeCommands: ReadonlySet<string> = new Set(['node', 'bun', 'deno', 'tsx', 'ts-node'])

/** Calls that run a command to its end before anything else happens. */
export const commands: ReadonlySet<ApiPath> = new Set(['node:child_process#execSync', 'node:child_process#execFileSync', 'node:child_process#spawnSync'])

/** Names of files that a program starts from: what they do when they are loaded is what they are for. */
export const entryNames = /^(?:main|server|cli|bin|run|start|boot|bootstrap|electron|app|www|daemon)\.[cm]?[jt]sx?$/u
/** Methods by which a module that is loaded begins to serve. */
export const serves: ReadonlySet<string> = new Set(['listen', 'serve', 'whenReady'])

/** Names of functions of other files that start something. */
export const starters = /^(?:create|start|spawn|make|launch|fork)\w*(?:Worker|ChildProcess|SubProcess|Cluster)s?$/u
/** Modules that bundlers turn into the constructor of a worker. */
export const workerModules = /\?(?:\w+&)*(?:worker|sharedworker)\b|[./-]worker\.[cm]?[jt]sx?$|^worker-loader!|^web-worker:/u

/** A comment that begins with what the code below is: `Piscina task`, `The worker of our Tinypool`, `Runs in a Piscina worker`. */
export const saidTasks = /(?:\/\/|\/\*)[\s*]*(?:(?:the|a|an|this|our|is|one)\s+)*(?:(?<of>piscina|tinypool)(?:'s)?\s+(?:pool\s+)?(?:task|job|worker)s?\b|(?:tasks?|jobs?|worker|runs?|called|executed)(?:\s+(?:file|function|code|thread|task|job|of|for|by|in|inside|on|with|the|a|an|our|this|is|run))*\s+(?<by>piscina|tinypool)\b)/iu

/** What pools of tasks export for the files that they run: who takes it runs in one of their threads. */
export const threadData = 'workerData'
