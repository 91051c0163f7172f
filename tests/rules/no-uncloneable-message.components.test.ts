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

/** A component with a list and a filter, and what it sends of them. */
const list = (sent: string, make = 'defineComponent', rows = '[] as Row[]'): string => text`
  import { defineComponent, markRaw, toRaw } from 'vue'
  const worker = new Worker('./sort.js')
  export default ${make}({
    data() { return { rows: ${rows}, filter: { from: 0 }, title: 'all', chart: null } },
    methods: {
      async load() { this.rows = await fetchRows() },
      draw() { this.chart = { bars: [] } },
      sort() { worker.postMessage(${sent}) },
    },
  })
`

const app = (sent: string): string => list(sent, 'createApp').replace('defineComponent, ', 'createApp, ')

/** A proxy that is sent, and what is sent instead. */
const proxied = (line: number, column: number, output: string) =>
  ({ errors: [{ messageId: 'throws' as const, line, column }], suggestions: [[{ messageId: 'repair' as const, output }]] })

// The state of a component that Vue makes.
run(rule, {
  valid: [
    { name: 'what is under the proxy', code: list('toRaw(this.rows)') },
    { name: 'a text, and a number of rows', code: list('{ title: this.title, size: this.rows.length }') },
    { name: 'written to JSON and read again', code: list('JSON.parse(JSON.stringify(this.rows))') },
    { name: 'a list that is kept from being made one', code: list('this.rows', 'defineComponent', 'markRaw([])') },
    { name: 'a list that is frozen', code: list('this.rows', 'defineComponent', 'Object.freeze([])') },
    { name: 'an object that somebody else makes something of', code: list('this.rows', 'definePage') },
    { name: 'state that is no object', code: list('this.rows', 'defineComponent', '0') },
  ],
  invalid: [
    { name: 'a list', code: list('this.rows'), ...proxied(8, 33, list('toRaw(this.rows)')) },
    { name: 'an object in a message', code: list('{ filter: this.filter }'), ...proxied(8, 43, list('{ filter: toRaw(this.filter) }')) },
    { name: 'what is put there later', code: list('this.chart'), ...proxied(8, 33, list('toRaw(this.chart)')) },
    { name: 'the state of an application', code: app('this.filter'), ...proxied(8, 33, app('toRaw(this.filter)')) },
  ],
})

/** A store of a cart, said by its parts or by a function, and what is sent of it. */
const cart = (sent: string, options = '{ state: () => ({ items: [], total: 0 }), actions: { price() { worker.postMessage({ items: this.items }) } } }'): string => text`
  import { defineStore } from 'pinia'
  import { ref } from 'vue'
  const worker = new Worker('./price.js')
  const useCart = defineStore('cart', ${options})
  export function price() {
    const cart = useCart()
    worker.postMessage(${sent})
  }
`
const byParts = '{ state: () => ({ items: [], total: 0 }) }'
const bySetup = '() => { const items = ref([]); const total = ref(0); return { items, total } }'

// The state of a store that pinia makes.
run(rule, {
  valid: [
    { name: 'a number', code: cart('{ total: cart.total }', byParts) },
    { name: 'a number of a store that a function says', code: cart('{ total: cart.total }', bySetup) },
    { name: 'copies of what is there', code: cart('{ items: JSON.parse(JSON.stringify(cart.items)) }', byParts) },
    { name: 'what is not known to be state', code: cart('{ price: cart.price }', byParts) },
  ],
  invalid: [
    { name: 'a list, by an action', code: cart('{ total: cart.total }'), errors: [{ messageId: 'throws', line: 4, column: 128 }] },
    { name: 'a list', code: cart('{ items: cart.items }', byParts), errors: [{ messageId: 'throws', line: 7, column: 31 }] },
    { name: 'a list of a store that a function says', code: cart('{ items: cart.items }', bySetup), ...proxied(7, 31, cart('{ items: toRaw(cart.items) }', bySetup).replace('{ ref }', '{ ref, toRaw }')) },
    { name: 'all of the state', code: cart('cart.$state', byParts), errors: [{ messageId: 'throws', line: 7, column: 22 }] },
  ],
})

/** A store of solid, and what is sent of it. */
const solid = (sent: string): string => text`
  import { createStore, unwrap } from 'solid-js/store'
  const worker = new Worker('./sort.js')
  const [state, setState] = createStore({ rows: [], total: 0 })
  export const send = () => worker.postMessage(${sent})
`

run(rule, {
  valid: [
    { name: 'a number of a store', code: solid('{ total: state.total }') },
    { name: 'what is under the proxy of a store', code: solid('unwrap(state)') },
  ],
  invalid: [
    { name: 'a list of a store', code: solid('{ rows: state.rows }'), ...proxied(4, 54, solid('{ rows: unwrap(state.rows) }')) },
  ],
})
