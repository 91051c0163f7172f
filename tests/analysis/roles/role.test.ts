import { expect, it } from 'vitest'

import { mapPort, usePort } from '../../../src/analysis/port.ts'
import { roleOf, threadAt } from '../../../src/analysis/roles/role.ts'
import { nodeAt, parse } from '../../support/probe.ts'

const guard = "import { isMainThread } from 'node:worker_threads'\n"

it.each([
  ['a module', '', '/app/src/a.ts', 'unknown application'],
  ['a worker by what it imports', "import { parentPort } from 'node:worker_threads'\nparentPort.postMessage(1)", '/app/src/a.ts', 'worker application'],
  ['a name that is imported and not used', "import { parentPort } from 'node:worker_threads'", '/app/src/a.ts', 'unknown application'],
  ['a worker by what it sets up', 'onmessage = () => {}', '/app/src/a.ts', 'worker application'],
  ['a worker by what it sets up under a name of its own', 'const worker = self\nworker.onmessage = () => worker.postMessage(1)', '/app/src/a.ts', 'worker application'],
  ['a page that sets up a message port', 'port.onmessage = () => {}', '/app/src/a.ts', 'unknown application'],
  ['a worker by its name', '', '/app/src/resize.worker.ts', 'worker application'],
  ['both sides in one file', `${guard}if (isMainThread) start()`, '/app/src/a.ts', 'both application'],
  ['a command', '#!/usr/bin/env node\n', '/app/src/a.ts', 'unknown command'],
  ['what reads the command line', "const [name] = process.argv.slice(2)\nimport(name)", '/app/src/a.ts', 'unknown command'],
  ['what is told the words of the command line', 'export async function clean(tool, argv) { await remove(argv[0]) }', '/app/src/a.ts', 'unknown command'],
  ['what is told words of another kind', 'export async function clean(tool, names) { await remove(names[0]) }', '/app/src/a.ts', 'unknown application'],
  ['what takes the command line apart', "import { parseArgs } from 'node:util'\nexport const options = () => parseArgs({ options: {} })", '/app/src/a.ts', 'unknown command'],
  ['what formats with the same module', "import { format } from 'node:util'\nexport const line = () => format('%s', 1)", '/app/src/a.ts', 'unknown application'],
  ['what reads the same of an object of its own', "const process = { argv: [] }\nrun(process.argv)", '/app/src/a.ts', 'unknown application'],
  ['what runs as a test, by what it imports', "import { it } from 'vitest'\nit('adds up', () => {})", '/app/src/sum.ts', 'unknown test'],
  ['what only names the types of a runner', "import type { TestContext } from 'vitest'\nexport const name = (context) => context.task.name", '/app/src/name.ts', 'unknown application'],
  ['what configures a runner', "import { startVitest } from 'vitest/node'\nexport const start = () => startVitest('test')", '/app/src/start.ts', 'unknown application'],
  ['what ends the program when its work fails', 'export function publish(version) { if (!version) process.exit(1) }', '/app/src/a.ts', 'unknown command'],
  ['a server that cannot start', 'async function start() { if (!(await connect())) process.exit(1) }', '/app/src/a.ts', 'unknown application'],
  ['a server whose settings are wrong', 'if (!process.env.KEY) process.exit(1)', '/app/src/a.ts', 'unknown application'],
  ['a server that lost its store', 'export async function load() { try { await read() } catch { process.exit(1) } }', '/app/src/a.ts', 'unknown application'],
  ['a server that is told to end', "export const watch = () => process.on('SIGTERM', () => process.exit(0))", '/app/src/a.ts', 'unknown application'],
  ['a test', '', '/app/src/a.test.ts', 'unknown test'],
  ['a helper of tests beside the code', '', '/app/src/cluster/test-util.ts', 'unknown test'],
  ['a helper of tests beside the code by another spelling', '', '/app/src/testHelpers.js', 'unknown test'],
  ['a word that only ends like one', '', '/app/src/latest-utils.ts', 'unknown application'],
  ['a configuration', '', '/app/vite.config.ts', 'unknown config'],
  ['a configuration of one of several builds', '', '/app/webpack.config.renderer.dev.babel.js', 'unknown script'],
  ['a service that reads a configuration', '', '/app/src/harbour.config.service.ts', 'unknown application'],
  ['what a test runner begins with', '', '/app/jest.database.teardown.ts', 'unknown test'],
  ['what a program does for a test runner', '', '/app/src/jest.ts', 'unknown application'],
])('%s', (_, code, filename, expected) => {
  const { thread, program } = roleOf(parse(code, { filename }))
  expect(`${thread} ${program}`).toBe(expected)
})

