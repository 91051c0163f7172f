import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a field or a variable holds by the time that it is sent: empty lists are nothing yet.
run(rule, {
  valid: [
    { name: 'the functions are left out', code: text`
      import { ipcMain } from 'electron'
      const toolsOf = (view) => [{ title: 'Zoom', run: () => view.zoom() }]
      export class Toolbar {
        tools = []
        constructor(view, window) { this.view = view; this.window = window }
        open() {
          this.tools = toolsOf(this.view)
          ipcMain.emit('open')
          new Worker('bar.js').postMessage(this.tools.map(({ title }) => ({ title })))
        }
      }
    ` },
    { name: 'emptied just before, also with a wait', code: text`
      const worker = new Worker('bar.js')
      const toolsOf = (view) => [{ title: 'Zoom', run: () => view.zoom() }]
      export class Toolbar {
        #tools = []
        open(view) { this.#tools = toolsOf(view) }
        close() {
          this.#tools = []
          worker.postMessage(this.#tools)
        }
        async leave(page) {
          this.#tools = []
          await page.close()
          worker.postMessage({ tools: this.#tools })
        }
      }
    ` },
    { name: 'a method of the object changes it since', code: text`
      const worker = new Worker('bar.js')
      export class Toolbar {
        tools = []
        open(view) {
          this.tools = [{ title: 'Zoom', run: () => view.zoom() }]
          this.strip()
          worker.postMessage(this.tools)
        }
        strip() { this.tools = this.tools.map(({ title }) => ({ title })) }
      }
    ` },
    { name: 'a variable that is emptied where it is sent', code: text`
      const worker = new Worker('bar.js')
      let tools = []
      export function open(view) { tools = [{ title: 'Zoom', run: () => view.zoom() }] }
      export function close() {
        tools = []
        worker.postMessage({ tools })
      }
    ` },
    { name: 'plain data that comes later', code: text`
      const worker = new Worker('bar.js')
      let tools = []
      export function open(names) { tools = names.map((title) => ({ title })) }
      export function show() { worker.postMessage({ tools }) }
    ` },
  ],
  invalid: [
    {
      name: 'filled just before, from several helpers',
      ...marked`
        import { BrowserWindow } from 'electron'
        const zoomTools = (view) => [{ title: 'Zoom', run: () => view.zoom() }]
        const pageTools = (pages) => pages.map((page) => ({ title: page.name, run: () => page.open() }))
        export class Toolbar {
          tools = []
          window = new BrowserWindow()
          open(view, pages) {
            this.tools = [...zoomTools(view), ...pageTools(pages)]
            this.window.webContents.send('tools', this.tools)
                                                  ~~~~~~~~~~ throws
          }
          close() { this.tools = [] }
        }
      `,
    },
    {
      name: 'filled by another method',
      ...marked`
        const worker = new Worker('bar.js')
        export class Toolbar {
          #tools = []
          add(view) { this.#tools = [{ title: 'Zoom', run: () => view.zoom() }] }
          clear() { this.#tools = [] }
          show() { worker.postMessage({ tools: this.#tools }) }
                                               ~~~~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'a variable that another function fills',
      ...marked`
        const worker = new Worker('bar.js')
        let tools = []
        export function open(view) { tools = [{ title: 'Zoom', run: () => view.zoom() }] }
        export function show() { worker.postMessage({ tools }) }
                                                      ~~~~~ throws
      `,
    },
  ],
})

// ---------------------------------------------------------------- what is put into an object that a field holds

run(rule, {
  valid: [
    { name: 'taken out again, or put in afterwards', code: text`
      const port = new MessageChannel().port1
      export class Draft {
        state = { text: '', timer: null }
        save() {
          this.state.timer = setImmediate(() => this.flush())
          this.state.timer = null
          port.postMessage(this.state)
        }
        edit() {
          port.postMessage(this.state)
          this.state.stop = () => this.flush()
        }
      }
    ` },
    { name: 'another method may not have run yet, and one that is called may take it out', code: text`
      const port = new MessageChannel().port1
      export class Draft {
        state = { text: '' }
        watch() { this.state.stop = () => this.flush() }
        save() { port.postMessage(this.state) }
        leave() {
          this.state.stop = () => this.flush()
          this.strip()
          port.postMessage(this.state)
        }
        strip() { this.state.stop = undefined }
      }
    ` },
    { name: 'another object since', code: text`
      const port = new MessageChannel().port1
      export class Draft {
        state = { text: '' }
        save() {
          this.state.stop = () => this.flush()
          this.state = { text: '' }
          port.postMessage(this.state)
        }
      }
    ` },
  ],
  invalid: [
    {
      name: 'by the method that sends it',
      ...marked`
        const port = new MessageChannel().port1
        export class Draft {
          #more = { text: '' }
          state = { text: '', stop: undefined }
          save() {
            this.state.stop = () => this.flush()
            port.postMessage({ state: this.state })
                                      ~~~~~~~~~~ throws {"subject": "'state.stop' is a function (line 6)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
          }
          tell(wanted) {
            if (!wanted) return
            this.#more.stop = () => this.flush()
            this.#more.text = wanted
            port.postMessage(this.#more)
                             ~~~~~~~~~~ throws
          }
        }
      `,
    },
  ],
})
