import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is ended and forgotten only when the end has come: who asks meanwhile gets it.
const studio = (rest: string): string => text`
  export class Studio {
    async camera() {
      this.open ??= openCamera()
      return this.open
    }
    ${rest}
  }
`

run(rule, {
  valid: [
    { name: 'forgotten before the wait', code: studio('async rest() { const camera = this.open; this.open = null; await (await camera)?.close() }') },
    { name: 'the whole object ends', code: studio('async close() { const camera = await this.open; await camera.close(); this.open = null }') },
    { name: 'a part of the end', code: studio('async cleanUpCamera() { await this.open.close(); this.open = null }') },
    { name: 'who puts another one there has ended this one', code: text`
      export class Studio {
        async use(camera) {
          await camera.warmUp()
          if (this.open) await this.rest()
          this.open = camera
        }
        async rest() {
          await this.open.close()
          this.open = null
        }
      }
    ` },
    { name: 'nobody makes another one', code: text`
      export class Studio {
        constructor() { this.open = openCamera() }
        async rest() {
          await this.open.close()
          this.open = null
        }
      }
    ` },
    { name: 'who makes one asks whether it is being ended', code: text`
      export class Studio {
        async camera() {
          if (this.resting) await this.resting
          if (!this.open) this.open = openCamera()
          return this.open
        }
        async rest() {
          this.resting = this.open.over()
          await this.open.close()
          this.open = null
        }
      }
    ` },
    { name: 'the end takes no time', code: studio('rest() { this.open.close(); this.open = null }') },
  ],
  invalid: [
    {
      name: 'who makes one only counts himself in',
      code: text`
        export class Studio {
          users = 0
          async camera() {
            this.users++
            if (!this.open) this.open = openCamera()
            return this.open
          }
          async giveBack() {
            this.users--
            if (this.users > 0) return
            await this.open.close()
            this.open = null
          }
        }
      `,
      errors: [{ messageId: 'lingering', line: 12, column: 5 }],
    },
    { name: 'by a name for it', ...marked`
      export class Studio {
        async camera() {
          this.open ??= openCamera()
          return this.open
        }
        async rest() {
          const camera = await this.open
          await camera.close()
          this.open = null
          ~~~~~~~~~ lingering {"who": "\u0060rest\u0060", "place": "this.open", "read": "line 8", "wait": "line 8", "other": "line 3"}
        }
      }
    ` },
    { name: 'in a variable of the module', ...marked`
      let link = null
      export function linkTo(host) {
        if (!link) link = connect(host)
        return link
      }
      export async function renew() {
        await link.disconnect()
        link = null
        ~~~~ lingering
      }
    ` },
    {
      name: 'the entry of a map that whoever asks is given',
      ...marked`
        const halls = new Map()
        export function hall(name) {
          let found = halls.get(name)
          if (!found) {
            found = build(name)
            halls.set(name, found)
          }
          return found
        }
        export async function renew(name) {
          const old = halls.get(name)
          if (!old) return
          await old.close()
          halls.delete(name)
          ~~~~~~~~~~~~~~~~~~ lingering {"place": "halls[name]", "wait": "line 13", "other": "line 6"}
        }
      `,
    },
  ],
})

// Entries of a map that nobody is given, or that are taken out first.
run(rule, {
  valid: [
    {
      name: 'put there under a key of its own, or forgotten first',
      code: text`
        const halls = new Map()
        export function open(name, hall) {
          halls.set(name, hall)
        }
        export async function renew(name) {
          const old = halls.get(name)
          if (!old) return
          await old.close()
          halls.delete(name)
        }
        const rooms = new Map()
        export function room(name) {
          let found = rooms.get(name)
          if (!found) rooms.set(name, found = build(name))
          return found
        }
        export async function again(name) {
          const old = rooms.get(name)
          rooms.delete(name)
          await old?.close()
        }
      `,
    },
  ],
  invalid: [],
})