it.each([
  ['a part of a command', 'src/cli/format.ts', 'command'],
  ['a release script', 'extra/release/notes.ts', 'script'],
  ['a tool beside the sources', 'tools/notes.ts', 'script'],
  ['a tool that a server offers', 'src/tools/search.ts', 'application'],
  ['a task of a queue', 'server/queues/tasks/expire.ts', 'application'],
  ['a script among the sources', 'src/scripts/import.ts', 'script'],
  ['a script in a folder that is not shown', '.scripts/versions.js', 'script'],
  ['a helper of tests', 'test-utils/server.ts', 'test'],
  ['a helper of tests in a folder among the code', 'src/utils/testing/server.ts', 'test'],
  ['a helper of tests by another spelling', 'src/testUtils/server.ts', 'test'],
  ['what tests of all together begin with', 'e2e_tests/setup/harbour.ts', 'test'],
  ['what tests of what a program does begin with', 'functionalTests/harbour.ts', 'test'],
  ['what a program does, by a function', 'functional/harbour.ts', 'application'],
  ['what a runner of tests is set up with', 'config/jest/harbour.js', 'test'],
  ['tests of something that is no part of the program', 'src/ab-tests/assign.ts', 'application'],
  ['a folder whose name only sounds like it', 'src/testimonials/list.ts', 'application'],
  ['files that tests work on', 'src/__fixtures__/broken/start.ts', 'test'],
  ['measurements of a kind', 'benchmark_web/parsers/run.ts', 'test'],
  ['a bench to sit on', 'src/benchpress/list.ts', 'application'],
  ['a client by name', 'src/client/format.ts', 'application'],
  ['a server for the one who develops', 'src/dev/lock.ts', 'command'],
  ['code that the documentation shows', 'docs/guides/fleet.ts', 'script'],
  ['a service that stores documents', 'src/docs/store.ts', 'application'],
])('goes by the folder below the package: %s', (_, path, expected) => {
  usePort(mapPort(new Map([['/app/package.json', '{"name": "app"}']])))
  try {
    expect(roleOf(parse('', { filename: `/app/${path}` })).program).toBe(expected)
  } finally {
    usePort(mapPort(new Map()))
  }
})

it.each([
  ['a package that is a command', '{"name": "@app/cli", "bin": "bin/app.js"}', 'command'],
  ['a package that is meant to be installed for a whole machine', '{"name": "app", "bin": "bin/app.js", "main": "lib/app.js", "preferGlobal": true}', 'command'],
  ['a package that has a command too', '{"name": "app", "bin": "bin/app.js", "main": "lib/app.js"}', 'application'],
  ['a package with a command and a way in', '{"name": "app", "bin": "bin/app.js", "exports": {".": "./lib/app.js"}}', 'application'],
  ['a package that nobody can import', '{"name": "app", "bin": "bin/app.js", "exports": {"./package.json": "./package.json"}}', 'command'],
  ['a package that helps to write commands', '{"name": "cli"}', 'application'],
  ['a package that holds the commands of another', '{"name": "@app/fleet-cli", "exports": "./index.js"}', 'command'],
  ['a package that holds a part of the commands', '{"name": "@app/cli-platform-apple", "main": "index.js"}', 'command'],
  ['a package of clients', '{"name": "@app/client-pool", "main": "index.js"}', 'application'],
  ['a package of examples', '{"name": "fleet-examples"}', 'command'],
  ['a package that writes documentation', '{"name": "docs-server"}', 'application'],
  ['a package that runs tests', '{"name": "@app/fixture-test-runner"}', 'command'],
  ['a package that runs tests, by another spelling', '{"name": "@app/e2e_tests"}', 'command'],
  ['a package whose name only sounds like it', '{"name": "@app/contest"}', 'application'],
  ['a package that begins a project', '{"name": "create-app"}', 'command'],
  ['the tools of a project', '{"name": "@harbour/tools"}', 'command'],
  ['tools for programs', '{"name": "chart-tools"}', 'application'],
  ['a tool for those who work on the project', '{"name": "@tools/releaser"}', 'script'],
  ['a tool of somebody called so', '{"name": "@toolsmith/releaser"}', 'application'],
  ['a package that creates something else', '{"name": "recreate"}', 'application'],
  ['a package that writes code', '{"name": "@app/codegen"}', 'script'],
])('goes by the package: %s', (_, manifest, expected) => {
  usePort(mapPort(new Map([['/app/package.json', manifest]])))
  try {
    expect(roleOf(parse('', { filename: '/app/src/format.ts' })).program).toBe(expected)
  } finally {
    usePort(mapPort(new Map()))
  }
})

it.each([
  ['a command of a package that has some', '{"name": "app", "bin": "bin/app.js", "main": "lib/app.js"}', 'lib/commands/edit.js', 'command'],
  ['a command of a package that has none', '{"name": "bot", "main": "lib/bot.js"}', 'lib/commands/play.js', 'application'],
])('goes by what the folder holds: %s', (_, manifest, path, expected) => {
  usePort(mapPort(new Map([['/app/package.json', manifest]])))
  try {
    expect(roleOf(parse('', { filename: `/app/${path}` })).program).toBe(expected)
  } finally {
    usePort(mapPort(new Map()))
  }
})

