import { editorProviders } from './conventions.ts'
import type { CallbackModel, Critical } from './schema.ts'
import type { ApiPath } from '../schema.ts'

const VERBS = ['get', 'post', 'put', 'delete', 'patch', 'options', 'head', 'all'] as const
const REQUEST = ['node:http#IncomingMessage()', 'node:http#ServerResponse()'] as const

/** Methods of one receiver that take handlers of requests or messages. */
function handlers(
  on: ApiPath, methods: readonly string[], callback: CallbackModel['callback'], critical: Critical | undefined,
  parameters?: readonly (ApiPath | null)[],
): readonly CallbackModel[] {
  return methods.map(
    (method) => ({ path: `${on}.${method}`, callback, timing: 'many', ...(critical && { critical }), ...(parameters && { parameters }) }),
  )
}

const express: readonly CallbackModel[] = [
  ...['express#default()', 'express#Router()', 'express#Route()'].flatMap((on) => handlers(on, VERBS, 'all', 'request', REQUEST)),
  // Middleware with four parameters starts with the error: what the parameters are depends on how many it declares.
  ...['express#default()', 'express#Router()'].flatMap((on) => handlers(on, ['use'], 'all', 'request')),
  ...['express#default()', 'express#Router()'].flatMap((on) => handlers(on, ['param'], 1, 'request', REQUEST)),
]

const FASTIFY = ['fastify#FastifyRequest()', 'fastify#FastifyReply()'] as const
const fastify: readonly CallbackModel[] = [
  ...handlers('fastify#default()', VERBS, 'last', 'request', FASTIFY),
  ...handlers('fastify#default()', ['route'], { argument: 0, property: 'handler' }, 'request', FASTIFY),
  ...handlers('fastify#default()', ['addHook'], 1, 'request'),
  ...handlers('fastify#default()', ['setErrorHandler', 'setNotFoundHandler'], 'function', 'request'),
  { path: 'fastify#default().register', callback: 0, timing: 'once', parameters: ['fastify#default()'] },
  { path: 'fastify-plugin#default', callback: 0, timing: 'once', parameters: ['fastify#default()'] },
]

const koa: readonly CallbackModel[] = [
  ...handlers('koa#default()', ['use'], 0, 'request', ['koa#Context()']),
  ...handlers('koa-router#default()', [...VERBS, 'del', 'use'], 'all', 'request', ['koa#Context()']),
]

const others: readonly CallbackModel[] = [
  ...handlers('@hapi/hapi#server()', ['route'], { argument: 0, property: 'handler' }, 'request'),
  ...handlers('@hapi/hapi#server()', ['ext'], 1, 'request'),
  ...handlers('hono#Hono()', [...VERBS, 'use', 'on'], 'all', 'request'),
  ...handlers('elysia#Elysia()', VERBS, 1, 'request'),
  ...handlers('@trpc/server#Procedure()', ['query', 'mutation', 'subscription', 'use'], 0, 'request'),
  ...handlers('restify#createServer()', [...VERBS, 'del', 'use', 'pre'], 'all', 'request', REQUEST),
  ...handlers('polka#default()', [...VERBS, 'use'], 'all', 'request', REQUEST),
  ...handlers('connect#default()', ['use'], 'all', 'request', REQUEST),
  { path: 'h3#defineEventHandler', callback: 0, timing: 'many', critical: 'request' },
  { path: 'h3#eventHandler', callback: 0, timing: 'many', critical: 'request' },
  { path: '#defineEventHandler', callback: 0, timing: 'many', critical: 'request' },
  { path: '#Bun.serve', callback: { argument: 0, property: 'fetch' }, timing: 'many', critical: 'request', parameters: ['#Request()'] },
  { path: '#Deno.serve', callback: 'last', timing: 'many', critical: 'request', parameters: ['#Request()'] },
  { path: 'firebase-functions/https#onRequest', callback: 'last', timing: 'many', critical: 'request', parameters: REQUEST },
  { path: 'firebase-functions/v2/https#onRequest', callback: 'last', timing: 'many', critical: 'request', parameters: REQUEST },
]

const databases: readonly CallbackModel[] = [
  { path: 'pg#Pool().connect', callback: 0, timing: 'once', parameters: [null, 'pg#PoolClient()'] },
]

