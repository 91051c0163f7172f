import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is opened with a wait on the way, and ended by somebody meanwhile.
const feed = (open: string, close = 'this.socket?.close()\n      this.socket = null'): string => text`
  export class Feed {
    socket: WebSocket | null = null
    wanted = false
    opening?: Promise<void>
    constructor(private readonly tickets: Tickets) {}
    async open() {
      ${open}
    }
    async close() {
      ${close}
    }
  }
`
const wait = 'const ticket = await this.tickets.next()'
const set = "this.socket = new WebSocket('wss://feed.example/' + ticket)"

/** A note that goes away by itself. */
const note = (later: string): string => text`
  export class Desk {
    async save(text) {
      await fetch('/notes', { method: 'POST', body: text })
      this.say('saved')
    }
    say(word) {
      const sign = document.getElementById('sign')
      sign.textContent = word
      this.fading = setTimeout(() => { ${later} }, 3000)
    }
    destroy() {
      clearTimeout(this.fading)
    }
  }
`

run(rule, {
  valid: [
    { name: 'a timer that runs once, and touches only what its function has', options: [{ thorough: true }], code: note("sign.textContent = ''; sign.style.opacity = '0'") },
    { name: 'no part of recommended', code: feed(`${wait}\n      ${set}`) },
    { name: 'asked behind the wait', options: [{ thorough: true }], code: feed(`this.wanted = true\n      ${wait}\n      if (!this.wanted) return\n      ${set}`, 'this.wanted = false\n      this.socket?.close()\n      this.socket = null') },
    { name: 'who ends it waits for it first', options: [{ thorough: true }], code: feed(`${wait}\n      ${set}`, 'await this.opening\n      this.socket?.close()') },
    { name: 'nothing is waited for before', options: [{ thorough: true }], code: feed("this.socket = new WebSocket('wss://feed.example/')\n      await this.tickets.use(this.socket)") },
  ],
  invalid: [
    { name: 'a timer that touches what the object has', options: [{ thorough: true }], code: note("sign.textContent = ''; this.poll()"), errors: [{ messageId: 'unwanted', line: 4, column: 5 }] },
    { name: 'kept after the wait', options: [{ thorough: true }], ...marked`
      export class Feed {
        socket: WebSocket | null = null
        constructor(private readonly tickets: Tickets) {}
        async open() {
          const ticket = await this.tickets.next()
          this.socket = new WebSocket('wss://feed.example/' + ticket)
          ~~~~~~~~~~~ unwanted
        }
        close() {
          this.socket?.close()
          this.socket = null
        }
      }
    ` },
    { name: 'a flag says that it has ended, and nobody asks for that', options: [{ thorough: true }], ...marked`
      export class Feed {
        private socket: WebSocket | null = null
        private over = false
        constructor(private readonly tickets: Tickets) {}
        async open() {
          const ticket = await this.tickets.next()
          this.socket = new WebSocket('wss://feed.example/' + ticket)
          ~~~~~~~~~~~ unwanted
        }
        close() {
          this.over = true
          this.socket?.close()
          this.socket = null
        }
      }
    ` },
    { name: 'ended by its parts, in a step of the end', options: [{ thorough: true }], ...marked`
      export class Dictation {
        private microphone: MediaStream | null = null
        async start() {
          this.microphone = await navigator.mediaDevices.getUserMedia({ audio: true })
          ~~~~~~~~~~~~~~~ unwanted
        }
        stop() {
          this.letGo()
        }
        private letGo() {
          for (const track of this.microphone?.getTracks() ?? []) track.enabled = false
          this.microphone?.getTracks().forEach((track) => track.stop())
          this.microphone = null
        }
      }
    ` },
  ],
})

// What opens it again by itself may do so in a step, and may first end what is there.

const again = (reopen: string, more = '', end = ''): string => text`
  export class Ticker {
    #source = null
    #over = false
    constructor(tickets) {
      this.tickets = tickets
      this.dial('first')
    }
    dial(ticket) {
      ${more}this.#source = new EventSource('/prices/' + ticket)
      this.#source.onerror = () => void this.reopen()
    }
    async reopen() {
      ${reopen}
    }
    close() {
      ${end}this.#source?.close()
      this.#source = null
    }
  }
`
const ask = 'const ticket = await this.tickets.next()'

run(rule, {
  valid: [
    { name: 'the step asks whether all is over', options: [{ thorough: true }], code: again(`${ask}; this.dial(ticket)`, 'if (this.#over) return; ', 'this.#over = true; ') },
    { name: 'asked behind the wait', options: [{ thorough: true }], code: again(`${ask}; this.#source?.close(); if (!this.#over) this.dial(ticket)`, '', 'this.#over = true; ') },
    { name: 'a step before the wait', options: [{ thorough: true }], code: again('this.dial(this.last); await this.tickets.use(this.last)') },
    { name: 'whether it is still there is asked', options: [{ thorough: true }], code: again(`${ask}; if (this.#source) this.dial(ticket)`) },
  ],
  invalid: [
    { name: 'made by a step behind the wait', code: again(`${ask}; this.dial(ticket)`), errors: [{ messageId: 'unwanted', line: 13, column: 47 }] },
    { name: 'what is there is ended first', code: again(`${ask}; this.#source?.close(); this.dial(ticket)`), errors: [{ messageId: 'unwanted', line: 13, column: 70 }] },
    { name: 'made here', code: again(`${ask}; this.#source?.close(); this.#source = new EventSource('/prices/' + ticket)`), errors: [{ messageId: 'unwanted', line: 13, column: 70 }] },
  ],
})

// ---------------------------------------------------------------- a latch of which the end knows nothing

const visit = (behind: string, end: string): string => text`
  export class Visit {
    private socket: WebSocket | null = null
    private state: 'idle' | 'calling' = 'idle'
    constructor(door: HTMLElement) {
      door.addEventListener('click', () => this.knock())
      door.addEventListener('dblclick', () => this.hangUp())
    }
    private async knock(): Promise<void> {
      if (this.state !== 'idle') return
      this.state = 'calling'
      const url = await this.ticket()
      ${behind}
      this.socket = new WebSocket(url)
    }
    hangUp(): void {
      ${end}
      this.socket?.close()
      this.socket = null
    }
    private ticket(): Promise<string> { return fetch('/ticket').then((answer) => answer.text()) }
  }
`

run(rule, {
  valid: [
    { name: 'asked behind the wait', language: 'ts', code: visit("if (this.state !== 'calling') return", "this.state = 'idle'") },
    { name: 'who ends it asks first', language: 'ts', code: visit('', "if (this.state === 'calling') return; this.state = 'idle'") },
  ],
  invalid: [
    { name: 'who ends it only says so', language: 'ts', code: visit('', "this.state = 'idle'"), errors: [{ messageId: 'unwanted', line: 13, column: 5 }] },
  ],
})
