import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A pass for new passes is good for one use: who hands it on twice is turned away the second time.

/** What fetches new passes for the one that a store keeps, with what stands before and around that. */
function renewing(key: string, before = '', after = ''): string {
  return text`
    import axios from 'axios'
    let waiting = []
    let isBusy = false
    axios.interceptors.response.use((answer) => answer, async (error) => {
      if (error.response?.status !== 401) throw error
      ${before}
      const { data } = await axios.post('/passes', { pass: localStorage.getItem(${key}) })
      localStorage.setItem(${key}, data.pass)
      ${after}
      return axios(error.config)
    })
  `
}

run(rule, {
  valid: [
    { name: 'what may be used as often as one likes', options: [{ thorough: true }], code: renewing("'language'") },
    { name: 'a flag keeps others out, who are told', options: [{ thorough: true }], code: renewing("'refresh'", 'if (isBusy) return new Promise((resolve) => waiting.push(() => resolve(axios(error.config))))\n  isBusy = true', 'for (const go of waiting) go()\n  waiting = []\n  isBusy = false') },
    {
      name: 'a lock of all tabs is held',
      options: [{ thorough: true }],
      code: text`
        export function renew() {
          return navigator.locks.request('passes', async () => {
            const answer = await fetch('/passes', { method: 'POST', body: localStorage.getItem('refresh_token') })
            localStorage.setItem('refresh_token', await answer.text())
          })
        }
      `,
    },
    {
      name: 'the promise of the first is kept',
      options: [{ thorough: true }],
      code: text`
        let renewing
        async function renew() {
          const answer = await fetch('/passes', { method: 'POST', body: localStorage.getItem('refresh_token') })
          localStorage.setItem('refresh_token', await answer.text())
        }
        export async function ask(path) {
          const answer = await fetch(path)
          if (answer.status !== 401) return answer
          renewing ??= renew().finally(() => { renewing = undefined })
          await renewing
          return fetch(path)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'two answers that are turned away begin it twice',
      ...marked`
        import axios from 'axios'
        axios.interceptors.response.use((answer) => answer, async (error) => {
          if (error.response?.status !== 401) throw error
          const { data } = await axios.post('/passes', { pass: localStorage.getItem('refresh') })
          localStorage.setItem('refresh', data.pass)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ reused {"who": "This callback", "place": "localStorage['refresh']", "read": "line 4", "wait": "line 4"}
          return axios(error.config)
        })
      `,
    },
    {
      name: 'anybody may, with a key that has a name, in the store of a phone',
      options: [{ thorough: true }],
      ...marked`
        import * as SecureStore from 'expo-secure-store'
        const REFRESH_TOKEN = 'passes.next'
        export async function renew() {
          const pass = await SecureStore.getItemAsync(REFRESH_TOKEN)
          const answer = await fetch('/passes', { method: 'POST', body: JSON.stringify({ pass }) })
          const passes = await answer.json()
          await SecureStore.setItemAsync(REFRESH_TOKEN, passes.next)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ reused {"who": "\u0060renew\u0060", "place": "SecureStore[REFRESH_TOKEN]", "read": "line 4", "wait": "line 4"}
          return passes.now
        }
      `,
    },
  ],
})
