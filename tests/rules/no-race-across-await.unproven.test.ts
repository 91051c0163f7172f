import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What looks like a race, and is none or none that the file proves.

// ---------------------------------------------------------------- conditions that exclude each other

const early = (taken: string): string => text`
  const early = []
  const backend = () => globalThis.logging ?? null
  export function write(line) {
    if (${taken}) {
      early.push(line)
      if (early.length > 500) early.shift()
    }
  }
  export async function flush() {
    const sink = backend()
    if (!sink) throw new Error('no backend')
    for (const line of early) await sink.append(line)
  }
`

run(rule, {
  valid: [
    { name: 'taken out only where the answer is another one', code: early('!backend()') },
  ],
  invalid: [
    { name: 'taken out whatever the answer', code: early('line'), errors: [{ messageId: 'iterated', line: 12, column: 22 }] },
    { name: 'taken out where the answer is the same', code: early('backend()'), errors: [{ messageId: 'iterated', line: 12, column: 22 }] },
    {
      name: 'the answer is what this file changes',
      ...marked`
        const early = []
        let sink = null
        const ready = () => sink !== null
        export function close() {
          sink = null
        }
        export function write(line) {
          if (!ready()) {
            early.push(line)
            if (early.length > 500) early.shift()
          }
        }
        export async function flush() {
          if (!ready()) return
          for (const line of early) await sink.append(line)
                             ~~~~~ iterated
        }
      `,
    },
    { name: 'with thorough it is enough that nothing is proven', code: early('!backend()'), options: [{ thorough: true }], errors: [{ messageId: 'iterated', line: 12, column: 22 }] },
  ],
})

// ---------------------------------------------------------------- loops that end at their wait

const waiters = (body: readonly string[]): string => text`
  export class Waiters {
    #waiting = []
    add(waiter) {
      this.#waiting.push(waiter)
      waiter.signal.addEventListener('abort', () => { this.#waiting.splice(this.#waiting.indexOf(waiter), 1) })
    }
    async answer(message) {
      for (const waiter of this.#waiting) {
        ${body.join('\n        ')}
      }
    }
  }
`

run(rule, {
  valid: [
    { name: 'left for good after the wait', code: waiters(['if (waiter.wants(message)) {', '  await waiter.take(message)', '  return', '}']), options: [{ thorough: true }] },
    { name: 'left by a break', code: waiters(['if (!waiter.wants(message)) continue', 'await waiter.take(message)', 'break']), options: [{ thorough: true }] },
  ],
  invalid: [
    { name: 'it goes on after the wait', code: waiters(['if (waiter.wants(message)) await waiter.take(message)']), errors: [{ messageId: 'iterated', line: 8, column: 26 }] },
    { name: 'left only where the wait fails', code: waiters(['try { await waiter.take(message) } catch { break }']), errors: [{ messageId: 'iterated', line: 8, column: 26 }] },
  ],
})

// ---------------------------------------------------------------- a limit that is looked at again

const attempts = (behind: readonly string[], before = 'isOpen || '): string => text`
  let failures = 0
  let isOpen = false
  export async function attempt(work) {
    if (${before}failures >= 3) return false
    const ok = await work().catch(() => false)
    if (ok) {
      failures = 0
      return true
    }
    failures++
    ${behind.join('\n    ')}
    return false
  }
  export function reset() {
    failures = 0
    isOpen = false
  }
`

run(rule, {
  valid: [
    {
      name: 'what follows from the limit follows once, whatever the count is by then',
      code: attempts(['if (failures >= 3 && !isOpen) {', '  isOpen = true', '  await trip()', '}']),
      options: [{ thorough: true }],
    },
  ],
  invalid: [
    { name: 'nobody looks at it again', code: attempts(['report(ok)']), errors: [{ messageId: 'exceeded', line: 10, column: 3 }] },
    { name: 'looked at only to tell', code: attempts(['if (failures >= 3) console.warn(failures)']), errors: [{ messageId: 'exceeded', line: 10, column: 3 }] },
    {
      name: 'the flag is for others, and keeps nobody out here',
      code: attempts(['if (failures >= 3 && !isOpen) isOpen = true'], ''),
      errors: [{ messageId: 'exceeded', line: 10, column: 3 }],
    },
    { name: 'looked at after another wait', code: attempts(['await pause()', 'if (failures >= 3 && !isOpen) isOpen = true']), errors: [{ messageId: 'exceeded', line: 10, column: 3 }] },
  ],
})

