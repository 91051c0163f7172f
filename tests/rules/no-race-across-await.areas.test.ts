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
    { name: 'other keys beside', code: counting("chrome.storage.local.get(['runs', 'pages'])", 'chrome.storage.local.set({ before: runs, seen: true })') },
    { name: 'another area', code: counting("chrome.storage.sync.get('runs')", put) },
    { name: 'nothing that was read', code: counting("chrome.storage.local.get('runs')", 'chrome.storage.local.set({ runs: 0 })') },
    { name: 'an object of that name', code: `const chrome = areas()\n${counting("chrome.storage.local.get('runs')", put)}` },
    {
      name: 'a store whose runtime lets no other event in meanwhile',
      code: text`
        import { DurableObject } from 'cloudflare:workers'
        export class Counter extends DurableObject {
          async count() {
            const runs = (await this.ctx.storage.get('runs')) ?? 0
            await this.ctx.storage.put('runs', runs + 1)
          }
        }
      `,
    },
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
    { name: 'with all that there is', code: counting('chrome.storage.local.get()', put), errors: [lost] },
    { name: 'with all that there is, by nothing', code: counting('chrome.storage.local.get(null)', put), errors: [lost] },
    { name: 'beside others', code: counting("chrome.storage.local.get(['pages', 'runs'])", 'chrome.storage.local.set({ seen: true, runs: runs + 1 })'), errors: [lost] },
    {
      name: 'by a listener that says of what it wants to hear',
      ...marked`
        async function count() {
          const { runs = 0 } = await chrome.storage.local.get('runs')
          await chrome.storage.local.set({ runs: runs + 1 })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
        chrome.webRequest.onCompleted.addListener(() => void count(), { urls: ['<all_urls>'] })
      `,
    },
    { name: 'with what stands for nothing', code: counting('chrome.storage.local.get({ runs: 0 })', put), errors: [lost] },
    { name: 'by a constant', code: counting('chrome.storage.local.get(KEY)', 'chrome.storage.local.set({ [KEY]: runs + 1 })'), errors: [lost] },
    { name: 'of another browser', code: counting("browser.storage.sync.get('runs')", 'browser.storage.sync.set({ runs: runs + 1 })'), errors: [lost] },
    {
      name: 'a place of a database by its reference',
      ...marked`
        import { get, set } from 'firebase/database'
        export async function visit(page) {
          const snapshot = await get(page)
          await set(page, (snapshot.val() ?? 0) + 1)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
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

// ---------------------------------------------------------------- what is read, or else loaded, and put away

/** A handler of requests that keeps something in a cache. */
const caching = (change: string): string => text`
  import express from 'express'
  import { cache, load } from './pages.js'
  const app = express()
  app.get('/page', async (request, response) => {
    let page = await cache.get('page')
    ${change}
    await cache.set('page', page)
    response.end(page)
  })
`

run(rule, {
  valid: [{ name: 'as it was, or loaded', code: caching('page ??= await load()') }],
  invalid: [{ name: 'changed too', code: caching('page ??= await load(); page = page + 1'), errors: [{ messageId: 'lost', line: 7, column: 9 }] }],
})

// ---------------------------------------------------------------- another list, put back

/** Lines that are gathered in the field of the object, with what is done before the last of them is added. */
const gathering = (back: string): string => text`
  export class Report {
    lines = []
    async note(remark) {
      const before = this.lines
      this.lines = []
      await this.print(remark)
      ${back}
      this.lines.push(remark.number)
      return before
    }
    async print(remark) { await write(remark) }
  }
`

run(rule, {
  valid: [{ name: 'added to the list that was there before', code: gathering('this.lines = before') }],
  invalid: [{ name: 'added to what was emptied', code: gathering(''), errors: [{ messageId: 'mixed', line: 8, column: 5 }] }],
})

// ---------------------------------------------------------------- a function of the file that queues what it is given

/** A version that is noted behind a wait, by a task that is given to a function of the file. */
const noted = (body: string): string => text`
  const queue = new Queue()
  const perform = (work) => ${body}
  export class Editor {
    async save(pages) {
      await perform(async () => {
        const before = this.version
        await upload(pages)
        this.version = before + 1
      })
    }
  }
`

run(rule, {
  valid: [{ name: 'one after the other', code: noted('queue.push(() => work())') }],
  invalid: [{ name: 'at once', code: noted('work()'), errors: [{ messageId: 'lost', line: 8, column: 7 }] }],
})

// ---------------------------------------------------------------- kept aside, and put back where it is gone

const sweep = (put: string): string => text`
  import { Store } from './store.js'
  export async function sweep(attic, log) {
    const kept = await Store.getItem('berths')
    log(kept ? 'kept' : 'none')
    await attic.clear()
    const there = await Store.getItem('berths')
    ${put}
  }
`

run(rule, {
  valid: [{ name: 'as it was', code: sweep("if (!there && kept) await Store.setItem('berths', kept)") }],
  invalid: [{ name: 'with one more', code: sweep("if (kept) await Store.setItem('berths', [...kept, there])"), errors: [{ messageId: 'lost', line: 7, column: 19 }] }],
})

// ---------------------------------------------------------------- a turn that who finds it free takes without waiting

/** A listener that takes windows into a list. */
const following = (turn: string): string => text`
  let taken = false
  const waitForLock = async () => {
    while (taken) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  browser.windows.onCreated.addListener(async ({ id }) => {
    ${turn}
    const { followed } = await browser.storage.session.get('followed')
    followed.push({ id })
    await browser.storage.session.set({ followed })
    taken = false
  })
`

run(rule, {
  valid: [{ name: 'taken in both cases', code: following('if (taken) await waitForLock(); taken = true') }],
  invalid: [{ name: 'waited for, and not taken', code: following('if (taken) await waitForLock()'), errors: [{ messageId: 'lost', line: 9, column: 9 }] }],
})
