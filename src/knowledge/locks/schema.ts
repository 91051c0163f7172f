import type { ApiPath, ArgumentPosition } from '../schema.ts'

export interface LockMethod {
  /**
   * acquire: waits, then holds. try: holds or yields nothing. release: gives back. scope: holds while the callback runs.
   * wait: waits without holding. query: asks without holding. upgrade: read to write.
   */
  readonly does: 'acquire' | 'try' | 'release' | 'scope' | 'wait' | 'query'
  /** Which argument names the lock among those of one object (keyed and named locks, lock files). A function there means: no key. */
  readonly key?: number
  /** release: which argument is the handle or token that acquiring yielded. */
  readonly handle?: number
  /** scope: which argument is the section. acquire in callback style: which callback receives the releaser. */
  readonly callback?: ArgumentPosition
  /**
   * The section or callback is given a function that ends the section, at this parameter. scope: only if it declares that
   * parameter (otherwise its promise ends the section). acquire: always.
   */
  readonly doneParameter?: number
  /** What acquiring yields: a function that releases, an object with release methods, [value, releaser], a truth value, or nothing. Absent: we cannot say. */
  readonly yields?: 'releaser' | 'handle' | 'tuple' | 'boolean' | 'nothing'
  /** yields 'handle': the methods of the handle that release. */
  readonly releasedBy?: readonly string[]
  /** Those of them after which another does nothing: what is gone cannot be given to somebody else. */
  readonly goneAfter?: readonly string[]
  /** Several holders may share it. */
  readonly mode?: 'shared' | 'exclusive'
  /** Where the caller chooses: an options argument with `mode`, `ifAvailable`, `steal`, `signal`, `timeout`. */
  readonly options?: number
  /** Which argument limits the wait (milliseconds). */
  readonly timeout?: number
  /** acquire: with this argument (a signal) the wait may end with nothing where the handle would be. */
  readonly nothingWith?: number
  /** Options without which a lock that is held is an error at once: nothing waits. */
  readonly waitsWith?: readonly string[]
  /** The call has to be awaited: it yields a promise. */
  readonly awaited?: boolean
  /** acquire in callback style: which parameter of the callback is the handle, and which says that nothing was acquired. */
  readonly handleParameter?: number
  readonly errorParameter?: number
  /** Only without a function among the arguments: with one, the library itself gives back when that is done. */
  readonly alone?: true
  /** What stands at this argument may say that nothing is to be taken: only without it the call takes the lock for sure. */
  readonly bypass?: number
  /** acquire: the method that acquires the same, runs the section that is its first argument, and releases whatever comes. */
  readonly scope?: string
  /** release: harmless where nothing is held. */
  readonly harmless?: true
}

/** What is acquired where that is a thing rather than a turn. */
export interface Lease {
  /** In words for a message: 'connection', 'transaction'. */
  readonly noun: string
  /** What becomes of one that is not given back: 'the pool runs dry'. */
  readonly harm: string
  /** What to do, as a sentence without its end. */
  readonly repair: string
  /** How it is to be ended depends on how the work went: to do so in a `finally` is no repair. */
  readonly hasOutcome?: true
  /** Methods of it without which it holds nothing yet: where they fail, nothing is left to give back. */
  readonly begunBy?: readonly string[]
  /** Methods of it that fail only where they were called before: on what has just been taken they do not. */
  readonly unfailing?: readonly string[]
  /** Properties of it that one may have without it ever holding anything. */
  readonly plain?: readonly string[]
  /** Methods of what it was taken from that end it as well. */
  readonly endedWith?: readonly string[]
  /** It is taken for one piece of work: nobody keeps one as long as the program runs, whatever the function that takes it is called. */
  readonly brief?: true
  /** The option, or the method of a query, by which it is lent to what works with it: `{ session }`, `.session(session)`. */
  readonly lentAs?: string
}

export interface LockModel {
  readonly id: string
  /** Paths of the value that the methods belong to: instances, or a module's namespace (`proper-lockfile#`). */
  readonly on: readonly ApiPath[]
  /** By method name, or by a longer way from the value (`async.readLock`, `withPermits()`); '' is calling the value itself. */
  readonly methods: Readonly<Record<string, LockMethod>>
  /** How many may hold it: one, or as many as the argument of the constructor says. */
  readonly permits: 1 | 'argument' | 'unbounded'
  /** Where the constructor is told how many: an argument or a property of it; `absent` is what holds without it (none: it must be given). */
  readonly permitsFrom?: { readonly argument: number; readonly property?: string; readonly absent?: number }
  /** The section is a function given to the constructor at this argument; the methods run it. */
  readonly section?: ArgumentPosition
  /** The value is another lock in a coat, given to the constructor at this argument: same identity, same kind of handle. */
  readonly wraps?: number
  /** The key alone names the lock, whichever instance asks (one store behind all of them). */
  readonly keyedGlobally?: boolean
  /** An array as key takes all of them in one step, in an order of the library's own: no partial holding. */
  readonly keyLists?: boolean
  /** Who holds it may take it again; or so with this option of the constructor. */
  readonly reentrant?: boolean
  readonly reentrantWith?: string
  /** The handle (or else the method) may release twice. What methods do where nothing is held, they say themselves. */
  readonly idempotentRelease?: boolean
  /** Held against other processes, tabs or machines. */
  readonly crossProcess?: boolean
  /** Methods that make those who wait fail. */
  readonly cancelledBy?: readonly string[]
  /** The wait ends by itself although the lock is held (rejects or yields false). */
  readonly bounded?: boolean
  /** It does so after a time that is given once for all calls: a holder that asks again waits all of it, and fails. */
  readonly patient?: boolean
  /** What is taken is a thing: one of a pool, a session, a transaction. */
  readonly lease?: Lease
}

/** A pair of method names that tells what is acquired and given back where it is not known what the methods belong to. */
export interface LeaseShape {
  readonly acquire: readonly string[]
  /** Methods of what is acquired that give it back. */
  readonly releasedBy: readonly string[]
  /** Methods, of whatever, that it is given back to. */
  readonly releasedTo?: readonly string[]
  /** The first name alone is telling: nothing else is called so. Otherwise the file has to give one back. */
  readonly telling?: true
  /** What is acquired is called so, where nothing gives it back: others have a method of the first name, too. */
  readonly named?: RegExp
  /** What the first name yields is a builder, and this method of it acquires. */
  readonly through?: string
  /** What is acquired; absent: a lock. */
  readonly lease?: Lease
}

export interface ConnectionModel {
  readonly id: string
  /** Paths of the pool, or of what stands for it. */
  readonly on: readonly ApiPath[]
  /** Methods that keep a connection while the function runs that they, or a later link of the chain, are given. */
  readonly holds?: readonly string[]
  /** The last method of a chain that takes a connection for one statement. */
  readonly asks: RegExp
  /** Calling the value itself begins a statement. */
  readonly askedByCall?: true
  /** Methods that say nothing to the database. */
  readonly plain?: readonly string[]
  /** Methods of a statement, and an option, by which it runs on the connection that is given there. */
  readonly passedBy?: readonly string[]
  readonly passedIn?: string
  /** What to use instead, in words for a message. */
  readonly repair: string
}
