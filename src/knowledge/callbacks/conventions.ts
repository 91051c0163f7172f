import type { Critical, HandlerExport } from './schema.ts'
import type { ApiPath } from '../schema.ts'

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] as const

/** Exports that a framework calls for every request or message: by name, and where the framework says so by place. */
export const handlerExports: readonly HandlerExport[] = [
  { framework: 'Next.js', names: VERBS, file: '/route\\.[cm]?[jt]sx?$', critical: 'request', parameters: ['#Request()'] },
  {
    framework: 'Next.js', names: ['default'], file: '/pages/api/.+\\.[cm]?[jt]sx?$', critical: 'request',
    parameters: ['node:http#IncomingMessage()', 'node:http#ServerResponse()'],
  },
  { framework: 'Next.js', names: ['getServerSideProps'], file: '/pages/.+\\.[cm]?[jt]sx?$', critical: 'request' },
  {
    framework: 'Next.js', names: ['middleware', 'proxy', 'default'], file: '/(?:middleware|proxy)\\.[cm]?[jt]s$', folders: new Set(['', '/src']), critical: 'request',
    parameters: ['#Request()'],
  },
  { framework: 'SvelteKit', names: [...VERBS, 'fallback'], file: '/\\+server\\.[jt]s$', critical: 'request' },
  { framework: 'SvelteKit', names: ['load', 'actions'], file: '/\\+(?:page|layout)\\.server\\.[jt]s$', critical: 'request' },
  { framework: 'SvelteKit', names: ['handle'], file: '/hooks\\.server\\.[jt]s$', critical: 'request' },
  { framework: 'Remix', names: ['loader', 'action'], file: '/(?:app|routes)/.+\\.[jt]sx?$', critical: 'request' },
  {
    framework: 'Remix', names: ['loader', 'action'], critical: 'request',
    naming: new Set(['LoaderFunctionArgs', 'ActionFunctionArgs', 'LoaderArgs', 'ActionArgs', 'DataFunctionArgs']),
  },
  { framework: 'Astro', names: [...VERBS, 'ALL'], file: '/pages/.+\\.[cm]?[jt]s$', critical: 'request' },
  { framework: 'Nitro', names: ['default'], file: '/server/(?:api|routes|middleware)/.+\\.[cm]?[jt]s$', critical: 'request' },
  { framework: 'Cloudflare Workers', names: ['default.fetch'], takes: true, critical: 'request', parameters: ['#Request()'] },
  { framework: 'the web', names: VERBS, naming: new Set(['Request', 'Response', 'NextRequest', 'NextResponse']), critical: 'request', parameters: ['#Request()'] },
  { framework: 'AWS Lambda', names: ['handler', 'lambdaHandler'], critical: 'lambda' },
]

/** At the beginning of a file or function: clients call what the file exports, or the function. */
export const serverDirective = 'use server'

/** `publicProcedure.input(shape).query(handler)`: what a builder of another file is called, and which of its methods take what answers. */
export const procedures: { readonly names: RegExp; readonly methods: ReadonlySet<string> } = {
  names: /procedure$/iu, methods: new Set(['query', 'mutation', 'subscription']),
}

/** The functions behind a GraphQL schema: the types whose fields clients ask for, what an object of such is called, and the parameter that the client has sent. */
export const resolvers: { readonly types: ReadonlySet<string>; readonly holders: RegExp; readonly sent: number } = {
  types: new Set(['Query', 'Mutation', 'Subscription']), holders: /resolvers?$/iu, sent: 1,
}

