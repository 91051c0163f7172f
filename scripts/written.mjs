// npm run written [-- --write]: lints the written cases of tests/fixtures/written, faulty programs with their repaired twins and clean
// ones that look faulty, and compares what is found with tests/fixtures/written/verdicts.txt. With --write it writes that, and the
// table of docs/quality/written.md; what was found in the first run, which nobody had tuned for, stands in first.json.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Linter } from 'eslint'

import { between } from './ruling/findings.mjs'
import { lintFile } from './ruling/lint.mjs'

const FOLDER = 'tests/fixtures/written'
const VERDICTS = join(FOLDER, 'verdicts.txt')
const FIRST = join(FOLDER, 'first.json')
const PAGE = 'docs/quality/written.md'

/** Which rules speak of which kind of fault. */
const SPEAKING = {
  'async-race': ['no-race-across-await', 'no-file-race', 'no-ineffective-lock', 'consistent-lock-guard'],
  'barrier-mismatch': ['no-barrier-mismatch', 'require-wait-loop'],
  'blocking-loop': ['no-blocking-loop', 'no-fake-parallelism'],
  'blocking-sync': ['no-blocking-call'],
  'busy-wait': ['no-busy-wait'],
  'fake-parallelism': ['no-fake-parallelism'],
  'file-race': ['no-file-race', 'no-race-across-await'],
  'floating-lock': ['no-floating-lock', 'no-ignored-try-lock', 'no-ineffective-lock'],
  'lock-leak': ['require-lock-release', 'no-double-release', 'no-floating-lock'],
  'lock-order': ['consistent-lock-order'],
  'lock-reentry': ['no-lock-reentry', 'no-slow-work-under-lock'],
  'lost-wakeup': ['require-wait-loop', 'no-unlocked-shared-state', 'no-invalid-atomics', 'no-barrier-mismatch', 'require-lock-timeout'],
  'main-thread-wait': ['no-main-thread-wait', 'no-busy-wait', 'no-blocking-call'],
  'module-state-across-threads': ['no-cross-thread-module-state', 'no-ineffective-lock'],
  'no-backpressure': ['require-backpressure'],
  'shared-memory-race': ['no-unlocked-shared-state', 'no-invalid-atomics', 'consistent-lock-guard'],
  'spawn-guard': ['require-spawn-guard', 'no-spawn-on-import'],
  'unbounded-concurrency': ['no-unbounded-workers', 'no-unbounded-concurrency'],
  'uncloneable-message': ['no-uncloneable-message', 'no-invalid-transfer', 'no-captured-worker-function'],
  'unjoined-worker': ['no-unjoined-worker'],
  'use-after-transfer': ['no-use-after-transfer', 'no-invalid-transfer'],
  'wasteful-message': ['prefer-transfer', 'prefer-batched-messages'],
  'worker-error-unhandled': ['require-worker-error-handler'],
}

const cases = JSON.parse(readFileSync(join(FOLDER, 'cases.json'), 'utf8'))
// Below a folder of tests, and in this package, they would be something else.
const work = mkdtempSync(join(tmpdir(), 'written-'))
cpSync(FOLDER, work, { recursive: true })
const linter = new Linter({ configType: 'flat', cwd: work })
const lines = cases.flatMap(verdictsOf)
rmSync(work, { recursive: true })
const text = ['# case | fault: found by recommended, found by strict, or missed; clean: silent, or the rules that speak', ...lines.map(({ id, verdict }) => `${id} | ${verdict}`), ''].join('\n')
const page = between(readFileSync(PAGE, 'utf8'), 'written', table(lines))

console.log(table(lines))
if (process.argv.includes('--write')) {
  writeFileSync(VERDICTS, text)
  writeFileSync(PAGE, page)
} else {
  compare(readFileSync(VERDICTS, 'utf8').split('\n'), text.split('\n'))
  if (readFileSync(PAGE, 'utf8') !== page) fail(`${PAGE} does not say what is found now: npm run written -- --write`)
}

/** A line for each fault of a case, and one for each of its clean files. A fault with several ends is found at any of them. */
function verdictsOf({ id, bad = [], good, faults, tolerate = [] }) {
  const found = new Map([...bad, ...good].map((file) => [file, findingsIn(id, file)]))
  const missedOrFound = faults.map(({ kinds, places, optional }) => {
    const there = places.flatMap(({ file, from, to }) => found.get(file).filter(({ line, endLine, rule }) => endLine >= from && line <= to && kinds.some((kind) => SPEAKING[kind].includes(rule))))
    const by = there.some(({ preset }) => preset === 'recommended') ? 'recommended' : 'strict'
    const [{ file, from }] = places
    return { id: `${id} ${file}:${from}`, isFault: true, isOptional: optional, verdict: there.length > 0 ? `found by ${by}` : 'missed' }
  })
  const clean = good.map((file) => {
    const spoken = found.get(file).filter(({ rule }) => !tolerate.some((each) => each.file === file && each.rule === rule))
    return { id: `${id} ${file}`, isFault: false, verdict: spoken.length === 0 ? 'silent' : spoken.map(({ line, rule, preset }) => `${rule}:${line} (${preset})`).join(', ') }
  })
  // What may be reported, and need not be.
  return [...missedOrFound.filter(({ isOptional, verdict }) => !isOptional || verdict !== 'missed'), ...clean]
}

/** A file that no parser takes is not silent. */
function findingsIn(id, file) {
  const { unread, findings } = lintFile(linter, join(work, id), file)
  if (unread) fail(`cannot be parsed: ${id} ${file}`)
  return findings
}

function compare(known, now) {
  for (const line of known.filter((each) => !now.includes(each))) fail(`- ${line}`)
  for (const line of now.filter((each) => !known.includes(each))) fail(`+ ${line}`)
}

function table(all) {
  const first = JSON.parse(readFileSync(FIRST, 'utf8'))
  const sets = [...new Set(all.map(({ id }) => id.split('/')[0]))]
  for (const set of sets.filter((each) => !(each in first))) fail(`${FIRST}: what was found in the first run of set ${set} is missing`)
  const sum = (preset) => Object.values(first).reduce((count, { [preset]: found = 0 }) => count + found, 0)
  const row = (name, some, { strict, recommended } = {}) => {
    const [faults, clean] = [some.filter(({ isFault }) => isFault), some.filter(({ isFault }) => !isFault)]
    const by = (pattern) => share(faults.filter(({ verdict }) => pattern.test(verdict)).length, faults.length)
    const silent = (isSilent) => share(clean.filter(({ verdict }) => isSilent(verdict)).length, clean.length)
    const atFirst = (found) => (found === undefined ? '' : share(found, faults.length))
    return `| ${name} | ${atFirst(strict)} | ${atFirst(recommended)} | ${by(/^found/)} | ${by(/recommended/)} | ${silent((verdict) => verdict === 'silent')} | ${silent((verdict) => !verdict.includes('(recommended)'))} |`
  }
  return ['| set | found by `strict` at first | by `recommended` | now by `strict` | by `recommended` | clean files silent now in `strict` | in `recommended` |',
    '| :-- | --: | --: | --: | --: | --: | --: |',
    ...sets.map((set) => row(set, all.filter(({ id }) => id.startsWith(`${set}/`)), first[set])),
    row('**all**', all, { strict: sum('strict'), recommended: sum('recommended') })].join('\n')
}

function share(part, whole) {
  return `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`
}

function fail(message) {
  console.error(message)
  process.exitCode = 1
}
