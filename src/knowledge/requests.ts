import type { ApiPath } from './schema.ts'

/** Functions of a component that keep a state and give what it is and how to change it: `const [x, setX] = useState()`. */
export const stateHooks: ReadonlySet<ApiPath> = new Set([
  'react#useState', 'react#useReducer', 'react#default.useState', 'preact/hooks#useState', 'preact/compat#useState',
])

/** Functions of a component that answer what the address says now; the component stays while that changes. */
export const routeHooks: ReadonlySet<ApiPath> = new Set([
  ...['react-router', 'react-router-dom', '@remix-run/react', '@tanstack/react-router', 'wouter'].flatMap((module) => ['useParams', 'useSearchParams', 'useLocation', 'useSearch'].map((name) => `${module}#${name}`)), 'next/router#useRouter', 'next/navigation#useSearchParams',
])

/** Functions that run an effect again whenever what they list has changed. */
export const effectHooks: ReadonlySet<ApiPath> = new Set(['react#useEffect', 'react#useLayoutEffect', 'react#default.useEffect', 'preact/hooks#useEffect', 'preact/compat#useEffect'])

/** What makes a field of a component something that whoever shows it sets, as often as that changes: decorators, and functions that make it. */
export const inputDecorators: ReadonlySet<ApiPath> = new Set([
  '@angular/core#Input', 'lit/decorators.js#property', 'lit/decorators#property', 'lit-element#property', '@stencil/core#Prop', 'vue-property-decorator#Prop', 'vue-facing-decorator#Prop',
])
export const inputMakers: ReadonlySet<ApiPath> = new Set(['@angular/core#input', '@angular/core#input.required', '@angular/core#model'])

/** Fields by which frameworks tell what the address of a page, or a control of a form, says now: whoever subscribes to one is run by the user. */
export const toldByUser = /^(?:params|paramMap|queryParams|queryParamMap|valueChanges)$/u

/** What tells of its end by a listener, and how it is set to work: methods that are called, or fields that are set. */
export const loaders: ReadonlyMap<ApiPath, ReadonlySet<string>> = new Map([
  ['#FileReader', new Set(['readAsText', 'readAsDataURL', 'readAsArrayBuffer', 'readAsBinaryString'])],
  ['#Image', new Set(['src'])],
  ['#XMLHttpRequest', new Set(['open', 'send'])],
])
/** Fields that are given that listener. */
export const whenLoaded: ReadonlySet<string> = new Set(['onload', 'onloadend'])

/** Functions that keep a function as it is until what they list has changed. */
export const memoHooks: ReadonlySet<ApiPath> = new Set(['react#useCallback', 'react#default.useCallback', 'preact/hooks#useCallback', 'preact/compat#useCallback'])

/** Functions that keep what a function makes until what they list has changed. */
export const valueHooks: ReadonlySet<ApiPath> = new Set(['react#useMemo', 'react#default.useMemo', 'preact/hooks#useMemo', 'preact/compat#useMemo'])

/** What makes a text of a value: the same text as long as the value says the same. */
export const asText = '#JSON.stringify'

/** Names of what a user types or turns over: it is another one before the answer has come. */
export const typed = /^(?:\w*(?:query|search|term|keyword|password|input|prompt)|\w*(?:Query|Search|Term|Keyword|Keywords|Password|Input|Text|Filter|Filters)|search\w*|query\w*|filters?|text|q|page|pageIndex|pageNumber|offset|cursor|sort\w*)$/u

/** Those of them by which something is looked for: with each key that is typed, as likely as not. */
export const searched = /^(?:\w*(?:query|search|term|keyword)s?|\w*(?:Query|Search|Term|Keyword|Keywords|Filter|Filters)|filters?|q)$/u

