// npm test: every check, one after the other, all of them even where one fails. The last line is the sum.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const results = join(tmpdir(), `vitest-${process.pid}.json`)

let passed = 0
let failed = 0
const failures = []

step('build', 'tsdown', '--logLevel', 'warn')
step('types', 'tsc', '--noEmit')
step('lint', 'eslint', '.', '--max-warnings', '0')
step('unused code', 'knip')
step('generated files', 'node', 'scripts/generate.mjs', '--check')
step('written cases', 'node', 'scripts/written.mjs')
step('ruling', 'node', 'scripts/ruling.mjs')
tests()

console.log('Not part of this: the examples that run in a page, npm run test:browser.')
for (const failure of failures) console.log(`failed: ${failure}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

function step(name, ...command) {
  const ok = run(name, ...command)
  count(name, ok ? 1 : 0, ok ? 0 : 1)
}

function tests() {
  const ran = run('tests', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`)
  const report = readReport()
  // A file that does not load has no tests: vitest fails, and so do we. What is skipped was not shown to work.
  count('tests', report.numPassedTests, Math.max(report.numTotalTests - report.numPassedTests, ran ? 0 : 1))
}

function readReport() {
  try {
    return JSON.parse(readFileSync(results, 'utf8'))
  } catch {
    return { numPassedTests: 0, numTotalTests: 0 }
  } finally {
    rmSync(results, { force: true })
  }
}

function run(name, command, ...args) {
  console.log(`\n── ${name}`)
  const started = performance.now()
  const bin = command === 'node' ? process.execPath : join('node_modules', '.bin', command)
  const { status } = spawnSync(bin, args, { stdio: 'inherit', shell: process.platform === 'win32' && command !== 'node' })
  console.log(`── ${name}: ${status === 0 ? 'ok' : 'failed'} after ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return status === 0
}

function count(name, good, bad) {
  passed += good
  failed += bad
  if (bad > 0) failures.push(`${name} (${bad})`)
}
