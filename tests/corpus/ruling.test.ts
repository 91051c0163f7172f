import { describe as group, expect, test } from 'vitest'

import { between, describe, difference, format, type Line, merge, parse, percent, precision, table, unjudged } from '../../scripts/ruling/findings.mjs'

const line = (place: string, more: Partial<Line> = {}): Line => ({ package: 'tin', place, rule: 'no-busy-wait', preset: 'recommended', verdict: 'true', reason: 'spins', ...more })
const finding = (place: string, preset = 'recommended') => ({ package: 'tin', place, rule: 'no-busy-wait', preset })

group('the file', () => {
  test('is read as it is written', () => {
    const lines = [line('a.js:2:1', { reason: 'either | or' }), line('a.js:10:1', { verdict: 'unjudged', reason: '' })]
    expect(parse(format(['two files'], lines))).toEqual(lines)
  })
  test('is sorted by path, and by lines as numbers', () => {
    const text = format([], [line('b.js:1:1'), line('a.js:10:1'), line('a.js:9:4'), line('a.js:9:12')])
    expect(parse(text).map(({ place }) => place)).toEqual(['a.js:9:4', 'a.js:9:12', 'a.js:10:1', 'b.js:1:1'])
  })
  test('refuses a verdict that is none, and one without a reason', () => {
    expect(() => parse('tin | a.js:1:1 | no-busy-wait | recommended | maybe | so')).toThrow('line 1 has no verdict')
    expect(() => parse('# head\ntin | a.js:1:1 | no-busy-wait | recommended | false')).toThrow('line 2 says no reason')
  })
})

group('what changes', () => {
  test('a finding that stays keeps its judgement, a new one waits for its own', () => {
    const merged = merge([line('a.js:1:1'), line('a.js:2:1')], [finding('a.js:2:1'), finding('a.js:3:1')])
    expect(merged.map(({ place, verdict }) => [place, verdict])).toEqual([['a.js:2:1', 'true'], ['a.js:3:1', 'unjudged']])
  })
  test('nothing differs where the same is found', () => {
    expect(describe(difference([line('a.js:1:1')], [finding('a.js:1:1')]))).toEqual([])
  })
  test('what went, what came and what moved is said line by line', () => {
    const before = [line('a.js:1:1'), line('a.js:2:1')]
    expect(describe(difference(before, [finding('a.js:2:1', 'strict'), finding('a.js:3:1')]))).toEqual([
      '- tin | a.js:1:1 | no-busy-wait | recommended | true | spins',
      '+ tin | a.js:3:1 | no-busy-wait | recommended',
      '~ tin | a.js:2:1 | no-busy-wait: now of strict',
    ])
  })
  test('a finding of strict may wait for its judgement, one of recommended may not', () => {
    const open = { verdict: 'unjudged', reason: '' }
    expect(unjudged([line('a.js:1:1', open), line('a.js:2:1', { ...open, preset: 'strict' }), line('a.js:3:1')])).toHaveLength(1)
  })
})

group('precision', () => {
  test('is the share of the judged that are true: doubt does not count', () => {
    const [recommended, strict] = precision([
      line('a.js:1:1'), line('a.js:2:1', { verdict: 'doubtful' }), line('a.js:3:1', { verdict: 'unjudged', reason: '' }),
    ])
    expect(recommended?.total).toEqual({ findings: 3, judged: 2, true: 1, doubtful: 1, false: 0, share: 0.5 })
    expect(strict?.total.share).toBeUndefined()
  })
  test('is rounded down', () => {
    expect([percent(0.999), percent(1), percent(undefined)]).toEqual(['99 %', '100 %', '-'])
  })
  test('is a row for each rule, below the sum of its preset', () => {
    const rows = table(precision([line('a.js:1:1'), line('a.js:2:1', { rule: 'no-file-race', preset: 'strict' })])).split('\n')
    expect(rows.slice(2).map((row) => row.split(' | ')[1])).toEqual(['**all**', '[no-busy-wait](rules/no-busy-wait.md)', '**all**', '[no-file-race](rules/no-file-race.md)'])
  })
  test('goes between the markers of a page, and nowhere else', () => {
    expect(between('a\n<!-- begin x -->\nold\n<!-- end x -->\nb', 'x', 'new')).toBe('a\n<!-- begin x -->\nnew\n<!-- end x -->\nb')
    expect(() => between('a', 'x', 'new')).toThrow('there is no <!-- begin x -->')
  })
})
