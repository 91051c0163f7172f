import type { ApiPath } from './schema.ts'

/** Calls that yield lists of numbers or of short texts, whatever they are called on. */
export const fineMethods: ReadonlySet<string> = new Set(['split', 'matchAll', 'match', 'codePoints'])

/** Objects whose elements are lines: short texts, which may stand for something large. */
export const linePaths: ReadonlySet<ApiPath> = new Set(['node:readline#createInterface()', 'node:readline#Interface()', 'node:readline/promises#createInterface()'])

/** Names under which a text is handed on that only says where something is. */
export const whereabouts = /^(?:url|uri|href|link|file|path|filename|filepath|dir|directory|folder)$/iu

/** Methods that yield the same elements again, or some of them. */
export const sameElements: ReadonlySet<string> = new Set(['filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'values', 'concat', 'entries'])

/** Functions that yield the elements of their first argument. */
export const elementsOf: ReadonlySet<ApiPath> = new Set(['#Array.from', '#Set', '#Object.values', '#Object.entries'])

/** Functions that make a number or text of one: the result is as small. */
export const converters: ReadonlySet<ApiPath> = new Set(['#Number', '#String', '#Boolean', '#parseInt', '#parseFloat', '#Number.parseInt', '#Number.parseFloat', '#JSON.stringify', '#BigInt'])

/** Methods of numbers and text that yield something as small (the words of a line), and of lists that yield one element. */
export const convertingMethods: ReadonlySet<string> = new Set(['trim', 'split', 'toString', 'toLowerCase', 'toUpperCase', 'toFixed', 'trimEnd', 'trimStart', 'valueOf'])
export const elementMethods: ReadonlySet<string> = new Set(['at', 'charAt', 'charCodeAt', 'codePointAt', 'getUint8', 'getInt8', 'getUint16', 'getInt16', 'getUint32', 'getInt32', 'getFloat32', 'getFloat64'])

/** Names of small pieces of data, by their last word. */
export const fineNames =
  /^(?:pixel|voxel|point|sample|value|number|num|digit|coordinate|coord|vertex|vertice|particle|row|cell|line|word|char|character|letter|token|byte|bit|float|integer|int|score|price|measurement|reading|record|weight|temperature|amount|color|triple|tuple)s?$/iu

/** Names of what is large, or stands for something large: a task for each is as it should be. */
export const coarseNames =
  /^(?:id|uuid|key|url|uri|href|link|file|path|filename|filepath|dir|directory|directorie|folder|chunk|batch|batche|block|part|piece|slice|segment|section|page|image|img|photo|picture|tile|frame|job|task|request|querie|query|document|doc|module|package|pkg|worker|thread|port|client|window|tab|range|group|shard|partition|bucket|strip|band|region|layer|name|input|source|test|suite|scene|video|model|script|buffer|bitmap|message|msg|command|cmd|action|asset|host|user|account|entrie|spec|program|arg|argv|event|cluster|core|cpu|slot|lane|channel|iteration|run|round|seed|blob|texture|mesh|step|feed|item|hash|password|email)s?$/iu

/** Names of what code asks before it reports on itself: not in every round. */
export const throttles = /progress|percent|last|elapsed|now|throttle|interval|batch|flush|pending|queued|chunk|changed|dirty|full|buffer|verbose|debug|due|first|done|error|fail|abort|cancel|stop/iu

/** Last words of names that do not say of what. */
export const vagueWords = /^(?:x|y|z|count|total|list|array)$/iu
