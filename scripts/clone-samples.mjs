/**
 * One sample value of every type whose cloneability can be tried on Node, and the trial itself. The table of
 * src/knowledge is generated from such trials (scripts/cloneability.mjs) and tested against them on the running Node.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { spawn } from 'node:child_process'
import crypto from 'node:crypto'
import dgram from 'node:dgram'
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import readline from 'node:readline'
import stream from 'node:stream'
import tls from 'node:tls'
import util from 'node:util'
import v8 from 'node:v8'
import vm from 'node:vm'
import { BroadcastChannel, MessageChannel, Worker } from 'node:worker_threads'
import zlib from 'node:zlib'

const wasm = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
const nothing = () => {}

function emitterWithListener() {
  const emitter = new EventEmitter()
  emitter.on('change', nothing)
  return emitter
}

/** By API path. A sample that cannot be built says that the type does not exist there. */
export const samples = {
  // The language.
  '#Function()': () => nothing,
  '#Symbol()': () => Symbol('a'),
  '#Promise()': () => Promise.resolve(1),
  '#Generator()': () => (function* () { yield 1 })(),
  '#AsyncGenerator()': () => (async function* () { yield 1 })(),
  '#Iterator()': () => [1].values().map((x) => x),
  '#ArrayIterator()': () => [1].values(),
  '#MapIterator()': () => new Map([[1, 2]]).entries(),
  '#SetIterator()': () => new Set([1]).values(),
  '#WeakMap()': () => new WeakMap(),
  '#WeakSet()': () => new WeakSet(),
  '#WeakRef()': () => new WeakRef({}),
  '#FinalizationRegistry()': () => new FinalizationRegistry(nothing),
  '#Proxy()': () => new Proxy({ a: 1 }, {}),
  '#IArguments()': () => (function () { return arguments })(1),
  '#globalThis': () => globalThis,
  '#Math': () => Math,
  '#JSON': () => JSON,
  '#Date()': () => new Date(0),
  '#RegExp()': () => /a/,
  '#Map()': () => new Map([[1, 2]]),
  '#Set()': () => new Set([1]),
  '#Error()': () => new Error('a'),
  '#TypeError()': () => new TypeError('a'),
  '#RangeError()': () => new RangeError('a'),
  '#SyntaxError()': () => new SyntaxError('a'),
  '#AggregateError()': () => new AggregateError([new Error('b')], 'a'),
  '#DOMException()': () => new DOMException('a', 'AbortError'),
  '#ArrayBuffer()': () => new ArrayBuffer(8),
  '#SharedArrayBuffer()': () => new SharedArrayBuffer(8),
  '#DataView()': () => new DataView(new ArrayBuffer(8)),
  ...Object.fromEntries(
    ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float32', 'Float64', 'BigInt64', 'BigUint64'].map((kind) => [
      `#${kind}Array()`,
      () => new globalThis[`${kind}Array`](2),
    ]),
  ),
  ...Object.fromEntries(
    [
      'Collator', 'DateTimeFormat', 'DisplayNames', 'DurationFormat', 'ListFormat', 'Locale', 'NumberFormat', 'PluralRules',
      'RelativeTimeFormat', 'Segmenter',
    ].map((name) => [
      `#Intl.${name}()`,
      () => new Intl[name]('en', { type: name === 'DisplayNames' ? 'region' : undefined }),
    ]),
  ),
  '#Temporal.PlainDate()': () => new globalThis.Temporal.PlainDate(2020, 1, 1),
  '#Temporal.PlainTime()': () => new globalThis.Temporal.PlainTime(),
  '#Temporal.PlainDateTime()': () => new globalThis.Temporal.PlainDateTime(2020, 1, 1),
  '#Temporal.Instant()': () => new globalThis.Temporal.Instant(0n),
  '#Temporal.Duration()': () => new globalThis.Temporal.Duration(),
  '#Temporal.ZonedDateTime()': () => new globalThis.Temporal.ZonedDateTime(0n, 'UTC'),
  '#WebAssembly.Module()': () => new WebAssembly.Module(wasm),
  '#WebAssembly.Instance()': () => new WebAssembly.Instance(new WebAssembly.Module(wasm)),
  '#WebAssembly.Memory()': () => new WebAssembly.Memory({ initial: 1 }),
  '#WebAssembly.Table()': () => new WebAssembly.Table({ initial: 1, element: 'anyfunc' }),
  '#WebAssembly.Global()': () => new WebAssembly.Global({ value: 'i32' }, 1),

  // The web platform, as Node has it.
  '#URL()': () => new URL('http://x/'),
  '#URLSearchParams()': () => new URLSearchParams('a=1'),
  '#URLPattern()': () => new globalThis.URLPattern('https://a/*'),
  '#Headers()': () => new Headers(),
  '#Request()': () => new Request('http://x/'),
  '#Response()': () => new Response('a'),
  '#FormData()': () => new FormData(),
  '#Blob()': () => new Blob(['a']),
  '#File()': () => new globalThis.File(['a'], 'a.txt'),
  '#AbortController()': () => new AbortController(),
  '#AbortSignal()': () => new AbortController().signal,
  '#Event()': () => new Event('a'),
  '#CustomEvent()': () => new CustomEvent('a'),
  '#MessageEvent()': () => new MessageEvent('a'),
  '#CloseEvent()': () => new globalThis.CloseEvent('a'),
  '#EventTarget()': () => new EventTarget(),
  '#TextEncoder()': () => new TextEncoder(),
  '#TextDecoder()': () => new TextDecoder(),
  '#TextEncoderStream()': () => new TextEncoderStream(),
  '#TextDecoderStream()': () => new TextDecoderStream(),
  '#CompressionStream()': () => new CompressionStream('gzip'),
  '#DecompressionStream()': () => new DecompressionStream('gzip'),
  '#ReadableStream()': () => new ReadableStream(),
  '#WritableStream()': () => new WritableStream(),
  '#TransformStream()': () => new TransformStream(),
  '#ReadableStreamDefaultReader()': () => new ReadableStream().getReader(),
  '#WritableStreamDefaultWriter()': () => new WritableStream().getWriter(),
  '#MessageChannel()': () => new MessageChannel(),
  '#MessagePort()': () => new MessageChannel().port1,
  '#BroadcastChannel()': () => new BroadcastChannel('a'),
  '#WebSocket()': () => new globalThis.WebSocket('ws://127.0.0.1:1'),
  '#Crypto()': () => crypto.webcrypto,
  '#Performance()': () => performance,
  '#PerformanceMark()': () => performance.mark('a'),

  // Node.
  'node:process#': () => process,
  'node:buffer#Buffer()': () => Buffer.alloc(4),
  'node:events#EventEmitter()': () => emitterWithListener(),
  'node:stream#Readable()': () => new stream.Readable({ read() {} }),
  'node:stream#Writable()': () => new stream.Writable({ write() {} }),
  'node:stream#Duplex()': () => new stream.Duplex({ read() {}, write() {} }),
  'node:stream#Transform()': () => new stream.Transform({ transform() {} }),
  'node:stream#PassThrough()': () => new stream.PassThrough(),
  'node:fs#ReadStream()': () => fs.createReadStream(process.execPath),
  'node:fs#WriteStream()': () => fs.createWriteStream('/dev/null'),
  'node:fs#Stats()': () => fs.statSync('.'),
  'node:fs#BigIntStats()': () => fs.statSync('.', { bigint: true }),
  'node:fs#Dirent()': () => fs.readdirSync('.', { withFileTypes: true })[0],
  'node:fs#Dir()': () => fs.opendirSync('.'),
  'node:fs#FSWatcher()': () => fs.watch('.'),
  'node:fs/promises#FileHandle()': () => fs.promises.open(process.execPath),
  'node:net#Socket()': () => new net.Socket(),
  'node:net#Server()': () => net.createServer(),
  'node:net#BlockList()': () => new net.BlockList(),
  'node:net#SocketAddress()': () => new net.SocketAddress(),
  'node:tls#TLSSocket()': () => new tls.TLSSocket(new net.Socket()),
  'node:dgram#Socket()': () => dgram.createSocket('udp4'),
  'node:http#Server()': () => http.createServer(),
  'node:http#Agent()': () => new http.Agent(),
  'node:http#IncomingMessage()': () => new http.IncomingMessage(new net.Socket()),
  'node:http#ServerResponse()': () => new http.ServerResponse(new http.IncomingMessage(new net.Socket())),
  'node:http#ClientRequest()': () => http.request({ host: '127.0.0.1', port: 1 }).on('error', nothing),
  'node:http2#Http2Server()': () => http2.createServer(),
  'node:child_process#ChildProcess()': () => spawn(process.execPath, ['-v'], { stdio: 'ignore' }),
  'node:worker_threads#Worker()': () => new Worker('', { eval: true }),
  'node:zlib#Gzip()': () => zlib.createGzip(),
  'node:zlib#Gunzip()': () => zlib.createGunzip(),
  'node:zlib#Deflate()': () => zlib.createDeflate(),
  'node:zlib#Inflate()': () => zlib.createInflate(),
  'node:zlib#BrotliCompress()': () => zlib.createBrotliCompress(),
  'node:zlib#BrotliDecompress()': () => zlib.createBrotliDecompress(),
  'node:readline#Interface()': () => readline.createInterface({ input: new stream.PassThrough() }),
  'node:crypto#Hash()': () => crypto.createHash('sha256'),
  'node:crypto#Hmac()': () => crypto.createHmac('sha256', 'a'),
  'node:crypto#Cipheriv()': () => crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16)),
  'node:crypto#Decipheriv()': () => crypto.createDecipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16)),
  'node:crypto#ECDH()': () => crypto.createECDH('prime256v1'),
  'node:crypto#Sign()': () => crypto.createSign('sha256'),
  'node:crypto#Verify()': () => crypto.createVerify('sha256'),
  'node:crypto#KeyObject()': () => crypto.createSecretKey(Buffer.alloc(16)),
  '#CryptoKey()': () => crypto.webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']),
  'node:timers#Timeout()': () => setTimeout(nothing),
  'node:timers#Immediate()': () => setImmediate(nothing),
  'node:async_hooks#AsyncLocalStorage()': () => new AsyncLocalStorage(),
  'node:async_hooks#AsyncResource()': () => new AsyncResource('a'),
  'node:vm#Script()': () => new vm.Script('1'),
  'node:util#MIMEType()': () => new util.MIMEType('text/plain'),
  'node:v8#Serializer()': () => new v8.Serializer(),
  'node:perf_hooks#IntervalHistogram()': () => monitorEventLoopDelay(),
  'node:sqlite#DatabaseSync()': async () => new (await import('node:sqlite')).DatabaseSync(':memory:'),
}

