import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what is done with an answer stands in a constant, and is handed on by its name

run(rule, {
  valid: [
    {
      name: 'moved without asking',
      code: text`
        import fs from 'node:fs'
        export function claim(from, to, done) {
          const tell = (error) => done(error)
          fs.rename(from, to, tell)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a callback that is told of the file, and what a promise is answered with',
      ...marked`
        import fs from 'node:fs'
        export function claim(from, to, done) {
          const move = (error, info) => {
            if (error || !info.isFile()) return done(null)
            fs.rename(from, to, done)
            ~~~~~~~~~ moves
          }
          fs.stat(from, move)
        }
        export function begin(file) {
          const write = () => fs.promises.writeFile(file, String(process.pid))
                              ~~~~~~~~~~~~~~~~~~~~~ creates
          const refuse = () => {
            throw new Error('it runs already')
          }
          return fs.promises.access(file).then(refuse, write)
        }
      `,
    },
  ],
})
