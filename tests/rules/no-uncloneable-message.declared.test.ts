import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- types that comments declare

const layer = text`
  /**
   * @typedef {object} Layer
   * @property {string} title
   * @property {(at: number) => number} heightAt
   * @property {() => void} [redraw]
   */
`

run(rule, {
  valid: [
    { name: 'a property that is text', code: layer + "/** @param {Layer[]} layers */\nexport const open = (layers) => history.pushState({ title: layers[0].title }, '')" },
    { name: 'what the type only allows', code: "/**\n * @typedef {object} Row\n * @property {string} name\n * @property {() => void} [close]\n */\n/** @param {Row} row */\nexport const open = (row) => history.pushState({ row }, '')" },
    { name: 'a type of another name', code: layer + "/** @param {Layers} layers */\nexport const open = (layers) => history.pushState({ layers }, '')" },
    { name: 'a list that holds texts', code: "class Path {\n  /** @type {Map<string, string>} */\n  names = new Map()\n  go(id) { history.pushState({ name: this.names.get(id) }, '') }\n}" },
  ],
  invalid: [
    {
      name: 'a field whose comment says what it holds',
      ...marked`
        /**
         * @typedef {object} Layer
         * @property {string} title
         * @property {(at: number) => number} heightAt
         */
        export class Relief {
          /** @type {Layer[]} */
          #layers
          constructor(layers) { this.#layers = layers }
          show(index) {
            const layer = this.#layers[index]
            history.pushState({ title: layer.title, heightAt: layer.heightAt }, '')
                                                              ~~~~~~~~~~~~~~ throws
          }
        }
      `,
    },
    {
      name: 'a map of them, and a type in one line',
      ...marked`
        /** @typedef {{ title: string, heightAt: (at: number) => number }} Layer */
        /** @type {Map<string, Layer>} */
        const layers = new Map()
        export const show = (name) => history.pushState({ layer: layers.get(name) }, '')
                                                                 ~~~~~~~~~~~~~~~~ throws
      `,
    },
    {
      name: 'a callback',
      ...marked`
        /**
         * @callback Progress
         * @param {number} share
         */
        /** @param {Progress} progress */
        export const start = (file, progress) => new Worker('./press.js').postMessage({ file, progress })
                                                                                              ~~~~~~~~ throws
      `,
    },
  ],
})

// ---------------------------------------------------------------- collections that are empty where they are made

