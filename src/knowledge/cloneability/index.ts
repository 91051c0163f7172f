import type { ApiPath, CloneAlgorithm, Runtime } from '../schema.ts'
import { isUncloneableInterface } from './interfaces.ts'
import { harmlessLosses, kin, libraryValues } from './kin.ts'
import { table } from './table.ts'

export interface Cloneability {
  /**
   * ok: arrives, on at least one of the runtimes. lossy: arrives everywhere, without something. throws: on every runtime.
   * transfer-only: throws on every runtime unless it is in the transfer list. breaks: throws or loses, by runtime or by state.
   */
  readonly verdict: 'ok' | 'lossy' | 'throws' | 'transfer-only' | 'breaks'
  /** What happens, as the rest of a sentence about the value: 'throws a DataCloneError'. */
  readonly detail: string
}

const RUNTIMES: readonly Runtime[] = ['node20', 'node22', 'node24', 'node26', 'browser']
const NAMES: Readonly<Record<Runtime, string>> = {
  node20: 'Node 20', node22: 'Node 22', node24: 'Node 24', node26: 'Node 26', browser: 'browsers',
}
/** Columns of the table after those of the runtimes and a space. */
const COLUMNS = { storage: 6, advanced: 7, json: 8 } as const
const LOST = 'its methods and inner state: it arrives as a plain object'
const THROWS: Cloneability = { verdict: 'throws', detail: 'throws a DataCloneError' }
const JSON_THROWS: Cloneability = { verdict: 'throws', detail: 'throws a TypeError' }

/** What JSON makes of a type, where it is worth telling. */
const jsonLoss: ReadonlyMap<ApiPath, string> = new Map([
  ['#Function()', 'everything: it is left out'],
  ['#Symbol()', 'everything: it is left out'],
  ['#Date()', 'its type: it arrives as a string'],
  ['#URL()', 'its type: it arrives as a string'],
  ['node:buffer#Buffer()', 'its type: it arrives as { type, data }'],
  ...[
    'Map', 'Set', 'RegExp', 'Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError', 'Promise', 'WeakMap', 'WeakSet',
    'ArrayBuffer', 'SharedArrayBuffer',
  ].map(
    (name) => [`#${name}()`, 'everything: it arrives as {}'] as const,
  ),
  ...['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float32', 'Float64'].map(
    (kind) => [`#${kind}Array()`, 'its type: it arrives as an object with numbers as keys'] as const,
  ),
])

/** What the syntax of a value says about its type. */
export const syntacticTypes = {
  function: '#Function()',
  class: '#Function()',
  symbol: '#Symbol()',
  promise: '#Promise()',
  generator: '#Generator()',
  asyncGenerator: '#AsyncGenerator()',
  iterator: '#ArrayIterator()',
  weakCollection: '#WeakMap()',
  proxy: '#Proxy()',
  arguments: '#IArguments()',
  // `import * as m`: a module namespace throws like a proxy does.
  namespace: '#Proxy()',
  regexp: '#RegExp()',
} as const satisfies Readonly<Record<string, ApiPath>>

/** What a `catch` is given, as likely as not. */
export const thrownType: ApiPath = '#Error()'
/** Makes text of its first argument, as JSON does; of the second one it asks how. */
export const textual: ApiPath = '#JSON.stringify'
/** What is read back from such a text holds plain data alone. */
export const parsedText: ApiPath = '#JSON.parse()'
/** Words of files that know of errors which say themselves what JSON writes for them. */
export const errorsWriteThemselves = /\btoJSON\b|\baxios\b/u
/** The same of all errors there are: `Error.prototype.toJSON = …`, `Object.defineProperty(Error.prototype, 'toJSON', …)`. */
export const errorsTaught = /\bError\.prototype\s*(?:\.\s*toJSON\b|,\s*['"`]toJSON\b)/u
/** The errors of the platform. */
export const platformErrors = /^#\w*Error\(\)$/u

const rows = new Map(table.map(([path, verdicts, lost]) => [path, { verdicts, lost }]))

/**
 * What becomes of the value named by `path` when it is sent with `algorithm` on these runtimes (default: all). Runtimes that
 * do not have the type are left out. Undefined when we do not know the type.
 */
export function cloneability(path: ApiPath, algorithm: CloneAlgorithm, runtimes: readonly Runtime[] = RUNTIMES): Cloneability | undefined {
  const type = kin[path] ?? path
  const row = rows.get(type)
  if (!row) return outsideTable(path, algorithm, runtimes)
  if (algorithm === 'clone' && !harmlessLosses.has(type)) return overRuntimes(row, runtimes)
  if (algorithm === 'clone') return one('o', '', algorithm)
  const letter = row.verdicts[COLUMNS[algorithm]]
  const lost = algorithm === 'json' ? (jsonLoss.get(type) ?? LOST) : (row.lost ?? LOST)
  return letter === undefined || letter === '-' ? undefined : one(letter, lost, algorithm)
}

function outsideTable(path: ApiPath, algorithm: CloneAlgorithm, runtimes: readonly Runtime[]): Cloneability | undefined {
  if (algorithm === 'json') return undefined
  const known = libraryValues.get(path)
  if (known) return known === 'throws' ? THROWS : one('l', LOST, algorithm)
  const name = typeName(path)
  const inBrowser = algorithm !== 'advanced' && runtimes.includes('browser')
  return inBrowser && path === `#${name}()` && isUncloneableInterface(name) ? THROWS : undefined
}

function one(letter: string, lost: string, algorithm: CloneAlgorithm): Cloneability {
  switch (letter) {
    case 'o':
      return { verdict: 'ok', detail: 'arrives as it is' }
    case 'l':
      return { verdict: 'lossy', detail: `loses ${lost}` }
    case 'x':
      return { verdict: 'transfer-only', detail: 'throws a DataCloneError unless it is transferred' }
    case 'b':
      return { verdict: 'breaks', detail: `throws a DataCloneError or loses ${lost}` }
    default:
      return algorithm === 'json' ? JSON_THROWS : THROWS
  }
}

function overRuntimes(
  row: { readonly verdicts: string; readonly lost: string | undefined }, runtimes: readonly Runtime[],
): Cloneability | undefined {
  const lost = row.lost ?? LOST
  const found = new Map<string, Runtime[]>()
  for (const runtime of runtimes) {
    const letter = row.verdicts[RUNTIMES.indexOf(runtime)]
    if (letter !== undefined && letter !== '-') found.set(letter, [...(found.get(letter) ?? []), runtime])
  }
  const [letter] = found.keys()
  if (letter === undefined) return undefined
  if (found.size === 1) return one(letter, lost, 'clone')
  const detail = [...found].map(
    ([each, where]) => `${one(each, lost, 'clone').detail} (${where.map((runtime) => NAMES[runtime]).join(', ')})`,
  ).join(', or ')
  return { verdict: found.has('o') ? 'ok' : 'breaks', detail }
}

/** The type's own name, for a message: `node:http#ServerResponse()` is a ServerResponse. */
export function typeName(path: ApiPath): string {
  return path.replace(/\(\)$/u, '').replace(/^.*[#.]/u, '')
}
