import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A list that a loop fills has as many entries as come, whatever it is called.
run(rule, {
  valid: [
    { name: 'written down by hand', code: text`
      const ping = async (host) => (await fetch(host)).ok
      export async function check() {
        const servers = ['https://a.example', 'https://b.example']
        return Promise.all(servers.map(ping))
      }
    ` },
    { name: 'gathered from a list of few', code: text`
      const ping = async (host) => (await fetch(host)).ok
      export async function check(config) {
        const servers = []
        for (const plugin of config.plugins) servers.push(plugin.host)
        return Promise.all(servers.map(ping))
      }
    ` },
    { name: 'some at a time', code: text`
      const ping = async (host) => (await fetch(host)).ok
      export async function check(pages) {
        const targets = new Set()
        for (const page of pages) targets.add(page.host)
        const hosts = [...targets]
        const answers = []
        for (let i = 0; i < hosts.length; i += 10) answers.push(...await Promise.all(hosts.slice(i, i + 10).map(ping)))
        return answers
      }
    ` },
    { name: 'as many as the loop counts', code: text`
      const ping = async (host) => (await fetch(host)).ok
      export async function check() {
        const servers = []
        for (let i = 0; i < 4; i++) servers.push('https://' + i + '.example')
        return Promise.all(servers.map(ping))
      }
    ` },
  ],
  invalid: [
    {
      name: 'a set of all links of all pages',
      ...marked`
        const ping = async (host) => (await fetch(host)).ok
        export async function check(origin, pagesOf, linksOf) {
          const targets = new Set()
          for (const page of await pagesOf(origin)) for (const link of await linksOf(page)) targets.add(link)
          const checks = []
          for (const target of targets) checks.push(ping(target))
                                                    ~~~~ fanOut
          return Promise.all(checks)
        }
      `,
    },
    {
      name: 'a list of what an array says',
      ...marked`
        const ping = async (host: string): Promise<boolean> => (await fetch(host)).ok
        export async function check(rows: { host: string }[]): Promise<boolean[]> {
          const servers: string[] = []
          for (const row of rows) servers.push(row.host)
          return Promise.all(servers.map((server) => ping(server)))
                                     ~~~ fanOut
        }
      `,
    },
    {
      name: 'the entries of a map',
      ...marked`
        export class Watch {
          async check(rows) {
            const targets = new Map()
            for (const row of rows) targets.set(row.host, row)
            await Promise.all([...targets.keys()].map((host) => fetch(host)))
                                                  ~~~ fanOut
          }
        }
      `,
    },
  ],
})
