import type { CallbackModel, Critical } from './schema.ts'
import type { ApiPath } from '../schema.ts'

const REQUEST = ['node:http#IncomingMessage()', 'node:http#ServerResponse()'] as const
const HTTP2 = ['node:http2#Http2ServerRequest()', 'node:http2#Http2ServerResponse()'] as const
const SUBSCRIBE = ['on', 'addListener', 'prependListener'] as const
const SUBSCRIBE_ONCE = ['once', 'prependOnceListener'] as const

/** Listeners of an emitter for some of its events; without names, for any event. */
function listeners(
  on: ApiPath, events: readonly string[] | undefined, critical?: Critical, parameters?: readonly (ApiPath | null)[],
): readonly CallbackModel[] {
  const dot = on.endsWith('#') ? '' : '.'
  return [...SUBSCRIBE, ...SUBSCRIBE_ONCE].map((method) => ({
    path: `${on}${dot}${method}`,
    callback: 1,
    timing: SUBSCRIBE_ONCE.includes(method as never) ? 'once' : 'many',
    ...(events && { events }),
    ...(critical && { critical }),
    ...(parameters && { parameters }),
  }))
}

const servers: readonly CallbackModel[] = [
  ...['node:http#createServer', 'node:https#createServer'].map(
    (path): CallbackModel => ({ path, callback: 'function', timing: 'many', critical: 'request', parameters: REQUEST }),
  ),
  ...['node:http2#createServer', 'node:http2#createSecureServer'].map(
    (path): CallbackModel => ({ path, callback: 'function', timing: 'many', critical: 'request', parameters: HTTP2 }),
  ),
  { path: 'node:net#createServer', callback: 'function', timing: 'many', critical: 'request', parameters: ['node:net#Socket()'] },
  { path: 'node:tls#createServer', callback: 'function', timing: 'many', critical: 'request', parameters: ['node:tls#TLSSocket()'] },
  ...['node:http#Server()', 'node:https#Server()'].flatMap((on) => [
    ...listeners(on, ['request', 'checkContinue', 'checkExpectation'], 'request', REQUEST),
    ...listeners(on, ['upgrade', 'connect'], 'request', ['node:http#IncomingMessage()', 'node:net#Socket()']),
    ...listeners(on, ['connection'], 'request', ['node:net#Socket()']),
  ]),
  ...listeners('node:http2#Http2Server()', ['request'], 'request', HTTP2),
  ...listeners('node:http2#Http2Server()', ['stream', 'session'], 'request'),
  ...listeners('node:net#Server()', ['connection'], 'request', ['node:net#Socket()']),
  ...listeners('node:tls#Server()', ['secureConnection'], 'request', ['node:tls#TLSSocket()']),
  ...listeners('node:dgram#Socket()', ['message'], 'message'),
  ...[
    'node:net#Socket()', 'node:tls#TLSSocket()', 'node:http#IncomingMessage()',
  ].flatMap((on) => listeners(on, ['data', 'readable', 'end'], 'message')),
]

const messages: readonly CallbackModel[] = [
  ...[
    'node:worker_threads#Worker()', 'node:worker_threads#MessagePort()', 'node:worker_threads#parentPort',
    'node:child_process#ChildProcess()', 'node:process#', 'node:cluster#Worker()',
  ].flatMap(
    (on) => listeners(on, ['message'], 'message'),
  ),
  ...listeners('node:cluster#', ['message'], 'message', ['node:cluster#Worker()', null]),
  ...listeners('node:cluster#', ['fork', 'online', 'listening', 'disconnect', 'exit', 'setup'], undefined, ['node:cluster#Worker()']),
  ...listeners('node:process#', ['worker'], undefined, ['node:worker_threads#Worker()']),
]

