import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who empties a cache begins the next run, which breaks off what the one before waits for.

const chart = (begin: readonly string[], changed: readonly string[]): string => text`
  export class Chart {
    kind
    asking
    constructor(page) {
      page.addEventListener('resize', () => this.load())
    }
    changed(station) {
      this.station = station
      this.kind = undefined
      ${changed.join('\n      ')}
    }
    async load() {
      if (!this.kind) {
        ${begin.join('\n        ')}
        const answer = await askForKind(this.station, { signal: this.asking.signal })
        this.kind = answer.kind
      }
      this.draw(this.kind)
    }
  }
`

run(rule, {
  valid: [{ name: 'each run breaks off the last one', code: chart(['this.asking?.abort()', 'this.asking = new AbortController()'], ['this.load()']) }],
  invalid: [
    { name: 'nobody breaks it off', code: chart(['this.asking = new AbortController()'], ['this.load()']), errors: [{ messageId: 'refilled', line: 16, column: 7 }] },
    { name: 'who empties it begins no run', code: chart(['this.asking?.abort()', 'this.asking = new AbortController()'], []), errors: [{ messageId: 'refilled', line: 17, column: 7 }] },
  ],
})
