import type { ApiPath } from './schema.ts'

/** Constructors of memory that several threads may hold at once; the second counts only with `shared: true`. */
export const sharedBuffers: ReadonlySet<ApiPath> = new Set(['#SharedArrayBuffer'])
export const sharedWhenAsked: ReadonlyMap<ApiPath, { readonly argument: number; readonly property: string }> = new Map([
  ['#WebAssembly.Memory', { argument: 0, property: 'shared' }],
])
/** The member of such an object that is the buffer itself. */
export const bufferMembers: ReadonlySet<string> = new Set(['buffer'])

export interface ViewType {
  /** Atomics works on it (the others throw a TypeError). */
  readonly atomic: boolean
  /** Atomics.wait and waitAsync work on it. */
  readonly waitable?: boolean
  /** Elements are BigInts. */
  readonly big?: boolean
}

/** Views over a buffer: made from one they share it, made from another view they copy. */
export const viewTypes: ReadonlyMap<string, ViewType> = new Map([
  ['Int8Array', { atomic: true }],
  ['Uint8Array', { atomic: true }],
  ['Int16Array', { atomic: true }],
  ['Uint16Array', { atomic: true }],
  ['Int32Array', { atomic: true, waitable: true }],
  ['Uint32Array', { atomic: true }],
  ['BigInt64Array', { atomic: true, waitable: true, big: true }],
  ['BigUint64Array', { atomic: true, big: true }],
  ['Uint8ClampedArray', { atomic: false }],
  ['Float16Array', { atomic: false }],
  ['Float32Array', { atomic: false }],
  ['Float64Array', { atomic: false }],
])

/** Methods of a view that yield another view of the same memory; every other one (`slice`, `map`, `toSorted`) copies. */
export const sharingMethods: ReadonlySet<string> = new Set(['subarray'])
/** Functions that make a view of the buffer they are given. */
export const sharingFunctions: ReadonlySet<ApiPath> = new Set(['node:buffer#Buffer.from'])

export interface AtomicsMethod {
  readonly does: 'load' | 'store' | 'modify' | 'exchange' | 'compare' | 'wait' | 'notify'
  /** The operator of a plain `x op= y` that it replaces. */
  readonly replaces?: string
  /** It gives `{ async, value }`, not a value. */
  readonly async?: true
}

/** The functions of `Atomics` that take a view and an index. */
export const atomicsMethods: ReadonlyMap<ApiPath, AtomicsMethod> = new Map<ApiPath, AtomicsMethod>([
  ['#Atomics.load', { does: 'load' }],
  ['#Atomics.store', { does: 'store' }],
  ['#Atomics.add', { does: 'modify', replaces: '+' }],
  ['#Atomics.sub', { does: 'modify', replaces: '-' }],
  ['#Atomics.and', { does: 'modify', replaces: '&' }],
  ['#Atomics.or', { does: 'modify', replaces: '|' }],
  ['#Atomics.xor', { does: 'modify', replaces: '^' }],
  ['#Atomics.exchange', { does: 'exchange' }],
  ['#Atomics.compareExchange', { does: 'compare' }],
  ['#Atomics.wait', { does: 'wait' }],
  ['#Atomics.waitAsync', { does: 'wait', async: true }],
  ['#Atomics.notify', { does: 'notify' }],
])

/** The function of Atomics that does `x op= y` in one step; undefined when there is none. */
export function atomicOperator(operator: string): string | undefined {
  for (const [path, { replaces }] of atomicsMethods) if (replaces === operator) return path.slice('#Atomics.'.length)
  return undefined
}