const sockets: readonly CallbackModel[] = [
  {
    path: 'ws#WebSocketServer().on', callback: 1, timing: 'many', events: ['connection'], critical: 'request',
    parameters: ['ws#WebSocket()', 'node:http#IncomingMessage()'],
  },
  { path: 'ws#WebSocketServer().on', callback: 1, timing: 'many' },
  ...['on', 'addEventListener'].map((method): CallbackModel => ({
    path: `ws#WebSocket().${method}`, callback: 1, timing: 'many', events: ['message', 'ping', 'pong'], critical: 'message',
  })),
  { path: 'ws#WebSocket().on', callback: 1, timing: 'many' },
  ...['socket.io#Server()', 'socket.io#Namespace()'].flatMap((on): readonly CallbackModel[] => [
    {
      path: `${on}.on`, callback: 1, timing: 'many', events: ['connection', 'connect'], critical: 'request',
      parameters: ['socket.io#Socket()'],
    },
    { path: `${on}.use`, callback: 0, timing: 'many', critical: 'request', parameters: ['socket.io#Socket()'] },
  ]),
  // What a client may send has any name.
  ...handlers('socket.io#Socket()', ['on', 'onAny'], 'last', 'message'),
  ...handlers('socket.io-client#io()', ['on', 'onAny'], 'last', 'message'),
]

const queues: readonly CallbackModel[] = [
  { path: 'bullmq#Worker', callback: 1, timing: 'many', critical: 'message' },
  { path: 'bull#default().process', callback: 'last', timing: 'many', critical: 'message' },
  { path: 'node-cron#schedule', callback: 1, timing: 'many', critical: 'timer' },
  { path: 'cron#CronJob', callback: 1, timing: 'many', critical: 'timer' },
  ...['croner#Cron', 'croner#default'].map((path): CallbackModel => ({ path, callback: 'function', timing: 'many', critical: 'timer' })),
  { path: 'node-schedule#scheduleJob', callback: 'last', timing: 'many', critical: 'timer' },
  ...['axios#create().', 'axios#AxiosInstance().', 'axios#'].flatMap((client): readonly CallbackModel[] =>
    ['request', 'response'].map((of) => ({ path: `${client}interceptors.${of}.use`, callback: 'all', timing: 'many' }))),
  { path: 'kafkajs#Kafka().consumer().run', callback: { argument: 0, property: 'eachMessage' }, timing: 'many', critical: 'message' },
  ...['createChannel', 'createConfirmChannel'].map((open): CallbackModel => ({ path: `amqplib#connect().${open}().consume`, callback: 1, timing: 'many', critical: 'message' })),
  { path: 'amqplib#Channel().consume', callback: 1, timing: 'many', critical: 'message' },
  ...['createClient', 'createCluster'].flatMap((make) => ['subscribe', 'pSubscribe', 'sSubscribe'].map((method): CallbackModel => ({ path: `redis#${make}().${method}`, callback: 1, timing: 'many', critical: 'message' }))),
  { path: 'agenda#default().define', callback: 'last', timing: 'many', critical: 'message' },
  { path: 'pg-boss#default().work', callback: 'last', timing: 'many', critical: 'message' },
  { path: 'bee-queue#default().process', callback: 'last', timing: 'many', critical: 'message' },
  { path: 'sqs-consumer#Consumer.create', callback: { argument: 0, property: 'handleMessage' }, timing: 'many', critical: 'message' },
  { path: 'mqtt#connect().on', callback: 1, timing: 'many', events: ['message'], critical: 'message' },
]

/** Programs that answer people in a chat, and tools that answer a model. */
const bots: readonly CallbackModel[] = [
  ...handlers('discord.js#Client()', ['on', 'addListener'], 1, 'message'),
  ...handlers('node-telegram-bot-api#default()', ['on', 'onText'], 1, 'message'),
  ...['telegraf#Telegraf()', 'telegraf#Composer()', 'grammy#Bot()', 'grammy#Composer()'].flatMap((on): readonly CallbackModel[] => [
    ...handlers(on, ['command', 'on', 'hears', 'action', 'callbackQuery', 'inlineQuery'], 'last', 'message'),
    ...handlers(on, ['use', 'start', 'help'], 'all', 'message'),
  ]),
  ...handlers('@slack/bolt#App()', ['command', 'message', 'event', 'action', 'shortcut', 'view', 'options'], 'last', 'message'),
  ...['tool', 'registerTool', 'resource', 'registerResource', 'prompt', 'registerPrompt'].flatMap((name) => handlers('@modelcontextprotocol/sdk/server/mcp.js#McpServer()', [name], 'last', 'request')),
]

const electron: readonly CallbackModel[] = [
  ...handlers('electron#ipcMain', ['handle', 'handleOnce'], 1, 'message', ['electron#IpcMainInvokeEvent()']),
  ...handlers('electron#ipcMain', ['on', 'once'], 1, 'message', ['electron#IpcMainEvent()']),
  ...handlers('electron#ipcRenderer', ['on', 'once'], 1, 'message'),
  ...handlers('electron#UtilityProcess()', ['on', 'once'], 1, undefined),
]

