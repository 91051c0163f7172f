import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Marks of something else that are lowered, by a method that says so, only when what it stands for has been put away.

run(rule, {
  valid: [
    {
      name: 'lowered before, asked again behind the wait, or under a lock',
      options: [{ thorough: true }],
      code: text`
        import { Mutex } from 'async-mutex'
        import { score } from './score.js'
        const turn = new Mutex()
        export async function early() {
          if (!score.isDirty()) return
          score.markClean()
          await writeScore(score.notes())
        }
        export async function compared() {
          while (score.isDirty()) {
            const notes = score.notes()
            await writeScore(notes)
            if (score.notes() === notes) score.markClean()
          }
        }
        export async function alone() {
          await turn.runExclusive(async () => {
            if (!score.isDirty()) return
            await writeScore(score.notes())
            score.markClean()
          })
        }
      `,
    },
    {
      name: 'nothing is put away, or the mark is that of something else',
      options: [{ thorough: true }],
      code: text`
        import { score, draft } from './score.js'
        export async function close() {
          if (score.isDirty() && !(await confirm('Leave?'))) return
          score.markClean()
        }
        export async function copy() {
          if (!score.isDirty()) return
          await writeScore(score.notes())
          draft.markClean()
        }
      `,
    },
    {
      name: 'without thorough',
      code: text`
        import { score } from './score.js'
        export async function save() {
          if (!score.isDirty()) return
          await writeScore(score.notes())
          score.markClean()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a method that answers, and one that lowers it',
      options: [{ thorough: true }],
      ...marked`
        import { score } from './score.js'
        export async function save() {
          if (!score.isDirty()) return
          await writeScore(score.notes())
          score.markClean()
          ~~~~~~~~~~~~~~~~~ unmarked {"place": "score", "read": "line 3", "wait": "line 4"}
        }
      `,
    },
    {
      name: 'of a class of another file',
      options: [{ thorough: true }],
      ...marked`
        import { Tracked } from './tracked.js'
        export class Score extends Tracked {
          async save() {
            if (this.isDirty) {
              await storeAll(this.notes())
              this.resetDirty()
              ~~~~~~~~~~~~~~~~~ unmarked {"place": "this", "read": "line 4", "wait": "line 5"}
            }
          }
        }
      `,
    },
    {
      name: 'what a small function of the file lowers is a mark of its own',
      ...marked`
        export class Score {
          notes = new Map()
          dirty = false
          play(bar, note) {
            this.notes.set(bar, note)
            this.dirty = true
          }
          markSaved() {
            this.dirty = false
          }
          async save() {
            if (!this.dirty) return
            await writeScore([...this.notes])
            this.markSaved()
            ~~~~~~~~~~~~~~~~ lowered {"place": "this.dirty", "read": "line 12", "wait": "line 13", "other": "line 6"}
          }
        }
      `,
    },
  ],
})
