import { symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import { CLEAN, FAULT, FAULT_TS, project } from './project.ts'

const RULE = 'concurrency/no-uncloneable-message'

// Loaded before the command: modes of files mean nothing to a superuser.
const DENY = `const fs = require('node:fs')
const { readdirSync, promises, promises: { readFile } } = fs
const check = (path, secret) => {
  if (String(path).endsWith(secret)) throw Object.assign(new Error('EACCES: permission denied, open ' + path), { code: 'EACCES' })
}
fs.readdirSync = (path, ...rest) => { check(path, 'closed'); return readdirSync(path, ...rest) }
promises.readFile = async (path, ...rest) => { check(path, 'secret.js'); return readFile(path, ...rest) }
require('node:module').syncBuiltinESMExports()
`

/** What `--format json` prints, as pairs of file and rule. */
const reports = ({ stdout }: { readonly stdout: string }, dir: string) =>
  (JSON.parse(stdout) as { filePath: string; messages: { ruleId: string | null }[] }[]).flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId }) => `${filePath.replace(`${dir}/`, '')} ${String(ruleId)}`))

const files = ({ stdout }: { readonly stdout: string }, dir: string) =>
  (JSON.parse(stdout) as { filePath: string }[]).map(({ filePath }) => filePath.replace(`${dir}/`, ''))

describe('what it finds', () => {
  it('finds faults in JavaScript, TypeScript and JSX, and exits with 1', () => {
    const app = project({ 'a.js': FAULT, 'b.mjs': FAULT, 'c.jsx': `${FAULT}export const view = <p>hello</p>\n`, 'd.ts': FAULT_TS, 'e.tsx': `${FAULT_TS}export const view = <p>hello</p>\n` })
    const run = app.start(['--format', 'json'])
    expect(reports(run, app.dir)).toEqual(['a.js', 'b.mjs', 'c.jsx', 'd.ts', 'e.tsx'].map((file) => `${file} ${RULE}`))
    expect(run.code).toBe(1)
  })

  it('ends with one line that counts by rule', async () => {
    const run = await project({ 'a.js': FAULT, 'b.js': FAULT }).run([])
    expect(run.stdout).toContain('2 problems (2 errors, 0 warnings)')
    expect(run.stderr).toBe('Linted 2 files: no-uncloneable-message 2.\n')
  })

  it('exits with 0 where nothing is found, and says so', () => {
    expect(project({ 'a.js': CLEAN, 'b.ts': CLEAN }).start([])).toEqual({ code: 0, stdout: '', stderr: 'Linted 2 files: nothing found.\n' })
  })

  it('reads JSX in .js files', async () => {
    expect((await project({ 'a.js': `${FAULT}export default () => <p>hello</p>\n` }).run([])).code).toBe(1)
  })

  it('reads files with a byte order mark', async () => {
    expect((await project({ 'a.js': `\uFEFF${FAULT}`, 'b.ts': `\uFEFF${FAULT_TS}` }).run([])).stderr).toBe('Linted 2 files: no-uncloneable-message 2.\n')
  })

  it('leaves no configuration of the project any say', async () => {
    const run = await project({ 'a.js': FAULT, 'eslint.config.js': 'throw new Error("mine")', '.eslintrc.json': '{', '.eslintignore': 'a.js' }).run(['a.js'])
    expect(run.stderr).toBe('Linted 1 file: no-uncloneable-message 1.\n')
  })
})

