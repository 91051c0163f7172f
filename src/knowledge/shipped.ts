import type { ApiPath, ShipModel } from './schema.ts'

const WORKER = 'the worker'

/** Calls that send the source of a function to be run elsewhere. */
export const shippers: ReadonlyMap<ApiPath, ShipModel> = new Map([
  ['workerpool#Pool().exec', { argument: 0, where: WORKER }],
  ['inline-worker#default', { argument: 0, where: WORKER }],
  ['greenlet#default', { argument: 0, where: WORKER }],
  ['make-synchronous#default', { argument: 0, where: 'the process that runs it' }],
  ['make-synchronous#makeSynchronous', { argument: 0, where: 'the process that runs it' }],
  ['make-asynchronous#default', { argument: 0, where: WORKER }],
  ['@koale/useworker#useWorker', { argument: 0, where: WORKER }],
  ['paralleljs#default().spawn', { argument: 0, where: WORKER }],
  ['paralleljs#default().map', { argument: 0, where: WORKER }],
  ['paralleljs#default().reduce', { argument: 0, where: WORKER }],
])

/** Options of constructors in which functions stand that are run from their source: `jobs` of Bree, by the property `path` of each. */
export const shippedJobs: ReadonlyMap<ApiPath, { readonly option: string; readonly property: string }> = new Map([
  ['bree#default', { option: 'jobs', property: 'path' }],
])

/** Constructors that run a text: at this argument, if so with this option. */
export const textRunners: ReadonlyMap<ApiPath, { readonly argument: number; readonly option?: string }> = new Map([
  ['node:worker_threads#Worker', { argument: 0, option: 'eval' }],
  ['#Worker', { argument: 0 }],
  ['#SharedWorker', { argument: 0 }],
])

/** What turns parts of a text into something that workers are made of. */
export const textHolders: ReadonlySet<ApiPath> = new Set(['#Blob', '#File'])
/** A file that makes workers of such text says one of these. */
export const makesWorkers = /\bWorker\(|addModule\(/u
