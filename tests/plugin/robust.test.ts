import type { Rule } from 'eslint'
import { describe, expect, it } from 'vitest'

import { describe as told, makeCheck, type Surroundings } from '../../scripts/robust/check.mjs'
import { checkFile } from '../../scripts/robust/variants.mjs'

// That the check sees what it is there for.
function faults(code: string, rule: Partial<Rule.RuleModule> & Pick<Rule.RuleModule, 'create'>, surroundings?: Surroundings): string[] {
  const meta = { hasSuggestions: true, fixable: 'code', schema: [], messages: { found: 'Found.', named: 'Found {{name}}.', change: 'Change it', nothing: ' ' } }
  return makeCheck({ trial: { meta, ...rule } }, surroundings)(code, { filename: '/example/file.js' }).faults.map(told)
}

const onNames = (report: (node: Parameters<NonNullable<Rule.RuleListener['Identifier']>>[0], context: Rule.RuleContext) => void) => ({
  create: (context: Rule.RuleContext): Rule.RuleListener => ({ Identifier: (node) => { report(node, context) } }),
})
const replacing = (name: string) => onNames((node, context) => {
  context.report({ node, messageId: 'found', suggest: [{ messageId: 'change', fix: (fixer) => fixer.replaceText(node, name) }] })
})
const fixing = (...names: readonly string[]) => onNames((node, context) => {
  const next = names[names.indexOf(node.name) + 1]
  if (next !== undefined) context.report({ node, messageId: 'found', fix: (fixer) => fixer.replaceText(node, next) })
})

describe('the check', () => {
  it.each<[string, ReturnType<typeof onNames>, string, RegExp | undefined]>([
    ['nothing where there is nothing', replacing('b'), 'a(c)', undefined],
    ['what throws', onNames(() => { throw new Error('oh') }), 'a', /^trial: throws Error: oh at /],
    ['a report twice', onNames((node, context) => { context.report({ node, messageId: 'found' }); context.report({ node, messageId: 'found' }) }), 'a', /^trial, line 1: reports twice: Found\.$/],
    ['reports on each other', onNames((node, context) => { context.report({ node: node.parent ?? node, messageId: 'found' }) }), 'a.b(c)', /^trial, line 1: reports (over its report of line 1|twice)/],
    ['a placeholder that is left', onNames((node, context) => { context.report({ node, messageId: 'named' }) }), 'a', /^trial, line 1: leaves \{\{name\}\} in named$/],
    ['an object in a message', onNames((node, context) => { context.report({ node, messageId: 'named', data: { name: '[object Object]' } }) }), 'a', /^trial, line 1: shows an object in named/],
    ['an empty message', onNames((node, context) => { context.report({ node, messageId: 'nothing' }) }), 'a', /^trial, line 1: says nothing \(nothing\)$/],
    ['a place outside the file', onNames((_, context) => { context.report({ loc: { line: 7, column: 0 }, messageId: 'found' }) }), 'a', /^trial, line 7: reports at 7:1 to undefined:undefined, outside the file$/],
    ['a suggestion that breaks the code', replacing('b c'), 'a', /^trial, line 1: suggestion change leaves code that does not parse: /],
    ['a suggestion that changes nothing', replacing('a'), 'a', /^trial, line 1: suggestion change changes nothing$/],
    ['a fix that breaks the code', fixing('a', '('), 'a', /^trial, line 1: fix leaves code that does not parse: /],
    ['fixes that go on for ever', fixing('a', 'b', 'a'), 'a', /^trial, line 1: fixes go on for ever$/],
    ['fixes that come to an end', fixing('a', 'b', 'c'), 'a', undefined],
  ])('sees %s', (_, rule, code, said) => {
    const [first] = faults(code, rule)
    if (said === undefined) expect(first).toBeUndefined()
    else expect(first).toMatch(said)
  })

  it('sees what is slow', () => {
    expect(faults('a', replacing('b'), { slow: { least: 0, parses: 0 } })).toEqual([expect.stringMatching(/^trial: takes \d+ ms$/)])
  })

  it('says which rule runs, for somebody who waits for its end', () => {
    const running: unknown[] = []
    faults('a', { create: () => ({}) }, { watch: (rule) => running.push(rule) })
    expect(running).toEqual(['trial', undefined])
  })
})

describe('the ways to read a file', () => {
  const check = makeCheck({})

  it.each([
    ['a.js', 'import "b"', []],
    ['a.js', 'with (a) b()', []],
    ['a.js', 'let a: string', ['espree']],
    ['a.cjs', 'return', []],
    ['a.ts', 'let a = <string>b', []],
    ['a.tsx', 'let a = <string>b', ['typescript']],
    ['a.js', 'let = =', ['espree', 'typescript']],
  ])('%s: %s', (path, text, refused) => {
    expect(checkFile(check, path, text).refused).toEqual(refused)
  })
})
