import type { ApiPath } from './schema.ts'

/** Methods of stores outside of the program that answer what is kept under a key (or that meets a condition). */
export const storeReads: ReadonlySet<string> = new Set(['get', 'getItem', 'getItemAsync', 'hget', 'hGet', 'fetch', 'read', 'findOne', 'findById', 'findByPk', 'findUnique', 'findFirst', 'findOneBy', 'findOneById', 'getById', 'getOne', 'load', 'match'])

/** Methods that put something there: the value stands after the key, or with `whole` it is the thing that was read. */
export const storeWrites: ReadonlyMap<string, 'keyed' | 'whole'> = new Map([
  ...['set', 'put', 'setItem', 'setItemAsync', 'hset', 'hSet', 'setex', 'setEx', 'write', 'update', 'updateOne', 'replaceOne', 'findByIdAndUpdate', 'store', 'setJSON'].map((name): [string, 'keyed'] => [name, 'keyed']),
  ...['save', 'upsert'].map((name): [string, 'whole'] => [name, 'whole']),
])

/** Methods that take away what is kept under a key. */
export const storeRemovals: ReadonlySet<string> = new Set(['removeItem', 'deleteItemAsync', 'remove', 'delete', 'del', 'unset'])

/** Those that answer what is kept under a key alone. */
export const keyedReads: ReadonlySet<string> = new Set(['get', 'getItem', 'getItemAsync', 'hget', 'hGet', 'load', 'read'])

/** Methods of a query that only say how what it reads is handed over: `User.findById(id).lean()`. */
export const rowForms: ReadonlySet<string> = new Set(['sort', 'lean', 'exec', 'select', 'populate', 'session', 'orFail', 'hint', 'maxTimeMS', 'collation', 'read', 'clone'])

/** Methods of object-relational mappers that answer one row: by its key, or by columns. */
export const rowReads: ReadonlySet<string> = new Set([
  'findByPk', 'findById', 'findOne', 'findOneBy', 'findUnique', 'findFirst', 'findOneOrFail', 'findOneByOrFail', 'findUniqueOrThrow', 'findFirstOrThrow', 'findOrFail',
])

/** Methods that answer whether there are such rows, how many, or all of them. */
export const rowCounts: ReadonlySet<string> = new Set(['count', 'countBy', 'countDocuments', 'estimatedDocumentCount', 'exists', 'existsBy', 'exist', 'find', 'findAll', 'findBy', 'findMany'])

/** Those of them that answer how many there are at all where they are given nothing. */
export const rowSizes: ReadonlySet<string> = new Set(['count', 'countDocuments', 'estimatedDocumentCount'])

/** Methods that answer how many rows there are, or the greatest value of a column. */
export const rowTotals: ReadonlySet<string> = new Set(['count', 'countBy', 'countDocuments', 'max'])
/** What puts the rows of a question in an order: a method behind it, or an option of it. */
export const orderMethod = 'sort'
export const orderOptions: readonly string[] = ['orderBy', 'order', 'sort']

/** Columns that say where a row stands among others. */
export const orderColumns = /^(?:sort_?)?(?:position|order|rank|index|weight|priority|sort)(?:_?(?:by|key|index|order))?$/iu

/** Methods that change rows which are there. */
export const rowUpdates: ReadonlySet<string> = new Set(['update', 'updateOne', 'findByIdAndUpdate', 'findOneAndUpdate', 'replaceOne', 'findOneAndReplace'])
/** What the code of such a change says, whatever it is written with. */
export const changing = /update|patch/iu
/** What stands for a condition that a column is null. */
export const nullConditions: ReadonlySet<ApiPath> = new Set(['typeorm#IsNull'])

/** The method that puts back a row that was read and changed: of the row, or of the model that is given it. */
export const rowSave = 'save'
/** Methods that put back all rows that were read by the same, and changed. */
export const flushes: ReadonlySet<string> = new Set(['flush', 'persistAndFlush'])

/** Methods that put a new row into a table. */
export const rowCreates: ReadonlySet<string> = new Set(['create', 'insert', 'insertOne', 'createOne'])

