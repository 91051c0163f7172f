import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- events that are answered

run(rule, {
  valid: [
    {
      name: 'an event that nobody answers: the emitter may be of this process',
      code: text`
        import fs from 'node:fs'
        export function follow(socket) {
          socket.on('rename', (folder) => {
            show(fs.readdirSync(folder))
          })
        }
      `,
    },
    {
      name: 'an emitter that is called something else',
      code: text`
        import fs from 'node:fs'
        export function follow(steps) {
          steps.on('rename', (folder, done) => {
            done(fs.readdirSync(folder))
          })
        }
      `,
    },
    {
      name: 'a socket that this file has made',
      code: text`
        import fs from 'node:fs'
        import { createEmitter } from './emitter.js'
        export function follow() {
          const socket = createEmitter()
          socket.on('rename', (folder, done) => done(fs.readdirSync(folder)))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the other end has sent it and waits for the answer',
      ...marked`
        import fs from 'node:fs'
        export function shareFolders(socket, server) {
          socket.on('listFolder', (folder, acknowledge) => {
            const names = fs.readdirSync(folder)
                          ~~~~~~~~~~~~~~ blocks
            acknowledge({ ok: true, names })
          })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- callbacks that are told an error first

run(rule, {
  valid: [
    {
      name: 'what the disk has answered is gone through with the disk, for those who do not ask for more',
      code: text`
        import fs from 'node:fs'
        export function folders(root, done) {
          fs.readdir(root, (error, names) => {
            done(error, (names ?? []).filter((name) => fs.statSync(name).isDirectory()))
          })
        }
      `,
    },
    {
      name: 'the same, asynchronously',
      options: [{ thorough: true }],
      code: text`
        import fs from 'node:fs'
        export function folders(root, done) {
          fs.readdir(root, { withFileTypes: true }, (error, entries) => {
            done(error, (entries ?? []).filter((entry) => entry.isDirectory()))
          })
        }
      `,
    },
    {
      name: 'a callback of something that may call it at once',
      options: [{ thorough: true }],
      code: text`
        import fs from 'node:fs'
        import { each } from './each.js'
        export function sizes(names) {
          each(names, (error, name) => note(name, fs.statSync(name).size))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the disk is asked, and waited for after all for each name',
      options: [{ thorough: true }],
      ...marked`
        import fs from 'node:fs'
        export class Tree {
          folders(root) {
            return new Promise((resolve) => {
              fs.readdir(root, (error, names) => {
                if (error) return resolve([])
                const found = []
                names.forEach((name) => {
                  if (fs.statSync(name).isDirectory()) found.push(name)
                      ~~~~~~~~~~~ blocks
                })
                resolve(found)
              })
            })
          }
        }
      `,
    },
    {
      name: 'the same with a package that has the callbacks of Node',
      options: [{ thorough: true }],
      ...marked`
        import * as files from 'fs-extra'
        export function sizes(root, done) {
          files.readdir(root, (error, names) => {
            done(error, names.map((name) => files.statSync(name).size))
                                            ~~~~~~~~~~~~~~ blocks
          })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- questions of a program that is run for one of them

const asking = (runs: string): string => text`
  import { writeFileSync } from 'node:fs'
  import { request } from 'node:http'
  function fail() {
    process.exitCode = 1
  }
  function ask(words) {
    const question = request({ socketPath: words[0], method: 'POST' }, (answer) => {
      if (answer.statusCode !== 200) return fail()
      let secret = ''
      answer.on('data', (part) => secret += part)
      answer.on('end', () => {
        writeFileSync(words[1], secret)
        process.exit(0)
      })
    })
    question.end()
  }
  ${runs}
`

run(rule, {
  valid: [{ name: 'with the answer it is over', code: asking('ask(words())') }],
  invalid: [{ name: 'asked again and again', code: asking('for (const words of all()) ask(words)'), errors: [{ messageId: 'blocks', line: 12, column: 7 }] }],
})
