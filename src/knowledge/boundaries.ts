import type { ApiPath, BoundaryTest, MemoryStore } from './schema.ts'

/** Conditions that tell the two sides of a file apart which threads or processes run on both. */
export const boundaryTests: readonly BoundaryTest[] = [
  { path: 'node:worker_threads#isMainThread', holds: true, between: 'threads' },
  { path: 'node:worker_threads#parentPort', holds: false, between: 'threads' },
  { path: 'node:cluster#isPrimary', holds: true, between: 'processes' },
  { path: 'node:cluster#isMaster', holds: true, between: 'processes' },
  { path: 'node:cluster#isWorker', holds: false, between: 'processes' },
]

/** Calls that start more processes of the program they stand in. */
export const clusterForks: ReadonlySet<ApiPath> = new Set(['node:cluster#fork'])

/** What copies a value for a thread or process that the file has started, by paths of sinks. */
export const copyingSinks = /^(?:#Worker\(\)\.|node:worker_threads#Worker(?:$|\(\)\.)|node:(?:child_process#ChildProcess|cluster#Worker)\(\)\.|(?:piscina|tinypool|workerpool|poolifier|jest-worker|threads|comlink|worker-farm)#)/u

/** What lets threads share the variables of their environment. */
export const sharedEnvironment = 'SHARE_ENV'
export const environment: ApiPath = 'node:process#env'
/** What only a process has that was forked. */
export const forkedOnly: ReadonlySet<ApiPath> = new Set(['node:process#send', 'node:process#connected', 'node:process#channel'])

/** What keeps what it counts or knows in the memory of its process, unless it is given a store. */
export const memoryStores: readonly MemoryStore[] = [
  { path: 'express-session#default', unless: 'store', noun: 'sessions' },
  { path: 'express-rate-limit#default', unless: 'store', noun: 'counts of requests' },
  { path: 'express-rate-limit#rateLimit', unless: 'store', noun: 'counts of requests' },
  { path: 'rate-limiter-flexible#RateLimiterMemory', noun: 'counts of requests' },
  { path: 'memorystore#default()', noun: 'sessions' },
]

/** Names of state that is right only if there is one of it: who is logged in, how often somebody came. */
export const singleStateNames = /session|rate|limit|hits|attempt|quota|bucket|online|logged|visits|counts?$|counter|nonce|revoked|blacklist|denylist|banned|blocked|presence|subscribers|rooms|votes|bids|stock|inventory|balances?$/iu

/** What is kept on purpose by each side for itself. */
export const ownStateNames = /cache|memo|inflight|in_?flight|pool|local/iu
/** What is not settled yet: mostly promises of this process, but also what a client has been told to come back with. */
export const openStateNames = /pending|waiting/iu

/** Constructors of collections that change in place. */
export const collections: ReadonlySet<ApiPath> = new Set(['#Map', '#Set', '#WeakMap', '#WeakSet', '#Array', '#Object'])

/** Methods that send something to the other side, whatever it is. */
export const sending: ReadonlySet<string> = new Set(['send', 'postMessage'])

/** What sends to the process that started this one: what is told there is not only kept here. */
export const tellsParent: ReadonlySet<ApiPath> = new Set(['node:process#send', 'node:cluster#worker.send'])

/** What sends all requests of one client to the same process of a cluster. */
export const stickySessions: ReadonlySet<ApiPath> = new Set(['@socket.io/sticky#setupMaster', '@socket.io/sticky#setupWorker', 'sticky-session#default', 'sticky-cluster#default', 'socketio-sticky-session#default'])
