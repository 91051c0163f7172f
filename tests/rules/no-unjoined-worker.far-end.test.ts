import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Two ports of one channel: one goes to somebody else, the other stays here, and is closed here.

run(rule, {
  valid: [
    {
      name: 'closed on every way',
      code: text`
        export async function ask(oracle, question) {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = (event) => show(event.data)
          try {
            oracle.postMessage({ question, port: port2 }, [port2])
            await answered(oracle)
          } finally {
            port1.close()
          }
        }
      `,
    },
    {
      name: 'the other side closes it: nobody does here',
      code: text`
        export function serve(oracle) {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = (event) => show(event.data)
          oracle.postMessage({ port: port2 }, [port2])
        }
      `,
    },
    {
      name: 'closed when the answer has come',
      code: text`
        export function ask(oracle, question) {
          return new Promise((resolve) => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = (event) => {
              resolve(event.data)
              port1.close()
            }
            oracle.postMessage({ question, port: port2 }, [port2])
          })
        }
      `,
    },
    {
      name: 'what is waited for is given it, and may close it where that fails',
      code: text`
        import { MessageChannel } from 'node:worker_threads'
        export async function ask(oracle, question) {
          const { port1, port2 } = new MessageChannel()
          port1.on('message', show)
          await oracle.consult(question, port2)
          port1.close()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what is waited for behind that fails',
      ...marked`
        export async function ask(oracle, question) {
          const { port1, port2 } = new MessageChannel()
                                       ~~~~~~~~~~~~~~ skipped
          port1.onmessage = (event) => show(event.data)
          oracle.postMessage({ question, port: port2 }, [port2])
          await answered(oracle)
          port1.close()
        }
      `,
    },
    {
      name: 'the task of a pool fails',
      ...marked`
        import { MessageChannel } from 'node:worker_threads'
        import Piscina from 'piscina'
        const pool = new Piscina({ filename: './oracle.js' })
        export async function ask(question) {
          const { port1, port2 } = new MessageChannel()
                                       ~~~~~~~~~~~~~~ skipped
          port1.on('message', (omen) => show(omen))
          await pool.run({ question, port: port2 }, { transferList: [port2] })
          port1.close()
          port2.close()
        }
      `,
    },
  ],
})
