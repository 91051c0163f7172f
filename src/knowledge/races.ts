import type { ApiPath } from './schema.ts'

/** A call that ends with the first of several things, or when a time is over, and leaves the others running. */
export interface RaceModel {
  readonly path: ApiPath
  /** What races: the elements of the list, or the argument itself against a clock. */
  readonly runs: 'list' | 'clock'
}

/** The first argument says what races. */
export const races: ReadonlyMap<ApiPath, RaceModel['runs']> = new Map<ApiPath, RaceModel['runs']>([
  ['#Promise.race', 'list'],
  ['#Promise.any', 'list'],
  ['p-any#default', 'list'],
  ['p-race#default', 'list'],
  ['p-timeout#default', 'clock'],
  ['promise-timeout#timeout', 'clock'],
])

/** Promises of a moment: nothing runs while they are waited for. */
export const moments: ReadonlySet<ApiPath> = new Set([
  'node:timers/promises#setTimeout', 'node:timers/promises#setImmediate', 'node:timers/promises#scheduler.wait', '#scheduler.wait', '#scheduler.yield', 'delay#default', 'node:events#once', 'p-event#default', 'p-event#pEvent',
])

/** Where a deferred one has its promise: `turn.promise`, of `Promise.withResolvers()`, `pDefer()`, `new Deferred()`. */
export const promiseMembers: ReadonlySet<string> = new Set(['promise'])

/** Methods that only wait for what others do, by name: `Deferred.await(done)`, `gate.wait()`. */
export const waiting = /^(?:await|wait|waitFor[A-Z]?\w*|when[A-Z]?\w*|until[A-Z]?\w*)$/u

/** Functions that call back at a moment: a promise whose executor hands its resolver to one of them is one of a moment. */
export const momentCallbacks: ReadonlySet<ApiPath> = new Set(['#setTimeout', '#setInterval', '#setImmediate', '#requestAnimationFrame', '#requestIdleCallback', 'node:timers#setTimeout', 'node:timers#setImmediate'])

/** Methods that call back at a moment, by name. */
export const momentMethods: ReadonlySet<string> = new Set(['addEventListener', 'once', 'on', 'addListener'])

/** Names of marks that say that something is to be done: `this.dirty`, `needsSave`, `pendingChanges`. */
export const marks = /^[#_]*(?:(?:(?:is|has|needs?)_?)?(?:dirty|changed?s?|modified|unsaved|unflushed|stale|outdated|invalidated?)|(?:is|has)(?:Dirty|Changed|Changes|Modified|Unsaved|Unflushed|Stale|Outdated|Invalidated))(?:[A-Z_].*)?$|^[#_]*(?:needs?|should|must)(?:To)?(?:Save|Flush|Sync|Refresh|Update|Write|Render|Rebuild|Reload|Persist|Redraw|Recompute)\w*$/u

/** Methods and properties of something else that answer such a mark, and methods that lower it: `doc.isDirty()`, `doc.markClean()`. */
export const markAsked = /^(?:is|has)_?(?:Dirty|Modified|Changed|(?:Unsaved)?Changes)$|^dirty$/u
export const markLowered = /^(?:reset|clear|unset)(?:Is|Has)?(?:Dirty|Modified|Changed|(?:Unsaved)?Changes)(?:Flag|State)?$|^mark(?:As)?(?:Clean|Saved|Unmodified|Unchanged|Pristine|Synced)$/u

/** Verbs of functions that put away what has been changed. */
export const puttingAway = /^(?:save|write|store|flush|persist|sync|upload|put|export|commit|dump)(?:[A-Z_\d].*)?$/u

/** Names of counts that each run moves on, so that an older one sees that it is: `this.sequence > sequence`. */
export const ticketNames = /^(?:\w*(?:[sS]equence|[vV]ersion|[gG]eneration|[eE]poch|[rR]evision|[tT]icket|[sS]erial)|seq|nonce|\w*RequestId|requestId|runId)$/u

/** What says of a run that it has been given up: `signal.aborted`, `token.isCancellationRequested`; and what throws then. */
export const givenUpNames = /^(?:is)?(?:[aA]borted|[cC]ancell?ed|CancellationRequested)$/u
/** What makes such signals. */
export const abortController: ApiPath = '#AbortController'
/** The same anywhere in a condition. */
export const givenUpWords = /\baborted\b|isCancel|\bcancel/iu
export const givenUpChecks: ReadonlySet<string> = new Set(['throwIfAborted', 'throwIfCancelled', 'throwIfCanceled', 'throwIfRequested', 'checkCancelled'])

/** Names of fields that hold what somebody has configured: one object is for all runs what it was made as. */
export const settings = /^#?_?(?:opt(?:ion)?s|config(?:uration)?|settings)$/u

/** Names of properties that say which one of many something is. */
export const identities = /^(?:_?id|key|seq|nonce|ticket)$|(?:Id|ID|Seq|Nonce|Key)$/u