/** Everything else that an emitter of Node may say. */
const emitters: readonly CallbackModel[] = [
  'node:events#EventEmitter()', 'node:worker_threads#Worker()', 'node:worker_threads#MessagePort()', 'node:worker_threads#parentPort',
  'node:child_process#ChildProcess()', 'node:process#', 'node:cluster#', 'node:cluster#Worker()', 'node:http#Server()',
  'node:https#Server()',
  'node:http2#Http2Server()', 'node:net#Server()', 'node:net#Socket()', 'node:stream#Readable()', 'node:stream#Writable()',
  'node:fs#ReadStream()', 'node:fs#WriteStream()', 'node:readline#Interface()', 'node:fs#FSWatcher()', 'piscina#default()',
].flatMap((on) => listeners(on, undefined))

const FS = [
  'access', 'appendFile', 'chmod', 'close', 'copyFile', 'cp', 'exists', 'fstat', 'fsync', 'lstat', 'mkdir', 'mkdtemp', 'open', 'opendir',
  'read', 'readFile', 'readdir',
  'readlink', 'realpath', 'rename', 'rm', 'rmdir', 'stat', 'symlink', 'truncate', 'unlink', 'utimes', 'write', 'writeFile',
]
const CRYPTO = [
  'pbkdf2', 'scrypt', 'hkdf', 'randomBytes', 'randomFill', 'generateKeyPair', 'generateKey', 'generatePrime', 'checkPrime', 'sign',
  'verify',
]
const ZLIB = ['gzip', 'gunzip', 'deflate', 'inflate', 'deflateRaw', 'inflateRaw', 'unzip', 'brotliCompress', 'brotliDecompress']
const CHILD = ['exec', 'execFile']
const DNS = ['lookup', 'resolve', 'resolve4', 'resolve6', 'reverse']

/** Error-first callbacks, called once when the work is done. Two packages have what `node:fs` has, by the same names. */
const continuations: readonly CallbackModel[] = Object.entries(
  { 'node:fs': FS, 'fs-extra': FS, 'graceful-fs': FS, 'node:crypto': CRYPTO, 'node:zlib': ZLIB, 'node:child_process': CHILD, 'node:dns': DNS },
).flatMap(([module, names]) =>
  names.map((name): CallbackModel => ({ path: `${module}#${name}`, callback: 'last', timing: 'once' })),
)

/** Functions that go on after the call, and call back when they are done. */
export const continuing: ReadonlySet<string> = new Set(continuations.map(({ path }) => path))
/** Those of them that do away with something. */
export const removing: ReadonlySet<string> = new Set(['node:fs#unlink', 'node:fs#rm', 'node:fs#rmdir'])

/** Callbacks of Node's own modules. */
export const nodeCallbacks: readonly CallbackModel[] = [
  ...servers,
  ...messages,
  ...emitters,
  ...continuations,
  { path: 'node:process#nextTick', callback: 0, timing: 'once' },
  { path: 'node:fs#watch', callback: 'last', timing: 'many' },
  { path: 'node:fs#watchFile', callback: 'last', timing: 'many' },
  { path: 'node:stream#finished', callback: 'last', timing: 'once' },
  { path: 'node:stream#pipeline', callback: 'last', timing: 'once' },
  { path: 'node:http#get', callback: 'last', timing: 'once', parameters: ['node:http#IncomingMessage()'] },
  { path: 'node:http#request', callback: 'last', timing: 'once', parameters: ['node:http#IncomingMessage()'] },
  { path: 'node:https#get', callback: 'last', timing: 'once', parameters: ['node:http#IncomingMessage()'] },
  { path: 'node:https#request', callback: 'last', timing: 'once', parameters: ['node:http#IncomingMessage()'] },
  { path: 'node:async_hooks#AsyncLocalStorage().run', callback: 1, timing: 'now' },
  { path: 'node:async_hooks#AsyncLocalStorage().exit', callback: 0, timing: 'now' },
  { path: 'node:async_hooks#AsyncResource().runInAsyncScope', callback: 0, timing: 'now' },
]
