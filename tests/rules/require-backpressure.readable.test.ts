import rule from '../../src/rules/require-backpressure.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A loop that reads what a source has, whenever it has something.
run(rule, {
  valid: [
    { name: 'it stops when there is enough', code: text`
      import { Readable } from 'node:stream'
      export class Both extends Readable {
        constructor(first) {
          super()
          this.first = first
          first.on('readable', () => this.fill())
        }
        _read() { this.fill() }
        fill() {
          let piece
          while ((piece = this.first.read()) !== null) if (!this.push(piece)) return
        }
      }
    ` },
    { name: 'what a source tells at its end', code: text`
      import { Readable } from 'node:stream'
      export class Probe extends Readable {
        constructor(sensor) {
          super({ objectMode: true })
          sensor.on('close', () => { this.push({ closed: true }) })
        }
        _read() {}
      }
    ` },
    { name: 'the source is told to pause', code: text`
      import { Readable } from 'node:stream'
      export class Probe extends Readable {
        constructor(sensor) {
          super({ objectMode: true })
          sensor.on('reading', (reading) => { if (!this.push(reading)) sensor.pause() })
        }
        _read() {}
      }
    ` },
  ],
  invalid: [
    { name: 'a source with events of its own', ...marked`
      import { Readable } from 'node:stream'
      export class Probe extends Readable {
        constructor(sensor) {
          super({ objectMode: true })
          sensor.on('reading', (reading) => { this.push(reading) })
                                              ~~~~~~~~~ push
        }
        _read() {}
      }
    ` },
    { name: 'all that there is goes on', ...marked`
      import { Readable } from 'node:stream'
      export class Both extends Readable {
        constructor(first) {
          super()
          first.on('readable', () => {
            let piece
            while ((piece = first.read()) !== null) this.push(piece)
                                                    ~~~~~~~~~ push
          })
        }
        _read() {}
      }
    ` },
    { name: 'into a stream that says when it is full', ...marked`
      import { createWriteStream } from 'node:fs'
      export function keep(source, path) {
        const out = createWriteStream(path)
        source.on('readable', () => {
          let piece
          while ((piece = source.read()) !== null) out.write(piece)
                                                   ~~~~~~~~~ write
        })
      }
    ` },
  ],
})

// ---------------------------------------------------------------- as long as there is something

run(rule, {
  valid: [
    {
      name: 'until it is told that there is enough, one for each call, or a few',
      code: text`
        import { Readable } from 'node:stream'
        export class Steps extends Readable {
          at = 0
          constructor(end) {
            super()
            this.end = end
          }
          _read() {
            while (this.at < this.end) if (!this.push(String(this.at++))) return
            this.push(null)
          }
        }
        export const letters = (left) => new Readable({
          read() {
            const letter = left.shift()
            this.push(letter ?? null)
          },
        })
        export class Header extends Readable {
          _read() {
            for (const line of ['name', 'date', 'sum']) this.push(line)
            this.push(null)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'all of it at once, whatever the stream answers',
      ...marked`
        import { Readable } from 'node:stream'
        export class Steps extends Readable {
          at = 0
          constructor(end) {
            super()
            this.end = end
          }
          _read() {
            while (this.at < this.end) this.push(String(this.at++))
                                       ~~~~~~~~~ push
            this.push(null)
          }
        }
        export const countdown = (from) => new Readable({
          read() {
            while (from-- > 0) this.push(String(from))
                               ~~~~~~~~~ push
            this.push(null)
          },
        })
      `,
    },
  ],
})
