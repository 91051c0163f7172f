import parser from '@typescript-eslint/parser'
import type { Linter, Rule } from 'eslint'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

import { makeLinter } from '../../src/cli/engine.ts'
import { summaryOf, totalsOf } from '../../src/cli/results.ts'
import { project } from './project.ts'

// Rules that repair and rules that fail, in the place of ours: those do not fail, and only some repair.
const plugin: ESLint.Plugin = {
  rules: {
    rename: {
      meta: { fixable: 'code' },
      create: (context) => ({
        'Identifier[name="racy"]'(node: Rule.Node) {
          context.report({ node, message: 'Racy.', fix: (fixer) => fixer.replaceText(node, 'safe') })
        },
      }),
    },
    broken: {
      create: () => ({
        'Identifier[name="trap"]'() {
          throw new Error('Trapped.\n    at a line of the stack')
        },
      }),
    },
  },
}
const configs: Linter.Config[] = [{ plugins: { concurrency: plugin }, rules: { 'concurrency/rename': 'error', 'concurrency/broken': 'error' } }]

const linter = ({ fix = false, withParser = true } = {}) => makeLinter(ESLint, () => Promise.resolve(withParser ? parser : undefined), configs, fix)

describe('repairs', () => {
  it('are written, whichever parser reads the file', async () => {
    const app = project({ 'a.js': 'racy()\n', 'b.ts': 'const n = racy as number\n' })
    const lint = linter({ fix: true })
    for (const name of ['a.js', 'b.ts']) expect(await lint(app.path(name))).toMatchObject({ messages: [], errorCount: 0 })
    expect([app.read('a.js'), app.read('b.ts')]).toEqual(['safe()\n', 'const n = safe as number\n'])
  })

  it('are not written without --fix', async () => {
    const app = project({ 'a.js': 'racy()\n' })
    expect(await linter()(app.path('a.js'))).toMatchObject({ errorCount: 1, fixableErrorCount: 1 })
    expect(app.read('a.js')).toBe('racy()\n')
  })

  it('keep the byte order mark and the line ends', async () => {
    const app = project({ 'a.js': '\uFEFFracy()\r\nracy()\r\n' })
    await linter({ fix: true })(app.path('a.js'))
    expect(app.read('a.js')).toBe('\uFEFFsafe()\r\nsafe()\r\n')
  })

  it('are ours alone, although comments switch on rules of others', async () => {
    const app = project({ 'a.js': '/* eslint no-extra-boolean-cast: error, prefer-const: error */\nlet racy = 1; if (!!racy) console.log(racy)\n' })
    await linter({ fix: true })(app.path('a.js'))
    expect(app.read('a.js')).toContain('let safe = 1; if (!!safe)')
  })

  it('leave a file without faults untouched', async () => {
    const app = project({ 'a.js': 'fine()\n' })
    expect(await linter({ fix: true })(app.path('a.js'))).not.toHaveProperty('output')
  })
})

describe('what goes wrong', () => {
  it('is one line of the file, when a rule fails', async () => {
    const app = project({ 'a.js': 'trap()\n' })
    expect(await linter()(app.path('a.js'))).toMatchObject({
      fatalErrorCount: 1,
      messages: [{ ruleId: null, fatal: true, message: 'Cannot lint this file: Trapped.' }],
    })
  })

  it('is one line of the file, when it vanishes', async () => {
    expect(await linter()(project().path('gone.js'))).toMatchObject({ messages: [{ message: 'Cannot read this file: no such file or folder.' }] })
  })

  it('is told in terms of the likeliest way to read the file', async () => {
    const app = project({ 'package.json': '{"type": "module"}', 'a.js': 'import x from "x"\nconst = 1\n' })
    expect(await linter()(app.path('a.js'))).toMatchObject({ messages: [{ line: 2, message: 'Parsing error: Unexpected token =' }] })
  })

  it('is not a missing TypeScript parser, for JavaScript', async () => {
    const app = project({ 'a.js': '@sealed class A {}\n' })
    expect(await linter({ withParser: false })(app.path('a.js'))).toMatchObject({ messages: [{ message: "Parsing error: Unexpected character '@'" }] })
  })
})

describe('the summary', () => {
  it('counts by rule, most first, and what could not be read', async () => {
    const app = project({ 'a.js': 'racy(racy)\n', 'b.js': 'fine()\n', 'c.js': '(\n' })
    const results = await Promise.all(['a.js', 'b.js', 'c.js'].map((name) => linter()(app.path(name))))
    expect(totalsOf(results)).toEqual({ files: 2, errors: 2, warnings: 0, unread: 1, byRule: [['rename', 2]] })
    expect(summaryOf(totalsOf(results))).toBe('Linted 2 files: rename 2. 1 file could not be read.')
  })
})
