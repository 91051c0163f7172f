import type { ApiPath } from '../schema.ts'

/** Methods that give something back to whom it belongs, by name: connections, clients, runners of queries, sessions. */
export const givingBack: ReadonlySet<string> = new Set(['release', 'releaseConnection', 'releaseClient', 'releaseSession', 'endSession', 'giveBack', 'putBack', 'checkin', 'checkIn'])

/** Methods of connections that ask a server for something: they yield promises or streams. */
export const asking = /^(?:query|exec|execute|run|stream|find|select|insert|update|delete|remove|aggregate|count|fetch|request|send|call|command|batch|commit|transaction|startTransaction|prepare)/u

/** Those among them that answer with a promise in every library that lends with promises. */
export const askingForSure = /^(?:query|execute|raw|command|batch|transaction)(?=$|[A-Z])/u

/** Methods that lend a connection or a client, by name. */
export const lending: ReadonlySet<string> = new Set(['connect', 'getConnection', 'getClient', 'acquire', 'acquireClient', 'acquireConnection', 'reserve', 'checkout', 'checkOut', 'borrow', 'obtain'])

/** Types whose values carry a transaction of the caller's, among other things perhaps. */
export const transactionTypes: readonly ApiPath[] = [
  ...['Transaction', 'Transactionable', 'FindOptions', 'SaveOptions', 'CreateOptions', 'UpdateOptions', 'DestroyOptions', 'InstanceUpdateOptions', 'InstanceDestroyOptions', 'BulkCreateOptions', 'UpsertOptions', 'QueryOptions']
    .flatMap((name) => [`sequelize#${name}()`, `sequelize-typescript#${name}()`]),
  'typeorm#EntityManager()', 'typeorm#QueryRunner()',
  'knex#Knex.Transaction()', 'knex#default.Transaction()',
  '@prisma/client#Prisma.TransactionClient()',
  'mongodb#ClientSession()', 'mongoose#ClientSession()',
  'pg#PoolClient()', 'pg#default.PoolClient()',
  'mysql2/promise#PoolConnection()',
]

/** Methods that run a callback in a transaction, which they hand to it first. */
export const transactionScopes: ReadonlySet<string> = new Set(['transaction', '$transaction', 'withTransaction', 'runInTransaction', 'inTransaction'])

/** The one among them of a client whose every method, on whatever model, answers with a promise: nothing is sent before somebody waits for it. */
export const lazyScope = '$transaction'
/** Methods of transactions that begin a statement, which the calls behind them build: nothing is sent before somebody waits for it. */
export const buildsStatement: ReadonlySet<string> = new Set(['insert', 'insertInto', 'update', 'updateTable', 'delete', 'deleteFrom', 'replaceInto', 'mergeInto'])

/** Methods of transactions that send a statement at once, and answer with a promise of what comes of it. */
export const sendsStatement: ReadonlySet<string> = new Set(['query', 'execute'])

/** The manager of entities that TypeORM hands to the callback of a transaction, and what runs one. */
export const entityManager: ApiPath = 'typeorm#EntityManager()'
export const entityScopes = /^typeorm#.*\btransaction$/u
/** Methods of that manager, of its repositories and of the statements that it builds, which answer with promises. */
export const entityPromises: ReadonlySet<string> = new Set([
  'save', 'insert', 'update', 'upsert', 'delete', 'remove', 'softDelete', 'softRemove', 'recover', 'restore', 'increment', 'decrement', 'clear', 'query', 'execute',
])

/** Methods of Sequelize's models and rows that change something, and answer with promises. */
export const modelPromises: ReadonlySet<string> = new Set([
  'create', 'bulkCreate', 'findOrCreate', 'findCreateFind', 'save', 'update', 'upsert', 'destroy', 'restore', 'increment', 'decrement', 'truncate', 'reload',
])

/** Methods that run what was built; a database that answers at once has done it when they return. */
export const runsStatement: ReadonlySet<string> = new Set(['run', 'all', 'get', 'sync'])

