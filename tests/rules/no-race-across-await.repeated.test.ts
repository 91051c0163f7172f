import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const thorough = [{ thorough: true }] as const

// ---------------------------------------------------------------- a yes or a no

const ended = (name: string): string => text`
  export class Keys {
    #ids = new Map()
    async idOf(segment) {
      if (this.#ids.has(segment)) return this.#ids.get(segment)
      const { id } = await this.fetchSegment(segment)
      this.#ids.set(segment, id)
      return id
    }
    ${name}() {
      this.#ids.clear()
    }
  }
`

run(rule, {
  valid: [
    {
      name: 'a yes or no that is asked with the one before',
      code: text`
        export class Panel {
          hasTides = false
          constructor(button) {
            button.addEventListener('click', async () => {
              this.hasTides = await this.harbour.renewTides(this.hasTides) || false
            })
          }
        }
      `,
      options: thorough,
    },
    {
      name: 'what is stored behind the end of the object is there for nobody',
      code: ended('stop'),
    },
    {
      name: 'a mark behind work that only may cost something twice',
      code: text`
        const seen = new Map()
        export const fill = (ids) => Promise.all(ids.map(async (id) => {
          if (seen.has(id)) return
          await assertNote(id)
          seen.set(id, 1)
        }))
      `,
    },
    {
      name: 'a yes or no that is found out once',
      code: text`
        let isMoored
        export async function isInHarbour() {
          if (isMoored === undefined) isMoored = (await askPilot()) === 'moored'
          return isMoored
        }
      `,
      options: thorough,
    },
    {
      name: 'a yes or no that others take back, and that is asked anew',
      code: text`
        let isPilot = false
        setInterval(async () => {
          if (!isPilot) isPilot = !!(await claimHelm())
        }, 1000)
        export function leave() {
          isPilot = false
        }
      `,
    },
  ],
  invalid: [
    { name: 'what is stored though all was taken away meanwhile', code: ended('forget'), errors: [{ messageId: 'refilled', line: 6, column: 5 }] },
    {
      name: 'a flag that is to keep others out, raised too late',
      ...marked`
        export class Outbox {
          #isSending = false
          async flush() {
            if (this.#isSending) return
            const letters = await this.store.due(20)
            this.#isSending = true
            ~~~~~~~~~~~~~~~ done
            try {
              for (const letter of letters) await this.send(letter)
            } finally {
              this.#isSending = false
            }
          }
        }
      `,
    },
    {
      name: 'a number that is asked with the one before',
      ...marked`
        export class Panel {
          tide = 0
          constructor(button) {
            button.addEventListener('click', async () => {
              this.tide = await this.harbour.raise(this.tide)
              ~~~~~~~~~ reused
            })
          }
        }
      `,
    },
    {
      name: 'a number that others take back',
      ...marked`
        let berth = null
        setInterval(async () => {
          if (!berth) berth = await reserveBerth()
                      ~~~~~ refilled
        }, 1000)
        export function leave() {
          berth = null
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- a time that keeps others out

run(rule, {
  valid: [
    {
      name: 'a second start within a while is none',
      code: text`
        import { fork } from 'node:child_process'
        const boats = {}
        export async function launch(name, log) {
          const boat = boats[name]
          if (!boat.launchedAt || Date.now() - boat.launchedAt >= 2000) {
            boat.launchedAt = Date.now()
            if (!boat.process) {
              await log.write(name)
              boat.process = fork('boat.js')
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a time that is noted behind the wait',
      ...marked`
        import { fork } from 'node:child_process'
        const boats = {}
        export async function launch(name, log) {
          const boat = boats[name]
          if (!boat.launchedAt || Date.now() - boat.launchedAt >= 2000) {
            if (!boat.process) {
              await log.write(name)
              boat.process = fork('boat.js')
              ~~~~~~~~~~~~ twice
            }
            boat.launchedAt = Date.now()
          }
        }
      `,
    },
    {
      name: 'a time that lets others in as before',
      ...marked`
        import { fork } from 'node:child_process'
        const boats = {}
        export async function launch(name, log) {
          const boat = boats[name]
          if (!boat.launchedAt || boat.isForced) {
            boat.launchedAt = Date.now()
            if (!boat.process) {
              await log.write(name)
              boat.process = fork('boat.js')
              ~~~~~~~~~~~~ twice
            }
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- one after the other

run(rule, {
  valid: [
    {
      name: 'a method of this file that is called like one of arrays, and waits for each',
      code: text`
        export class Catch {
          async forEach(visit) {
            for (const fish of await this.list()) await visit(fish)
          }
          async weigh(scale) {
            let sum = 0
            await this.forEach(async (fish) => {
              sum = await scale.add(sum, fish)
            })
            return sum
          }
        }
      `,
    },
    {
      name: 'a limit of one that is kept in a field, and what it runs is bound',
      code: text`
        import { AsyncResource } from 'node:async_hooks'
        import pLimit from 'p-limit'
        export class Quay {
          #turn = pLimit(1)
          cranes = new Map()
          lift(name) {
            return this.#turn(AsyncResource.bind(async () => {
              if (!this.cranes.has(name)) this.cranes.set(name, new Crane(await power(name)))
              return this.cranes.get(name)
            }))
          }
          leave(name) {
            this.cranes.get(name).stop()
            this.cranes.delete(name)
          }
        }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'all elements of an array at once',
      ...marked`
        export async function weigh(fish, scale) {
          let sum = 0
          fish.forEach(async (each) => {
            sum = await scale.add(sum, each)
            ~~~ reused
          })
        }
      `,
    },
    {
      name: 'what is only bound',
      ...marked`
        import { AsyncResource } from 'node:async_hooks'
        export class Quay {
          cranes = new Map()
          lift(name) {
            return this.soon(AsyncResource.bind(async () => {
              if (!this.cranes.has(name)) this.cranes.set(name, new Crane(await power(name)))
                                          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ refilled
              return this.cranes.get(name)
            }))
          }
          leave(name) {
            this.cranes.delete(name)
          }
        }
      `,
      options: thorough,
    },
  ],
})

