import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A store that is asked through the work of one request or transaction: what that reads is its own until it is over.

const berths = (scope: string): string => text`
  import { Module } from './module.js'
  export class Berths extends Module {
    async add(${scope}, port, ship) {
      const quay = await this.quays.get(${scope}, port)
      await this.quays.set(${scope}, port, { ...quay, ships: [...quay.ships, ship] })
    }
  }
`
const stock = (scope: string): string => text`
  import { Module } from './module.js'
  export class Stock extends Module {
    async take(${scope}, coal, many) {
      const left = await this.stores.get(${scope}, coal)
      if (left < many) throw new Error('too little coal')
      await this.tell(coal, many)
      await this.stores.set(${scope}, coal, left - many)
    }
  }
`
const lost = { errors: [{ messageId: 'lost', line: 5, column: 11 }] } as const

run(rule, {
  valid: [
    { name: 'through the context of a call', code: berths('context') },
    { name: 'through one that says whose it is', code: berths('methodContext') },
    { name: 'through a transaction', code: berths('tx') },
    { name: 'with a limit', code: stock('context') },
  ],
  invalid: [
    { name: 'through what is a part of the key', code: berths('fleet'), ...lost },
    { name: 'with a limit, through what is a part of the key', code: stock('fleet'), errors: [{ messageId: 'lost', line: 7, column: 11 }] },
    { name: 'by a key that is called a context', code: berths('context').replace('get(context, port)', 'get(context)').replace('set(context, port, ', 'set(context, '), ...lost },
  ],
})
