import rule from '../../src/rules/no-floating-lock.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows of a table that are called transactions, and transactions of the database.

const pay = (imported: string, call = 'tell(order, transaction)', type = 'Transaction'): string => text`
  ${imported}
  export async function settle(order: Order, transaction: ${type}) {
    if (order.isGift) {
      ${call}
    }
    await order.update({ settled: true }, { transaction })
  }
  async function tell(order: Order, transaction: Transaction) {
    await post('/told', { order, transaction })
  }
`
const told = (imported: string) => ({
  code: pay(imported),
  errors: [{ messageId: 'carried', line: 4, column: 5 }] as const,
  suggestions: [[{ messageId: 'await', output: pay(imported, 'await tell(order, transaction)') }]] as const,
})

run(rule, {
  valid: [
    { name: 'a row, by the folder of its class', language: 'ts', code: pay("import Transaction from '../models/Transaction'") },
    { name: 'one of several', language: 'ts', code: pay("import { Transaction } from './entities.js'") },
    { name: 'a row, if there is one', language: 'ts', code: pay("import Transaction from '../models/Transaction'", 'tell(order, transaction)', 'Transaction | void') },
    { name: 'a class of the file', language: 'ts', code: pay('class Transaction extends Row { paidAt?: Date }') },
  ],
  invalid: [
    { name: 'of the database', language: 'ts', ...told("import { Transaction } from 'sequelize'") },
    { name: 'of a module that says nothing', language: 'ts', ...told("import { Transaction } from '../database.js'") },
    { name: 'a class that is committed', language: 'ts', ...told('class Transaction extends Base { async commit() {} }') },
  ],
})
