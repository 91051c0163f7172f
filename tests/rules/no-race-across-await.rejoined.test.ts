import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A loop goes on by a mark that is taken back and put up again while it waits: the old run goes on beside the new one.

run(rule, {
  valid: [
    { name: 'each run has a mark of its own', options: [{ thorough: true }], code: text`
      export class Probe {
        #run = 0
        #running = false
        #ended = new AbortController()
        start() {
          this.#running = true
          this.#run++
          void this.#measure(this.#run)
        }
        async #measure(run) {
          while (this.#running && run === this.#run) await read()
        }
        begin() {
          this.#ended = new AbortController()
          void this.#listen(this.#ended.signal)
        }
        async #listen(signal) {
          while (this.#running && !signal.aborted) await hear()
        }
        stop() {
          this.#running = false
          this.#ended.abort()
        }
      }
    ` },
    { name: 'who stops it waits for its end, or can, and who begins asks whether it is over', options: [{ thorough: true }], code: text`
      export class Probe {
        #running = false
        #measuring = Promise.resolve()
        start() {
          this.#running = true
          this.#measuring = this.#measure()
        }
        async #measure() {
          while (this.#running) await read()
        }
        async stop() {
          this.#running = false
          await this.#measuring
        }
      }
      export class Feed {
        #wanted = false
        #busy = false
        start() {
          this.#wanted = true
          if (this.#busy) return
          void this.#pump()
        }
        async #pump() {
          this.#busy = true
          while (this.#wanted) await read()
          this.#busy = false
        }
        stop() {
          this.#wanted = false
        }
      }
    ` },
    { name: 'the loop lets one run in only, or lowers the mark of its end itself', options: [{ thorough: true }], code: text`
      export class Outbox {
        #running = true
        #sending = false
        start() {
          this.#running = true
          void this.send()
        }
        stop() {
          this.#running = false
        }
        send = async () => {
          if (this.#sending || !this.#running) return
          this.#sending = true
          try {
            while (this.#running) {
              const letter = await this.first()
              if (letter === null) break
              await post(letter)
            }
          } finally {
            this.#sending = false
          }
        }
      }
      export class Fetcher {
        stopping = false
        async start() {
          while (!this.stopping) await fetchNext()
          this.stopping = false
        }
        stop() {
          this.stopping = true
        }
      }
    ` },
    { name: 'who runs the loop has the promise of its end', options: [{ thorough: true }], code: text`
      export class Kiln {
        #watching = false
        async watch(tell) {
          if (this.#watching) return
          this.#watching = true
          try {
            while (this.#watching) tell(await heat())
          } finally {
            this.#watching = false
          }
        }
        stop() {
          this.#watching = false
        }
      }
    ` },
    { name: 'nobody begins it again: it is begun where it is made, or gone for good, or nothing is waited for', options: [{ thorough: true }], code: text`
      export class Probe {
        #running = false
        constructor() {
          this.#running = true
          void this.#measure()
        }
        async #measure() {
          while (this.#running) await read()
        }
        stop() {
          this.#running = false
        }
      }
      export class Feed {
        #open = false
        start() {
          this.#open = true
          void this.#pump()
        }
        async #pump() {
          while (this.#open) await read()
        }
        dispose() {
          this.#open = false
        }
      }
      export async function each(rows) {
        let going = true
        for (const row of rows) {
          if (!going) break
          await handle(row)
        }
        return () => { going = false }
      }
    ` },
    { name: 'nothing proves that it is begun again so soon', code: text`
      export class Probe {
        running = false
        async start() {
          this.running = true
          while (this.running) await read()
        }
        stop() {
          this.running = false
        }
      }
    ` },
  ],
  invalid: [
    {
      name: 'a field, put up by who begins the loop',
      options: [{ thorough: true }],
      ...marked`
        export class Feed {
          #ended = false
          open() {
            this.#ended = false
            this.#pump().catch(log)
          }
          async #pump() {
            for (;;) {
              if (this.#ended) return
                  ~~~~~~~~~~~ rejoined {"place": "this.#ended", "read": "line 4", "wait": "line 10", "other": "line 14"}
              await read()
            }
          }
          close() {
            this.#ended = true
          }
        }
      `,
    },
    {
      name: 'what is under way stands in a set, by its name',
      options: [{ thorough: true }],
      ...marked`
        const underWay = new Set()
        export async function upload(album, files) {
          if (underWay.has(album)) throw new Error('under way')
          underWay.add(album)
          try {
            for (const file of files) {
              if (!underWay.has(album)) break
                   ~~~~~~~~~~~~~~~~~~~ rejoined {"place": "underWay", "read": "line 4", "wait": "line 8", "other": "line 15"}
              await send(file)
            }
          } finally {
            underWay.delete(album)
          }
        }
        export const cancel = (album) => {
          underWay.delete(album)
        }
      `,
    },
  ],
})
