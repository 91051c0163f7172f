import rule from '../../src/rules/require-lock-release.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A function that takes a lock for who calls it, and gives it back itself only where it fails.

const book = (...calling: readonly string[]): string => text`
  import AwaitLock from 'await-lock'
  const lock = new AwaitLock()
  async function nextSeat(train) {
    await lock.acquireAsync()
    try {
      return await train.freeSeat()
    } catch (error) {
      lock.release()
      throw error
    }
  }
  export async function book(train, guest) {
    ${calling.join('\n    ')}
  }
`
/** Neither the function nor its caller, which takes it there. */
const neither = (column: number) => ({ errors: [{ messageId: 'skipped', line: 4, column: 9 }, { messageId: 'never', line: 13, column }] } as const)

run(rule, {
  valid: [
    { name: 'the caller gives it back', code: book('const seat = await nextSeat(train)', 'try {', '  await train.book(seat, guest)', '} finally {', '  lock.release()', '}') },
    { name: 'a callback of the caller does', code: book('const seat = await nextSeat(train)', 'return train.book(seat, guest).finally(() => lock.release())') },
  ],
  invalid: [
    { name: 'nobody does', code: book('const seat = await nextSeat(train)', 'await train.book(seat, guest)'), ...neither(22) },
    { name: 'a callback of somebody who holds it himself', code: `${book('return train.book(await nextSeat(train), guest)')}\nexport async function cancel(train, guest) {\n  await lock.acquireAsync()\n  return train.cancel(guest).finally(() => lock.release())\n}\n`, ...neither(27) },
  ],
})
