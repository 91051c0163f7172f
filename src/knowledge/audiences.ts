import type { ApiPath } from './schema.ts'

/** Members by which a plugin takes part in the server that shows a developer the work: nobody else asks that anything. */
export const developmentHooks: ReadonlySet<string> = new Set([
  'configureServer', 'configurePreviewServer', 'setupMiddlewares', 'onBeforeSetupMiddleware', 'onAfterSetupMiddleware', 'astro:server:setup',
])

/** Types and functions of which those who write plugins for a build make use: the rest of the file runs in that build. */
export const buildPlugins: ReadonlySet<ApiPath> = new Set([
  'vite#Plugin', 'vite#PluginOption', 'rollup#Plugin', 'rolldown#Plugin', 'esbuild#Plugin', 'unplugin#createUnplugin', 'webpack#Compiler', 'astro#AstroIntegration',
])

/** What is asked of a bundler's server that runs inside of the program: it makes what a build has made for users. */
export const developmentAnswers: ReadonlySet<ApiPath> = new Set(['vite#createServer().transformIndexHtml', 'vite#createServer().ssrLoadModule', 'vite#createServer().ssrFixStacktrace', 'vite#ViteDevServer().transformIndexHtml', 'vite#ViteDevServer().ssrLoadModule'])

/** What a condition calls it that a developer or a test runs the program, and that users do. */
export const developmentNames = /^_*(?:(?:is|in)_?(?:test(?:s|ing)?|e2e)|(?:(?:is|in)_?)?dev(?:elop(?:ment|er)?)?)(?:_?(?:mode|env|build))?_*$/iu
export const productionNames = /^_*(?:(?:is|in)_?)?prod(?:uction)?(?:_?(?:mode|env|build))?_*$/iu

/** What holds the name of the environment that a program runs in, and the names of those for a developer and for users. */
export const environmentNames: ReadonlySet<string> = new Set(['NODE_ENV', 'MODE', 'APP_ENV'])
export const developmentValues = /^(?:dev(?:elopment)?|tests?|e2e|local)$/u
export const productionValues = /^prod(?:uction)?$/u

/** What makes a server that answers until it is closed. */
export const serverMakers: readonly ApiPath[] = [
  'node:http#createServer', 'node:https#createServer', 'node:http2#createServer', 'node:http2#createSecureServer', 'node:net#createServer', 'node:tls#createServer',
  'node:http#createServer().listen', 'node:https#createServer().listen', 'express#default().listen', 'koa#default().listen', 'connect#default().listen', 'polka#default().listen',
]

/** Where the types begin of what a runtime hands to a process that has nothing else to do. */
export const oneEventTypes: ReadonlySet<ApiPath> = new Set(['aws-lambda#'])
