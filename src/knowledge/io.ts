import type { ApiPath } from './schema.ts'

/** What goes on outside of the process, by what runs out when there is too much of it. */
export type Outside = 'file' | 'network' | 'database' | 'transaction'

/**
 * Functions of files that hold a descriptor while they go on: one step of the thread pool opens it, a later one closes it.
 * `stat`, `readdir`, `unlink` and their like are one step, of which four run at a time.
 */
const HOLDING = ['open', 'readFile', 'writeFile', 'appendFile', 'opendir', 'truncate', 'glob', 'createReadStream', 'createWriteStream', 'openAsBlob']
const EXTRA = ['readJson', 'readJSON', 'writeJson', 'writeJSON', 'outputFile', 'outputJson', 'outputJSON', 'copy', 'move', 'ensureFile']
const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'request']

const all = (outside: Outside, paths: readonly ApiPath[]): readonly (readonly [ApiPath, Outside])[] => paths.map((path) => [path, outside])
const family = (module: string, names: readonly string[]): ApiPath[] => names.map((name) => `${module}#${name}`)

/** Calls that use something outside. */
export const outsideCalls: ReadonlyMap<ApiPath, Outside> = new Map([
  ...all('file', ['node:fs', 'node:fs/promises', 'fs-extra', 'graceful-fs'].flatMap((module) => family(module, HOLDING))),
  ...all('file', family('fs-extra', EXTRA)),
  ...all('file', ['write-file-atomic#default', 'load-json-file#default', 'cp-file#default', 'cp-file#copyFile', 'copy-file#copyFile', 'move-file#default', 'move-file#moveFile', '#Deno.open', '#Deno.readFile', '#Deno.readTextFile', '#Deno.writeFile', '#Deno.writeTextFile']),
  ...all('network', ['#fetch', 'node-fetch#default', 'cross-fetch#default', 'cross-fetch#fetch', 'undici#fetch', 'undici#request', 'isomorphic-fetch#default', 'make-fetch-happen#default']),
  ...all('network', ['axios', 'got', 'ky', 'superagent', 'needle', 'phin', 'request-promise', 'request-promise-native'].flatMap((module) => family(module, ['default', ...VERBS]))),
  ...all('network', ['axios#AxiosInstance()', '@nestjs/axios#HttpService()', '@nestjs/axios#HttpService().axiosRef'].flatMap((path) => VERBS.map((verb) => `${path}.${verb}`))),
  ...all('network', ['undici#Pool().request', 'undici#Agent().request', '@sendgrid/mail#send', '@nestjs-modules/mailer#MailerService().sendMail']),
  ...all('network', ['axios#create()', 'got#extend()', 'ky#create()', 'ky#extend()', 'ofetch#ofetch', 'ofetch#$fetch'].flatMap((path) => [path, ...VERBS.map((verb) => `${path}.${verb}`)])),
  ...all('network', ['node:http', 'node:https'].flatMap((module) => family(module, ['request', 'get']))),
  ...all('network', ['node:net#connect', 'node:net#createConnection', 'node:tls#connect', 'node:http2#connect', 'nodemailer#createTransport().sendMail', 'web-push#sendNotification', 'openai#default().chat.completions.create', 'openai#default().responses.create', 'openai#default().embeddings.create', '@anthropic-ai/sdk#default().messages.create']),
  ...all('database', ['pg#Pool().query', 'pg#Pool().connect', 'mysql2/promise#createPool().query', 'mysql2/promise#createPool().execute', 'mysql2/promise#createPool().getConnection', 'knex#default()', 'knex#knex()', 'mysql2#createPool().query']),
])

/** Functions that tell what is in a folder: single steps of the thread pool, and the beginning of a walk through all that is below. */
export const listings: ReadonlySet<ApiPath> = new Set([...['node:fs', 'node:fs/promises', 'fs-extra', 'graceful-fs'].flatMap((module) => family(module, ['readdir', 'opendir'])), '#Deno.readDir'])

/** Functions that open a file when they are called, and of which nobody can wait for the end: it is told to a stream, or to a callback. */
export const openers: ReadonlySet<ApiPath> = new Set(['node:fs', 'fs-extra', 'graceful-fs'].flatMap((module) => family(module, ['createReadStream', 'createWriteStream'])))

