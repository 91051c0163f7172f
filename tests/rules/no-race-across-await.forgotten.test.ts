import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What each run ends and makes anew, and what an older run, or a listener of the old one, forgets when the new one is there.

run(rule, {
  valid: [
    {
      name: 'an object that is asked whose it is',
      options: [{ thorough: true }],
      code: text`
        export class Radio {
          playing = null
          async play(song) {
            this.playing?.stopping.abort()
            const stopping = new AbortController()
            this.playing = { song, stopping }
            try {
              await this.send(song, stopping.signal)
            } finally {
              if (this.playing?.stopping === stopping) this.playing = null
            }
          }
        }
      `,
    },
    {
      name: 'an object none of whose fields is ended',
      options: [{ thorough: true }],
      code: text`
        export class Radio {
          playing = null
          async play(song) {
            this.playing?.log.note('next')
            const log = makeLog()
            this.playing = { song, log }
            try {
              await this.send(song, log)
            } finally {
              this.playing = null
            }
          }
        }
      `,
    },
    {
      name: 'who forgets it looks whether it is still his own, or comes there only where nobody has ended it',
      options: [{ thorough: true }],
      code: text`
        export class Finder {
          asking = null
          async find(words) {
            this.asking?.abort()
            const own = (this.asking = new AbortController())
            try {
              return await fetch('/find?q=' + words, { signal: own.signal })
            } finally {
              if (this.asking === own) this.asking = null
            }
          }
        }
        export class Index {
          asking = null
          async load(page) {
            this.asking?.abort()
            this.asking = new AbortController()
            try {
              const answer = await fetch(page, { signal: this.asking.signal })
              this.asking = null
              return answer
            } catch (error) {
              if (error.name === 'AbortError') return undefined
              this.asking = null
              throw error
            }
          }
        }
      `,
    },
    {
      name: 'nobody else is let in while one is there, or none is ended for a new one',
      options: [{ thorough: true }],
      code: text`
        export class Radio {
          line = null
          tune(url) {
            if (this.line) return
            this.line = new WebSocket(url)
            this.line.onclose = () => { this.line = null }
          }
          off() {
            this.line?.close()
          }
        }
      `,
    },
    {
      name: 'the listener of the old one is taken away before, or asks whom it has heard',
      options: [{ thorough: true }],
      code: text`
        export class Radio {
          line = null
          tune(url) {
            this.off()
            const line = new WebSocket(url)
            line.addEventListener('close', () => { this.line = null })
            this.line = line
          }
          off() {
            if (!this.line) return
            this.line.onclose = null
            this.line.close()
            this.line = null
          }
        }
        export class Phone {
          call = null
          dial(number) {
            this.call?.end()
            const call = connect(number)
            call.on('end', () => { if (this.call === call) this.call = null })
            this.call = call
          }
        }
        export class Horn {
          blast = null
          blow() {
            this.blast?.removeAllListeners()
            this.blast?.stop()
            this.blast = sound()
            this.blast.on('end', () => { this.blast = null })
          }
        }
      `,
    },
    {
      name: 'one entry that is compared, and a timer that forgets itself before it waits',
      options: [{ thorough: true }],
      code: text`
        export class Previews {
          running = new Map()
          async load(id) {
            this.running.get(id)?.abort()
            const own = new AbortController()
            this.running.set(id, own)
            try {
              return await fetch('/previews/' + id, { signal: own.signal })
            } finally {
              if (this.running.get(id) === own) this.running.delete(id)
            }
          }
        }
        export class Pages {
          timer = null
          touch() {
            if (this.timer) clearTimeout(this.timer)
            this.timer = setTimeout(async () => {
              this.timer = null
              await this.save()
            }, 300)
          }
        }
      `,
    },
    {
      name: 'the listener hears of something else',
      options: [{ thorough: true }],
      code: text`
        export class Phone {
          call = null
          dial(number, house) {
            this.call?.end()
            this.call = connect(number)
            house.on('close', () => { this.call = null })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an object with what the next run ends in it',
      ...marked`
        export class Radio {
          playing = null
          async play(song) {
            this.playing?.stopping.abort()
            const stopping = new AbortController()
            this.playing = { song, stopping }
            try {
              await this.send(song, stopping.signal)
            } finally {
              this.playing = null
              ~~~~~~~~~~~~ forgotten {"who":"${'`play`'}","place":"this.playing","read":"line 4","wait":"line 8"}
            }
          }
          get isOn() {
            return this.playing !== null
          }
        }
      `,
    },
    {
      name: 'in a finally of a run that was broken off',
      ...marked`
        export class Finder {
          asking = null
          async find(words) {
            this.asking?.abort()
            this.asking = new AbortController()
            try {
              return await fetch('/find?q=' + words, { signal: this.asking.signal })
            } finally {
              this.asking = null
              ~~~~~~~~~~~ forgotten {"who": "${'`find`'}", "place": "this.asking", "read": "line 4", "wait": "line 7", "other": ""}
            }
          }
        }
      `,
    },
    {
      name: 'in a finally of promises, and behind a catch that goes on',
      ...marked`
        let asking = null
        export function show(page, draw) {
          if (asking) asking.abort()
          asking = new AbortController()
          return fetch(page, { signal: asking.signal }).then(draw).finally(() => {
            asking = undefined
            ~~~~~~ forgotten {"who": "${'`show`'}", "place": "asking", "read": "line 3", "wait": "line 5", "other": ""}
          })
        }
        let counting = null
        export async function count(page) {
          counting?.abort()
          counting = new AbortController()
          try {
            tell(await fetch(page, { signal: counting.signal }))
          } catch (error) {
            console.error(error)
          }
          counting = null
          ~~~~~~~~ forgotten {"who": "${'`count`'}", "place": "counting", "read": "line 11", "wait": "line 14", "other": ""}
        }
      `,
    },
    {
      name: 'behind the end that the run itself waits for',
      ...marked`
        import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        export class Drummer {
          async play(song) {
            this.drum?.kill()
            this.drum = spawn('drum', [song])
            await once(this.drum, 'exit')
            this.drum = undefined
            ~~~~~~~~~ forgotten {"who": "${'`play`'}", "place": "this.drum", "read": "line 5", "wait": "line 7", "other": ""}
          }
        }
      `,
    },
    {
      name: 'of one entry, and behind a test that lets one way out alone',
      ...marked`
        export class Previews {
          running = new Map()
          async load(id) {
            this.running.get(id)?.abort()
            const own = new AbortController()
            this.running.set(id, own)
            try {
              return await fetch('/previews/' + id, { signal: own.signal })
            } finally {
              this.running.delete(id)
              ~~~~~~~~~~~~~~~~~~~~~~~ forgotten {"who": "${'`load`'}", "place": "this.running[id]", "read": "line 4", "wait": "line 8", "other": ""}
            }
          }
        }
        let asking
        export async function ask(url) {
          if (asking) asking.abort()
          asking = new AbortController()
          try {
            return await fetch(url, { signal: asking.signal })
          } catch (error) {
            if (error.name !== 'AbortError') throw error
          } finally {
            asking = null
            ~~~~~~ forgotten {"who": "${'`ask`'}", "place": "asking", "read": "line 16", "wait": "line 19", "other": ""}
          }
        }
      `,
    },
    {
      name: 'by the timer itself, behind a wait of its own',
      ...marked`
        export class Pages {
          timer = null
          touch() {
            if (this.timer) clearTimeout(this.timer)
            this.timer = setTimeout(async () => {
              await this.save()
              this.timer = null
              ~~~~~~~~~~ forgotten {"who": "${'`touch`'}", "place": "this.timer", "read": "line 4", "wait": "line 6", "other": ""}
            }, 300)
          }
          close() {
            clearTimeout(this.timer)
          }
        }
      `,
    },
    {
      name: 'where the old one has come to its end before, the wait for that is the fault',
      options: [{ thorough: true }],
      ...marked`
        import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        export class Drummer {
          drum = undefined
          async play(song) {
            if (this.drum) {
              this.drum.kill()
              await once(this.drum, 'exit')
            }
            this.drum = spawn('drum', [song])
            ~~~~~~~~~ reopened
            this.drum.on('exit', () => { this.drum = undefined })
          }
        }
      `,
    },
    {
      name: 'by a listener of the old one',
      ...marked`
        export class Radio {
          line = null
          tune(url) {
            this.line?.close()
            this.line = new WebSocket(url)
            this.line.onclose = () => { this.line = null }
                                        ~~~~~~~~~ misheard {"who": "${'`tune`'}", "place": "this.line", "read": "line 4", "wait": "line 6", "other": ""}
          }
        }
        export class Phone {
          call = null
          dial(number) {
            this.hangUp()
            const call = connect(number)
            call.on('end', () => { this.call = null })
                                   ~~~~~~~~~ misheard {"who": "${'`dial`'}", "place": "this.call", "read": "line 12", "wait": "line 14", "other": ""}
            this.call = call
          }
          hangUp() {
            this.call?.end()
            this.call = null
          }
        }
      `,
    },
  ],
})
