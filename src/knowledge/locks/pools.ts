import type { Lease, LeaseShape, LockMethod, LockModel } from './schema.ts'
import type { ArgumentPosition } from '../schema.ts'

const connection: Lease = { noun: 'connection', harm: 'it never goes back, and the pool runs dry', repair: 'Release it in a `finally` block' }
const opened: Lease = { noun: 'connection', harm: 'it stays open, here and on the server', repair: 'End it in a `finally` block' }
export const resource: Lease = { noun: 'resource', harm: 'it never goes back, and the pool runs dry', repair: 'Release it in a `finally` block' }
const runner: Lease = { noun: 'query runner', harm: 'its connection never goes back, and the pool runs dry', repair: 'Release it in a `finally` block', begunBy: ['connect'], plain: ['connection', 'dataSource'], endedWith: ['destroy', 'close'], brief: true }
const session: Lease = { noun: 'session', harm: 'it stays open, here and on the server', repair: 'End it in a `finally` block', unfailing: ['startTransaction'], endedWith: ['close', 'disconnect'], brief: true, lentAs: 'session' }
/** What a transaction is that nobody ends. */
export const transaction: Lease = { noun: 'transaction', harm: 'it stays open, and keeps its connection and the rows that it locked', repair: 'Roll it back when something fails', hasOutcome: true }

const taken = (releasedBy: readonly string[], more: Partial<LockMethod> = {}): LockMethod => ({ does: 'acquire', yields: 'handle', releasedBy, awaited: true, ...more })
/** `(error, handle) => …` */
const called = (callback: ArgumentPosition, releasedBy: readonly string[]): LockMethod => taken(releasedBy, { callback, errorParameter: 0, handleParameter: 1 })

const pool = (id: string, on: readonly string[], size: NonNullable<LockModel['permitsFrom']>, methods: LockModel['methods'], more: Partial<LockModel> = {}): LockModel => ({
  id, on, permits: 'argument', permitsFrom: size, lease: connection, idempotentRelease: true, methods, ...more,
})
/** What one has as many of as one likes. */
const free = (id: string, on: readonly string[], lease: Lease, methods: LockModel['methods']): LockModel => ({
  id, on, permits: 'unbounded', lease, methods })

/** Pools and what is checked out of them: counting locks that hand out a thing. And sessions and transactions, which hold such a thing. */
export const pools: readonly LockModel[] = [
  // Callback style: (error, client, release). A client that is released twice throws.
  pool('pg/Pool', ['pg#Pool()', 'pg-pool#default()', '@neondatabase/serverless#Pool()', '@vercel/postgres#createPool()'], { argument: 0, property: 'max', absent: 10 }, {
    connect: { ...called(0, ['release']), doneParameter: 2 },
  }, { idempotentRelease: false }),
  // A connection that is given back twice is free twice: two at once get it. One that was destroyed is gone.
  pool('mysql2/promise', ['mysql2/promise#createPool()', 'mysql2/promise#Pool()', 'mysql2#createPool().promise()', 'promise-mysql#createPool()', 'promise-mysql#Pool()'], { argument: 0, property: 'connectionLimit', absent: 10 }, {
    getConnection: taken(['release', 'destroy'], { goneAfter: ['destroy'] }),
    releaseConnection: { does: 'release', handle: 0, harmless: true },
  }, { idempotentRelease: false }),
  pool('mysql2', ['mysql2#createPool()', 'mysql2#Pool()', 'mysql#createPool()', 'mysql#Pool()'], { argument: 0, property: 'connectionLimit', absent: 10 }, {
    getConnection: { ...called('last', ['release', 'destroy']), goneAfter: ['destroy'] },
    releaseConnection: { does: 'release', handle: 0, harmless: true },
  }, { idempotentRelease: false }),
  pool('mariadb', ['mariadb#createPool()', 'mariadb#Pool()'], { argument: 0, property: 'connectionLimit', absent: 10 }, { getConnection: taken(['release', 'end', 'destroy']) }),
  pool('oracledb', ['oracledb#createPool()', 'oracledb#getPool()', 'oracledb#Pool()'], { argument: 0, property: 'poolMax', absent: 4 }, { getConnection: taken(['close', 'release']) }),
  pool('generic-pool', ['generic-pool#createPool()', 'generic-pool#Pool()'], { argument: 1, property: 'max', absent: 1 }, {
    acquire: taken([]),
    use: { does: 'scope', callback: 0, awaited: true },
    release: { does: 'release', handle: 0, awaited: true },
    destroy: { does: 'release', handle: 0, awaited: true },
  }, { lease: resource, idempotentRelease: false }),
  free('postgres/reserve', ['postgres#default()'], connection, { reserve: taken(['release']) }),
  free('typeorm', ['typeorm#DataSource()', 'typeorm#Connection()', 'typeorm#createConnection()', 'typeorm#getConnection()'], runner, {
    createQueryRunner: taken(['release'], { awaited: false }),
  }),
  free('knex', ['knex#default()', 'knex#knex()', 'knex#Knex()'], transaction, { transaction: taken(['commit', 'rollback'], { alone: true }) }),
  free('sequelize', ['sequelize#Sequelize()', '@sequelize/core#Sequelize()', 'sequelize-typescript#Sequelize()'], transaction, {
    transaction: taken(['commit', 'rollback'], { alone: true }),
    startUnmanagedTransaction: taken(['commit', 'rollback']),
  }),
  // A connection that is opened for itself, of which nobody else knows.
  free('mysql2/promise/connection', ['mysql2/promise#', 'promise-mysql#'], opened, { createConnection: taken(['end', 'destroy']) }),
  free('mysql2/connection', ['mysql2#', 'mysql#'], opened, { createConnection: taken(['end', 'destroy'], { awaited: false }) }),
  free('mariadb/connection', ['mariadb#'], opened, { createConnection: taken(['end', 'destroy']) }),
  free('oracledb/connection', ['oracledb#'], opened, { getConnection: taken(['close', 'release']) }),
  free('mongodb', ['mongodb#MongoClient()', 'mongodb#MongoClient.connect()'], session, { startSession: taken(['endSession'], { awaited: false }) }),
  free('mongoose', ['mongoose#', 'mongoose#connection', 'mongoose#createConnection()'], session, { startSession: taken(['endSession']) }),
]

