// npm run variants [-- part of a case's name [part of a form's name]]: the written cases in other forms, which do the same. What a rule says of a case in its own
// form it should say of all of them, and nothing else. Prints a row for each form, and each file of which something else is said.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import plugin from '../dist/index.js'
import { strictly } from './linting.mjs'
import { edited, parsed } from './rewriting.mjs'
import { forms } from './variants/forms.mjs'

const FOLDER = 'tests/fixtures/written'
const [only = '', form = ''] = process.argv.slice(2)
const asked = Object.entries(forms).filter(([name]) => name.includes(form))
const messagesOn = strictly(plugin)
const cases = JSON.parse(readFileSync(join(FOLDER, 'cases.json'), 'utf8'))
const rows = new Map(asked.map(([name]) => [name, { same: 0, lost: 0, new: 0 }]))
const odd = []

for (const { id, bad = [], good = [] } of cases.filter((each) => each.id.includes(only))) {
  for (const name of [...new Set([...bad, ...good])]) compare(join(FOLDER, id, name), bad.includes(name))
}
console.table(Object.fromEntries(rows))
for (const line of odd) console.log(line)

function compare(path, isFaulty) {
  const text = readFileSync(path, 'utf8')
  const said = rulesOn(text, path)
  if (!said || (isFaulty && said.size === 0)) return
  for (const [form, change] of asked) {
    const changed = edited(text, change(parsed(text, path)))
    const saidOfForm = changed === undefined ? undefined : rulesOn(changed, path)
    if (!saidOfForm) continue
    const lost = isFaulty ? [...said].filter((rule) => !saidOfForm.has(rule)) : []
    const added = [...saidOfForm].filter((rule) => !said.has(rule))
    rows.get(form)[lost.length > 0 ? 'lost' : added.length > 0 ? 'new' : 'same']++
    for (const [what, rules] of [['lost', lost], ['new', added]]) if (rules.length > 0) odd.push(`${form} | ${what} | ${rules.join(' ')} | ${path.slice(FOLDER.length + 1)}`)
  }
}

/** The rules that speak of a file; undefined where it cannot be read. */
function rulesOn(text, path) {
  const messages = messagesOn(text, path)
  return messages && new Set(messages.map(({ ruleId }) => ruleId))
}
