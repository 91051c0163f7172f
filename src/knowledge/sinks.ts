import type { ApiPath, ReplyModel, SinkModel } from './schema.ts'

/** `postMessage(message, transferList)` or `postMessage(message, { transfer })`. */
const port = (on: ApiPath): SinkModel => ({
  path: `${on}postMessage`,
  payload: 0,
  algorithm: 'clone',
  transfer: { argument: 1, property: 'transfer', list: true },
  failsOnlyToClone: true,
  noun: 'postMessage',
  costs: 'message',
})

/** `postMessage(message, origin, transferList)` or `postMessage(message, { targetOrigin, transfer })`. */
const window = (on: ApiPath): SinkModel => ({ ...port(on), transfer: { argument: 'last', property: 'transfer', list: true } })

const COMLINK = ['comlink#proxy()', 'comlink#transfer()'] as const

/** Values that pass structured clone, in threads and pages. */
const messages: readonly SinkModel[] = [
  ...['#Worker().', '#MessagePort().', '#ServiceWorker().', '#Client().', '#MessageEventSource().'].map(port),
  ...[
    'node:worker_threads#Worker().', 'node:worker_threads#MessagePort().', 'node:worker_threads#parentPort.', 'electron#UtilityProcess().',
    'electron#MessagePortMain().',
  ].map(port),
  // Of a worker or of a window: the last argument holds what is transferred, either way.
  ...['#', '#Window().'].map(window),
  // No transfer list: ports and streams never pass.
  ...['#BroadcastChannel()', 'node:worker_threads#BroadcastChannel()'].map((on): SinkModel => ({
    path: `${on}.postMessage`, payload: 0, algorithm: 'clone', failsOnlyToClone: true, noun: 'BroadcastChannel.postMessage', costs: 'message',
  })),
  {
    path: '#structuredClone', payload: 0, algorithm: 'clone', transfer: { argument: 1, property: 'transfer' }, failsOnlyToClone: true,
    noun: 'structuredClone', failure: 'no copy is made',
  },
  {
    // Throws inside the constructor.
    path: 'node:worker_threads#Worker',
    payload: { argument: 1, property: 'workerData' },
    algorithm: 'clone',
    transfer: { argument: 1, property: 'transferList' },
    noun: 'workerData',
    failure: 'the worker never starts',
  },
  { path: 'node:worker_threads#setEnvironmentData', payload: 1, algorithm: 'clone', noun: 'setEnvironmentData' },
  {
    path: 'node:worker_threads#postMessageToThread', payload: 1, algorithm: 'clone', transfer: { argument: 2 }, noun: 'postMessageToThread', costs: 'message',
  },
  { path: 'electron#ipcRenderer.send', payload: 'all', algorithm: 'clone', noun: 'ipcRenderer.send', costs: 'message' },
  { path: 'electron#ipcRenderer.invoke', payload: 'all', algorithm: 'clone', noun: 'ipcRenderer.invoke', costs: 'call' },
  { path: 'electron#ipcRenderer.sendSync', payload: 'all', algorithm: 'clone', noun: 'ipcRenderer.sendSync', costs: 'call' },
  { path: 'electron#WebContents().send', payload: 'all', algorithm: 'clone', noun: 'webContents.send', costs: 'message' },
  { path: 'electron#IpcMainEvent().reply', payload: 'all', algorithm: 'clone', noun: 'event.reply', costs: 'message' },
  {
    path: 'electron#WebContents().postMessage', payload: 1, algorithm: 'clone', transfer: { argument: 2 }, noun: 'webContents.postMessage', costs: 'message',
  },
  { path: 'electron#ipcRenderer.postMessage', payload: 1, algorithm: 'clone', transfer: { argument: 2 }, noun: 'ipcRenderer.postMessage', costs: 'message' },
]

