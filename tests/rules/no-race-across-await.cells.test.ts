import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Cells of state that libraries make: one call answers the value, another replaces it.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the value is asked for after the wait, or a function makes the new one of it',
      options: thorough,
      code: text`
        import { signal } from '@angular/core'
        import { BehaviorSubject } from 'rxjs'
        import { createSignal } from 'solid-js'
        import { get, writable } from 'svelte/store'
        import { create } from 'zustand'
        const rows = writable([]), marks = new BehaviorSubject([])
        const [notes, setNotes] = createSignal([])
        export async function add(id) {
          const row = await fetchRow(id)
          rows.set([...get(rows), row])
          marks.next([...marks.value, row.mark])
          setNotes([...notes(), row.note])
        }
        export async function addLate(id) {
          const before = get(rows)
          const row = await fetchRow(id, before.length)
          rows.update((list) => [...list, row])
          setNotes((list) => [...list, row.note])
        }
        export class Basket {
          items = signal([])
          async put(id) {
            const item = await fetchRow(id)
            this.items.set([...this.items(), item])
          }
        }
        export const useBasket = create((set, get) => ({
          items: [],
          put: async (id) => {
            const item = await fetchRow(id)
            set({ items: [...get().items, item] })
          },
          drop: async (id) => {
            await removeRow(id)
            set((state) => ({ items: state.items.filter((each) => each.id !== id) }))
          },
        }))
      `,
    },
    {
      name: 'a flag in a cell keeps the second run out',
      options: thorough,
      code: text`
        import { create } from 'zustand'
        import { get, writable } from 'svelte/store'
        const busy = writable(false), page = writable(0)
        export async function more() {
          if (get(busy)) return
          busy.set(true)
          const before = get(page)
          await load(before)
          page.set(before + 1)
          busy.set(false)
        }
        export const usePages = create((set, get) => ({
          busy: false,
          page: 0,
          more: async () => {
            const { busy, page } = get()
            if (busy) return
            set({ busy: true })
            await load(page)
            set({ page: page + 1, busy: false })
          },
        }))
      `,
    },
    {
      name: 'a batch of changes that makes the new value of what is there then; a function that nobody runs here',
      options: thorough,
      code: text`
        import { runInAction } from 'mobx'
        export class Basket {
          items = []
          async put(id) {
            const item = await fetchRow(id)
            runInAction(() => {
              this.items = [...this.items, item]
            })
          }
          async later(id) {
            const before = this.items
            const item = await fetchRow(id)
            return offer(() => { this.items = [...before, item] })
          }
        }
      `,
    },
    {
      name: 'other libraries, whose functions have the same names',
      options: thorough,
      code: text`
        import { get, writable } from './lists.js'
        const rows = writable([])
        export async function add(id) {
          const before = get(rows)
          rows.set([...before, await fetchRow(id)])
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a store of Svelte',
      ...marked`
        import { get, writable } from 'svelte/store'
        const rows = writable([])
        export async function add(id) {
          const before = get(rows)
          const row = await fetchRow(id)
          rows.set([...before, row])
          ~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060add\u0060", "place": "rows", "read": "line 4", "wait": "line 5"}
        }
      `,
    },
    {
      name: 'a signal of Angular, which is missing before the wait',
      options: thorough,
      ...marked`
        import { Injectable, signal } from '@angular/core'
        @Injectable()
        export class Settings {
          readonly theme = signal(null)
          async load() {
            if (this.theme()) return
            this.theme.set(await fetchTheme())
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ filled {"who": "\u0060load\u0060", "place": "this.theme", "read": "line 6", "wait": "line 7"}
          }
        }
      `,
    },
    {
      name: 'a subject of RxJS, by its member',
      ...marked`
        import { BehaviorSubject } from 'rxjs'
        export class Basket {
          #items = new BehaviorSubject([])
          async put(id) {
            const before = this.#items.value
            const item = await fetchRow(id)
            this.#items.next([...before, item])
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060put\u0060", "place": "this.#items", "read": "line 5", "wait": "line 6"}
          }
        }
      `,
    },
    {
      name: 'a pair of Solid',
      ...marked`
        import { createSignal } from 'solid-js'
        const [notes, setNotes] = createSignal([])
        export async function add(text) {
          const before = notes()
          await save(text)
          setNotes([...before, text])
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060add\u0060", "place": "notes", "read": "line 4", "wait": "line 5"}
        }
      `,
    },
    {
      name: 'fields of a store of Zustand, behind other functions and typed',
      ...marked`
        import { create, type StateCreator } from 'zustand'
        import { devtools } from 'zustand/middleware'
        export const useBasket = create<Basket>()(devtools((set, get) => ({
          items: [],
          put: async (id) => {
            const { items } = get()
            const item = await fetchRow(id)
            set({ items: [...items, item] })
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060put\u0060", "place": "items", "read": "line 6", "wait": "line 7"}
          },
        })))
        export const pages: StateCreator<Pages> = (set, get) => ({
          page: 0,
          more: async () => {
            const state = get()
            await load(state.page)
            set({ page: state.page + 1 })
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060more\u0060", "place": "page", "read": "line 14", "wait": "line 15"}
          },
        })
      `,
    },
    {
      name: 'the state of a store of Pinia, which its methods have as their own',
      ...marked`
        import { defineStore } from 'pinia'
        export const useBasket = defineStore('basket', {
          state: () => ({ total: 0 }),
          actions: {
            async put(id) {
              const before = this.total
              const item = await fetchRow(id)
              this.total = before + item.price
              ~~~~~~~~~~ lost {"who": "\u0060put\u0060", "place": "this.total", "read": "line 6", "wait": "line 7"}
            },
          },
        })
      `,
    },
    {
      name: 'what a batch of changes puts there is put there where the batch is run',
      ...marked`
        import { runInAction } from 'mobx'
        export class Basket {
          items = []
          async put(id) {
            const before = this.items
            const item = await fetchRow(id)
            runInAction(() => {
              this.items = [...before, item]
              ~~~~~~~~~~ lost {"who": "\u0060put\u0060", "place": "this.items", "read": "line 5", "wait": "line 6"}
            })
          }
        }
      `,
    },
  ],
})
