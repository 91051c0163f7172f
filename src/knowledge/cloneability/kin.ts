import { REACT_EVENTS } from '../members.ts'
import type { ApiPath } from '../schema.ts'

/** Types that fare as another does: subclasses, and the same type under a second module. */
export const kin: Readonly<Record<ApiPath, ApiPath>> = {
  '#window': '#globalThis',
  '#self': '#globalThis',
  '#global': '#globalThis',
  '#AsyncFunction()': '#Function()',
  '#GeneratorFunction()': '#Function()',
  '#AsyncIterator()': '#AsyncGenerator()',
  '#IterableIterator()': '#ArrayIterator()',
  '#ReferenceError()': '#TypeError()',
  '#EvalError()': '#TypeError()',
  '#URIError()': '#TypeError()',
  'node:worker_threads#MessagePort()': '#MessagePort()',
  'node:worker_threads#MessageChannel()': '#MessageChannel()',
  'node:worker_threads#BroadcastChannel()': '#BroadcastChannel()',
  'node:worker_threads#parentPort': '#MessagePort()',
  '#PerformanceEntry()': '#PerformanceMark()',
  '#PerformanceMeasure()': '#PerformanceMark()',
  'node:stream#Stream()': 'node:events#EventEmitter()',
  'node:https#Server()': 'node:http#Server()',
  'node:https#Agent()': 'node:http#Agent()',
  'node:tls#Server()': 'node:net#Server()',
  'node:tty#WriteStream()': 'node:stream#Writable()',
  'node:tty#ReadStream()': 'node:stream#Readable()',
  'node:http2#Http2ServerRequest()': 'node:stream#Readable()',
  'node:http2#Http2ServerResponse()': 'node:stream#Writable()',
  'node:cluster#Worker()': 'node:worker_threads#Worker()',
  'node:fs#promises.FileHandle()': 'node:fs/promises#FileHandle()',
  'node:readline/promises#Interface()': 'node:readline#Interface()',
}

/** Functions that answer whether a value is of a class of their library. */
export const kindTests: ReadonlyMap<ApiPath, ApiPath> = new Map([
  ['axios#default.isAxiosError', 'axios#AxiosError()'],
  ['axios#isAxiosError', 'axios#AxiosError()'],
])

/** What calls fail with, by how their paths begin, where the failure carries what its calls were given: only these members of it. */
export const carryingFailures: readonly { readonly calls: string; readonly error: ApiPath; readonly members: ReadonlySet<string> }[] = [
  { calls: 'axios#', error: 'axios#AxiosError()', members: new Set(['config', 'response', 'toJSON']) },
]

