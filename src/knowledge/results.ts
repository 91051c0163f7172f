import type { ApiPath, ResultModel } from './schema.ts'

const all = (yields: ResultModel['yields'], paths: readonly ApiPath[], argument?: number): readonly ResultModel[] =>
  paths.map((path) => ({ path, yields, ...(argument !== undefined && { argument }) }))

/** The language itself. */
const language: readonly ResultModel[] = [
  ...all('argument', ['#Object', '#Object.freeze', '#Object.seal', '#Object.preventExtensions', '#Object.setPrototypeOf', '#Object.defineProperty', '#Object.defineProperties']),
  ...all('assigned', ['#Object.assign']),
  ...all('values', ['#Object.values']),
  ...all('entries', ['#Object.entries']),
  ...all('from entries', ['#Object.fromEntries']),
  ...all('array', ['#Array.from', '#Array.fromAsync']),
  ...all('items', ['#Array', '#Array.of']),
  ...all('set', ['#Set']),
  ...all('map', ['#Map']),
  ...all('symbol', ['#Symbol', '#Symbol.for']),
  ...all('bigint', ['#BigInt', 'node:process#hrtime.bigint']),
  ...all('function', ['#Function', 'node:util#promisify', 'node:util#callbackify', 'node:util#deprecate']),
  ...all('resolved', ['#Promise.resolve']),
  ...all('promise', ['#Promise', '#Promise.reject', '#Promise.race', '#Promise.any', '#Promise.try']),
  ...all('promises', ['#Promise.all']),
  ...all('promise', ['#Promise.allSettled']),
  ...all('proxy', ['#Proxy']),
]

/** Calls whose result has to be awaited. */
const promises: readonly ResultModel[] = [
  ...all('promise', ['#fetch', 'undici#fetch', 'node-fetch#default', '#createImageBitmap', '#navigator.serviceWorker.ready']),
  ...['json', 'text', 'arrayBuffer', 'blob', 'formData', 'bytes'].flatMap((name) => all('promise', [`#Response().${name}`, `#Request().${name}`, `#Blob().${name}`])),
  ...['readFile', 'readdir', 'stat', 'lstat', 'open', 'access', 'mkdir', 'writeFile', 'realpath', 'rm', 'unlink', 'copyFile', 'cp', 'readlink', 'rename'].flatMap((name) =>
    all('promise', [`node:fs/promises#${name}`]),
  ),
  ...all('promise', ['node:timers/promises#setTimeout', 'node:timers/promises#setImmediate', 'node:events#once', 'node:stream/promises#pipeline', 'node:stream/promises#finished']),
]

/**
 * Reactive state: proxies that track who reads them. What they hold is a proxy again, unless the name says shallow.
 * Measured with vue 3.5 and mobx 6.
 */
const reactive: readonly ResultModel[] = [
  ...['vue', '@vue/reactivity', '@vue/composition-api'].flatMap((module) => [
    ...all('reactive', [`${module}#reactive`, `${module}#readonly`]),
    ...all('shallow reactive', [`${module}#shallowReactive`, `${module}#shallowReadonly`]),
    ...all('ref', [`${module}#ref`]),
    ...all('shallow ref', [`${module}#shallowRef`]),
    ...all('computed', [`${module}#computed`]),
    ...all('raw', [`${module}#toRaw`]),
    ...all('argument', [`${module}#markRaw`]),
    ...all('unref', [`${module}#unref`, `${module}#toValue`]),
  ]),
  ...all('shallow reactive', ['#defineProps']),
  ...all('reactive', ['mobx#observable', 'mobx#observable.array', 'mobx#observable.object', 'mobx#observable.map', 'mobx#observable.set']),
  ...all('shallow reactive', ['mobx#observable.shallow']),
  ...all('raw', ['mobx#toJS']),
  ...all('reactive', ['valtio#proxy', '#$state', 'solid-js/store#createMutable']),
  ...all('reactive pair', ['solid-js/store#createStore']),
  ...all('store', ['pinia#defineStore()']),
  ...all('raw', ['valtio#snapshot', '#$state.snapshot', 'solid-js/store#unwrap', 'immer#current', 'immer#original']),
]