/** Decorators of methods that a framework calls. */
export const handlerDecorators: ReadonlyMap<ApiPath, Critical> = new Map<ApiPath, Critical>([
  ...[
    'Get', 'Post', 'Put', 'Delete', 'Patch', 'Options', 'Head', 'All', 'Search', 'Sse',
  ].map((name): [ApiPath, Critical] => [`@nestjs/common#${name}`, 'request']),
  ...['MessagePattern', 'EventPattern', 'GrpcMethod', 'GrpcStreamMethod'].map(
    (name): [ApiPath, Critical] => [`@nestjs/microservices#${name}`, 'message'],
  ),
  ['@nestjs/websockets#SubscribeMessage', 'message'],
  ...['Query', 'Mutation', 'ResolveField', 'Subscription'].flatMap(
    (name): [ApiPath, Critical][] => [[`@nestjs/graphql#${name}`, 'request'], [`type-graphql#${name}`, 'request']],
  ),
  ...['Cron', 'Interval', 'Timeout'].map((name): [ApiPath, Critical] => [`@nestjs/schedule#${name}`, 'timer']),
  ['@nestjs/event-emitter#OnEvent', 'message'],
  ['@nestjs/bull#Process', 'message'],
  // A method to which the decorator of a property is put is a setter: it runs with each new value.
  ...['HostListener', 'Input'].map((name): [ApiPath, Critical] => [`@angular/core#${name}`, 'ui']),
  ...['lit/decorators.js#property', 'lit/decorators#property', 'lit-element#property'].map((path): [ApiPath, Critical] => [path, 'ui']),
  ...['Get', 'Post', 'Put', 'Delete', 'Patch', 'Head', 'All'].map(
    (name): [ApiPath, Critical] => [`routing-controllers#${name}`, 'request'],
  ),
  ...['Get', 'Post', 'Put', 'Delete', 'Patch'].map((name): [ApiPath, Critical] => [`tsoa#${name}`, 'request']),
])

/** Parameter names that say: this function answers requests. All names of a row must stand at the beginning, in this order. */
export const handlerParameters: readonly (readonly string[])[] = [
  ['req', 'res'],
  ['request', 'response'],
  ['request', 'reply'],
  ['req', 'reply'],
  ['err', 'req', 'res', 'next'],
  ['error', 'req', 'res', 'next'],
  ['ctx', 'next'],
]

/** Names of parameters that belong to one request or one job: nobody else has the same object. */
export const ownedParameters: ReadonlySet<string> = new Set([...handlerParameters.flat(), 'context', 'job'])

/** Types of functions that a framework calls: `const list: RequestHandler = …`. */
export const handlerTypes: ReadonlyMap<ApiPath, Critical> = new Map<ApiPath, Critical>([
  ['express#RequestHandler()', 'request'],
  ['express#ErrorRequestHandler()', 'request'],
  ['node:http#RequestListener()', 'request'],
  ['fastify#RouteHandler()', 'request'],
  ['fastify#RouteHandlerMethod()', 'request'],
  ['koa#Middleware()', 'request'],
  ['hono#Handler()', 'request'],
  ['hono#MiddlewareHandler()', 'request'],
  ['next#NextApiHandler()', 'request'],
  ['next#GetServerSideProps()', 'request'],
  ['next/server#NextMiddleware()', 'request'],
  ['@sveltejs/kit#RequestHandler()', 'request'],
  ['@sveltejs/kit#Handle()', 'request'],
  ['@remix-run/node#LoaderFunction()', 'request'],
  ['@remix-run/node#ActionFunction()', 'request'],
  ['astro#APIRoute()', 'request'],
  ...[
    'Handler', 'APIGatewayProxyHandler', 'APIGatewayProxyHandlerV2', 'SQSHandler', 'SNSHandler', 'S3Handler', 'ScheduledHandler',
    'DynamoDBStreamHandler',
  ].map(
    (name): [ApiPath, Critical] => [`aws-lambda#${name}()`, 'lambda'],
  ),
])

/** Props of JSX elements that hold a handler of a UI event. */
export const jsxHandler = /^on[A-Z]/u
/** What elements of a page hand to their handlers, at least. */
export const pageEvent: ApiPath = '#Event()'

