import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Callbacks whose takers are known by the name of the method, or of the property: they run whenever something happens.

/** A lamp whose next scene is asked for with a wait. */
const lamp = (listen: string): string => text`
  export class Lamp {
    private scene = 0
    constructor(private readonly lamp: LampClient, shown: Shown, stream: EventSource) {
      ${listen}
    }
    private async next() {
      const scene = this.scene + 1
      await this.lamp.show(scene)
      this.scene = scene
    }
  }
`

run(rule, {
  valid: [
    { name: 'what happens once', language: 'ts', code: lamp('shown.onReady(() => this.next())') },
    { name: 'a name that says nothing of events', language: 'ts', code: lamp('shown.setup(() => this.next())') },
    { name: 'an answer that is waited for', language: 'ts', code: lamp('shown.once("set", () => this.next())') },
  ],
  invalid: ['shown.onSet(() => this.next())', 'shown.onGet(() => this.next())', 'shown.onClick(() => void this.next())', 'shown.onData(() => this.next())', 'shown.onKeyDown(() => this.next())', 'stream.onerror = () => void this.next()'].map((listen) => (
    { name: listen, language: 'ts' as const, code: lamp(listen), errors: [{ messageId: 'lost' as const, line: 9, column: 5 }] }
  )),
})
