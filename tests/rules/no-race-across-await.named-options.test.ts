import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'what is put there by its name has another key',
      code: text`
        export async function count(tab) {
          const { visits = 0 } = await chrome.storage.local.get('visits')
          const update = { last: tab.id, seen: visits }
          await chrome.storage.local.set(update)
        }
        chrome.tabs.onUpdated.addListener(count)
      `,
    },
  ],
  invalid: [
    {
      name: 'what is put into a store of the browser stands in a constant',
      ...marked`
        export async function count(tab) {
          const { visits = 0 } = await chrome.storage.local.get('visits')
          const update = { visits: visits + 1 }
          await chrome.storage.local.set(update)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060count\u0060", "place": "chrome.storage.local[visits]", "read": "line 2", "wait": "line 2", "other": ""}
        }
        chrome.tabs.onUpdated.addListener(count)
      `,
    },
  ],
})
