import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'the object is made once',
      code: text`
        import express from 'express'
        import fs from 'node:fs'
        class Template {
          constructor(name) {
            this.text = fs.readFileSync(name, 'utf8')
          }
        }
        const page = new Template('page.html')
        express().get('/', (request, response) => response.send(page.text))
      `,
    },
  ],
  invalid: [
    {
      name: 'each request makes an object that reads a file',
      ...marked`
        import express from 'express'
        import fs from 'node:fs'
        class Template {
          constructor(name) {
            this.text = fs.readFileSync(name, 'utf8')
                        ~~~~~~~~~~~~~~~ blocks
          }
        }
        express().get('/:name', (request, response) => response.send(new Template(request.params.name).text))
      `,
    },
  ],
})
