import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// How the answer comes: as what a chain makes of it, or from a method that asks for the file of its object.

/** A diary that must not be there twice. */
const diary = (there: string, write = "await writeFile(path, '')"): string => text`
  import { access, stat, writeFile } from 'node:fs/promises'
  export async function begin(path) {
    if (${there}) throw new Error('there is one')
    ${write}
  }
`
const begun = { messageId: 'creates', line: 4, column: 9 } as const

run(rule, {
  valid: [
    { name: 'a chain that does not say whether it is there', code: diary('await access(path).then(() => journal.ok, () => false)') },
    { name: 'a chain that says the same of both', code: diary('await access(path).then(() => true, () => true)') },
    { name: 'written only where nothing is', code: diary('await access(path).then(() => true, () => false)', "await writeFile(path, '', { flag: 'wx' })") },
    {
      name: 'the method asks for another file than is written',
      code: text`
        import { access, writeFile } from 'node:fs/promises'
        export class Diary {
          constructor(path) {
            this.path = path
            this.log = path + '.log'
          }
          async exists() {
            return access(this.log).then(() => true, () => false)
          }
          async begin() {
            if (await this.exists()) throw new Error('there is one')
            await writeFile(this.path, '')
          }
        }
      `,
    },
  ],
  invalid: [
    { name: 'both answers in one link', code: diary('await access(path).then(() => true, () => false)'), errors: [begun] },
    { name: 'one link for each', code: diary('await access(path).then(() => true).catch(() => false)'), errors: [begun] },
    { name: 'with blocks', code: diary('await stat(path).then(() => { return true }, () => { return false })'), errors: [begun] },
    { name: 'turned round', code: diary('!(await access(path).then(() => false, () => true))'), errors: [begun] },
    {
      name: 'a method asks for the file of its object',
      ...marked`
        import { access, writeFile } from 'node:fs/promises'
        export class Diary {
          constructor(path) {
            this.path = path
          }
          async exists() {
            return access(this.path).then(() => true, () => false)
          }
          async begin() {
            if (await this.exists()) throw new Error('there is one')
            await writeFile(this.path, '')
                  ~~~~~~~~~ creates {"check": "Line 10", "path": "this.path"}
          }
        }
      `,
    },
  ],
})