/** Names of functions that look for what somebody types. */
export const looking = /^[#_]*(?:(?:on|handle|do|run|perform)?_?[sS]earch|(?:on|handle|fetch|load|get)?_?(?:[aA]utoComplete|[aA]utocomplete|[sS]uggest(?:ions?)?))$/u

/** Names of functions by which somebody goes on to something else that is shown: the next one is asked for before the last has come. */
export const movingOn = /^[#_]*(?:on|handle|do)?_?(?:[sS]elect|[pP]ick|[cC]hoose|[sS]how|[dD]isplay|[pP]review|[sS]witch(?:To)?|[gG]oTo|[jJ]umpTo|[mM]oveTo|[nN]avigate(?:To)?|(?:[sS]et|[cC]hange|[uU]pdate|[aA]pply)(?:[A-Z]\w*)?(?:Filter|Page|Tab|Sort|Range|Month|Year|Day|Date|Week|Period|Category|Locale|Language|View|Query|Location|Selection|Channel|Room|Viewport|Bound|Region|Zoom|Zone|Section)s?)(?:[A-Z]\w*)?$/u

/** Names of what says which of several things is meant. */
export const choosingOne = /^(?:id|key|slug|uuid|tab|\w*(?:Id|ID|Key|Slug|Uuid|_id|_key|_slug))$/u

/** Whether something is opened, as flags of dialogs and menus say it. */
export const openness = /(?:^|\.)(?:is|dialog|modal|menu)?_?(?:open|opened|Open|Opened|visible|Visible|shown|Shown|expanded|Expanded)$/u

/** The option by which whoever asks hands over what ends the asking. */
export const signalOption = 'signal'

/** Hooks that answer with a function that asks, first in a list: whoever asks anew with it breaks off what was asked before. */
export const breakingOffHooks: ReadonlySet<ApiPath> = new Set(['@apollo/client/react#useLazyQuery'])

/** Names of whom something is asked, and not of what is asked for: `loadUnits(this.client)` asks the same each time. */
export const askedThrough = /^_?(?:api|axios|connection|fetcher|hass|http|rpc|sdk|transport|client|\w+(?:Client|Api|API|Connection))$/u

/** What one thread is called that computes answers: it gives them in the order in which it is asked. */
export const oneThread = /^_?worker$/iu

/** What a framework answers with what belongs to the request that is being served. */
export const requestAccessors: ReadonlySet<ApiPath> = new Set([
  'next/headers#cookies', 'next/headers#headers', 'next-auth#getServerSession', 'next-auth/next#getServerSession', '@clerk/nextjs/server#auth', '@clerk/nextjs/server#currentUser',
  '@supabase/ssr#createServerClient', '@solidjs/start#getRequestEvent', 'solid-js/web#getRequestEvent', '$app/server#getRequestEvent',
])

/** What a control of a form holds the files in that the user has chosen. */
export const chosenFiles = 'files'

/** What sends a request whose options say what it does. */
export const fetching = '#fetch'

/** Methods of requests that change something, as their options say it. */
export const changingMethods = /^(?:POST|PUT|PATCH|DELETE)$/iu

/** Decorators of classes of which a framework makes one object for all requests. */
export const sharedServices: ReadonlySet<ApiPath> = new Set(['@nestjs/common#Injectable', '@nestjs/common#Controller'])

/** What such a decorator says where each request, or each user, gets an object of its own. */
export const requestScopes = /\bscope\b|\bREQUEST\b|\bTRANSIENT\b/u

/** Names of the parameter by which a handler lets the next one go on with the same request. */
export const passingOn = /^(?:next|done|proceed)$/u

/** What runs what it is given before the handler of each request, and lets that go on when it has returned. */
export const requestHooks: ReadonlySet<ApiPath> = new Set(['fastify#default().addHook', '@hapi/hapi#server().ext'])

/** By which what waits for an answer is told it: `waiting.resolve(answer)`. */
export const settlerNames: ReadonlySet<string> = new Set(['resolve', 'callback', 'done', 'cb'])

/** Threads whose messages are thrown away where nobody listens when they come. Child processes and ports keep theirs until somebody does. */
export const forgetfulThreads: ReadonlySet<ApiPath> = new Set(['node:worker_threads#Worker()', '#Worker()'])

/** What says once that it has begun, and by which event: who listens later hears nothing of it. */
export const openingEvents: ReadonlyMap<ApiPath, string> = new Map([
  ['#WebSocket()', 'open'], ['ws#WebSocket()', 'open'], ['node:net#Socket()', 'connect'], ['node:tls#TLSSocket()', 'secureConnect'], ['node:worker_threads#Worker()', 'online'],
])

/** Connections that a server hands out open, and the events that they throw away where nobody listens when they come. */
export const servedConnections: ReadonlyMap<ApiPath, RegExp> = new Map([['ws#WebSocket()', /^message$/u], ['socket.io#Socket()', /^(?!disconnect(?:ing)?$|error$)/u]])

/** Methods that send something to a peer, by their names. */
export const sendingOut = /^(?:send|write|post|publish|emit|transmit|dispatch|push|notify|enqueue|request)(?:[A-Z_].*)?$/u

/** Events by which a peer answers: the next message, the next piece, or what says by its name that it is an answer. */
export const answerEvents = /^(?:message|data)$|(?:^|[-_:./]|[a-z](?=[A-Z]))(?:response|reply|result|answer)$/iu

/** The same of what reads lines, and the stream through which a process answers: what it complains of comes through another. */
export const nextLine = 'line'
export const answersThrough = 'stdout'

/** Names of events that are worked out and say the same, and what makes such a name one of a single request. */
export const answerNames = /response|reply|answer/iu
export const ownNames = /\b(?:u?u?id|nonce|seq|ticket|counter|random\w*|now|next\w*)\b|[a-z](?:Id|ID|Uuid|Seq|Count|Counter|Nonce|Number)\b|\+\+/u
/** Methods that take a listener away. */
export const listenerEnds = /^(?:off|remove(?:All)?Listeners?)$/u

/** Methods by which an object puts away what it holds: what that is by then is right. */
export const puttingAway = /^(?:save|persist|store|flush|sync|commit|write|dump)(?![a-z])/u

/** What makes an action that waits: its function is given, behind what it is called with, by what it asks and tells the store. */
export const thunkMakers: ReadonlySet<ApiPath> = new Set(['@reduxjs/toolkit#createAsyncThunk'])
export const thunkMethods = { asks: 'getState', tells: 'dispatch', mayBegin: 'condition' } as const
