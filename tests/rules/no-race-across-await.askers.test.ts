import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Whom a component asks is no part of what it asks for; what a form is sent with is answered for that form.

const panel = (ask: string): string => text`
  import { LitElement } from 'lit'
  import { property, state } from 'lit/decorators.js'
  export class Panel extends LitElement {
    @property() client
    @property() plant
    @state() units
    willUpdate(changed) {
      if (changed.has('client') && !this.units) this.load()
    }
    async load() {
      const { units } = await ${ask}
      this.units = units
    }
  }
`

/** A dialog in which something is made. */
const dialog = (handler: string): string => text`
  import { useState } from 'react'
  export function Dialog({ ${handler} }) {
    const [problems, setProblems] = useState([])
    return <Form onSubmit={async (entered) => {
      const found = await ${handler}({ name: entered.name.trim() })
      setProblems(found ?? [])
      return found
    }} problems={problems} />
  }
`

run(rule, {
  valid: [
    { name: 'the same is asked for, of whomever', language: 'ts', code: panel('loadUnits(this.client)') },
    { name: 'a method of whom is asked', language: 'ts', code: panel("this.client.units('power')") },
    { name: 'what is told when a form is sent', language: 'jsx', code: dialog('onSubmit') },
    { name: 'what is told when something is to be made', language: 'jsx', code: dialog('onCreateBerth') },
  ],
  invalid: [
    {
      name: 'for another plant',
      language: 'ts',
      ...marked`
        import { LitElement } from 'lit'
        import { property, state } from 'lit/decorators.js'
        export class Panel extends LitElement {
          @property() client
          @property() plant
          @state() units
          willUpdate(changed) {
            if (changed.has('plant')) this.load()
          }
          async load() {
            const { units } = await loadUnits(this.client, this.plant)
            this.units = units
            ~~~~~~~~~~ overtaken
          }
        }
      `,
    },
    { name: 'for what is chosen', language: 'ts', code: panel('loadUnits(this.client, this.chosen)'), errors: [{ messageId: 'overtaken', line: 12, column: 5 }] },
    { name: 'what the one who is asked has in hand', language: 'ts', code: panel('loadUnits(this.client.plant)'), errors: [{ messageId: 'overtaken', line: 12, column: 5 }] },
    { name: 'a name that says nothing of that', language: 'ts', code: panel('loadUnits(this.plant)'), errors: [{ messageId: 'overtaken', line: 12, column: 5 }] },
    { name: 'what is told when something is looked for', language: 'jsx', code: dialog('onSearch'), errors: [{ messageId: 'overtaken', line: 6, column: 5 }] },
  ],
})
