import { type ChildProcess, fork } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { EventEmitter, on } from 'node:events'
import * as paths from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { receiveMessageOnPort } from 'node:worker_threads'

import type { ESLint } from 'eslint'
import { Linter } from 'eslint'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { rules } from '../../src/rules/index.ts'
import { type Rule, unguarded } from '../../src/utils/rule.ts'
import { IMPORTS, type Payload, payloads } from '../support/payloads.ts'

// What the rule says of a message, held against what the running Node does with it. PROGRAMS and SEED in the environment look further.
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 400)
const SEED = Number(process.env['SEED'] ?? 5)
/** Of the messages that throw, this part at least is reported. */
const RECALL = 0.95
/** More ways through one program than these are not all tried. */
const FLAGS = 3

const version = Number(process.versions.node.split('.')[0])
const runtime = `node${[26, 24, 22].find((each) => each <= version) ?? 20}`

/** What happens to a message: it fails, arrives without something, or arrives. */
type Fate = 'throws' | 'loses' | 'arrives'
/** What the rules say will happen. `breaks`: it throws or loses everything, by version. */
type Claim = 'throws' | 'breaks' | 'lossy'

interface Way {
  readonly code: (payload: string) => string
  readonly trip: (payload: unknown) => unknown
}

const { port1, port2 } = new MessageChannel()
let child: ChildProcess
let echoes: AsyncIterator<readonly [{ readonly payload: unknown }]>

const ways: Readonly<Record<string, Way>> = {
  structuredClone: { code: (payload) => `structuredClone(${payload})`, trip: (payload) => structuredClone(payload) },
  postMessage: {
    code: (payload) => `port1.postMessage(${payload})`,
    trip(payload) {
      port1.postMessage(payload)
      return (receiveMessageOnPort(port2) as { readonly message: unknown }).message
    },
  },
  'child.send': {
    code: (payload) => `child.send({ payload: ${payload} })`,
    async trip(payload) {
      child.send({ payload })
      const { value } = await echoes.next() as { readonly value: readonly [{ readonly payload: unknown }] }
      return value[0].payload
    },
  },
}

beforeAll(() => {
  child = fork(`${import.meta.dirname}/echo.mjs`, [], { serialization: 'advanced', execArgv: [] })
  echoes = on(child, 'message') as unknown as typeof echoes
})
afterAll(() => {
  child.kill()
  port1.close()
})

const count = { programs: 0, messages: 0, throwing: 0, found: 0, reports: 0, losing: 0, lossy: 0 }
const missed: string[] = []

test('what is reported fails, and what fails is reported', async () => {
  await fc.assert(
    fc.asyncProperty(payloads, async (payload) => {
      const fates = await fatesOf(payload)
      fc.pre(fates !== undefined)
      const claims = claimsOn(payload)
      count.programs++
      for (const way of Object.keys(ways)) {
        const claim = claims.get(way)
        const fate = fates[way] ?? 'arrives'
        tally(way, payload, claim, fate)
        expect({ way, claim, fate: claim === undefined || isTrue(claim, fate) ? 'as said' : fate }).toEqual({ way, claim, fate: 'as said' })
      }
    }),
    { numRuns: PROGRAMS, seed: SEED },
  )
  const recall = count.found / count.throwing
  process.stdout.write(
    `no-uncloneable-message on Node ${version}, seed ${SEED}: ${count.programs} programs, ${count.messages} messages; ${count.throwing} throw, ` +
    `of which ${count.found} (${(recall * 100).toFixed(1)} %) are reported; ${count.reports} reports, all true; of ${count.losing} that lose something ${count.lossy}.\n`,
  )
  expect(recall, `missed:\n${missed.join('\n')}`).toBeGreaterThan(RECALL)
})

function isTrue(claim: Claim, fate: Fate): boolean {
  return claim === 'throws' ? fate === 'throws' : fate !== 'arrives'
}

function tally(way: string, { before, code }: Payload, claim: Claim | undefined, fate: Fate): void {
  count.messages++
  if (claim !== undefined) count.reports++
  if (fate === 'loses') count.losing++
  if (fate === 'loses' && claim !== undefined) count.lossy++
  if (fate !== 'throws') return
  count.throwing++
  if (claim === undefined) missed.push(`${way}: ${before}${code}`)
  else count.found++
}

