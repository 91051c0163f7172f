import rule from '../../src/rules/no-ineffective-lock.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Locks that are asked for, and not taken, before another change of what is changed under them.

/** A shelf that is put in order under a lock, and changed another way by who has found the lock free. */
const shelf = (behind: string): string => text`
  import { Mutex } from 'async-mutex'
  import { shelf, ladder } from './shelf.js'
  const counting = new Mutex()
  export const reset = () => counting.runExclusive(() => shelf.reset())
  export async function fill() {
    if (counting.isLocked()) return false
    ${behind}
    return true
  }
`

run(rule, {
  valid: [
    { name: 'only read', code: shelf('const books = await shelf.list(); await print(books)') },
    { name: 'another thing', code: shelf('const books = await shelf.list(); await ladder.moveTo(books)') },
    { name: 'changed at once', code: shelf('shelf.clear()') },
  ],
  invalid: [
    { name: 'changed behind a wait', code: shelf('const books = await shelf.list(); await shelf.replaceAll(books)'), errors: [{ messageId: 'asked', line: 6, column: 7 }] },
  ],
})
