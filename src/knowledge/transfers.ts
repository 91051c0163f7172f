import type { ApiPath, BufferMaker, MarkModel, MovingMethod } from './schema.ts'
import { viewTypes } from './shared-memory.ts'

/** Calls that mark what moves once their result is sent. */
export const marks: readonly MarkModel[] = [
  { path: 'comlink#transfer', value: 0, list: 1 },
  { path: 'piscina#move', value: 0 },
  { path: 'piscina#default.move', value: 0 },
  { path: 'tinypool#move', value: 0 },
  { path: 'tinypool#default.move', value: 0 },
  { path: 'workerpool#Transfer', value: 0, list: 1 },
  { path: 'threads#Transfer', value: 0, list: 1 },
  { path: 'threads/worker#Transfer', value: 0, list: 1 },
]

/** Methods that take what they are called on away from whoever holds it. */
export const movingMethods: readonly MovingMethod[] = [
  { path: '#ArrayBuffer().transfer' },
  { path: '#ArrayBuffer().transferToFixedLength' },
  // The element stays in the page and shows what the other canvas draws: only these fail from then on.
  ...['#HTMLCanvasElement()', '#HTMLElement()', '#Element()'].map((on): MovingMethod => ({
    path: `${on}.transferControlToOffscreen`, fails: ['getContext', 'transferControlToOffscreen'], failsToSet: ['width', 'height'],
  })),
]

/** What can be transferred, by the path of its value. */
export const transferables: ReadonlyMap<ApiPath, 'buffer' | 'port' | 'stream' | 'picture'> = new Map([
  ['#ArrayBuffer()', 'buffer'],
  ['#MessagePort()', 'port'],
  ['node:worker_threads#MessagePort()', 'port'],
  ['electron#MessagePortMain()', 'port'],
  ['#ReadableStream()', 'stream'],
  ['#WritableStream()', 'stream'],
  ['#TransformStream()', 'stream'],
  ['#ImageBitmap()', 'picture'],
  ['#OffscreenCanvas()', 'picture'],
  ['#VideoFrame()', 'picture'],
])

/** Members of views and buffers: who has one of these is no record with a field `buffer`. */
export const viewMembers: ReadonlySet<string> = new Set([
  'buffer', 'byteLength', 'byteOffset', 'length', 'at', 'set', 'fill', 'slice', 'subarray', 'copyWithin', 'map', 'forEach', 'reduce', 'indexOf', 'includes', 'join', 'sort', 'reverse', 'every', 'some', 'find',
  'findIndex', 'filter', 'entries', 'values', 'keys', 'toString', 'BYTES_PER_ELEMENT', 'getUint8', 'getUint16', 'getUint32', 'getInt8', 'getInt16', 'getInt32', 'getFloat32', 'getFloat64', 'setUint8', 'setUint16', 'setUint32',
  'setInt8', 'setInt16', 'setInt32', 'setFloat32', 'setFloat64', 'getBigInt64', 'getBigUint64', 'setBigInt64', 'setBigUint64', 'constructor',
])

/** Members that tell how much there is: nothing, after a transfer. */
export const sizeMembers: ReadonlySet<string> = new Set(['byteLength', 'length', 'width', 'height', 'displayWidth', 'displayHeight'])

/** Members that say whether something was transferred, or stay as they are. */
export const askingMembers: ReadonlySet<string> = new Set(['detached', 'locked', 'resizable', 'maxByteLength', 'constructor', 'BYTES_PER_ELEMENT'])

/** Methods that only end or let go: harmless on what is gone. */
export const endingMembers: ReadonlySet<string> = new Set([
  'close', 'cancel', 'abort', 'destroy', 'terminate', 'unref', 'ref', 'off', 'removeListener', 'removeAllListeners', 'removeEventListener', 'onmessage', 'onmessageerror',
])

/** Methods of collections that a thing is only compared or taken out by. */
export const comparingMethods: ReadonlySet<string> = new Set(['delete', 'has', 'indexOf', 'includes', 'lastIndexOf', 'isView', 'is'])

/** Names of functions that check something: what is read there is read to be sure. */
export const checkingNames = /^(?:assert|expect|ok|equal|equals|strictEqual|deepEqual|deepStrictEqual|is|same|t)$/u

/** Names of methods that an object is set up by: run once. */
export const setupNames = /^(?:constructor|init|initialize|initialise|start|setup|setUp|connect|open|boot|bootstrap|load|mount|attach|create|register|launch|listen|run|main|begin|bind|spawn|ready|on[A-Z]?(?:init|mount|open|connect|ready|load|start)|connectedCallback|componentDidMount)(?=$|[A-Z_])/u

