import type { CallbackModel, MethodCallback } from './schema.ts'

const NOW = [
  'forEach', 'map', 'flatMap', 'filter', 'reduce', 'reduceRight', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'sort',
  'toSorted',
] as const

/** Methods of arrays and collections that run their callback during the call. */
export const arrayMethods: ReadonlySet<string> = new Set(NOW)

/** Those that lose the promises of their callback, where nobody takes what they yield. */
export const droppers: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap'])
/** Functions of libraries that do the same with the list that they are given: `forEach(ids, visit)`. */
export const droppingFunctions = /^(?:lodash|lodash-es|underscore|es-toolkit\/compat)(?:\/(?:forEach|each|map|forOwn))?#(?:default(?:\.(?:forEach|each|map|forOwn))?|forEach|each|map|forOwn)$/u
/** Their names. */
export const droppingNames: ReadonlySet<string> = new Set([...droppers, 'each', 'forOwn'])

const now: MethodCallback = { callback: 0, timing: 'now' }
const once: MethodCallback = { callback: 0, timing: 'once' }
const listener: MethodCallback = { callback: 1, timing: 'many' }

/** By method name alone, for receivers that are not known. Names that mean different things in different libraries are left out. */
export const methodCallbacks: ReadonlyMap<string, MethodCallback> = new Map<string, MethodCallback>([
  ...NOW.map((name): [string, MethodCallback] => [name, now]),
  ['replace', { callback: 1, timing: 'now' }],
  ['replaceAll', { callback: 1, timing: 'now' }],
  ['then', { callback: 'all', timing: 'once' }],
  ['catch', once],
  ['finally', once],
  ['on', listener],
  ['once', { callback: 1, timing: 'once' }],
  // Of an emitter for an event, or of an event itself: `runtime.onMessage.addListener(hear)`.
  ['addListener', { callback: 'last', timing: 'many' }],
  ['prependListener', listener],
  ['prependOnceListener', { callback: 1, timing: 'once' }],
  ['addEventListener', listener],
  ['subscribe', { callback: 0, timing: 'many' }],
  // Of what a device shows of itself: whoever looks at it, or turns it on, has it run.
  ['onGet', { callback: 0, timing: 'many' }],
  ['onSet', { callback: 0, timing: 'many' }],
  // Of a canvas, of where a page is.
  ['toBlob', once],
  ['getCurrentPosition', once],
])

/** Methods that are events themselves, as editors, terminals and forms have them: `workspace.onDidSave(hear)`, `connection.onNotification(type, hear)`, `button.onClick(save)`. */
export const eventMethods = /^on(?:(?:Did|Will)[A-Z]\w*|(?:[A-Z]\w*)?(?:Change[ds]?|Click(?:ed)?|Data|Event|Input|Key(?:Down|Press|Up)?|Message|Notification|Press(?:ed)?|Request|Resize[ds]?|Scroll|Tick|Update[ds]?))$/u
export const eventListener: MethodCallback = { callback: 'function', timing: 'many' }

/** Functions of the language and of every platform. */
export const languageCallbacks: readonly CallbackModel[] = [
  { path: '#Promise', callback: 0, timing: 'now' },
  { path: '#Promise.try', callback: 0, timing: 'now' },
  { path: '#Array.from', callback: 1, timing: 'now' },
  { path: '#Array.fromAsync', callback: 1, timing: 'once' },
  { path: '#Object.groupBy', callback: 1, timing: 'now' },
  { path: '#Map.groupBy', callback: 1, timing: 'now' },
  { path: '#JSON.parse', callback: 1, timing: 'now' },
  { path: '#JSON.stringify', callback: 1, timing: 'now' },
  { path: '#Reflect.apply', callback: 0, timing: 'now' },
  { path: '#FinalizationRegistry', callback: 0, timing: 'many' },
  { path: '#queueMicrotask', callback: 0, timing: 'once' },
  { path: '#setTimeout', callback: 0, timing: 'once', critical: 'timer' },
  { path: '#setInterval', callback: 0, timing: 'many', critical: 'timer' },
  { path: '#setImmediate', callback: 0, timing: 'once', critical: 'timer' },
]
