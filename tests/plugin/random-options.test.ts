import { readFileSync } from 'node:fs'

import type { ESLint } from 'eslint'
import { Linter } from 'eslint'
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { describe as told, makeCheck } from '../../scripts/robust/check.mjs'
import { rules } from '../../src/rules/index.ts'

// Whatever is written as options or settings is taken, or refused in words that name the place. PROGRAMS and SEED look further.
const RUNS = Number(process.env['PROGRAMS'] ?? 60)
const SEED = Number(process.env['SEED'] ?? 7)

const code = readFileSync('tests/fixtures/odd/apis.js', 'utf8')
const check = makeCheck(rules)

const word = fc.oneof(
  fc.constantFrom('lock', 'acquire', 'db.query', '@team/db#query', '@team/locks#Lock()', '#Mutex', '#', 'node22', 'browser', 'last', '**/*.js', '[', '../(', 'constructor', '__proto__', 'toString', '', ' ', '\u2028', '{{name}}', '$&'),
  fc.string({ maxLength: 12 }),
)
const json = fc.oneof(fc.jsonValue({ maxDepth: 2 }), word, fc.array(word, { maxLength: 3 }), fc.integer({ min: -2, max: 5 })) as fc.Arbitrary<unknown>

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
}

/** What fits the schema, and now and then what does not. */
function fitting({ type, properties, items, anyOf, enum: choices }: Schema): fc.Arbitrary<unknown> {
  if (choices) return often(fc.constantFrom(...choices))
  if (anyOf) return fc.oneof(...anyOf.map(fitting))
  if (type === 'object') return often(fc.record(Object.fromEntries(Object.entries(properties ?? {}).map(([name, each]) => [name, fitting(each)])), { requiredKeys: [] }))
  if (type === 'array') return often(fc.array(fitting(items ?? {}), { maxLength: 4 }))
  if (type === 'boolean') return often(fc.boolean())
  if (type === 'string') return often(word)
  return json
}

function often(arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: json })
}

const filename = '/example/apis.js'

it.each(Object.entries(rules))('%s takes options that fit, and refuses others by name', (name, rule) => {
  const [schema] = [rule.meta.schema].flat() as (Schema | undefined)[]
  const options = schema ? fitting(schema).map((one) => [one]) : fc.array(json, { maxLength: 1 })
  let taken = 0
  fc.assert(
    fc.property(options, (one) => {
      let outcome
      try {
        outcome = check(code, { filename, names: [name], options: { [name]: one } })
      } catch (error) {
        expect((error as Error).message).toMatch(new RegExp(`^Key "rules": Key "c/${name}":`))
        return
      }
      taken++
      expect(outcome.faults.map(told)).toEqual([])
    }),
    { numRuns: Math.ceil(RUNS / 6), seed: SEED },
  )
  expect(taken).toBeGreaterThan(0)
})

const index = often(fc.integer({ min: 0, max: 3 }))
const method = fc.record(
  {
    does: often(fc.constantFrom('acquire', 'try', 'release', 'scope', 'wait', 'query')), key: index, handle: index, callback: often(fc.constantFrom('last', 'function', 0, 1)), doneParameter: index,
    yields: often(fc.constantFrom('releaser', 'handle', 'tuple', 'boolean', 'nothing')), releasedBy: often(fc.array(word, { maxLength: 2 })), mode: often(fc.constantFrom('shared', 'exclusive')), options: index, timeout: index, awaited: often(fc.boolean()), scope: often(word),
  },
  { requiredKeys: ['does'] },
)
const name = fc.constantFrom('acquire', 'release', 'request', 'runExclusive', 'lock', 'constructor', '__proto__')
const lock = fc.record(
  {
    id: often(word), on: often(fc.array(fc.constantFrom('async-mutex#Mutex()', '#navigator.locks', '#Atomics', 'node:fs#promises', '@team/locks#Lock()', '#'), { maxLength: 3 })), permits: often(fc.constantFrom(1, 'argument', 'unbounded')),
    methods: often(fc.dictionary(name, method, { maxKeys: 3 })), section: often(fc.constantFrom('last', 'function', 0)), wraps: index, reentrant: often(fc.boolean()), reentrantWith: often(word), keyedGlobally: often(fc.boolean()), bounded: often(fc.boolean()), cancelledBy: often(fc.array(word, { maxLength: 2 })),
  },
  { requiredKeys: ['id', 'on', 'permits', 'methods'] },
)
const blocking = fc.record({ path: often(fc.constantFrom('#fetch', 'node:fs#existsSync', '@team/db#query', '#')), on: often(fc.constantFrom('disk', 'database', 'user')), alternative: often(word), cheap: often(fc.boolean()), whenFalse: index }, { requiredKeys: ['path', 'on', 'alternative'] })
const settings = often(
  fc.record(
    { runtime: often(fc.constantFrom('node22', ['node20', 'browser'], [])), locks: often(fc.array(often(lock), { maxLength: 2 })), blocking: often(fc.array(often(blocking), { maxLength: 2 })), entries: often(fc.array(word, { maxLength: 3 })), digest: json },
    { requiredKeys: [] },
  ),
)

const RULES = Object.fromEntries(Object.entries(rules).slice(0, 2))

it('settings.concurrency is taken, or refused in one line that names the place', () => {
  const count = { taken: 0, refused: 0 }
  fc.assert(
    fc.property(settings, (concurrency) => {
      const wrong = new Linter({ configType: 'flat' })
        .verify('', { plugins: { c: { rules: RULES } as unknown as ESLint.Plugin }, rules: Object.fromEntries(Object.keys(RULES).map((each) => [`c/${each}`, 'error'])), settings: { concurrency } })
        .map(({ message }) => message)
      count[wrong.length === 0 ? 'taken' : 'refused']++
      expect(wrong.length).toBeLessThanOrEqual(1)
      for (const message of wrong) expect(message).toMatch(/^settings\.concurrency[^\n]*: (expected [^\n]*; got [^\n]*|missing|unknown key[^\n]*)\.$/)
      // Wrong ones count as none: the rules are then as they are without.
      expect(check(code, { filename, settings: { concurrency } }).faults.map(told).filter((each) => !each.includes('settings.concurrency'))).toEqual([])
    }),
    { numRuns: RUNS, seed: SEED },
  )
  expect(Math.min(count.taken, count.refused)).toBeGreaterThan(RUNS / 10)
})