/** The same told by names alone, where it is not in sight what the methods belong to: a parameter, another file's export. */
export const leaseShapes: readonly LeaseShape[] = [
  { acquire: ['createQueryRunner'], releasedBy: ['release'], telling: true, lease: runner },
  { acquire: ['startSession'], releasedBy: ['endSession'], telling: true, named: /session/iu, lease: session },
  // What is called so is mostly kept: only who closes what came has one of his own.
  { acquire: ['getConnection'], releasedBy: ['close', 'release', 'releaseConnection'], releasedTo: ['release', 'releaseConnection', 'releaseClient', 'checkIn', 'checkin', 'giveBack'], lease: connection },
  { acquire: ['acquireConnection'], releasedBy: [], releasedTo: ['releaseConnection', 'destroyConnection'], telling: true, lease: connection },
  {
    acquire: ['connect', 'getClient', 'acquire', 'acquireClient', 'reserve', 'checkout', 'checkOut', 'borrow', 'obtain'],
    releasedBy: ['release', 'releaseConnection'],
    releasedTo: ['release', 'releaseConnection', 'releaseClient', 'checkIn', 'checkin', 'giveBack'],
    lease: connection,
  },
  {
    acquire: ['acquireLock', 'acquireRead', 'acquireWrite', 'acquireReadLock', 'acquireWriteLock', 'acquireMutex', 'obtainLock', 'takeLock', 'getLock', 'waitLock', 'waitForLock'],
    releasedBy: ['release', 'unlock', 'releaseLock'],
    releasedTo: ['releaseLock', 'unlock', 'freeLock'],
  },
  // The controlled transactions of kysely.
  { acquire: ['startTransaction'], through: 'execute', releasedBy: ['commit', 'rollback'], lease: transaction },
  { acquire: ['transaction', 'beginTransaction', 'startTransaction', 'begin', 'startUnmanagedTransaction'], releasedBy: ['commit', 'rollback', 'abort'], lease: transaction },
]

/** Methods that end what was leased, which then has nothing to go back with, or a whole pool. */
export const endedInstead: ReadonlySet<string> = new Set(['destroy', 'end', 'close', 'terminate', 'discard', 'dispose', 'kill', 'disconnect', 'quit'])

/** What some libraries add to the names of functions that yield a promise: `waitLockAsync`. */
export const promised = /Async$/u