/** What calls yield, as far as their arguments decide it. */
export const results: ReadonlyMap<ApiPath, ResultModel> = new Map([...language, ...promises, ...reactive].map((each) => [each.path, each]))

/**
 * Calls in a constructor that turn fields of `this` into reactive state: all of them but those that the second argument says something
 * else of, or only those that it names.
 */
export const reactiveClasses: ReadonlyMap<ApiPath, 'all' | 'named'> = new Map([
  ['mobx#makeAutoObservable', 'all'],
  ['mobx#makeObservable', 'named'],
])

/** What is said of a field to turn it into reactive state, as a decorator or in the second argument of such a call, and how far down that goes. */
export const reactiveFields: ReadonlyMap<ApiPath, 'deep' | 'shallow'> = new Map([
  ['mobx#observable', 'deep'],
  ['mobx#observable.deep', 'deep'],
  ['mobx#observable.struct', 'deep'],
  ['mobx#observable.shallow', 'shallow'],
])

/** Calls that make a component or a store of an object and proxies of what its `data` or `state` yields, with the function that would make the same. */
export const reactiveHolders: ReadonlyMap<ApiPath, ApiPath> = new Map([
  ['vue#defineComponent', 'vue#reactive'],
  ['vue#createApp', 'vue#reactive'],
  ['pinia#defineStore', 'pinia#defineStore()'],
])

/** By which a store of pinia hands out all of its state. */
export const wholeState = '$state'

/** Calls that keep an object from being made a proxy, wherever it is put. */
export const keptRaw: ReadonlySet<ApiPath> = new Set(['vue#markRaw', '@vue/reactivity#markRaw', '#Object.freeze'])

/** Containers and iterators, by the path of their instances. */
export const containers = {
  array: '#Array()',
  set: '#Set()',
  map: '#Map()',
  iterator: '#ArrayIterator()',
  generator: '#Generator()',
  asyncGenerator: '#AsyncGenerator()',
} as const satisfies Readonly<Record<string, ApiPath>>

/** Generic types that hold several of their last argument. */
export const containerTypes: ReadonlyMap<string, ApiPath> = new Map([
  ['Array', containers.array],
  ['ReadonlyArray', containers.array],
  ['Set', containers.set],
  ['ReadonlySet', containers.set],
  ['Map', containers.map],
  ['ReadonlyMap', containers.map],
  ['Iterator', containers.iterator],
  ['IterableIterator', containers.iterator],
  ['Generator', containers.generator],
  ['AsyncGenerator', containers.asyncGenerator],
])

/** Types that stand for functions without saying so in their syntax. */
export const functionTypes: ReadonlySet<string> = new Set(['Function', 'CallableFunction', 'NewableFunction'])

/** Functions of the platform as values (`log: console.log`): the paths whose lower-case members are functions. */
export const functionHolders: ReadonlySet<ApiPath> = new Set(['#console', '#Math', '#JSON', '#Object', '#Array', '#Promise', '#Atomics', '#Reflect', 'node:fs#', 'node:path#', 'node:util#', 'node:crypto#'])

/** Members of these that are no functions. */
export const plainMembers: ReadonlySet<string> = new Set(['constants', 'delimiter', 'fips', 'posix', 'promises', 'sep', 'subtle', 'types', 'webcrypto', 'win32'])

/** Global functions as values. */
export const globalFunctions: ReadonlySet<ApiPath> = new Set([
  '#setTimeout', '#setInterval', '#setImmediate', '#clearTimeout', '#clearInterval', '#queueMicrotask', '#fetch', '#structuredClone', '#requestAnimationFrame',
  '#parseInt', '#parseFloat', '#String', '#Number', '#Boolean', '#Symbol', '#BigInt', '#alert', '#require', 'node:timers/promises#setTimeout',
])

/** Calls that answer with the object that they are given, with the same methods. */
export const closing: ReadonlySet<ApiPath> = new Set(['#Object.freeze', '#Object.seal', '#Object.preventExtensions'])
