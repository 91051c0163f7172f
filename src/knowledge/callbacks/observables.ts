import type { ApiPath } from '../schema.ts'

/** The method that makes an observable of another one, through the operators that it is given. */
export const piping = 'pipe'
/** The method by which somebody is told each value. */
export const subscribing = 'subscribe'

const modules = ['rxjs', 'rxjs/operators']
const paths = (...names: readonly string[]): ReadonlySet<ApiPath> => new Set(modules.flatMap((module) => names.map((name) => `${module}#${name}`)))

/** Operators after which at most one value comes, and those that are told how many. */
export const singles: ReadonlySet<ApiPath> = paths('first', 'last', 'single', 'find', 'elementAt', 'reduce', 'toArray', 'count', 'every')
export const counted: ReadonlySet<ApiPath> = paths('take', 'takeLast')

/** Operators that hand on lists, each with so many values as they are told. */
export const slicing: ReadonlySet<ApiPath> = paths('bufferCount', 'pairwise', 'windowCount')

/** Operators that hand on no more values than they are given. */
export const thinning: ReadonlySet<ApiPath> = paths(
  'auditTime', 'catchError', 'debounceTime', 'delay', 'distinctUntilChanged', 'filter', 'finalize', 'map', 'observeOn', 'share', 'shareReplay', 'skip', 'subscribeOn', 'take', 'takeUntil', 'takeWhile', 'tap', 'throttleTime',
  'timeout',
)