// ---------------------------------------------------------------- what a helper returns on one of its ways

const proxy = (helper: readonly string[]): string => text`
  export class Proxy {
    constructor(upstream) {
      this.session = null
      upstream.on('request', (path) => this.forward(path))
    }
    urlFor(path) {
      ${helper.join('\n      ')}
    }
    async forward(path) {
      const answer = await this.send(this.urlFor(path))
      if (path === '/session') this.session = answer.id
      return answer
    }
  }
`

run(rule, {
  valid: [
    { name: 'who writes it may not have read it', code: proxy(["if (path === '/session') return '/api/session'", 'return `/api/${this.session}/${path}`']) },
  ],
  invalid: [
    { name: 'whoever calls reads it', code: proxy(['return `/api/${this.session}/${path}`']), errors: [{ messageId: 'reused', line: 11, column: 30 }] },
    {
      name: 'with thorough it is enough that it may have been read',
      code: proxy(["if (path === '/session') return '/api/session'", 'return `/api/${this.session}/${path}`']),
      options: [{ thorough: true }],
      errors: [{ messageId: 'reused', line: 12, column: 30 }],
    },
  ],
})

// ---------------------------------------------------------------- what sets an object up

const keychain = (name: string, field: string, members = ''): string => text`
  export class Keychain {
    ${field}
    async ${name}(drivers) {
      this.drivers = []
      for (const driver of drivers) {
        if (await driver.works()) this.drivers.push(driver)
      }
    }
    ${members}
    first() {
      return this.drivers[0]
    }
  }
`

run(rule, {
  valid: [
    { name: 'it fills what is nothing before', code: keychain('initialize', 'drivers') },
  ],
  invalid: [
    { name: 'what is there before is filled anew', code: keychain('initialize', 'drivers = []'), errors: [{ messageId: 'mixed', line: 6, column: 33 }] },
    { name: 'others fill it too', code: keychain('initialize', 'drivers', 'add(driver) { this.drivers.push(driver) }'), errors: [{ messageId: 'mixed', line: 6, column: 33 }] },
    { name: 'by its name it runs again', code: keychain('refresh', 'drivers'), errors: [{ messageId: 'mixed', line: 6, column: 33 }] },
    {
      name: 'it is seen to run again',
      code: keychain('initialize', 'drivers', "constructor(app) { app.on('reload', () => this.initialize(app.drivers)) }"),
      errors: [{ messageId: 'mixed', line: 6, column: 33 }],
    },
  ],
})

// ---------------------------------------------------------------- each run has its own

const cleaned = (key: string): string => text`
  export async function cleanAll(row, names) {
    await Promise.all(names.map(async (name) => {
      row[${key}] = await clean(row[${key}])
    }))
    return row
  }
`

