import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- begun for each, and left alone

run(rule, {
  valid: [
    {
      name: 'one after the other, a few, the first that fits, and in their turn',
      code: text`
        import { readFile } from 'node:fs'
        import nodemailer from 'nodemailer'
        const mail = nodemailer.createTransport({})
        export async function invite(guests: string[]) {
          for (const guest of guests) await mail.sendMail({ to: guest, subject: 'Come', text: '' })
        }
        export function first(paths: string[], take: () => void) {
          for (const path of paths) {
            readFile(path, take)
            return
          }
        }
        export const both = (take: () => void) => ['a.txt', 'b.txt'].forEach((path) => readFile(path, take))
        export const spread = (guests: string[]) => guests.forEach((guest, i) => setTimeout(() => mail.sendMail({ to: guest, subject: 'Come', text: '' }), i * 100))
      `,
    },
    {
      name: 'what a repository of code does has nothing to do with tables',
      code: text`
        import type { Repository } from './git.js'
        export const close = (closed: Repository[]) => closed.forEach((each) => each.dispose())
      `,
    },
  ],
  invalid: [
    {
      name: 'letters that nobody waits for',
      ...marked`
        import nodemailer from 'nodemailer'
        const mail = nodemailer.createTransport({})
        export function invite(guests: string[]) {
          for (const guest of guests) void mail.sendMail({ to: guest, subject: 'Come', text: '' })
                                           ~~~~~~~~~~~~~ fanOut
        }
        export function remind(guests: string[]) {
          guests.forEach((guest) => {
                 ~~~~~~~ fanOut
            mail.sendMail({ to: guest, subject: 'Tonight', text: '' }).catch(console.error)
          })
        }
      `,
    },
    {
      name: 'files that a callback gets',
      ...marked`
        import { readFile } from 'node:fs'
        export function measure(paths: string[], done: (size: number) => void) {
          let open = paths.length
          let size = 0
          paths.forEach((path) => {
                ~~~~~~~ fanOut
            readFile(path, (error, bytes) => {
              size += error ? 0 : bytes.length
              if (--open === 0) done(size)
            })
          })
        }
      `,
    },
    {
      name: 'clients that a framework hands out',
      ...marked`
        import type { AxiosInstance } from 'axios'
        import { HttpService } from '@nestjs/axios'
        import { firstValueFrom } from 'rxjs'
        export class Heralds {
          constructor(private readonly http: HttpService, private readonly client: AxiosInstance) {}
          call(towns: string[]) {
            return Promise.all(towns.map((town) => firstValueFrom(this.http.post(town, 'Hear'))))
                                     ~~~ fanOut
          }
          ask(towns: string[]) {
            return Promise.all(towns.map((town) => this.client.get(town)))
                                     ~~~ fanOut
          }
        }
      `,
    },
  ],
})
