import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is taken out of a list after its file has been removed: of two runs, the second cannot remove it again.

const gallery = (body: readonly string[]): string => text`
  import { rm, unlink } from 'node:fs/promises'
  export class Gallery {
    #pictures = []
    add(picture) { this.#pictures.push(picture) }
    async remove(name) {
      const picture = this.#pictures.find((each) => each.name === name)
      if (!picture) return
      ${body.join('\n      ')}
    }
  }
`
const takeOut = 'this.#pictures.splice(this.#pictures.indexOf(picture), 1)'
const taken = [{ messageId: 'taken' as const, line: 9, column: 5 }]

run(rule, {
  valid: [
    { name: 'its file is removed first', code: gallery(['await unlink(picture.path)', takeOut]) },
    { name: 'the same, and who fails is told elsewhere', code: gallery(['try {', '  await unlink(picture.path)', `  ${takeOut}`, '} catch (error) {', '  console.error(error)', '}']) },
  ],
  invalid: [
    {
      name: 'something else is waited for',
      ...marked`
        export class Gallery {
          #pictures = []
          add(picture) { this.#pictures.push(picture) }
          async remove(name) {
            const picture = this.#pictures.find((each) => each.name === name)
            if (!picture) return
            await this.store.remove(picture.path)
            this.#pictures.splice(this.#pictures.indexOf(picture), 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ taken {"who": "\u0060remove\u0060", "place": "this.#pictures", "read": "line 5", "wait": "line 7"}
          }
        }
      `,
    },
    { name: 'a file that need not be there', code: gallery(['await rm(picture.path, { force: true })', takeOut]), errors: taken },
    { name: 'a failure that is caught before', code: gallery(['try { await unlink(picture.path) } catch {}', takeOut]), errors: taken },
    { name: 'another file', code: gallery(['await unlink(this.lock)', takeOut]), errors: taken },
  ],
})
