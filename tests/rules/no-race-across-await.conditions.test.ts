import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Conditions with a part that decides alone where nothing is there, and with others only where something is.

/** A recorder that is started when a meeting needs it. */
const recorder = (condition: string, work: readonly string[] = ['const version = await installed()', 'this.child = spawn(this.command, [version])']): string => text`
  import { spawn } from 'node:child_process'
  export class Recorder {
    child = null
    ending = null
    async record(meeting) {
      ${condition}
      ${work.join('\n      ')}
    }
    async answers() {
      const answer = await fetch(this.url)
      return answer.ok
    }
    dispose() { this.child?.kill() }
  }
`
const at = (column: number): { readonly messageId: 'second', readonly line: number, readonly column: number } => ({ messageId: 'second', line: 8, column })

run(rule, {
  valid: [
    { name: 'only what is there is replaced', code: recorder('if (!this.child || (await this.answers())) return') },
    { name: 'nobody waits where nothing is there', code: recorder('if (this.child && (await this.answers())) return', ['this.child = spawn(this.command)']) },
    { name: 'asked again behind the wait', code: recorder('if (this.child && (await this.answers())) return', ['const version = await installed()', 'if (!this.child) this.child = spawn(this.command, [version])']) },
    { name: 'in turn', code: recorder('if (this.child && this.url === meeting.url) return', ['await (this.ending = queue.add(async () => { const version = await installed(); this.child = spawn(this.command, [version]) }))']) },
  ],
  invalid: [
    { name: 'another part waits for an answer', code: recorder('if (this.child && (await this.answers())) return'), errors: [at(5)] },
    { name: 'another part asks for something else', code: recorder('if (this.child && this.url === meeting.url) return'), errors: [at(5)] },
    { name: 'the other way round', code: recorder('if (!this.child || !(await this.answers())) {', ['const version = await installed()', 'this.child = spawn(this.command, [version]) }']), errors: [at(5)] },
    { name: 'the other part first', code: recorder('if (this.url === meeting.url && this.child) return'), errors: [at(5)] },
  ],
})
