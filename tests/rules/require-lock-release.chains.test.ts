import rule from '../../src/rules/require-lock-release.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Locks that one callback of a chain has from its start, and a later one gives back.

/** A chart that is drawn while nobody else draws. */
const drawn = (chain: string, rest = ''): string => text`
  import { Mutex } from 'async-mutex'
  const pen = new Mutex()
  export function draw(chart) {
    return pen.acquire().then(() => load(chart)).then((points) => plot(points))${chain}
  }
  ${rest}
`

const left = { messageId: 'rejected' as const, line: 4, column: 10 }

run(rule, {
  valid: [
    { name: 'given back in any case', code: drawn('.finally(() => pen.release())') },
    { name: 'a failure that is caught before', code: drawn('.catch(report).then(() => pen.release())') },
    { name: 'given back in both cases', code: drawn('.then(() => pen.release(), (error) => { pen.release(); throw error })') },
    { name: 'given back by a failure, too', code: drawn('.then(() => pen.release()).catch((error) => { pen.release(); throw error })') },
  ],
  invalid: [
    { name: 'given back when all went well', code: drawn('.then(() => pen.release())'), errors: [left] },
    { name: 'and what failed is only told', code: drawn('.then(() => pen.release()).catch(report)'), errors: [left] },
    { name: 'with more behind it', code: drawn('.then((picture) => { pen.release(); return picture })'), errors: [left] },
    {
      name: 'a lock of all processes',
      code: text`
        import { Mutex } from 'redis-semaphore'
        export function draw(redis, chart) {
          const pen = new Mutex(redis, 'pen')
          return pen.acquire().then(() => load(chart)).then(() => pen.release())
        }
      `,
      errors: [left],
    },
  ],
})
