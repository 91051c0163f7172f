import type { ApiPath } from './schema.ts'

/** Calls that throw in the ordinary course of things: where their input, from outside, is not what they want. */
export const throwing: ReadonlySet<ApiPath> = new Set(['#JSON.parse', '#AbortSignal().throwIfAborted', '#AbortController().signal.throwIfAborted', 'invariant#default', 'tiny-invariant#default'])

/** What reads a text, and what writes one that can surely be read. */
export const parsing: ApiPath = '#JSON.parse'
export const writing: ApiPath = '#JSON.stringify'

/** Modules all of whose functions do. */
export const throwingModules: readonly string[] = ['node:assert#', 'node:assert/strict#']

/** Synchronous calls that look at the system and only answer. */
export const neverThrowing: ReadonlySet<ApiPath> = new Set(['node:fs#existsSync'])

/** What the part of an answer is called that says what has failed: `const [saveError, saved] = await attempt(save())`. */
export const errorValues = /^_?(?:err|error)$|(?:Err|Error)$/u

/** Verbs of functions that bring work to its end, and fail as work does: what waits for one in a `finally` comes to nothing behind it then. */
export const finishing = /^(?:commit|save|store|write|flush|persist|publish|upload|send|run|exec|execute|query|update|put|insert|apply|sync)(?:[A-Z_].*)?$/u
