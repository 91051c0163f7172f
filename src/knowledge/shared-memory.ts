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
  ['#Atomics.waitAsync', { does: 'wait' }],
  ['#Atomics.notify', { does: 'notify' }],
])

/** The function of Atomics that does `x op= y` in one step; undefined when there is none. */
export function atomicOperator(operator: string): string | undefined {
  for (const [path, { replaces }] of atomicsMethods) if (replaces === operator) return path.slice('#Atomics.'.length)
  return undefined
}

/** What a thread receives from another one; everything below these paths too. */
export const receivedData: readonly ApiPath[] = ['node:worker_threads#workerData', '#MessageEvent().data']

/** Reading and writing methods of a DataView: the position stands first, the value second. */
export const dataViewMethod = /^(?<how>get|set)(?:Big)?(?:Int|Uint|Float)\d+$/u

/**
 * Method names that a critical section is entered by. A call of such a name makes a rule silent, it never makes it speak:
 * the lock behind it may be anywhere.
 */
export const lockingNames = /^(?:try)?(?:lock|acquire|enter|take|down|begin|with\w*lock|synchroni[sz]ed?|(?:run)?exclusive|critical)/iu

/** A file that names none of these has no shared memory. */
export const sharedMemoryPaths: readonly ApiPath[] = [...sharedBuffers, ...sharedWhenAsked.keys(), '#Atomics', '#MessageEvent', 'node:worker_threads#']
