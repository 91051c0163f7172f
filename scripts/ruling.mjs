// npm run ruling [-- --write]: lints real packages, pinned in tests/corpus, and compares what is found with what is written and
// judged there. With --write it writes: findings that stay keep their judgement, new ones wait for one.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import { between, describe, difference, format, merge, parse, precision, sentence, table, unjudged } from './ruling/findings.mjs'

const CORPUS = 'tests/corpus'
const MODULES = join(CORPUS, 'node_modules')
const FINDINGS = join(CORPUS, 'findings.txt')
const PAGES = { 'docs/quality.md': (counted, sum) => `${sum}\n\n${table(counted)}`, 'README.md': sentence }
// Files above this size are bundles of other packages, or data.
const MAX_BYTES = 1_000_000

const write = process.argv.includes('--write')

install()
const { lines: found, sum } = await lintAll()
const text = existsSync(FINDINGS) ? readFileSync(FINDINGS, 'utf8') : ''
const known = parse(text)
const merged = merge(known, found)
const content = format([sum, 'package | path:line:column | rule | preset | verdict | reason'], merged)
const counted = precision(merged)
const pages = Object.entries(PAGES).map(([path, render]) => [path, between(readFileSync(path, 'utf8'), 'precision', render(counted, sum))])

console.log(sum)
for (const line of describe(difference(known, found))) console.log(line)
if (write) {
  writeFileSync(FINDINGS, content)
  for (const [path, page] of pages) writeFileSync(path, page)
} else {
  for (const [path, page] of [[FINDINGS, content], ...pages]) {
    if ((path === FINDINGS ? text : readFileSync(path, 'utf8')) !== page) fail(`${path} does not say what is found now: npm run ruling -- --write, then judge what is new.`)
  }
}
for (const { package: name, place, rule } of unjudged(merged)) fail(`unjudged: ${name} ${place} ${rule}`)

function fail(message) {
  console.error(message)
  process.exitCode = 1
}

/** Installs what is pinned, unless it is there; scripts of the packages never run. */
function install() {
  const lock = readFileSync(join(CORPUS, 'package-lock.json'), 'utf8')
  const stamp = join(MODULES, '.ruling')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel', 'error'], { cwd: CORPUS, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error('The packages of tests/corpus cannot be installed.')
  writeFileSync(stamp, lock)
}

/** Each worker takes the next package when it has done one; the longest come first. */
async function lintAll() {
  const folders = JSON.parse(readFileSync(join(CORPUS, 'folders.json'), 'utf8'))
  const queue = Object.entries(folders).map(([name, paths]) => ({ name, files: filesOf(name, paths) })).sort((a, b) => b.files.length - a.files.length)
  const packages = queue.length
  const done = []
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, () => runWorker(queue, done)))

  const files = done.flatMap(({ name, files: each }) => each.map((file) => ({ name, ...file })))
  const unread = files.filter((file) => file.unread)
  for (const { name, path } of unread) console.log(`cannot be parsed: ${name} ${path}`)
  const count = files.reduce((total, file) => total + file.lines, 0)
  return {
    lines: files.flatMap(({ name, path, findings }) => findings.map(({ line, column, rule, preset }) => ({ package: name, place: `${path}:${line}:${column}`, rule, preset }))),
    sum: `${packages} packages, ${grouped(files.length)} files, ${grouped(count)} lines${unread.length === 0 ? '' : `, ${unread.length} files that cannot be parsed`}`,
  }
}

function runWorker(queue, done) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('ruling/lint-worker.mjs', import.meta.url), { workerData: { modules: join(process.cwd(), MODULES) } })
    const next = () => {
      const job = queue.shift()
      if (job) worker.postMessage(job)
      else void worker.terminate()
    }
    worker.on('error', reject)
    worker.on('exit', () => resolve())
    worker.on('message', (result) => {
      done.push(result)
      next()
    })
    next()
  })
}

function filesOf(name, paths) {
  const root = join(MODULES, name)
  return paths
    .flatMap((path) => (statSync(join(root, path)).isFile() ? [path] : readdirSync(join(root, path), { recursive: true }).map((file) => `${path}/${file.replaceAll('\\', '/')}`)))
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !/\.min\.[cm]?js$|\.d\.[cm]?ts$|\/node_modules\//.test(path) && statSync(join(root, path)).size <= MAX_BYTES)
    .sort()
}

function grouped(number) {
  return number.toLocaleString('en-US')
}
