/**
 * The shapes of what we know about APIs; those of locks and of callbacks stand in their folders. Everything under
 * src/knowledge is data in these shapes; one more library is one more entry, and `settings.concurrency` takes entries of the same shapes.
 *
 * An API is named by its **path**, a string:
 *
 *   path := module '#' name ('.' name)* | '#' name ('.' name)*      a module's export, or a global
 *   path := path '()'      what calling or constructing it yields; `await` is transparent
 *   path := path '.name'   a member; `path.0` is a position of a tuple
 *   path := path '[]'      an element of an array, iterable or map of them
 *
 * Node's own modules are written with `node:`; a default export is `module#default`, and a member of a default export or
 * of a namespace is the same as a named export (`fs#default.readFile` is `node:fs#readFile`).
 *
 *   '#Worker()'                              an instance of the browser's Worker
 *   'node:worker_threads#parentPort.postMessage'
 *   'node:worker_threads#MessageChannel().port1'
 *   'async-mutex#Mutex().acquire()'          the releaser
 */
export type ApiPath = string

/** Position of an argument: its index, the last one, or the first that can be a function (no literal, no object). */
export type ArgumentPosition = number | 'last' | 'function'

/** When a callback runs, relative to the call it is handed to: during it, later at most once, later any number of times. */
export type Timing = 'now' | 'once' | 'many'

// ---------------------------------------------------------------- spawns and handles

export interface SpawnModel {
  readonly id: string
  /** Paths of the constructor or function; calling it spawns. */
  readonly spawn: readonly ApiPath[]
  readonly kind: 'worker' | 'process' | 'pool' | 'member' | 'port' | 'channel' | 'url' | 'remote'
  /** In words for a message: 'worker', 'child process'. */
  readonly noun: string
  /** The members of the result that are the handles (MessageChannel); absent: the result is the handle. */
  readonly handles?: readonly string[]
  /** Methods of the handle that end it. */
  readonly ends: readonly string[]
  /** Wait for the end through a callback: which argument of the spawning call (`exec(command, callback)`). */
  readonly joinCallback?: ArgumentPosition
  /** Methods of the handle whose awaited result is its end. */
  readonly joinMethods?: readonly string[]
  /** Paths that denote a handle of this kind where the call that made it is not in sight: canonical instance types. */
  readonly handlePaths?: readonly ApiPath[]
  /** Functions that end a handle given to them as first argument. */
  readonly endedBy?: readonly ApiPath[]
  /** The handle is a function, and calling it ends it. */
  readonly endedByCall?: true
  /** Keys of the options argument by which something else ends it (`signal`, `timeout`), or nobody has to. */
  readonly endingOptions?: readonly string[]
  /** Member that names it to the system: whoever is handed that may end it (`process.kill(child.pid)`). */
  readonly identity?: string
  /** Members through which it is talked to (`child.stdin.end()`). */
  readonly talksThrough?: readonly string[]
  /** The call takes another handle as its first argument and stands for it: what is done to the result, is done to that. A view does not end it. */
  readonly wraps?: 'whole' | 'view'
  /** Methods after which it no longer keeps the process alive. */
  readonly detaches?: readonly string[]
  /** Events after which it has ended by itself, beside those of `joins`. */
  readonly fatal?: readonly string[]
  /** Events whose listener counts as waiting for its end. */
  readonly joins?: readonly string[]
  /** Does it keep the process (or page) alive while nobody uses it? */
  readonly idle: 'keeps alive' | 'lets exit' | 'ends by itself'
  /** The module it runs decides: one that runs to its end without listening or waiting ends by itself. */
  readonly entryDecides?: boolean
  /** It waits for more work until somebody ends it: no command that runs to its end. */
  readonly serves?: true
  /** It is ended with the program that has started it: a command that fails leaves nothing behind. */
  readonly endsWithProgram?: true
  /** Ending it is asynchronous: the result of `ends` should be awaited. */
  readonly endIsAsync?: boolean
  /** Functions are shipped as source at this position. */
  readonly sourceArgument?: number
  /** Which argument names the module it runs. */
  readonly entry?: number
  /** Option keys that size a pool: least, most, queue. */
  readonly size?: {
    readonly options: number
    readonly min?: string
    readonly max?: string
    readonly queue?: string
    /** The options may be the number itself, or there are numbers at these positions instead. */
    readonly isNumber?: true
    readonly positions?: { readonly min?: number; readonly max: number }
  }
}

