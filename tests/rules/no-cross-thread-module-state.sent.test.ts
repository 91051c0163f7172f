import rule from '../../src/rules/no-cross-thread-module-state.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what one side sends, and the other keeps

/** A bakery whose members are sent the recipe of the day by the primary. */
const bakery = (told: string, hears: string, extra = ''): string => text`
  import cluster from 'node:cluster'
  import { randomBytes } from 'node:crypto'
  let recipe = draw()
  function draw() {
    return cluster.isPrimary ? randomBytes(16) : null
  }
  export function open() {
    if (cluster.isPrimary) {
      for (const member of Object.values(cluster.workers)) {
        ${told}
      }
    } else if (cluster.isWorker) {
      ${hears}
    }
  }
  ${extra}
`
const sends = "member.once('message', () => member.send({ recipe }))"
const keeps = "process.once('message', (message) => {\n  recipe = Buffer.from(message.recipe)\n  })"
const split = (column: number) => ({ errors: [{ messageId: 'split' as const, line: 10, column }] })

run(rule, {
  valid: [
    { name: 'a message brings it', code: bakery(sends, keeps) },
    { name: 'a message brings it, by another name', code: bakery('member.send(recipe)', "process.on('message', (message) => {\n  const { recipe: next } = message\n  recipe = next\n  })") },
    { name: 'with the start of a worker', code: text`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads'
      let prices = null
      if (isMainThread) {
        new Worker(new URL(import.meta.url)).postMessage({ prices })
      } else {
        parentPort.on('message', (message) => { prices = message.prices })
      }
    ` },
  ],
  invalid: [
    { name: 'nobody sends it', code: bakery("member.once('message', () => console.log(recipe))", keeps), ...split(48) },
    { name: 'it is sent, but each makes its own', code: bakery(sends, "process.once('message', () => {\n  recipe = randomBytes(16)\n  })"), ...split(50) },
    { name: 'it is sent, and changed once more', code: bakery(sends, `${keeps}\n    process.once('disconnect', () => { recipe = randomBytes(16) })`), ...split(50) },
  ],
})
