import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Runs that the platform lets come one after the other.

const pins = (begin: string): string => text`
  export class Pins {
    pinned = new Set()
    constructor(bar) {
      this.bar = bar
      setInterval(() => this.schedule(), 1000)
    }
    schedule() {
      const update = async () => {
        await this.update()
      }
      ${begin}
    }
    async update() {
      for (const pin of this.pinned) await this.bar.write(pin)
      this.pinned.clear()
      for (const pin of await this.bar.show()) this.pinned.add(pin)
    }
  }
`

const visits = (count: string): string => text`
  import { readFile, writeFile } from 'node:fs/promises'
  const file = new URL('visits.json', import.meta.url)
  function apply(mutate) {
    return readFile(file, 'utf8').then(async (text) => {
      const visits = JSON.parse(text)
      mutate(visits)
      await writeFile(file, JSON.stringify(visits))
    })
  }
  let tail = Promise.resolve()
  function change(mutate) {
    const run = tail.then(() => apply(mutate))
    tail = run.catch(() => undefined)
    return run
  }
  addEventListener('visit', ({ id }) => {
    ${count}
  })
`

run(rule, {
  valid: [
    {
      name: 'a stream hands over the next chunk when the last one is acknowledged',
      code: text`
        import { Writable } from 'node:stream'
        export class Splitter extends Writable {
          header = false
          _write(chunk, encoding, callback) {
            this.consume(chunk).then(() => callback(), callback)
          }
          async consume(chunk) {
            if (!this.header) {
              await this.copy(chunk)
              this.header = true
            }
          }
        }
      `,
    },
    {
      name: 'each run hangs on the one before, by its name',
      code: pins('this.last = (this.last ?? Promise.resolve()).then(update, update)'),
    },
    {
      name: 'what hangs on a promise that the one whose turn it is waits for',
      code: visits("change((visits) => { visits[id] = (visits[id] ?? 0) + 1 })"),
    },
    {
      name: 'the same behind a lock',
      code: visits("navigator.locks.request('visits', () => apply((visits) => { visits[id] = (visits[id] ?? 0) + 1 }))"),
    },
  ],
  invalid: [
    {
      name: 'what hangs on a promise, and nobody waits for the one before',
      code: visits('apply((visits) => { visits[id] = (visits[id] ?? 0) + 1 })'),
      errors: [{ messageId: 'lost', line: 7, column: 11 }],
    },
    {
      name: 'each run is begun at once',
      code: pins('this.update()'),
      errors: [{ messageId: 'resent', line: 15, column: 5 }],
    },
    {
      name: 'a stream that asks for the next chunk before its work is done',
      ...marked`
        import { Writable } from 'node:stream'
        export class Splitter extends Writable {
          header = false
          _write(chunk, encoding, callback) {
            this.consume(chunk).catch((error) => this.destroy(error))
            callback()
          }
          async consume(chunk) {
            if (!this.header) {
              await this.copy(chunk)
              this.header = true
              ~~~~~~~~~~~ done
            }
          }
        }
      `,
      options: [{ thorough: true }],
    },
  ],
})

// ---------------------------------------------------------------- streams of the web platform

/** A source of pages that goes on where it has stopped, and what is made of it. */
const pages = (head: string, make: string, method = 'pull'): string => text`
  ${head} {
    mark = 0
    async ${method}(controller) {
      const found = await this.find(this.mark)
      controller.enqueue(found)
      this.mark = this.mark + await this.measure(found)
    }
  }
  ${make}
`

const lost = { errors: [{ messageId: 'lost', line: 6, column: 5 }] }

run(rule, {
  valid: [
    { name: 'a source that the file makes a stream of', code: pages('export class Pages', 'export const open = () => new ReadableStream(new Pages())') },
    { name: 'a source by a name', code: pages('class Pages', 'const pages = new Pages()\nexport const stream = new ReadableStream(pages)\nexport { Pages }') },
    { name: 'a source by its type', code: pages('export class Pages implements UnderlyingSource<string>', ''), language: 'ts' },
    {
      name: 'an object',
      code: text`
        let mark = 0
        export const stream = new ReadableStream({
          async pull(controller) { mark = mark + await send(controller, mark) },
        })
        export const sink = new WritableStream({
          async write(chunk) { mark = mark + await store(chunk, mark) },
        })
      `,
    },
  ],
  invalid: [
    { name: 'a method that is no part of one', code: pages('export class Pages', 'export const open = () => new ReadableStream(new Pages())', 'more'), ...lost },
    { name: 'a class that no stream is made of', code: pages('export class Pages', ''), ...lost },
    { name: 'another stream', code: pages('export class Pages', 'export const open = () => new WritableStream(new Pages())'), ...lost },
  ] as never,
})

// ---------------------------------------------------------------- what says by its name that it is a lock

run(rule, {
  valid: [
    {
      name: 'a function that a lock runs',
      options: [{ thorough: true }],
      code: text`
        const pictures = new Map()
        export function draw(parts, lock, picture) {
          parts.forEach((part) => {
            lock.run(async () => {
              if (!pictures.has(part.text)) pictures.set(part.text, await picture(part.text))
            })
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'blocks are none',
      options: [{ thorough: true }],
      ...marked`
        const pictures = new Map()
        export function draw(blocks, picture) {
          blocks.forEach(async (block) => {
            if (!pictures.has(block.text)) pictures.set(block.text, await picture(block.text))
                                           ~~~... filled
          })
        }
      `,
    },
  ],
})
