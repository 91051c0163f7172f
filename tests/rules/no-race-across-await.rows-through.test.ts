import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows that a function of the file reads for its callers.
const shelf = (body: string): string => text`
  import { Repository } from 'typeorm'
  export class ShelfService {
    constructor(private readonly shelves: Repository<Shelf>, private readonly labels: Labels) {}
    private async shelf(id: string) {
      const found = await this.shelves.findOne({ where: { id } })
      if (!found) throw new Error('no shelf ' + id)
      return found
    }
    private byLabel(label: string) {
      return this.shelves.findOne({ where: { label } })
    }
    async run(shelfId: string, label: string) {
      ${body}
    }
  }
`

run(rule, {
  valid: [
    { name: 'one step of the store', code: shelf("await this.shelf(shelfId)\n    await this.shelves.increment({ id: shelfId }, 'boxes', 1)") },
    { name: 'another row', code: shelf('const first = await this.shelf(shelfId)\n    const other = await this.shelves.findOne({ where: { id: label } })\n    other.boxes = first.boxes\n    await this.shelves.save(other)') },
    { name: 'the old state is a condition of the change', code: shelf("const shelf = await this.shelf(shelfId)\n    if (shelf.locked) throw new Error('locked')\n    await this.labels.print(shelf)\n    await this.shelves.update({ id: shelfId, locked: false }, { locked: true })") },
    { name: 'what is put there is found by something else', code: shelf("if (await this.byLabel(shelfId)) throw new Error('taken')\n    await this.shelves.save({ label })") },
    { name: 'what is put back is made of nothing that was read', options: [{ thorough: true }], code: text`
      import { prisma } from './prisma'
      const shelfOf = (id) => prisma.shelf.findUnique({ where: { id } })
      const rename = (id, name) => prisma.shelf.update({ where: { id }, data: { name } })
      export async function label(id, name) {
        const shelf = await shelfOf(id)
        if (shelf) await rename(id, name)
      }
    ` },
    { name: 'a function that says something else', options: [{ thorough: true }], code: shelf('const shelf = await this.shelf(shelfId)\n    this.labels.show(shelf)\n    await this.shelves.save({ label })') },
  ],
  invalid: [
    { name: 'a number in the row goes up', ...marked`
      import { Repository } from 'typeorm'
      export class ShelfService {
        constructor(private readonly shelves: Repository<Shelf>) {}
        private async shelf(id: string) {
          const found = await this.shelves.findOne({ where: { id } })
          if (!found) throw new Error('no shelf ' + id)
          return found
        }
        async put(shelfId: string, boxes: number) {
          const shelf = await this.shelf(shelfId)
          shelf.boxes += boxes
          await this.shelves.save(shelf)
                ~~~~~~~~~~~~~~~~~~~~~~~~ row
        }
      }
    ` },
    { name: 'a row that may be used once', ...marked`
      import { db } from './db'
      import { passes, visits } from './schema'
      import { eq } from 'drizzle-orm'
      import { Router } from 'express'
      export const router = Router()
      async function passOf(code) {
        const found = await db.select().from(passes).where(eq(passes.code, code)).limit(1)
        return found[0]
      }
      router.post('/passes/:code/visits', async (request, response) => {
        const pass = await passOf(request.params.code)
        if (pass.usedAt !== null) return response.status(409).end()
        await db.update(passes).set({ usedAt: new Date() }).where(eq(passes.code, pass.code))
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ spent
        await db.insert(visits).values({ pass: pass.code })
        response.end()
      })
    ` },
    { name: 'something that is not there yet', options: [{ thorough: true }], ...marked`
      import { Repository } from 'typeorm'
      export class ShelfService {
        constructor(private readonly shelves: Repository<Shelf>) {}
        private byLabel(label: string) {
          return this.shelves.findOne({ where: { label } })
        }
        async add(name: string) {
          if (await this.byLabel(name)) throw new Error('taken')
          return this.shelves.save({ label: name })
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ claimed
        }
      }
    ` },
    { name: 'read and put back by functions of the file', ...marked`
      import { prisma } from './prisma'
      async function shelfOf(id) {
        return prisma.shelf.findUniqueOrThrow({ where: { id } })
      }
      async function setBoxes(id, boxes) {
        return prisma.shelf.update({ where: { id }, data: { boxes } })
      }
      export async function take(shelf, count) {
        const { boxes } = await shelfOf(shelf)
        if (boxes < count) throw new Error('too few')
        await setBoxes(shelf, boxes - count)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
      }
    ` },
    { name: 'a document that a function of the file refers to', options: [{ thorough: true }], ...marked`
      import { doc, getDoc, updateDoc } from 'firebase/firestore'
      import { db } from './firebase'
      const tableOf = (id) => doc(db, 'tables', id)
      export async function sit(id, guest) {
        const found = await getDoc(tableOf(id))
        await updateDoc(tableOf(id), { guests: [...found.data().guests, guest] })
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ row
      }
    ` },
  ],
})
