import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Sends a job with options that may hold a function. */
const encoder = text`
  export interface Settings { rate: number; onStep?: (done: number) => void }
  export class Encoder {
    #worker = new Worker(new URL('./encode.js', import.meta.url))
    encode(blob: Blob, settings: Settings): void { this.#send('encode', { blob, settings }) }
    #send(kind: string, job: object): void { this.#worker.postMessage({ kind, ...job }) }
  }
`

// Functions that a type lets callers give, and that one of them gives.
run(rule, {
  valid: [
    { name: 'nobody gives one', code: `${encoder}\nexport const start = (encoder: Encoder, blob: Blob) => encoder.encode(blob, { rate: 48 })`, language: 'ts' },
    { name: 'given by nobody in sight', code: `${encoder}\nexport const start = (encoder: Encoder, blob: Blob, settings: Settings) => encoder.encode(blob, settings)`, language: 'ts' },
    { name: 'taken out before it is sent', code: text`
      export interface Settings { rate: number; onStep?: (done: number) => void }
      export class Encoder {
        #worker = new Worker(new URL('./encode.js', import.meta.url))
        #steps: ((done: number) => void)[] = []
        encode(blob: Blob, { onStep, ...settings }: Settings): void {
          if (onStep) this.#steps.push(onStep)
          this.#worker.postMessage({ blob, settings })
        }
      }
      export const start = (encoder: Encoder, blob: Blob) => encoder.encode(blob, { rate: 48, onStep: console.log })
    `, language: 'ts' },
    { name: 'given to another class', code: text`
      ${encoder}
      declare class Player { encode(blob: Blob, settings: Settings): void }
      export const start = (player: Player, blob: Blob) => player.encode(blob, { rate: 48, onStep: (done) => console.log(done) })
    `, language: 'ts' },
  ],
  invalid: [
    {
      name: 'the caller is the fault',
      ...marked`
        export interface Settings { rate: number; onStep?: (done: number) => void }
        export class Encoder {
          #worker = new Worker(new URL('./encode.js', import.meta.url))
          encode(blob: Blob, settings: Settings): Promise<void> {
            return new Promise((resolve) => {
              this.#worker.onmessage = () => resolve()
              this.#send('encode', { blob, settings })
            })
          }
          #send(kind: string, job: object): void { this.#worker.postMessage({ kind, ...job }) }
        }
        export const start = (encoder: Encoder, blob: Blob, bar: HTMLProgressElement) => encoder.encode(blob, {
          rate: 48,
          onStep: (done) => { bar.value = done },
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        })
      `,
      language: 'ts',
    },
    {
      name: 'also where what is feared is reported',
      ...marked`
        interface Settings { rate: number; onStep?(done: number): void }
        const worker = new Worker(new URL('./encode.js', import.meta.url))
        export function encode(blob: Blob, settings: Settings) { worker.postMessage({ blob, settings }) }
        export function start(blob: Blob, bar: HTMLProgressElement) {
          encode(blob, { rate: 48, onStep(done) { bar.value = done } })
                                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        }
      `,
      language: 'ts',
      options: [{ lossy: true }],
    },
    {
      name: 'one caller gives a function, another an object of a class',
      ...marked`
        class Step { tell() { return 1 } }
        interface Settings { rate: number; step?: Step | (() => void) }
        const worker = new Worker(new URL('./encode.js', import.meta.url))
        export function encode(blob: Blob, settings: Settings) { worker.postMessage({ blob, settings }) }
        export function start(blob: Blob) {
          encode(blob, { rate: 48, step: () => console.log('step') })
                                         ~~~~~~~~~~~~~~~~~~~~~~~~~ throws
          encode(blob, { rate: 48, step: new Step() })
                                         ~~~~~~~~~~ lossy
        }
      `,
      language: 'ts',
      options: [{ lossy: true }],
    },
  ],
})

// ---------------------------------------------------------------- kept by the function that sends

run(rule, {
  valid: [
    {
      name: 'a field that is filled again before it is sent, or by nobody who calls',
      code: text`
        const worker = new Worker('./mix.js')
        class Mixer {
          constructor() { this.taps = null }
          open(taps) {
            this.taps = taps
            this.taps = { gain: taps.gain }
            worker.postMessage(this.taps)
          }
        }
        const mixer = new Mixer()
        mixer.open({ gain: 3, onPeak: () => console.log('peak') })
      `,
    },
  ],
  invalid: [
    {
      name: 'a field that keeps what the caller gives, with a callback among it',
      ...marked`
        const worker = new Worker('./mix.js')
        class Mixer {
          constructor() { this.taps = null }
          open(taps) {
            this.taps = { gain: 1, ...taps }
            worker.postMessage({ type: 'open', ...this.taps })
          }
        }
        const mixer = new Mixer()
        mixer.open({ gain: 3, onPeak: () => console.log('peak') })
                                      ~~~~~~~~~~~~~~~~~~~~~~~~~ throws
      `,
    },
  ],
})