/** What code says where it expects that a store refuses what is there already. */
export const duplicates = /P2002|\b11000\b|23505|ER_DUP|SQLITE_CONSTRAINT|unique|duplicate|conflict|already|exist|ignore/iu

/** Columns that are the key of a row. */
export const rowKeys: ReadonlySet<string> = new Set(['id', '_id', 'uuid'])

/** Methods of a model that answer the same model, seen in another way. */
export const modelScopes: ReadonlySet<string> = new Set(['scope', 'unscoped', 'schema'])

/** Methods that are given a statement of SQL, and what it asks for, in a list or one after the other. */
export const sqlMethods: ReadonlySet<string> = new Set(['query', 'execute', 'run', 'get', 'all', 'one', 'oneOrNone', 'none', 'exec'])

/** What prepares a statement, what gives it its values, and what runs it then. */
export const preparing = 'prepare'
export const binding = 'bind'
export const preparedRuns: ReadonlySet<string> = new Set(['get', 'all', 'run', 'first', 'raw'])

const set = (...names: string[]): ReadonlySet<string> => new Set(names)

/** Steps of chains that build a statement (knex, Kysely, Drizzle, Supabase and others), by what they say. */
export const builderSteps = {
  /** The table. */
  tables: set('from', 'table', 'into', 'selectFrom', 'updateTable', 'insertInto', 'update', 'insert'),
  /** What a chain may begin with, where that is no table. */
  opens: set('select', 'with'),
  /** What columns have to be. */
  conditions: set('findById', 'where', 'andWhere', 'eq', 'match', 'whereIn', 'whereRaw', 'orWhere', 'gte', 'gt', 'lt', 'lte', 'is', 'in', 'neq', 'not'),
  /** Functions by which conditions are written: that a column is something, and that several hold. */
  equals: 'eq',
  all: 'and',
  /** It says that a column is null. */
  nothing: 'whereNull',
  /** It says which row by its key alone. */
  byKey: 'findById',
  /** It begins a statement about the rows of the model that it is called on. */
  ofModel: 'query',
  sets: set('update', 'set', 'patch', 'patchAndFetch'),
  inserts: set('insert', 'values'),
  /** It asks for the greatest value, for the number of rows, or for them in an order. */
  lasts: set('max', 'count', 'countDistinct', 'resultSize', 'orderBy', 'orderByRaw'),
  /** The statement changes something, whatever it is given. */
  writes: set('patch', 'patchAndFetch', 'patchAndFetchById', 'update', 'set', 'insert', 'values', 'delete', 'del', 'deleteFrom', 'updateTable', 'insertInto', 'upsert', 'truncate', 'rpc', 'raw'),
  /** Rows are locked, changed in one step, or a second one is expected. */
  locks: set('forUpdate', 'forShare', 'for', 'lock', 'setLock', 'transacting', 'skipLocked', 'useTransaction', 'increment', 'decrement', 'upsert', 'onConflict', 'onConflictDoNothing', 'onConflictDoUpdate', 'onDuplicateKeyUpdate', 'ignore', 'merge'),
}

/** Steps that such a chain may end with. */
export const builderEnds: ReadonlySet<string> = set('first', 'where', 'andWhere', 'whereNull', 'resultSize', 'eq', 'match', 'select', 'single', 'maybeSingle', 'limit', 'execute', 'executeTakeFirst', 'executeTakeFirstOrThrow', 'returning', 'update', 'insert', 'set', 'values', 'findById', 'patch', 'patchAndFetch')

/** Names of what is handed the connection of a transaction that somebody else has begun. */
export const transactionHolders = /^(?:t|tx|trx|trans|transaction|client)$/u

/** Names of transactions on a store of keys: what one reads and writes, another run of it does not change meanwhile, or one of the two fails. */
export const transactions = /^(?:txn?|trx|trans?|transaction)$/iu

/** Names of what a store is asked through, where it is given before the key: the state of one request or transaction, as `store.get(context, id)`. */
export const unitsOfWork = /(?:^|[a-z])(?:context|ctx|txn?|trx|transaction|session|uow|unitOfWork)$/iu

