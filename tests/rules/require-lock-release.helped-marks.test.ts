import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Flags that small functions of the file put up and take down.
const sync = (run: string, begin = 'if (this.busy) return false\n    this.busy = true\n    return true'): string => text`
  export class Sync {
    private busy = false
    constructor(private readonly api: Api) {}
    private begin() {
      ${begin}
    }
    private finish() {
      this.busy = false
      console.info('done')
    }
    async run(kind: string) {
      ${run}
    }
  }
`
const gate = (body: string, given = ''): string => text`
  class Gate {
    taken = false
    enter() {
      if (this.taken) return false
      this.taken = true
      return true
    }
    leave() {
      this.taken = false
    }
  }
  const gate = new Gate()
  ${given}
  export async function publish(page) {
    ${body}
  }
`
const panel = (body: string): string => text`
  let uploading = false
  function setUploading(value) {
    uploading = value
    document.body.classList.toggle('uploading', value)
  }
  export async function upload(file) {
    if (uploading) return
    ${body}
  }
`

run(rule, {
  valid: [
    { name: 'taken down in finally', code: sync('if (!this.begin()) return\n    try {\n      if (kind === "none") return\n      await this.api.pull(kind)\n    } finally {\n      this.finish()\n    }') },
    { name: 'nothing fails in between', code: sync('if (!this.begin()) return\n    await this.api.pull(kind).catch(() => undefined)\n    this.finish()') },
    { name: 'set by what it is given, in finally', code: panel('setUploading(true)\n  try {\n    await fetch("/files", { method: "POST", body: file })\n  } finally {\n    setUploading(false)\n  }') },
    { name: 'an object of another class, in finally', code: gate('if (!gate.enter()) return\n  try {\n    await fetch(page)\n  } finally {\n    gate.leave()\n  }') },
    { name: 'others may take it down: the class is handed out', code: gate('if (!gate.enter()) return\n  await fetch(page)\n  gate.leave()', 'export { Gate }') },
    {
      name: 'a function that only sometimes takes it down',
      code: text`
        export class Sync {
          #busy = false
          #settle(answer) {
            if (answer.pending) return
            this.#busy = false
          }
          async run(kind) {
            if (this.#busy) return
            this.#busy = true
            this.#settle(await fetch(kind))
          }
        }
      `,
    },
    {
      name: 'another method takes it down, too: a state',
      code: text`
        export class Wizard {
          private visible = false
          private setVisible(value: boolean) {
            this.visible = value
          }
          async show(page: Page) {
            if (this.visible) return
            this.setVisible(true)
            await page.load()
            this.setVisible(false)
          }
          close() {
            this.setVisible(false)
          }
        }
      `,
    },
  ],
  invalid: [
    { name: 'a method that says whether it has put it up, and one that takes it down', ...marked`
      export class Sync {
        private busy = false
        private begin() {
          if (this.busy) return false
          this.busy = true
          return true
        }
        private finish() {
          this.busy = false
        }
        async run(kind: string) {
          if (!this.begin()) return
               ~~~~~~~~~~~~ stuck {"what": "this.busy", "line": "line 14", "exit": "an exception of \u0060fetch()\u0060 on line 13", "guard": "line 12"}
          await fetch(kind)
          this.finish()
        }
      }
    `, suggestions: [[{ messageId: 'wrap', output: text`
      export class Sync {
        private busy = false
        private begin() {
          if (this.busy) return false
          this.busy = true
          return true
        }
        private finish() {
          this.busy = false
        }
        async run(kind: string) {
          if (!this.begin()) return
          try {
            await fetch(kind)
          } finally {
            this.finish()
          }
        }
      }
    ` }]] },
    { name: 'a method that sets it to what it is given, and an early return', ...marked`
      export class Printer {
        constructor(spooler) {
          this.printing = false
          this.spooler = spooler
        }
        _setPrinting(on) {
          this.printing = on
        }
        async print(job) {
          if (this.printing) return
          this._setPrinting(true)
          ~~~~~~~~~~~~~~~~~~~~~~~ stuck
          const pages = await this.spooler.render(job)
          if (pages.length === 0) return
          await this.spooler.send(pages)
          this._setPrinting(false)
        }
      }
    `, suggestions: [[{ messageId: 'wrap', output: text`
      export class Printer {
        constructor(spooler) {
          this.printing = false
          this.spooler = spooler
        }
        _setPrinting(on) {
          this.printing = on
        }
        async print(job) {
          if (this.printing) return
          this._setPrinting(true)
          try {
            const pages = await this.spooler.render(job)
            if (pages.length === 0) return
            await this.spooler.send(pages)
          } finally {
            this._setPrinting(false)
          }
        }
      }
    ` }]] },
    { name: 'functions of the module', ...marked`
      let uploading = false
      function begin() {
        uploading = true
        document.body.classList.add('uploading')
      }
      function end() {
        uploading = false
        document.body.classList.remove('uploading')
      }
      export async function upload(file) {
        if (uploading) return
        begin()
        ~~~~~~~ stuck
        await fetch('/files', { method: 'POST', body: file })
        end()
      }
    `, suggestions: [[{ messageId: 'wrap', output: text`
      let uploading = false
      function begin() {
        uploading = true
        document.body.classList.add('uploading')
      }
      function end() {
        uploading = false
        document.body.classList.remove('uploading')
      }
      export async function upload(file) {
        if (uploading) return
        begin()
        try {
          await fetch('/files', { method: 'POST', body: file })
        } finally {
          end()
        }
      }
    ` }]] },
    { name: 'an object of another class', ...marked`
      class Gate {
        taken = false
        enter() {
          if (this.taken) return false
          this.taken = true
          return true
        }
        leave() {
          this.taken = false
        }
      }
      const gate = new Gate()
      export async function publish(page) {
        if (!gate.enter()) return
             ~~~~~~~~~~~~ stuck
        await fetch(page)
        gate.leave()
      }
    `, suggestions: [[{ messageId: 'wrap', output: text`
      class Gate {
        taken = false
        enter() {
          if (this.taken) return false
          this.taken = true
          return true
        }
        leave() {
          this.taken = false
        }
      }
      const gate = new Gate()
      export async function publish(page) {
        if (!gate.enter()) return
        try {
          await fetch(page)
        } finally {
          gate.leave()
        }
      }
    ` }]] },
  ],
})