/** How the path of a view, or of another thing with a buffer below it, ends. */
export const viewPaths = /#(?:(?:Big)?(?:U?[Ii]nt|Float)(?:8|16|32|64)(?:Clamped)?Array(?:\.(?:from|of))?|DataView|Buffer|ArrayBufferView|TypedArray)\(\)$/u
/** How the path of an instance of a known class ends. */
export const instancePaths = /#[A-Z]\w*\(\)$/u

/** Names of methods that are called last: nobody needs afterwards what they send away. */
export const finalNames = /^(?:stop|finish|finalize|finalise|end|close|destroy|dispose|terminate|complete|shutdown|release|exit|disconnect|detach|unmount|teardown|done|handOver|handOff|handover|transfer|moveTo)(?=$|[A-Z_])/u

/** Names of collections whose entries are there to be read again. */
export const cacheNames = /cache|memo|store|registry|library|lru|atlas/iu

/** Functions that take a small Buffer out of the pool that all of them share: its memory cannot be transferred. */
export const pooling: ReadonlySet<ApiPath> = new Set(['node:buffer#Buffer.from', 'node:buffer#Buffer.allocUnsafe', 'node:buffer#Buffer.concat'])

/** Plain data, by the path of its value: never transferred. */
export const plainData: ReadonlySet<ApiPath> = new Set(['#Date()', '#Map()', '#Set()', '#RegExp()', '#Error()', '#TypeError()', '#URL()', '#URLSearchParams()', '#Headers()'])

/** Names that options of a send give their list, by whichever API. */
export const listNames: ReadonlySet<string> = new Set(['transfer', 'transferList', 'transferables', 'transferable', 'transfers'])

/** Names of variables that are transfer lists. */
export const namedLists = /^(?:transfer|transfers|transferList|transferables?)$/u

// ---------------------------------------------------------------- new memory

/** From as many bytes on a copy costs more than a transfer, which takes the same for any size. */
export const LARGE_BYTES = 65_536

const views = [...viewTypes.keys()].map((name) => ({ name, unit: Number(/\d+/u.exec(name)?.[0]) / 8 }))

/** Functions and constructors that make new memory. */
export const bufferMakers: ReadonlyMap<ApiPath, BufferMaker> = new Map<ApiPath, BufferMaker>([
  ['#ArrayBuffer', { below: [], unit: 1, size: { argument: 0 } }],
  ...views.flatMap(({ name, unit }): [ApiPath, BufferMaker][] => [
    [`#${name}`, { below: ['buffer'], unit, size: { argument: 0 } }],
    [`#${name}.from`, { below: ['buffer'], unit, size: { argument: 0 }, copies: true }],
  ]),
  ['#ImageData', { below: ['data', 'buffer'], unit: 4, size: { sides: 0 } }],
  ['#createImageBitmap', { below: [], unit: 4, size: 'content' }],
  ['node:buffer#Buffer.alloc', { below: ['buffer'], unit: 1, size: { argument: 0 } }],
  ['node:buffer#Buffer.allocUnsafeSlow', { below: ['buffer'], unit: 1, size: { argument: 0 } }],
  ['node:buffer#Buffer.allocUnsafe', { below: ['buffer'], unit: 1, size: { argument: 0 }, pooled: true }],
  // Its memory is its own, which that of `readFileSync` is not.
  ['node:fs/promises#readFile', { below: ['buffer'], unit: 1, size: 'content', without: 1 }],
])

/** Methods that make new memory, by names that nothing else has. */
export const makingMethods: ReadonlyMap<string, BufferMaker> = new Map<string, BufferMaker>([
  ['arrayBuffer', { below: [], unit: 1, size: 'content' }],
  ['getImageData', { below: ['data', 'buffer'], unit: 4, size: { sides: 2 } }],
  ['transferToImageBitmap', { below: [], unit: 4, size: 'content' }],
])

/** Methods of views and buffers whose result is a copy in memory of its own. */
export const copyingMethods: ReadonlySet<string> = new Set(['slice', 'map', 'filter', 'toSorted', 'toReversed', 'with'])

/** Methods of views that yield the view itself. */
export const returningMethods: ReadonlySet<string> = new Set(['fill', 'sort', 'reverse', 'copyWithin'])

/** Methods of collections that keep what they are given, by the first argument that they keep. */
export const collectingMethods: ReadonlyMap<string, number> = new Map([['push', 0], ['unshift', 0], ['add', 0], ['append', 0], ['set', 1]])

/** Names of functions that keep what they are given, or have something done with it later. */
export const keepingNames = /^(?:keep|store|save|cache|remember|register|track|enqueue|queue|schedule|defer|write|send|emit|dispatch|publish|post|upload|resolve|reject|next|end|attach|bind|subscribe|connect|setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame|put|insert|commit|assign|commitTo|setState|bufferData|bufferSubData|texImage\w*|texSubImage\w*)(?=$|[A-Z_])/u
