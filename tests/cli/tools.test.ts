import { describe, expect, it } from 'vitest'

import { CLEAN, FAULT, FAULT_TS, project } from './project.ts'

// A formatter that tells which ESLint runs it.
const WHICH = 'module.exports = () => Object.keys(require.cache).map((file) => /node_modules[\\\\/](eslint\\w*)[\\\\/]lib[\\\\/]eslint[\\\\/]eslint\\.js$/.exec(file)?.[1]).filter(Boolean).join()'
const PARSER = `const parser = require('real-parser')
module.exports = { ...parser, parseForESLint(...args) { process.stderr.write('parsed by the project\\n'); return parser.parseForESLint(...args) } }`

describe('the ESLint that runs', () => {
  it('is the one of the current folder', () => {
    const app = project({ 'src/a.js': CLEAN, 'which.cjs': WHICH })
    app.install('eslint9', 'eslint')
    expect(app.start(['-f', './which.cjs', 'src']).stdout).toBe('eslint9\n')
  })

  it('is the one of the project that is linted, where the current folder has none', () => {
    const app = project({ 'app/src/a.js': CLEAN, 'away/which.cjs': WHICH })
    app.install('eslint9', 'eslint', 'app')
    expect(app.start(['-f', './which.cjs', '../app/src'], { cwd: 'away' }).stdout).toBe('eslint9\n')
  })

  it('is the one beside the command, where there is no other', () => {
    expect(project({ 'a.js': CLEAN, 'which.cjs': WHICH }).start(['-f', './which.cjs', 'a.js']).stdout).toBe('eslint\n')
  })

  it('works from the lowest version that is promised', () => {
    const app = project({ 'a.js': FAULT, 'b.ts': FAULT_TS, 'c.cjs': 'return\n', 'which.cjs': WHICH })
    app.install('eslint915', 'eslint')
    const run = app.start(['-f', './which.cjs', 'a.js', 'b.ts', 'c.cjs'])
    expect(run).toEqual({ code: 1, stdout: 'eslint915\n', stderr: 'Linted 3 files: no-uncloneable-message 2.\n' })
  })

  it('is not one that is too old', () => {
    const app = project({ 'a.js': FAULT, 'node_modules/eslint/index.js': 'exports.ESLint = class { static version = "8.57.1" }' })
    expect(app.start(['a.js'])).toMatchObject({ code: 1, stderr: 'Linted 1 file: no-uncloneable-message 1.\n' })
    expect(app.runInstalled(['a.js'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `eslint-plugin-concurrency: ESLint 8.57.1 at ${app.path('node_modules/eslint/index.js')} is too old, 9.15 or later is needed. Install it: npm install -D eslint\n`,
    })
  })

  it('may be missing', () => {
    const run = project({ 'a.js': FAULT }).runInstalled([])
    expect(run).toEqual({ code: 2, stdout: '', stderr: 'eslint-plugin-concurrency: ESLint is not installed here. Install it: npm install -D eslint\n' })
  })
})

describe('the TypeScript parser', () => {
  const withParser = (folder: string) => ({ [`${folder}node_modules/@typescript-eslint/parser/index.js`]: PARSER })

  it('is the one of the current folder', () => {
    const app = project({ 'a.ts': FAULT_TS, ...withParser('') })
    app.install('@typescript-eslint/parser', 'real-parser')
    expect(app.start([]).stderr).toBe('parsed by the project\nLinted 1 file: no-uncloneable-message 1.\n')
  })

  it('is the one of a package inside, where the current folder has none', () => {
    const app = project({ 'packages/app/src/a.ts': FAULT_TS, 'packages/app/package.json': '{"name": "app"}', ...withParser('packages/app/') })
    app.install('@typescript-eslint/parser', 'real-parser')
    expect(app.start([]).stderr).toBe('parsed by the project\nLinted 1 file: no-uncloneable-message 1.\n')
  })

  it('may come with typescript-eslint', () => {
    const app = project({ 'a.ts': FAULT_TS })
    app.install('eslint')
    app.install('typescript-eslint')
    expect(app.runInstalled([]).stderr).toBe('Linted 1 file: no-uncloneable-message 1.\n')
  })

  it('is told to be missing, with the number of files and the line that installs it, after the JavaScript is linted', () => {
    const app = project({ 'a.js': FAULT, 'b.ts': FAULT_TS, 'c.tsx': FAULT_TS })
    app.install('eslint')
    const run = app.runInstalled([])
    expect(run.stdout).toContain('1 problem')
    expect(run.stderr).toBe(
      'Linted 1 file: no-uncloneable-message 1.\n'
      + 'eslint-plugin-concurrency: 2 TypeScript files could not be read: no TypeScript parser is installed here. Install it: npm install -D @typescript-eslint/parser\n',
    )
    expect(run.code).toBe(2)
  })

  it('is not needed for JavaScript', () => {
    const app = project({ 'a.js': CLEAN })
    app.install('eslint')
    expect(app.runInstalled([])).toEqual({ code: 0, stdout: '', stderr: 'Linted 1 file: nothing found.\n' })
  })

  it('is told not to load, where the project has a TypeScript that it cannot use', () => {
    const app = project({
      'a.ts': FAULT_TS,
      'node_modules/@typescript-eslint/parser/index.js': 'require("typescript").SyntaxKind.Unknown',
      'node_modules/typescript/index.js': '',
      'node_modules/typescript/package.json': '{"version": "7.0.2"}',
    })
    app.install('eslint')
    expect(app.runInstalled([])).toMatchObject({
      code: 2,
      stderr: 'Linted 0 files: nothing found.\n'
        + 'eslint-plugin-concurrency: 1 TypeScript file could not be read: the TypeScript parser here does not load (Cannot read properties of undefined (reading \'Unknown\')).'
        + ' Bring it along: npx -p eslint-plugin-concurrency -p @typescript-eslint/parser -p typescript@6 eslint-plugin-concurrency\n',
    })
  })
})
