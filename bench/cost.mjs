// npm run bench -- FOLDER…: what the rules cost on real code, as a share of the time its parser takes.
// Each round measures each file with each rule alone, then with all together; the middle round counts.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { measure, ruleNames } from './measure.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' }, budget: { type: 'string', default: '0.15' }, slowest: { type: 'string', default: '5' } },
})
const files = (positionals.length > 0 ? positionals : ['src', 'tests', 'examples']).flatMap(filesBelow)
const sets = [...ruleNames.map((name) => [name, [name]]), ['all together', ruleNames]]

const texts = files.map((file) => [file, readFileSync(file, 'utf8')])
const readable = texts.filter(([file, text]) => measure(text, resolve(file)).fatal === undefined) // also warms up
console.log(`${readable.length} files, ${kilobytes(readable)} kB${readable.length < texts.length ? `; ${texts.length - readable.length} do not parse` : ''}`)
if (readable.length === 0) process.exit(2)

const perFile = new Map()
const rounds = Array.from({ length: Number(values.rounds) }, round)
for (const [name] of sets) console.log(`${name.padEnd(28)} ${middle(rounds.map((shares) => shares.get(name))).toFixed(3)}`)
console.log(`\nslowest files, all rules together:`)
for (const [file, { rules, parse }] of [...perFile].sort(([, a], [, b]) => b.rules - a.rules).slice(0, Number(values.slowest))) {
  console.log(`${rules.toFixed(1).padStart(8)} ms  ${(rules / parse).toFixed(2)} of its parse  ${file}`)
}
const share = middle(rounds.map((shares) => shares.get('all together')))
console.log(`\nall rules together take ${share.toFixed(3)} of the parse time (budget ${values.budget})`)
process.exitCode = share > Number(values.budget) ? 1 : 0

function round() {
  return new Map(
    sets.map(([name, names]) => {
      const total = { rules: 0, parse: 0 }
      for (const [file, text] of readable) {
        const spent = measure(text, resolve(file), names)
        total.rules += spent.rules
        total.parse += spent.parse
        if (names === ruleNames && !(perFile.get(file)?.rules < spent.rules)) perFile.set(file, spent)
      }
      return [name, total.rules / total.parse]
    }),
  )
}

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return []
    const below = join(path, entry.name)
    if (entry.isDirectory()) return filesBelow(below)
    return /\.[cm]?[jt]sx?$/.test(entry.name) && !/\.d\.[cm]?ts$|\.min\./.test(entry.name) ? [below] : []
  })
}

function middle(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
}

function kilobytes(list) {
  return Math.round(list.reduce((sum, [, text]) => sum + text.length, 0) / 1000)
}
