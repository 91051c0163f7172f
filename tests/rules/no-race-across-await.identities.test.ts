import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what is got again under its id

const ship = (answer: string): string => text`
  import { Ships } from './ships.js'
  export class Berth {
    async moor(rope) {
      if (!this.ship) return
      await this.ropes.add(rope)
      this.ship = await ${answer}
    }
    async leave() {
      const ship = this.ship
      this.ship = await this.next()
      await ship.leave()
    }
  }
`
const reused = { errors: [{ messageId: 'reused', line: 6, column: 5 }] } as const

run(rule, {
  valid: [
    { name: 'by a function that gets what there is', code: ship('Ships.fromId(this.ship.id)'), options: [{ thorough: true }] },
    { name: 'of which a part is kept', code: ship('Ships.fromId(this.ship.id).then((found) => found.ship)'), options: [{ thorough: true }] },
  ],
  invalid: [
    { name: 'what it has been made', code: ship('Ships.refit(this.ship.id)'), options: [{ thorough: true }], ...reused },
    { name: 'by something that changes', code: ship('Ships.fromPlace(this.ship.place)'), options: [{ thorough: true }], ...reused },
  ],
})

// ---------------------------------------------------------------- objects that a run has made for itself

const editor = (publish: string): string => text`
  import { openSide } from './tabs.js'
  class Editor {
    tab = null
    isFor(page) {
      return this.tab !== null && this.page === page
    }
    async open(page) {
      const side = await openSide()
      this.tab = await side.createTab(page)
      this.tab.onClose = () => void this.close()
      return true
    }
    async close() {
      this.tab = null
    }
    async dispose() {
      this.tab?.close()
      await this.close()
    }
  }
  let current = null
  export async function edit(page) {
    if (page && current?.isFor(page)) return
    const before = current
    await before?.flush()
    const mine = new Editor()
    ${publish}
    if (!(await mine.open(page))) return
    void before?.dispose()
  }
`

run(rule, {
  valid: [{ name: 'their tab is not that of the one which was asked before', code: editor('') }],
  invalid: [{ name: 'where all know them, that one is left behind', code: editor('current = mine'), errors: [{ messageId: 'second', line: 27, column: 3 }] }],
})

// ---------------------------------------------------------------- entries that are taken out for their age

const charts = (removal: string): string => text`
  const charts = new Map()
  export async function chartOf(area) {
    const known = charts.get(area)
    if (known) return known.chart
    const chart = await draw(area)
    charts.set(area, { chart, at: Date.now() })
    return chart
  }
  export function tidy(now, changed) {
    ${removal}
  }
`

run(rule, {
  valid: [
    { name: 'or because there are too many', code: charts('for (const area of charts.keys()) if (charts.size > MOST) charts.delete(area)') },
    { name: 'which a loop finds', code: charts('for (const [area, { at }] of charts) if (now - at > LIFE) charts.delete(area)') },
  ],
  invalid: [
    { name: 'because what they show has changed', code: charts('for (const area of changed) charts.delete(area)'), errors: [{ messageId: 'refilled', line: 6, column: 3 }] },
    { name: 'where a loop finds those', code: charts('for (const [area, { chart }] of charts) if (chart.shows(changed)) charts.delete(area)'), errors: [{ messageId: 'refilled', line: 6, column: 3 }] },
  ],
})

// ---------------------------------------------------------------- the id of the row that was asked for by it

const crew = (ask: string, taken: string): string => text`
  export class Crew {
    async reload() {
      if (!this.shipId) throw new Error('no ship')
      const row = await ${ask}
      ${taken}
      this.size = row.size
    }
    take(row) {
      this.shipId = row.shipId
    }
  }
`

run(rule, {
  valid: [
    { name: 'a statement that selects', code: crew("sea.row('SELECT * FROM ships WHERE shipId = ?', [this.shipId])", 'this.shipId = row.shipId') },
    { name: 'by a helper that takes it over', code: crew("sea.row('SELECT * FROM ships WHERE shipId = ?', [this.shipId])", 'this.take(row)') },
    { name: 'a function that gets the row', code: crew('sea.loadShip(this.shipId)', 'this.shipId = row.shipId') },
  ],
  invalid: [
    { name: 'one that is given for it', code: crew('sea.rename(this.shipId)', 'this.shipId = row.shipId'), errors: [{ messageId: 'reused', line: 5, column: 5 }] },
    { name: 'another part of the row', code: crew("sea.row('SELECT * FROM ships WHERE shipId = ?', [this.shipId])", 'this.shipId = row.nextId'), errors: [{ messageId: 'reused', line: 5, column: 5 }] },
  ],
})