/** What a clone is missing: its type, own properties. */
function equal(value, clone) {
  if (typeof value !== 'object' || value === null) return Object.is(value, clone)
  if (Object.getPrototypeOf(value)?.constructor?.name !== Object.getPrototypeOf(clone)?.constructor?.name) return false
  const own = new Set(Reflect.ownKeys(clone))
  return Reflect.ownKeys(value).every((key) => own.has(key))
}

/** Node serializes messages of child processes this way (`serialization: 'advanced'`): foreign objects are spread. */
class ChildSerializer extends v8.DefaultSerializer {
  _writeHostObject(object) {
    if (ArrayBuffer.isView(object)) {
      this.writeUint32(1)
      return super._writeHostObject(object)
    }
    this.writeUint32(0)
    return this.writeValue({ ...object })
  }
}
class ChildDeserializer extends v8.DefaultDeserializer {
  _readHostObject() {
    return this.readUint32() === 1 ? super._readHostObject() : this.readValue()
  }
}

const trips = {
  clone: (value) => structuredClone(value),
  json: (value) => JSON.parse(JSON.stringify(value) ?? 'null'),
  advanced(value) {
    const writer = new ChildSerializer()
    writer.writeHeader()
    writer.writeValue(value)
    const reader = new ChildDeserializer(writer.releaseBuffer())
    reader.readHeader()
    return reader.readValue()
  },
}

