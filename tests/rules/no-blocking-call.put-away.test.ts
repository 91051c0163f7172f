import rule from '../../src/rules/no-blocking-call.ts'
import { marked } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- functions that are only kept

/** A player that is started by an async function, and its end, which a helper of the file takes. */
const player = (helper: string): string => `
  import { spawn, spawnSync } from 'node:child_process'
  ${helper}
  function launch(file) {
    const child = spawn('mpv', [file])
    return withEnd(child, () => {
      spawnSync('taskkill', ['/pid', String(child.pid)])
    })
  }
  export async function play(file) {
    const child = launch(file)
    child.on('error', complain)
    return child.pid
  }
`
const reported = (line: number) => ({ errors: [{ messageId: 'inAsync' as const, line, column: 7 }] })

run(rule, {
  valid: [
    { name: 'the helper puts it into a member, inside another function', code: player('function withEnd(child, end) {\nchild.dispose = () => end()\nreturn child\n}') },
    { name: 'the helper puts it into a member', code: player('const withEnd = (child, end) => {\nchild.dispose = end\nreturn child\n}') },
  ],
  invalid: [
    { name: 'the helper calls it', code: player('function withEnd(child, end) {\nif (child.killed) end()\nreturn child\n}'), ...reported(10) },
    { name: 'the helper keeps it and calls it', code: player('function withEnd(child, end) {\nchild.dispose = end\nif (child.killed) end()\nreturn child\n}'), ...reported(11) },
    { name: 'a helper that is not known', code: player("import { withEnd } from './ends.js'"), ...reported(7) },
    {
      name: 'the helper hands it on',
      ...marked`
        import { spawnSync } from 'node:child_process'
        function withEnd(child, end) {
          afterwards(child, end)
        }
        export async function play(child) {
          withEnd(child, () => {
            spawnSync('taskkill', ['/pid', String(child.pid)])
            ~~~~~~~~~ inAsync
          })
        }
      `,
    },
  ],
})