it.each([
  ['a module that ends the program when all is done', 'const failed = await check()\nprocess.exit(failed ? 1 : 0)', 'command'],
  ['a module that ends it when it is told to', "serve()\nprocess.on('SIGTERM', () => process.exit(0))", 'application'],
])('goes by how the module ends: %s', (_, code, expected) => {
  expect(roleOf(parse(code)).program).toBe(expected)
})

it.each([
  ['a package among the tools of its repository', ['/home/me/fleet/package.json', '/home/me/fleet/tools/tide-snapshot/package.json'], '/home/me/fleet/tools/tide-snapshot/src/index.ts', 'script'],
  ['a repository in a folder that somebody calls so', ['/home/me/tools/tide-server/package.json'], '/home/me/tools/tide-server/src/index.ts', 'application'],
])('goes by where the package lies: %s', (_, manifests, filename, expected) => {
  usePort(mapPort(new Map(manifests.map((path) => [path, '{"name": "tide"}']))))
  try {
    expect(roleOf(parse('', { filename })).program).toBe(expected)
  } finally {
    usePort(mapPort(new Map()))
  }
})

it('takes a package that tests work on for one of theirs', () => {
  usePort(mapPort(new Map([['/app/src/__fixtures__/broken/package.json', '{"name": "broken"}']])))
  try {
    expect(roleOf(parse('', { filename: '/app/src/__fixtures__/broken/start.ts' })).program).toBe('test')
  } finally {
    usePort(mapPort(new Map()))
  }
})

it.each([
  ['a file that a script runs', '{"sync:images": "tsx src/images.ts"}', '/app/src/images.ts', 'script'],
  ['a file beside it among others', '{"sync:images": "tsx src/images.ts"}', '/app/src/orders.ts', 'application'],
  ['a file beside it in a folder of its own', '{"rates": "tsx rates/show.ts", "rates:update": "tsx rates/update.ts"}', '/app/rates/util.ts', 'script'],
  ['a file beside the program itself', '{"start": "node shop/index.js", "shop:check": "node shop/check.js"}', '/app/shop/orders.js', 'application'],
  ['the program itself', '{"start": "node shop/index.js"}', '/app/shop/index.js', 'application'],
  ['a file that runs with options, behind another command', '{"build": "rimraf out && node --enable-source-maps ./pack.js"}', '/app/pack.js', 'script'],
  ['a file that bundles, also again and again', '{"esbuild": "node bin/bundle-all.mjs", "esbuild-watch": "node bin/bundle-all.mjs --watch"}', '/app/bin/bundle-all.mjs', 'script'],
  ['a program that is built and started by one file', '{"build:server": "node shop.js --build", "server": "node shop.js"}', '/app/shop.js', 'application'],
  ['a program that is started and checked', '{"start": "node shop.js", "check": "node shop.js --dry"}', '/app/shop.js', 'application'],
])('goes by the scripts of the manifest: %s', (_, scripts, filename, expected) => {
  usePort(mapPort(new Map([['/app/package.json', `{"name": "app", "scripts": ${scripts}}`]])))
  try {
    expect(roleOf(parse('', { filename })).program).toBe(expected)
  } finally {
    usePort(mapPort(new Map()))
  }
})

it.each([
  ['of a worker', "import { parentPort } from 'node:worker_threads'\nparentPort.on('message', run)", 'worker'],
  ['of a part that hands out work', "import { Worker } from 'node:worker_threads'\nexport const start = () => new Worker('./run.js')", 'unknown'],
  ['of both sides', "import { isMainThread, parentPort } from 'node:worker_threads'\nif (isMainThread) start()", 'unknown'],
])('goes by the index of a folder of workers: %s', (_, index, expected) => {
  usePort(mapPort(new Map([['/app/src/worker/index.ts', index]])))
  try {
    expect(roleOf(parse('', { filename: '/app/src/worker/cache.ts' })).thread).toBe(expected)
  } finally {
    usePort(mapPort(new Map()))
  }
})

it('takes files that the settings list for workers', () => {
  const settings = { concurrency: { entries: ['**/jobs/*.ts'] } }
  expect(roleOf(parse('', { filename: '/app/jobs/a.ts', settings })).thread).toBe('worker')
  expect(roleOf(parse('', { filename: '/app/other/a.ts', settings })).thread).toBe('unknown')
})

it.each([
  ['behind the test', `${guard}if (isMainThread) here()`, 'main'],
  ['in its other branch', `${guard}if (isMainThread) start()\nelse here()`, 'worker'],
  ['behind its opposite', `${guard}if (!isMainThread) here()`, 'worker'],
  ['after a branch that leaves', `${guard}function go() { if (isMainThread) { start(); return }\n here() }`, 'worker'],
  ['in a conditional expression', `${guard}const x = isMainThread ? 1 : here()`, 'worker'],
  ['beside it', `${guard}if (isMainThread) start()\nhere()`, 'unknown'],
])('tells the sides of a file apart: %s', (_, code, expected) => {
  const sourceCode = parse(code)
  expect(threadAt(sourceCode, nodeAt(sourceCode, 'here()'))).toBe(expected)
})
