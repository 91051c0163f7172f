import type { ESLint } from 'eslint'
import { Linter } from 'eslint'
import { Linter as Floor } from 'eslint915'
import { describe, expect, it } from 'vitest'

import { createRule, type RuleSpec, unguarded } from '../../src/utils/rule.ts'
import { settingsOf } from '../../src/utils/settings.ts'

const meta = {
  type: 'problem',
  docs: { description: 'disallow anything', category: 'Coordination', recommended: true },
  schema: [],
  messages: { found: 'Found {{what}}.' },
} as const

const reportingSpec: RuleSpec<'found', readonly []> = {
  name: 'reporting',
  meta,
  check(context) {
    context.report({ node: context.sourceCode.ast, messageId: 'found', data: { what: settingsOf(context.sourceCode).runtime.join(' ') } })
  },
}
const reporting = createRule(reportingSpec)
const throwing = createRule({
  name: 'throwing',
  meta,
  check(context) {
    context.report({ node: context.sourceCode.ast, messageId: 'found', data: { what: 'a' } })
    throw new Error('inside the rule')
  },
})
const doubting = createRule({
  ...reportingSpec,
  name: 'doubting',
  evidence() {
    throw new Error('while evidence is sought')
  },
})
/** It reports only in files that name something. */
const asking = (name: string) => createRule({ ...reportingSpec, name: 'asking', evidence: ({ text }) => text.includes(name) })

const hosts = [
  ['the ESLint of the project', Linter],
  ['ESLint 9.15', Floor as unknown as typeof Linter],
] as const

describe.each(hosts)('createRule under %s', (_, Host) => {
  const lint = (rules: Readonly<Record<string, object>>, concurrency?: unknown) =>
    new Host({ configType: 'flat' })
      .verify('a(b)', {
        plugins: { t: { rules } as unknown as ESLint.Plugin },
        rules: Object.fromEntries(Object.keys(rules).map((name) => [`t/${name}`, 'error'])),
        settings: { concurrency },
      })
      .map(({ ruleId, line, column, message }) => `${String(line)}:${String(column)} ${ruleId ?? ''} ${message}`)

  it('ends a rule that throws, for this file, in silence, and leaves the others alone', () => {
    expect(lint({ throwing, doubting, reporting })).toEqual([
      '1:1 t/throwing Found a.',
      '1:1 t/reporting Found node20 node22 node24 node26 browser.',
    ])
  })

  it('lets tests see what a rule throws', () => {
    expect(() => lint({ throwing: unguarded(throwing) })).toThrow('inside the rule')
    expect(() => lint({ doubting: unguarded(doubting) })).toThrow('while evidence is sought')
  })

  it('reports wrong settings once per file, and goes on as if there were none', () => {
    const wrong = '1:1 t/reporting settings.concurrency.runtime: expected one of node20, node22, node24, node26, browser, or an array of them; got "node18".'
    const usual = 'Found node20 node22 node24 node26 browser.'
    expect(lint({ reporting, second: reporting }, { runtime: 'node18' })).toEqual([wrong, `1:1 t/reporting ${usual}`, `1:1 t/second ${usual}`])
  })

  it('gives a rule the settings of the file', () => {
    expect(lint({ reporting }, { runtime: 'node22' })).toEqual(['1:1 t/reporting Found node22.'])
  })

  it('runs a rule only where a file has evidence for it, and reports wrong settings all the same', () => {
    expect(lint({ asking: asking('b') }, { runtime: 'node22' })).toEqual(['1:1 t/asking Found node22.'])
    expect(lint({ asking: asking('worker') }, { runtime: 'node22' })).toEqual([])
    expect(lint({ asking: asking('worker') }, { runtime: 'node18' })).toEqual([expect.stringContaining('settings.concurrency.runtime')])
  })
})
