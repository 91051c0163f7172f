import type { ApiPath } from '../schema.ts'
import type { ConnectionModel } from './schema.ts'

const reads = 'query|execute|exec|run|find|get|select|count|exist|sum|average|minimum|maximum|aggregate|group'
const writes = 'insert|create|save|update|upsert|delete|remove|softRemove|increment|decrement|clear|truncate'
const asking = new RegExp(`^(?:${reads}|${writes})`, 'u')

/**
 * Pools of connections: a transaction, or a client that is checked out, keeps one of them, and everything that is asked of
 * the pool meanwhile takes another one. With the pool used up by such callers, all wait for each other (measured with pg and knex).
 */
export const connections: readonly ConnectionModel[] = [
  {
    id: 'pg/Pool',
    on: ['pg#Pool()', 'pg-pool#default()', '@neondatabase/serverless#Pool()', '@vercel/postgres#createPool()'],
    asks: /^query$/u,
    repair: 'the client that is checked out',
  },
  {
    id: 'mysql2/promise',
    on: ['mysql2/promise#createPool()', 'mysql2/promise#Pool()', 'mysql2#createPool().promise()', 'promise-mysql#createPool()', 'promise-mysql#Pool()'],
    asks: /^(?:query|execute)$/u,
    repair: 'the connection that is checked out',
  },
  { id: 'mariadb', on: ['mariadb#createPool()', 'mariadb#Pool()'], asks: /^(?:query|execute|batch)$/u, repair: 'the connection that is checked out' },
  {
    id: 'knex',
    on: ['knex#default()', 'knex#knex()', 'knex#Knex()'],
    holds: ['transaction'],
    asks: /./u,
    askedByCall: true,
    passedBy: ['transacting', 'connection'],
    plain: ['raw', 'ref', 'fn', 'client', 'destroy', 'initialize', 'on', 'once', 'queryBuilder', 'toSQL', 'toString', 'toQuery', 'transactionProvider', 'isTransaction', 'userParams', 'withUserParams'],
    repair: 'the transaction that the callback is given (`trx(…)`, `.transacting(trx)`)',
  },
  {
    id: 'sequelize',
    on: ['sequelize#Sequelize()', 'sequelize-typescript#Sequelize()'],
    holds: ['transaction'],
    asks: /^query$/u,
    passedIn: 'transaction',
    repair: 'the transaction that the callback is given (`{ transaction }`)',
  },
  {
    id: 'typeorm',
    on: ['typeorm#DataSource()', 'typeorm#Connection()', 'typeorm#getConnection()', 'typeorm#createConnection()', 'typeorm#EntityManager()'],
    holds: ['transaction'],
    asks: asking,
    plain: ['create', 'getRepository', 'getTreeRepository', 'getMongoRepository', 'createQueryBuilder', 'getMetadata', 'getCustomRepository', 'getId', 'createQueryRunner', 'getQuery', 'getSql'],
    repair: 'the manager that the callback is given',
  },
  {
    id: 'prisma',
    on: ['@prisma/client#PrismaClient()'],
    holds: ['$transaction'],
    asks: asking,
    repair: 'the client that the callback is given',
  },
  {
    id: 'drizzle',
    on: ['drizzle-orm/node-postgres#drizzle()', 'drizzle-orm/postgres-js#drizzle()', 'drizzle-orm/mysql2#drizzle()', 'drizzle-orm/neon-serverless#drizzle()'],
    holds: ['transaction'],
    asks: asking,
    repair: 'the transaction that the callback is given',
  },
  {
    id: 'kysely',
    on: ['kysely#Kysely()'],
    holds: ['transaction'],
    asks: /^execute/u,
    repair: 'the transaction that the callback is given',
  },
]

/** Packages with which statements find the transaction of the asynchronous call that they stand in by themselves. */
export const implicitTransactions: readonly string[] = ['cls-hooked#', 'continuation-local-storage#', 'typeorm-transactional#', 'typeorm-transactional-cls-hooked#', '@nestjs-cls/transactional#']

/**
 * Rows that are read with a lock: the options that say so, and the methods that write the row afterwards, with the position of
 * their options. Sequelize alone names both options so.
 */
export const rowLocks = {
  options: ['lock', 'transaction'],
  passedIn: 'transaction',
  ends: ['commit', 'rollback'],
  writes: new Map([['save', 0], ['destroy', 0], ['restore', 0], ['reload', 0], ['update', 1], ['increment', 1], ['decrement', 1]]),
} as const

/** Statements that a pool gives to whichever of its clients is free, by the option that says how many it has. */
export const pooledStatements: ReadonlyMap<ApiPath, string> = new Map([
  ...['pg#Pool()', 'pg-pool#default()', '@neondatabase/serverless#Pool()', '@vercel/postgres#createPool()'].map((on) => [`${on}.query`, 'max'] as const),
  ...['mysql2/promise#createPool()', 'mysql2/promise#Pool()', 'mysql2#createPool().promise()', 'promise-mysql#createPool()', 'promise-mysql#Pool()', 'mariadb#createPool()', 'mariadb#Pool()'].flatMap((on) => ['query', 'execute'].map((method) => [`${on}.${method}`, 'connectionLimit'] as const)),
])
