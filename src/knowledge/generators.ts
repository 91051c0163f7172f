import type { ApiPath } from './schema.ts'

/** What runs a generator as an async function: each `yield` waits for a promise. They give back a function, which others call. */
export const making: ReadonlySet<ApiPath> = new Set(['mobx#flow', 'mobx#default.flow', 'mobx-state-tree#flow', 'co#default.wrap', 'co#wrap'])

/** The same, but they run it there and then. */
export const running: ReadonlySet<ApiPath> = new Set(['co#default', 'co#co'])

/** What makes flows of all methods of the object that are generators. */
export const makingOfMethods: ReadonlySet<ApiPath> = new Set(['mobx#makeAutoObservable', 'mobx#default.makeAutoObservable'])
