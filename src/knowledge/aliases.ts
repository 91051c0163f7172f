import { members } from './members.ts'
import type { ApiPath } from './schema.ts'

/** Folders of packages that hand on other packages whole, each under its own name. */
export const forwarders: readonly string[] = ['@theia/core/shared/']

/** Whether a module is asked for in a certain form: `./grid?worker`, `worker-loader!./grid`, `web-worker:./grid`. */
export const askedInForm = /[!?]|^web-worker:/u

/** What bundlers put for a module that is asked for as a worker: its default export is the constructor. `&url` asks for its address. */
export const workerBundles: readonly (readonly [asked: RegExp, module: string])[] = [
  [/^worker-loader!|^web-worker:|\?(?!.*\burl\b)(?:\w+&)*worker\b/u, 'bundled-worker'],
  [/\?(?!.*\burl\b)(?:\w+&)*sharedworker\b/u, 'bundled-shared-worker'],
]

/** Files of which bundlers make a worker where they are configured to, by their names: the default export is the constructor then. */
export const workerFiles = /[^/]\.worker(?:\.[cm]?[jt]sx?)?$/u
/** What only a worker is asked to do, or a port of one. */
export const workerMembers: ReadonlySet<string> = new Set(['postMessage', 'onmessage', 'onmessageerror'])
/** Libraries that are given a worker to speak to. */
export const workerWrappers: ReadonlySet<string> = new Set(['comlink', 'webworker-promise', 'promise-worker', 'promise-worker-transferable'])

/** Files of a program's own that stand for promises, by their names: they hand on a library, or the promises of the language. */
export const promiseFiles = /^\.{1,2}\/(?:[^?!]*\/)?(?:promise|bluebird)(?:\.[cm]?[jt]s)?$/u

