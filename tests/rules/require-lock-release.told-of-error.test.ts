import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Busy flags that a callback takes down where it is told of no error, and leaves up where it is told of one.

const reader = (callback: string, more = ''): string => text`
  import { open } from 'node:fs'
  export class Reader {
    open(path, done) {
      if (this.opening) return done()
      this.opening = true
      open(path, (err, file) => {
        ${callback}
      })
    }
    ${more}
  }
`

run(rule, {
  valid: [
    { name: 'it is taken down first', code: reader('this.opening = false; if (err) return done(err); done(null, file)') },
    { name: 'on both ways', code: reader('if (err) { this.opening = false; return done(err) } this.opening = false; done(null, file)') },
    { name: 'who fails tries again, and is still at it', code: reader('if (err) return this.retry(path, done); this.opening = false; done(null, file)', 'retry(path, done) { setTimeout(() => open(path, (err, file) => { if (!err) this.opening = false; done(err, file) }), 1000) }') },
    { name: 'what fails is ended', code: reader('if (err) { this.destroy(err); return done(err) } this.opening = false; done(null, file)', 'destroy() { this.over = true }') },
    { name: 'a state: it stays up where all goes well, too', code: reader('if (err) return done(err); if (file > 2) this.opening = false; done(null, file)') },
    { name: 'another function takes it down', code: reader('if (err) return done(err); this.opening = false; done(null, file)', 'reset() { this.opening = false }') },
    { name: 'nobody is kept out', code: "import { open } from 'node:fs'; export class Reader { open(path, done) { this.opening = true; open(path, (err, file) => { if (err) return done(err); this.opening = false; done(null, file) }) } }" },
    { name: 'a listener, which is told of more than one thing', code: "export class Reader { listen(line, done) { if (this.busy) return done(); this.busy = true; line.on('answer', (err, text) => { if (err) return done(err); this.busy = false; done(null, text) }) } }" },
  ],
  invalid: [
    {
      name: 'a return where there is an error',
      ...marked`
        import { open } from 'node:fs'
        export class Reader {
          open(path, done) {
            if (this.opening) return done()
            this.opening = true
            ~~~~~~~~~~~~~~~~~~~ erred {"what": "this.opening", "line": "line 8", "exit": "the return on line 7", "guard": "line 4"}
            open(path, (err, file) => {
              if (err) return done(err)
              this.opening = false
              done(null, file)
            })
          }
        }
      `,
    },
    {
      name: 'only where there is none, among others who keep out',
      ...marked`
        export class Source {
          connect(callback) {
            if (this.ready || this.connecting) {
              process.nextTick(callback)
              return
            }
            this.connecting = true
            ~~~~~~~~~~~~~~~~~~~~~~ erred {"what": "this.connecting", "line": "line 11", "exit": "the way on which the condition on line 9 is met", "guard": "line 3"}
            this.connector.connect((error, link) => {
              if (!error) {
                this.ready = true
                this.connecting = false
              }
              callback && callback(error, link)
            })
          }
        }
      `,
    },
    {
      name: 'nobody waits for it, and the error is only noted',
      ...marked`
        import { readFile } from 'node:fs'
        let reading = false
        export function refresh(path, show) {
          if (reading) return
          reading = true
          ~~~~~~~~~~~~~~ erred {"what": "reading", "line": "line 11", "exit": "the return on line 9", "guard": "line 4"}
          readFile(path, (err, text) => {
            if (err) {
              console.error(err)
              return
            }
            reading = false
            show(text)
          })
        }
      `,
    },
  ],
})
