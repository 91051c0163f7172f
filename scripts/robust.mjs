// npm run robust -- FOLDER…: runs all rules over every JavaScript and TypeScript file below the folders, such as test262/test, Babel's
// fixtures or TypeScript's conformance cases, and says what goes wrong: which rule on which file. Builds first. Exit code 1 for any fault.
//   --every 10     every tenth file only
//   --threads 2    how many threads, by default as many as there are cores
//   --slowest 5    how many of the slowest files are named
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'

import { describe } from './robust/check.mjs'

/** A file that takes longer than this, with both parsers and all kinds of line ends, hangs; in milliseconds of the clock. */
const PATIENCE = 120_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    slowest: { type: 'string', default: '5' },
  },
})
if (positionals.length === 0) {
  console.error('Usage: npm run robust -- FOLDER… [--every 10] [--threads 2] [--slowest 5]')
  process.exit(2)
}
if (spawnSync(process.execPath, ['node_modules/tsdown/dist/run.mjs', '--logLevel', 'error'], { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) process.exit(2)
const { default: plugin } = await import('../dist/index.js')
const names = Object.keys(plugin.rules)

const files = positionals.flatMap(filesBelow).filter((_, i) => i % Number(values.every) === 0).map((path) => resolve(path))
const left = files.values()
const sum = { checked: 0, refused: { espree: 0, typescript: 0 }, reports: 0, faulty: 0, hung: 0 }
const kinds = new Map()
const slowest = []

await Promise.all(Array.from({ length: Number(values.threads) }, work))

console.log(`\n${files.length} files: ${sum.checked} checked, ${sum.reports} reports; refused by espree ${sum.refused.espree}, by the TypeScript parser ${sum.refused.typescript}`)
for (const { path, ms } of slowest.slice(0, Number(values.slowest))) console.log(`${(ms / 1000).toFixed(1).padStart(8)} s  ${path}`)
for (const [kind, count] of [...kinds].sort(([, a], [, b]) => b - a)) console.log(`${String(count).padStart(8)} × ${kind}`)
console.log(sum.faulty > 0 ? `${sum.faulty} files with faults` : 'no faults')
process.exitCode = sum.faulty > 0 || sum.checked === 0 ? 1 : 0

/** One thread: takes the next file until there is none. Where a file hangs, the thread is ended and another takes its place. */
async function work() {
  let thread
  for (const path of left) {
    thread ??= startThread()
    const result = await ask(thread, path)
    if (result.hung) {
      await thread.worker.terminate()
      thread = undefined
    }
    note(result)
  }
  await thread?.worker.terminate()
}

function startThread() {
  const running = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./robust/worker.mjs', import.meta.url), { workerData: { running } })
  const thread = { worker, running, end: () => {} }
  const dies = (what) => thread.end({ hung: true, faults: [{ rule: names[Atomics.load(running, 0)] ?? 'ESLint or its parser', what }] })
  worker.on('message', (result) => thread.end(result))
  worker.on('error', (error) => dies(`ends the thread: ${String(error)}`))
  worker.on('exit', (code) => dies(`ends the thread with exit code ${code}`))
  return Object.assign(thread, { dies })
}

function ask(thread, path) {
  return new Promise((settle) => {
    const timer = setTimeout(() => thread.dies(`does not end within ${PATIENCE / 1000} s`), PATIENCE)
    thread.end = (result) => {
      clearTimeout(timer)
      settle({ path, refused: [], reports: 0, ms: 0, faults: [], ...result })
    }
    thread.worker.postMessage(path)
  })
}

function note({ path, refused, reports, faults, ms }) {
  for (const parser of refused) sum.refused[parser]++
  if (refused.length < (/\.[cm]?tsx?$/.test(path) ? 1 : 2)) sum.checked++
  sum.reports += reports
  slowest.push({ path, ms })
  slowest.sort((a, b) => b.ms - a.ms).splice(20)
  if (faults.length === 0) return
  sum.faulty++
  for (const [what, fault] of new Map(faults.map((each) => [describe(each), each]))) {
    console.log(`${path}\n  ${what.replaceAll('\n', '\n    ')}${fault.way === undefined ? '' : ` (${fault.way})`}`)
    const kind = `${fault.rule}: ${fault.what.split(/[:\n]/, 1)[0].replaceAll(/\d+/g, '…')}`
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
}

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const below = join(path, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === '.git' ? [] : filesBelow(below)
    return entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name) ? [below] : []
  })
}
