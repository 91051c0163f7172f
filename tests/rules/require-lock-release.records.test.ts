import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Busy marks that are kept for each of several things: in a record, or as what stands under a key.

run(rule, {
  valid: [
    {
      name: 'taken down in any case',
      code: text`
        const running = {}
        const busy = new Map()
        export async function start(id) {
          if (running[id]) return
          running[id] = true
          try {
            await work(id)
          } finally {
            running[id] = false
          }
        }
        export async function build(id) {
          if (busy.get(id)) return
          busy.set(id, true)
          try {
            await make(id)
          } finally {
            busy.set(id, false)
          }
        }
      `,
    },
    {
      name: 'the key stays there, nobody asks for what stands under it, or nothing that may fail lies in between',
      code: text`
        const prepared = new Map()
        const seen = {}
        const shown = {}
        export async function prepare(id) {
          if (prepared.has(id)) return
          prepared.set(id, true)
          await load(id)
          prepared.set(id, false)
        }
        export async function look(id) {
          seen[id] = true
          await load(id)
          delete seen[id]
        }
        export function show(id) {
          if (shown[id]) return
          shown[id] = true
          shown[id] = false
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an element of a record',
      ...marked`
        const running = {}
        export async function start(id) {
          if (running[id]) return
          running[id] = true
          ~~~~~~~~~~~~~~~~~~ stuck
          await work(id)
          running[id] = false
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        const running = {}
        export async function start(id) {
          if (running[id]) return
          running[id] = true
          try {
            await work(id)
          } finally {
            running[id] = false
          }
        }
      ` }]],
    },
    {
      name: 'an element that is taken out',
      ...marked`
        export class Jobs {
          open = {}
          async run(job) {
            if (this.open[job.id]) throw new Error('under way')
            this.open[job.id] = true
            ~~~~~~~~~~~~~~~~~~~~~~~~ stuck
            await job.run()
            delete this.open[job.id]
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Jobs {
          open = {}
          async run(job) {
            if (this.open[job.id]) throw new Error('under way')
            this.open[job.id] = true
            try {
              await job.run()
            } finally {
              delete this.open[job.id]
            }
          }
        }
      ` }]],
    },
    {
      name: 'what stands under a key',
      ...marked`
        const busy = new Map()
        export async function build(id) {
          if (busy.get(id)) return
          busy.set(id, true)
          ~~~~~~~~~~~~~~~~~~ stuck
          await make(id)
          busy.set(id, false)
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        const busy = new Map()
        export async function build(id) {
          if (busy.get(id)) return
          busy.set(id, true)
          try {
            await make(id)
          } finally {
            busy.set(id, false)
          }
        }
      ` }]],
    },
  ],
})
