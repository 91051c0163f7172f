import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A no is an answer, too, where it is asked whether there is one.
run(rule, {
  valid: [
    {
      name: 'what a command can do is asked once',
      code: text`
        import { execFileSync } from 'node:child_process'
        let can
        function canEncode() {
          if (can !== undefined) return can
          try {
            can = execFileSync('ffmpeg', ['-encoders'], { encoding: 'utf-8' }).includes('aac')
          } catch {
            can = false
          }
          return can
        }
        export class Talk {
          async begin() { this.codec = canEncode() ? 'aac' : 'opus' }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a no is asked again',
      ...marked`
        import { execFileSync } from 'node:child_process'
        let can
        function canEncode() {
          if (can) return can
          try {
            can = execFileSync('ffmpeg', ['-encoders'], { encoding: 'utf-8' }).includes('aac')
                  ~~~~~~~~~~~~ inAsync
          } catch {
            can = false
          }
          return can
        }
        export class Talk {
          async begin() { this.codec = canEncode() ? 'aac' : 'opus' }
        }
      `,
    },
  ],
})
