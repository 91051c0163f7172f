import type { ApiPath } from './schema.ts'

/** Hints to the processor that change nothing. */
export const hints: ReadonlySet<ApiPath> = new Set(['#Atomics.pause'])

/** Globals all of whose functions only compute: a call of one changes nothing. */
export const computing: ReadonlySet<string> = new Set(['#Math', '#Number', '#Boolean', '#String', '#BigInt', '#Array.isArray', '#Object.keys', '#Reflect.has', 'node:path#join', 'node:path#resolve'])

/** Looks at what other programs change: the file system. */
export const probes: ReadonlySet<ApiPath> = new Set(['existsSync', 'accessSync', 'statSync', 'lstatSync', 'readFileSync', 'readdirSync'].map((name): ApiPath => `node:fs#${name}`))

/** Except these: each call gives something else. */
export const changing: ReadonlySet<ApiPath> = new Set(['#Math.random'])

/** Methods that only look at the collection that they are called on. */
export const lookups: ReadonlySet<string> = new Set(['has', 'includes', 'get', 'at', 'indexOf', 'isEmpty'])

/** Methods of collections, which other code of this thread fills and empties. */
export const ofCollections = /^#(?:Map|Set|Array)\(\)\.\w+$/u

/** What takes a callback, or gives a promise, that is due in the next turn of the event loop: by the position of the delay, if it has one. */
export const turns: ReadonlyMap<ApiPath, number | undefined> = new Map<ApiPath, number | undefined>([
  ['#setImmediate', undefined],
  ['#setTimeout', 1],
  ['node:timers/promises#setImmediate', undefined],
  ['node:timers/promises#setTimeout', 0],
  ['node:timers/promises#scheduler.yield', undefined],
  ['#scheduler.yield', undefined],
  ['delay#default', 0],
  ['p-immediate#default', undefined],
])

/** Names of functions that are there to keep a thread busy: tests of the load, examples of what not to do. */
export const burningNames = /burn|stress|hog|simulat|fake|busy_?(?:work|loop)|cpu|block/iu
