import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Work that is done piece by piece, with something after each. */
function smoothing(head: string, pause: string): string {
  return text`
    import { smooth } from './smooth.js'
    export async function smoothAll(weights) {
      for (${head}) {
        smooth(weights, at)
        ${pause}
      }
    }
  `
}

run(rule, {
  valid: [
    { name: 'a task in between', code: smoothing('let at = 0; at < weights.length; at += 1000', 'await new Promise((resolve) => setTimeout(resolve))') },
    { name: 'one by one, where nobody knows how much that is', code: smoothing('let at = 0; at < weights.length; at += 1', 'await Promise.resolve()') },
    { name: 'by an amount that nobody knows', code: smoothing('let at = 0; at < weights.length; at += weights.step', 'await Promise.resolve()') },
    { name: 'what may be waited for', code: smoothing('let at = 0; at < weights.length; at += 1000', 'await weights.saved') },
  ],
  invalid: [
    {
      name: 'pieces of a thousand, and nothing but microtasks in between',
      ...marked`
        import { smooth } from './smooth.js'
        export async function smoothAll(weights) {
          for (let at = 0; at < weights.length; at += 1000) {
            smooth(weights, at)
            await Promise.resolve()
            ~~~~~~~~~~~~~~~~~~~~~~~ vainAwait
          }
        }
      `,
      suggestions: [[{ messageId: 'yield', output: smoothing('let at = 0; at < weights.length; at += 1000', 'await new Promise((resolve) => setTimeout(resolve))') }]],
    },
    {
      name: 'a size with a name',
      ...marked`
        import { smooth } from './smooth.js'
        const PIECE = 4096
        export async function smoothAll(weights) {
          for (let at = 0; at < weights.length; at += PIECE) {
            smooth(weights, at)
            await null
            ~~~~~~~~~~ vainAwait
          }
        }
      `,
      suggestions: [[{
        messageId: 'yield',
        output: text`
          import { smooth } from './smooth.js'
          const PIECE = 4096
          export async function smoothAll(weights) {
            for (let at = 0; at < weights.length; at += PIECE) {
              smooth(weights, at)
              await new Promise((resolve) => setTimeout(resolve))
            }
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- what was put somewhere before

const drafts = (before: string, kept = 'drafts.set(id, lines)'): string => text`
  const { WebSocketServer } = require('ws')
  const drafts = new Map()
  function same(before, after) {
    let found = 0
    for (const line of before) {
      for (const other of after) if (line === other) found++
    }
    return found
  }
  const server = new WebSocketServer({ port: 8080 })
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { id, text } = JSON.parse(data)
      const lines = text.split('\n')
      socket.send(String(same(${before}, lines)))
      ${kept}
    })
  })
`
const pairing = (fill: string): string => text`
  import { Controller, Get } from '@nestjs/common'
  class Pairs {
    private readonly guests: { id: string }[] = []
    constructor(private readonly store: { all(): Promise<{ id: string }[]> }) {}
    async refresh() { ${fill} }
    all() {
      const found: string[][] = []
      for (const a of this.guests) {
        for (const b of this.guests) if (a.id < b.id) found.push([a.id, b.id])
      }
      return found
    }
  }
  @Controller('pairs')
  export class PairsController {
    constructor(private readonly pairs: Pairs) {}
    @Get()
    list() { return this.pairs.all() }
  }
`

run(rule, {
  valid: [
    { name: 'a few of what is kept', code: drafts('(drafts.get(id) ?? []).slice(0, 20)') },
    { name: 'something small is kept', code: drafts('drafts.get(id) ?? []', "drafts.set(id, ['a', 'b'])") },
    { name: 'one guest more', language: 'ts', code: pairing("this.guests.push({ id: 'host' })") },
  ],
  invalid: [
    { name: 'what the last message said is kept', code: drafts('drafts.get(id) ?? []'), errors: [{ messageId: 'nested', line: 5, column: 3 }] },
    { name: 'the field is filled in one go', language: 'ts', code: pairing('this.guests.splice(0, Infinity, ...(await this.store.all()))'), errors: [{ messageId: 'pairs', line: 8, column: 5 }] },
    { name: 'pages are put behind', language: 'ts', code: pairing('this.guests.push(...(await this.store.all()))'), errors: [{ messageId: 'pairs', line: 8, column: 5 }] },
  ],
})