/** What a write says when it succeeds only where nothing has changed since: by option, argument or condition. */
export const conditional = /\b(?:IfMatch|IfNoneMatch|NX|XX|nx|version|__v|etag|eTag|ifMatch|ifNoneMatch|ifVersion|cas|revision|rev|updatedAt|onlyIf|versionstamp|increment|\$inc|FOR UPDATE)\b/u

/** Calls that make the reads and writes behind them one step. */
export const isolating: ReadonlySet<string> = new Set(['watch', 'multi', 'transaction', '$transaction', 'startTransaction', 'beginTransaction', 'withTransaction', 'forUpdate', 'setLock', 'atomic', 'withLock', 'tx', 'begin', 'inTransaction', 'runTransaction', 'transactWrite', 'readWriteTxn', 'readWriteTransaction'])

const FILES = ['node:fs/promises', 'node:fs', 'fs-extra', 'graceful-fs']

/** Functions that answer what a file holds, and those that put something in its place: the path stands first. */
export const fileReads: ReadonlySet<ApiPath> = new Set([
  ...FILES.flatMap((module) => [`${module}#readFile`, `${module}#readFileSync`]), 'fs-extra#readJson', 'fs-extra#readJSON', 'fs-extra#readJsonSync', 'load-json-file#loadJsonFile',
])
export const fileWrites: ReadonlySet<ApiPath> = new Set([
  ...FILES.flatMap((module) => [`${module}#writeFile`, `${module}#writeFileSync`]), 'fs-extra#writeJson', 'fs-extra#writeJSON', 'fs-extra#writeJsonSync', 'fs-extra#outputJson', 'fs-extra#outputFile',
  'write-file-atomic#default', 'write-json-file#writeJsonFile',
])

/** Functions that put a file in the place of another: what has been written to the first path is at the second from then on. */
export const fileMoves: ReadonlySet<ApiPath> = new Set([...FILES.flatMap((module) => [`${module}#rename`, `${module}#renameSync`]), 'fs-extra#move'])

/** Methods that a class inherits and that put something into a field of it, its state: which field, by method. */
export const statePatches: ReadonlyMap<string, string> = new Map(['setState', 'update', 'patchState', 'updateState'].map((method) => [method, 'state']))

/** Stores that are given an object with what to put under which keys, and asked with a key, a list of keys, or an object of defaults. */
export const storageAreas: readonly ApiPath[] = ['#chrome.', '#browser.', 'webextension-polyfill#'].flatMap((root) => ['local', 'sync', 'session'].map((area) => `${root}storage.${area}`))

/** Stores whose runtime lets no other event in while they answer: what is read there and put back is one step. */
export const gatedStores = /(?:^|\.)#?_?(?:ctx|state)\.storage$/u

/** Functions of modules that are stores themselves: the key stands first. */
export const storeFunctions: ReadonlyMap<ApiPath, 'read' | 'write'> = new Map([['idb-keyval#get', 'read'], ['idb-keyval#set', 'write'], ['firebase/database#get', 'read'], ['firebase/database#set', 'write']])

/** Commands that are sent to a store of whole objects, by their class, and what they are given, by name. */
export const objectCommands: ReadonlyMap<ApiPath, 'read' | 'write'> = new Map([['@aws-sdk/client-s3#GetObjectCommand', 'read'], ['@aws-sdk/client-s3#PutObjectCommand', 'write']])
export const objectInput = { store: 'Bucket', key: 'Key', value: 'Body' } as const
/** How such a command is sent. */
export const sending = 'send'

/** Methods that answer what is kept, and those that put something in its place, where both say of what: `getBasket(id)` and `saveBasket(id, basket)`. */
export const askingFor = /^(?:get|load|read|fetch|retrieve|find(?!One|First|Many|All|Unique|And|By))([A-Z]\w*?)(?:By[A-Z]\w*)?$/u
export const puttingBack = /^(?:set|save|write|store|put|update|persist)([A-Z]\w*?)(?:By[A-Z]\w*)?$/u

/** What the modules of the file system are called where they come from a caller. */
export const fileSystems = /^(?:this\.)?_?(?:fs|fse|fsp|fsExtra|fsPromises)$/u

