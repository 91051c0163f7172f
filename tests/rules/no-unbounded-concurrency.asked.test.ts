import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Lists that a function fills, that another file answers on the spot, that are put together; work of services, of letters, of streams.
run(rule, {
  valid: [
    { name: 'a length that is asserted', code: "import assert from 'node:assert'; export const pages = (addresses) => { assert(addresses.length <= 10, 'too many'); return Promise.all(addresses.map((address) => fetch(address))) }" },
    { name: 'a length that the context of a request asserts', code: "export const pages = async (ctx) => { const { addresses } = ctx.request.body; ctx.assert(addresses.length > 0 && addresses.length < 20, 413); ctx.body = await Promise.all(addresses.map((address) => fetch(address))) }" },
    { name: 'a file of another kind has a function of that name', code: "import * as lists from './lists.js'; export const pages = (addresses) => lists.all(addresses.map((address) => fetch(address)))" },
    {
      name: 'a few of another file, by their name, and as many as are asked for',
      code: text`
        import { readFile } from 'node:fs/promises'
        import { desk } from './desk'
        export const plugins = () => Promise.all(desk.getPlugins().map((path) => readFile(path)))
        export const newest = () => Promise.all(desk.listDrafts({ limit: 5 }).map((path) => readFile(path)))
        export const one = () => Promise.all(desk.folder().map((path) => readFile(path)))
      `,
    },
    {
      name: 'a reduce that makes groups',
      code: text`
        import { readFile } from 'node:fs/promises'
        const shelf = []
        export async function rooms(plans) {
          const byFloor = plans.reduce((floors, plan) => {
            if (!floors.includes(plan.floor)) floors.push(plan.floor)
            return floors
          }, [])
          return Promise.all(byFloor.map((floor) => readFile(floor)))
        }
      `,
    },
    {
      name: 'streams of a list by hand, one after the other, of the first that is there, and made when they are needed',
      code: text`
        import { createReadStream, existsSync } from 'node:fs'
        import { pipeline } from 'node:stream/promises'
        export function licence(tar) { for (const path of ['LICENSE', 'NOTICE']) tar.append(createReadStream(path)) }
        export async function all(paths, open) { for (const path of paths) await pipeline(createReadStream(path), open(path)) }
        export function first(paths) { for (const path of paths) if (existsSync(path)) return createReadStream(path) }
        export async function lines(path, each) { for await (const line of createReadStream(path)) each(line) }
        export const later = (paths, queue) => paths.forEach((path) => queue.push(() => createReadStream(path)))
      `,
    },
    {
      name: 'a client that answers at once, and something else that is sent',
      code: text`
        import Stripe from 'stripe'
        const stripe = new Stripe(process.env.KEY)
        export function check(bodies) { return bodies.map((body) => stripe.webhooks.constructEvent(body, 'a', 'b')) }
        export async function tell(rooms, hub) { await Promise.all(rooms.map((room) => hub.send({ to: room, state: 'open' }))) }
      `,
    },
  ],
  invalid: [
    {
      name: 'asserted is only that there is one',
      ...marked`
        import assert from 'node:assert'
        export const pages = (addresses) => {
          assert(addresses.length > 0)
          return Promise.all(addresses.map((address) => fetch(address)))
                                       ~~~ fanOut
        }
      `,
    },
    {
      name: 'rows of a table that is taken apart',
      ...marked`
        import { parse } from 'csv-parse/sync'
        export async function fetchAll(table) {
          const rows = parse(table, { columns: true })
          await Promise.all(rows.map((row) => fetch(row.address)))
                                 ~~~ fanOut
        }
      `,
    },
    {
      name: 'a letter for each subscriber',
      ...marked`
        export class Bulletin {
          constructor(private readonly readers: Readers, private readonly post: Post) {}
          async dispatch(issue: string) {
            const all = await this.readers.confirmed()
            await Promise.allSettled(all.map((reader) => this.write(issue, reader)))
                                         ~~~ fanOut
          }
          private async write(issue: string, reader: Reader) {
            const html = await this.post.compose(issue)
            await this.post.send({ to: reader.address, subject: issue, html })
          }
        }
      `,
    },
    {
      name: 'a service asked for each folder, each of which asks for others',
      ...marked`
        const { google } = require('googleapis')
        class Archive {
          constructor(auth) { this.drive = google.drive({ version: 'v3', auth }) }
          async below(id) {
            const found = []
            let token
            do {
              const { data } = await this.drive.files.list({ q: id, pageToken: token })
              found.push(...data.files)
              token = data.nextPageToken
            } while (token)
            return found
          }
          async bytes(id) {
            const files = await this.below(id)
            const open = []
            for (const file of files) if (file.isFolder) open.push(this.bytes(file.id))
                                                                   ~~~~~~~~~~ fanOut
            return (await Promise.all(open)).length
          }
        }
        module.exports = Archive
      `,
    },
    {
      name: 'what a method gathers page by page',
      ...marked`
        import { createWriteStream } from 'node:fs'
        import { museum } from './museum.js'
        async function save(piece) {
          const picture = await museum.picture(piece.id)
          createWriteStream(piece.id).end(picture)
        }
        export class Mirror {
          async pieces() {
            const all = []
            for (let page = 1; ; page++) {
              const part = await museum.pieces(page)
              all.push(...part)
              if (part.length < 50) return all
            }
          }
          async run() {
            const saving = []
            for (const piece of await this.pieces()) saving.push(save(piece).then(() => piece.id))
                                                                 ~~~~~~~~~~~~~~~~ fanOut
            await Promise.all(saving)
          }
        }
      `,
    },
    {
      name: 'what another file answers on the spot, also by way of a field',
      ...marked`
        import { readFile } from 'node:fs/promises'
        import { desk } from './desk'
        export const load = () => Promise.all(desk.getDrafts().map((path) => readFile(path)))
                                                               ~~~ fanOut
        export class Reader {
          constructor(private readonly desk: { getDrafts(): string[] }) {}
          load() { return Promise.all(this.desk.getDrafts().map((path) => readFile(path))) }
                                                            ~~~ fanOut
        }
      `,
    },
    {
      name: 'promises that a file of the program hands on',
      ...marked`
        const push = require('web-push')
        const P = require('../promise')
        exports.tell = (devices, text) => P.all(devices.map((device) => push.sendNotification(device, text)))
                                                        ~~~ fanOut
        exports.pages = (addresses) => P.all(addresses.map(function (address) {
                                                       ~~~... fanOut
          return fetch(address).then((page) => page.text())
        }))
      `,
    },
    {
      name: 'promises of other libraries, and copies of files',
      ...marked`
        import cpFile from 'cp-file'
        import globby from 'globby'
        import Q from 'q'
        import RSVP from 'rsvp'
        export const pages = (addresses) => Q.all(addresses.map((address) => fetch(address)))
                                                            ~~~ fanOut
        export const heads = (addresses) => RSVP.all(addresses.map((address) => fetch(address, { method: 'HEAD' })))
                                                               ~~~ fanOut
        export async function copy(pattern, folder, show) {
          const files = await globby(pattern)
          return Promise.all(files.map(async (file) => {
                                   ~~~... fanOut
            await cpFile(file, folder + file).on('progress', show)
          }))
        }
      `,
    },
    {
      name: 'several lists put together, with the promises of a library',
      ...marked`
        import Bluebird from 'bluebird'
        import { readFile } from 'fs-extra'
        export function load(find) {
          return find().then((lists) => lists.reduce((all, list) => all.concat(list), [])).then((paths) =>
            Bluebird.map(paths, (path) => readFile(path).then((song) => song.length)))
                     ~~~ fanOut
        }
        export async function more(find) {
          const lists = await find()
          const paths = lists.reduce((all, list) => [...all, ...list], [])
          return Promise.all(paths.map((path) => readFile(path)))
                                   ~~~ fanOut
        }
      `,
    },
    {
      name: 'a stream for each file, in a loop and for each of a list',
      ...marked`
        import { createReadStream } from 'node:fs'
        export async function pack(tar, photos: { path: string | null }[]) {
          for (const photo of photos) {
            if (photo.path !== null) tar.append(createReadStream(photo.path))
                                                ~~~~~~~~~~~~~~~~ fanOut
          }
          await tar.finalize()
        }
        export function join(form, paths: string[]) {
          paths.forEach((path) => form.append('file', createReadStream(path)))
                ~~~~~~~ fanOut
        }
      `,
    },
  ],
})