// ---------------------------------------------------------------- messages

/** What code runs on. */
export type Runtime = 'node20' | 'node22' | 'node24' | 'node26' | 'browser'

/** clone: structured clone. storage: structured clone for storage. json: JSON text. advanced: v8 serialization of child processes. */
export type CloneAlgorithm = 'clone' | 'storage' | 'json' | 'advanced'

export interface SinkModel {
  /** Path of the function that sends. A last step of `.*` stands for any method. */
  readonly path: ApiPath
  /** What is sent: an argument, every argument, or a property of an options argument. */
  readonly payload: number | 'all' | { readonly argument: number; readonly property: string }
  readonly algorithm: CloneAlgorithm
  /** Where what is transferred is listed: an argument, as a list (`list`, or no `property`) or in an options object (`property`). */
  readonly transfer?: { readonly argument: ArgumentPosition; readonly property?: string; readonly list?: true }
  /** In words for a message: 'postMessage', 'workerData'. */
  readonly noun: string
  /** What each call is for another thread or process; absent for what is only kept, or sent once. */
  readonly costs?: 'message' | 'task' | 'call'
  /** The option `serialization: 'advanced'` of the call that made the receiver turns JSON into `advanced`. */
  readonly serialization?: true
  /** The call itself throws when the value cannot be cloned, and for hardly anything else: alone in a `try`, it is a test. */
  readonly failsOnlyToClone?: true
  /** `.*`: methods that send nothing. */
  readonly except?: readonly string[]
  /** Calls whose result is exempt inside the payload (`comlink#proxy()`, `comlink#transfer()`). */
  readonly wrappers?: readonly ApiPath[]
  /** The library runs on Node alone, as Node's own modules do. */
  readonly runs?: 'node'
  /** What a failure means, for a message: 'the worker never starts'; absent: the message is never sent. */
  readonly failure?: string
  /** The one of them that makes a function callable from the other side (`comlink#proxy`). */
  readonly callableBy?: ApiPath
}

/** A call that marks what is to be transferred when its result is sent. */
export interface MarkModel {
  readonly path: ApiPath
  /** Which argument is the value that is sent, and which lists what moves; without a list the value itself moves. */
  readonly value: number
  readonly list?: number
}

/** A call that makes new memory, which nobody else knows yet. */
export interface BufferMaker {
  /** The names that lead from the value to what can be transferred: none for an ArrayBuffer, `buffer` for a view. */
  readonly below: readonly string[]
  /** Bytes of one element. */
  readonly unit: number
  /**
   * What says how many there are: an argument that is a number or a list, two arguments that are the sides of a picture, what the
   * method is called on. `content`: as much as somebody else wrote.
   */
  readonly size: { readonly argument: number } | { readonly sides: number } | 'receiver' | 'content'
  /** The argument is copied, whatever it is; otherwise a buffer would be shown. */
  readonly copies?: true
  /** Small ones are part of memory that others use too. */
  readonly pooled?: true
  /** With this argument it yields something else. */
  readonly without?: number
}

/** A method that takes what it is called on away from whoever holds it. */
export interface MovingMethod {
  readonly path: ApiPath
  /** Where only some of it is gone: the methods that fail from then on, and the properties that cannot be set. */
  readonly fails?: readonly string[]
  readonly failsToSet?: readonly string[]
}

