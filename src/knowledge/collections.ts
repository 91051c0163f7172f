import type { ApiPath } from './schema.ts'

/** What a method does to the collection it is called on: adds an element, takes one out, puts one in place of another, empties it. */
export type CollectionEffect = 'append' | 'remove' | 'set' | 'clear'

type Methods = ReadonlyMap<string, CollectionEffect>

/** What puts something before all others: who goes through the list does not come to it. */
export const atHead = 'unshift'

/** Methods of arrays that change them. */
export const arrayChanges: Methods = new Map([['push', 'append'], ['unshift', 'append'], ['pop', 'remove'], ['shift', 'remove'], ['splice', 'remove']])

/** Methods of sets that change them. */
export const setChanges: Methods = new Map([['add', 'append'], ['delete', 'remove'], ['clear', 'clear']])

/** Methods of maps, and of what is asked and filled by key, that change them. */
export const mapChanges: Methods = new Map([['set', 'set'], ['delete', 'remove'], ['clear', 'clear']])

/** The names of all methods that change a collection. */
export const collectionChanges: ReadonlySet<string> = new Set([...arrayChanges.keys(), ...setChanges.keys(), ...mapChanges.keys()])

/** The names of the methods that put something into a collection. */
export const adding: ReadonlySet<string> = new Set([arrayChanges, setChanges, mapChanges].flatMap((methods) => [...methods].flatMap(([name, does]) => (does === 'append' || does === 'set' ? [name] : []))))

/** Methods that take what their arguments hold at once. */
export const takingIn: ReadonlySet<string> = new Set(['concat'])
/** Functions that do. */
export const takingInFunctions: ReadonlySet<string> = new Set(['#Array.from', '#Object.assign', '#Object.entries', '#Object.fromEntries', '#Object.keys', '#Object.values'])

/** The names of the methods that put something into an array. */
export const growing: readonly string[] = [...arrayChanges].flatMap(([name, does]) => (does === 'append' ? [name] : []))

/** Methods after which the rest of an array has moved. */
export const moving: ReadonlySet<string> = new Set(['splice', 'shift'])

/** What an element is called by, and no other one of its list. */
export const ownIds: ReadonlySet<string> = new Set(['id', '_id', 'uuid', 'key'])

/** Methods that give the first element by itself, or put another one in its place. */
export const reachingFirst: ReadonlySet<string> = new Set(['at', 'shift', 'splice', 'slice', 'values', 'unshift'])

/** Methods that take one element out of an array. */
export const takingOne: ReadonlySet<string> = new Set(['shift', 'pop'])

/** Methods that look for one element that a condition holds for. */
export const choosing: ReadonlySet<string> = new Set(['find', 'findLast'])

/** Methods that answer with the position of one element. */
export const locating: ReadonlySet<string> = new Set(['indexOf', 'lastIndexOf', 'findIndex', 'findLastIndex'])

/** Methods that make another array of one. */
export const copying: ReadonlySet<string> = new Set(['slice', 'filter', 'map', 'flatMap', 'flat', 'concat', 'toSorted', 'toReversed', 'toSpliced'])

/** Those whose other array is without some of the elements. */
export const leavingOut: ReadonlySet<string> = new Set(['filter', 'slice', 'toSpliced'])

/** What makes text of all that a collection has by then: of an answer to a request, or by itself. */
export const writingOut: ReadonlySet<string> = new Set(['json', 'stringify'])

/** Methods that look at one entry. */
export const entryReads: ReadonlySet<string> = new Set(['get', 'has'])

/** Methods that look for a mark on an element of the page, an attribute or a class, and those that leave one or take it away. */
export const markReads: ReadonlySet<string> = new Set(['hasAttribute', 'getAttribute', 'classList.contains'])
export const markChanges: Methods = new Map([['setAttribute', 'set'], ['removeAttribute', 'remove'], ['classList.add', 'set'], ['classList.remove', 'remove']])

/** Methods that look at all elements. */
export const wholeReads: ReadonlySet<string> = new Set([
  'includes', 'indexOf', 'find', 'findIndex', 'findLast', 'some', 'every', 'at', 'keys', 'values', 'entries', 'map', 'filter', 'forEach', 'reduce', 'slice', 'concat', 'join', 'flatMap', 'peek',
])

/** What lists all that an object holds: how much it answers with is how much there is. */
export const listings: ReadonlySet<string> = new Set(['#Object.keys', '#Object.values', '#Object.entries'])

/** The names of what is a collection when it is constructed, or declared with it. */
export const collectionClasses: Readonly<Record<string, 'array' | 'map' | 'set'>> = { Array: 'array', ReadonlyArray: 'array', Map: 'map', WeakMap: 'map', ReadonlyMap: 'map', Set: 'set', WeakSet: 'set', ReadonlySet: 'set' }

/** Functions that put what the rest of their arguments have into the first. */
export const fillers: ReadonlySet<ApiPath> = new Set(['#Object.assign', '#Object.defineProperties'])

/** Methods of lists that run what they are given for each element. */
export const forEachElement: ReadonlySet<string> = new Set(['map', 'forEach', 'flatMap'])

/** Methods that make a number of others, or of what a collection holds. */
export const reckoning: ReadonlySet<string> = new Set(['floor', 'ceil', 'trunc', 'abs', 'round', 'min', 'max', 'toFixed', 'Number', 'reduce', 'map', 'filter', 'values', 'entries', 'keys'])

/** Methods that ask whether an element is there, by name. */
export const membership: ReadonlySet<string> = new Set(['includes', 'some', 'find', 'has'])
