import rule from '../../src/rules/no-floating-lock.ts'
import { marked } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A file that is done away with at the end of a section, whose callback only tells of an error. */
run(rule, {
  valid: [
    {
      name: 'what is left over of an upload',
      code: `
        import fs from 'node:fs'
        import pLimit from 'p-limit'
        const limiter = pLimit(1)
        export const upload = (file, store) => limiter(async () => {
          await store.write(file)
          fs.unlink(file.path, (error) => { if (error) console.error(error) })
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'what is written goes on, whatever the callback does',
      ...marked`
        import fs from 'node:fs'
        import pLimit from 'p-limit'
        const limiter = pLimit(1)
        export const upload = (file, store) => limiter(async () => {
          await store.write(file)
          fs.writeFile('list', file.name, (error) => { if (error) console.error(error) })
          ~~~~~~~~~~~~ callsBack
        })
      `,
    },
    {
      name: 'work in the callback',
      ...marked`
        import fs from 'node:fs'
        import pLimit from 'p-limit'
        const limiter = pLimit(1)
        export const upload = (file, store) => limiter(async () => {
          await store.write(file)
          fs.unlink(file.path, () => { store.forget(file) })
          ~~~~~~~~~ callsBack
        })
      `,
    },
  ],
})