/** Methods that ask whether something is there, by what that is: `hasDocument`, `bucketExists`. */
export const nounAsked = /^(?:(?:has|exists)([A-Z]\w*?)(?:Exists?)?|([a-z]\w*)Exists)$/u
/** Methods that make it. */
export const nounMade = /^(?:create|make|add|register)([A-Z]\w*)$/u

/** Methods of stores of the program's own that say that they ask for something by what they are given: `findByEmail(email)`. */
export const askingByName = /^(?:find|get|fetch|load|lookup|search|list|query|select|has|is|check|exists?|count|read)(?:[A-Z]\w*)?$|^[a-z]\w*Exists$/u
/** Those that are given nothing, and ask whether there is any at all, or how many: `hasUsers()`. */
export const sizeByName = /^(?:has|count)[A-Z]\w*s$|^(?:hasAny|isEmpty)$/u
/** Those that ask for the last of what is there, or its number: `findLastNumber()`. */
export const lastByName = /(?:Last|Latest|Max|Highest|Greatest)(?:[A-Z]\w*)?$|^count(?:All|[A-Z]\w*s)$/u
/** Those that ask for what waits to be taken: `findNextPending()`, `getUnsentMails()`. */
export const waitingByName = /^(?:find|get|fetch|load|list|select|query|read)\w*?(?:Pending|Unsent|Undelivered|Unprocessed|Unpublished|Unhandled|Queued|Waiting|Scheduled|Due|Overdue|Expired|Ready|Available|Idle|Free|Next)(?:[A-Z]\w*)?$/u
/** The columns of which one says in which state something is. */
export const stateColumns = /^(?:status|state|phase|stage)$|(?:_at|At)$/u
/** Methods that say that they put something there which was not. */
export const addingByName = /^(?:create|insert|add|append|push|register|record|save|persist|store|book|reserve|enrol|enroll|subscribe|join|assign|increment|incr)(?:[A-Z]\w*)?$/u
/** Methods that say which state they put something into: `markUsed(code)`, `setOrderPaid(id)`. */
export const markingByName = /^(?:mark|set|flag)(?:As)?(?:[A-Z][a-z]*)*?([A-Z][a-z]*(?:ed|ing|ent|aid|one|aken|ead|een|old|plete|ctive))$/u
/** Those of them that say that work is under way, and the word that asks for it behind `is`: `setRunning(name)`, `isRunning(name)`. */
export const markingUnderWay = /^(?:set|mark)(?:As)?((?:[A-Z]\w*)?(?:[A-Z][a-z]+ing|InProgress|Busy|Locked))$/u
/** Verbs that do so, and the state that something is in then. */
export const stateBehind: ReadonlyMap<string, readonly string[]> = new Map([
  ...['accept', 'confirm', 'redeem', 'refund', 'reject', 'withdraw'].map((verb): [string, string[]] => [verb, [`${verb}ed`]]),
  ...['activate', 'approve', 'archive', 'capture', 'claim', 'complete', 'consume', 'expire', 'revoke', 'settle', 'use'].map((verb): [string, string[]] => [verb, [`${verb}${verb.endsWith('e') ? 'd' : 'ed'}`]]),
  ['cancel', ['cancelled', 'canceled']], ['verify', ['verified']], ['ship', ['shipped']], ['pay', ['paid']], ['spend', ['spent']], ['sell', ['sold']],
])

/** What an answer says of how much there is: `rows.length`, `answer.rowCount`. */
export const sizes: ReadonlySet<string> = new Set(['length', 'size', 'count', 'total', 'rowCount', 'exists', 'rows', '0'])
/** What such stores are called where they answer at once. */
export const ownStores = /(?:Db|DB|Database|Repository|Repo|Dao|DAO|Storage|Store)$/u

/** What asks for rows in a range: `.where('ends_at', '>', from)`, `{ endsAt: { gt: from } }`, `and ends_at > $2`. */
export const ranges = /['"](?:<|>|<=|>=)['"]|\b\$?(?:lt|gt|lte|gte)\b['"]?\s*[:(]|\s(?:<|>|<=|>=)\s*(?:\$\d|\?|:\w)/u
