import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Lists that are asked for page by page, up to the last.

const heads = (ask: string): string => text`
  import { forge } from './forge'
  export async function heads(owner) {
    const branches = await ${ask}
    return Promise.all(branches.map((branch) => fetch(branch.url)))
  }
`

run(rule, {
  valid: [
    { name: 'one page', code: heads('forge.branches({ owner, per_page: 100 })') },
    { name: 'the first few', code: heads('forge.branches({ owner, limit: 10 })') },
  ],
  invalid: [
    { name: 'all pages, however long each is', code: heads('forge.paginate(forge.branches, { owner, per_page: 100 })'), errors: [{ messageId: 'fanOut', line: 4, column: 31 }] },
  ],
})
