import type { ApiPath, FanOutModel } from './schema.ts'

/** Functions that wait for all promises of a list, or the first of them: every one is under way by then. */
export const joins: ReadonlySet<ApiPath> = new Set(['#Promise.all', '#Promise.allSettled', '#Promise.race', '#Promise.any'])

/** `(items, task, { concurrency })`, with no limit unless one is given. */
const limited = (path: ApiPath): FanOutModel => ({ path, items: 0, task: 1, limit: { argument: 2, property: 'concurrency' } })
const EACH = ['each', 'forEach', 'eachOf', 'forEachOf', 'map', 'mapValues', 'filter', 'reject', 'some', 'every', 'detect', 'groupBy', 'concat', 'sortBy']

/** Functions that start a task for each element of what they are given. */
export const mappers: readonly FanOutModel[] = [
  limited('p-map#default'),
  limited('p-map#pMapIterable'),
  limited('p-filter#default'),
  limited('p-props#default'),
  { path: 'p-all#default', items: 0, limit: { argument: 1, property: 'concurrency' } },
  { path: 'p-times#default', task: 1, limit: { argument: 2, property: 'concurrency' } },
  limited('bluebird#map'),
  limited('bluebird#filter'),
  ...EACH.flatMap((name): readonly FanOutModel[] => [
    { path: `async#${name}`, items: 0, task: 1 },
    { path: `async#${name}Limit`, items: 0, task: 2, limit: { argument: 1 } },
  ]),
  { path: 'async#parallel', items: 0 },
  { path: 'async#parallelLimit', items: 0, limit: { argument: 1 } },
]

/** Operators on streams that begin something for each element, and merge what that yields: all at once, unless they are told how many. */
export const mergers: readonly FanOutModel[] = ['rxjs', 'rxjs/operators'].flatMap((module) => ['mergeMap', 'flatMap'].map((name): FanOutModel => ({ path: `${module}#${name}`, task: 0, limit: { argument: 1 } })))
/** What makes a stream of a list. */
export const streamMakers: ReadonlySet<ApiPath> = new Set(['rxjs#from'])

/** What runs the function it is given on this thread, a moment later. */
export const deferrers: ReadonlySet<ApiPath> = new Set(['#setTimeout', '#setImmediate', '#queueMicrotask', 'node:process#nextTick'])

/** Functions that start a process and yield a promise of what it wrote. */
export const processRunners: ReadonlySet<ApiPath> = new Set([
  ...['execa', 'execaCommand', 'execaNode', 'default', 'node', 'command'].map((name) => `execa#${name}`),
  'tinyexec#x', 'tinyexec#exec', 'nano-spawn#default', 'spawn-async#default', '@expo/spawn-async#default', 'zx#$', '#Bun.spawn', '#Deno.Command().output', '#Deno.Command().spawn',
])

/** Names of lists that somebody writes down, with few entries, or of what runs on this machine: not what comes in. */
export const fewByName = /(?:pid|processes|worker|thread|cpu|core|plugin|service|config|option|setting|target|platform|browser|shard|replica|provider|adapter|driver|hook|handler|listener|middleware|extension|integration|argument|arg|param|point|stage|phase|environment|locale|variant|signal|server|instance|pool|timer|watcher|command|script|default)s?$/iu

/** What an awaited call is named by that waits for its turn. */
export const waitsForTurn = /acquire|slot|permit|limit|throttle|turn|ready|drain|idle|semaphore|lock|queue|capacity/iu

/** A pool with more threads than this has far more than there are cores. */
export const MOST_THREADS = 32
/** So many threads for each core are far too many, too. */
export const MOST_PER_CORE = 8
/** What yields the number of cores, or one entry for each. */
export const cores: ReadonlySet<ApiPath> = new Set(['node:os#cpus', 'node:os#availableParallelism', '#navigator.hardwareConcurrency'])

/** Calls that yield a list of any length on the spot. */
export const listers: ReadonlySet<ApiPath> = new Set([
  'node:fs#readdirSync', 'fs-extra#readdirSync', 'csv-parse/sync#parse', 'glob#globSync', 'glob#sync', 'fast-glob#sync', 'fast-glob#globSync', 'tinyglobby#globSync', 'globby#globbySync', 'node:fs#globSync', '#Document().querySelectorAll',
])

/** Functions of libraries that give back a list made of their first argument. */
export const reshapers = /^(?:lodash|lodash-es|underscore|ramda|remeda|radash|es-toolkit)#(?:uniq|uniqBy|uniqWith|unique|sortBy|orderBy|sort|filter|reject|map|flatMap|compact|flatten|flattenDeep|keys|values|entries|toPairs|shuffle|difference|differenceBy|without|union|unionBy|concat|reverse|pluck|sortedUniq)$/u

/** What a query or request is told to bound its answer. */
export const boundedAnswer = /\b(?:limit|take|top|first|last|pageSize|page_size|perPage|per_page|maxResults|batchSize|count|size)\b/u

/** Queues that give their handler so many jobs at a time as they are told, one by default: their length starts nothing. */
export const limitedQueues: ReadonlySet<string> = new Set(['bullmq#Worker', 'bull#default().process', 'kafkajs#Kafka().consumer().run'])
/** The options that tell them. */
export const queueWidths: readonly string[] = ['concurrency', 'partitionsConsumedConcurrently']

/** Where the one page of a program asks for something, and not any number of clients. */
export const ownPage = /^electron#ipcMain\./u

/** Functions that fill a list which they are given, by their names. */
export const fillingByName = /^(?:walk|collect|gather|find|scan|traverse|list|read|fill|add|append|crawl|search|glob|process)(?:[A-Z_].*)?$/u

/** Functions that answer all that there is of something, by their names: `getFiles`, `listAccounts`. */
export const answersByName = /^(?:get|list|find|fetch|collect|load|query|search|read|resolve|all)[A-Z]\w*s$|^(?:list|getAll|findAll|all)$/u

/** Methods that give a part of a list, text or buffer. */
export const parting: ReadonlySet<string> = new Set(['slice', 'subarray', 'substring'])
