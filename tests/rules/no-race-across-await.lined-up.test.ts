import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- a line in another file, where each waits for those before it

/** A jukebox that is told which song to go to; how it lines up those who tell it stands in another file. */
const jukebox = (waits: string, first = ''): string => text`
  import { Line } from './line.js'
  export class Jukebox {
    songs = []
    played = []
    line = new Line()
    async jump(position) {
      ${first}
      ${waits}
      try {
        if (position > this.songs.length || -position > this.played.length) throw new Error('no such song')
        if (position > 0) {
          if (position >= this.songs.length) await this.addRelated()
          this.played.push(...this.songs.splice(0, position))
        } else {
          this.songs.unshift(...this.played.splice(position))
        }
        return this.songs[0]
      } finally {
        this.line.leave()
      }
    }
  }
`
const exceeded = { options: [{ thorough: true }] as const, errors: [{ messageId: 'exceeded' as const, line: 13, column: 9 }] }

run(rule, {
  valid: [
    { name: 'queuing()', options: [{ thorough: true }], code: jukebox('await this.line.queuing()') },
    { name: 'waitMyTurn()', options: [{ thorough: true }], code: jukebox('await this.line.waitMyTurn()') },
    { name: 'lineUp()', options: [{ thorough: true }], code: jukebox('await this.line.lineUp()') },
  ],
  invalid: [
    { name: 'it is not waited for', code: jukebox('this.line.queuing()'), ...exceeded },
    { name: 'only sometimes', code: jukebox('if (position < 0) await this.line.queuing()'), ...exceeded },
    { name: 'a word about something else', code: jukebox('await this.line.return()'), ...exceeded },
  ],
})