/** Properties of an object literal that hold a handler of a click, as menus and toolbars have them. */
export const clickHandlers: ReadonlySet<string> = new Set(['click', 'onClick', 'onclick'])

/** Properties of options that hold what a client of HTTP runs for each of its requests. */
export const requestHandlers: ReadonlySet<string> = new Set(['beforeRequest', 'afterResponse', 'beforeRetry', 'onRequest', 'onRequestError', 'onResponse', 'onResponseError', 'willSendRequest'])

/** Types of a first or second parameter that only handlers of requests have. */
export const requestTypes: ReadonlySet<ApiPath> = new Set([
  'node:http#IncomingMessage()', 'node:http#ServerResponse()', 'node:http2#Http2ServerRequest()', 'fastify#FastifyRequest()',
  'fastify#FastifyReply()',
  'koa#Context()', 'next#NextApiRequest()', 'next#NextApiResponse()', 'hono#Context()', 'express#NextFunction()',
])

/** Events of emitters that we do not know: their listeners run for every request, message or piece of data. */
export const messageEvents: ReadonlyMap<string, Critical> = new Map<string, Critical>([
  ['request', 'request'],
  ['connection', 'request'],
  ['message', 'message'],
  ['data', 'message'],
  ['packet', 'message'],
])

/** Events that come last, whatever has happened before. */
export const lastEvents: ReadonlySet<string> = new Set(['exit', 'close', 'loadend'])

/** What the end of a connection is called that sends and answers events of the program's own, as those of socket.io. */
export const socketNames = /^(?:client)?socket$/iu

/** The first parameter of a callback that is told of an error first. */
export const errorNames = /^_?(?:err|error|e|er|failure)\d?$|[a-z](?:Err|Error)$/u
/** Of these names those that nothing else goes by. */
export const surelyErrors = /^_?(?:err|error)\d?$|[a-z](?:Err|Error)$/u
/** Events whose listeners are given an error. */
export const errorEvents: ReadonlySet<string> = new Set(['error', 'uncaughtException', 'uncaughtExceptionMonitor', 'unhandledRejection'])
/** What a function calls a function that it is to call when it is done. */
export const callbackNames = /^_?(?:cb|callback|done|next|fn)$|(?:Callback|Cb)$|^on[A-Z]/u
/** The same of one that is called once, with an error first or none. */
export const onceCallbackNames = /^_?(?:cb|callback|done)$|(?:Callback|Cb)$/u
/** What a function calls a function beside that one, for what has failed. */
export const failureNames = /^_?(?:on_?err(?:or)?|errback|on_?fail(?:ure|ed)?|on_?reject(?:ed)?|reject|fail)$/iu

/** `app.get('/users', …)` on something that we do not know: names of the receiver and of the method. */
export const routeReceivers = /^(?:app|api|router|server|fastify|route|routes|koa|hono)$|(?:App|Router|Server)$/u
export const routeMethods: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'del', 'all', 'options', 'head'])

