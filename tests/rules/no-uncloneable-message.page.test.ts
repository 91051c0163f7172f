import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'data of the element that an event has hit',
      code: text`
        const tabs = new BroadcastChannel('tabs')
        document.addEventListener('click', (event) => {
          const row = event.target.closest('tr')
          tabs.postMessage({ row: row.dataset.id })
        })
        addEventListener('pagehide', () => tabs.close())
      `,
    },
    {
      name: 'what the nodes around a selection say',
      code: text`
        const tabs = new BroadcastChannel('tabs')
        document.addEventListener('cut', () => {
          const range = document.getSelection().getRangeAt(0)
          tabs.postMessage({ at: range.startOffset, in: range.commonAncestorContainer.parentElement.id, next: range.startContainer.nextSibling.textContent })
        })
        addEventListener('pagehide', () => tabs.close())
      `,
    },
    {
      name: 'reactive text',
      code: text`
        import { reactive } from 'vue'
        const worker = new Worker(new URL('./count.js', import.meta.url))
        worker.onerror = console.error
        export function useCount(words) {
          const state = reactive({ words })
          const first = () => state.words.slice(0, 1)
          return { first, count: () => worker.postMessage({ words: state.words }) }
        }
      `,
    },
    {
      name: 'what an answer of axios says',
      code: text`
        import axios from 'axios'
        import { parentPort } from 'node:worker_threads'
        const client = axios.create({ timeout: 1000 })
        export async function probe(url) {
          const { status } = await client.head(url)
          parentPort.postMessage({ status })
        }
        export async function load(url) {
          const response = await client.get(url)
          parentPort.postMessage({ data: response.data, type: response.headers['content-type'] })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the request and the settings of an answer of axios',
      ...marked`
        import axios from 'axios'
        import { parentPort } from 'node:worker_threads'
        export async function load(url) {
          const response = await axios.get(url)
          parentPort.postMessage({ from: response.config })
                                         ~~~~~~~~~~~~~~~ throws
          return { rows: response.data, request: response.request }
        }
        export async function answer(url) {
          parentPort.postMessage(await load(url))
                                 ~~~~~~~~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'nodes around a selection',
      ...marked`
        const tabs = new BroadcastChannel('tabs')
        document.addEventListener('cut', () => {
          const range = document.getSelection().getRangeAt(0)
          tabs.postMessage({ in: range.commonAncestorContainer.parentElement })
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
          tabs.postMessage({ in: document.activeElement.parentElement.nextElementSibling })
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        })
        addEventListener('pagehide', () => tabs.close())
      `,
    },
    {
      name: 'the element that an event has hit, or one around it',
      ...marked`
        const tabs = new BroadcastChannel('tabs')
        document.addEventListener('click', (event) => {
          const row = event.target.closest('tr')
          tabs.postMessage({ row })
                             ~~~ throws
        })
        addEventListener('pagehide', () => tabs.close())
      `,
    },
    {
      name: 'a reactive list, which the file asks as lists are asked',
      ...marked`
        import { reactive } from 'vue'
        const worker = new Worker(new URL('./sum.js', import.meta.url))
        worker.onerror = console.error
        export function useRows(rows) {
          const state = reactive({ rows })
          const paid = () => state.rows.filter((row) => row.isPaid)
          return { paid, sum: () => worker.postMessage({ rows: state.rows }) }
                                                               ~~~~~~~~~~ throws
        }
      `,
      suggestions: [[{
        messageId: 'repair',
        output: text`
          import { reactive, toRaw } from 'vue'
          const worker = new Worker(new URL('./sum.js', import.meta.url))
          worker.onerror = console.error
          export function useRows(rows) {
            const state = reactive({ rows })
            const paid = () => state.rows.filter((row) => row.isPaid)
            return { paid, sum: () => worker.postMessage({ rows: toRaw(state.rows) }) }
          }
        `,
      }]],
    },
    {
      name: 'an answer of a client of axios',
      ...marked`
        import axios from 'axios'
        import { parentPort } from 'node:worker_threads'
        const client = axios.create({ timeout: 1000 })
        export async function probe(url) {
          const answer = await client.options(url)
          parentPort.postMessage({ answer })
                                   ~~~~~~ throws
        }
      `,
    },
  ],
})