/** What is acquired and is a function is a releaser where both are called so: `const done = await queue.lock()`; or where it is called nothing else. */
export const releaserShape = { acquire: /^(?:acquire|lock|enter|take|obtain|reserve)/iu, releaser: /release|unlock|free|leave|done/iu, surely: /^[#_]*(?:release|unlock)/iu }

/** Names of what hands out locks, by methods that pools have, too. */
export const lockNames = /(?<![bcf])lock|mutex|semaphore|mutices/iu
/** Methods of a lock that is an object which leave it as it is. */
export const lockTouches = /^(?:extend|renew|refresh|keep|touch|is|has|get|on|once|off|assert|check|ping)(?![a-z])/u

/** Names of functions that acquire for whoever calls them. */
export const acquiringNames = /acquire/iu

/** What gives back, by name. */
export interface PairShape {
  readonly releases: readonly string[]
  readonly lease?: Lease
  /** Names of what is a lock, where much else has methods by the same names: a pen, a mouse, a lift. */
  readonly only?: RegExp
}

/**
 * Methods that name what they hand out, and what takes the same back: `const page = await browser.acquirePage()`,
 * `browser.releasePage(page)`. The noun is the same on both sides.
 */
export const nounPair = { acquire: /^([#_]*)(?:get|acquire|obtain|reserve|borrow|checkout|checkOut|take|allocate|lease|claim)([A-Z]\w*?)(?:Async)?$/u, release: ['release', 'checkin', 'checkIn', 'giveBack', 'return', 'free'] }
/** The same where nothing is handed out: `await this.acquireLeaderLock()`, `this.releaseLeaderLock()`. */
export const nounLock = /^([#_]*)(?:acquire|obtain|take)([A-Z]\w*?)(?:Async)?$/u

const lock = (...releases: readonly string[]): PairShape => ({ releases })
const began = (...releases: readonly string[]): PairShape => ({ releases, lease: transaction })

/** Pairs of methods, or of functions, that acquire and give back the same, by name. */
export const pairShapes: ReadonlyMap<string, PairShape> = new Map([
  ['acquire', lock('release')],
  ['acquireAsync', lock('release')],
  ['lock', lock('unlock', 'release')],
  ['acquireLock', lock('releaseLock')],
  ['acquireMutex', lock('releaseMutex')],
  ['acquireSlot', lock('releaseSlot')],
  ['acquirePermit', lock('releasePermit')],
  ['takeLock', lock('releaseLock')],
  ['obtainLock', lock('releaseLock')],
  ['getLock', lock('releaseLock')],
  ['tryLock', lock('unlock', 'releaseLock')],
  ['tryAcquire', lock('release')],
  ['tryAcquireLock', lock('releaseLock')],
  ['readLock', lock('unlock', 'readUnlock', 'releaseReadLock')],
  ['writeLock', lock('unlock', 'writeUnlock', 'releaseWriteLock')],
  ['acquireRead', lock('releaseRead')],
  ['acquireWrite', lock('releaseWrite')],
  ['enter', lock('leave', 'exit')],
  ['down', { ...lock('up'), only: /sem|lock|mutex|permit|slot|gate|guard|limit/iu }],
  ['wait', lock('signal')],
  // Of an object that stands for one transaction after the other: mssql, MikroORM. What begins itself does so for who has made it.
  ['begin', { ...began('commit', 'rollback'), only: /(?<!^(?:this|super))\.begin$/u }],
  // The end of a session ends its transaction.
  ['beginTransaction', began('commit', 'rollback', 'commitTransaction', 'rollbackTransaction', 'abortTransaction', 'destroy')],
  ['startTransaction', began('commitTransaction', 'rollbackTransaction', 'abortTransaction', 'commit', 'rollback', 'endSession', 'destroy')],
])

/** Ends of transactions that fail where none has begun. */
export const refusing: ReadonlySet<string> = new Set(['rollbackTransaction', 'abortTransaction'])

/** Methods of what was acquired, by whatever exact name, that give it back. */
export const selfReturns = /^(?:release|return|check_?in|give_?back)/iu

/** Functions that give back what they are handed. */
export const releaseNames = /^[#_]*(?:release|unlock|free|dispose|destroy|close|end|check_?in|give_?back|return)/iu

/** Methods of a transaction that end it and do something besides: `commitWithEvents`. Asked only where they are given another name. */
export const committing = /^commit[A-Z]/u

/** Functions that end what a connection was taken for: written elsewhere, they may give it back with that. */
export const endingNames = /^(?:commit|rollback|roll_back|abort|finish|complete|done)/iu
