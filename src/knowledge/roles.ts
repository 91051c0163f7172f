import { nodeModules } from './node-modules.ts'
import type { ApiPath } from './schema.ts'

/** What only code on a thread of its own uses: the file that names one of these runs there. */
export const workerOnly: readonly ApiPath[] = [
  'node:worker_threads#parentPort',
  'node:worker_threads#workerData',
  '#importScripts',
  '#WorkerGlobalScope',
  '#DedicatedWorkerGlobalScope',
  '#SharedWorkerGlobalScope',
  '#ServiceWorkerGlobalScope',
  '#AudioWorkletProcessor',
  '#registerProcessor',
  '#skipWaiting',
  'comlink#expose',
  'threads#expose',
  'threads/worker#expose',
  'workerpool#worker',
  'poolifier#ThreadWorker',
  'poolifier#ClusterWorker',
]

/** Assigned to or listened on at the top of a file, these make it a worker: `onmessage = …`, and the same of a constant that is `self`. */
export const workerHandlers: readonly ApiPath[] = ['#onmessage', '#onconnect', '#self.onmessage', '#self.onconnect']

/** Conditions that are true on the main thread alone. */
export const mainThreadTests: readonly ApiPath[] = ['node:worker_threads#isMainThread']

/** Names of a window's global scope, and that of any thread's: a file with the second and none of the first is no page's. */
export const pageGlobals: readonly ApiPath[] = ['#window', '#document', '#navigator.serviceWorker']
export const selfGlobal: ApiPath = '#self'
/** What a page keeps; no other thread has it. */
export const pageStores: readonly ApiPath[] = ['#localStorage', '#sessionStorage']
/** What a thread does with its own scope. */
export const threadGlobals: readonly ApiPath[] = ['#addEventListener', '#onmessage', '#postMessage', '#clients', '#caches']
/** What every worker has in its own scope. */
export const scopeMembers: ReadonlySet<string> = new Set([
  'onmessage', 'onmessageerror', 'onerror', 'onunhandledrejection', 'postMessage', 'addEventListener', 'removeEventListener', 'close', 'importScripts',
])

/** What listens to the process itself: to its end and its signals, and to what its parent sends. */
export const processListeners: readonly ApiPath[] = ['node:process#on', 'node:process#once', 'node:process#addListener', 'node:process#prependListener']

/** Modules that read a command line: whoever imports one is a command. */
export const commandModules: readonly string[] = [
  'commander', 'yargs', 'yargs-parser', 'cac', 'meow', 'minimist', 'mri', 'arg', 'sade', 'clipanion', 'citty', '@oclif/core', 'command-line-args', 'inquirer', '@inquirer/prompts', 'prompts',
  'enquirer', '@clack/prompts', '@rushstack/ts-command-line', 'args', 'nopt', 'optimist', 'getopts', 'dashdash', 'caporal', '@caporal/core', 'cleye', 'gunshi', 'posix-getopt', 'argparse',
]
/** What takes a command line apart, in a module that does more than that. */
export const commandParsers: readonly ApiPath[] = ['node:util#parseArgs']
/** What a function calls a command line that it is given. */
export const commandLineName = 'argv'

/** Parts of a manifest by which a framework of commands is told what there is: packages with one bring commands, and hardly anything else. */
export const commandSections: readonly string[] = ['oclif']

/** Packages that are by their names the commands of another one. */
export const commandPackages = /[./-]commands?$/u
/** Folders of packages that hold the commands of a project. */
export const commandFolders = /\/cli(?:-\w+)?$/u
/** Folders of what the commands of a package do. */
export const commandSteps = /\/commands\//u
/** Keywords of a package that is a command before it is anything else. */
export const commandKeywords = /^(?:cli(?:-app)?|command[- ]?line(?:[- ](?:app|tool))?)$/iu

/** What a command is told: the words behind its name. */
export const commandLine: ApiPath = 'node:process#argv'

/** What ends the program at once. */
export const programExit: ApiPath = 'node:process#exit'

/** What asks somebody a question. */
export const questions: readonly ApiPath[] = ['node:http#request', 'node:http#get', 'node:https#request', 'node:https#get']
/** What hears of an answer. */
export const answers = /^node:https?#IncomingMessage\(\)\.(?:on|once|addListener)$/u
/** What loads a module, and the names by which one says what others get of it. */
export const loader: ApiPath = '#require'
export const exportsByName: readonly string[] = ['exports']
/** Names without which a file starts nothing that goes on by itself. */
export const lastingNames: readonly string[] = ['listen', 'createServer', 'setInterval', 'fork', 'spawn', 'Worker', 'connect']