run(rule, {
  valid: [
    { name: 'an entry for each element, of an object of the caller', code: cleaned('name') },
    {
      name: 'what an element chooses, by a name',
      code: text`
        export async function removeAll(projects, context) {
          await Promise.all(projects.map(async (project) => {
            const own = context.projects[project.root]
            if (own) own.manifest = await without(own.manifest, project.names)
          }))
        }
      `,
    },
  ],
  invalid: [
    { name: 'one entry for all elements', code: cleaned("'last'"), options: [{ thorough: true }], errors: [{ messageId: 'reused', line: 3, column: 5 }] },
    {
      name: 'one variable for all elements',
      ...marked`
        export async function push(clients, object) {
          let current = object
          await Promise.all(clients.map(async (client) => {
            const changed = await trigger(client, current)
            current = changed.object
            ~~~~~~~ reused {"who": "This callback", "place": "current", "read": "line 4", "wait": "line 4"}
            client.push(current)
          }))
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- asked again under a lock

const connecting = (again: string): string => text`
  export class Mailbox {
    async command() {
      if (this.client) return this.client
      const turn = await this.locks.waitAcquireLock('command')
      try {
        const account = await this.load()
        ${again}
        const client = connect(account)
        await client.login()
        this.client = client
        return client
      } finally {
        await turn.release()
      }
    }
    async close() {
      await this.client?.close()
    }
  }
`

run(rule, {
  valid: [
    { name: 'by its name a lock', code: connecting('if (this.client) return this.client') },
  ],
  invalid: [
    { name: 'not asked again', code: connecting('account.tries++'), errors: [{ messageId: 'second', line: 10, column: 7 }] },
  ],
})

// ---------------------------------------------------------------- answers of what was made

const clicked = (ask: string): string => text`
  export function bind(button, state) {
    button.addEventListener('click', async (event) => {
      state.answer = await ${ask}(event.target.value)
    })
  }
`

run(rule, {
  valid: [
    { name: 'each click makes something of its own', code: clicked('createToken') },
    {
      name: 'each click asks for the same',
      code: text`
        export function bind(button, state) {
          button.addEventListener('click', async () => {
            state.answer = await findTides(Setting.value('harbour'))
          })
        }
      `,
    },
  ],
  invalid: [
    { name: 'each click asks for what is shown then', code: clicked('findToken'), errors: [{ messageId: 'overtaken', line: 3, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- states that keep nobody out

const started = (test: string): string => text`
  export class Account {
    state = 'idle'
    async reconnect() {
      if (${test}) return
      await this.connect()
      await this.sync()
      this.state = 'connected'
    }
  }
`

run(rule, {
  valid: [
    { name: 'what is set is not what is asked for', code: started("this.state === 'closed'"), options: [{ thorough: true }] },
  ],
  invalid: [
    { name: 'what is set is what is asked for', code: started("this.state === 'connected'"), options: [{ thorough: true }], errors: [{ messageId: 'done', line: 7, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- a choice of what a call is given

const chart = (folder: string): string => text`
  export async function save(chart) {
    const last = localStorage.getItem('folder')
    const folder = ${folder}
    await write(folder, chart)
    localStorage.setItem('folder', folder)
  }
`

run(rule, {
  valid: [
    { name: 'what the call makes of it is its own', code: chart("await choose({ title: 'Save', ...(last ? { defaultPath: last } : {}) })") },
    { name: 'the same without a choice', code: chart('await choose({ defaultPath: last })') },
  ],
  invalid: [{ name: 'a choice between two values', code: chart("last ? '/charts/2' : '/charts/1'"), errors: [{ messageId: 'lost', line: 5, column: 3 }] }],
})

/** A move in a game, which is made only where it is the player's turn. */
const game = (test: string, rest = ''): string => text`
  const games = new Map()
  export async function move(id, player, step) {
    const game = games.get(id)
    if (${test}) return
    await check(game.board, step)
    ${rest}
    game.turn = nextOf(game, player)
  }
`

run(rule, {
  valid: [
    { name: 'what is there may be anything but that', code: game('game.turn === player'), options: [{ thorough: true }] },
    { name: 'asked again behind the wait', code: game('game.turn !== player', 'if (game.turn !== player) return'), options: [{ thorough: true }] },
    { name: 'nothing says that it costs something', code: game('game.turn !== player') },
  ],
  invalid: [
    { name: 'what is there has to be just that, and is another one then', code: game('game.turn !== player'), options: [{ thorough: true }], errors: [{ messageId: 'done', line: 7, column: 3 }] },
  ],
})

/** A search that keeps what it has found, for whoever calls it. */
const searching = (param: string, rest = ''): string => text`
  export class Catalog {
    rows = []
    async find(${param}) {
      const rows = await ask(${param})
      ${rest}
      this.rows = rows
    }
  }
`

run(rule, {
  valid: [
    { name: 'nothing says that it is called again before the answer has come', code: searching('id'), options: [{ thorough: true }] },
    { name: 'asked behind the wait whether it is still the one', code: searching('query', 'if (query !== this.query) return'), options: [{ thorough: true }] },
    { name: 'somebody signs in once', code: searching('password'), options: [{ thorough: true }] },
    { name: 'nothing proves it', code: searching('query') },
  ],
  invalid: [{ name: 'what somebody types', code: searching('query'), options: [{ thorough: true }], errors: [{ messageId: 'overtaken', line: 6, column: 5 }] }],
})

// ---------------------------------------------------------------- nothing is done but to wait for an event

const gate = (work: string): string => text`
  import { once } from 'node:events'
  export class Gate {
    isOpen = false
    async pass() {
      if (this.isOpen) return
      ${work}
      this.isOpen = true
    }
  }
`

run(rule, {
  valid: [
    { name: 'two wait for the same event', code: gate("await once(this.motor, 'open')"), options: [{ thorough: true }] },
  ],
  invalid: [
    { name: 'something is done before that', code: gate("this.motor.raise(); await once(this.motor, 'open')"), options: [{ thorough: true }], errors: [{ messageId: 'done', line: 7, column: 5 }] },
  ],
})