run(rule, {
  valid: [
    { name: 'what is put into it is known', code: "interface Stop { title: string; open(): void; ring: () => void }\nexport function send(stops: Stop[]) {\n  const plain: Partial<Stop>[] = []\n  for (const stop of stops) plain.push({ title: stop.title })\n  history.pushState({ plain }, '')\n}" },
  ],
  invalid: [
    {
      name: 'its type says what it will hold',
      ...marked`
        interface Stop { title: string; ring: () => void }
        export class Line {
          private readonly stops: Stop[] = []
          private readonly byName = new Map<string, Stop>()
          first() { history.pushState({ stop: this.stops[0] }, '') }
                                              ~~~~~~~~~~~~~ throws
          named(name: string) { history.pushState({ stop: this.byName.get(name) }, '') }
                                                          ~~~~~~~~~~~~~~~~~~~~~ throws
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- fields of which a call in the constructor says what they are

const basket = (said: string, sent: string): string => text`
  import { makeAutoObservable, makeObservable, observable, toJS } from 'mobx'
  class Basket {
    fruits = []
    constructor() { this.port = new MessageChannel().port1; ${said} }
    send() { this.port.postMessage(${sent}) }
  }
`

run(rule, {
  valid: [
    { name: 'it is kept as it is', code: basket('makeObservable(this, { fruits: observable.ref })', 'this.fruits') },
    { name: 'all but this one', code: basket('makeAutoObservable(this, { fruits: false })', 'this.fruits') },
    { name: 'another field', code: basket('makeObservable(this, { nuts: observable })', 'this.fruits') },
    { name: 'said elsewhere', code: basket('makeObservable(this, said)', 'this.fruits') },
    { name: 'as plain data', code: basket('makeObservable(this, { fruits: observable })', 'toJS(this.fruits)') },
    { name: 'filled with what is no object', code: text`
      import { makeAutoObservable } from 'mobx'
      class Basket {
        label = null
        constructor() { makeAutoObservable(this); this.port = new MessageChannel().port1 }
        name(label) { this.label = label }
        send() { this.port.postMessage(this.label) }
      }
    ` },
    { name: 'a copy of what is observed itself alone', code: basket('makeObservable(this, { fruits: observable.shallow })', '[...this.fruits]') },
  ],
  invalid: [
    {
      name: 'a list in whose place what came as an answer is put',
      ...marked`
        import { makeAutoObservable, runInAction } from 'mobx'
        class Basket {
          fruits: string[] = []
          worker: Worker
          constructor() {
            makeAutoObservable(this)
            this.worker = new Worker('sort.js')
            this.worker.onmessage = ({ data }) => runInAction(() => { this.fruits = data })
          }
          sort() { this.worker.postMessage({ fruits: this.fruits }) }
                                                     ~~~~~~~~~~~ throws {"subject": "'fruits' is a reactive proxy (line 3)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        }
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Wrap it in toJS()' },
        output: text`
          import { makeAutoObservable, runInAction, toJS } from 'mobx'
          class Basket {
            fruits: string[] = []
            worker: Worker
            constructor() {
              makeAutoObservable(this)
              this.worker = new Worker('sort.js')
              this.worker.onmessage = ({ data }) => runInAction(() => { this.fruits = data })
            }
            sort() { this.worker.postMessage({ fruits: toJS(this.fruits) }) }
          }
        `,
      }]],
    },
    {
      name: 'by name, through a method that sends',
      ...marked`
        import { makeObservable, observable, toJS } from 'mobx'
        class Basket {
          fruits = []
          port = new MessageChannel().port1
          constructor() { makeObservable(this, { fruits: observable }) }
          add(fruit) {
            this.fruits.push(fruit)
            this.send({ fruits: this.fruits })
                                ~~~~~~~~~~~ throws
          }
          send(body) { this.port.postMessage({ kind: 'basket', ...body }) }
        }
      `,
      suggestions: [[{
        messageId: 'repair',
        data: { repair: 'Wrap it in toJS()' },
        output: text`
          import { makeObservable, observable, toJS } from 'mobx'
          class Basket {
            fruits = []
            port = new MessageChannel().port1
            constructor() { makeObservable(this, { fruits: observable }) }
            add(fruit) {
              this.fruits.push(fruit)
              this.send({ fruits: toJS(this.fruits) })
            }
            send(body) { this.port.postMessage({ kind: 'basket', ...body }) }
          }
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- what a callback makes of each of what is given

const loom = (made: string): string => text`
  import { Worker } from 'node:worker_threads'
  const settingsOf = (given) => ({ width: given.width ?? 80, patterns: (given.patterns ?? []).map((pattern) => (${made})) })
  export class Loom {
    constructor(given) { this.settings = settingsOf(given) }
    start(threads) { return new Worker('./weave.js', { workerData: { settings: this.settings, threads } }) }
  }
`

run(rule, {
  valid: [
    { name: 'plain data', code: loom('{ name: pattern.name, rows: pattern.rows }') },
    { name: 'what a method of the same name answers', code: loom('{ name: pattern.name, weave: pattern.bind(given.hooks) }') },
  ],
  invalid: [
    {
      name: 'a method that is bound to its own object',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const settingsOf = (given) => ({ width: given.width ?? 80, patterns: given.patterns.map((pattern) => ({ name: pattern.name, weave: pattern.weave.bind(pattern) })) })
        export class Loom {
          constructor(given) { this.settings = settingsOf(given) }
          start(threads) {
            return new Worker('./weave.js', { workerData: { settings: this.settings, threads } })
                                                                      ~~~~~~~~~~~~~ throws
          }
        }
      `,
    },
  ],
})
