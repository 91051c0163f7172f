import { describe, expect, it } from 'vitest'

import { rules } from '../../src/rules/index.ts'
import { judge, syntaxProblem } from '../support/judge.ts'
import type { Example } from '../support/pages.ts'
import { CODE, pages, readPage } from '../support/pages.ts'

describe.each(pages())('%s', (path) => {
  const { blocks, examples } = readPage(path)
  const plain = blocks.filter((block) => !block.verdict)

  it('parses', () => {
    for (const { language, code, line } of plain) {
      if (language === 'json') expect(() => { JSON.parse(code) }, `line ${String(line)}`).not.toThrow()
      if (CODE.has(language)) expect(syntaxProblem({ name: `example.${language}`, language, code, faulty: [] }), `line ${String(line)}`).toBeUndefined()
    }
  })

  for (const example of examples) {
    it(`is right about the ${example.verdict} code at line ${String(example.line)}`, () => {
      expect(judge(example)).toBeUndefined()
    })
  }
})

/** Which examples run: with which driver, or by themselves. */
function waysOf(examples: readonly Example[], verdict: string): string[] {
  return examples.filter((example) => example.verdict === verdict && (example.runnable || example.browser)).map(({ driver = '', browser }) => `${driver}${browser ? ' in a page' : ''}`).sort()
}

describe.each(Object.entries(rules).filter(([, { meta }]) => meta.docs?.category === 'Locks').map(([name]) => name))('the page of %s', (name) => {
  const examples = readPage(`docs/rules/${name}.md`).examples.filter(({ rule }) => rule === name)

  it('shows every fault at work, and its repair in the same surroundings', () => {
    expect(examples.filter(({ verdict, runnable, browser }) => verdict === 'incorrect' && !runnable && !browser).map(({ line }) => line)).toEqual([])
    expect(waysOf(examples, 'correct')).toEqual(waysOf(examples, 'incorrect'))
  })
})

// The code of a page is linted above and run by runs.test.ts. A rule whose fault cannot be shown by running it would stand here, with the reason.
const CANNOT_RUN: Readonly<Record<string, string>> = {}

it.each(Object.keys(rules).filter((name) => !(name in CANNOT_RUN)))('the page of %s has a runnable pair: a fault that shows, and a repair that does not', (name) => {
  const runnable = readPage(`docs/rules/${name}.md`).examples.filter((example) => example.rule === name && example.runnable)
  expect(new Set(runnable.map(({ verdict }) => verdict))).toEqual(new Set(['incorrect', 'correct']))
})

it.each(Object.keys(rules))('the page of %s shows repairs in a page where it shows faults in one', (name) => {
  const inPages = readPage(`docs/rules/${name}.md`).examples.filter(({ browser }) => browser)
  expect(waysOf(inPages, 'correct')).toEqual(waysOf(inPages, 'incorrect'))
})
