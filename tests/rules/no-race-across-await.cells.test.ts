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
      name: 'a store asked after the wait, or changed by a function of what is there then; methods of those names that two things have',
      options: thorough,
      code: text`
        import { atom } from 'jotai'
        import { useSession } from './session.js'
        import { chart, table } from './views.js'
        export const rowsAtom = atom([])
        export async function refresh(id) {
          const row = await fetchRow(id)
          useSession.setState({ rows: [...useSession.getState().rows, row] })
        }
        export async function note(id) {
          const { rows } = useSession.getState()
          const row = await fetchRow(id, rows.length)
          useSession.setState((state) => ({ rows: [...state.rows, row] }))
        }
        export async function draw() {
          const { rows } = table.getState()
          const row = await fetchRow(rows.length)
          chart.setState({ rows: [...rows, row] })
        }
        export const addAtom = atom(null, async (get, set, id) => {
          const row = await fetchRow(id)
          set(rowsAtom, [...get(rowsAtom), row])
          set(rowsAtom, (rows) => rows.toSorted())
        })
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
      name: 'a store of Zustand from outside: one of this file, and one of another; the first field is made of the answer, the second of what was there',
      ...marked`
        import { create } from 'zustand'
        import { useSession } from './session.js'
        export const useBasket = create(() => ({ items: [] }))
        export async function put(id) {
          const { items } = useBasket.getState()
          const item = await fetchRow(id)
          useBasket.setState({ items: [...items, item] })
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060put\u0060", "place": "items", "read": "line 5", "wait": "line 6"}
        }
        export async function refresh() {
          const { token, rounds } = useSession.getState()
          const answer = await renew(token)
          useSession.setState({ token: answer.token, rounds: rounds + 1 })
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060refresh\u0060", "place": "rounds", "read": "line 10", "wait": "line 11"}
        }
      `,
    },
    {
      name: 'an atom of Jotai, in a function that is given the means to change it',
      ...marked`
        import { atom } from 'jotai'
        import { useAtomCallback } from 'jotai/utils'
        import { useCallback } from 'react'
        import { pagesAtom } from './atoms.js'
        export const rowsAtom = atom([])
        export const addAtom = atom(null, async (get, set, id) => {
          const rows = get(rowsAtom)
          const row = await fetchRow(id)
          set(rowsAtom, [...rows, row])
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "This callback", "place": "rowsAtom", "read": "line 7", "wait": "line 8"}
        })
        export function useMore() {
          return useAtomCallback(useCallback(async (get, set) => {
            const page = get(pagesAtom)
            await load(page)
            set(pagesAtom, page + 1)
            ~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "This callback", "place": "pagesAtom", "read": "line 13", "wait": "line 14"}
          }, []))
        }
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

// ---------------------------------------------------------------- a cell that is taken apart

const hits = (body: string): string => text`
  import { writable } from 'svelte/store'
  export function createHits() {
    const { subscribe, set, update } = writable([])
    async function search(query) {
      const answer = await fetch('/hits?of=' + query)
      ${body}
    }
    return { subscribe, search }
  }
`

run(rule, {
  valid: [
    { name: 'made of the present value', options: [{ thorough: true }], code: hits('const found = await answer.json(); update((known) => [...known, ...found])') },
    { name: 'nothing of the answer', options: [{ thorough: true }], code: hits('await answer.json(); set([])') },
  ],
  invalid: [
    { name: 'an older answer may come last', options: [{ thorough: true }], code: hits('set(await answer.json())'), errors: [{ messageId: 'overtaken', line: 6, column: 5, data: { who: '`search`', place: 'writable()', wait: 'line 6' } }] },
  ],
})
