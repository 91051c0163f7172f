// npm run mutants -- FOLDER…: faults put into code that does it right, one at a time: which of them `strict` finds. For reading, not for a
// budget: what a program does may be right without what was taken away. Prints a row for each kind of fault, and each that nothing is
// said of. `--most 5` tries at most five places of each kind in a folder, spread over it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { strictly } from './linting.mjs'
import { faults } from './mutants/faults.mjs'
import { edited, parsed } from './rewriting.mjs'

// Another build, to compare with: MUTANTS_PLUGIN=/path/to/dist/index.js
const { default: plugin } = await import(process.env.MUTANTS_PLUGIN ?? '../dist/index.js')
const { positionals: folders, values: { most } } = parseArgs({ allowPositionals: true, options: { most: { type: 'string', default: 'Infinity' } } })
const absent = folders.find((folder) => !existsSync(folder))
if (!(Number(most) > 0)) {
  console.error(`mutants: --most is to be a number of places, and is ${most}`)
  process.exit(2)
}
if (folders.length === 0 || absent !== undefined) {
  console.error(`mutants: ${absent === undefined ? 'name the folder of the code' : `there is no folder ${absent}`}, as in \`npm run mutants -- ../project/src\``)
  process.exit(2)
}

const LARGEST = 300_000
const SOURCES = /\.(?:[cm]?js|jsx|[cm]?ts|tsx)$/u
const LEFT_OUT = /\.d\.[cm]?ts$|\.min\.|\.(?:test|spec|bench)\.|(?:^|\/)(?:node_modules|dist|tests?|__tests__|__mocks__|e2e|fixtures?|examples?|bench(?:marks?)?|scripts?|bin|setup)\//u

const rows = new Map(Object.keys(faults).map((fault) => [fault, { put: 0, found: 0 }]))
const missed = []
const messagesOn = strictly(plugin)

for (const folder of folders) {
  const places = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)).toSorted()
    .filter((path) => SOURCES.test(path) && !LEFT_OUT.test(path.slice(folder.length))).flatMap(placesIn)
  const chosen = Object.keys(faults).flatMap((fault) => spread(places.filter((place) => place.fault === fault), Number(most)))
  for (const path of new Set(chosen.map((place) => place.path))) tryFile(path, chosen.filter((place) => place.path === path))
}
console.table(Object.fromEntries(rows))
for (const line of missed) console.log(line)

/** Where faults can be put into a file, each as `{ path, fault, edits }`. */
function placesIn(path) {
  const text = readFileSync(path, 'utf8')
  const file = text.length > LARGEST ? undefined : read(text, path)
  return file ? Object.entries(faults).flatMap(([fault, { places }]) => places(file).map((edits) => ({ path, fault, edits }))) : []
}

/** So many of a list, from all over it. */
function spread(all, limit) {
  return all.length <= limit ? all : Array.from({ length: limit }, (_, i) => all[Math.floor(i * all.length / limit)])
}

function tryFile(path, places) {
  const text = readFileSync(path, 'utf8')
  const before = new Map()
  for (const { fault, edits } of places) {
    const changed = edited(text, edits)
    const { rules } = faults[fault]
    const said = changed === undefined ? undefined : reportsOn(changed, path, rules)
    if (said === undefined) continue
    if (!before.has(rules)) before.set(rules, reportsOn(text, path, rules) ?? 0)
    const row = rows.get(fault)
    row.put++
    if (said > before.get(rules)) row.found++
    else missed.push(`${fault} | ${path}:${text.slice(0, edits[0].range[0]).split('\n').length}`)
  }
}

function read(text, path) {
  try {
    return parsed(text, path)
  } catch {
    return undefined // no program, as a template
  }
}

/** How often rules speak; undefined where the text is no program any more. */
function reportsOn(text, path, rules) {
  return messagesOn(text, path, rules)?.length
}
