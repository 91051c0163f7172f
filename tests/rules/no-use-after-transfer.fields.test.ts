import rule from '../../src/rules/no-use-after-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'another canvas is put there later on',
      code: text`
        export class Chart {
          show(worker) {
            this.canvas = document.createElement('canvas')
            const surface = this.canvas.transferControlToOffscreen()
            worker.postMessage(surface, [surface])
            addEventListener('resize', () => {
              this.canvas = document.createElement('canvas')
              this.canvas.width = innerWidth
            })
          }
        }
      `,
    },
    {
      name: 'a listener that only shows it',
      code: text`
        export class Chart {
          #canvas = document.createElement('canvas')
          show(worker) {
            const surface = this.#canvas.transferControlToOffscreen()
            worker.postMessage(surface, [surface])
            addEventListener('focus', () => document.body.append(this.#canvas))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a listener sets the size of a canvas that is in a field',
      ...marked`
        export class Chart {
          #canvas = document.createElement('canvas')
          show(worker) {
            const surface = this.#canvas.transferControlToOffscreen()
            worker.postMessage(surface, [surface])
            addEventListener('resize', () => {
              this.#canvas.width = innerWidth
              ~~~~~~~~~~~~ handed
            })
          }
        }
      `,
    },
    {
      name: 'a listener reads a buffer that the constructor has put there',
      ...marked`
        export class Frames {
          constructor(port) {
            this.buffer = new ArrayBuffer(1024)
            port.postMessage(this.buffer, [this.buffer])
            port.onmessage = () => {
              new Uint8Array(this.buffer).fill(0)
                             ~~~~~~~~~~~ used
            }
          }
        }
      `,
    },
  ],
})
