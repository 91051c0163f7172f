import rule from '../../src/rules/no-use-after-transfer.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Transfers in functions that run during the call they are written for.
run(rule, {
  valid: [
    { name: 'a copy for each try', code: text`
      export async function upload(block, worker, tries) {
        for (let i = 0; i < tries; i++) {
          const answer = await new Promise((resolve) => {
            worker.onmessage = resolve
            const copy = block.bytes.slice(0)
            worker.postMessage({ id: block.id, bytes: copy }, [copy])
          })
          if (answer.data.ok) return
        }
      }
    ` },
    { name: 'each round has its own', code: text`
      export async function upload(blocks, worker) {
        for (const block of blocks) {
          await new Promise((resolve) => {
            worker.onmessage = resolve
            worker.postMessage({ bytes: block.bytes }, [block.bytes])
          })
        }
        let next
        while ((next = blocks.pop())) await new Promise((resolve) => { worker.onmessage = resolve; worker.postMessage(next.bytes, [next.bytes]) })
      }
    ` },
    { name: 'the answer brings it back', code: text`
      export async function refine(block, worker) {
        for (let i = 0; i < 8; i++) {
          const answer = await new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data)
            worker.postMessage({ bytes: block.bytes }, [block.bytes])
          })
          block.bytes = answer.bytes
        }
      }
    ` },
    { name: 'a listener puts it back', code: text`
      const worker = new Worker('w.js')
      const blocks = new Map()
      worker.addEventListener('message', ({ data }) => {
        const found = blocks.get(data.id)
        found.bytes = data.bytes
        found.done()
      })
      export async function refine(block) {
        for (let i = 0; i < 8; i++) {
          await new Promise((done) => {
            blocks.set(block.id, Object.assign(block, { done }))
            worker.postMessage({ id: block.id, bytes: block.bytes }, [block.bytes])
          })
        }
      }
    ` },
    { name: 'one try', code: text`
      export const upload = (block, worker) => new Promise((resolve) => {
        worker.onmessage = resolve
        worker.postMessage({ bytes: block.bytes }, [block.bytes])
      })
    ` },
    { name: 'it is left as soon as it has been sent', code: text`
      export async function upload(block, workers) {
        for (const worker of workers) {
          if (worker.busy) continue
          return await new Promise((resolve) => {
            worker.onmessage = resolve
            worker.postMessage({ bytes: block.bytes }, [block.bytes])
          })
        }
      }
    ` },
    { name: 'moved only where the caller says so', code: text`
      export async function upload(block, worker, move) {
        await new Promise((resolve) => {
          worker.onmessage = resolve
          if (move) worker.postMessage(block.bytes, [block.bytes])
          else worker.postMessage(block.bytes)
        })
        if (!move) block.bytes.fill(0)
      }
    ` },
    { name: 'later, once it is asked for', code: text`
      export async function upload(block, worker) {
        await new Promise((resolve) => {
          worker.onmessage = () => { worker.postMessage(block.bytes, [block.bytes]); resolve() }
        })
        return block.bytes.byteLength
      }
    ` },
    { name: 'an element for each', code: "export function share(list, workers) { workers.forEach((worker, i) => { worker.postMessage(list[i], [list[i]]) })\nreturn list.length }" },
    { name: 'a copy for each round of a helper, and one round', code: text`
      const tries = async (run) => { for (let i = 0; i < 3; i++) try { return await run() } catch (error) { report(error) } }
      const first = async (list, run) => { for (const each of list) if (each.idle) { run(each); return } }
      export const upload = (block: { bytes: ArrayBuffer }, worker: Worker) => tries(() => new Promise((resolve) => {
        const copy = block.bytes.slice(0)
        worker.onmessage = resolve
        worker.postMessage({ bytes: copy }, [copy])
      }))
      export const uploadCopy = (block: { bytes: ArrayBuffer }, worker: Worker) => tries(() => {
        const copy: ArrayBuffer = block.bytes.slice(0)
        return new Promise((resolve) => { worker.onmessage = resolve; worker.postMessage(copy, [copy]) })
      })
      export const give = (bytes: ArrayBuffer, workers: Worker[]) => first(workers, (worker) => worker.postMessage(bytes, [bytes]))
    `, language: 'ts' },
  ],
  invalid: [
    {
      name: 'the same once more in the next round',
      ...marked`
        export async function upload(block, worker, tries) {
          for (let i = 0; i < tries; i++) {
            const answer = await new Promise((resolve, reject) => {
              worker.onmessage = resolve
              worker.onerror = reject
              worker.postMessage({ id: block.id, bytes: block.bytes }, [block.bytes])
                                                        ~~~~~~~~~~~ used
            })
            if (answer.data.ok) return
          }
        }
      `,
    },
    {
      name: 'a test before that does not keep from it',
      ...marked`
        export async function upload(block, worker, tries) {
          for (let i = 0; i < tries; i++) {
            await new Promise((resolve) => {
              if (i > 0) worker.reset()
              worker.onmessage = resolve
              worker.postMessage({ id: block.id, bytes: block.bytes }, [block.bytes])
                                                        ~~~~~~~~~~~ used
            })
          }
        }
      `,
    },
    {
      name: 'used once the answer has come',
      ...marked`
        export async function hash(bytes: ArrayBuffer, worker: Worker) {
          const { data } = await new Promise<MessageEvent>((resolve) => {
            worker.addEventListener('message', resolve, { once: true })
            worker.postMessage(bytes, [bytes])
          })
          return { hash: data, size: bytes.byteLength }
                                     ~~~~~~~~~~~~~~~~ used
        }
      `,
      language: 'ts',
    },
    {
      name: 'in a while loop, and by a callback for each',
      ...marked`
        export async function push(frame, worker) {
          let done = false
          while (!done) {
            done = await new Promise((resolve) => {
              worker.onmessage = ({ data }) => resolve(data)
              worker.postMessage(frame.pixels, [frame.pixels.buffer])
                                 ~~~~~~~~~~~~ used
            })
          }
        }
        export function paint(frame, sinks) {
          sinks.forEach((sink) => { sink.postMessage({ pixels: frame.pixels }, [frame.pixels.buffer]) })
          return frame.pixels.length
                 ~~~~~~~~~~~~~~~~~~~ used
        }
      `,
    },
    {
      name: 'in each round of a helper of the file',
      ...marked`
        async function tries<T>(run: () => Promise<T>): Promise<T | undefined> {
          for (let i = 0; i < 3; i++) {
            try { return await run() } catch (error) { report(error) }
          }
        }
        export const upload = (block: { bytes: ArrayBuffer }, worker: Worker) => tries(() => new Promise((resolve) => {
          worker.onmessage = resolve
          worker.postMessage({ bytes: block.bytes }, [block.bytes])
                                                      ~~~~~~~~~~~ kept
        }))
        export function pass(table: ArrayBuffer, port: MessagePort) {
          return tries(async () => port.postMessage(table, [table]))
                                                            ~~~~~ kept
        }
      `,
      language: 'ts',
    },
  ],
})
