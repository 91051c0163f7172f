import rule from '../../src/rules/require-backpressure.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a part of the options is set before they are used',
      code: text`
        import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        export async function dump(database) {
          const options = { cwd: '/var/backups' }
          options.stdio = 'inherit'
          const child = spawn('pg_dump', [database], options)
          await once(child, 'exit')
        }
      `,
    },
    {
      name: 'the child that is declared first is read',
      code: text`
        import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        export async function dump(database, log) {
          const options = { cwd: '/var/backups', stdio: ['ignore', 'pipe', 'inherit'] }
          let child
          child = spawn('pg_dump', [database], options)
          child.stdout.pipe(log)
          await once(child, 'exit')
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'options that stand in a constant, and a child that is declared first',
      ...marked`
        import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        export async function dump(database) {
          const options = { cwd: '/var/backups', stdio: ['ignore', 'pipe', 'inherit'] }
          let child
          child = spawn('pg_dump', [database], options)
                  ~~~~~ pipe
          await once(child, 'exit')
        }
      `,
    },
  ],
})
