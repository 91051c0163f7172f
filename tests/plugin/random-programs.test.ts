import tsParser from '@typescript-eslint/parser'
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { describe as told, makeCheck } from '../../scripts/robust/check.mjs'
import { rules } from '../../src/rules/index.ts'
import { programs } from '../support/programs.ts'

// Programs by a grammar that knows our APIs, with each rule doing the most it can. PROGRAMS and SEED in the environment look further.
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 300)
const SEED = Number(process.env['SEED'] ?? 7)
/** Of the programs, this part at least must parse, or the grammar is worth nothing. */
const READABLE = 0.4

const check = makeCheck(rules)

it.each([
  ['js', 'file.js', {}],
  ['ts', 'file.ts', { parser: tsParser }],
] as const)('nothing is wrong with any rule on programs in %s', (language, name, languageOptions) => {
  let read = 0
  let reports = 0
  fc.assert(
    fc.property(programs(language), (code) => {
      const outcome = check(code, { filename: `/example/${name}`, languageOptions })
      if (outcome.refused === undefined) read++
      reports += outcome.reports
      expect(outcome.faults.map(told)).toEqual([])
    }),
    { numRuns: PROGRAMS, seed: SEED },
  )
  expect(read / PROGRAMS).toBeGreaterThan(READABLE)
  expect(reports).toBeGreaterThan(PROGRAMS / 20)
})