/** Tasks of pools. What a pooled function returns passes the same way back. */
const tasks: readonly SinkModel[] = [
  ...['piscina#default()', 'tinypool#default()'].map((on): SinkModel => ({
    path: `${on}.run`,
    payload: 0,
    algorithm: 'clone',
    transfer: { argument: 1, property: 'transferList' },
    noun: 'pool.run', costs: 'task',
    runs: 'node',
    wrappers: [`${on.slice(0, -'default()'.length)}move()`],
  })),
  {
    path: 'piscina#default().runTask', payload: 0, algorithm: 'clone', transfer: { argument: 1 }, noun: 'pool.runTask', costs: 'task', runs: 'node',
    wrappers: ['piscina#move()'],
  },
  {
    // The arguments stand in an array; a function at position 0 is sent as source and is no payload.
    path: 'workerpool#Pool().exec',
    payload: 1,
    algorithm: 'clone',
    transfer: { argument: 2, property: 'transfer' },
    noun: 'pool.exec', costs: 'task',
    wrappers: ['workerpool#Transfer()'],
  },
  { path: 'workerpool#Pool().proxy().*', payload: 'all', algorithm: 'clone', noun: 'the worker proxy', costs: 'task' },
  ...['FixedThreadPool', 'DynamicThreadPool', 'FixedClusterPool', 'DynamicClusterPool'].flatMap((name): readonly SinkModel[] => [
    {
      path: `poolifier#${name}().execute`, payload: 0, algorithm: name.endsWith('ThreadPool') ? 'clone' : 'json', transfer: { argument: 3 },
      noun: 'pool.execute', costs: 'task', runs: 'node',
    },
    {
      path: `poolifier#${name}().mapExecute`, payload: 0, algorithm: name.endsWith('ThreadPool') ? 'clone' : 'json',
      transfer: { argument: 3 }, noun: 'pool.mapExecute', runs: 'node',
    },
  ]),
  {
    // Processes clone with advanced serialization, threads with structured clone: a function throws in both.
    path: 'jest-worker#Worker().*',
    payload: 'all',
    algorithm: 'clone',
    noun: 'the worker method', costs: 'task',
    runs: 'node',
    except: ['end', 'forceExit', 'getStdout', 'getStderr', 'start'],
  },
  { path: 'threads#spawn()', payload: 'all', algorithm: 'clone', noun: 'the thread', costs: 'call', wrappers: ['threads#Transfer()'] },
  {
    path: 'threads#spawn().*', payload: 'all', algorithm: 'clone', noun: 'the thread', costs: 'call', wrappers: ['threads#Transfer()'],
    except: ['then', 'catch'],
  },
  { path: 'comlink#wrap()', payload: 'all', algorithm: 'clone', noun: 'the remote', costs: 'call', wrappers: COMLINK, callableBy: 'comlink#proxy' },
  {
    path: 'comlink#wrap().*', payload: 'all', algorithm: 'clone', noun: 'the remote', costs: 'call', wrappers: COMLINK, callableBy: 'comlink#proxy',
    except: ['then', 'catch', 'addEventListener'],
  },
]

/** JSON between processes, unless `serialization: 'advanced'`. Functions and symbols vanish, nothing throws but BigInt and cycles. */
const ipc: readonly SinkModel[] = [
  { path: 'node:process#send', payload: 0, algorithm: 'json', noun: 'process.send', costs: 'message' },
  { path: 'node:child_process#ChildProcess().send', payload: 0, algorithm: 'json', noun: 'child.send', costs: 'message', serialization: true },
  { path: 'node:cluster#Worker().send', payload: 0, algorithm: 'json', noun: 'worker.send', costs: 'message' },
  { path: 'worker-farm#default()', payload: 'all', algorithm: 'json', noun: 'the worker farm', costs: 'task' },
  ...['local', 'sync', 'session'].map(
    (area): SinkModel => ({ path: `#chrome.storage.${area}.set`, payload: 0, algorithm: 'json', noun: 'chrome.storage' }),
  ),
  { path: '#chrome.runtime.sendMessage', payload: 0, algorithm: 'json', noun: 'chrome.runtime.sendMessage' },
  { path: '#chrome.tabs.sendMessage', payload: 1, algorithm: 'json', noun: 'chrome.tabs.sendMessage' },
  ...['#chrome.runtime.connect()', '#chrome.tabs.connect()'].map((port): SinkModel => ({ path: `${port}.postMessage`, payload: 0, algorithm: 'json', noun: 'postMessage' })),
  { path: 'node:v8#serialize', payload: 0, algorithm: 'advanced', failsOnlyToClone: true, noun: 'v8.serialize', failure: 'nothing is written' },
]

