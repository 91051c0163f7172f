import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Effects that run again whenever a cell that they have asked for has changed.

const places = (body: string, around = ''): string => text`
  import { createEffect, createSignal, onCleanup } from 'solid-js'
  import { find } from './places'
  export function Places() {
    const [term, setTerm] = createSignal('')
    const [places, setPlaces] = createSignal([])
    ${around}createEffect(async () => {
      ${body}
    })
    return <input value={term()} onInput={(event) => setTerm(event.currentTarget.value)} />
  }
`

const report = (load: string, start = 'effect(() => { void this.load(this.id()) })'): string => text`
  import { effect, input, signal } from '@angular/core'
  import { reports } from './reports'
  export class Report {
    readonly id = input.required<string>()
    readonly rows = signal<string[]>([])
    #latest = 0
    constructor() {
      ${start}
    }
    private async load(id: string) {
      ${load}
    }
  }
`

run(rule, {
  valid: [
    { name: 'it asks for nothing that changes', language: 'jsx', code: places('const found = await find("all"); setPlaces(found)') },
    { name: 'what it adds to is what it has asked for', language: 'jsx', code: places('const more = await find(places().length); setPlaces([...places(), ...more])') },
    { name: 'asked again behind the wait', language: 'jsx', code: places('const asked = term(); const found = await find(asked); if (asked === term()) setPlaces(found)') },
    { name: 'a newer run is told of', language: 'jsx', code: places('const mine = ++latest; const found = await find(term()); if (mine === latest) setPlaces(found)', 'let latest = 0; ') },
    { name: 'the answer is of this run', language: 'ts', code: report('const mine = ++this.#latest; const rows = await reports.rows(id); if (mine === this.#latest) this.rows.set(rows)') },
    { name: 'run once', language: 'ts', code: report('const rows = await reports.rows(id); this.rows.set(rows)', 'void this.load("all")') },
  ],
  invalid: [
    { name: 'asked with a signal', language: 'jsx', code: places('const found = await find(term()); setPlaces(found)'), errors: [{ messageId: 'overtaken', line: 7, column: 39 }] },
    { name: 'asked with what a signal has been', language: 'jsx', code: places('const asked = term(); if (asked === "") return; const found = await find(asked); setPlaces(found)'), errors: [{ messageId: 'overtaken', line: 7, column: 86 }] },
    { name: 'a method that an effect runs', language: 'ts', code: report('const rows = await reports.rows(id); this.rows.set(rows)'), errors: [{ messageId: 'overtaken', line: 11, column: 42 }] },
  ],
})

// What a client of HTTP runs for each of its requests, out of its options.

const client = (hooks: string): string => text`
  import ky from 'ky'
  export class Client {
    private renewing = false
    readonly http
    constructor(private token: Token) {
      this.http = ky.create({ ${hooks} })
    }
    private async renew() {
      if (Date.now() < this.token.until || this.renewing) return
      this.renewing = true
      try {
        this.token = await ky.post('/token').json()
      } finally {
        this.renewing = false
      }
    }
  }
`

run(rule, {
  valid: [{ name: 'a property that says nothing of requests', language: 'ts', code: client('prepare: async (request) => { await this.renew(); request.headers.set("token", this.token.text) }') }],
  invalid: [
    { name: 'for each request', language: 'ts', code: client('hooks: { beforeRequest: [async (request) => { await this.renew(); request.headers.set("token", this.token.text) }] }'), errors: [{ messageId: 'published', line: 10, column: 5 }] },
    { name: 'the same by the name of another client', language: 'ts', code: client('onRequest: async ({ request }) => { await this.renew(); request.headers.set("token", this.token.text) }'), errors: [{ messageId: 'published', line: 10, column: 5 }] },
  ],
})
