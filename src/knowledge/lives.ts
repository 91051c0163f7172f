import type { ApiPath } from './schema.ts'

/** What a listener is given of which one knows no more than that it is there: an error. */
export const something = Symbol('something')
/** What a listener is given, as far as that is always the same. */
export type Told = number | string | null | typeof something

/** One way for what was started to end, and how one hears of it. */
export interface End {
  /** missing: it never starts. fails: an error that nobody in it catches. stops: it ends itself with a code. killed: by a signal. errs: it is never started, or ends with a failure. */
  readonly how: 'missing' | 'fails' | 'stops' | 'killed' | 'errs'
  /** Events that tell of it, each with what its listener is given, as far as that is always the same. */
  readonly events: ReadonlyMap<string, readonly Told[]>
}

/** How something that was started tells of its end. */
export interface Life {
  /** Ids of the spawns. */
  readonly of: readonly string[]
  readonly ends: readonly End[]
  /** An `error` that nobody listens to is thrown where it was started, and ends that program. */
  readonly throwsUnheard?: true
  /** The event that stands for the call of the function that is given to what starts it. */
  readonly callback?: string
  /** Those who wait hear of the end by this event first of all. */
  readonly last?: string
  /** Members whose data it writes. */
  readonly streams?: readonly string[]
  /** Sending to it after its end is such an `error`, unless a callback is given. */
  readonly sendFails?: true
  /** Paths of functions by which one listens to all of them: `cluster.on('exit', …)`. */
  readonly heardBy?: readonly ApiPath[]
}

const STREAMS = ['stdout', 'stderr'] as const
/** How a process ends by itself and by a signal (measured). One that was never started says `error` and then `close`, not `exit`. */
const stops: End = { how: 'stops', events: new Map([['exit', [1, null]], ['close', [1, null]]]) }
const killed: End = { how: 'killed', events: new Map([['exit', [null, 'SIGKILL']], ['close', [null, 'SIGKILL']]]) }
const also = (end: End, ...events: string[]): End => ({ how: end.how, events: new Map([...end.events, ...events.map((event): [string, readonly []] => [event, []])]) })

const told = (called: readonly Told[]): End['events'] => new Map<string, readonly Told[]>([['exit', [1, null]], ['close', [1, null]], ['called', called]])
const toldOfError = (called: readonly Told[]): End['events'] => new Map([...told(called), ['error', []]])

/** Measured on Node 20 to 26 and in a browser. */
export const lives: readonly Life[] = [
  {
    // An error is told by `error` and then by `exit` with 1; `process.exit()` and `terminate()` by `exit` alone.
    of: ['node-worker'],
    throwsUnheard: true,
    last: 'exit',
    streams: STREAMS,
    ends: [
      { how: 'fails', events: new Map([['error', []], ['exit', [1]]]) },
      { how: 'stops', events: new Map([['exit', [1]]]) },
    ],
  },
  {
    // A worker of a page never tells that it has ended; that it failed, or could not be loaded, it does.
    of: ['web-worker'],
    ends: [{ how: 'fails', events: new Map([['error', []]]) }],
  },
  {
    of: ['spawn'],
    throwsUnheard: true,
    last: 'exit',
    streams: STREAMS,
    ends: [{ how: 'missing', events: new Map([['error', []], ['close', [-2, null]]]) }, stops, killed],
  },
  {
    of: ['fork'],
    throwsUnheard: true,
    sendFails: true,
    last: 'exit',
    streams: STREAMS,
    ends: [also(stops, 'disconnect'), also(killed, 'disconnect')],
  },
  // `exec(command, callback)`: the callback is told of all ends, and of a failure by its first argument. A command that is not there has written nothing; one that fails is told of by `exit`, and by no `error`.
  { of: ['exec'], callback: 'called', streams: STREAMS, ends: [{ how: 'errs', events: toldOfError([something]) }, { how: 'errs', events: toldOfError([something, '']) }, { how: 'errs', events: told([something]) }] },
  { of: ['cluster'], last: 'exit', ends: [also(stops, 'disconnect'), also(killed, 'disconnect')], heardBy: ['on', 'once', 'addListener'].map((name) => `node:cluster#${name}`) },
  { of: ['electron-utility-process'], last: 'exit', streams: STREAMS, ends: [{ how: 'stops', events: new Map([['exit', [1]]]) }] },
]