/** What is called so is a library's object of which everybody knows that a transaction has to be handed on to what is asked in it. */
export const explicitTransactions = /^_?(?:sequelize|knex)$/iu
/** Methods that hand out what has one transaction at a time: sessions, runners of queries. */
export const transactionHolders: ReadonlySet<string> = new Set(['startSession', 'createQueryRunner'])
/** Methods by which a transaction, or what has it, ends. */
export const transactionClosers: ReadonlySet<string> = new Set(['commit', 'rollback', 'commitTransaction', 'rollbackTransaction', 'abortTransaction', 'endSession'])
/** Methods that begin a transaction of what they are called on, and those that end it. */
export const transactionEndsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['beginTransaction', ['commit', 'rollback', 'commitTransaction', 'rollbackTransaction', 'abortTransaction', 'endTransaction']],
  ['startTransaction', ['commit', 'rollback', 'commitTransaction', 'rollbackTransaction', 'abortTransaction']],
  ['begin', ['commit', 'rollback']],
])
/** Those of them by which it holds. */
export const transactionCommits: ReadonlySet<string> = new Set(['commit', 'commitTransaction'])
/** Methods of them that say nothing to the database but that it begins or ends, and what they say of themselves. */
export const transactionFrame: ReadonlySet<string> = new Set([...transactionClosers, 'release', 'connect', 'begin', 'start', 'startTransaction', 'beginTransaction', 'inTransaction', 'isCompleted', 'isTransactionActive', 'isReleased', 'finished'])

/** Names that transactions go by. */
export const transactionNames = /^(?:transaction|trx|tx)$/u

/** Names without which a file has to do with no transaction. */
export const transactionWords = /ransaction|^(?:trx|tx)$/u

/** Names of the types of what goes by such a name and is one; a type parameter may be any. */
export const transactionTypeNames = /(?:Transaction|Trx|Tx|Manager|Client|Session|Runner|Connection|Database|Db|DB|^[A-Z])$/u

/** Where a project keeps the classes whose objects are rows of tables: a type from there is one of them, whatever it is called. */
export const modelPaths = /^(?:\.|@\/|~\/).*(?:^|\/)(?:models?|entit(?:y|ies))(?:\/|\.|$)/u

/** What a class has whose objects are transactions of a database. */
export const transactionEnds: ReadonlySet<string> = new Set(['commit', 'rollback'])

/** What runners of queries go by, and their types: each has one connection, and what is asked of it is in its transaction. */
export const runnerName = /(?:^q|Q)ueryRunner$/u
/** What each such name holds: without it a text has none. */
export const runnerWord = 'ueryRunner'

/** Methods that send a statement to the database, which may begin a transaction. */
export const beginning: ReadonlySet<string> = new Set(['query', 'execute', 'raw', 'exec', 'run'])
/** How such a statement begins. */
export const beginStatement = /^\s*(?:BEGIN|START\s+TRANSACTION)\b/iu
/** What one connection is that is opened for itself. */
export const sharedConnections: ReadonlySet<ApiPath> = new Set(['pg#Client()', 'mysql2/promise#createConnection()', 'mariadb#createConnection()', 'sqlite#open()', 'sqlite#Database()', 'expo-sqlite#openDatabaseAsync()', 'bun:sqlite#Database()'])
/** How a field is called that holds the one connection of an embedded database, by whatever library. */
export const sharedHandle = /^_?(?:db|database|sqlite)$|(?:[a-z]D[bB]|Database|[sS]qlite)$/u
/** How a statement begins that ends a transaction. */
export const endStatement = /^\s*(?:COMMIT|ROLLBACK(?!\s+TO\b)|END|ABORT)\b/iu
/** A statement that only asks a database for a lock of its own, which answers with one row in any case. */
export const tryStatement = /^\s*select\s+(?:pg_try_advisory_(?:xact_)?lock(?:_shared)?|get_lock)\s*\((?!.*\b(?:from|where)\b)/isu
/** A statement that takes a lock of a database which belongs to the connection, and that gives one back. A lock of the transaction ends with that. */
export const sessionLock = /\b(?:pg_(?:try_)?advisory_lock(?:_shared)?|get_lock)\s*\(/iu
export const sessionUnlock = /\b(?:pg_advisory_unlock(?:_shared|_all)?|release_lock|release_all_locks)\s*\(/iu
/** Parts of an answer that are there whatever its row says: itself, its rows, the first of them, their number. */
export const answerParts: ReadonlySet<string> = new Set(['0', 'rows', 'rowCount', 'length'])
/** Methods that are given such a statement. */
export const ending: ReadonlySet<string> = new Set([...beginning, 'unsafe'])
/** Functions that end the transaction of a client that they are given, and methods that end the client itself, by name. */
export const endsTransaction = /roll_?back|commit|abort|finish|close|destroy|discard|release|terminate|^end(?:$|[A-Z])/iu

/** How a query asks for a lock of the rows that it reads: the option, where its kinds are (`transaction.LOCK.UPDATE`), and the option that says which transaction holds it. */
export const rowLocks = { option: 'lock', kinds: 'LOCK', transaction: 'transaction' } as const
