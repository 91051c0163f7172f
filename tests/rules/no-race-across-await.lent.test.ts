import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A place that has a value of its own while something runs, and gets back what was there before.

run(rule, {
  valid: [
    {
      name: 'nothing waits in between, or each run has a place of its own',
      options: [{ thorough: true }],
      code: text`
        let accent = 'plain'
        export function speakIn(tone, words) {
          const before = accent
          accent = tone
          try {
            return words.map((word) => say(word, accent))
          } finally {
            accent = before
          }
        }
        export async function recite(poem) {
          let stress = 'none'
          const before = stress
          stress = poem.stress
          await poem.read(() => stress)
          stress = before
        }
      `,
    },
    {
      name: 'one run at a time',
      options: [{ thorough: true }],
      code: text`
        import { Mutex } from 'async-mutex'
        const turn = new Mutex()
        let accent = 'plain'
        export async function speakIn(tone, words) {
          await turn.runExclusive(async () => {
            const before = accent
            accent = tone
            await words()
            accent = before
          })
        }
        let volume = 1
        let speaking = false
        export async function whisper(words) {
          if (speaking) return
          speaking = true
          const before = volume
          volume = 0.2
          await words()
          volume = before
          speaking = false
        }
      `,
    },
    {
      name: 'put back only where it is still the own one, or only where the work has failed',
      options: [{ thorough: true }],
      code: text`
        let accent = 'plain'
        export async function speakIn(tone, words) {
          const before = accent
          accent = tone
          await words()
          if (accent === tone) accent = before
        }
        let key = 'C'
        export async function transpose(to, piece) {
          const before = key
          key = to
          try {
            await piece.print()
          } catch (error) {
            if (key === to) key = before
            throw error
          }
        }
      `,
    },
    {
      name: 'what was there before is not put back, but handed on',
      options: [{ thorough: true }],
      code: text`
        let accent = 'plain'
        export async function change(tone) {
          const before = accent
          accent = tone
          await announce(before, tone)
        }
      `,
    },
    {
      name: 'not proven that it is entered again',
      code: text`
        let accent = 'plain'
        export async function speakIn(tone, words) {
          const before = accent
          accent = tone
          try {
            return await words()
          } finally {
            accent = before
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in a variable of the module',
      options: [{ thorough: true }],
      ...marked`
        let accent = 'plain'
        export async function speakIn(tone, words) {
          const before = accent
          accent = tone
          try {
            return await words()
          } finally {
            accent = before
            ~~~~~~ lent {"who": "\u0060speakIn\u0060", "place": "accent", "read": "line 3", "wait": "line 6"}
          }
        }
        export const current = () => accent
      `,
    },
    {
      name: 'in a field, and behind a chain',
      options: [{ thorough: true }],
      ...marked`
        export class Choir {
          key = 'C'
          sing(key, song) {
            const before = this.key
            this.key = key
            return song.play().finally(() => {
              this.key = before
              ~~~~~~~~ lent {"who": "\u0060sing\u0060", "place": "this.key", "read": "line 4", "wait": "line 6"}
            })
          }
        }
      `,
    },
    {
      name: 'proven, by an event that comes at any time',
      ...marked`
        let stage = 'empty'
        bell.on('act', async (scene) => {
          const before = stage
          stage = scene.name
          await scene.play(() => stage)
          stage = before
          ~~~~~ lent {"who": "This callback", "place": "stage", "read": "line 3", "wait": "line 5"}
        })
      `,
    },
  ],
})

// ---------------------------------------------------------------- the same thing on every way

/** The rows of a table, one of which gets another name behind a wait. */
const table = (first: string, behind: string): string => text`
  import { Component } from 'react'
  export class Names extends Component {
    render() {
      return <Field onChange={(name) => {
        const rows = this.state.rows
        ${first}
        this.props.names.isFree(name).then((free) => {
          ${behind}
        })
      }} rows={this.state.rows} />
    }
  }
`
const back = 'this.setState({ rows })'

run(rule, {
  valid: [{ name: 'nothing of its own is put there', language: 'jsx', options: [{ thorough: true }], code: table('', `if (free) ${back}\nelse ${back}`) }],
  invalid: [{ name: 'something of its own is put there first', language: 'jsx', options: [{ thorough: true }], code: table('this.setState({ rows: [name] })', back), errors: [{ messageId: 'lent', line: 8, column: 25 }] }],
})
