import type { ApiPath } from './schema.ts'

const WRITABLES = [
  'node:stream#Writable()', 'node:stream#Duplex()', 'node:stream#Transform()', 'node:stream#PassThrough()', 'node:fs#WriteStream()', 'node:fs/promises#FileHandle().createWriteStream()', 'fs-extra#createWriteStream()',
  'node:http#ServerResponse()', 'node:http#ClientRequest()', 'node:http#OutgoingMessage()', 'node:http2#Http2ServerResponse()', 'node:http2#ServerHttp2Stream()', 'node:net#Socket()', 'node:tls#TLSSocket()',
  'node:zlib#Gzip()', 'node:zlib#Gunzip()', 'node:zlib#Deflate()', 'node:zlib#Inflate()', 'node:zlib#BrotliCompress()', 'node:zlib#BrotliDecompress()', 'node:crypto#Cipheriv()', 'node:crypto#Decipheriv()',
]
/** Ends of connections: they close without an error when the other side goes. */
const CONNECTIONS = ['node:http#ServerResponse()', 'node:http2#Http2ServerResponse()', 'node:http2#ServerHttp2Stream()', 'node:net#Socket()', 'node:tls#TLSSocket()']

const READABLES = ['node:stream#Readable()', 'node:stream#Duplex()', 'node:stream#Transform()', 'node:stream#PassThrough()', 'node:fs#ReadStream()', 'node:http#IncomingMessage()', 'node:net#Socket()']

/** What a query that yields its rows one by one is: an error ends it without `end`. */
const QUERIES = ['pg#Pool().connect().query()', 'pg#PoolClient().query()', 'pg#Client().query()', 'pg-query-stream#default()', 'pg-query-stream#()']

/** Events of streams that come only when all has gone well: an error, or a peer that goes away, ends the stream without them. */
export const wellEnds: ReadonlyMap<string, ReadonlySet<ApiPath>> = new Map([['finish', new Set(WRITABLES)], ['end', new Set([...READABLES, ...QUERIES])]])

/** Calls that write, and answer false when the buffer is full. Standard output is left out: to files and terminals it waits by itself. */
export const writes: ReadonlySet<ApiPath> = new Set(WRITABLES.map((path) => `${path}.write`))
/** Calls that write, and yield a promise of when it is done. */
export const webWrites: ReadonlySet<ApiPath> = new Set(['#WritableStream().getWriter().write', '#WritableStreamDefaultWriter().write', 'node:stream/web#WritableStreamDefaultWriter().write'])
/** Calls that put something into a readable, and answer false when there is enough in it. */
export const pushes: ReadonlySet<ApiPath> = new Set(['node:stream#Readable().push'])
/** What a stream calls when it has room for the next piece. */
export const readings: { readonly method: string, readonly option: string, readonly classes: ReadonlySet<ApiPath> } = { method: '_read', option: 'read', classes: new Set(['node:stream#Readable', 'node:stream#Duplex']) }
export const connections: ReadonlySet<ApiPath> = new Set(CONNECTIONS)

/** Modules whose types and values are such streams under another name. */
export const streamTypes: readonly ApiPath[] = ['express#', 'node:child_process#', 'cross-spawn#', 'node:process#']

/** What the encoding is called that a stream is told with a piece: no callback. */
export const encodingNames = /^_?enc(?:oding)?$/u

/** What a response is called where its handler is known by other things. */
export const responseNames: ReadonlySet<string> = new Set(['res', 'response', '_res'])

/** Words that tell that somebody heeds how full a buffer is. */
export const heeds = /\bdrain\b|writableNeedDrain|writableLength|bufferedAmount|desiredSize|\.ready\b|\.pause\s*\(|[a-z]HighWaterMark|readableFlowing/u
/** Words with which another method of a class asks it: to hear of `drain` alone tells when there is room again, and never that there is none. */
export const measures = /writableNeedDrain|writableLength|bufferedAmount|desiredSize|\.pause\s*\(|[a-z]HighWaterMark/u
/** The same for queues and pools. Waiting for their end is no heed. */
export const heedsQueue = /\bdrain(?!ed\s*\()|onSizeLessThan|needsDrain|queueSize|\.size\b|maxQueue|\.pause\s*\(|\.pending|Promise\.race|acquire/u

/** Events that come again and again, with something to handle. */
export const flowing: ReadonlySet<string> = new Set(['data', 'line', 'row', 'record', 'entry', 'message', 'chunk', 'reading', 'sample', 'packet', 'frame'])
/** Those of them that keep coming whether or not the last is done. */
export const producing: ReadonlySet<string> = new Set(['data', 'line', 'row', 'record', 'entry', 'chunk', 'reading', 'sample', 'packet', 'frame'])
/** Methods of a stream after which nothing comes of it until it is told to go on. */
export const holdingBack: ReadonlySet<string> = new Set(['pause'])
/** Events by which a stream says that nothing more comes. */
export const streamEnds: ReadonlySet<string> = new Set(['end', 'close'])

/**
 * Methods of classes that somebody hands one piece after the other, who heeds what they answer or call back: handlers of bodies
 * and the inner side of streams.
 */
export const consumers: ReadonlySet<string> = new Set(['eachMessage', 'eachBatch', 'onData', 'onChunk', 'onResponseData', 'onBody', '_write', '_writev', '_transform'])
/** The same as options of what makes a stream. */
export const consumerOptions: ReadonlyMap<ApiPath, readonly string[]> = new Map([
  ['node:stream#Writable', ['write', 'writev']],
  ['node:stream#Duplex', ['write', 'writev']],
  ['node:stream#Transform', ['transform', 'write', 'writev']],
  ['#WritableStream', ['write']],
  ['node:stream/web#WritableStream', ['write']],
  ['#TransformStream', ['transform']],
  ['node:stream/web#TransformStream', ['transform']],
])
/** What a transforming stream pushes in answer to one piece is counted by the stream itself. */
export const transforming = /^_?transform$/u

/** Calls that hand a task to a pool. */
export const submissions: ReadonlySet<ApiPath> = new Set([
  'piscina#default().run', 'piscina#default().runTask', 'tinypool#default().run', 'workerpool#Pool().exec', 'p-queue#default().add', 'threads#Pool().queue', 'bottleneck#default().schedule', 'fastq#default().push', 'fastq#promise().push',
  ...['FixedThreadPool', 'DynamicThreadPool', 'FixedClusterPool', 'DynamicClusterPool'].map((name) => `poolifier#${name}().execute`),
])

/** What is called itself to hand it a task. */
export const takingTasks: ReadonlySet<ApiPath> = new Set(['p-limit#default()', 'p-limit#limitFunction()'])

/** Calls that start a child whose output goes into pipes unless its options say otherwise. */
export const pipedChildren: ReadonlySet<ApiPath> = new Set(['node:child_process#spawn', 'cross-spawn#default'])
/** Members of a child that its output is read through. */
export const childOutput: ReadonlySet<string> = new Set(['stdout', 'stderr', 'stdio', 'output'])
/** Those that are one pipe each: while one is full the child waits, whoever reads the other. */
export const childPipes = ['stdout', 'stderr'] as const
export type ChildPipe = (typeof childPipes)[number]
/** Options by which it goes elsewhere. */
export const outputOptions: ReadonlySet<string> = new Set(['stdio', 'detached'])

/** Calls that read a file piece by piece. */
export const fileSources: ReadonlySet<ApiPath> = new Set(['node:fs#createReadStream', 'node:fs#ReadStream', 'node:fs/promises#FileHandle().createReadStream', 'fs-extra#createReadStream', 'graceful-fs#createReadStream'])
