// npm run measure:guide -- [--write] [name…]: takes the numbers that docs/guide quotes, and prints them. With --write they go into
// docs/guide/numbers.md and into the links of the other pages that quote them.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

import * as ends from './guide/ends.mjs'
import * as locks from './guide/locks.mjs'
import * as loop from './guide/loop.mjs'
import * as messages from './guide/messages.mjs'
import * as parallel from './guide/parallel.mjs'
import * as pressure from './guide/pressure.mjs'
import * as start from './guide/start.mjs'

const sections = { start, messages, loop, parallel, locks, pressure, ends }
const write = process.argv.includes('--write')
const chosen = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const guide = 'docs/guide'

const tables = []
const values = new Map()
for (const name of chosen.length > 0 ? chosen : Object.keys(sections)) {
  const { title, how, rows } = sections[name]
  console.log(`\n${title}`)
  const found = []
  for await (const row of rows()) {
    console.log(`  ${row.value.padStart(12)}  ${row.what}`)
    found.push(row)
    values.set(row.id, row.value)
  }
  tables.push({ title, how, rows: found })
}
if (write) {
  if (chosen.length > 0) throw new Error('--write takes all numbers anew: name none.')
  writeFileSync(`${guide}/numbers.md`, page())
  for (const file of readdirSync(guide).filter((file) => file.endsWith('.md') && file !== 'numbers.md')) quote(`${guide}/${file}`)
}

function page() {
  const [date] = new Date().toISOString().split('T')
  return [
    '# Numbers',
    '',
    'Written by `npm run measure:guide -- --write`. Other pages of the guide quote these numbers and link to them.',
    '',
    `Taken on ${date} with Node ${process.versions.node} on ${process.platform} ${process.arch}, ${availableParallelism()} cores that other programs used too. Take them as orders of magnitude: run the script on the machine that matters to you.`,
    ...tables.flatMap(({ title, how, rows }) => [
      '',
      `## ${title}`,
      '',
      how,
      '',
      '| what | value |',
      '| :--- | ---: |',
      ...rows.map(({ id, what, value }) => `| <a id="${id}"></a>${what} | ${value} |`),
    ]),
    '',
  ].join('\n')
}

/** A quotation is a link to the row: [114 ms](numbers.md#start-worker). */
function quote(path) {
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replaceAll(/\[[^\]]*\]\(numbers\.md#([\w-]+)\)/g, (whole, id) => (values.has(id) ? `[${values.get(id)}](numbers.md#${id})` : whole)))
}
