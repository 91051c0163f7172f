import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A flag that is up before what it stands for is there, where whoever finds it up goes on by a helper of the file.

const pantry = (helper: string, more = ''): string => text`
  export class Pantry {
    filled = false
    jars = undefined
    async fill() {
      if (this.filled) return
      this.filled = true
      this.jars = await this.cellar.all()
    }
    ${helper}
    async show(name) {
      await this.fill()
      ${more}
      return this.label(name)
    }
  }
`

run(rule, {
  valid: [
    { name: 'the helper asks whether it is there', code: pantry('label(name) { if (!this.jars) return name; return this.jars.size + name }') },
    { name: 'the helper has no use for it', code: pantry('label(name) { return this.size + name }') },
    { name: 'the helper waits itself', code: pantry('async label(name) { await this.ready; return this.jars.size + name }') },
    { name: 'it is asked for before that', code: pantry('label(name) { return this.jars.size + name }', 'if (!this.jars) return undefined') },
  ],
  invalid: [
    {
      name: 'the second one finds nothing',
      ...marked`
        export class Pantry {
          filled = false
          jars = undefined
          async fill() {
            if (this.filled) return
            this.filled = true
            ~~~~~~~~~~~ published
            this.jars = await this.cellar.all()
          }
          label(name) {
            return this.jars.size + name
          }
          async show(name) {
            await this.fill()
            return this.label(name)
          }
        }
      `,
    },
  ],
})