// ---------------------------------------------------------------- the same from each run

run(rule, {
  valid: [
    {
      name: 'each run puts the same beside what was there',
      code: text`
        export class Berth {
          async moor() {
            const rules = this.harbour.rules
            const side = this.length > 9 ? 'long' : 'short'
            await this.fetchLines()
            this.harbour.rules = { ...rules, side }
          }
        }
      `,
    },
    {
      name: 'a new list of the same elements, one of which has been changed in place',
      code: text`
        export class Fleet {
          async crew(name) {
            const boats = this.state.boats
            const boat = boats.find((each) => each.name === name)
            boat.crew = await hire(name)
            this.state.boats = [...boats]
          }
        }
      `,
    },
    {
      name: 'who calls it twice is told off',
      code: text`
        export class Voyage {
          async prepare(route) {
            if (this.pilot) throw new Error('Prepared already')
            this.pilot = await this.agency.hire(route)
          }
          end() {
            this.pilot.stop()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'each run puts its own beside what was there',
      ...marked`
        export class Berth {
          async moor(side) {
            const rules = this.harbour.rules
            await this.fetchLines()
            this.harbour.rules = { ...rules, side }
            ~~~~~~~~~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'somebody else of the file puts something there too',
      ...marked`
        export class Berth {
          async moor() {
            const rules = this.harbour.rules
            await this.fetchLines()
            this.harbour.rules = { ...rules, side: this.side }
            ~~~~~~~~~~~~~~~~~~ lost
          }
          free(tide) {
            this.harbour.rules = { tide }
          }
        }
      `,
    },
    {
      name: 'a new list with one element more',
      ...marked`
        export class Fleet {
          async crew(name) {
            const boats = this.state.boats
            const boat = await build(name)
            this.state.boats = [...boats, boat]
            ~~~~~~~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'who calls it twice is told nothing',
      ...marked`
        export class Voyage {
          async prepare(route) {
            if (this.pilot) return
            this.pilot = await this.agency.hire(route)
            ~~~~~~~~~~ second
          }
          end() {
            this.pilot.stop()
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- the same question

run(rule, {
  valid: [
    {
      name: 'all callers ask for what the function around was given',
      code: text`
        export default function (view, route) {
          let boat
          function show(page, given) {
            fetchBoat(given.id).then((answer) => {
              boat = answer
              page.draw(boat)
            })
          }
          function mend(page, given) {
            repair(given.id).then(() => show(page, given))
          }
          view.addEventListener('click', () => mend(view, route))
          view.addEventListener('show', () => show(view, route))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'one caller asks for something else',
      ...marked`
        export default function (view, route) {
          let boat
          function show(page, given) {
            fetchBoat(given.id).then((answer) => {
              boat = answer
              ~~~~ overtaken
              page.draw(boat)
            })
          }
          view.addEventListener('click', (event) => show(view, event.detail))
          view.addEventListener('show', () => show(view, route))
        }
      `,
    },
    {
      name: 'what is stored outlives the function around',
      ...marked`
        let boat
        export default function (view, route) {
          function show(page, given) {
            fetchBoat(given.id).then((answer) => {
              boat = answer
              ~~~~ overtaken
              page.draw(boat)
            })
          }
          view.addEventListener('click', () => show(view, route))
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- who comes to the work

/** A tracker that begins to poll when it has its session; `open` says how the outside comes to that. */
const tracker = (open: string, name: string): string => text`
  export class Tracker {
    started = false
    ${open}
    async ${name}() {
      if (this.started) return
      await this.session.open()
      setInterval(() => this.session.poll(), 1000)
      this.started = true
    }
  }
`

run(rule, {
  valid: [{ name: 'a helper that a public method comes to', code: tracker('async report(event) { await this.#begin(); this.session.send(event) }', '#begin') }],
  invalid: [
    { name: 'whoever has one begins', code: tracker('', 'begin'), errors: [{ messageId: 'done', line: 8, column: 5 }] },
    {
      name: 'with thorough it is enough that the helper may be come to twice',
      code: tracker('async report(event) { await this.#begin(); this.session.send(event) }', '#begin'),
      options: [{ thorough: true }],
      errors: [{ messageId: 'done', line: 8, column: 5 }],
    },
  ],
})

// ---------------------------------------------------------------- what has to be there, and what has to be missing

const fleet = (check: string): string => text`
  export class Fleet {
    boats = []
    async copy(boat) {
      ${check} return null
      const twin = await this.build(boat.plan)
      this.boats.push(twin)
      return twin
    }
  }
`

run(rule, {
  valid: [
    { name: 'only what is there is copied: as often as one likes', code: fleet('if (!this.boats.includes(boat))') },
    { name: 'the same, asked for by its name', code: fleet('if (!this.boats.some((each) => each.name === boat.name))') },
  ],
  invalid: [
    { name: 'only what is not there is added: once', code: fleet('if (this.boats.includes(boat))'), errors: [{ messageId: 'appended', line: 6, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- what moves on, and what is put right

const pilot = (then: string): string => text`
  export class Pilot {
    constructor(bus) { bus.on('tide', async () => { await this.steer() }) }
    async steer() {
      if (!this.mark) {
        const answer = await this.ask('mark')
        this.mark = answer.mark
      }
      ${then}
      this.turn(this.mark)
    }
  }
`

run(rule, {
  valid: [
    { name: 'another name for the same, if there is one', code: pilot('const known = names[this.mark]; this.mark = known ?? this.mark') },
    { name: 'cut short where it is too long', code: pilot('this.mark = this.mark.length > 9 ? this.mark.slice(0, 9) : this.mark') },
  ],
  invalid: [{ name: 'a place that moves on', code: pilot('this.mark = this.mark + 1'), errors: [{ messageId: 'rewound', line: 6, column: 7 }] }],
})

// ---------------------------------------------------------------- emptied where the run begins

const survey = (run: string, visibility = 'private '): string => text`
  export class Survey {
    #depths = new Map<string, number>()
    ${run}
    private async stations(all: string[]) {
      return Promise.all(all.map((name) => this.depthOf(name)))
    }
    ${visibility}async depthOf(name: string) {
      const known = this.#depths.get(name)
      if (known !== undefined) return known
      const { depth } = await this.sound(name)
      this.#depths.set(name, depth)
      return depth
    }
  }
`

const refilled = { language: 'ts', errors: [{ messageId: 'refilled', line: 14, column: 5 }] }

run(rule, {
  valid: [
    { name: 'by an option that the run makes', code: survey('async run(all: string[]) {\n    this.#depths.clear()\n    return steps({ task: (at: Station) => this.stations(at.all) })\n  }'), language: 'ts' },
    { name: 'it is handed to somebody in the run', code: survey('async run(all: string[]) {\n    this.#depths.clear()\n    return this.stations(all, { depthOf: this.depthOf.bind(this) })\n  }'), language: 'ts' },
    { name: 'all that fills it is part of that run', code: survey('async run(all: string[]) {\n    this.#depths.clear()\n    return this.stations(all)\n  }'), language: 'ts' },
  ],
  invalid: [
    { name: 'it is handed to somebody before', code: survey('constructor(bus: Bus) { bus.depthOf = this.depthOf.bind(this) }\n  async run(all: string[]) {\n    this.#depths.clear()\n    return this.stations(all) }'), ...refilled },
    { name: 'anybody may fill it', code: survey('async run(all: string[]) {\n    this.#depths.clear()\n    return this.stations(all)\n  }', ''), ...refilled },
    { name: 'somebody else empties it', code: survey('async run(all: string[]) { return this.stations(all) }\n  forget() {\n    this.#depths.clear()\n  }'), ...refilled },
    { name: 'in the middle of the run', code: survey('async run(all: string[]) {\n    await this.stations(all)\n    this.#depths.clear()\n  }'), ...refilled },
  ] as never,
})
