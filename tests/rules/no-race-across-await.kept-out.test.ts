import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What keeps a second run out: flags that helpers raise, callers that keep the promise, objects that nobody else has.

const thorough = [{ thorough: true }] as const

// ---------------------------------------------------------------- flags that helpers raise

run(rule, {
  valid: [
    {
      name: 'a counter that begins where the store ends, the first wait of which all await',
      options: [{ thorough: true }],
      code: text`
        export class Numbers {
          next = undefined
          starting = undefined
          async take(rows) {
            this.starting ??= rows.last().then((last) => { this.next = last + 1 })
            await this.starting
            const number = this.next
            this.next = number + 1
            return number
          }
        }
      `,
    },
    {
      name: 'a helper raises the flag before it waits',
      code: text`
        export class Poll {
          get isFetching() { return this.fetching }
          async answers() {
            if (this.votes) return this.votes
            if (!this.isFetching) await this.fetchAll()
            return this.votes
          }
          async fetchAll() {
            this.fetching = true
            const votes = await this.client.votesOf(this.id)
            this.votes = votes
            this.fetching = false
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'a helper chooses who is answered before the wait',
      code: text`
        export class Call {
          async onAnswer(event) {
            if (this.hasEnded()) return
            if (this.peer !== undefined) return
            this.choosePeer(event)
            await this.addCandidates()
            this.state = 'connecting'
          }
          hasEnded() { return this.state === 'ended' }
          choosePeer(event) {
            this.version = event.version
            if (this.version === 0) this.peer = null
            else this.peer = event.peer
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'a counter that begins where the store ends, and begins again',
      ...marked`
        export class Numbers {
          next = undefined
          async take(rows) {
            if (this.next === undefined) {
              const last = await rows.lastOne()
              this.next = last + 1
              ~~~~~~~~~ rewound {"who": "\u0060take\u0060", "place": "this.next", "read": "line 4", "wait": "line 5", "other": "line 9"}
            }
            const number = this.next
            this.next = number + 1
            return number
          }
        }
      `,
    },
    {
      name: 'a helper raises it after its wait',
      ...marked`
        export class Poll {
          get isFetching() { return this.fetching }
          async answers() {
            if (this.votes) return this.votes
            if (!this.isFetching) await this.fetchAll()
                                        ~~~~~~~~~~~~~~~ done
            return this.votes
          }
          async fetchAll() {
            const votes = await this.client.votesOf(this.id)
            this.fetching = true
            this.votes = votes
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'a size that a helper changes is no flag',
      ...marked`
        export class Text {
          async take(count) {
            if (this.at + count > this.text.length) {
              this.trim()
              await this._extend(count)
            }
            return this.text.slice(this.at, count)
          }
          trim() {
            this.text = this.text.slice(this.at)
          }
          async _extend(count) {
            const before = this.text
            const more = await fetchText(count)
            this.text = before + more
            ~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'a flag that is raised on another way',
      ...marked`
        export class Cursor {
          async fetch() {
            if (this.closed) return
            if (this.dead) return this.cleanup()
            if (this.id === undefined) await this.init()
                                             ~~~~~~~~~~~ filled
          }
          cleanup() {
            this.closed = true
          }
          async init() {
            const answer = await this.open()
            this.id = answer.id
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'a helper chooses only sometimes',
      ...marked`
        export class Call {
          async onAnswer(event) {
            if (this.hasEnded()) return
            if (this.peer !== undefined) return
            this.choosePeer(event)
            await this.addCandidates()
            this.state = 'connecting'
            ~~~~~~~~~~ done
          }
          hasEnded() { return this.state === 'ended' }
          choosePeer(event) {
            if (event.version > 0) this.peer = event.peer
          }
        }
      `,
      options: thorough,
    },
  ],
})

// ---------------------------------------------------------------- callers

run(rule, {
  valid: [
    {
      name: 'the only caller keeps the promise',
      code: text`
        export class Tokens {
          async renewed() {
            this.renewal ??= this.#renew(1)
            try {
              return await this.renewal
            } finally {
              this.renewal = undefined
            }
          }
          async #renew(attempt) {
            if (!this.refreshToken) return
            const { access, refresh } = await this.exchange(this.refreshToken)
            this.access = access
            this.refreshToken = refresh
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'the only caller runs in a chain of promises',
      code: text`
        export class Encryptor {
          #last = Promise.resolve()
          encrypt(event) {
            const mine = this.#last.catch(() => {}).then(async () => {
              await this.#ensureSession()
              await this.send(event)
            })
            this.#last = mine
            return mine
          }
          async #ensureSession() {
            if (!this.ready) {
              await this.share()
              this.ready = true
            }
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'a method that only who has its symbol can call',
      code: text`
        export class Group {
          joined() {
            return this.retry(async () => {
              await this[JOIN]()
            })
          }
          async [JOIN]() {
            const answer = await this.coordinator.join({ member: this.member || '' })
            this.member = answer.member
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'an object that only one function has',
      code: text`
        class Collected {
          constructor(state) { this.state = state }
          static of(stream) { return new Collected({ stream }) }
          async bytes() {
            if (this.state.bytes) return this.state.bytes
            const bytes = await collect(this.state)
            this.state = { bytes }
            return bytes
          }
        }
        export async function send(stream, isSmall) {
          const collected = isSmall ? Collected.of(stream) : null
          if (collected) await write(await collected.bytes())
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'another caller does not',
      ...marked`
        export class Tokens {
          async renewed() {
            this.renewal ??= this.#renew(1)
            return this.renewal
          }
          async retry() {
            return this.#renew(2)
          }
          async #renew(attempt) {
            if (!this.refreshToken) return
            const { access, refresh } = await this.exchange(this.refreshToken)
            this.access = access
            this.refreshToken = refresh
            ~~~~~~~~~~~~~~~~~ reused
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'another caller runs outside of the chain',
      ...marked`
        export class Encryptor {
          #last = Promise.resolve()
          encrypt(event) {
            const mine = this.#last.catch(() => {}).then(() => this.#ensureSession())
            this.#last = mine
            return mine
          }
          prepare() {
            return this.#ensureSession()
          }
          async #ensureSession() {
            if (!this.ready) {
              await this.share()
              this.ready = true
              ~~~~~~~~~~ done
            }
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'an object that is kept for others',
      ...marked`
        class Collected {
          constructor(state) { this.state = state }
          static of(stream) { return new Collected({ stream }) }
          async bytes() {
            if (this.state.bytes) return this.state.bytes
            const bytes = await collect(this.state)
            this.state = { bytes }
            ~~~~~~~~~~ reused
            return bytes
          }
        }
        const parts = new Map()
        export async function send(id, stream) {
          const collected = Collected.of(stream)
          parts.set(id, collected)
          await write(await collected.bytes())
        }
        export const again = (id) => parts.get(id).bytes()
      `,
      options: thorough,
    },
  ],
})

// ---------------------------------------------------------------- one after the other

run(rule, {
  valid: [
    {
      name: 'who reads a sequence takes turns',
      code: text`
        export class Reader {
          async take(count) {
            if (this.ended) return
            await this.#fill(count)
            return this.buffer.slice(0, count)
          }
          async #fill(count) {
            while (!this.ended && this.buffer.length < count) await this.#next()
          }
          async #next() {
            const { done, value } = await this.source.next()
            if (done) this.ended = true
            else this.last = value
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'a buffer that grows by what a sequence yields',
      code: text`
        export class Reader {
          async fill(count) {
            const parts = [this.buffer]
            while (sizeOf(parts) < count) parts.push(await this.source.next())
            this.buffer = Buffer.concat(parts)
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what the answer says is noted, and guards no work',
      code: text`
        export class Session {
          async enable() {
            const names = ['A'].concat(this.isOld ? [] : 'B')
            const result = await this.run('ENABLE', names)
            if (result === false && names.includes('B')) this.isOld = true
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'only the constructor empties it',
      code: text`
        class Types {
          constructor() { this._clear() }
          _clear() { this.names = {} }
          async connect(connection) {
            if (Object.keys(this.names).length === 0) {
              const { rows } = await connection.query('SELECT oid, name FROM types')
              const names = {}
              for (const { oid, name } of rows) names[name] = oid
              this.names = names
            }
          }
        }
        module.exports = Types
      `,
      options: thorough,
    },
    {
      name: 'a flag that keeps something from being ended twice',
      code: text`
        export class Cursor {
          async cleanup() {
            try {
              if (!this.killed) {
                this.killed = true
                await execute(this.client, 'kill')
              }
            } finally {
              this.emit('close')
            }
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'a buffer that grows by what is asked for',
      ...marked`
        export class Log {
          async extend(name) {
            const parts = [this.buffer]
            parts.push(await fetchPart(name))
            this.buffer = Buffer.concat(parts)
            ~~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'the answer says that the work is done',
      ...marked`
        export class Session {
          async open() {
            if (this.isOpen) return
            const result = await this.run('OPEN')
            if (result) this.isOpen = true
                        ~~~~~~~~~~~ done
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'others empty it too',
      ...marked`
        export class Types {
          constructor() { this.clear() }
          clear() { this.names = {} }
          async connect(connection) {
            if (Object.keys(this.names).length === 0) {
              const { rows } = await connection.query('SELECT oid, name FROM types')
              const names = {}
              for (const { oid, name } of rows) names[name] = oid
              this.names = names
              ~~~~~~~~~~ refilled
            }
          }
        }
      `,
      options: thorough,
    },
  ],
})

// ---------------------------------------------------------------- one fault, one report

run(rule, {
  valid: [],
  invalid: [
    {
      name: 'many call the helper whose write comes too late',
      ...marked`
        export class Scheduler {
          async init() {
            await this.readJobs()
            this.isReady = true
          }
          async start(name) {
            if (!this.isReady) await this.init()
                                     ~~~~~~~~~~~ done
            this.begin(name)
          }
          async stop(name) {
            if (!this.isReady) await this.init()
            this.end(name)
          }
        }
      `,
      options: thorough,
    },
  ],
})

// ---------------------------------------------------------------- states

run(rule, {
  valid: [
    {
      name: 'a state that the test does not let by, or that is the one sought',
      code: text`
        const State = { Shut: 0, Opening: 1, Open: 2 }
        export class Gate {
          state = 'shut'
          level = State.Shut
          async open() {
            if (this.state !== 'shut') return
            this.state = 'opening'
            await this.motor.lift()
            this.state = 'open'
          }
          async raise() {
            if (this.level === State.Shut) {
              this.level = State.Opening
              await this.motor.lift()
              this.level = State.Open
            }
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'a state before the wait that lets the next run by all the same',
      ...marked`
        const State = { Shut: 0, Opening: 1, Open: 2 }
        export class Gate {
          state = 'shut'
          level = State.Shut
          async open() {
            if (this.state !== 'open') {
              this.state = 'opening'
              await this.motor.lift()
              this.state = 'open'
              ~~~~~~~~~~ done
            }
          }
          async raise() {
            if (this.level !== State.Open) {
              this.level = State.Opening
              await this.motor.lift()
              this.level = State.Open
              ~~~~~~~~~~ done
            }
          }
        }
      `,
      options: thorough,
    },
  ],
})