export interface ResultModel {
  /** Path of the function or constructor. */
  readonly path: ApiPath
  /**
   * What a call yields. argument: the argument itself. assigned: the first argument with the properties of all. values:
   * those of the argument's properties. entries: names with values; from entries: an object of such. array, set, map: with the argument's elements. items: an array of the arguments.
   * promise; resolved: one of the argument; promises: one of an array of what the argument's elements come to. raw: the argument without proxies.
   * proxy: a proxy over the argument. reactive: one whose contents are proxies too. ref, computed: a holder whose `value`
   * is reactive. unref: the holder's value. reactive pair: reactive
   * state and what sets it. store: reactive state that was said when the function was made.
   */
  readonly yields:
    | 'argument' | 'assigned' | 'values' | 'entries' | 'from entries' | 'array' | 'items' | 'set' | 'map' | 'symbol' | 'bigint' | 'function' | 'promise' | 'resolved' | 'promises' | 'raw'
    | 'proxy' | 'reactive' | 'shallow reactive' | 'ref' | 'shallow ref' | 'computed' | 'unref' | 'reactive pair' | 'store'
  /** Which argument; the first unless said. */
  readonly argument?: number
}

/** A call that takes a function and runs its source elsewhere. */
export interface ShipModel {
  /** Which argument is the function. */
  readonly argument: number
  /** Where the source is run, in words for a message. */
  readonly where: string
}

/** A condition that holds on one side only of a file that several threads or processes run. */
export interface BoundaryTest {
  readonly path: ApiPath
  /** Whether it holds on the side that starts the others. */
  readonly holds: boolean
  readonly between: 'threads' | 'processes'
}

/** A call that keeps state in the memory of its process. */
export interface MemoryStore {
  readonly path: ApiPath
  /** The option, of the first argument, by which the state is kept elsewhere. */
  readonly unless?: string
  /** What is kept, in words for a message. */
  readonly noun: string
}

/** A call that puts functions at the service of another thread or process. */
export interface ReplyModel {
  readonly path: ApiPath
  /** Which argument holds them: a function, or an object or class with methods. */
  readonly argument: number
  readonly algorithm: CloneAlgorithm
  /** In words for a message: who sends what they return. */
  readonly noun: string
  /** What they return is kept, and not sent: what a failure means then. */
  readonly failure?: string
  /** Calls whose result is exempt. */
  readonly wrappers?: readonly ApiPath[]
}

// ---------------------------------------------------------------- the event loop

export interface YieldModel {
  /** Path of a call whose awaited result lets other tasks run (macrotask), or only microtasks. */
  readonly path: ApiPath
  readonly lets: 'tasks' | 'microtasks'
}

export interface BlockingModel {
  /** Path of a call that holds the thread until it is done. */
  readonly path: ApiPath
  /** What holds it, in words for a message: 'disk', 'child process', 'computation'. */
  readonly on: 'disk' | 'child process' | 'computation' | 'network' | 'another thread' | 'database' | 'user'
  /** What to call instead, in words for a message. */
  readonly alternative: string
  /** Over in microseconds: worth a word only to who wants to know of every one. */
  readonly cheap?: true
  /** Mostly over soon: counts where requests, messages or users wait, and elsewhere only to who wants to know of every one. */
  readonly brief?: true
  /** The module has the same function under the same name without `Sync` in its `promises`. */
  readonly promised?: true
  /** It waits for a word of shared memory: a matter of threads, not of input and output. */
  readonly forWord?: true
  /** Blocks only when no argument is a function (`crypto.randomBytes(n)`). */
  readonly withoutCallback?: boolean
  /** It takes as long as this argument is large. */
  readonly bySize?: number
  /** It takes time only where this argument is a number, and at least this large. */
  readonly from?: { readonly argument: number; readonly count: number }
  /** This argument is code: a mere name in it computes nothing. */
  readonly code?: number
  /** Blocks only when this argument is literally false (`xhr.open(method, url, false)`). */
  readonly whenFalse?: number
}

export interface HeavyModel {
  /** Path of a call whose work grows with its input, all of it on the calling thread. */
  readonly path: ApiPath
  /** Which argument is the input; absent: the receiver. */
  readonly input?: number
}

// ---------------------------------------------------------------- fan-out

/** A function that starts a task for each element of a list. */
export interface FanOutModel {
  readonly path: ApiPath
  /** Which argument is the list; absent where a number says how many there are. */
  readonly items?: number
  /** Which argument is the task; absent where the list consists of tasks. */
  readonly task?: number
  /** Where the call is told how many may run at once; without it, as many as there are. */
  readonly limit?: { readonly argument: number; readonly property?: string }
}
