import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what costs something outside when it is done twice

run(rule, {
  valid: [
    {
      name: 'a function of the file that only finds something out, before the mark',
      code: text`
        import express from 'express'
        const seen = new Set()
        export function hooks(app, orders) {
          app.post('/hook', async (request, response) => {
            if (seen.has(request.body.id)) return response.sendStatus(200)
            await look(orders, request.body)
            seen.add(request.body.id)
            response.sendStatus(200)
          })
        }
        async function look(orders, { order }) {
          return orders.find(order)
        }
        hooks(express(), {})
      `,
    },
    {
      name: 'what is only asked for costs what it costs to ask',
      code: text`
        const rates = new Map()
        export async function rateOf(bank, currency) {
          const known = rates.get(currency)
          if (known) return known
          const rate = await bank.rate(currency)
          rates.set(currency, rate)
          return rate
        }
      `,
    },
    {
      name: 'money that is taken after the answer is kept',
      code: text`
        const rates = new Map()
        export async function pay(bank, card, currency) {
          let rate = rates.get(currency)
          if (!rate) {
            rate = await bank.rate(currency)
            rates.set(currency, rate)
          }
          return bank.charge(card, rate)
        }
      `,
    },
    {
      name: 'the renewal is kept as a promise',
      language: 'ts',
      code: text`
        export class Session {
          private renewing: Promise<void> | undefined
          constructor(private tokens: { access: string; refresh: string }) {}
          async load(path: string) {
            try {
              return await this.ask(path)
            } catch {
              await (this.renewing ??= this.renew().finally(() => { this.renewing = undefined }))
              return this.ask(path)
            }
          }
          private async renew() {
            const answer = await fetch('/token', { method: 'POST', body: this.tokens.refresh })
            this.tokens = await answer.json()
          }
          private ask(path: string) {
            return fetch(path, { headers: { authorization: this.tokens.access } })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a function of the file that tells somebody, before the mark',
      ...marked`
        import express from 'express'
        const seen = new Set()
        export function hooks(app, orders, mailer) {
          app.post('/hook', async (request, response) => {
            if (seen.has(request.body.id)) return response.sendStatus(200)
            await settle(orders, mailer, request.body)
            seen.add(request.body.id)
            ~~~~~~~~~~~~~~~~~~~~~~~~~ done {"who": "This callback", "place": "seen[request.body.id]", "read": "line 5", "wait": "line 6"}
            response.sendStatus(200)
          })
        }
        async function settle(orders, mailer, { order, amount }) {
          await orders.credit(order, amount)
          await mailer.send(order, 'receipt')
        }
        hooks(express(), {}, {})
      `,
    },
    {
      name: 'money is taken before it is noted that it has been',
      ...marked`
        const paid = new Map()
        export async function pay(gateway, order, card) {
          const before = paid.get(order.id)
          if (before) return before
          const receipt = await gateway.charge(card, order.cents)
          paid.set(order.id, receipt)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ done
          return receipt
        }
      `,
    },
    {
      name: 'a token that is worth nothing once it has been used, renewed where a request is refused',
      language: 'ts',
      ...marked`
        export class Session {
          constructor(private tokens: { access: string; refresh: string }) {}
          async load(path: string) {
            try {
              return await this.ask(path)
            } catch {
              await this.renew()
              return this.ask(path)
            }
          }
          private async renew() {
            const answer = await fetch('/token', { method: 'POST', body: this.tokens.refresh })
            this.tokens = await answer.json()
            ~~~~~~~~~~~ reused
          }
          private ask(path: string) {
            return fetch(path, { headers: { authorization: this.tokens.access } })
          }
        }
      `,
    },
  ],
})