/** Answers of axios. Their data can be cloned, and so can their headers; their settings hold functions, and the request is a stream. */
const axiosResponses: readonly ApiPath[] = [
  'axios#default()', 'axios#AxiosResponse()', 'axios#create()()',
  ...['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'request'].flatMap((verb) => [`axios#${verb}()`, `axios#create().${verb}()`]),
]

/** Values of libraries for which structured clone throws on every runtime, each tried with one sample (Vue 3.5, MobX 6, axios 1, …). */
const uncloneable: readonly ApiPath[] = [
  // Proxies, and boxes that hold one.
  'vue#reactive()', 'vue#readonly()', 'vue#shallowReactive()', 'vue#shallowReadonly()', 'vue#computed()', 'vue#toRef()', 'vue#toRefs()',
  'vue#customRef()',
  'mobx#observable()', 'mobx#observable.array()', 'mobx#observable.map()', 'mobx#observable.set()', 'mobx#observable.object()',
  'mobx#observable.box()', 'mobx#computed()',
  'valtio#proxy()', 'valtio/vanilla#proxy()', 'immer#createDraft()',
  // Responses and settings that carry functions or the request. An AxiosError itself is an Error: what it carries is dropped.
  ...axiosResponses.flatMap((path) => [path, `${path}.config`, `${path}.request`]), 'axios#create()',
  'axios#AxiosError().toJSON()', 'axios#AxiosError().config', 'axios#AxiosError().response', 'axios#InternalAxiosRequestConfig()',
  'got#default()', 'got#Response()', 'undici#request()', 'node-fetch#Headers()',
  // Applications, servers, clients, loggers.
  'express#default()', 'express#Router()', 'fastify#default()', 'fastify#FastifyRequest()', 'fastify#FastifyReply()', 'koa#default()',
  'koa#Context()',
  'ws#WebSocketServer()', 'ws#WebSocket()', 'socket.io#Server()', 'socket.io#Socket()', 'pino#default()', 'pino#Logger()',
  'winston#createLogger()', 'winston#Logger()',
  ...REACT_EVENTS.map((name) => `react#${name}()`),
  'ioredis#default()', 'ioredis#Redis()', 'knex#default()', 'knex#knex()', 'knex#Knex()',
  'pg#Pool()', 'pg#Client()', 'pg#PoolClient()', 'pg#Pool().connect()', 'mysql2#createPool()', 'mysql2/promise#createPool()', 'bullmq#Queue()', 'openai#default()', 'openai#OpenAI()',
  'mongoose#Schema()', 'mongoose#model()', 'mongoose#model()()', 'mongoose#Model()',
  ...['find', 'findById', 'findOne', 'findByIdAndUpdate', 'findOneAndUpdate', 'create'].map((name) => `mongoose#model().${name}()`),
  'mongodb#MongoClient()', 'mongodb#MongoClient.connect()', 'mongodb#Db()', 'mongodb#Collection()', 'mongodb#FindCursor()', 'mongodb#AggregationCursor()', 'hono#Hono()', 'kafkajs#Kafka().producer()', 'kafkajs#Kafka().consumer()', 'kafkajs#Producer()', 'kafkajs#Consumer()',
  'nodemailer#createTransport()', 'nodemailer#Transporter()', 'ethers#Contract()',
  // Documents, images and archives that are open, what reads a page, and what has been compiled.
  'sharp#Sharp()', 'pdf-lib#PDFDocument()', 'pdf-lib#PDFDocument.create()', 'pdf-lib#PDFDocument.load()', 'jszip#default()', 'jszip#JSZip()', 'yjs#Doc()', 'cytoscape#default()', 'cytoscape#Core()',
  'cheerio#load()', 'cheerio#load()()', 'cheerio#CheerioAPI()', 'jsdom#JSDOM().window', 'jsdom#JSDOM().window.document',
  'handlebars#compile()', 'ajv#default()', 'ajv#Ajv()', 'ajv#default().compile()', 'i18next#createInstance()',
  'ol/Feature#default()', 'ol#Feature()', ...['Point', 'LineString', 'Polygon', 'MultiPolygon', 'Circle'].map((name) => `ol/geom#${name}()`),
  // Values that carry functions of their library: its constructor, its words for ordinals, what keeps an angle in step.
  'moment#default()', 'moment#utc()', 'moment#duration()', 'moment#Moment()', 'moment#Duration()',
  'decimal.js#default()', 'decimal.js#Decimal()', 'big.js#default()', 'big.js#Big()',
  ...['Object3D', 'Scene', 'Group', 'Mesh', 'InstancedMesh', 'SkinnedMesh', 'Points', 'Line', 'Sprite', 'PerspectiveCamera', 'OrthographicCamera', 'DirectionalLight', 'PointLight', 'AmbientLight'].map((name) => `three#${name}()`),
  // What is called to read it.
  '@angular/core#signal()', '@angular/core#computed()', '@angular/core#input()', '@angular/core#model()', '@angular/core#Signal()', '@angular/core#WritableSignal()', 'solid-js#createMemo()',
  'zustand#create()', 'zustand/vanilla#createStore()', 'pinia#defineStore()()',
  // Objects of electron that stand for native ones, and events, which hold them: its documentation says that sending them throws.
  ...['BrowserWindow', 'BaseWindow', 'BrowserView', 'WebContentsView', 'WebContents', 'WebFrameMain', 'Session', 'Menu', 'MenuItem', 'Tray', 'UtilityProcess', 'IpcMainEvent', 'IpcMainInvokeEvent'].map((name) => `electron#${name}()`),
]
/** Values of libraries that arrive, without an error, as a plain object. */
const lossy: readonly ApiPath[] = [
  'rxjs#Observable()', 'rxjs#Subject()', 'rxjs#BehaviorSubject()', 'rxjs#Subscription()', 'mongoose#Types.ObjectId()', 'mongodb#ObjectId()',
  'mongoose#Document()', 'vue#shallowRef()',
  ...['now', 'local', 'utc', 'fromISO', 'fromMillis', 'fromJSDate', 'fromFormat', 'fromSQL', 'fromSeconds'].map((name) => `luxon#DateTime.${name}()`), 'luxon#DateTime()', 'luxon#Duration()',
  ...['Map', 'List', 'Set', 'OrderedMap', 'OrderedSet', 'Stack'].map((name) => `immutable#${name}()`), 'exceljs#Workbook()', 'exceljs#Workbook().addWorksheet()', 'exceljs#Worksheet()',
  ...['tensor', 'tensor1d', 'tensor2d', 'tensor3d', 'tensor4d', 'Tensor', 'sequential'].flatMap((name) => ['@tensorflow/tfjs', '@tensorflow/tfjs-node', '@tensorflow/tfjs-core'].map((module) => `${module}#${name}()`)),
  'jsdom#JSDOM()', 'zod#z.object()', 'redis#createClient()', 'kafkajs#Kafka()', 'ssh2#Client()', 'async-mutex#Mutex()', 'async-mutex#Semaphore()', 'p-queue#default()',
  'ethers#Wallet()', 'ethers#JsonRpcProvider()', 'ethers#Wallet.createRandom()',
  'dayjs#default()', 'dayjs#Dayjs()', 'bignumber.js#default()', 'bignumber.js#BigNumber()', '@preact/signals-core#signal()', '@preact/signals#signal()', '@preact/signals-react#signal()',
  ...['Vector2', 'Vector3', 'Vector4', 'Quaternion', 'Matrix3', 'Matrix4', 'Color', 'Box3', 'BufferGeometry', 'BufferAttribute'].map((name) => `three#${name}()`),
]

/** By path: `throws` or `lossy`, on every runtime. */
export const libraryValues: ReadonlyMap<ApiPath, 'throws' | 'lossy'> = new Map([
  ...uncloneable.map((path) => [path, 'throws'] as const),
  ...lossy.map((path) => [path, 'lossy'] as const),
])

/** What is lost of these in a clone is what nobody expects to arrive: a Buffer comes as the Uint8Array that it is. */
export const harmlessLosses: ReadonlySet<ApiPath> = new Set(['node:buffer#Buffer()'])