const bySpawn = new Map(lives.flatMap((life) => life.of.map((id) => [id, life] as const)))

/** How what the spawn of this id starts tells of its end; undefined where nothing is known. */
export function lifeOf(id: string): Life | undefined {
  return bySpawn.get(id)
}

const POOLS = ['FixedThreadPool', 'DynamicThreadPool', 'FixedClusterPool', 'DynamicClusterPool']
const taskMethods: ReadonlySet<ApiPath> = new Set([
  'piscina#default().run', 'tinypool#default().run', 'workerpool#Pool().exec', ...POOLS.flatMap((pool) => ['execute', 'mapExecute'].map((method) => `poolifier#${pool}().${method}`)),
])
/** Pools whose methods are those of the module that they run, these aside. */
const FARM = 'jest-worker#Worker().'
const farmMethods: ReadonlySet<string> = new Set(['end', 'forceExit', 'getStdout', 'getStderr', 'start', 'then'])

/** Whether calling the API at `path` hands a pool a task, and yields the promise of its result. */
export function isTask(path: ApiPath): boolean {
  if (taskMethods.has(path)) return true
  const method = path.startsWith(FARM) ? path.slice(FARM.length) : ''
  return /^\w+$/u.test(method) && !farmMethods.has(method)
}

/** Where a rejection that nobody catches goes to. */
export const rejectionListeners: readonly ApiPath[] = ['node:process#on', 'node:process#once', 'node:process#addListener', '#addEventListener', '#window.addEventListener']
/** The command of a child that is there for sure: the running program itself. */
export const ownProgram: ReadonlySet<ApiPath> = new Set(['node:process#execPath', 'node:process#argv0', 'node:process#argv.0'])

/** Commands that are always there: the shells of the systems. */
export const shells: ReadonlySet<string> = new Set(['sh', '/bin/sh', 'cmd', 'cmd.exe'])

/** The option by which a shell starts the command: that is always there, and says by its exit code that the command is not. */
export const shellOption = 'shell'

/** The option that takes a signal: when that is aborted, the child says `error` (measured). */
export const abortOption = 'signal'

/** Events by which what was started says something, as long as it lives. */
export const answers: ReadonlySet<string> = new Set(['message', 'online', 'listening', 'spawn'])

/** Those of them that come before anything else: instead of one of these, an `error` comes that it cannot be started. */
export const starts: ReadonlySet<string> = new Set(['online', 'spawn'])
/** That of a thread which is there, and whose own code may yet fail. */
export const beforeItsCode = 'online'
/** Methods by which one listens no more. */
export const removals: ReadonlySet<string> = new Set(['off', 'removeListener', 'removeEventListener'])
/** Methods after which some or all of those who listened hear nothing more. */
export const silencings: ReadonlySet<string> = new Set([...removals, 'removeAllListeners'])
/** Methods of what a registration answers, by which one listens no more. */
export const subscriptionEnds: ReadonlySet<string> = new Set(['dispose', 'unsubscribe', 'remove', 'off', 'stop'])

/** Events by which its streams, and what reads lines from them, hand on what it writes. */
export const outputs: ReadonlySet<string> = new Set(['data', 'line'])
/** What reads a stream line by line. */
export const lineReaders: ReadonlySet<ApiPath> = new Set(['node:readline#createInterface', 'node:readline/promises#createInterface'])

/** Calls whose promise is settled by the first of those that they are given. */
export const races: ReadonlySet<ApiPath> = new Set(['#Promise.race', '#Promise.any'])
/** Functions, classes and amounts whose name says that somebody waits for a limited time. */
export const timeLimits = /timeout|timed|deadline|race|within|abortable|cancellable|expir/iu

