import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who waits is told by the library that calls the handler, by a directive, or by what a builder is called.
run(rule, {
  valid: [
    { name: 'a bot that reads before it listens', code: text`
      import { Client } from 'discord.js'
      import { readFileSync } from 'node:fs'
      const quotes = readFileSync('quotes.txt', 'utf8').split('\\n')
      const client = new Client({ intents: [] })
      client.on('messageCreate', (message) => message.reply(quotes[0]))
    ` },
    { name: 'a bot that reads when it may begin', code: text`
      import { Client } from 'discord.js'
      import { readdirSync } from 'node:fs'
      const client = new Client({ intents: [] })
      client.on('ready', () => { for (const file of readdirSync('commands')) load(file) })
    ` },
    { name: 'an event of something else', code: text`
      import { readFileSync } from 'node:fs'
      import { Ledger } from './ledger.js'
      new Ledger().on('opened', (book) => readFileSync(book, 'utf8'))
    ` },
    { name: 'a query of something that is no procedure', code: text`
      import { readFileSync } from 'node:fs'
      import { db } from './db.js'
      export const pages = db.query(() => readFileSync('pages.sql', 'utf8'))
    ` },
    { name: 'an exported function of a file without the directive', code: text`
      import { readFileSync } from 'node:fs'
      export function load(name) { return readFileSync('data/' + name, 'utf8') }
    ` },
    { name: 'a helper in a file of actions that runs once, on import', code: text`
      'use server'
      import { readFileSync } from 'node:fs'
      const terms = readFileSync('terms.txt', 'utf8')
      export async function show() { return terms }
    ` },
    { name: 'a loader by name alone', code: text`
      import { readFileSync } from 'node:fs'
      export async function loader(source) { return readFileSync(source.path, 'utf8').length }
    ` },
  ],
  invalid: [
    { name: 'Discord', ...marked`
      import { Client, Events } from 'discord.js'
      import { spawnSync } from 'node:child_process'
      const client = new Client({ intents: [] })
      client.on(Events.MessageCreate, (message) => {
        message.reply(spawnSync('uptime').stdout.toString())
                      ~~~~~~~~~ blocks
      })
    ` },
    { name: 'a bot that reads whenever it joins somebody', ...marked`
      import { Client } from 'discord.js'
      import { readdirSync } from 'node:fs'
      const client = new Client({ intents: [] })
      client.on('guildCreate', () => { for (const file of readdirSync('commands')) load(file) })
                                                          ~~~~~~~~~~~ blocks
    ` },
    { name: 'Telegraf and grammY', ...marked`
      import { Telegraf } from 'telegraf'
      import { Bot } from 'grammy'
      import { readFileSync } from 'node:fs'
      const telegraf = new Telegraf('token')
      telegraf.command('help', (ctx) => ctx.reply(readFileSync('help.txt', 'utf8')))
                                                  ~~~~~~~~~~~~ blocks
      const bot = new Bot('token')
      bot.on('message', (ctx) => ctx.reply(readFileSync('help.txt', 'utf8')))
                                           ~~~~~~~~~~~~ blocks
    ` },
    { name: 'another library for bots', ...marked`
      import TelegramBot from 'node-telegram-bot-api'
      import { execSync } from 'node:child_process'
      const bot = new TelegramBot('token', { polling: true })
      bot.onText(/^.load/, ({ chat }) => bot.sendMessage(chat.id, execSync('uptime').toString()))
                                                                  ~~~~~~~~ blocks
    ` },
    { name: 'Elysia', ...marked`
      import { Elysia } from 'elysia'
      import { readFileSync } from 'node:fs'
      const app = new Elysia()
      app.get('/terms', () => readFileSync('terms.html', 'utf8'))
                              ~~~~~~~~~~~~ blocks
    ` },
    { name: 'procedures of tRPC, built here', ...marked`
      import { initTRPC } from '@trpc/server'
      import { readFileSync } from 'node:fs'
      const t = initTRPC.create()
      export const router = t.router({
        page: t.procedure.input(String).query(({ input }) => readFileSync(input, 'utf8')),
                                                             ~~~~~~~~~~~~ blocks
      })
    ` },
    { name: 'procedures of tRPC, built in another file', ...marked`
      import { readFileSync } from 'node:fs'
      import { protectedProcedure, router } from './trpc.js'
      export const pages = router({
        read: protectedProcedure.input(name).query(({ input }) => readFileSync(input.name, 'utf8')),
                                                                  ~~~~~~~~~~~~ blocks
      })
    ` },
    { name: 'a tool of a model', ...marked`
      import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
      import { execFileSync } from 'node:child_process'
      const server = new McpServer({ name: 'files', version: '1.0.0' })
      server.tool('find', {}, async ({ name }) => ({ content: [{ type: 'text', text: execFileSync('find', ['.', '-name', name]).toString() }] }))
                                                                                     ~~~~~~~~~~~~ blocks
    ` },
    { name: 'what a file of server actions exports', ...marked`
      'use server'
      import { readFileSync } from 'node:fs'
      export async function load(name) {
        return readFileSync('data/' + name, 'utf8')
               ~~~~~~~~~~~~ blocks
      }
    ` },
    { name: 'an action within a component', language: 'jsx', ...marked`
      import { writeFileSync } from 'node:fs'
      export default function Page() {
        async function save(form) {
          'use server'
          writeFileSync('notes.txt', form.get('text'))
          ~~~~~~~~~~~~~ blocks
        }
        return <form action={save} />
      }
    ` },
    { name: 'a loader by the type of what it is given', ...marked`
      import type { LoaderFunctionArgs } from '@remix-run/node'
      import { readFileSync } from 'node:fs'
      export async function loader({ params }: LoaderFunctionArgs) {
        return { text: readFileSync(params.slug + '.md', 'utf8') }
                       ~~~~~~~~~~~~ blocks
      }
    ` },
  ],
})

// What a framework runs around the handlers of each request, by the interface that the class says it has.
run(rule, {
  valid: [
    {
      name: 'read when it is made, or an interface of another library',
      language: 'ts',
      code: text`
        import { type NestInterceptor } from '@nestjs/common'
        import { type Wrapper } from './wrapper.js'
        import { readFileSync } from 'node:fs'
        export class Banner implements NestInterceptor {
          private readonly banner = readFileSync('banner.txt', 'utf8')
          intercept(context, next) { return next.handle().pipe(this.banner) }
        }
        export class Frame implements Wrapper {
          intercept(context, next) { return next.handle().pipe(readFileSync('frame.txt', 'utf8')) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in the method that is run for each',
      language: 'ts',
      ...marked`
        import type { CanActivate, ExceptionFilter, NestInterceptor, PipeTransform } from '@nestjs/common'
        import { readFileSync } from 'node:fs'
        export class Banner implements NestInterceptor {
          intercept(context, next) { return next.handle().pipe(this.read(context)) }
          private read(context) { return readFileSync(context.name, 'utf8') }
                                         ~~~~~~~~~~~~ blocks
        }
        export class Door implements CanActivate {
          canActivate(context) { return readFileSync('open.txt', 'utf8').includes(context.name) }
                                        ~~~~~~~~~~~~ blocks
        }
        export class Shape implements PipeTransform {
          transform(value) { return [value, readFileSync('shape.txt', 'utf8')] }
                                            ~~~~~~~~~~~~ blocks
        }
        export class Page implements ExceptionFilter {
          catch(error, host) { host.send(readFileSync('error.html', 'utf8')) }
                                         ~~~~~~~~~~~~ blocks
        }
      `,
    },
  ],
})