/** What a file is by the name it has: regular expressions over its last name. */
export const programNames: readonly (readonly [RegExp, 'test' | 'config' | 'script' | 'worker'])[] = [
  [/[._-](?:test|tests|spec|e2e|bench|benchmark|stories|fixture)\.[cm]?[jt]sx?$/u, 'test'],
  [/^(?:test|bench|benchmark)\.[cm]?[jt]sx?$/u, 'test'],
  [/^(?:.*[._-])?tests?[._-]?(?:utils?|helpers?|setup|support)\.[cm]?[jt]sx?$/iu, 'test'],
  [/^global-?(?:setup|teardown)\.[cm]?[jt]sx?$/iu, 'test'],
  [/^(?:ava|cypress|jest|mocha|playwright|vitest|wdio)\.[\w.-]+\.[cm]?[jt]sx?$/u, 'test'],
  [/\.(?:config|conf|setup)\.[cm]?[jt]sx?$/u, 'config'],
  [/^\.[\w.-]+rc\.[cm]?[jt]s$/u, 'config'],
  [/^(?:gulpfile|gruntfile|jakefile|rakefile|karma\.conf|(?:webpack|rollup)\.[\w.-]+)\.[cm]?[jt]s$/iu, 'script'],
  [/[._-](?:worker|worklet)\.[cm]?[jt]sx?$/u, 'worker'],
]

