import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Stores that are told in an object what to put under which key, and stores that are a module.

/** A listener that counts, with what is read and what is put away. */
const counting = (read: string, write: string): string => text`
  const KEY = 'runs'
  chrome.runtime.onMessage.addListener(async (message) => {
    const answer = await ${read}
    const runs = answer.runs ?? 0
    await ${write}
    return runs
  })
`

const lost = { messageId: 'lost' as const, line: 5, column: 9 }
const put = 'chrome.storage.local.set({ runs: runs + 1 })'

run(rule, {
  valid: [
    { name: 'another key', code: counting("chrome.storage.local.get('runs')", 'chrome.storage.local.set({ before: runs + 1 })') },
    { name: 'another area', code: counting("chrome.storage.sync.get('runs')", put) },
    { name: 'all that there is', code: counting('chrome.storage.local.get()', put) },
    { name: 'nothing that was read', code: counting("chrome.storage.local.get('runs')", 'chrome.storage.local.set({ runs: 0 })') },
    { name: 'an object of that name', code: `const chrome = areas()\n${counting("chrome.storage.local.get('runs')", put)}` },
    {
      name: 'the module brings it up to date itself',
      code: text`
        import { update } from 'idb-keyval'
        export const visit = (key) => update(key, (count) => (count ?? 0) + 1)
      `,
    },
  ],
  invalid: [
    {
      name: 'read by its name',
      code: counting("chrome.storage.local.get('runs')", put),
      errors: [{ ...lost, data: { who: 'This callback', place: "chrome.storage.local[runs]", read: 'line 3', wait: 'line 3' } }],
    },
    { name: 'in a list', code: counting("chrome.storage.local.get(['runs'])", put), errors: [lost] },
    { name: 'with what stands for nothing', code: counting('chrome.storage.local.get({ runs: 0 })', put), errors: [lost] },
    { name: 'by a constant', code: counting('chrome.storage.local.get(KEY)', 'chrome.storage.local.set({ [KEY]: runs + 1 })'), errors: [lost] },
    { name: 'of another browser', code: counting("browser.storage.sync.get('runs')", 'browser.storage.sync.set({ runs: runs + 1 })'), errors: [lost] },
    {
      name: 'through a helper',
      ...marked`
        const KEY = 'pages'
        async function pages() {
          const stored = await chrome.storage.local.get(KEY)
          return stored[KEY] ?? {}
        }
        chrome.tabs.onUpdated.addListener(async (id, change, tab) => {
          const known = await pages()
          known[tab.url] = (known[tab.url] ?? 0) + 1
          await chrome.storage.local.set({ [KEY]: known })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        })
      `,
    },
    {
      name: 'a store that is a module',
      ...marked`
        import { get, set } from 'idb-keyval'
        export async function visit(key) {
          const count = (await get(key)) ?? 0
          await set(key, count + 1)
                ~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
  ],
})
