import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- two functions of another file that answer and replace one value

run(rule, {
  valid: [
    {
      name: 'what is there is asked for after the wait',
      code: text`
        import { getSetting, setSetting } from './settings.js'
        export async function trust(host) {
          if (getSetting('hosts').includes(host)) return
          await confirmHost(host)
          setSetting('hosts', [...getSetting('hosts'), host])
        }
      `,
    },
    {
      name: 'another value is replaced',
      code: text`
        import { getSetting, setSetting } from './settings.js'
        export async function trust(host) {
          const hosts = getSetting('hosts')
          await confirmHost(host)
          setSetting('lastHosts', [...hosts, host])
        }
      `,
    },
    {
      name: 'the two functions are of different files, or of a name that is chosen at run time',
      code: text`
        import { getHosts } from './known-hosts.js'
        import { setHosts } from './view.js'
        import { getSetting, setSetting } from './settings.js'
        export async function trust(host, kind) {
          const hosts = getHosts()
          const others = getSetting(kind)
          await confirmHost(host)
          setHosts([...hosts, host])
          setSetting('hosts', [...others, host])
        }
      `,
    },
    {
      name: 'a function makes the new value of the present one',
      code: text`
        import { getHosts, setHosts } from './known-hosts.js'
        export async function trust(host) {
          if (getHosts().includes(host)) return
          await confirmHost(host)
          setHosts((hosts) => [...hosts, host])
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what was there before the wait, and one more',
      ...marked`
        import { getSetting, setSetting } from './settings.js'
        export async function trust(host) {
          const hosts = getSetting('hosts')
          if (hosts.includes(host)) return
          await confirmHost(host)
          setSetting('hosts', [...hosts, host])
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
    {
      name: 'without a key',
      ...marked`
        import { getHosts, setHosts } from './known-hosts.js'
        export async function trust(host) {
          const hosts = getHosts()
          await confirmHost(host)
          setHosts([...hosts, host])
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what keeps out who comes for the same

run(rule, {
  valid: [
    {
      name: 'a second run for the same does not come by, and what is changed is kept for each',
      code: text`
        const asking = new Set()
        const answers = new Map()
        export async function trust(host) {
          if (asking.has(host)) return
          asking.add(host)
          const before = answers.get(host) ?? 0
          await confirmHost(host)
          answers.set(host, before + 1)
          asking.delete(host)
        }
      `,
    },
    {
      name: 'nobody else comes by, whatever for',
      code: text`
        import { getHosts, setHosts } from './known-hosts.js'
        let isAsking = false
        export async function trust(host) {
          if (isAsking) return
          isAsking = true
          try {
            const hosts = getHosts()
            await confirmHost(host)
            setHosts([...hosts, host])
          } finally {
            isAsking = false
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a second run for another one changes the same list',
      ...marked`
        import { getHosts, setHosts } from './known-hosts.js'
        const asking = new Set()
        export async function trust(host) {
          if (asking.has(host)) return
          asking.add(host)
          try {
            const hosts = getHosts()
            await confirmHost(host)
            setHosts([...hosts, host])
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ lost
          } finally {
            asking.delete(host)
          }
        }
      `,
    },
    {
      name: 'and the same field',
      ...marked`
        export class Trust {
          #asking = new Map()
          #hosts = []
          trust(host) {
            const asking = this.#asking.get(host)
            if (asking) return asking
            return this.#ask(host)
          }
          async add(host) {
            if (this.#asking.has(host)) return
            this.#asking.set(host, true)
            const hosts = this.#hosts
            await confirmHost(host)
            this.#hosts = [...hosts, host]
            ~~~~~~~~~~~ lost
            this.#asking.delete(host)
          }
        }
      `,
    },
  ],
})