// ---------------------------------------------------------------- what the rules say

const checked = ['no-uncloneable-message', 'no-invalid-transfer'] as const
const plugin = { rules: Object.fromEntries(checked.map((name) => [name, unguarded(rules[name] as Rule)])) } as unknown as ESLint.Plugin

/** By way, what is reported of a payload. What has to be transferred is the second rule's to say. */
function claimsOn({ before, code }: Payload): ReadonlyMap<string, Claim> {
  const head = `${IMPORTS}
import { fork } from 'node:child_process'
const flags = process.argv.map(Boolean)
const child = fork('./echo.mjs', [], { serialization: 'advanced' })
const { port1 } = new MessageChannel()
${before}`
  const names = Object.keys(ways)
  const first = head.split('\n').length
  const messages = new Linter({ configType: 'flat' }).verify([head, ...names.map((name) => ways[name]?.code(code))].join('\n'), {
    plugins: { c: plugin },
    rules: { 'c/no-uncloneable-message': ['error', { lossy: true }], 'c/no-invalid-transfer': 'error' },
    settings: { concurrency: { runtime } },
  })
  const broken = messages.find(({ fatal }) => fatal)
  if (broken) throw new Error(`${broken.message}: ${before}${code}`)
  return new Map(messages.map(({ line, messageId }) => [names[line - first - 1] ?? '', messageId === 'breaks' || messageId === 'lossy' ? messageId : 'throws']))
}

// ---------------------------------------------------------------- what happens

const AsyncFunction = (async () => { await delay(0) }).constructor as new (...source: readonly string[]) => (...values: readonly unknown[]) => Promise<() => unknown>
const imported = { createHash, randomUUID, EventEmitter, paths, PassThrough, Readable }

/** By way, the worst that happens on any way through the program; undefined when the program itself fails or never ends. */
async function fatesOf({ before, code, flags }: Payload): Promise<Readonly<Record<string, Fate>> | undefined> {
  if (flags > FLAGS) return undefined
  const run = new AsyncFunction('flags', ...Object.keys(imported), `${before}return () => (${code})`)
  const worst: Record<string, Fate> = {}
  for (let choice = 0; choice < 2 ** flags; choice++) {
    try {
      const chosen = Array.from({ length: flags }, (_, i) => (choice >> i) % 2 === 1)
      const make = await Promise.race([run(chosen, ...Object.values(imported)), delay(20)])
      if (!make) return undefined
      for (const [name, { trip }] of Object.entries(ways)) {
        const fate = await fateOf(make(), trip)
        if (fate !== 'arrives' && worst[name] !== 'throws') worst[name] = fate
      }
    } catch {
      return undefined
    }
  }
  return worst
}

async function fateOf(payload: unknown, trip: Way['trip']): Promise<Fate> {
  try {
    return isWhole(payload, await trip(payload)) ? 'arrives' : 'loses'
  } catch {
    return 'throws'
  }
}

/** Whether a copy has the types and properties of the original, down to some depth. */
function isWhole(value: unknown, copy: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 8) return Object.is(value, copy)
  if (typeof copy !== 'object' || copy === null || typeName(value) !== typeName(copy)) return false
  if (value instanceof Map && copy instanceof Map) if (!isWhole([...value], [...copy], depth + 1)) return false
  if (value instanceof Set && copy instanceof Set) if (!isWhole([...value], [...copy], depth + 1)) return false
  if (value instanceof Error || value instanceof Date) if (textOf(value) !== textOf(copy as typeof value)) return false
  return Reflect.ownKeys(value).every((key) => Object.hasOwn(copy, key) && isWhole(value[key as never], copy[key as never], depth + 1))
}

function textOf(value: Error | Date): string {
  return value instanceof Date ? String(value.getTime()) : value.message
}

function typeName(value: object): string {
  const prototype = Object.getPrototypeOf(value) as { readonly constructor?: { readonly name?: unknown } } | null
  return String(prototype?.constructor?.name)
}
