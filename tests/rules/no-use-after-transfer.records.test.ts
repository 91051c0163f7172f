import rule from '../../src/rules/no-use-after-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A frame that is put into a message, sent, and something after that. */
function sending(message: string, list: string, after: string): string {
  return text`
    const worker = new Worker('./grey.js')
    export function send(source, index, other) {
      const pixels = new Uint8Array(source)
      const frame = ${message}
      worker.postMessage(frame, [${list}])
      ${after}
    }
  `
}

run(rule, {
  valid: [
    { name: 'a copy in the message', code: sending('{ index, pixels: pixels.slice() }', 'frame.pixels.buffer', 'draw(pixels)') },
    { name: 'another field of the message', code: sending('{ index, pixels }', 'pixels.buffer', 'draw(frame.index)') },
    { name: 'something else in its place', code: sending('{ index, pixels }', 'pixels.buffer', 'frame.pixels = new Uint8Array(4); draw(frame.pixels)') },
    { name: 'something else in its place before it is sent', code: sending('{ index, pixels }', 'frame.pixels.buffer', 'draw(pixels)').replace('  worker.post', '  frame.pixels = other.slice()\n  worker.post') },
    { name: 'some field is set, nobody knows which', code: sending('{ index, pixels }', 'pixels.buffer', 'frame[other] = new Uint8Array(4); draw(frame.pixels)') },
    { name: 'what comes later in the message may take its place', code: sending('{ index, pixels, ...other }', 'pixels.buffer', 'draw(frame.pixels)') },
  ],
  invalid: [
    {
      name: 'by the name that it has in the message',
      ...marked`
        const worker = new Worker('./grey.js')
        export function send(source, index) {
          const pixels = new Uint8Array(source)
          const frame = { index, pixels }
          worker.postMessage(frame, [pixels.buffer])
          draw(frame.pixels)
               ~~~~~~~~~~~~ used {"thing": "frame.pixels", "place": "line 5", "harm": "it is empty here, and most of its methods throw", "repair": "Use it before, or send a copy"}
        }
      `,
    },
    { name: 'sent by that name', code: sending('{ index, pixels }', 'frame.pixels.buffer', 'draw(pixels)'), errors: [{ messageId: 'used', line: 6, column: 8 }] },
    {
      name: 'a buffer that was waited for',
      ...marked`
        const worker = new Worker('./hash.js')
        export async function send(file) {
          const buffer = await file.arrayBuffer()
          const job = { name: file.name, buffer }
          worker.postMessage(job, [job.buffer])
          return new Uint8Array(buffer)
                                ~~~~~~ used
        }
      `,
    },
  ],
})
