import type { LockModel } from '../knowledge/locks/schema.ts'
import type { BlockingModel } from '../knowledge/schema.ts'
import { either, flag, index, list, oneOf, shape, table, text, that } from './check.ts'
import type { SourceCode } from './per-file.ts'
import { perFile } from './per-file.ts'

export const RUNTIMES = ['node20', 'node22', 'node24', 'node26', 'browser'] as const
export type Runtime = (typeof RUNTIMES)[number]

/** `settings.concurrency`, with defaults filled in. */
export interface Settings {
  /** Where the code runs. What does not fail on all of these is not reported. */
  readonly runtime: readonly Runtime[]
  /** Locks of the project, beside those we know. */
  readonly locks: readonly LockModel[]
  /** Calls of the project that hold the thread until they are done, beside those we know. */
  readonly blocking: readonly BlockingModel[]
  /** Patterns of files that run as workers although nothing in the file says so. */
  readonly entries: readonly string[]
}

const DEFAULTS: Settings = { runtime: RUNTIMES, locks: [], blocking: [], entries: [] }

interface RawSettings extends Partial<Omit<Settings, 'runtime'>> {
  readonly runtime?: Runtime | readonly Runtime[]
}

const position = either("a whole number from 0, 'last' or 'function'", index, oneOf('last', 'function'))
const apiPath = that("an API path such as 'module#Export()'", (value) => typeof value === 'string' && value.includes('#'))

const lockMethod = shape(
  { does: oneOf('acquire', 'try', 'release', 'scope', 'wait', 'query') },
  {
    key: index,
    handle: index,
    callback: position,
    doneParameter: index,
    yields: oneOf('releaser', 'handle', 'tuple', 'boolean', 'nothing'),
    releasedBy: list(text),
    mode: oneOf('shared', 'exclusive'),
    options: index,
    timeout: index,
    nothingWith: index,
    bypass: index,
    awaited: flag,
    handleParameter: index,
    errorParameter: index,
    alone: flag,
    scope: text,
    harmless: flag,
  },
)

const lock = shape(
  { id: text, on: list(apiPath), methods: table(lockMethod), permits: oneOf(1, 'argument', 'unbounded') },
  {
    permitsFrom: shape({ argument: index }, { property: text, absent: index }),
    section: position,
    wraps: index,
    keyedGlobally: flag,
    keyLists: flag,
    reentrant: flag,
    reentrantWith: text,
    idempotentRelease: flag,
    crossProcess: flag,
    bounded: flag,
    cancelledBy: list(text),
    lease: shape({ noun: text, harm: text, repair: text }, { begunBy: list(text) }),
  },
)

const blocking = shape(
  { path: apiPath, on: oneOf('disk', 'child process', 'computation', 'network', 'another thread', 'database', 'user'), alternative: text },
  { cheap: flag, withoutCallback: flag, whenFalse: index },
)

const check = shape(
  {},
  {
    runtime: either(`one of ${RUNTIMES.join(', ')}, or an array of them`, oneOf(...RUNTIMES), list(oneOf(...RUNTIMES))),
    locks: list(lock),
    blocking: list(blocking),
    entries: list(text),
    // Reserved for facts about other files: a preset may carry it.
    digest: () => undefined,
  },
)

const held = perFile((): { settings: Settings; read: boolean } => ({ settings: DEFAULTS, read: false }))

/**
 * Reads `settings.concurrency` for the file being linted, so that `settingsOf` knows it. Returns what is wrong with it to
 * the first caller per file, undefined to all others: one fault, one report. Wrong settings count as none.
 */
export function readSettings(sourceCode: SourceCode, shared: Readonly<Record<string, unknown>>): string | undefined {
  const file = held(sourceCode)
  if (file.read) return undefined
  file.read = true
  const raw = shared['concurrency']
  if (raw === undefined) return undefined
  const problem = check(raw, 'settings.concurrency')
  if (problem === undefined) file.settings = withDefaults(raw as RawSettings)
  return problem
}

/** The settings that hold for this file: the defaults where they are wrong or no rule has read them. */
export function settingsOf(sourceCode: SourceCode): Settings {
  return held(sourceCode).settings
}

function withDefaults(raw: RawSettings): Settings {
  return { ...DEFAULTS, ...raw, runtime: raw.runtime === undefined ? RUNTIMES : [raw.runtime].flat() }
}
