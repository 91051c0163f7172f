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
