import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a method that nobody is seen to run again',
      language: 'ts',
      code: text`
        export class Notes {
          constructor(private readonly editor: Editor, private readonly marks: Marks) {}
          protected async show(document: Document): Promise<void> {
            this.lines = []
            for (const line of document.lines) this.lines.push(await this.marks.of(line))
          }
        }
      `,
    },
    {
      name: 'a property of another name holds it',
      language: 'ts',
      code: text`
        import { BrowserWindow } from 'electron'
        let help: BrowserWindow | undefined
        async function showHelp(): Promise<void> {
          if (help) return help.focus()
          const size = await savedSize()
          help = new BrowserWindow(size)
          help.on('closed', () => { help = undefined })
        }
        register([{ label: 'Contents', atStart: showHelp }])
      `,
    },
    {
      name: 'the run before is given up, and says so itself',
      language: 'ts',
      code: text`
        export class Notes {
          constructor(private readonly editor: Editor, private readonly marks: Marks) {
            editor.onDidChangeDocument((document) => this.show(document, this.renewed()))
          }
          protected async show(document: Document, token: CancellationToken): Promise<void> {
            this.lines = []
            for (const line of document.lines) {
              const mark = await this.marks.of(line)
              if (token.isCancellationRequested) return
              this.lines.push(mark)
            }
          }
        }
      `,
    },
    {
      name: 'the same for each element at once',
      language: 'ts',
      code: text`
        export class Notes {
          constructor(private readonly editor: Editor, private readonly marks: Marks) {
            editor.onDidChangeDocument((document) => this.show(document, this.renewed()))
          }
          protected async show(document: Document, token: CancellationToken): Promise<void> {
            this.lines = []
            document.lines.forEach(async (line) => {
              const mark = await this.marks.of(line)
              token.throwIfCancelled()
              this.lines.push(mark)
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an event of an object runs it, however often that comes',
      language: 'ts',
      ...marked`
        export class Notes {
          constructor(private readonly editor: Editor, private readonly marks: Marks) {
            editor.onDidChangeDocument((document) => this.show(document))
          }
          protected async show(document: Document): Promise<void> {
            this.lines = []
            for (const line of document.lines) this.lines.push(await this.marks.of(line))
                                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ mixed {"who": "\u0060show\u0060", "place": "this.lines", "read": "line 6", "wait": "line 7", "other": ""}
          }
        }
      `,
    },
    {
      name: 'an event that is told what it is about first',
      ...marked`
        export class Outline {
          constructor(connection) {
            connection.onNotification('document/changed', async ({ uri }) => {
              this.roots = []
              const symbols = await connection.sendRequest('document/symbols', uri)
              for (const symbol of symbols) this.roots.push(symbol)
                                            ~~~~~~~~~~~~~~~~~~~~~~~ mixed
            })
          }
        }
      `,
    },
    {
      name: 'an entry of a menu runs it at each click',
      language: 'ts',
      ...marked`
        import { BrowserWindow, Menu } from 'electron'
        let help: BrowserWindow | undefined
        async function showHelp(): Promise<void> {
          if (help) return help.focus()
          const size = await savedSize()
          help = new BrowserWindow(size)
          ~~~~ twice {"who": "\u0060showHelp\u0060", "place": "help", "read": "line 4", "wait": "line 5"}
          help.on('closed', () => { help = undefined })
        }
        Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: 'Help', submenu: [{ label: 'Contents', click: showHelp }] }]))
      `,
    },
    {
      name: 'whether something else has been given up is no answer',
      ...marked`
        export class Notes {
          constructor(editor, marks) {
            editor.onDidChangeDocument(async (document) => {
              this.lines = []
              for (const line of document.lines) {
                const mark = await marks.of(line)
                if (mark.isHidden) continue
                this.lines.push(mark)
                ~~~~~~~~~~~~~~~~~~~~~ mixed
              }
            })
          }
        }
      `,
    },
  ],
})

// What a client of HTTP runs for each request and each answer.
run(rule, {
  valid: [
    {
      name: 'the promise is kept before anything is waited for',
      options: [{ thorough: true }],
      code: text`
        import axios from 'axios'
        const client = axios.create({ baseURL: '/api' })
        let session
        client.interceptors.request.use(async (config) => {
          session ??= signIn()
          config.headers.session = await session
          return config
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'each request finds nothing there',
      options: [{ thorough: true }],
      ...marked`
        import axios from 'axios'
        const client = axios.create({ baseURL: '/api' })
        let session
        client.interceptors.request.use(async (config) => {
          if (!session) session = await signIn()
                        ~~~~~~~ filled {"who": "This callback", "place": "session", "read": "line 5", "wait": "line 5"}
          config.headers.session = session
          return config
        })
      `,
    },
  ],
})