describe('paths', () => {
  it('searches the current folder when none is named', async () => {
    const app = project({ 'src/a.js': FAULT, 'b.js': FAULT })
    expect(reports(await app.run(['-f', 'json'], { cwd: 'src' }), app.dir)).toEqual([`src/a.js ${RULE}`])
  })

  it('takes folders and files, relative and absolute, inside and outside the current folder, each file once', async () => {
    const app = project({ 'here/a.js': FAULT, 'there/b.js': FAULT, 'there/deep/c.js': FAULT })
    const run = await app.run(['.', 'a.js', '../there/deep', app.path('there/b.js'), '-f', 'json'], { cwd: 'here' })
    expect(reports(run, app.dir)).toEqual(['here/a.js', 'there/b.js', 'there/deep/c.js'].map((file) => `${file} ${RULE}`))
  })

  it('takes what follows -- as paths', async () => {
    const app = project({ '--fix.js': FAULT })
    expect(reports(await app.run(['-f', 'json', '--', '--fix.js']), app.dir)).toEqual([`--fix.js ${RULE}`])
  })

  it('lints a named file whatever its folder, name and .gitignore say', async () => {
    const named = ['dist/a.js', 'node_modules/pkg/b.js', 'c.min.js', 'd.d.ts', 'ignored.js']
    const app = project({ ...Object.fromEntries(named.map((name) => [name, CLEAN])), '.gitignore': 'ignored.js' })
    expect(files(await app.run(['-f', 'json', ...named]), app.dir)).toEqual([...named].sort())
  })

  it('lints a named program without an extension', async () => {
    const app = project({ 'bin/run': `#!/usr/bin/env node\n${FAULT}` })
    expect((await app.run(['bin/run'])).code).toBe(1)
  })

  it('says what it leaves out among the named files, and passes', async () => {
    const run = await project({ 'a.js': CLEAN, 'b.vue': '<script></script>', LICENSE: 'as you like' }).run(['a.js', 'b.vue', 'LICENSE'])
    expect(run.stderr).toBe(
      'eslint-plugin-concurrency: Not linted, for it is no JavaScript or TypeScript: b.vue\n'
      + 'eslint-plugin-concurrency: Not linted, for it is no JavaScript or TypeScript: LICENSE\n'
      + 'Linted 1 file: nothing found.\n',
    )
    expect(run.code).toBe(0)
  })

  it('says that a folder holds nothing to lint, and exits with 2 as ESLint does', async () => {
    expect(await project({ 'empty/notes.md': '' }).run(['empty'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'eslint-plugin-concurrency: Nothing to lint in empty: no JavaScript or TypeScript there that is not ignored.\n',
    })
  })

  it('takes a link to a folder that is named, and no other', async () => {
    const app = project({ 'real/a.js': FAULT, 'src/b.js': CLEAN })
    symlinkSync(app.path('real'), app.path('link'), 'junction')
    symlinkSync(app.path('src'), app.path('src/again'), 'junction')
    expect(files(await app.run(['-f', 'json', 'link', 'src']), app.dir)).toEqual(['link/a.js', 'src/b.js'])
  })
})

describe('what cannot be done', () => {
  it('names a path that does not exist, lints the rest and exits with 2', async () => {
    const run = await project({ 'a.js': FAULT }).run(['a.js', 'srk', 'src/*.ts', 'a.js/b.js'])
    expect(run.stderr).toBe(
      'eslint-plugin-concurrency: Cannot read srk: no such file or folder.\n'
      + 'eslint-plugin-concurrency: Cannot read src/*.ts: no such file or folder. Name a folder instead of a pattern.\n'
      + 'eslint-plugin-concurrency: Cannot read a.js/b.js: no such file or folder.\n'
      + 'Linted 1 file: no-uncloneable-message 1.\n',
    )
    expect(run.code).toBe(2)
  })

  it('names a file that does not parse, lints the rest and exits with 2', async () => {
    const run = await project({ 'a.js': FAULT, 'bad.js': 'const = 1\n', 'bad.ts': 'const = 1\n' }).run([])
    expect(run.stdout).toMatch(/bad\.js\n +1:7 +error +Parsing error: Unexpected token =\n/)
    expect(run.stdout).toMatch(/bad\.ts\n +1:6 +error +Parsing error: /)
    expect(run.stderr).toBe('Linted 1 file: no-uncloneable-message 1. 2 files could not be read.\n')
    expect(run.code).toBe(2)
  })

  it('names a file and a folder that it may not read', () => {
    const app = project({ 'a.js': CLEAN, 'secret.js': CLEAN, 'closed/b.js': CLEAN, 'deny.cjs': DENY })
    const run = app.start([], { env: { NODE_OPTIONS: `--require ${app.path('deny.cjs')}` } })
    expect(run.stdout).toMatch(/secret\.js\n +1:1 +error +Cannot read this file: permission denied\.?\n/)
    expect(run.stderr).toBe(
      `eslint-plugin-concurrency: Cannot read the folder ${app.path('closed')}: permission denied.\nLinted 2 files: nothing found. 1 file could not be read.\n`,
    )
    expect(run.code).toBe(2)
  })

  it('names a link that leads nowhere', async () => {
    const app = project()
    symlinkSync(app.path('round.js'), app.path('round.js'))
    symlinkSync(app.path('gone.js'), app.path('broken.js'))
    expect(await app.run(['round.js', 'broken.js'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'eslint-plugin-concurrency: Cannot read round.js: its links go round in a circle.\neslint-plugin-concurrency: Cannot read broken.js: no such file or folder.\n',
    })
  })

  it.each([
    [['--presets', 'all'], 'Unknown option --presets. Did you mean --preset? See --help.'],
    [['--preset', 'strickt'], 'Unknown preset "strickt". Did you mean strict?'],
    [['--rule', 'no-uncloneable-mesage'], 'Unknown rule "no-uncloneable-mesage". Did you mean no-uncloneable-message?'],
    [['--format', 'jsn'], 'Unknown format "jsn". Did you mean json?'],
    [['--max-warnings', 'few'], '--max-warnings takes a whole number from 0, not "few".'],
    [['--output', 'a.js/report.txt'], 'Cannot write a.js/report.txt: a file is in the way.'],
  ])('answers %j with one line', async (args, line) => {
    const run = await project({ 'a.js': CLEAN }).run(args)
    expect(run).toEqual({ code: 2, stdout: '', stderr: `eslint-plugin-concurrency: ${line}\n` })
  })

  it('ends quietly when nobody reads its output', async () => {
    const run = await project({ 'a.js': FAULT }).runUnheard(['--format', 'json'])
    expect(run).toEqual({ code: 1, stderr: 'Linted 1 file: no-uncloneable-message 1.\n' })
  })
})

describe('comments of the project', () => {
  it('makes no noise about other rules and plugins', async () => {
    const app = project({
      'a.js': '/* eslint-env node, mocha */\n/* eslint no-undef: error, import/first: 2, x/y: "bad" */\n/* eslint-disable no-console, vue/all */\n'
        + '/* global it */\nundefined_name() // eslint-disable-line no-undef\n// eslint-disable-next-line\nit()\n',
    })
    const silent = { code: 0, stdout: '', stderr: 'Linted 1 file: nothing found.\n' }
    expect(await app.run([])).toEqual(silent)
    app.install('eslint9', 'eslint')
    expect(await app.run([])).toEqual(silent)
  })

  it('obeys comments that switch our rules off', async () => {
    const run = await project({
      'line.js': FAULT.replace('parentPort.post', `// eslint-disable-next-line ${RULE}\nparentPort.post`),
      'file.js': `/* eslint-disable ${RULE} -- cloned elsewhere */\n${FAULT}`,
      'all.js': `/* eslint-disable */\n${FAULT}`,
      'rule.js': `/* eslint ${RULE}: off */\n${FAULT}`,
    }).run([])
    expect(run).toEqual({ code: 0, stdout: '', stderr: 'Linted 4 files: nothing found.\n' })
  })
})

describe('module systems', () => {
  it('reads a return outside of functions, which only CommonJS has', async () => {
    const code = 'if (process.argv.length > 5) return\nconst { parentPort } = require("node:worker_threads")\nparentPort.postMessage(() => 1)\n'
    const app = project({
      'commonjs/package.json': '{"name": "a", "type": "commonjs"}',
      'commonjs/a.js': code,
      'unsaid/package.json': '{"name": "a"}',
      'unsaid/a.js': code,
      'none/a.js': code,
      'modules/package.json': '{"name": "a", "type": "module"}',
      'modules/a.cjs': code,
      'modules/cjs/package.json': '{"type": "commonjs"}',
      'modules/cjs/a.js': code,
      'modules/mistaken.js': code,
    })
    const all = ['commonjs/a.js', 'modules/a.cjs', 'modules/cjs/a.js', 'modules/mistaken.js', 'none/a.js', 'unsaid/a.js']
    expect(reports(await app.run(['-f', 'json']), app.dir)).toEqual(all.map((file) => `${file} ${RULE}`))
  })

  it('reads modules, in packages of modules and in others', async () => {
    const code = `await 0\n${FAULT}`
    const app = project({
      'modules/package.json': '{"name": "a", "type": "module"}',
      'modules/a.js': code,
      'unsaid/package.json': '{"name": "a"}',
      'unsaid/a.js': code,
      'commonjs/package.json': '{"name": "a", "type": "commonjs"}',
      'commonjs/bundled.js': code,
      'commonjs/a.mjs': code,
    })
    const all = ['commonjs/a.mjs', 'commonjs/bundled.js', 'modules/a.js', 'unsaid/a.js']
    expect(reports(await app.run(['-f', 'json']), app.dir)).toEqual(all.map((file) => `${file} ${RULE}`))
  })

  it('reads sloppy scripts', async () => {
    expect((await project({ 'a.js': 'var let = 010; with (Math) abs(let)\n' }).run([])).stderr).toBe('Linted 1 file: nothing found.\n')
  })

  it('leaves syntax that ESLint does not know to the TypeScript parser', async () => {
    expect((await project({ 'a.js': `${FAULT}export @sealed class Store { @observable accessor size = 0 }\n` }).run([])).stderr).toBe('Linted 1 file: no-uncloneable-message 1.\n')
  })
})

describe('presets and rules', () => {
  it('runs just the rules that are named', async () => {
    const app = project({ 'a.js': FAULT })
    expect((await app.run(['--rule', 'no-unlocked-shared-state:warn'])).code).toBe(0)
    expect((await app.run(['--rule', RULE])).code).toBe(1)
  })

  it('changes the preset beside --preset or with off', async () => {
    const app = project({ 'a.js': FAULT })
    expect((await app.run(['--preset', 'strict', '--rule', 'no-unlocked-shared-state:warn'])).code).toBe(1)
    expect((await app.run(['--rule', 'no-uncloneable-message:off'])).stderr).toBe('Linted 1 file: nothing found.\n')
  })

  it('counts warnings against --max-warnings', async () => {
    const app = project({ 'a.js': FAULT, 'b.js': FAULT })
    expect((await app.run(['--rule', 'no-uncloneable-message:warn', '--max-warnings', '2'])).code).toBe(0)
    const run = await app.run(['--rule', 'no-uncloneable-message:warn', '--max-warnings', '1'])
    expect(run.stderr).toBe('Linted 2 files: no-uncloneable-message 2.\neslint-plugin-concurrency: Too many warnings: 2, where --max-warnings allows 1.\n')
    expect(run.code).toBe(1)
  })
})

describe('output', () => {
  it('has the formats of ESLint', async () => {
    const app = project({ 'a.js': FAULT })
    expect((await app.run(['-f', 'html'])).stdout).toContain('<!DOCTYPE html>')
    const { metadata } = JSON.parse((await app.run(['-f', 'json-with-metadata'])).stdout) as { metadata: { cwd: string; rulesMeta: Record<string, { docs: { url: string } }> } }
    expect(metadata.cwd).toBe(app.dir)
    expect(metadata.rulesMeta[RULE]?.docs.url).toMatch(/no-uncloneable-message\.md$/)
  })

  it('has the formats of the project, by path and by name', async () => {
    const app = project({ 'a.js': FAULT, 'mine.cjs': 'module.exports = async (results) => `${results.length} mine`', 'node_modules/eslint-formatter-ours/index.js': 'module.exports = () => "ours"' })
    expect((await app.run(['-f', './mine.cjs', 'a.js'])).stdout).toBe('1 mine\n')
    expect((await app.run(['-f', 'ours', 'a.js'])).stdout).toBe('ours\n')
  })

  it('writes to a file, whose folders it makes', async () => {
    const app = project({ 'a.js': FAULT })
    const run = await app.run(['-f', 'json', '-o', 'reports/deep/a.json'])
    expect(run).toEqual({ code: 1, stdout: '', stderr: 'Linted 1 file: no-uncloneable-message 1.\n' })
    expect(reports({ stdout: app.read('reports/deep/a.json') }, app.dir)).toEqual([`a.js ${RULE}`])
  })

  it('shows help and version', async () => {
    const app = project()
    const help = await app.run(['--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const word of ['--preset', '--rule', '--format', '--output', '--fix', '--max-warnings', 'no-uncloneable-message']) expect(help.stdout).toContain(word)
    expect(await app.run(['-v'])).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/) as string, stderr: '' })
  })
})
