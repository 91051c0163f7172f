import { afterAll, beforeAll } from 'vitest'

import { mapPort, usePort } from '../../src/analysis/port.ts'
import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

beforeAll(() => {
  usePort(mapPort(new Map([
    ['/shop/package.json', '{"name": "shop", "dependencies": {"fastify": "5.0.0"}}'],
    ['/press/package.json', '{"name": "press", "dependencies": {"acorn": "8.0.0"}}'],
    ['/forms/package.json', '{"name": "forms", "devDependencies": {"typescript": "6.0.0"}}'],
    ['/editor/package.json', '{"name": "editor", "engines": {"vscode": "^1.90.0"}, "dependencies": {"ws": "8.0.0"}}'],
    ['/window/package.json', '{"name": "window", "dependencies": {"ws": "8.0.0"}, "devDependencies": {"electron": "30.0.0"}}'],
    ['/relay/package.json', '{"name": "relay", "engines": {"node": ">=20"}, "dependencies": {"ws": "8.0.0"}, "devDependencies": {"typescript": "6.0.0"}}'],
    ['/plain/package.json', '{"name": "plain", "private": true}'],
  ])))
})
afterAll(() => {
  usePort(mapPort(new Map()))
})

const store = marked`
  import { readFileSync, writeFileSync } from 'node:fs'
  export class Invoices {
    async file(invoice) {
      writeFileSync(this.pathOf(invoice.id), await render(invoice))
      ~~~~~~~~~~~~~ inAsync
    }
    async find(id) {
      return parsed(this.pathOf(id))
    }
    pathOf(id) {
      return this.folder + '/' + id
    }
  }
  function parsed(path) {
    return JSON.parse(readFileSync(path, 'utf8'))
                      ~~~~~~~~~~~~ inAsync
  }
`

run(rule, {
  valid: [
    { name: 'methods of a package that depends on nothing that serves: its program may have one user', filename: '/press/src/invoices.js', code: store.code },
    { name: 'an extension of an editor, which talks to others and has one user', filename: '/editor/src/invoices.js', code: store.code },
    { name: 'a program in a window of its own', filename: '/window/src/invoices.js', code: store.code },
    { name: 'the same with tools alone', filename: '/forms/src/invoices.js', code: store.code },
    {
      name: 'a function of a server, which may be a step of its start',
      filename: '/shop/src/texts.js',
      code: text`
        import { readFileSync } from 'node:fs'
        export async function textsOf(language) {
          return { ...JSON.parse(readFileSync(language + '.json', 'utf8')), ...await ownTexts(language) }
        }
      `,
    },
    {
      name: 'what a server does once, before it serves',
      filename: '/shop/src/database.js',
      code: text`
        import { readdirSync, readFileSync } from 'node:fs'
        export class Database {
          async onApplicationBootstrap() {
            this.texts = JSON.parse(readFileSync('texts.json', 'utf8'))
          }
          async runMigrations() {
            for (const file of readdirSync('migrations')) await this.client.query(readFileSync(file, 'utf8'))
          }
          async applyMigrations() {
            return this.missing()
          }
          missing() {
            return readdirSync('migrations').length
          }
        }
      `,
    },
    {
      name: 'a question that the file system answers from memory',
      filename: '/shop/src/folders.js',
      code: text`
        import { existsSync } from 'node:fs'
        export class Folders {
          async has(name) {
            return existsSync(name)
          }
        }
      `,
    },
  ],
  invalid: [
    { name: 'methods of a package that depends on a server', filename: '/shop/src/invoices.js', ...store },
    { name: 'and of one that many connect to', filename: '/relay/src/invoices.js', ...store },
    { name: 'and of one of which nothing is known', filename: '/plain/src/invoices.js', ...store },
    {
      name: 'methods as arrows',
      filename: '/shop/src/drafts.js',
      ...marked`
        import { mkdirSync } from 'node:fs'
        export class Drafts {
          save = async (draft) => {
            mkdirSync(draft.folder, { recursive: true })
            ~~~~~~~~~ inAsync
            await this.write(draft)
          }
        }
      `,
    },
  ],
})