/** What a thread receives from another one; everything below these paths too. */
export const receivedData: readonly ApiPath[] = [
  'node:worker_threads#workerData', 'node:worker_threads#receiveMessageOnPort().message', '#MessageEvent().data',
]
/** Whose `message` listeners are called with what another thread sent (or with the event that holds it). */
export const threadPorts: readonly ApiPath[] = [
  'node:worker_threads#parentPort', 'node:worker_threads#MessagePort()', 'node:worker_threads#Worker()', '#Worker()', '#MessagePort()',
  '#onmessage', '#addEventListener',
]
/** What takes a message that is there, without waiting: nothing where none is. */
export const receivers: ReadonlySet<ApiPath> = new Set(['node:worker_threads#receiveMessageOnPort'])
/** Names that say of a value from outside, over which a view is made, that it is shared memory. */
export const sharedNames = /^sab$|Sab$|^sab[A-Z_\d]|_sab$|[sS]hared_?(?:[aA]rray_?)?(?:[bB]uf|[mM]em)/u
/** The same of what another thread sent. */
export const sentSharedNames = /^shared/u
/** Last names of what makes it, and of what arrives from other threads. */
export const sharedConstructors: ReadonlySet<string> = new Set([...sharedBuffers, ...sharedWhenAsked.keys()].map((path) => path.slice(Math.max(path.lastIndexOf('#'), path.lastIndexOf('.')) + 1)))
export const receivedNames: ReadonlySet<string> = new Set(['workerData', 'data', 'message', 'msg'])
/** What a text has in which `namesOfShared` finds anything: the expression is slow, and few files speak of it. */
export const sharedWord = 'SharedArrayBuffer'
/** In a text, the names that are declared, documented or tested to be it. */
export const namesOfShared = /([\w$]+)(?:\.buffer)?[?!]?\s*(?::[^;,)={}]*SharedArrayBuffer|\s+instanceof\s+SharedArrayBuffer)|SharedArrayBuffer[^*}\n]*\}\s*(?:\*\/\s*\(?)?\s*\[?(?:[\w$]+\.)*([\w$]+)/gu
/** The same, anywhere in a text: the first and cheapest question. */
export const sharedNamesInText = /\bsab\b|[sS]hared_?(?:Array_?)?(?:Buf|Mem)/u

/** What tells a thread from the others: an element that it chooses is that thread's own. */
export const ownIdentities: readonly ApiPath[] = ['node:worker_threads#threadId']
export const ownNames = /worker|thread|(?:^|_)(?:tid|rank|lane|me|self|mine|own|core|shard)$/iu
/** How a constant is written: what a module calls so is one number for all who import it. */
export const constantNames = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)*$/u
/** Names of indices and ranges, as a program hands them to each of its threads. */
export const rangeNames = /ind(?:ex|ices)|ids?$|rows?$|col(?:umn)?s?$|slots?$|lanes?$|tiles?$|range|keys$|chunk|part(?:ition)?s?$|begin|start|from$|offset/iu
/** Names of lists that say in which order something is gone through. */
export const orderNames = /order|perm/iu

/** Reading and writing methods of a DataView: the position stands first, the value second. */
export const dataViewMethod = /^(?<how>get|set)(?:Big)?(?:Int|Uint|Float)\d+$/u

/**
 * Method names that a critical section is entered by. A call of such a name makes a rule silent, it never makes it speak:
 * the lock behind it may be anywhere.
 */
export const lockingNames = /^(?:try|blocking|spin)?_?(?:lock|acquire|enter|take|down|begin|with\w*lock|synchroni[sz]ed?|(?:run)?exclusive|critical)/iu

/** Names of functions that make something the caller's own: at most one of two that call at once may get it. */
export const claimNames = /claim|reserve|occupy|grab/iu

/** Names of locks: whatever their methods are called, who calls one but to leave enters. */
export const lockNames = /mutex|semaphore|monitor|barrier|(?:^|[^bc])lock$/iu
/** Method names that leave it again. */
export const releasingNames = /^(?:unlock|release)/iu

/** Names of functions that run before anybody else has the memory. */
export const initialNames = /^(?:init|setup|create|prepare|make|alloc|build|construct)/iu

/** Functions, by the start of their path, that keep nothing of what they are given. */
export const onlyLookAt: readonly ApiPath[] = ['#console.', '#Math.', '#JSON.', '#Array.from', '#Object.', '#String', '#Number', 'node:assert#', 'node:util#']

/** Methods of a view that read or write many elements at once. */
export const bulkMethods: ReadonlySet<string> = new Set(['set', 'fill', 'copyWithin', 'subarray', 'slice', 'sort', 'reverse'])
/** Those that copy what is there. */
export const copyingMethods: ReadonlySet<string> = new Set(['slice', 'join', 'toString'])

/** Events after which the thread that was worked with has ended. */
export const endEvents: ReadonlySet<string> = new Set(['exit', 'close'])
/** What a thread sends once, when it has begun. */
export const readyWords = /^(?:is[-_ ]?)?(?:ready|online|started|up|booted|init(?:iali[sz]ed)?)$/iu
/** Words in an awaited expression that say that a thread begins, or that time passes: it has not ended. */
export const notYetEnded = /online|ready|start|boot|init|sleep|delay|timeout|immediate|tick/iu
/** Words that say that one has ended. */
export const hasEnded = /Promise\.all|exit|close|terminate|join|done|finish|complet|destroy/iu

/** A file that names none of these has no shared memory. */
export const sharedMemoryPaths: readonly ApiPath[] = [...sharedBuffers, ...sharedWhenAsked.keys(), '#Atomics', '#MessageEvent', '#onmessage', '#self', 'node:worker_threads#']

/** Names of methods that put an element into a queue, and that take one out. */
export const putting: ReadonlySet<string> = new Set(['push', 'put', 'enqueue', 'add', 'send', 'offer', 'write', 'unshift'])
export const taking: ReadonlySet<string> = new Set(['pop', 'take', 'dequeue', 'get', 'shift', 'receive', 'poll', 'read', 'next'])
/** What says to a thread that it is to end. */
export const stopWords = /^_*(?:please)?(?:stop|end|exit|quit|close|finish|shutdown|terminate|die|halt|poison)(?:ped|ed|d|down)?_*$/iu
/** Methods that send a message to a thread or a process. */
export const sendingNames: ReadonlySet<string> = new Set(['postMessage', 'send'])
/** Names of methods that end a worker, or the program, from outside. */
export const ending: ReadonlySet<string> = new Set(['terminate', 'exit', 'kill', 'abort'])
