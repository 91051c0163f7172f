import { describe, expect, it } from 'vitest'

import { Failure, reasonOf } from '../../src/cli/failure.ts'
import { nearest } from '../../src/cli/nearest.ts'
import { helpText, readOptions } from '../../src/cli/options.ts'

const RULES = ['no-blocking-loop', 'no-uncloneable-message', 'no-unjoined-worker']
const read = (...args: readonly string[]) => readOptions(args, RULES)

describe('readOptions', () => {
  it('has defaults for everything', () => {
    expect(read()).toEqual({
      paths: ['.'], preset: 'recommended', rules: new Map(), only: false, format: 'stylish', output: undefined, fix: false, maxWarnings: undefined, show: undefined,
    })
  })

  it('reads every option', () => {
    expect(read('src', '--preset=all', '--rule', 'no-blocking-loop:warn', '-f', 'json', '-o', 'out.json', '--fix', '--max-warnings', '0', 'test')).toEqual({
      paths: ['src', 'test'], preset: 'all', rules: new Map([['no-blocking-loop', 'warn']]), only: false, format: 'json', output: 'out.json', fix: true, maxWarnings: 0, show: undefined,
    })
  })

  it('takes rules with and without prefix and level, the last word counting', () => {
    const { rules, only } = read('--rule', 'concurrency/no-blocking-loop', '--rule', 'no-unjoined-worker:1', '--rule', 'no-unjoined-worker:0')
    expect([...rules]).toEqual([['no-blocking-loop', 'error'], ['no-unjoined-worker', 'off']])
    expect(only).toBe(true)
  })

  it('keeps the preset where rules are only switched off', () => {
    expect(read('--rule', 'no-unjoined-worker:off').only).toBe(false)
    expect(read('--rule', 'no-unjoined-worker', '--preset', 'strict')).toMatchObject({ only: false, preset: 'strict' })
  })

  it('takes everything after -- as paths', () => {
    expect(read('--fix', '--', '--preset', '-f').paths).toEqual(['--preset', '-f'])
  })

  it.each([
    [['--wat'], 'Unknown option --wat. See --help.'],
    [['-x'], 'Unknown option -x. See --help.'],
    [['--formt', 'json'], 'Unknown option --formt. Did you mean --format? See --help.'],
    [['--no-fix'], 'Unknown option --no-fix. See --help.'],
    [['--fix=yes'], 'The option --fix takes no value.'],
    [['--format'], 'The option --format needs a value. See --help.'],
    [['--format', '--fix'], 'The option --format needs a value. See --help.'],
    [['--output='], 'The option --output needs a value. See --help.'],
    [['--preset', 'everything'], 'Unknown preset "everything". There are recommended, strict, all.'],
    [['--rule', 'blocking'], 'Unknown rule "blocking". Did you mean no-blocking-loop?'],
    [['--rule', 'no-console'], 'Unknown rule "no-console". See --help for the rules.'],
    [['--rule', 'no-blocking-loop:fatal'], 'Unknown level "fatal" for the rule no-blocking-loop: it is off, warn or error.'],
    [['--rule', 'no-blocking-loop:constructor'], 'Unknown level "constructor" for the rule no-blocking-loop: it is off, warn or error.'],
    [['--max-warnings', '-1'], 'The option --max-warnings needs a value. See --help.'],
    [['--max-warnings=-1'], '--max-warnings takes a whole number from 0, not "-1".'],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(new Failure(message))
  })
})

describe('helpText', () => {
  it('names every rule and stays narrow', () => {
    const names = Array.from({ length: 30 }, (_, i) => `no-fault-number-${String(i)}`)
    const text = helpText(names)
    for (const name of names) expect(text).toContain(name)
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(121)
  })
})

describe('nearest', () => {
  it('finds a slip of the finger, a part of a name, or nothing', () => {
    expect(nearest('no-blockin-lop', RULES)).toBe('no-blocking-loop')
    expect(nearest('uncloneable', RULES)).toBe('no-uncloneable-message')
    expect(nearest('no', RULES)).toBeUndefined()
    expect(nearest('', RULES)).toBeUndefined()
  })
})

describe('reasonOf', () => {
  it('is one line for anything that can be thrown', () => {
    expect(reasonOf(Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES' }))).toBe('permission denied')
    expect(reasonOf(new Error('first\nsecond'))).toBe('first')
    expect(reasonOf(undefined)).toBe('undefined')
    expect(reasonOf('text')).toBe('text')
  })
})
