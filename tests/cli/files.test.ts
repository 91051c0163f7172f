import { mkdirSync, symlinkSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { findFiles } from '../../src/cli/files.ts'
import { project } from './project.ts'
import type { Project } from './project.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const found = ({ dir }: Project, paths: readonly string[] = ['.'], cwd = dir) =>
  findFiles(paths, cwd).files.map((file) => file.replace(`${dir}/`, ''))

const files = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '']))

/** The same test in a repository and outside of one. */
const anywhere = (name: string, test: (make: (content: Readonly<Record<string, string>>) => Project) => void) => {
  describe(name, () => {
    it('in a repository', () => {
      test((content) => {
        const made = project(content)
        made.git('init', '-q')
        return made
      })
    })

    it('outside of Git', () => {
      test(project)
    })
  })
}

anywhere('takes files of every kind that holds code, and no others', (make) => {
  const code = ['a.cjs', 'b.cts', 'c.js', 'd.jsx', 'e.mjs', 'f.mts', 'g.ts', 'h.tsx']
  expect(found(make(files(...code, 'i.vue', 'j.json', 'k.md', 'l.svelte', 'm.jsm', 'n')))).toEqual(code)
})

anywhere('leaves out what is generated or installed', (make) => {
  const app = make(files(
    'a.js', 'src/distance/b.ts', 'a.min.js', 'b.min.mjs', 'c.d.ts', 'd.d.mts', 'e.d.css.ts', '.pnp.cjs', '.yarn/releases/yarn.cjs',
    'dist/a.js', 'packages/x/build/a.js', 'coverage/a.js', 'node_modules/pkg/a.js', 'packages/x/node_modules/pkg/a.js',
  ))
  expect(found(app)).toEqual(['a.js', 'src/distance/b.ts'])
})

anywhere('searches such a folder when it is named', (make) => {
  const app = make(files('dist/a.js', 'dist/build/b.js', 'node_modules/pkg/a.js', 'node_modules/pkg/lib/b.js', 'node_modules/pkg/node_modules/c.js'))
  expect(found(app, ['dist', 'node_modules/pkg'])).toEqual(['dist/a.js', 'node_modules/pkg/a.js', 'node_modules/pkg/lib/b.js'])
})

anywhere('obeys .gitignore, nested ones too', (make) => {
  const app = make({
    ...files('a.js', 'generated/a.js', 'src/a.js', 'src/b.gen.js', 'src/keep.gen.js', 'src/inner/tmp.js', 'src/inner/b.js', 'other/tmp.js'),
    '.gitignore': '/generated/\n*.gen.js\n',
    'src/.gitignore': '!keep.gen.js\n',
    'src/inner/.gitignore': 'tmp.js\n',
  })
  expect(found(app)).toEqual(['a.js', 'other/tmp.js', 'src/a.js', 'src/inner/b.js', 'src/keep.gen.js'])
})

anywhere('obeys the .gitignore of the folders around a folder that is named', (make) => {
  const app = make({ ...files('src/a.js', 'src/gen/b.js'), '.gitignore': 'src/gen/\n' })
  expect(found(app, ['src'])).toEqual(['src/a.js'])
})

anywhere('searches an ignored folder when it is named', (make) => {
  const app = make({ ...files('out/a.js', 'out/tmp/b.js'), '.gitignore': 'out/\n', 'out/.gitignore': 'tmp/\n' })
  expect(found(app)).toEqual([])
  expect(found(app, ['out'])).toEqual(['out/a.js'])
})

anywhere('takes strange names', (make) => {
  const names = ['[id].tsx', 'a b.js', 'line\nbreak.js', 'ünï.js', '{x}.js', '~.js']
  expect(found(make(files(...names)))).toEqual(names.sort())
})

anywhere('follows links to files, each file once, and no links to folders', (make) => {
  const app = make(files('src/a.js', 'far/away.ts'))
  symlinkSync(app.path('src/a.js'), app.path('src/again.js'))
  symlinkSync(app.path('far/away.ts'), app.path('src/b.ts'))
  symlinkSync(app.path('src'), app.path('src/circle'), 'junction')
  symlinkSync(app.path('src/loop.js'), app.path('src/loop.js'))
  symlinkSync(app.path('missing.js'), app.path('src/broken.js'))
  expect(found(app, ['src'])).toEqual(['src/a.js', 'src/b.ts'])
})

describe('in a repository', () => {
  it('takes what is tracked although it is ignored, what is not tracked yet, and not what is deleted', () => {
    const app = project({ ...files('tracked.js', 'new.js', 'lost.js', 'ignored.js'), '.gitignore': '/tracked.js\n/ignored.js\n' })
    app.git('init', '-q')
    app.git('add', '-f', 'tracked.js', 'lost.js')
    app.git('rm', '-q', '-f', 'lost.js')
    app.git('add', '-N', '.gitignore')
    expect(found(app)).toEqual(['new.js', 'tracked.js'])
  })

  it('obeys what Git knows beside .gitignore', () => {
    const app = project(files('a.js', 'b.js'))
    app.git('init', '-q')
    app.write('.git/info/exclude', 'b.js\n')
    expect(found(app)).toEqual(['a.js'])
  })

  it('obeys the repository around a sub folder', () => {
    const app = project({ ...files('app/a.js', 'app/b.js'), '.gitignore': 'app/b.js\n' })
    app.git('init', '-q')
    expect(found(app, ['.'], app.path('app'))).toEqual(['app/a.js'])
  })

  it('enters submodules and repositories inside', () => {
    const library = project({ ...files('a.js', 'b.js'), '.gitignore': 'b.js\n' })
    library.git('init', '-q')
    library.git('add', '.')
    library.git('commit', '-q', '-m', 'start')
    const app = project(files('main.js'))
    app.git('init', '-q')
    app.git('submodule', '--quiet', 'add', library.dir, 'libs/three.js')
    app.git('clone', '-q', library.dir, 'clone')
    expect(found(app)).toEqual(['clone/a.js', 'libs/three.js/a.js', 'main.js'])
  })

  it('is not led astray by the repository of a hook', () => {
    const app = project(files('src/a.js'))
    app.git('init', '-q')
    vi.stubEnv('GIT_DIR', '.git')
    vi.stubEnv('GIT_INDEX_FILE', '.git/index')
    expect(found(app, ['src'])).toEqual(['src/a.js'])
  })
})

it('does without Git', () => {
  const app = project({ ...files('a.js', 'b.js'), '.gitignore': 'b.js\n' })
  app.git('init', '-q')
  vi.stubEnv('PATH', app.dir)
  expect(found(app)).toEqual(['a.js'])
})

it('names the folders where an ESLint may be installed', () => {
  const app = project(files('a/src/x.js', 'b/y.js'))
  expect(findFiles(['a/src', 'b/y.js'], app.dir).folders).toEqual([app.path('a/src'), app.path('b')])
})

it('tells an empty folder from a missing one', () => {
  const app = project()
  mkdirSync(app.path('empty'))
  expect(findFiles(['empty', 'missing'], app.dir).problems).toEqual([
    'Nothing to lint in empty: no JavaScript or TypeScript there that is not ignored.',
    'Cannot read missing: no such file or folder.',
  ])
})
