import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

import { isIgnored, parseIgnore } from '../../src/cli/gitignore.ts'

const ignores = (text: string, path: string, isFolder = false) => isIgnored([parseIgnore(text, '')], () => path, isFolder)

const PATTERNS = [
  'a.js', '/a.js', 'lib', 'lib/', '/lib/', 'src/a.js', 'src/*.js', 'src/**', '**/a.js', 'src/**/a.js', '**', '*', '*.js', '?.js', 'a*b.js', '**.js',
  '[ab].js', '[!a].js', '[^a].js', '[a-c].js', '[]].js', '[[:digit:]].js', '[a', 'a\\*.js', '\\!a.js', '\\#a.js', '# a.js', '!a.js', 'a.js ', 'a.js\\ ',
  '', '/', '//', 'src/', './a.js', 'a.', 'a+b.js', '(a).js', '{a,b}.js', '$a.js', 'a|b.js', 'src\\/a.js', 'a\\', '***/a.js', 'src/***/a.js', 'a/**/b/**/c.js',
  '*/a.js', '/*/a.js', 'src/?.js', '[/]a.js', 'src[/]a.js', '[a\\]b].js', '**/src', 'src/**/',
]
const PATHS = [
  'a.js', 'b.js', 'ab.js', 'axb.js', 'a*.js', '!a.js', '#a.js', 'a.js ', '1.js', '].js', '[a', 'a+b.js', '(a).js', '{a,b}.js', '$a.js', 'a|b.js', 'xjs',
  'src/a.js', 'src/b.js', 'src/deep/a.js', 'src/deep/er/a.js', 'other/src/a.js', 'a/b/c.js', 'a/x/b/y/z/c.js', 'A.js', 'a\\',
]

describe('a .gitignore outside Git', () => {
  const dir = mkdtempSync(join(tmpdir(), 'gitignore-'))
  afterAll(() => {
    rmSync(dir, { recursive: true })
  })

  it('ignores what Git ignores', () => {
    const git = (args: readonly string[], input = '') => spawnSync('git', args, { cwd: dir, input, encoding: 'utf8' }).stdout
    git(['init', '-q'])
    const differing = PATTERNS.flatMap((pattern) => {
      writeFileSync(join(dir, '.gitignore'), `${pattern}\n`)
      const ignored = new Set(git(['check-ignore', '--no-index', '-z', '--stdin'], PATHS.join('\0')).split('\0'))
      // Git answers for files inside ignored folders as well; here the search never enters those.
      const ours = (path: string) => path.split('/').some((_, i, parts) => ignores(pattern, parts.slice(0, i + 1).join('/'), i + 1 < parts.length))
      return PATHS.filter((path) => ours(path) !== ignored.has(path)).map((path) => ({ pattern, path, git: ignored.has(path) }))
    })
    expect(differing).toEqual([])
  })

  it('lets the last pattern decide', () => {
    expect(ignores('*.js\n!keep.js', 'keep.js')).toBe(false)
    expect(ignores('!keep.js\n*.js', 'keep.js')).toBe(true)
  })

  it('lets the inner file decide', () => {
    const files = [parseIgnore('*.js', ''), parseIgnore('!*.js', 'src')]
    expect(isIgnored(files, (folder) => (folder === 'src' ? 'a.js' : 'src/a.js'), false)).toBe(false)
  })

  it('takes Windows line ends and a byte order mark', () => {
    expect(ignores('\uFEFFa.js\r\nb.js\r\n', 'a.js')).toBe(true)
    expect(ignores('\uFEFFa.js\r\nb.js\r\n', 'b.js')).toBe(true)
  })
})
