import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is noted in a collection as ready before it is, while who comes second leaves at once.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a folder that is made early, and what goes on puts into another one',
      options: [{ thorough: true }],
      code: text`
        import { mkdir, writeFile } from 'node:fs/promises'
        import { join } from 'node:path'
        export class Blobs {
          made = false
          async save(name, content) {
            await this.prepare()
            const path = join(this.folder, 'parts', name)
            await writeFile(path, content)
          }
          async prepare() {
            if (this.made) return
            this.made = true
            await mkdir(join(this.folder, 'log'))
          }
        }
      `,
    },
    {
      name: 'the promise is kept, the note comes late, or it says who is at work',
      code: text`
        const made = new Map()
        async function ensureFolder(path) {
          if (made.has(path)) return made.get(path)
          const making = mkdir(path)
          made.set(path, making)
          await making
        }
        export async function keep(path, sheet) {
          await ensureFolder(path)
          await write(path, sheet)
        }
        const atWork = new Set()
        async function prepareHall(hall) {
          if (atWork.has(hall)) return
          atWork.add(hall)
          try {
            await heat(hall)
          } finally {
            atWork.delete(hall)
          }
        }
        export async function enter(hall, guest) {
          await prepareHall(hall)
          await lead(guest, hall)
        }
      `,
    },
    {
      name: 'somebody is told once, which nobody counts on, or who comes second waits as well',
      options,
      code: text`
        const told = new Set()
        async function tellOnce(guest) {
          if (told.has(guest)) return
          told.add(guest)
          await mail(guest)
        }
        export async function seat(guest) {
          await tellOnce(guest)
          return table(guest)
        }
        const opened = new Set()
        const opening = new Map()
        async function openHall(hall) {
          if (opened.has(hall)) {
            await opening.get(hall)
            return
          }
          opened.add(hall)
          const turn = unlock(hall)
          opening.set(hall, turn)
          await turn
        }
        export async function enter(hall, guest) {
          await openHall(hall)
          return lead(guest, hall)
        }
      `,
    },
    {
      name: 'a walk through what hangs together has its own notes each time',
      options,
      code: text`
        export async function gather(root) {
          const seen = new Set()
          async function load(part) {
            if (seen.has(part)) return
            seen.add(part)
            await Promise.all((await read(part)).map(load))
          }
          await load(root)
          return link(root, seen)
        }
      `,
    },
    {
      name: 'nobody of the file goes on behind it, or only says so',
      options,
      code: text`
        const made = new Set()
        export async function ensureFolder(path) {
          if (made.has(path)) return
          made.add(path)
          await mkdir(path)
        }
        export async function announce(path) {
          await ensureFolder(path)
          log.info('folder', path)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a folder that is made early, and what goes on puts something into it by a path that is joined',
      ...marked`
        import { mkdir, writeFile } from 'node:fs/promises'
        import { join } from 'node:path'
        export class Blobs {
          made = false
          async save(name, content) {
            await this.prepare()
            const path = join(this.folder, 'parts', name)
            await writeFile(path, content)
          }
          async prepare() {
            if (this.made) return
            this.made = true
            ~~~~~~~~~ published {"who": "\u0060prepare\u0060", "place": "this.made", "wait": "line 13", "read": "line 11", "other": "line 8"}
            await mkdir(join(this.folder, 'parts'), { recursive: true })
          }
        }
      `,
    },
    {
      name: 'the folder is not there yet',
      ...marked`
        const made = new Set()
        async function ensureFolder(path) {
          if (made.has(path)) return
          made.add(path)
          ~~~~~~~~~~~~~~ published {"who": "\u0060ensureFolder\u0060", "place": "made[path]", "read": "line 3", "wait": "line 5", "other": "line 9"}
          await mkdir(path)
        }
        export async function keep(path, sheet) {
          await ensureFolder(path)
          await write(path, sheet)
        }
      `,
    },
    {
      name: 'a map of marks in a class, taken back where it fails',
      ...marked`
        export class Ledgers {
          #ready = new Map()
          async #prepare(shop) {
            if (!this.#ready.get(shop)) {
              this.#ready.set(shop, true)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~ published {"who": "\u0060prepare\u0060", "place": "this.#ready[shop]", "read": "line 4", "wait": "line 7", "other": "line 16"}
              try {
                await this.store.migrate(shop)
              } catch (error) {
                this.#ready.delete(shop)
                throw error
              }
            }
          }
          async total(shop) {
            await this.#prepare(shop)
            return this.store.sum(shop)
          }
        }
      `,
    },
    {
      name: 'it waits for nothing itself, and what the caller does next does not say what it is about',
      options,
      ...marked`
        export class Press {
          constructor(plate) {
            this.plate = plate
          }
          fetchPlate() {
            if (!Press.fetched.has(this.plate)) {
              Press.fetched.add(this.plate)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ published {"who": "\u0060fetchPlate\u0060", "place": "Press.fetched[this.plate]", "read": "line 6", "wait": "line 8", "other": "line 14"}
              return this.download(this.plate)
            }
            return undefined
          }
          async print(page) {
            await this.fetchPlate()
            return this.roller.run(page)
          }
        }
        Press.fetched = new Set()
      `,
    },
  ],
})
