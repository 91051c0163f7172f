import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- getters, which whoever reads them runs

run(rule, {
  valid: [
    {
      name: 'nobody who serves reads it',
      code: text`
        import fs from 'node:fs'
        import express from 'express'
        class Page {
          get template() { return fs.readFileSync('page.html', 'utf8') }
        }
        const app = express()
        const { template } = new Page()
        app.get('/', (request, response) => response.send(template))
      `,
    },
    {
      name: 'it keeps what it has read',
      code: text`
        import fs from 'node:fs'
        import express from 'express'
        class Page {
          #text
          get template() {
            this.#text ??= fs.readFileSync('page.html', 'utf8')
            return this.#text
          }
        }
        const app = express()
        const page = new Page()
        app.get('/', (request, response) => response.send(page.template))
      `,
    },
    {
      name: 'a field of another class that is called the same',
      code: text`
        import fs from 'node:fs'
        import express from 'express'
        class Page {
          get template() { return fs.readFileSync('page.html', 'utf8') }
        }
        class Letter {
          template = 'Dear …'
        }
        const app = express()
        const letter = new Letter()
        app.get('/', (request, response) => response.send(letter.template))
        export const page = new Page()
      `,
    },
  ],
  invalid: [
    {
      name: 'read by a method of the same object',
      ...marked`
        import fs from 'node:fs'
        import express from 'express'
        class Page {
          get template() { return fs.readFileSync('page.html', 'utf8') }
                                  ~~~~~~~~~~~~~~~ blocks {"call": "fs.readFileSync", "waits": "waits for the disk", "who": "the request handler on line 9", "path": ", through render() on line 9, template on line 5", "alternative": "node:fs/promises"}
          render(name) { return this.template.replace('NAME', name) }
        }
        const app = express()
        const page = new Page()
        app.get('/', (request, response) => response.send(page.render('Ada')))
      `,
    },
    {
      name: 'read of an object, and declared by a class above its own',
      ...marked`
        import { execFileSync } from 'node:child_process'
        import { createServer } from 'node:http'
        class Repository {
          get head() { return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }) }
                              ~~~~~~~~~~~~ blocks
        }
        class Mirror extends Repository {}
        const mirror = new Mirror()
        createServer((request, response) => response.end(mirror.head)).listen(80)
      `,
    },
    {
      name: 'read of the class itself',
      ...marked`
        import { execFileSync } from 'node:child_process'
        import { createServer } from 'node:http'
        class Repository {
          static get head() { return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }) }
                                     ~~~~~~~~~~~~ blocks
        }
        createServer((request, response) => response.end(Repository.head)).listen(80)
      `,
    },
    {
      name: 'read of an object that has it itself',
      ...marked`
        import { execFileSync } from 'node:child_process'
        import { createServer } from 'node:http'
        const repository = { get head() { return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }) } }
                                                 ~~~~~~~~~~~~ blocks
        createServer((request, response) => response.end(repository.head)).listen(80)
      `,
    },
  ],
})