/** What a file is by a folder it lies in, below the folder of its package. */
export const programFolders: readonly (readonly [RegExp, 'test' | 'script' | 'command'])[] = [
  [/(?:^|\/)(?:tests?(?:[-_]\w+|[A-Z]\w*)*|(?:e2e|end-to-end|functional|integration|smoke|unit)(?:[-_]tests?|Tests?)|testing|__(?:tests|mocks|fixtures)__|specs?|e2e|cypress|jest|playwright|vitest|(?:bench|benches|benchmarks?)(?:[-_]\w+)*|perf)\//u, 'test'],
  [/(?:^|\/)\.?(?:scripts?|tooling|build-(?:scripts|tools)|gulp|codegen|migrations?|upgrades|seeds?|seeders)\//u, 'script'],
  [/^docs?\//u, 'script'],
  // Among the sources the same names hold what a program offers or does: the tools of a server, the tasks of a queue.
  [/^(?!(?:.*\/)?(?:src|source|libs?|apps?|server|backend|api|core|modules|jobs|queues?|workers?)\/)(?:.*\/)?(?:tools?|tasks|releases?|ci)\//u, 'script'],
  [/(?:^|\/)(?:cli|bin|dev)\//u, 'command'],
]

/** Folders of packages that tests work on. */
export const testedPackages = /\/__(?:tests|mocks|fixtures)__(?:\/|$)/u

/** Modules that run tests: whoever imports one is a test, or helps one, whatever the file is called. */
export const testRunners: ReadonlySet<string> = new Set(['node:test', 'vitest', '@jest/globals', 'mocha', 'bun:test', '@playwright/test', 'ava', 'tap'])

/** What a package is by the last part of its name: what runs tests, begins a project, or shows how something is used, runs once for one user. */
export const programPackages: readonly (readonly [RegExp, 'script' | 'command'])[] = [
  [/^(?:scripts?|tooling|build-(?:scripts|tools|utils)|codegen|benchmarks?)$/u, 'script'],
  [/(?:^|[-_])(?:tests?|testing|e2e|fixtures?)(?:[-_]|$)/u, 'command'],
  [/^create(?:-|$)/u, 'command'],
  [/-cli$|^cli-|^tools$|(?:^|-)(?:docs|examples|samples)$/u, 'command'],
]

/** The folders beside those of a repository's packages that hold what only its developers run. */
export const toolPackages = /^(.*)\/(?:tools|tooling|scripts)\/[^/]+$/u

/** The same by its scope: what a repository has for those who work on it. */
export const developerScopes = /^@(?:tools|tooling|scripts)\//u

/** Packages that answer requests or connections of many: what depends on one serves others, in code that the file itself may not show. */
export const servingPackages: ReadonlySet<string> = new Set([
  'express', 'koa', 'fastify', '@hapi/hapi', 'restify', 'polka', 'hono', 'h3', 'nitropack', 'elysia', '@feathersjs/feathers', '@adonisjs/core', '@loopback/core',
  '@nestjs/core', '@nestjs/common', '@theia/core', 'next', 'nuxt', '@sveltejs/kit', '@remix-run/node', '@remix-run/server-runtime', 'ws', 'socket.io', 'uWebSockets.js', 'moleculer',
  'apollo-server', '@apollo/server', 'graphql-yoga', '@trpc/server', '@grpc/grpc-js', 'probot', 'discord.js', 'telegraf', 'grammy', '@slack/bolt', 'vscode-languageserver', 'parse-server', '@strapi/strapi',
])

/** Engines and packages of programs that one user runs for himself: extensions of an editor, windows on a desktop. */
export const hostEngines: ReadonlySet<string> = new Set(['vscode', 'theiaPlugin', 'electron', 'atom'])
export const hostPackages: ReadonlySet<string> = new Set(['electron', '@tauri-apps/api', 'nw', 'obsidian'])

/** Scripts of a manifest that a developer runs, by a part of their names: what they run serves nobody. */
export const developerScripts = /(?:^|[:._-])(?:bench(?:mark)?s?|build|bundle|check|clean|codegen|compile|docs?|esbuild|fix|fmt|format|gen|generate|i18n|lint|migrate|postinstall|prepare|prepublish\w*|publish|release|rollup|seed|sync|transpile|update|verify|webpack)(?:$|[:._-])/u

/** Scripts of a manifest that begin the program itself. */
export const servingScripts = /(?:^|[:._-])(?:api|app|bot|dev|develop|preview|prod|production|serve|server|start|watch|web|workers?)(?:$|[:._-])/u

/** Of those, scripts that begin with making something: `build:server`, `esbuild-watch`. They make it again, and begin no program. */
export const makingScripts = /^(?:build|bundle|compile|docs?|esbuild|format|lint|rollup|transpile|webpack)(?:$|[:._-])/u

/** The file that a command line runs. */
export const runFiles = /(?:^|[&|;]\s*)(?:node|tsx|ts-node|ts-node-esm|bun|bun run|esno|jiti|vite-node|deno run)\s+(?:--?\S+\s+)*(\.?[\w@./-]+\.[cm]?[jt]s)\b/gu

/** Folders of many purposes: what one file there is says nothing of the others. */
export const sourceFolders = /(?:^|\/)(?:src|source|lib|libs|app|apps|server|backend|api|dist|build|packages|modules|core|utils?|common|shared|db|database|models?)\/$/u

/** Folders in which a worker keeps its parts. */
export const workerFolders = /^.*\/(?:workers?|worklets?)(?=\/)/u

/** The file that a folder begins with. */
export const indexNames: readonly string[] = ['index.ts', 'index.js', 'index.mts', 'index.mjs']

/** What only programs for Node name. */
export const nodeOnly: readonly ApiPath[] = ['node:process#', '#require', '#module', '#setImmediate', 'node:buffer#Buffer', ...[...nodeModules].map((name) => `node:${name}#`)]

/** Classes of which instances run in a worklet, and what registers them: no thread of that kind may block. */
export const workletPaths: readonly ApiPath[] = ['#registerProcessor', '#AudioWorkletProcessor']
/** Only in service workers, which may not block either. */
export const serviceWorkerPaths: readonly ApiPath[] = ['#skipWaiting', '#ServiceWorkerGlobalScope']
/** Runtimes that have the globals of a page, and whose main thread may block. */
export const otherRuntimes: readonly ApiPath[] = ['#Deno', '#Bun']
/** Runtimes in which a worker takes the whole program with it where nobody hears of its error. */
export const endingTogether: readonly ApiPath[] = ['#Deno']
/** In a condition, by its text: it asks which kind of thread this is, or whether it may block. */
export const roleTests = /\bis\w*(?:main|worker|thread|browser|node)|\b(?:can|may|allow\w*)_?(?:block|wait)|typeof\s+(?:window|document|importScripts|\w*GlobalScope|process)|GlobalScope|ENVIRONMENT_IS|importScripts|crossOriginIsolated|\b(?:window|document)\b['"]?\s*(?:in\b|[!=]==?\s*undefined)/iu
