import type { ApiPath } from './schema.ts'

/** A cell of state: something that holds a value, which is asked for by a call and replaced by another. */
export interface CellModel {
  /** The cell itself. */
  readonly path: ApiPath
  /** Calling the cell answers its value. */
  readonly called?: true
  /** A function that is given the cell answers its value. */
  readonly given?: ApiPath
  /** Members of the cell that are its value, and methods that answer it. */
  readonly members?: readonly string[]
  readonly asks?: readonly string[]
  /** The method that replaces the value. */
  readonly puts: string
}

/** Cells that libraries of state make. Vue's and Preact's are asked and replaced by plain members, as any object is. */
export const cells: readonly CellModel[] = [
  { path: 'svelte/store#writable()', given: 'svelte/store#get', puts: 'set' },
  { path: '@angular/core#signal()', called: true, puts: 'set' },
  { path: '@angular/core#model()', called: true, puts: 'set' },
  { path: 'rxjs#BehaviorSubject()', members: ['value'], asks: ['getValue'], puts: 'next' },
  { path: 'nanostores#atom()', asks: ['get'], members: ['value'], puts: 'set' },
]

/** What makes a pair of functions, one that answers the value and one that replaces it. */
export const cellPairs: ReadonlySet<ApiPath> = new Set(['solid-js#createSignal()'])

/** What is given a function that changes cells: its first parameter answers the value of a cell, its second replaces it. */
export const cellWriters: ReadonlySet<ApiPath> = new Set(['jotai#atom', 'jotai/vanilla#atom', 'jotai/utils#useAtomCallback', 'jotai/react/utils#useAtomCallback'])

/**
 * What makes a store of the object that a function yields. The function is given two more: one that puts what it is given into
 * the fields of that object, and one that answers the object as it is now.
 */
export const fieldStores: ReadonlySet<ApiPath> = new Set(['zustand#create', 'zustand#default', 'zustand#createStore', 'zustand/vanilla#createStore', 'zustand/vanilla#default'])
/** The type of such functions. */
export const fieldStoreTypes: ReadonlySet<ApiPath> = new Set(['zustand#StateCreator()', 'zustand/vanilla#StateCreator()'])

/** By which others ask such a store for its fields, put something into them, and are told of them. */
export const fieldMethods = { asks: 'getState', puts: 'setState', tells: 'subscribe' } as const

/** How two functions of one file are called that answer a value and replace it: `getSetting(key)` and `setSetting(key, value)`. */
export const asksByName = /^get([A-Z]\w*)$/u
export const putsByName = /^set([A-Z]\w*)$/u

/** Functions that run what they are given at once, and tell of all its changes in one go. */
export const batches: ReadonlySet<ApiPath> = new Set([
  'mobx#runInAction', 'mobx#transaction', 'mobx#untracked', '@preact/signals#batch', '@preact/signals-core#batch', '@preact/signals-react#batch', 'solid-js#batch', 'solid-js#untrack',
  'react-dom#flushSync', 'react-dom#unstable_batchedUpdates', 'react#startTransition', 'react-redux#batch',
])