/** The same thing under another name: re-exports, default against named, type names against what a call yields. */
const synonyms: Readonly<Record<ApiPath, ApiPath>> = {
  // One object, global or imported.
  '#process': 'node:process#',
  'node:process#default': 'node:process#',
  '#React': 'react#',
  'bundled-worker#default': '#Worker',
  'bundled-shared-worker#default': '#SharedWorker',
  '#Buffer': 'node:buffer#Buffer',
  '#performance': 'node:perf_hooks#performance',
  'node:perf_hooks#structuredClone': '#structuredClone',
  'node:buffer#Blob': '#Blob',
  'node:buffer#File': '#File',
  'node:url#URL': '#URL',
  'node:url#URLSearchParams': '#URLSearchParams',
  'node:util#TextEncoder': '#TextEncoder',
  'node:util#TextDecoder': '#TextDecoder',
  'node:timers#setTimeout': '#setTimeout',
  'node:timers#setInterval': '#setInterval',
  'node:timers#setImmediate': '#setImmediate',
  'node:timers#clearTimeout': '#clearTimeout',
  'node:timers#clearInterval': '#clearInterval',
  'node:timers#promises': 'node:timers/promises#',
  'node:fs#promises': 'node:fs/promises#',
  'node:stream#promises': 'node:stream/promises#',
  'node:dns#promises': 'node:dns/promises#',
  'node:stream#web': 'node:stream/web#',
  'node:stream/web#ReadableStream': '#ReadableStream',
  'node:stream/web#WritableStream': '#WritableStream',
  'node:stream/web#TransformStream': '#TransformStream',
  'node:crypto#webcrypto': '#crypto',
  'node:events#default': 'node:events#EventEmitter',
  'node:events#EventEmitter.once': 'node:events#once',
  'node:events#EventEmitter.on': 'node:events#on',
  'node:events#EventEmitter.EventEmitter': 'node:events#EventEmitter',
  'node:stream#default()': 'node:stream#Stream()',
  'node:worker_threads#structuredClone': '#structuredClone',

  // Values of declared types, and of the calls that yield them.
  'node:child_process#spawn()': 'node:child_process#ChildProcess()',
  'node:child_process#fork()': 'node:child_process#ChildProcess()',
  'node:child_process#exec()': 'node:child_process#ChildProcess()',
  'node:child_process#execFile()': 'node:child_process#ChildProcess()',
  'node:child_process#ChildProcessWithoutNullStreams()': 'node:child_process#ChildProcess()',
  'node:child_process#ChildProcessByStdio()': 'node:child_process#ChildProcess()',
  'cross-spawn#spawn': 'cross-spawn#default',
  'cross-spawn-async#default': 'cross-spawn#default',
  'win-spawn#default': 'cross-spawn#default',
  'cross-spawn#default()': 'node:child_process#ChildProcess()',
  'node:cluster#fork()': 'node:cluster#Worker()',
  'electron/main#utilityProcess': 'electron#utilityProcess',
  'electron#utilityProcess.fork()': 'electron#UtilityProcess()',
  'web-worker#default': '#Worker',
  'workerpool#pool()': 'workerpool#Pool()',
  'workerpool#WorkerPool()': 'workerpool#Pool()',
  '#DedicatedWorkerGlobalScope()': '#globalThis',
  '#ServiceWorkerGlobalScope()': '#globalThis',
  '#SharedWorkerGlobalScope()': '#globalThis',
  '#NodeJS.Process()': 'node:process#',
  '#NodeJS.Timeout()': 'node:timers#Timeout()',
  '#NodeJS.Immediate()': 'node:timers#Immediate()',
  '#setTimeout()': 'node:timers#Timeout()',
  '#setInterval()': 'node:timers#Timeout()',
  '#setImmediate()': 'node:timers#Immediate()',

  // Default against named exports.
  'piscina#Piscina': 'piscina#default',
  'tinypool#Tinypool': 'tinypool#default',
  'jest-worker#default': 'jest-worker#Worker',
  'jest-worker#JestWorkerFarm()': 'jest-worker#Worker()',
  'threads#Worker': '#Worker',
  'threads#FunctionThread()': 'threads#spawn()',
  'threads#ModuleThread()': 'threads#spawn()',
  'comlink#Remote()': 'comlink#wrap()',
  'comlink/dist/esm/node-adapter#default': 'comlink#nodeEndpoint',
  'p-limit#pLimit': 'p-limit#default',
  'p-limit#LimitFunction()': 'p-limit#default()',
  'p-queue#PQueue': 'p-queue#default',
  'bottleneck#Bottleneck': 'bottleneck#default',
  'fastq#queueAsPromised()': 'fastq#promise()',
  'fastq#queue()': 'fastq#default()',
  'async/queue#default': 'async#queue',
  'async-lock#AsyncLock': 'async-lock#default',
  'await-lock#AwaitLock': 'await-lock#default',
  'semaphore-async-await#Semaphore': 'semaphore-async-await#default',
  'async-rwlock#default': 'async-rwlock#RWLock',
  'redlock#Redlock': 'redlock#default',

  // Promises of a library: made, joined and awaited like those of the language. What those do not have stays its own.
  'bluebird#': '#Promise',
  'bluebird#default': '#Promise',
  ...Object.fromEntries(['pouchdb-promise', 'any-promise', 'pinkie-promise', 'native-promise-only', 'lie', 'promise', 'es6-promise', 'q', 'rsvp', 'when'].flatMap((module) => ['', 'default', 'Promise'].map((name) => [`${module}#${name}`, '#Promise']))),
  '#Promise.default': '#Promise',
  '#Promise.Promise': '#Promise',
  '#Promise.map': 'bluebird#map',
  '#Promise.filter': 'bluebird#filter',
  ...Object.fromEntries(['promisify', 'denodeify', 'nfbind', 'lift'].map((name) => [`#Promise.${name}`, 'node:util#promisify'])),
  // Functions that make a promise of a callback: what they are given is what is called.
  ...Object.fromEntries(['es6-promisify#promisify', 'es6-promisify#default', 'pify#default', 'thenify#default', 'denodeify#default', 'util.promisify#default', 'util-promisify#default', 'when/node#lift'].map((path) => [path, 'node:util#promisify'])),

  // Loggers: a child is one more.
  'pino#default().child()': 'pino#default()',
  'pino#Logger().child()': 'pino#Logger()',
  'winston#createLogger().child()': 'winston#createLogger()',
  'winston#Logger().child()': 'winston#Logger()',

  // Frameworks.
  'express#Application()': 'express#default()',
  'express#Express()': 'express#default()',
  'express-serve-static-core#Express()': 'express#default()',
  'express#IRouter()': 'express#Router()',
  'express-promise-router#default()': 'express#Router()',
  'fastify#fastify': 'fastify#default',
  'fastify#FastifyInstance()': 'fastify#default()',
  '@koa/router#default': 'koa-router#default',
  '@koa/router#Router': 'koa-router#default',
  'koa-router#Router': 'koa-router#default',
  '@hapi/hapi#Server()': '@hapi/hapi#server()',
  'amqplib#default': 'amqplib#',
  'amqplib#ConfirmChannel()': 'amqplib#Channel()',
  'agenda#Agenda': 'agenda#default',
  'pg-boss#PgBoss': 'pg-boss#default',
  'ws#Server': 'ws#WebSocketServer',
  'ws#WebSocket.Server': 'ws#WebSocketServer',
  'ws#WebSocket.WebSocketServer': 'ws#WebSocketServer',
  'ws#default': 'ws#WebSocket',
  'socket.io#default': 'socket.io#Server',
  'electron/main#dialog': 'electron#dialog',
  'electron/main#ipcMain': 'electron#ipcMain',
  'electron/main#BrowserWindow': 'electron#BrowserWindow',
  'electron/main#webContents': 'electron#webContents',
  'electron/renderer#ipcRenderer': 'electron#ipcRenderer',
}

const entries = [...Object.entries(synonyms), ...Object.entries(members)]
const table = new Map<ApiPath, ApiPath>(entries)
/** A CommonJS module that is called is its default export: what holds for the export holds for what it yields. */
for (const [from, to] of entries) if (from.endsWith('#default') && !to.endsWith('#')) table.set(`${from}()`, resolved(`${to}()`))

/**
 * One name for each API, whatever it was called in the code. Looked up after every step of a path, so that what follows
 * a replaced prefix is found too.
 */
export const aliases: ReadonlyMap<ApiPath, ApiPath> = new Map([...table].map(([from, to]) => [from, resolved(to)]))

/** The target after its own aliases: entries may name each other. */
function resolved(path: ApiPath): ApiPath {
  let at = path
  for (let step = 0; step < 4; step++) at = table.get(at) ?? at
  return at
}
