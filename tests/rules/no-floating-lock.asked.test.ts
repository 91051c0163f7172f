import rule from '../../src/rules/no-floating-lock.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is asked of a transaction, whatever library it comes from, and nobody waits for.

/** A function that does some things in a transaction. */
const inTransaction = (scope: string, parameter: string, ...statements: readonly string[]): string => text`
  import { db } from './db.js'
  import { entries, orders } from './schema.js'

  export async function pay(order) {
    await db.${scope}(async (${parameter}) => {
      ${statements.join('\n      ')}
    })
  }
`

/** The same, of which the first statement is reported, and awaited by the suggestion. */
function forgotten(scope: string, parameter: string, length: number, first: string, ...others: readonly string[]): object {
  return {
    code: inTransaction(scope, parameter, first, ...others),
    errors: [{ messageId: 'carried', data: { carrier: parameter }, line: 6, column: 5, endLine: 6, endColumn: 5 + length }],
    suggestions: [[{ messageId: 'await', output: inTransaction(scope, parameter, `await ${first}`, ...others) }]],
  }
}

const paid = 'await tx.order.update({ where: { id: order.id }, data: { paid: true } })'

run(rule, {
  valid: [
    { name: 'all of it is waited for', code: inTransaction('$transaction', 'tx', 'await tx.entry.create({ data: order })', paid) },
    { name: 'a statement in words', code: inTransaction('$transaction', 'tx', 'await tx.$executeRaw`UPDATE orders SET paid = true`', 'const open = tx.$queryRaw`SELECT * FROM orders`', 'return open') },
    { name: 'together', code: inTransaction('$transaction', 'tx', 'await Promise.all([tx.entry.create({ data: order }), tx.entry.create({ data: order.tip })])') },
    { name: 'collected first', code: inTransaction('transaction', 'tx', 'const writes = []', 'for (const line of order.lines) writes.push(tx.insert(entries).values(line))', 'await Promise.all(writes)') },
    { name: 'documents, whose changes a transaction only notes down', code: inTransaction('runTransaction', 'transaction', 'const found = await transaction.get(order.ref)', 'transaction.update(order.ref, { total: found.total + 1 })') },
    { name: 'what is no statement', code: inTransaction('transaction', 'tx', "tx.setIsolation('serializable')", "tx.on('commit', () => order.done())", 'await tx.insert(entries).values(order)') },
    { name: 'a statement that is built, and run later', code: inTransaction('transaction', 'tx', 'const write = tx.insert(entries).values(order)', 'await write') },
    { name: 'a helper that nobody waits for anywhere', code: inTransaction('transaction', 'tx', 'note(tx, order)', 'await tx.insert(entries).values(order)') },
  ],
  invalid: [
    { name: 'of a model', ...forgotten('$transaction', 'tx', 15, 'tx.entry.create({ data: order })', paid) },
    { name: 'a statement in words', ...forgotten('$transaction', 'tx', 14, 'tx.$executeRaw`UPDATE orders SET paid = true`', paid) },
    { name: 'a statement that is built', ...forgotten('transaction', 'tx', 25, 'tx.insert(entries).values(order)', 'await tx.update(orders).set({ paid: true })') },
    { name: 'of a table', ...forgotten('transaction', 'trx', 21, "trx('entries').insert(order)", "await trx('orders').where({ id: order.id }).update({ paid: true })") },
    { name: 'what is waited for elsewhere', ...forgotten('transaction', 'unit', 9, 'unit.save(order)', 'await unit.save(order.tip)') },
    { name: 'by a helper that is waited for elsewhere', ...forgotten('transaction', 'unit', 4, 'book(unit, order)', 'await book(unit, order.tip)') },
  ] as never,
})

// ---------------------------------------------------------------- databases that answer at once

/** A function that does some things in a transaction, in a callback that waits for nothing. */
const atOnce = (call: string, ...statements: readonly string[]): string => text`
  import { db } from './db.js'
  import { entries, orders } from './schema.js'

  export async function book(order) {
    ${call}((tx) => {
      ${statements.join('\n      ')}
    })
  }
`

/** Expected: one report at the first statement, up to its last arguments. */
const reported = (length: number, messageId = 'carried'): object => ({ errors: [{ messageId, data: { carrier: 'tx' }, line: 6, column: 5, endLine: 6, endColumn: 5 + length }] })

const statement = 'tx.insert(entries).values(order).run()'

run(rule, {
  valid: [
    { name: 'each statement is run where it stands, and nobody waits for the whole', code: atOnce('db.transaction', statement, 'tx.update(orders).set({ paid: true }).run()') },
    { name: 'what it came to is used at once', code: atOnce('const found = db.transaction', statement, 'return tx.select().from(orders).all()') },
    { name: 'handed back', code: atOnce('return db.transaction', statement, 'return tx.select().from(orders).get()') },
    { name: 'somebody waits for the whole, of which nothing is handed back', code: atOnce('await db.transaction', statement) },
  ],
  invalid: [
    { name: 'somebody waits for the whole, and is handed the last of it', code: atOnce('await db.transaction', statement, 'return tx.update(orders).set({ paid: true }).run()'), ...reported(36) },
    { name: 'what is only built, and run by nobody', code: atOnce('db.transaction', 'tx.insert(entries).values(order)'), ...reported(25, 'unrun') },
    { name: 'an asynchronous callback', ...forgotten('transaction', 'tx', 36, statement) },
  ] as never,
})