/** What is kept: structured clone that also refuses shared memory and compiled WebAssembly. */
const storage: readonly SinkModel[] = [
  ...['#IDBObjectStore()', 'idb#IDBPObjectStore()'].flatMap((on): readonly SinkModel[] => [
    { path: `${on}.put`, payload: 0, algorithm: 'storage', noun: 'IndexedDB put', failure: 'nothing is stored' },
    { path: `${on}.add`, payload: 0, algorithm: 'storage', noun: 'IndexedDB add', failure: 'nothing is stored' },
  ]),
  { path: 'idb#IDBPDatabase().put', payload: 1, algorithm: 'storage', noun: 'IndexedDB put', failure: 'nothing is stored' },
  { path: 'idb#IDBPDatabase().add', payload: 1, algorithm: 'storage', noun: 'IndexedDB add', failure: 'nothing is stored' },
  { path: 'localforage#setItem', payload: 1, algorithm: 'storage', noun: 'IndexedDB put', failure: 'nothing is stored' },
  { path: 'idb-keyval#set', payload: 1, algorithm: 'storage', noun: 'IndexedDB put', failure: 'nothing is stored' },
  { path: 'idb-keyval#setMany', payload: 0, algorithm: 'storage', noun: 'IndexedDB put', failure: 'nothing is stored' },
  ...['dexie#default().table()', 'dexie#Dexie().table()', 'dexie#Table()', 'dexie#EntityTable()'].flatMap((on): readonly SinkModel[] => [
    ...['put', 'bulkPut'].map((method): SinkModel => ({ path: `${on}.${method}`, payload: 0, algorithm: 'storage', noun: 'IndexedDB put', failure: 'nothing is stored' })),
    ...['add', 'bulkAdd'].map((method): SinkModel => ({ path: `${on}.${method}`, payload: 0, algorithm: 'storage', noun: 'IndexedDB add', failure: 'nothing is stored' })),
  ]),
  { path: '#IDBCursorWithValue().update', payload: 0, algorithm: 'storage', noun: 'IndexedDB update', failure: 'nothing is stored' },
  { path: '#IDBCursor().update', payload: 0, algorithm: 'storage', noun: 'IndexedDB update', failure: 'nothing is stored' },
  { path: '#History().pushState', payload: 0, algorithm: 'storage', noun: 'history.pushState', failure: 'the entry is not made' },
  { path: '#History().replaceState', payload: 0, algorithm: 'storage', noun: 'history.replaceState', failure: 'the entry is not made' },
  { path: '#Notification', payload: { argument: 1, property: 'data' }, algorithm: 'storage', noun: 'Notification data', failure: 'the notification is not shown' },
]

/** Every way a value leaves for another thread, process, page or store. */
export const sinks: readonly SinkModel[] = [...messages, ...tasks, ...ipc, ...storage]

/** Functions handed to these run for somebody else: what they return is sent back, or kept. */
export const replies: readonly ReplyModel[] = [
  { path: 'comlink#expose', argument: 0, algorithm: 'clone', noun: 'Comlink', wrappers: COMLINK },
  { path: 'workerpool#worker', argument: 0, algorithm: 'clone', noun: 'workerpool', wrappers: ['workerpool#Transfer()'] },
  ...['threads#expose', 'threads/worker#expose'].map((path): ReplyModel => ({
    path, argument: 0, algorithm: 'clone', noun: 'threads', wrappers: ['threads#Transfer()', 'threads/worker#Transfer()'],
  })),
  { path: 'poolifier#ThreadWorker', argument: 0, algorithm: 'clone', noun: 'poolifier' },
  { path: 'poolifier#ClusterWorker', argument: 0, algorithm: 'json', noun: 'poolifier' },
  { path: 'idb-keyval#update', argument: 1, algorithm: 'storage', noun: 'IndexedDB put', failure: 'nothing is stored' },
  { path: 'electron#ipcMain.handle', argument: 1, algorithm: 'clone', noun: 'ipcMain.handle' },
  { path: 'electron#ipcMain.handleOnce', argument: 1, algorithm: 'clone', noun: 'ipcMain.handleOnce' },
]

/** Words of files that say how such a library sends what it cannot send by itself, or that import who does. */
export const transferHandling = /transferHandlers|registerSerializer|from ['"][^'"]*(?:transfer|handler|iterat|generator|seriali[sz])[^'"]*['"]/iu

/** Pools that send back what a file exports by default, or by the name that a task asks for: what it returns. The argument names the file. */
export const taskReplies: readonly ReplyModel[] = ['piscina', 'tinypool'].map((name) => ({
  path: `${name}#default`, argument: 0, algorithm: 'clone', noun: 'the pool', wrappers: [`${name}#move()`],
}))

/** By these one knows a store of IndexedDB, whatever its database comes from: `db.transaction(name).objectStore(name)`. */
export const storeCalls = { opens: 'objectStore', of: 'transaction', methods: new Set(['put', 'add']), path: '#IDBObjectStore()' } as const

/** By these one knows an end of a channel that comes from somewhere else: the same thing is sent to, and heard or closed. */
export const endpoint = {
  sends: 'postMessage',
  /** Properties that hold a listener, and methods that take one for the event. */
  handlers: new Set(['onmessage', 'onconnect']),
  registers: new Set(['addEventListener']),
  event: 'message',
  /** Methods that nothing else has beside that by which it sends. */
  ends: new Set(['close', 'terminate']),
  path: '#MessagePort().postMessage',
} as const
