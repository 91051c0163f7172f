import { describe, expect, it } from 'vitest'

import { pathPattern } from '../../src/utils/pattern.ts'

describe('a pattern of files', () => {
  it.each([
    ['src/*.ts', 'app/src/a.ts', 'app/src/b/a.ts'],
    ['src/**/*.ts', 'src/a/b/c.ts', 'lib/a.ts'],
    ['*.{js,ts}', 'a.ts', 'a.css'],
    ['{jobs,{tasks,work}}/?.js', 'work/a.js', 'work/ab.js'],
    ['./a+b(1).js', 'a+b(1).js', 'aab1.js'],
    ['a,b.js', 'a,b.js', 'a'],
    ['a{b.js', 'a{b.js', 'ab.js'],
    ['}a{b,c}{', '}ac{', 'ab'],
  ])('%s means %s, not %s', (pattern, path, other) => {
    expect([pathPattern(pattern).test(path), pathPattern(pattern).test(other)]).toEqual([true, false])
  })
})
