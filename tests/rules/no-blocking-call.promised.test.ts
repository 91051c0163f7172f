import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what runs when a promise has its answer

run(rule, {
  valid: [
    { name: 'the start of a program', code: "import { brotliCompressSync } from 'node:zlib'\nfetch('/all').then((answer) => answer.text()).then((all) => keep(brotliCompressSync(all)))" },
    { name: 'by its name', code: "import { brotliCompressSync } from 'node:zlib'\nexport const init = (shelf) => shelf.all().then((all) => brotliCompressSync(all))" },
    { name: 'the end of something', code: "import { brotliCompressSync } from 'node:zlib'\nexport function close(shelf) { return shelf.all().then((all) => keep(brotliCompressSync(all))) }" },
    { name: 'a moment of the disk', options: [{ thorough: true }], code: "import { readFileSync } from 'node:fs'\nexport const load = (shelf) => shelf.path().then((path) => readFileSync(path))" },
    { name: 'what a rejection brings', code: "import { brotliCompressSync } from 'node:zlib'\nexport const save = (shelf, all) => shelf.put(all).catch(() => shelf.put(brotliCompressSync(all)))" },
    {
      name: 'a few words that an object has',
      code: text`
        import { brotliCompressSync } from 'node:zlib'
        export class Shelf {
          last = Promise.resolve()
          marks = new Map()
          recent = []
          mark(at) { this.marks.set('at', at); this.recent.push(at) }
          pack() { return brotliCompressSync(JSON.stringify({ version: 2, marks: [...this.marks.values()], recent: this.recent.slice(-5) })) }
          save(disk) { return this.last.then(() => disk.put(this.pack())) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'of a function that is not called async',
      ...marked`
        import { brotliCompressSync } from 'node:zlib'
        export const save = (shelf) => shelf.all().then((all) => shelf.put(brotliCompressSync(all)))
                                                                           ~~~~~~~~~~~~~~~~~~ inAsync
      `,
    },
    {
      name: 'through a method, with all that the object has gathered',
      ...marked`
        import { brotliCompressSync } from 'node:zlib'
        export class Shelf {
          last = Promise.resolve()
          books = new Map()
          put(book) { this.books.set(book.id, book) }
          pack() {
            const all = JSON.stringify({ version: 2, books: [...this.books.values()] })
            return brotliCompressSync(all)
                   ~~~~~~~~~~~~~~~~~~ inAsync
          }
          save(disk) {
            const saved = this.last.then(() => disk.put(this.pack()))
            this.last = saved.catch(() => undefined)
            return saved
          }
        }
      `,
    },
    {
      name: 'what a library reads from the disk',
      options: [{ thorough: true }],
      ...marked`
        import { loadSync } from '@grpc/proto-loader'
        export async function connect(file, dial) {
          const described = loadSync(file, { keepCase: true })
                            ~~~~~~~~ inAsync
          return dial(described)
        }
      `,
    },
  ],
})
