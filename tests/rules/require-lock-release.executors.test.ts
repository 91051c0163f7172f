import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is given back by the callbacks that settle a promise: by each of them, or by some.

run(rule, {
  valid: [
    {
      name: 'each callback gives it back, all of them call what does, or the end does that always comes',
      code: text`
        import { Sema } from 'async-sema'
        const slots = new Sema(4)
        export async function each(source) {
          await slots.acquire()
          return new Promise((resolve, reject) => {
            source.on('error', (error) => {
              slots.release()
              reject(error)
            })
            source.on('end', () => {
              slots.release()
              resolve()
            })
          })
        }
        export async function one(source) {
          await slots.acquire()
          return new Promise((resolve, reject) => {
            const finish = (error) => {
              slots.release()
              if (error) reject(error)
              else resolve()
            }
            source.on('error', finish)
            source.on('end', () => finish())
          })
        }
        export async function both(source) {
          await slots.acquire()
          return new Promise((resolve, reject) => {
            source.on('error', reject)
            source.on('error', () => slots.release())
            source.on('end', () => {
              slots.release()
              resolve()
            })
          })
        }
        export async function closed(source) {
          await slots.acquire()
          return new Promise((resolve, reject) => {
            source.on('error', reject)
            source.on('end', resolve)
            source.on('close', () => slots.release())
          })
        }
        export async function after(source) {
          await slots.acquire()
          return new Promise((resolve, reject) => {
            source.on('error', reject)
            source.on('end', resolve)
          }).finally(() => slots.release())
        }
      `,
    },
    {
      name: 'whatever settles the promise, it is given back when what was begun is over',
      code: text`
        import { Sema } from 'async-sema'
        const slots = new Sema(4)
        export async function send(mail, sender) {
          await slots.acquire()
          return new Promise((resolve, reject) => {
            let stop
            sender.send(mail, (state) => {
              if (!state.isSent) return
              stop()
              resolve(state)
            })
              .then((end) => {
                stop = end
              })
              .catch((error) => reject(new Error('not sent', { cause: error })))
              .finally(() => slots.release())
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'it is given back only where what was begun goes well',
      ...marked`
        import { Sema } from 'async-sema'
        const slots = new Sema(4)
        export async function send(mail, sender) {
          await slots.acquire()
                ~~~~~~~~~~~~~ settled {"what": "\u0060slots\u0060", "line": "line 7", "by": "resolve", "exit": "line 6", "harm": "it stays locked, and whoever wants it next waits for ever"}
          return new Promise((resolve, reject) => {
            sender.send(mail, (state) => resolve(state))
              .then(() => slots.release())
          })
        }
      `,
    },
    {
      name: 'handed on as it is, and called in a callback of its own',
      ...marked`
        import https from 'node:https'
        import { Sema } from 'async-sema'
        const slots = new Sema(4)
        export async function load(url) {
          await slots.acquire()
                ~~~~~~~~~~~~~ settled {"what": "\u0060slots\u0060", "line": "line 9", "by": "reject", "exit": "line 13", "harm": "it stays locked, and whoever wants it next waits for ever"}
          return new Promise((resolve, reject) => {
            const request = https.get(url, (response) => {
              response.on('end', () => {
                slots.release()
                resolve()
              })
            })
            request.on('error', reject)
          })
        }
        export async function send(socket, text) {
          await slots.acquire()
                ~~~~~~~~~~~~~ settled {"what": "\u0060slots\u0060", "line": "line 20", "by": "reject", "exit": "line 23", "harm": "it stays locked, and whoever wants it next waits for ever"}
          await new Promise((resolve, reject) => {
            socket.once('drain', () => {
              slots.release()
              resolve()
            })
            socket.once('error', (error) => reject(new Error('lost', { cause: error })))
            socket.write(text)
          })
        }
      `,
    },
  ],
})
