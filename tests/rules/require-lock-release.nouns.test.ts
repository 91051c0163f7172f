import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Pairs that are told by one noun: what hands out a page takes that page back.

run(rule, {
  valid: [
    {
      name: 'given back by a method of the same class, which only counts',
      language: 'ts',
      code: text`
        export class Readers {
          async use(key: Key, read: (reader: Reader) => Promise<void>) {
            const reader = await this.allocateReader(key)
            try {
              await read(reader)
            } finally {
              this.releaseReader(reader)
            }
          }
          private async allocateReader(key: Key): Promise<Reader> {
            while (this.isFull(key)) await this.becomesFree()
            return this.take(key)
          }
          private releaseReader(reader: Reader) {
            reader.uses -= 1
          }
        }
      `,
    },
    {
      name: 'it goes back whatever happens',
      code: text`
        export async function shoot(browsers, url) {
          const page = await browsers.acquirePage()
          try {
            return await page.screenshot(url)
          } finally {
            await browsers.releasePage(page)
          }
        }
      `,
    },
    {
      name: 'another noun, another object, or another thing',
      code: text`
        export async function shoot(browsers, stock, url) {
          const page = await browsers.getPage(url)
          const picture = await page.screenshot()
          await browsers.releasePicture(page)
          await stock.releasePage(page)
          await browsers.releasePage(picture)
        }
      `,
    },
    {
      name: 'nothing waits between the two',
      code: text`
        export async function sizeOf(textures, name) {
          const texture = await textures.getTexture(name)
          const { width } = texture
          textures.releaseTexture(texture)
          return width
        }
      `,
    },
    {
      name: 'a method that takes for its caller what another one gives back',
      code: text`
        export class Follower {
          async acquireLeadership() {
            await this.acquireSeat()
            await this.announce()
          }
          async leave() { await this.releaseSeat() }
        }
      `,
    },
    {
      name: 'where it was not given, nothing goes back',
      code: text`
        export class Leader {
          async stop() {
            const isOurs = await this.#acquireLeaderLock()
            if (!isOurs) return false
            try {
              return await this.drop()
            } finally {
              await this.#releaseLeaderLock()
            }
          }
          async #acquireLeaderLock() { return this.store.claim(this.name) }
          async #releaseLeaderLock() { await this.store.forget(this.name) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'given back by such a method, but not where it fails',
      language: 'ts',
      ...marked`
        export class Readers {
          async use(key: Key, read: (reader: Reader) => Promise<void>) {
            const reader = await this.allocateReader(key)
                                 ~~~~~~~~~~~~~~~~~~~ skipped
            await read(reader)
            this.releaseReader(reader)
          }
          private async allocateReader(key: Key): Promise<Reader> {
            while (this.isFull(key)) await this.becomesFree()
            return this.take(key)
          }
          private releaseReader(reader: Reader) {
            reader.uses -= 1
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Readers {
          async use(key: Key, read: (reader: Reader) => Promise<void>) {
            const reader = await this.allocateReader(key)
            try {
              await read(reader)
            } finally {
              this.releaseReader(reader)
            }
          }
          private async allocateReader(key: Key): Promise<Reader> {
            while (this.isFull(key)) await this.becomesFree()
            return this.take(key)
          }
          private releaseReader(reader: Reader) {
            reader.uses -= 1
          }
        }
      ` }]],
    },
    {
      name: 'a step fails before it goes back',
      ...marked`
        export class Round {
          async run(round) {
            try {
              const context = await this.connector.getContext(round)
                                    ~~~~~~~~~~~~~~~~~~~~~~~~~ skipped
              await this.observer.activate(round)
              await this.work(context)
              await this.connector.releaseContext(context)
              return this.observer.figures()
            } catch (error) {
              this.log.error(error)
              throw error
            }
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Round {
          async run(round) {
            try {
              const context = await this.connector.getContext(round)
              try {
                await this.observer.activate(round)
                await this.work(context)
              } finally {
                await this.connector.releaseContext(context)
              }
              return this.observer.figures()
            } catch (error) {
              this.log.error(error)
              throw error
            }
          }
        }
      ` }]],
    },
    {
      name: 'an early return keeps it',
      ...marked`
        export async function shoot(browsers, url) {
          const page = await browsers.acquirePage()
                             ~~~~~~~~~~~~~~~~~~~~ skipped
          if (await page.isBlocked(url)) return undefined
          const picture = await page.screenshot(url)
          await browsers.releasePage(page)
          return picture
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export async function shoot(browsers, url) {
          const page = await browsers.acquirePage()
          try {
            if (await page.isBlocked(url)) return undefined
            const picture = await page.screenshot(url)
            return picture
          } finally {
            await browsers.releasePage(page)
          }
        }
      ` }]],
    },
    {
      name: 'a lock of the class itself, by whatever name',
      ...marked`
        export class Leader {
          async stop() {
            const isOurs = await this.#acquireLeaderLock(false)
                                 ~~~~~~~~~~~~~~~~~~~~~~~ skipped
            if (!isOurs) return false
            const isDropped = await this.drop()
            await this.#releaseLeaderLock()
            return isDropped
          }
          async #acquireLeaderLock(again) { return this.store.claim(this.name, again) }
          async #releaseLeaderLock() { await this.store.forget(this.name) }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Leader {
          async stop() {
            const isOurs = await this.#acquireLeaderLock(false)
            if (!isOurs) return false
            try {
              const isDropped = await this.drop()
              return isDropped
            } finally {
              await this.#releaseLeaderLock()
            }
          }
          async #acquireLeaderLock(again) { return this.store.claim(this.name, again) }
          async #releaseLeaderLock() { await this.store.forget(this.name) }
        }
      ` }]],
    },
  ],
})