/** `app.addHook('preHandler', …)`: what names a moment in the life of each request. */
export const routeHooks: ReadonlyMap<string, ReadonlySet<string>> = new Map([['addHook', new Set(['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'onResponse', 'onError'])]])

/** Events that hand over a connection, whose own listeners hear what a client sends. */
export const connectionEvents: ReadonlySet<string> = new Set(['connection', 'connect', 'secureConnection'])

/** Events by which a program hears that it may begin: nobody has asked it for anything yet. */
export const startEvents: ReadonlySet<string> = new Set(['ready', 'clientReady'])

/** What an editor asks its extensions for while somebody types: the kind of provider, and its method. */
export const editorProviders = [
  ['CodeLens', 'provideCodeLenses'], ['Hover', 'provideHover'], ['CompletionItem', 'provideCompletionItems'], ['DocumentHighlight', 'provideDocumentHighlights'], ['DocumentSymbol', 'provideDocumentSymbols'],
  ['CodeAction', 'provideCodeActions'], ['FoldingRange', 'provideFoldingRanges'], ['DocumentLink', 'provideDocumentLinks'], ['Definition', 'provideDefinition'], ['InlayHints', 'provideInlayHints'],
  ['DocumentSemanticTokens', 'provideDocumentSemanticTokens'],
] as const

/** What a framework runs around the handlers of each request: the interface of a class, and its method. */
const requestSteps = [
  ['NestInterceptor', 'intercept'], ['CanActivate', 'canActivate'], ['PipeTransform', 'transform'], ['ExceptionFilter', 'catch'], ['NestMiddleware', 'use'],
] as const

/** Methods that the platform or a framework calls on instances of subclasses, of classes that say that they have them, or with a decorator. */
export const handlerMethods: readonly { readonly on: readonly ApiPath[]; readonly decorators?: ReadonlySet<ApiPath>; readonly names: readonly string[]; readonly critical: Critical; readonly inTurn?: true; readonly once?: true }[] = [
  // The next chunk comes when the callback of the last one has been called.
  { on: ['node:stream#Transform', 'node:stream#Writable', 'node:stream#Duplex'], names: ['_transform', '_flush', '_write', '_writev', '_final'], critical: 'message', inTurn: true },
  // The next part is asked for when this one has been pushed.
  { on: ['node:stream#Readable', 'node:stream#Duplex'], names: ['_read'], critical: 'message', inTurn: true },
  { on: ['#HTMLElement'], names: ['connectedCallback', 'attributeChangedCallback'], critical: 'ui' },
  { on: ['react#Component', 'react#PureComponent'], names: ['render', 'componentDidUpdate'], critical: 'ui' },
  { on: ['react#Component', 'react#PureComponent'], names: ['componentDidMount'], critical: 'ui', once: true },
  { on: ['lit#LitElement', 'lit-element#LitElement'], names: ['willUpdate', 'update', 'updated', 'attributeChangedCallback'], critical: 'ui' },
  ...editorProviders.map(([kind, method]) => ({ on: [`vscode#${kind}Provider` as const], names: [method], critical: 'ui' as const })),
  ...requestSteps.map(([type, method]) => ({ on: [`@nestjs/common#${type}` as const], names: [method], critical: 'request' as const })),
  { on: [], decorators: new Set(['@angular/core#Component', '@angular/core#Directive']), names: ['ngOnChanges', 'ngDoCheck'], critical: 'ui' },
]

/** Options by which a timer leaves out, or puts off, a run while the last one is under way. */
export const turnOptions = ['protect', 'noOverlap', 'waitForCompletion'] as const

/** Methods of what streams of the web platform are made of, and the types of that: each is called again when the promise of its last run is settled. */
export const streamParts: readonly { readonly of: string; readonly types: readonly string[]; readonly names: readonly string[] }[] = [
  { of: 'ReadableStream', types: ['UnderlyingSource', 'UnderlyingDefaultSource', 'UnderlyingByteSource'], names: ['pull'] },
  { of: 'WritableStream', types: ['UnderlyingSink'], names: ['write', 'close'] },
  { of: 'TransformStream', types: ['Transformer'], names: ['transform', 'flush'] },
]

/** Calls that make a component or a store of an object: its methods are there for others to call. */
export const methodHolders: ReadonlySet<ApiPath> = new Set(['pinia#defineStore', 'vue#defineComponent', 'vue#createApp', 'vue#default.extend'])

/** Parts of such an object whose methods all have the component or the store as `this`; those of the last one run whenever what they are called after has changed. */
export const methodSections: ReadonlySet<string> = new Set(['methods', 'actions', 'computed', 'getters', 'watch'])
export const watchSection = 'watch'
/** Those that say with which fields such an object begins. */
export const stateSections = ['data', 'state'] as const
/** Those whose functions run when they are read: `this.total` is what such a function returns. */
export const readSections: ReadonlySet<string> = new Set(['computed', 'getters'])
