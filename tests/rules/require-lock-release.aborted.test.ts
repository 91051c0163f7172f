import rule from '../../src/rules/require-lock-release.ts'
import { marked } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- transactions that are aborted

/** A transfer between two accounts in one transaction, and what happens where it fails. */
const transfer = (failure: string, begin = 'const turn = await books.beginTransaction()', end = 'await turn.commit()'): string => `
  export async function transfer(books, from, to, sum) {
    ${begin}
    try {
      await books.take(from, sum)
      await books.put(to, sum)
      ${end}
    } catch (error) {
      ${failure}
      throw error
    }
  }
`
const on = 'await books.beginTransaction()'

run(rule, {
  valid: [
    { name: 'the transaction itself', code: transfer('await turn.abort()') },
    { name: 'the transaction itself, whatever becomes of that', code: transfer('try {\nawait turn.abort()\n} catch {}') },
    { name: 'by what began it', code: transfer('await books.abortTransaction()', on, 'await books.commit()') },
  ],
  invalid: [
    { name: 'something else', code: transfer('this.request.abort()'), errors: [{ messageId: 'skipped', line: 3, column: 24 }] },
    { name: 'something else than what began it', code: transfer('this.request.abort()', on, 'await books.commit()'), errors: [{ messageId: 'skipped', line: 3, column: 11 }] },
    {
      name: 'only where one part fails',
      ...marked`
        export async function transfer(books, from, to, sum) {
          const turn = await books.beginTransaction()
                             ~~~~~~~~~~~~~~~~~~~~~~ skipped
          try {
            await books.take(from, sum)
          } catch (error) {
            await turn.abort()
            throw error
          }
          await books.put(to, sum)
          await turn.commit()
        }
      `,
    },
  ],
})
