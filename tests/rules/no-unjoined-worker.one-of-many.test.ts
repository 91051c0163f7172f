import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// One of several that its own end only forgets, and what is kept too late or for a picture alone.

/** Looms by their names, which an end of all ends. */
const looms = (close: string, hears = ''): string => text`
  export class Looms {
    looms = new Map()
    open(name) {
      const loom = new Worker('./loom.js')
      ${hears}
      this.looms.set(name, loom)
    }
    weave(name, thread) { this.looms.get(name).postMessage(thread) }
    close(name) { ${close} }
    dispose() {
      for (const loom of this.looms.values()) loom.terminate()
      this.looms.clear()
    }
  }
`

const forgotten = (line: number) => ({ messageId: 'dropped' as const, line, column: 22 })

run(rule, {
  valid: [
    { name: 'ended first', code: looms('this.looms.get(name)?.terminate(); this.looms.delete(name)') },
    { name: 'ended by whom it is told', code: looms('name.terminate(); this.looms.delete(name)') },
    { name: 'told to end', code: looms("this.looms.get(name).postMessage('end'); this.looms.delete(name)") },
    { name: 'forgotten because it cannot be spoken to', code: looms('this.looms.delete(name)', 'loom.onmessageerror = () => this.close(name)') },
  ],
  invalid: [
    { name: 'only forgotten', code: looms('this.looms.delete(name)'), errors: [forgotten(4)] },
    { name: 'forgotten because it has failed, which it outlives', code: looms('this.looms.delete(name)', 'loom.onerror = () => this.close(name)'), errors: [forgotten(4)] },
  ],
})

/** A simulator that is started before something else is asked for. */
const simulator = (body: string): string => text`
  import { fork } from 'node:child_process'
  import { once } from 'node:events'
  export class Simulator {
    async start(port) {
      const child = fork('./simulator.js')
      ${body}
    }
    async stop() {
      this.child.kill()
      await once(this.child, 'exit')
    }
  }
`

run(rule, {
  valid: [
    { name: 'kept at once', code: simulator('this.child = child; const probe = await connect(port); return probe') },
    { name: 'ended where the other fails', code: simulator('try { await connect(port) } catch (error) { child.kill(); throw error } this.child = child') },
    { name: 'nothing ends it, so that it may end by itself', code: simulator('await connect(port); this.other = child') },
  ],
  invalid: [{ name: 'kept when that has come', code: simulator('await connect(port); this.child = child'), errors: [{ messageId: 'lost', line: 5, column: 19 }] }],
})

/** A picture of a file. */
const picture = (loaded: string, made = 'new Image()'): string => text`
  export function show(file, canvas) {
    const picture = ${made}
    picture.onload = () => { canvas.drawImage(picture, 0, 0)${loaded} }
    picture.src = URL.createObjectURL(file)
  }
`

run(rule, {
  valid: [
    { name: 'revoked when the picture is there', code: picture('; URL.revokeObjectURL(picture.src)') },
    { name: 'revoked by a function of another file', code: "import { revoke } from './addresses.js'\nexport function show(file) { const url = URL.createObjectURL(file); const picture = new Image(); picture.src = url; picture.onload = () => revoke(url) }" },
    { name: 'a picture of the page, which may be shown again', code: picture('', "document.querySelector('img')") },
    { name: 'a helper whose link one of those who ask for it keeps', code: text`
      function linkTo(url) {
        const link = document.createElement('a')
        link.href = url
        return link
      }
      export function show(rows) { document.body.append(linkTo(URL.createObjectURL(new Blob([rows.join()])))) }
      export function save(rows) { linkTo(URL.createObjectURL(new Blob([rows.join()]))).click() }
    ` },
    { name: 'a helper that takes the address back', code: text`
      function follow(url) {
        const link = document.createElement('a')
        link.href = url
        link.click()
        setTimeout(() => URL.revokeObjectURL(url), 1000)
      }
      export function save(rows) { follow(URL.createObjectURL(new Blob([rows.join()]))) }
    ` },
    { name: 'once, at the start', code: "const picture = new Image()\npicture.src = URL.createObjectURL(file)" },
  ],
  invalid: [
    {
      name: 'revoked by nobody',
      ...marked`
        export function show(file, canvas) {
          const picture = new Image()
          picture.onload = () => canvas.drawImage(picture, 0, 0)
          picture.src = URL.createObjectURL(file)
                        ~~~~~~~~~~~~~~~~~~~ never
        }
      `,
    },
  ],
})

/** What a page hands out to be saved. */
const saving = (followed: string, made = "document.createElement('a')"): string => text`
  export function save(rows) {
    const link = ${made}
    link.href = URL.createObjectURL(new Blob([rows.join()]))
    link.download = 'rows.csv'
    ${followed}
  }
`

run(rule, {
  valid: [
    { name: 'revoked once it is saved', code: saving('link.click(); URL.revokeObjectURL(link.href)') },
    { name: 'revoked later', code: saving('link.click(); setTimeout(() => URL.revokeObjectURL(link.href), 10_000)') },
    { name: 'a link that stays in the page', code: saving('document.body.append(link)') },
    { name: 'a link of the page', code: saving('link.click()', "document.querySelector('#save')") },
    { name: 'another element', code: saving('link.click()', "document.createElement('area')") },
    { name: 'handed to what saves it', code: "import { saveAs } from './save.js'\nexport function save(rows) { const url = URL.createObjectURL(new Blob([rows.join()])); saveAs(url, 'rows.csv') }" },
    { name: 'once, at the start', code: "const link = document.createElement('a')\nlink.href = URL.createObjectURL(file)\nlink.click()" },
  ],
  invalid: [
    {
      name: 'a link that is followed at once',
      ...marked`
        export function save(rows) {
          const url = URL.createObjectURL(new Blob([rows.join()]))
                      ~~~~~~~~~~~~~~~~~~~ never
          const link = document.createElement('a')
          link.href = url
          link.download = 'rows.csv'
          document.body.appendChild(link)
          link.click()
          link.remove()
        }
      `,
    },
    {
      name: 'by a helper, and one that a helper gives back',
      ...marked`
        function follow(name, url) {
          const link = document.createElement('a')
          link.href = url
          link.download = name
          link.click()
        }
        function linkTo(url) {
          const link = document.createElement('a')
          link.href = url
          return link
        }
        export function save(rows) {
          follow('rows.csv', URL.createObjectURL(new Blob([rows.join()])))
                             ~~~~~~~~~~~~~~~~~~~ never
        }
        export function saveAll(files) {
          for (const file of files) {
            const url = URL.createObjectURL(file)
                        ~~~~~~~~~~~~~~~~~~~ never
            const link = linkTo(url)
            link.download = file.name
            link.click()
          }
        }
      `,
    },
    { name: 'without a name for it', code: saving('link.click()'), errors: [{ messageId: 'never', line: 3, column: 15 }] },
    {
      name: 'by a button',
      language: 'jsx',
      ...marked`
        export function Rows({ rows }) {
          const save = () => {
            const link = document.createElement('a')
            link.href = URL.createObjectURL(new Blob([rows.join()]))
                        ~~~~~~~~~~~~~~~~~~~ never
            link.click()
          }
          return <button onClick={save}>Save</button>
        }
      `,
    },
  ],
})
