import rule from '../../src/rules/no-uncloneable-message.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What components send of their own.

/** A page on which keys are chosen, and what it tells the main process. */
const page = (sent: string, make = (options: string): string => `export default ${options}`, before = ''): string => text`
  import { ipcRenderer } from 'electron'
  ${before}${make(`{
    data() { return { pressed: [] } },
    computed: {
      keys() { return this.pressed.map(({ code }) => code) },
      label: { get() { return this.keys.join('+') }, set(label) { this.pressed = label.split('+').map((code) => ({ code })) } },
    },
    methods: {
      clear() { this.pressed = [] },
      save() {
        const choice = { id: 'play', keys: ${sent} }
        ipcRenderer.send('keys', choice)
      },
    },
  }`)}
`

run(rule, {
  valid: [
    { name: 'what is worked out is a value', code: page('this.keys') },
    { name: 'worked out by a getter', code: page('this.label') },
    { name: 'the same in a component that a call makes', code: page('this.keys', (options) => `export const page = defineComponent(${options})`, "import { defineComponent } from 'vue'\n  ") },
  ],
  invalid: [
    { name: 'a method is a function', code: page('this.clear'), errors: [{ messageId: 'throws', line: 12, column: 32 }] },
    { name: 'what is worked out is handed on by a function', code: page('() => this.keys'), errors: [{ messageId: 'throws', line: 12, column: 32 }] },
  ],
})
