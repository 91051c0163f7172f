import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What was there before a wait, and is used behind it, while other code takes it away.

run(rule, {
  valid: [
    {
      name: 'asked again whether all has ended, or never, or it stays there',
      options: [{ thorough: true }],
      code: text`
        export class Line {
          async say(text) {
            if (this.closed) throw new Error('closed')
            await this.wire.send(text)
            if (this.closed) return
            this.wire.flush()
          }
          async shout(text) {
            await this.wire.send(text)
            this.wire.flush()
          }
          async note(text) {
            if (this.closed) throw new Error('closed')
            await this.log.write(text)
            this.log.flush()
          }
          close() {
            this.closed = true
            this.log.end()
            this.wire.end()
            this.wire = null
          }
        }
      `,
    },
    {
      name: 'asked for again, used only where it is there, kept by a name, or used before the wait',
      options: [{ thorough: true }],
      code: text`
        export class Sidebar {
          async refresh() {
            if (!this.view) return
            const rows = await this.source.rows()
            if (!this.view) return
            this.view.show(rows)
          }
          async mark() {
            if (!this.view) return
            const rows = await this.source.marks()
            this.view?.mark(rows)
          }
          async clear() {
            const view = this.view
            if (!view) return
            await this.source.forget()
            view.show([])
          }
          async focus() {
            if (!this.view) return
            this.view.focus()
            await this.source.seen()
          }
          close() {
            this.view = undefined
          }
        }
      `,
    },
    {
      name: 'who takes it away breaks off what is waited for, the failure is heard, or a flag is asked behind the wait',
      options: [{ thorough: true }],
      code: text`
        export class Sidebar {
          async refresh() {
            if (!this.view) return
            const rows = await fetch('/rows', { signal: this.controller.signal })
            this.view.show(rows)
          }
          close() {
            this.controller.abort()
            this.view = undefined
          }
        }
        export class Toolbar {
          async refresh() {
            if (!this.bar) return
            const items = await this.source.items()
            try {
              this.bar.show(items)
            } catch (error) {
              this.log.warn(error)
            }
          }
          async tick() {
            if (!this.bar) return
            const time = await this.source.time()
            if (this.closed) return
            this.bar.tick(time)
          }
          close() {
            this.closed = true
            this.bar = undefined
          }
        }
      `,
    },
    {
      name: 'only the run itself takes it away, or it is replaced by another one',
      options: [{ thorough: true }],
      code: text`
        let canvas
        export function open(size) {
          canvas = makeCanvas(size)
        }
        export async function draw(scene) {
          if (!canvas) return
          const shapes = await scene.shapes()
          canvas.paint(shapes)
        }
        export class Sketch {
          async finish() {
            if (!this.pen) return
            await this.paper.dry()
            this.pen.lift()
          }
          reset() {
            this.pen = undefined
            this.pen = takePen()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a field that another method empties',
      options: [{ thorough: true }],
      ...marked`
        export class Sidebar {
          async refresh() {
            if (!this.view) return
            const rows = await this.source.rows()
            this.view.show(rows)
            ~~~~~~~~~ withdrawn {"who":"\u0060refresh\u0060","place":"this.view","read":"line 3","wait":"line 4","other":"line 8"}
          }
          close() {
            this.view = undefined
          }
        }
      `,
    },
    {
      name: 'a variable of the module, and a field that a listener empties',
      options: [{ thorough: true }],
      ...marked`
        let link = null
        export async function send(words) {
          if (link === null) throw new Error('closed')
          const packed = await pack(words)
          link.write(packed)
          ~~~~ withdrawn {"who":"\u0060send\u0060","place":"link","read":"line 3","wait":"line 4","other":"line 9"}
        }
        export function hangUp() {
          link?.end()
          link = null
        }
        export class Preview {
          constructor(panel) {
            this.panel = panel
            panel.onDidDispose(() => { this.panel = undefined })
          }
          async update() {
            if (this.panel) {
              const page = await this.render()
              this.panel.webview.html = page
              ~~~~~~~~~~ withdrawn {"who":"\u0060update\u0060","place":"this.panel","read":"line 17","wait":"line 18","other":"line 14"}
            }
          }
        }
      `,
    },
    {
      name: 'used before the wait by who has asked whether all has ended',
      options: [{ thorough: true }],
      ...marked`
        export class Line {
          async say(text) {
            if (this.closed) throw new Error('closed')
            await this.wire.send(text)
            this.wire.flush()
            ~~~~~~~~~ withdrawn {"who": "\u0060say\u0060", "place": "this.wire", "read": "line 4", "wait": "line 4", "other": "line 10"}
          }
          close() {
            this.closed = true
            this.wire.end()
            this.wire = null
          }
        }
      `,
    },
  ],
})
