import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is begun in a loop and put into a list, which is waited for as a whole, and lists that somebody else fills.

run(rule, {
  valid: [
    {
      name: 'what is put into the list is not waited for, or has no name of a file',
      code: text`
        export function collect(pages, readJsonFile, count) {
          const sheets = []
          const counts = []
          for (const page of pages) {
            sheets.push(readJsonFile(page))
            counts.push(count(page))
          }
          return { sheets, all: Promise.all(counts) }
        }
      `,
    },
    {
      name: 'a field with what is written down, which nobody adds to',
      code: text`
        export class Press {
          constructor(writeFile) {
            this.writeFile = writeFile
            this.plates = [{ name: 'front' }, { name: 'back' }]
            this.proofs = []
          }
          add(proof) {
            this.proofs.push(proof)
          }
          async print() {
            const written = []
            for (const plate of this.plates) written.push(this.writeFile(plate.name, plate.text))
            await Promise.all(written)
          }
        }
      `,
    },
    {
      name: 'a list that is only looked at, and one that a helper goes through',
      code: text`
        import { readFile } from 'node:fs/promises'
        import { collect } from './gather.js'
        function check(paths) {
          for (const path of paths) allow(path)
        }
        export async function load() {
          const paths = []
          const found = collect(paths)
          log(paths)
          check(paths)
          return [found, await Promise.all(paths.map((path) => readFile(path)))]
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a list that a walk through folders fills',
      ...marked`
        import { readdir, readFile } from 'node:fs/promises'
        import { gather } from './gather.js'
        async function walk(folder, into) {
          for (const entry of await readdir(folder, { withFileTypes: true })) {
            if (entry.isDirectory()) await walk(entry.name, into)
            else into.push(entry.name)
          }
        }
        export async function load(root) {
          const paths = []
          await walk(root, paths)
          return Promise.all(paths.map((path) => readFile(path)))
                                   ~~~ fanOut
        }
        export async function loadAll(roots) {
          const paths = []
          await Promise.all(roots.map(async (root) => {
            await gather(root, paths)
          }))
          return Promise.all(paths.map((path) => readFile(path)))
                                   ~~~ fanOut
        }
      `,
    },
    {
      name: 'a function that the caller gives',
      ...marked`
        export async function save(pages, writeFile) {
          const written = []
          for (const page of pages) {
            written.push(writeFile(page.path, page.text))
                         ~~~~~~~~~ fanOut
          }
          await Promise.all(written)
        }
      `,
    },
    {
      name: 'a field that begins with one and grows',
      ...marked`
        export class Press {
          constructor(writeFile) {
            this.writeFile = writeFile
            this.plates = [{ name: 'front' }]
          }
          add(plate) {
            this.plates.push(plate)
          }
          async print() {
            const written = []
            for (const [number, plate] of this.plates.entries()) {
              written.push(this.writeFile(number, plate.text))
                           ~~~~~~~~~~~~~~ fanOut
            }
            await Promise.all(written)
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- lists inside lists

run(rule, {
  valid: [
    {
      name: 'those of a page are waited for before the next page',
      code: text`
        export async function copyAll(pages) {
          for await (const page of pages) {
            const work = []
            for (const key of page.keys) work.push(fetch(key))
            await Promise.all(work)
          }
        }
      `,
    },
    {
      name: 'the list outlives the page and is waited for with it',
      code: text`
        export async function copyAll(pages) {
          let work = []
          for await (const page of pages) {
            for (const key of page.keys) work.push(fetch(key))
            await Promise.all(work)
            work = []
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'those of all pages',
      ...marked`
        export async function copyAll(pages) {
          const work = []
          for await (const page of pages) {
            for (const key of page.keys) work.push(fetch(key))
                                                   ~~~~~ fanOut
          }
          await Promise.all(work)
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- collected piece by piece, under a lock of all

const archive = (send: string, take = "const gate = await box.getMailboxLock('inbox')", list = "for await (const { source } of box.fetch('1:*', { source: true })) letters.push(source)"): string => text`
  import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
  import pLimit from 'p-limit'
  const store = new S3Client({})
  const limit = pLimit(8)
  export async function archive(box, bucket) {
    ${take}
    try {
      const letters = []
      ${list}
      ${send}
    } finally {
      gate.release()
    }
  }
`

run(rule, {
  valid: [
    { name: 'some at a time', code: archive('await Promise.all(letters.map((letter) => limit(() => store.send(new PutObjectCommand({ Bucket: bucket, Body: letter })))))') },
    { name: 'each takes its turn', code: archive('await Promise.all(letters.map(async (letter) => { await box.acquireSlot(); await store.send(new PutObjectCommand({ Bucket: bucket, Body: letter })) }))') },
  ],
  invalid: [
    { name: 'the lock is that of all', code: archive('await Promise.all(letters.map((letter) => store.send(new PutObjectCommand({ Bucket: bucket, Body: letter }))))'), errors: [{ messageId: 'fanOut', line: 10, column: 31 }] },
  ],
})

run(rule, {
  valid: [],
  invalid: [
    {
      name: 'folders of a service that is known by the type of a field',
      language: 'ts',
      code: text`
        import { google, type drive_v3 } from 'googleapis'
        export class Shelf {
          private readonly drive: drive_v3.Drive
          constructor(auth: string) { this.drive = google.drive({ version: 'v3', auth }) }
          private async inside(folder: string) {
            const { data } = await this.drive.files.list({ q: folder })
            return data.files ?? []
          }
          async walk(folder: string): Promise<unknown[]> {
            const inside = await this.inside(folder)
            return Promise.all(inside.map((one) => this.walk(one.id!)))
          }
        }
      `,
      errors: [{ messageId: 'fanOut', line: 11, column: 31 }],
    },
  ],
})
