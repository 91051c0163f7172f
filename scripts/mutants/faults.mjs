// Faults that are put into code which does it right: each takes a parsed file and returns what to change, a list of edits for each place,
// and the rules one of which has to speak then.
import { locks } from './locks.mjs'
import { loop } from './loop.mjs'
import { races } from './races.mjs'
import { threads } from './threads.mjs'

export const faults = { ...races, ...locks, ...threads, ...loop }
