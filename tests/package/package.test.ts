import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import pkg from '../../package.json' with { type: 'json' }
import plugin from '../../src/index.ts'

// What users install: the packed tarball, unpacked into the node_modules of a project of theirs. It must have been built.
let home: string
let tarball: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'package-'))
  const packed = run('npm', ['pack', '--silent', '--pack-destination', home])
  expect(packed.code, packed.output).toBe(0)
  tarball = join(home, packed.output.trim())
  install(home)
})

afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

function install(project: string): void {
  const modules = join(project, 'node_modules')
  mkdirSync(modules, { recursive: true })
  expect(run('tar', ['-xzf', tarball, '-C', modules]).code).toBe(0)
  renameSync(join(modules, 'package'), join(modules, pkg.name))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
}

interface Ended {
  readonly code: number | null
  readonly output: string
}

function run(command: string, args: readonly string[], cwd = '.'): Ended {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
  return { code: status, output: `${stdout}${stderr}` }
}

function tool(name: string, ...args: readonly string[]): Ended {
  return run(resolve('node_modules/.bin', name), args)
}

function node(script: string, type: 'module' | 'commonjs' = 'module'): Ended {
  return run(process.execPath, [`--input-type=${type}`, '--eval', script], home)
}

describe('the package', () => {
  it('holds the build, the licence and the documents npm shows, and nothing else', () => {
    const files = run('tar', ['-tzf', tarball]).output.trim().split('\n')
    const expected = /^package\/(dist\/.*|package\.json|README\.md|LICENSE)$/
    expect(files.filter((file) => !expected.test(file))).toEqual([])
    expect(files).toContain('package/dist/index.d.ts')
  })

  it('has a manifest without mistakes (publint)', () => {
    const { code, output } = tool('publint', 'run', tarball, '--strict')
    expect(code, output).toBe(0)
  })

  it('has types that fit how it is imported (attw)', () => {
    const { code, output } = tool('attw', tarball, '--profile', 'esm-only')
    expect(code, output).toBe(0)
  })

  it('depends on nothing at run time', () => {
    expect(pkg).not.toHaveProperty('dependencies')
    const code = readFileSync(join(home, 'node_modules', pkg.name, 'dist/index.js'), 'utf8')
    const imported = [...code.matchAll(/^import .*from ["'](.*)["']/gm)].map(([, name]) => name)
    expect(imported.filter((name) => !name?.startsWith('node:') && !name?.startsWith('./'))).toEqual([])
  })

  it('is the same plugin for import and for require', () => {
    const script = `
      import { createRequire } from 'node:module'
      import plugin from '${pkg.name}'
      const same = createRequire(process.cwd() + '/').call(null, '${pkg.name}') === plugin
      console.log(JSON.stringify([same, plugin.meta, Object.keys(plugin.rules)]))
    `
    const { code, output } = node(script)
    expect(code, output).toBe(0)
    expect(JSON.parse(output)).toEqual([true, plugin.meta, Object.keys(plugin.rules)])
  })

  it('has a command that knows its version', () => {
    const { code, output } = run(process.execPath, [join('node_modules', pkg.name, pkg.bin[pkg.name as keyof typeof pkg.bin]), '--version'], home)
    expect([code, output.trim()]).toEqual([0, pkg.version])
  })
})

const CONFIG = {
  'plain.ts': `
    import type { Linter } from 'eslint'
    import concurrency from '${pkg.name}'

    const config: Linter.Config[] = [concurrency.configs.recommended, { plugins: { concurrency }, rules: { 'concurrency/x': 'error' } }]
    export default config
    export const { name, version }: { name: string; version: string } = concurrency.meta
    // @ts-expect-error there is no such preset
    export const none = concurrency.configs.none
  `,
  'named.ts': `
    import { defineConfig } from 'eslint/config'
    import concurrency from '${pkg.name}'

    export default defineConfig([concurrency.configs.strict, { plugins: { concurrency }, extends: ['concurrency/recommended'] }])
  `,
  'required.cts': `
    import concurrency = require('${pkg.name}')

    export const rules: object = concurrency.configs.all.rules ?? {}
  `,
}

describe.each([
  ['eslint', 'nodenext', ['plain.ts', 'named.ts', 'required.cts']],
  ['eslint', 'bundler', ['plain.ts', 'named.ts']],
  ['eslint9', 'nodenext', ['plain.ts', 'named.ts', 'required.cts']],
  ['eslint915', 'nodenext', ['plain.ts']],
] as const)('a consumer with %s and module resolution %s', (eslint, moduleResolution, files) => {
  it('compiles with every declaration checked', () => {
    const project = join(home, `${eslint}-${moduleResolution}`)
    install(project)
    symlinkSync(resolve('node_modules', eslint), join(project, 'node_modules/eslint'), 'junction')
    for (const file of files) writeFileSync(join(project, file), CONFIG[file])
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'es2023',
          lib: ['es2023'],
          types: ['node'],
          typeRoots: [resolve('node_modules/@types')],
          module: moduleResolution === 'bundler' ? 'preserve' : 'nodenext',
          moduleResolution,
          strict: true,
          exactOptionalPropertyTypes: false,
          skipLibCheck: false,
          noEmit: true,
        },
        files,
      }),
    )
    const { code, output } = tool('tsc', '-p', project)
    expect(code, output).toBe(0)
  })
})