/** Whole modules all of whose classes talk to the network through `send`: `new S3Client().send(…)`. */
export const sendingModules = /^@aws-sdk\/client-[\w-]+#\w+\(\)\.send$/u

/** Clients of services, made once: whatever they answer later comes over the network. */
export const serviceClients = /^(?:googleapis#(?:google\.\w+|\w+_v\d\w*\.\w+)\(\)|@octokit\/(?:rest|core)#Octokit\(\)|octokit#Octokit\(\)|@actions\/github#getOctokit\(\)|@slack\/web-api#WebClient\(\)|@notionhq\/client#Client\(\)|stripe#(?:default|Stripe)\(\)|twilio#default\(\)|@google-cloud\/storage#Storage\(\)|@elastic\/elasticsearch#Client\(\)|@opensearch-project\/opensearch#Client\(\))\./u

/** What the options of a request say: how, and of what. */
export const requestMethods = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/iu
export const requestTargets: readonly string[] = ['url', 'uri']

/** What sends a letter, and the parts that only a letter has: to whom, and of what. */
export const letterSenders: ReadonlySet<string> = new Set(['send', 'sendMail', 'sendEmail', 'deliver'])
export const letterAddressees: readonly string[] = ['to', 'bcc']
export const letterContents: readonly string[] = ['html', 'subject', 'template', 'templateId']

/** Methods that only databases and their mappers have, on whatever. */
export const databaseMethods: ReadonlySet<string> = new Set([
  'findOne', 'findMany', 'findAll', 'findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'findByPk', 'findById', 'findOneBy', 'findOneOrFail', 'findAndCountAll', 'findOrCreate', 'findByIdAndUpdate', 'findByIdAndDelete', 'findOneAndUpdate',
  'findOneAndDelete', 'insertOne', 'insertMany', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany', 'replaceOne', 'upsert', 'bulkCreate', 'createMany', 'createQueryRunner', 'startSession', 'sendMail',
])

/** Methods that open a transaction, where the file also ends one. */
export const transactionMethods: ReadonlySet<string> = new Set(['transaction', 'beginTransaction', 'startTransaction'])
export const transactionEnds = /\b(?:commit|rollback|rollBack|commitTransaction|abortTransaction)\s*\(/u

/** Methods that run a statement, where that is written down. */
export const statementMethods: ReadonlySet<string> = new Set(['query', 'execute', 'raw', 'run', 'all', 'get', '$queryRaw', '$executeRaw'])
export const statementText = /^\s*(?:select|insert|update|delete|with|merge|call)\b/iu

/** Queues that run everything at once unless they are told otherwise: the options that do so. */
export const openQueues: ReadonlyMap<ApiPath, readonly string[]> = new Map([
  ['p-queue#default', ['concurrency', 'intervalCap', 'interval']],
  ['bottleneck#default', ['maxConcurrent', 'minTime', 'reservoir']],
])

/** Names that say of a function of another module that it reads or writes a whole file. `fetchUser` says too little: it may well ask a cache. */
export const filesByName = /^(?:safe)?(?:[Rr]ead|write|load|copy|save|extract)(?:[A-Z]\w*)?(?:File|Json|JSON)(?=[A-Z]|$)(?!\w*Sync$)/u

/** What databases and what they hand out are called, and what is asked of them there. */
export const databaseNames = /^(?:db|database|redis|mongo|knex|prisma|pg|mysql|sqlite)(?:client|connection)?$/iu
/** What stands for a table: whatever it does later goes to the database. Said by the name of the object, or of its type. */
export const repositoryNames = /(?:Repository|Repo|Dao)$/u
/** What such a thing hands out: `redis.defaultClient`. */
export const databaseParts = /(?:client|connection)$/iu
export const databaseVerbs: ReadonlySet<string> = new Set(['create', 'get', 'set', 'put', 'del', 'delete', 'remove', 'insert', 'update', 'save', 'find', 'query', 'hget', 'hset', 'hgetall', 'hmset', 'hdel', 'unlink', 'expire'])