/** What runs code when time has passed. */
export const timers: readonly ApiPath[] = ['#setTimeout', '#setInterval']
/** What is called so and takes a function runs it when time has passed, as far as anybody can tell: `makeTimer(stop)`, `const idleTimer = create(stop)`. */
export const timerNames = /time(?:r|out)|ttl|defer|delay|debounce|schedule/iu

/** Members of a child that say how it has ended. */
export const codes = /\b(?:exitCode|signalCode)\b/u
/** The one that says so of a child that has ended by itself: null while it runs, and for good where a signal has ended it (measured). */
export const ownCode = 'exitCode'
/** Those that tell the two apart. */
export const endSigns: readonly string[] = ['signalCode', 'killed', 'connected']
/** The events that tell of its end, once. */
export const endEvents: ReadonlySet<string> = new Set(['exit', 'close'])
/** Methods that end one by a signal. */
export const signalling: ReadonlySet<string> = new Set(['kill', 'abort'])
/** Members by which one knows what has an `exitCode` and says `exit` for a child: one of its own, or what wraps it. */
export const childMembers: readonly string[] = ['kill', 'send', 'stdin', 'stdout', 'stderr', 'pid', 'disconnect']

/** Calls that put functions at the service of a pool: what ends the process in one of them ends tasks of others. */
export const serving: ReadonlySet<ApiPath> = new Set(['workerpool#worker', 'threads#expose', 'threads/worker#expose', 'poolifier#ThreadWorker', 'poolifier#ClusterWorker', 'comlink#expose'])

/** Who is told of messages, and what a rejection that nobody catches ends there: the whole process, this worker, or nothing that anybody sees. */
export const messageListeners: ReadonlyMap<ApiPath, 'process' | 'worker' | 'page'> = new Map<ApiPath, 'process' | 'worker' | 'page'>([
  ...['node:worker_threads#Worker()', 'node:worker_threads#MessagePort()', 'node:child_process#ChildProcess()', 'node:cluster#Worker()', 'electron#UtilityProcess()'].flatMap(
    (on) => ['on', 'once', 'addListener'].map((method): [ApiPath, 'process'] => [`${on}.${method}`, 'process']),
  ),
  ...['on', 'once', 'addListener'].flatMap((method): [ApiPath, 'process' | 'worker'][] => [[`node:worker_threads#parentPort.${method}`, 'worker'], [`node:process#${method}`, 'process']]),
  ['#addEventListener', 'page'],
  ['#onmessage', 'page'],
])

/** Who is told of messages of other pages, tabs and workers: who answers through such a channel is waited for there. */
export const channelListeners: ReadonlySet<ApiPath> = new Set(['#BroadcastChannel()', '#MessagePort()'].flatMap((on) => [`${on}.addEventListener`, `${on}.onmessage`]))
/** How they answer. */
export const channelSends: ReadonlySet<ApiPath> = new Set(['#BroadcastChannel().postMessage', '#MessagePort().postMessage'])

/** Promises that are fulfilled whatever becomes of those that they wait for. */
export const neverRejected: ReadonlySet<ApiPath> = new Set(['#Promise.allSettled', 'node:worker_threads#Worker().terminate'])
/** Types of functions without arguments whose promises bring failures as values. */
export const failingByValue: readonly ApiPath[] = ['fp-ts/Task#Task', 'fp-ts/TaskEither#TaskEither', 'fp-ts/TaskOption#TaskOption']
/** What makes one promise of a list of them, and fails only where one of those does. */
export const combining: ReadonlySet<ApiPath> = new Set(['#Promise.all', '#Promise.race', '#Promise.any'])
/** Methods of values that are there: what they return is no promise. */
export const answersAtOnce = /^#(?:RegExp|Date|URL|URLSearchParams|TextEncoder|TextDecoder)\(\)\.\w+$|^#Math\.\w+$/u
/** What a table of functions is kept in. */
export const tables = /^#(?:Map|WeakMap)\(\)/u
/** Receivers of messages whose sender waits for nothing. */
export const noListener = /^#Window/u
/** Those that the sender has started itself: what it sends is a task, and its own caller hears the error. */
export const started = /#(?:Worker|SharedWorker|ChildProcess|UtilityProcess)\(\)/u
