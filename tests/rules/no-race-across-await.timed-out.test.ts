import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rounds that ask again and again, and a second timer that gives up: while a round waits there is no timer to clear.

const mined = (round: string, giveUp = 'clearTimeout(next); resolve(undefined)', more = ''): string => text`
  export function mined(chain, id, patience) {
    return new Promise((resolve, reject) => {
      let next
      let over = false
      ${more}
      const last = setTimeout(() => { ${giveUp} }, patience)
      const look = async () => {
        try {
          ${round}
          next = setTimeout(look, 500)
        } catch (error) {
          reject(error)
        }
      }
      void look()
    })
  }
`

const ASKED = 'const block = await chain.find(id); if (block) { clearTimeout(last); resolve(block); return }'

run(rule, {
  valid: [
    { name: 'a flag that the end raises is asked behind the wait', code: mined(`${ASKED} if (over) return;`, 'over = true; clearTimeout(next); resolve(undefined)') },
    { name: 'or at the head of the next round', code: mined(`if (over) return; ${ASKED}`, 'over = true; clearTimeout(next); resolve(undefined)') },
    { name: 'what is given up is not settled: it is only asked at once', code: mined(ASKED, 'clearTimeout(next); void look()') },
    { name: 'the rounds look at the clock themselves', code: mined(`if (Date.now() > started + patience) return; ${ASKED}`, undefined, 'const started = Date.now()') },
    { name: 'they are counted', code: mined(`if (++rounds > 20) return; ${ASKED}`, undefined, 'let rounds = 0') },
    { name: 'a round does not wait', code: mined('const block = chain.find(id); if (block) { resolve(block); return }') },
    {
      name: 'the end breaks off what the round waits for',
      code: mined('const block = await chain.find(id, { signal: breaker.signal }); if (block) { resolve(block); return }', 'breaker.abort(); clearTimeout(next); resolve(undefined)', 'const breaker = new AbortController()'),
    },
    {
      name: 'a timer that is put off with each key',
      code: text`
        export function follow(field, ask) {
          let next
          const look = async () => {
            await ask(field.value)
            next = setTimeout(look, 500)
          }
          field.onkeydown = () => { clearTimeout(next); setTimeout(() => { clearTimeout(next); void look() }, 10) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a round that waits when the time is up goes on for ever',
      ...marked`
        export function mined(chain, id, patience) {
          return new Promise((resolve, reject) => {
            let last
            let next
            if (patience > 0) {
              last = setTimeout(() => {
                clearTimeout(next)
                resolve(undefined)
              }, patience)
            }
            const look = async () => {
              try {
                const block = await chain.find(id)
                if (block) {
                  if (last !== undefined) clearTimeout(last)
                  resolve(block)
                  return
                }
                clearTimeout(next)
                next = setTimeout(look, 500)
                       ~~~~~~~~~~~~~~~~~~~~~ rearmed {"place": "next", "wait": "line 13", "other": "line 7", "who": "\u0060look\u0060"}
              } catch (error) {
                reject(error)
              }
            }
            void look()
          })
        }
      `,
    },
    {
      name: 'the promise is rejected',
      ...marked`
        export const ready = (server, patience) => new Promise((resolve, reject) => {
          let next
          const last = setTimeout(() => {
            clearTimeout(next)
            reject(new Error('no answer'))
          }, patience)
          async function ask() {
            if (await server.answers()) {
              clearTimeout(last)
              return resolve()
            }
            next = setTimeout(() => void ask(), 100)
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ rearmed {"place": "next", "wait": "line 8", "other": "line 4", "who": "\u0060ask\u0060"}
          }
          void ask()
        })
      `,
    },
  ],
})