/** `ok`, `lossy`, `throws`, or `transfer`: throws unless it is in the transfer list. */
export function verdictOf(value, algorithm) {
  try {
    return equal(value, trips[algorithm](value)) ? 'ok' : 'lossy'
  } catch {
    return algorithm === 'clone' && transfers(value) ? 'transfer' : 'throws'
  }
}

function transfers(value) {
  try {
    end(structuredClone(value, { transfer: [value] }))
    return true
  } catch {
    return false
  }
}

/** Tries every sample; what cannot be built is absent. */
export async function measure(algorithms = ['clone', 'json', 'advanced']) {
  const results = {}
  for (const [path, make] of Object.entries(samples)) {
    const verdicts = {}
    for (const algorithm of algorithms) {
      let value
      try {
        value = await built(make)
      } catch {
        continue
      }
      verdicts[algorithm] = verdictOf(value.it, algorithm)
      end(value.it)
    }
    if (Object.keys(verdicts).length > 0) results[path] = verdicts
  }
  return results
}

/** Boxed, so that a promise which is itself the sample is not awaited. */
async function built(make) {
  const made = make()
  const isSample = make === samples['#Promise()']
  return { it: made instanceof Promise && !isSample ? await made : made }
}

/** Closes what a sample opened. */
function end(value) {
  if (value === process || value === globalThis || typeof value !== 'object' || value === null) return
  for (const name of ['destroy', 'terminate', 'close', 'disable', 'kill']) {
    try {
      if (typeof value[name] !== 'function') continue
      value.on?.('error', nothing)
      value[name]()?.catch?.(nothing)
      return
    } catch {
      // Not open: nothing to end.
    }
  }
}
