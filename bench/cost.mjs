// npm run bench: what rules cost, as a share of the time the parser takes on the same files: presets, others to compare with; on a part
// of the files each rule, running last, which is what it takes beside the facts that rules share; and what loading the plugin adds to a
// cold process. Build first.
//   npm run bench -- FOLDER…      other files than the fixed ones
//   npm run bench -- --budget     only what bench/budget.json names; exit code 1 where a ratio is more than its tolerance above that
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { groupsOf } from './files.mjs'
import { last, measureSet, ours, presets, ruleNames, timed } from './measure.mjs'
import { peers } from './peers.mjs'
import { coldStart } from './start.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' }, budget: { type: 'boolean', default: false }, slowest: { type: 'string', default: '5' } },
})
const { tolerance, shares: budget } = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8'))

// Each rule needs a run of all: a part of the files has to do.
const PART = 5
const RUNS = 3
const sets = new Map(Object.entries(presets).map(([name, names]) => [name, timed(ours(names))]))
const others = new Map(values.budget ? [] : Object.entries(await peers()).map(([name, set]) => [name, timed(set)]))
const single = new Map(ruleNames.map((name) => [name, last(name)]))

const ratios = {}
const slowest = []
for (const [group, texts] of Object.entries(groupsOf(positionals))) measureGroup(group, texts)
if (!values.budget) {
  console.log('\nslowest files, all rules together:')
  for (const { file, rules, parse } of slowest.sort((a, b) => b.rules - a.rules).slice(0, Number(values.slowest))) {
    console.log(`${rules.toFixed(1).padStart(8)} ms  ${(rules / parse).toFixed(2)} of its parse  ${file}`)
  }
}
if (positionals.length === 0) {
  const start = coldStart()
  ratios['cold start'] = { 'recommended': start.ratio }
  console.log(`\ncold start: ${start.with.toFixed(0)} ms with the plugin, ${start.without.toFixed(0)} ms without: ${start.ratio.toFixed(3)}`)
}
if (values.budget) compare()

function measureGroup(group, texts) {
  const readable = texts.filter(([file, text]) => measureSet(text, file, sets.get('all')).fatal === undefined) // also warms up
  console.log(`\n${group}: ${readable.length} files, ${Math.round(readable.reduce((sum, [, text]) => sum + text.length, 0) / 1000)} kB`)
  if (readable.length === 0) process.exit(2)
  const wanted = [...sets].filter(([name]) => !values.budget || name in (budget[group] ?? {}))
  const theirs = [...others].map(([name, set]) => [name, shareOf(readable, set)])
  const rounds = Array.from({ length: Number(values.rounds) }, (_, i) => new Map(wanted.map(([name, set]) => [name, shareOf(readable, set, i === 0 && name === 'all')])))
  ratios[group] = Object.fromEntries(wanted.map(([name]) => [name, middle(rounds.map((round) => round.get(name)))]))
  const part = readable.filter((_, i) => i % PART === 0)
  const rules = [...single].map(([name, set]) => [name, leastShareOf(part, set)]).sort((a, b) => b[1] - a[1])
  ratios[group]['any rule'] = rules[0][1]
  for (const [name, ratio] of [...Object.entries(ratios[group]), ...theirs, ...rules]) console.log(`${name.padEnd(34)} ${ratio.toFixed(3)}`)
}

function shareOf(texts, set, note) {
  const total = { rules: 0, parse: 0 }
  for (const [file, text] of texts) {
    const { rules, parse } = measureSet(text, file, set)
    total.rules += rules
    total.parse += parse
    if (note) slowest.push({ file, rules, parse })
  }
  return total.rules / total.parse
}

/** The least of some runs for each file: one collection of garbage would outweigh what a rule takes. */
function leastShareOf(texts, set) {
  const total = { rules: 0, parse: 0 }
  for (const [file, text] of texts) {
    const runs = Array.from({ length: RUNS }, () => measureSet(text, file, set))
    for (const kind of ['rules', 'parse']) total[kind] += Math.min(...runs.map((run) => run[kind]))
  }
  return total.rules / total.parse
}

function compare() {
  const wanted = Object.entries(budget).flatMap(([group, shares]) => Object.entries(shares).map(([name, share]) => ({ group, name, share, is: ratios[group]?.[name] })))
  const over = wanted.filter(({ is, share }) => is === undefined || is > share * tolerance)
  for (const { group, name, share, is } of over) console.log(`OVER BUDGET: ${group}, ${name}: ${is?.toFixed(3)}, budget ${share}`)
  console.log(over.length > 0 ? `${over.length} over budget` : `within ${tolerance} of the budget`)
  process.exitCode = over.length > 0 ? 1 : 0
}

function middle(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
}
