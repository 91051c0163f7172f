// npm run mutants -- FOLDER: faults put into code that does it right, one at a time: which of them `strict` finds. For reading, not for a
// budget: what a program does may be right without what was taken away. Prints a row for each kind of fault, and each that nothing is
// said of.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { strictly } from './linting.mjs'
import { faults } from './mutants/faults.mjs'
import { edited, parsed } from './rewriting.mjs'

// Another build, to compare with: MUTANTS_PLUGIN=/path/to/dist/index.js
const { default: plugin } = await import(process.env.MUTANTS_PLUGIN ?? '../dist/index.js')
const [folder] = process.argv.slice(2)
if (folder === undefined || !existsSync(folder)) {
  console.error(`mutants: ${folder === undefined ? 'name the folder of the code' : `there is no folder ${folder}`}, as in \`npm run mutants -- ../project/src\``)
  process.exit(2)
}

const LARGEST = 300_000
const SOURCES = /\.(?:[cm]?js|jsx|[cm]?ts|tsx)$/u
const LEFT_OUT = /\.d\.[cm]?ts$|\.min\.|\.(?:test|spec)\.|(?:^|\/)(?:node_modules|dist|tests?|__tests__)\//u

const messagesOn = strictly(plugin)
const rows = new Map(Object.keys(faults).map((fault) => [fault, { put: 0, found: 0 }]))
const missed = []

const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
for (const path of entries.map(({ parentPath, name }) => join(parentPath, name)).toSorted()) {
  if (SOURCES.test(path) && !LEFT_OUT.test(path.slice(folder.length))) tryFile(path)
}
console.table(Object.fromEntries(rows))
for (const line of missed) console.log(line)

function tryFile(path) {
  const text = readFileSync(path, 'utf8')
  const file = text.length > LARGEST ? undefined : read(text, path)
  let before
  for (const [fault, { rules, places }] of file ? Object.entries(faults) : []) {
    for (const edits of places(file)) {
      const changed = edited(text, edits)
      const said = changed === undefined ? undefined : reportsOn(changed, path)
      if (!said) continue
      before ??= reportsOn(text, path) ?? new Map()
      const row = rows.get(fault)
      row.put++
      if (rules.some((rule) => (said.get(`concurrency/${rule}`) ?? 0) > (before.get(`concurrency/${rule}`) ?? 0))) row.found++
      else missed.push(`${fault} | ${path}:${text.slice(0, edits[0].range[0]).split('\n').length}`)
    }
  }
}

function read(text, path) {
  try {
    return parsed(text, path)
  } catch {
    return undefined // no program, as a template
  }
}

/** How often each rule speaks; undefined where the text is no program any more. */
function reportsOn(text, path) {
  const messages = messagesOn(text, path)
  if (!messages) return undefined
  const counts = new Map()
  for (const { ruleId } of messages) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1)
  return counts
}
