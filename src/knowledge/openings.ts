import type { ApiPath } from './schema.ts'
import { drivers } from './spawns/browsers.ts'

/** Calls that open a connection, a database, a browser, a watcher, an interval or a part of an editor, which stays open until somebody closes it. */
export const openings: ReadonlySet<ApiPath> = new Set([
  'amqplib#connect', 'amqp-connection-manager#connect', 'nats#connect', '@nats-io/transport-node#connect', 'mqtt#connect', 'mqtt#connectAsync', 'stompit#connect',
  'mongodb#MongoClient.connect', 'mongodb#MongoClient().connect', 'mongoose#createConnection', 'redis#createClient', 'redis#createClient().connect', 'ioredis#default', 'ioredis#Redis',
  'mysql#createConnection', 'mysql2#createConnection', 'mysql2/promise#createConnection', 'pg#Client().connect', 'sqlite#open', 'neo4j-driver#driver', 'cassandra-driver#Client().connect', 'tedious#Connection',
  'node:net#connect', 'node:net#createConnection', 'node:tls#connect', 'node:http2#connect', '#WebSocket', 'ws#default', 'ws#WebSocket', '#EventSource', '#WebTransport', '#indexedDB.open', 'idb#openDB',
  'ssh2#Client().connect', 'basic-ftp#Client().access', 'imapflow#ImapFlow().connect', '@temporalio/client#Connection.connect', 'puppeteer#launch', 'puppeteer-core#launch', 'puppeteer#connect', 'puppeteer-core#connect', ...drivers,
  '#setInterval', 'node:timers#setInterval', 'node:dgram#createSocket', 'socket.io-client#io', 'socket.io-client#default', 'node-pty#spawn', 'electron#BrowserWindow', 'electron#Tray', 'kafkajs#Kafka().producer().connect', 'kafkajs#Kafka().consumer().connect',
  'chokidar#watch', 'chokidar#default.watch', 'node:fs#watch', '@parcel/watcher#subscribe', 'vscode#workspace.createFileSystemWatcher', '#RTCPeerConnection', '#AudioContext', '#navigator.mediaDevices.getUserMedia', '#navigator.mediaDevices.getDisplayMedia', '#navigator.gpu.requestAdapter().requestDevice', '#navigator.wakeLock.request',
  ...['createTerminal', 'createWebviewPanel', 'createOutputChannel', 'createStatusBarItem', 'createTreeView'].map((name): ApiPath => `vscode#window.${name}`), 'vscode#languages.createDiagnosticCollection', 'vscode#scm.createSourceControl', 'vscode#tests.createTestController',
])

/** Calls that make a server: once it listens, a second one for the same port fails, or both stay open. */
export const servers: ReadonlySet<ApiPath> = new Set([
  'node:http#createServer', 'node:https#createServer', 'node:http2#createServer', 'node:http2#createSecureServer', 'node:net#createServer', 'node:tls#createServer', 'express#default', 'fastify#default',
])
/** Methods that end one. */
export const serverEnds: ReadonlySet<string> = new Set(['close', 'stop', 'shutdown'])
/** The method by which one begins to listen. */
export const listening = 'listen'

/** Verbs of methods that make something ready for use: before they are done, nobody else can use it. */
export const readying = /^(?:connect|init|initiali[sz]e|set_?[uU]p|open|start|boot|bootstrap|launch|migrate|sync|prepare|configure|login|log_?[iI]n|authenticate|authorize|register|assert|select|use|load|exec|run)(?:[A-Z_].*)?$/u
/** Those of them that make ready what they are given: who loads, opens or runs something else by it needs it as it is. */
export const readyingGiven = /^(?:connect|init|initiali[sz]e|set_?[uU]p|boot|bootstrap|migrate|prepare|configure|authenticate|register)(?:[A-Z_].*)?$/u

/** Verbs of functions that see to it that something is there: who has waited for one of them counts on it. */
export const providing = /^[_#]?(?:ensure|prepare|provision|init|initiali[sz]e|set_?[uU]p|install|download|pull|mkdir|mkdirp|make_?[dD]ir|create|connect|open|boot|bootstrap|migrate|load|preload|warm_?[uU]p)(?:[A-Z_].*)?$/u

/** Functions that make something quicker, which works without it as well. */
export const quickening = /ind(?:ex|exes|ices)$/iu

/** Methods that only say what happens. */
export const saying = /^(?:log|debug|info|warn|error|trace|verbose|notice)$/u

/** Clients that keep what they are asked until they are connected: who uses one before that waits a little longer. */
export const queueing: ReadonlySet<ApiPath> = new Set(['ioredis#default', 'ioredis#Redis', 'redis#createClient', '@redis/client#createClient', '@nostr-dev-kit/ndk#default'])

/** What an object says of itself: whether it is ready. Who asks that knows that it may not be. */
export const readiness = /^(?:is|was)?_?(?:ready|initiali[sz]ed|connected|open(?:ed)?|loaded|started|authenticated)$|^(?:readyState|connectionState|isInitiali[sz]ed)$/iu

/** Methods that bring to the front what shows something, whatever is in it by then: they need nothing to be loaded. */
export const revealing: ReadonlySet<ApiPath> = new Set([
  ...['BrowserWindow', 'BaseWindow'].flatMap((name) => ['focus', 'show', 'showInactive', 'restore', 'moveTop', 'isMinimized', 'isVisible', 'isFocused', 'isDestroyed'].map((method) => `electron#${name}().${method}`)),
  'vscode#window.createWebviewPanel().reveal', '#open().focus',
])

/** Names of functions that make something new each time they are called. */
export const making = /^[_#]?(?:create|make|build|spawn|open|launch|start|connect)(?:[A-Z_].*)?$/u

/** Names of promises by which something is made ready, step by step: where one fails, the next must not be done. */
export const stepsOnce = /^[#_]*(?:is)?(?:ready|init|set_?up|boot|start|open|connect|load|import|prepar|migrat)(?!\w*(?:queue|chain|tail|lock))/iu

/** Functions that make a copy: whoever is given that can change nothing in what it was made of. */
export const copying: ReadonlySet<ApiPath> = new Set(['#JSON.stringify', '#structuredClone'])
