import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What the platform or a module has, which is replaced while something runs, and put back.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'put back before anything is waited for',
      options: thorough,
      code: text`
        export async function hush(sing) {
          const log = console.log
          console.log = () => {}
          const song = sing()
          console.log = log
          await song
        }
      `,
    },
    {
      name: 'of what the caller has given',
      options: thorough,
      code: text`
        export async function hush(choir, sing) {
          const volume = choir.volume
          choir.volume = 0
          await sing()
          choir.volume = volume
        }
      `,
    },
    {
      name: 'one after the other',
      options: thorough,
      code: text`
        import { Mutex } from 'async-mutex'
        const turn = new Mutex()
        export const hush = (sing) => turn.runExclusive(async () => {
          const log = console.log
          console.log = () => {}
          try {
            await sing()
          } finally {
            console.log = log
          }
        })
      `,
    },
    {
      name: 'who is there already keeps others out',
      options: thorough,
      code: text`
        let isHushed = false
        export async function hush(sing) {
          if (isHushed) throw new Error('hush')
          isHushed = true
          const log = console.log
          console.log = () => {}
          try {
            await sing()
          } finally {
            console.log = log
            isHushed = false
          }
        }
      `,
    },
    {
      name: 'a helper whose answer is called for each run by itself, before it waits',
      options: thorough,
      code: text`
        function hush() {
          const log = console.log
          console.log = () => {}
          return () => {
            console.log = log
          }
        }
        export async function listen(sing) {
          const undo = hush()
          const song = sing()
          undo()
          return await song
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a member of the platform',
      options: thorough,
      ...marked`
        export async function hush(sing) {
          const log = console.log
          console.log = () => {}
          try {
            await sing()
          } finally {
            console.log = log
            ~~~~~~~~~~~ lent {"who":"\u0060hush\u0060","place":"console.log","read":"line 2","wait":"line 5"}
          }
        }
      `,
    },
    {
      name: 'the environment of the process',
      options: thorough,
      ...marked`
        import process from 'node:process'
        export async function inTone(tone, sing) {
          const before = process.env.TONE
          process.env.TONE = tone
          const song = await sing()
          process.env.TONE = before
          ~~~~~~~~~~~~~~~~ lent {"who":"\u0060inTone\u0060","place":"process.env.TONE","read":"line 3","wait":"line 5"}
          return song
        }
      `,
    },
    {
      name: 'what a helper replaces in a module, and puts back when its answer is called',
      options: thorough,
      ...marked`
        import Module from 'node:module'
        function replace(resolve) {
          const before = Module._resolveFilename
          Module._resolveFilename = resolve(before)
          return () => {
            Module._resolveFilename = before
          }
        }
        export async function load(id) {
          const undo = replace((next) => (...given) => next(...given))
          try {
            return await import(id)
          } finally {
            undo()
            ~~~~~~ lent {"who":"\u0060load\u0060","place":"Module._resolveFilename","read":"line 10","wait":"line 12"}
          }
        }
      `,
    },
    {
      name: 'a listener that may come again meanwhile, without thorough',
      ...marked`
        import { ipcMain } from 'electron'
        ipcMain.handle('hush', async (event, song) => {
          const log = console.log
          console.log = () => {}
          await play(song)
          console.log = log
          ~~~~~~~~~~~ lent {"who":"This callback","place":"console.log","read":"line 3","wait":"line 5"}
        })
      `,
    },
  ],
})