/** Extensions of an editor: all of them share one process, whose loop answers the editor. */
const editor: readonly CallbackModel[] = [
  ...['registerCommand', 'registerTextEditorCommand'].map((name): CallbackModel => ({ path: `vscode#commands.${name}`, callback: 1, timing: 'many', critical: 'ui' })),
  ...([
    ['workspace.onDidChangeTextDocument', 'TextDocumentChangeEvent'], ['workspace.onDidSaveTextDocument', 'TextDocument'], ['workspace.onDidOpenTextDocument', 'TextDocument'], ['workspace.onDidCloseTextDocument', 'TextDocument'],
    ['workspace.onDidChangeConfiguration'], ['workspace.onDidCreateFiles'], ['workspace.onDidDeleteFiles'], ['workspace.onDidRenameFiles'],
    ['window.onDidChangeActiveTextEditor', 'TextEditor'], ['window.onDidChangeTextEditorSelection', 'TextEditorSelectionChangeEvent'], ['window.onDidChangeVisibleTextEditors'],
  ] as const).map(([name, given]): CallbackModel => ({ path: `vscode#${name}`, callback: 0, timing: 'many', critical: 'ui', ...(given && { parameters: [`vscode#${given}()`] }) })),
  // What the editor asks for while somebody types.
  ...editorProviders.map(([kind, property]): CallbackModel => ({ path: `vscode#languages.register${kind === 'CodeAction' ? 'CodeActions' : kind}Provider`, callback: { argument: 1, property }, timing: 'many', critical: 'ui' })),
]

const views: readonly CallbackModel[] = [
  ...['useEffect', 'useLayoutEffect', 'useInsertionEffect'].map(
    (name): CallbackModel => ({ path: `react#${name}`, callback: 0, timing: 'many', critical: 'ui' }),
  ),
  { path: 'react#useMemo', callback: 0, timing: 'now', critical: 'ui' },
  { path: 'react#useCallback', callback: 0, timing: 'many' },
  { path: 'react#startTransition', callback: 0, timing: 'now', critical: 'ui' },
  ...[
    'onMounted', 'onUpdated', 'onBeforeMount', 'onBeforeUpdate', 'onUnmounted', 'onBeforeUnmount', 'onActivated', 'onDeactivated',
    'watchEffect', 'computed',
  ].map(
    (name): CallbackModel => ({ path: `vue#${name}`, callback: 0, timing: 'many', critical: 'ui' }),
  ),
  ...['jotai', 'jotai/vanilla'].map((module): CallbackModel => ({ path: `${module}#atom`, callback: 1, timing: 'many' })),
  ...['jotai/utils', 'jotai/react/utils'].map((module): CallbackModel => ({ path: `${module}#useAtomCallback`, callback: 0, timing: 'many' })),
  { path: 'vue#watch', callback: 1, timing: 'many', critical: 'ui' },
  { path: 'vue#nextTick', callback: 0, timing: 'once', critical: 'ui' },
  ...['onMount', 'afterUpdate', 'beforeUpdate', 'onDestroy'].map(
    (name): CallbackModel => ({ path: `svelte#${name}`, callback: 0, timing: 'many', critical: 'ui' }),
  ),
  ...['@angular/core#effect', '@preact/signals#effect', '@preact/signals-core#effect', '@preact/signals-react#effect', 'mobx#autorun', '#$effect'].map((path): CallbackModel => ({ path, callback: 0, timing: 'many', critical: 'ui' })),
  { path: 'mobx#reaction', callback: 1, timing: 'many', critical: 'ui' },
  ...['createEffect', 'createMemo', 'onMount'].map(
    (name): CallbackModel => ({ path: `solid-js#${name}`, callback: 0, timing: 'many', critical: 'ui' }),
  ),
]

/** Pools that hand a thread to a callback, and functions that a library runs elsewhere or in turn. */
const tasks: readonly CallbackModel[] = [
  { path: 'threads#Pool().queue', callback: 0, timing: 'once', parameters: ['threads#spawn()'] },
  { path: 'threads#Pool', callback: 0, timing: 'many' },
  { path: 'p-map#default', callback: 1, timing: 'many' },
  // One try follows the other, within one run of the code around.
  { path: 'p-retry#default', callback: 0, timing: 'once' },
]

/** Handlers of frameworks and libraries. */
export const frameworkCallbacks: readonly CallbackModel[] = [
  ...express, ...fastify, ...koa, ...others, ...databases, ...sockets, ...queues, ...bots, ...electron, ...editor, ...views, ...tasks,
]
