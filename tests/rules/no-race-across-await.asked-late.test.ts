import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// States of components and stores: flags that are set too late to keep anybody out, and answers that come in any order.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a flag that is set before the wait, one that is no flag, and one that is only put down',
      options,
      code: text`
        import { createElement, useState } from 'react'
        export function Checkout({ pay, check }) {
          const [paying, setPaying] = useState(false)
          const [seen, setSeen] = useState(false)
          async function order() {
            if (paying) return
            setPaying(true)
            await check()
            setPaying(true)
            await pay()
            setPaying(false)
          }
          async function look() {
            await check()
            setSeen(true)
          }
          async function open() {
            if (seen) return
            await preload('terms')
            setSeen(true)
          }
          return createElement('button', { onClick: order, onFocus: look, onBlur: open }, String(paying || seen))
        }
      `,
    },
    {
      name: 'a field of a class that nobody shows, and an answer that nothing is asked for by',
      options,
      code: text`
        import { makeAutoObservable } from 'mobx'
        export class Ledger {
          rows = []
          async load(account) {
            this.rows = await api.rows(account)
          }
        }
        export class Rates {
          table = []
          constructor() { makeAutoObservable(this) }
          async load() {
            this.table = await api.rates()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a flag of a component behind a wait',
      options,
      ...marked`
        import { createElement, useState } from 'react'
        export function Checkout({ pay, check }) {
          const [paying, setPaying] = useState(false)
          async function order() {
            if (paying) return
            await check()
            setPaying(true)
            ~~~~~~~~~~~~~~~ done
            await pay()
            setPaying(false)
          }
          return createElement('button', { onClick: order })
        }
      `,
    },
    {
      name: 'state of a store, of a class that is made reactive, and of a component',
      options,
      ...marked`
        import { defineStore } from 'pinia'
        import { makeAutoObservable } from 'mobx'
        import { Component } from '@angular/core'
        export const useRows = defineStore('rows', {
          state: () => ({ rows: [] }),
          actions: {
            async load(account) {
              this.rows = await api.rows(account)
              ~~~~~~~~~ overtaken
            },
          },
        })
        export class Ledger {
          rows = []
          constructor() { makeAutoObservable(this) }
          async load(account) {
            this.rows = await api.rows(account)
            ~~~~~~~~~ overtaken
          }
        }
        @Component({ template: '' })
        export class Table {
          rows = []
          async pick(account) {
            this.rows = await api.rows(account)
            ~~~~~~~~~ overtaken
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- requests that say in their options that they change something

run(rule, {
  valid: [
    {
      name: 'one that only asks',
      options: [{ thorough: true }],
      code: text`
        import { createElement, useState } from 'react'
        export function Rates() {
          const [known, setKnown] = useState(false)
          const look = async () => {
            if (known) return
            await fetch('/rates')
            setKnown(true)
          }
          return createElement('button', { onClick: look })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an order that two clicks send',
      options: [{ thorough: true }],
      ...marked`
        import { createElement, useState } from 'react'
        export function Order() {
          const [sent, setSent] = useState(false)
          const send = async () => {
            if (sent) return
            await fetch('/orders', { method: 'POST' })
            setSent(true)
            ~~~~~~~~~~~~~ done {"who": "${'`send`'}", "place": "sent", "read": "line 5", "wait": "line 6", "other": ""}
          }
          return createElement('button', { onClick: send })
        }
      `,
    },
  ],
})
