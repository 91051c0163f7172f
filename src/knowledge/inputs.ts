import type { ApiPath } from './schema.ts'

/**
 * Data whose size others decide: what clients, peers, files and databases send. Members are read below a request, a
 * context or a job; calls are methods of one.
 */
export const requestData: ReadonlySet<string> = new Set(['body', 'rawBody', 'payload', 'files', 'query', 'params', 'searchParams', 'data'])

/** What leads from the thing a handler is given to its data: `ctx.request.body`, `c.req.json()`, `event.nativeEvent`. */
export const requestCarriers: ReadonlySet<string> = new Set(['request', 'req', 'raw', 'nextUrl'])

/** Methods of a request that yield its data. */
export const requestReaders: ReadonlySet<string> = new Set(['json', 'text', 'formData', 'arrayBuffer', 'bytes', 'blob', 'valid', 'parseBody', 'param', 'query'])

/** Decorators of a handler's parameters that do not ask for what the client sends. */
export const contextDecorators = /^(?:Req|Res|Request|Response|Session|Headers|Ip|HostParam|Next|Ctx|Context|Info|Parent|Root|ConnectedSocket|CurrentUser|User)$/u

/** Members of a request that hold its address, and calls that take an address apart. */
export const addressMembers: ReadonlySet<string> = new Set(['url', 'originalUrl'])
export const addressReaders: ReadonlySet<ApiPath> = new Set(['#URL', 'node:url#URL', 'node:url#parse', 'node:url#default.parse'])

/** Methods that yield one of the values that are sent under names. */
export const namedReaders: ReadonlySet<string> = new Set(['get', 'getAll'])

/** Methods that yield an image: how many pixels it has at least, in the cases that matter. */
export const imageReaders: ReadonlyMap<string, number> = new Map([['getImageData', 500_000]])
/** The sides of an image. */
export const sides: ReadonlySet<string> = new Set(['width', 'height'])

/** Calls that yield the content of a file. */
export const fileReaders: ReadonlySet<ApiPath> = new Set([
  'node:fs#readFileSync', 'node:fs/promises#readFile', 'node:fs#readFile', 'fs-extra#readFile', 'fs-extra#readFileSync', 'fs-extra#readJson', 'fs-extra#readJsonSync',
  // What stands in an editor is a file, too.
  'vscode#TextDocument().getText', 'vscode-languageserver-textdocument#TextDocument().getText',
])

/** Members that say how long a file is. */
export const fileSizes: ReadonlySet<ApiPath> = new Set(['vscode#TextDocument().lineCount', 'vscode-languageserver-textdocument#TextDocument().lineCount'])

/** Calls that turn text into a number. */
export const toNumber: ReadonlySet<ApiPath> = new Set(['#Number', '#parseInt', '#parseFloat', '#Number.parseInt', '#Number.parseFloat', '#Math.floor', '#Math.ceil', '#Math.round', '#Math.trunc', '#Math.abs', '#BigInt'])

/** Calls that give back what goes in, as large as it was. */
export const sameSize: ReadonlySet<ApiPath> = new Set([
  '#Array.from', '#Object.keys', '#Object.values', '#Object.entries', '#Object.fromEntries', '#Object.freeze', '#structuredClone', '#JSON.parse', '#JSON.stringify', '#Set', '#Map', '#String', '#Array.of',
  '#Promise.resolve', '#Promise.all', '#Promise.allSettled', '#decodeURIComponent', 'node:buffer#Buffer.from', 'node:buffer#Buffer.concat', '#Uint8Array', '#Uint8ClampedArray', '#Int32Array', '#Float32Array', '#Float64Array', '#Uint16Array', '#Uint32Array', '#Int16Array', '#Int8Array',
  '#Uint8Array.from', '#Float64Array.from', '#Float32Array.from',
  // Parsers.
  'csv-parse/sync#parse', 'csv-parse/lib/sync#default', 'papaparse#parse', 'js-yaml#load', 'yaml#parse', 'json5#parse',
  'fast-xml-parser#XMLParser().parse', 'xlsx#utils.sheet_to_json',
])

/** Methods that yield as much as their receiver has, in the order of magnitude. */
export const sameSizeMethods: ReadonlySet<string> = new Set([
  'map', 'filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'concat', 'flat', 'flatMap', 'slice', 'subarray', 'values', 'keys', 'entries', 'split', 'trim', 'trimEnd', 'trimStart', 'toString', 'toLowerCase', 'toUpperCase', 'normalize',
  'replace', 'replaceAll', 'match', 'matchAll', 'substring', 'with', 'fill', 'toArray', 'json', 'text',
])

/** Methods that look at every element of their receiver, or may have to. */
export const scanningMethods: ReadonlySet<string> = new Set(['includes', 'indexOf', 'lastIndexOf'])

/** Names that say "not more than": arguments, options and functions that bound how many there are. */
export const bounding = /limit|\btake\b|(?:^|[^a-z])(?:max|top|first|last|page|batch|chunk|few|recent|latest|one|single|unique|count|head|sample)(?:[^a-z]|$)|(?:Max|Limit|Page|Batch|Chunk|Top|One|ById|Unique|Count|First|Latest|Recent)/u

/** Names of what asks for one page after the other, up to the last: how long a page is bounds nothing. */
export const allPages = /^paginate(?:All)?$/u

/** Names of what hands on a part at a time. */
export const parting = /(?:^|[^a-z])(?:batch|chunk)|Batch|Chunk/u

/** Members of an answer that hold many of something. */
export const bulkMembers: ReadonlySet<string> = new Set([
  'rows', 'data', 'items', 'results', 'records', 'docs', 'documents', 'entries', 'list', 'hits', 'values', 'lines', 'edges', 'nodes', 'points', 'content', 'body',
])

/** Objects whose methods make schemas of data, and the methods of a schema that hand back the data they are given. */
export const schemaMakers: ReadonlySet<ApiPath> = new Set(['zod#z', 'zod#default', 'zod#', 'zod/v4#z', 'zod/v3#z'])
export const schemaReaders: ReadonlySet<string> = new Set(['parse', 'parseAsync', 'safeParse', 'safeParseAsync'])
/** What schemas are made of: things as large as others like, and such with named parts. */
export const schemasOfMuch: ReadonlySet<string> = new Set(['array', 'string', 'record', 'map', 'set', 'number', 'bigint'])
export const schemasOfParts: ReadonlySet<string> = new Set(['object', 'strictObject', 'looseObject'])
/** Methods of a schema by which it says how much there may be, and those that leave that as it is. */
export const schemaBounds: ReadonlySet<string> = new Set(['max', 'length', 'lte', 'lt', 'size'])
export const schemaRemarks: ReadonlySet<string> = new Set([
  'min', 'gte', 'gt', 'int', 'positive', 'nonnegative', 'finite', 'nonempty', 'optional', 'nullable', 'nullish', 'default', 'describe', 'trim', 'strict', 'strip', 'passthrough', 'loose', 'readonly', 'toLowerCase', 'toUpperCase',
])

/** Functions that throw where what they are given first does not hold: `assert(rows.length <= 10)`, `ctx.assert(…)`, `invariant(…)`. */
export const asserting = /^(?:assert|invariant|ok|ensure|precondition)(?:$|[A-Z_])/u
