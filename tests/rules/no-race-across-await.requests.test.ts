import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Data of one request in a place that all requests share.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a callback that reads what its own handler has put there',
      sourceType: 'commonjs',
      code: text`
        const Koa = require('koa')
        const app = new Koa()
        let tenant = null
        app.use(async (ctx, next) => {
          tenant = await find(ctx.hostname)
          await next()
        })
        app.use((ctx) => {
          const { plan } = tenant
          return read('settings').then((settings) => {
            ctx.body = { plan, settings }
          })
        })
      `,
    },
    {
      name: 'kept in a local variable, used before the wait, or the same for all requests',
      options: thorough,
      code: text`
        export class Rooms {
          last = ''
          served = false
          async show(req, res) {
            const guest = req.user
            const room = await this.find(guest)
            res.json({ room, guest })
          }
          async note(req, res) {
            this.last = req.path
            log(this.last)
            await this.find(req.user)
            res.end()
          }
          async first(req, res) {
            this.served = true
            await this.find(req.user)
            res.json(this.served)
          }
        }
      `,
    },
    {
      name: 'an object for each request: made of it, or by the handler',
      options: thorough,
      code: text`
        import express from 'express'
        export class Booking {
          constructor(req) { this.id = req.id }
          async run(req, res) {
            this.guest = req.user
            await this.check(this.id)
            res.json(this.guest)
          }
        }
        class Answer {
          async send(req, res) {
            this.guest = req.user
            await pause(1)
            res.json(this.guest)
          }
        }
        express().get('/', (req, res) => {
          const answer = new Answer()
          return answer.send(req, res)
        })
      `,
    },
    {
      name: 'what a framework tells of the request that is being served, in a local variable, or something that is the same for all',
      language: 'ts',
      code: text`
        import { cookies } from 'next/headers'
        let settings: object | undefined
        export async function POST(request: Request) {
          const reader = (await cookies()).get('reader')?.value
          settings = await readSettings()
          const book = await find(request.url)
          return lend(book, reader, settings)
        }
      `,
    },
    {
      name: 'a class that nothing makes one object of for all',
      options: thorough,
      code: text`
        export class Trip {
          async plan(guest) {
            this.guest = guest
            await this.route()
            return this.guest
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a variable of a CommonJS module',
      language: 'js',
      sourceType: 'commonjs',
      ...marked`
        const Koa = require('koa')
        const app = new Koa()
        let tenant = null
        app.use(async (ctx, next) => {
          tenant = await find(ctx.hostname)
          ~~~~~~ leaked
          await next()
        })
        app.use(async (ctx) => {
          const settings = await read('settings')
          ctx.body = { plan: tenant.plan, settings }
        })
      `,
    },
    {
      name: 'read by the callback of a promise that the next handler asks for',
      sourceType: 'commonjs',
      ...marked`
        const Koa = require('koa')
        const app = new Koa()
        let tenant = null
        app.use(async (ctx, next) => {
          tenant = await find(ctx.hostname)
          ~~~~~~ leaked {"place": "tenant", "read": "line 9", "wait": "line 8"}
          await next()
        })
        app.use((ctx) => read('settings').then((settings) => {
          ctx.body = { plan: tenant.plan, settings }
        }))
      `,
    },
    {
      name: 'what a framework tells of the request that is being served',
      language: 'ts',
      ...marked`
        import { cookies } from 'next/headers'
        let reader: string | undefined
        export async function POST(request: Request) {
          const jar = await cookies()
          reader = jar.get('reader')?.value
          ~~~~~~ leaked {"place": "reader", "read": "line 7", "wait": "line 6"}
          const book = await find(request.url)
          return lend(book, reader)
        }
      `,
    },
    {
      name: 'a field of the object whose methods serve all requests',
      ...marked`
        export class Rooms {
          guest = null
          async show(req, res) {
            this.guest = req.user
            ~~~~~~~~~~ leaked {"place": "this.guest", "read": "line 6", "wait": "line 5"}
            const room = await this.find(req.params.room)
            res.json({ room, guest: this.guest })
          }
        }
      `,
    },
    {
      name: 'written by a hook, read by a helper of a helper behind a wait',
      ...marked`
        import fastify from 'fastify'
        import { houseOf, rooms } from './houses.js'
        const app = fastify()
        let house = null
        const ofHouse = (table) => rooms(table, house)
        async function guests(room) {
          const names = await ofHouse('beds')
          return ofHouse(names[room])
        }
        app.addHook('preHandler', async (request) => {
          house = await houseOf(request.hostname)
          ~~~~~ leaked {"place": "house", "read": "line 5", "wait": "line 7"}
        })
        app.get('/guests/:room', async (request) => ({ guests: await guests(request.params.room) }))
      `,
    },
    {
      name: 'read by a helper, behind a wait of its own',
      ...marked`
        export class Rooms {
          house = ''
          async book(req, res) {
            const { house } = req.query
            this.house = house
            ~~~~~~~~~~ leaked {"place": "this.house", "read": "line 11", "wait": "line 10"}
            await this.#keep(req.body)
            res.end()
          }
          async #keep(wishes) {
            await audit(wishes)
            await store(this.house, wishes)
          }
        }
      `,
    },
  ],
})

run(rule, {
  valid: [
    {
      name: 'a service that says that each request has one of its own',
      options: thorough,
      code: text`
        import { Injectable, Scope } from '@nestjs/common'
        @Injectable({ scope: Scope.REQUEST })
        export class Basket {
          async pay(guest: string) {
            this.guest = guest
            const total = await this.total()
            await this.charge(this.guest, total)
          }
        }
      `,
      language: 'ts',
    },
  ],
  invalid: [
    {
      name: 'a service of which there is one',
      options: thorough,
      ...marked`
        import { Injectable } from '@nestjs/common'
        @Injectable()
        export class Basket {
          private guest = ''
          async pay(guest: string) {
            this.guest = guest
            ~~~~~~~~~~ leaked
            const total = await this.total()
            await this.charge(this.guest, total)
          }
        }
      `,
      language: 'ts',
    },
  ],
})

// The handler waits for nothing itself: what it calls does.
run(rule, {
  valid: [
    {
      name: 'what is read before the wait, or handed over',
      code: text`
        import express from 'express'
        let guest
        async function greet(req) {
          const name = guest
          await req.load()
          return name
        }
        async function wave(req, name) {
          await req.load()
          return name
        }
        const app = express()
        app.get('/greet', (req) => {
          guest = req.query.guest
          return greet(req)
        })
        app.get('/wave', (req) => {
          guest = req.query.guest
          return wave(req, guest)
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'what is read behind the wait of the function that answers',
      ...marked`
        let guest = 'nobody'
        async function greet(request) {
          const text = await request.text()
          return new Response(guest + text)
        }
        export default {
          fetch(request) {
            guest = request.headers.get('x-guest')
            ~~~~~ leaked {"place": "guest", "wait": "line 3", "read": "line 4"}
            return greet(request)
          },
        }
      `,
    },
  ],
})
