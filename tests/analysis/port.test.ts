import { describe, expect, it } from 'vitest'

import { isCommandOf, mapPort, nearestPackage, packageOf, usePort } from '../../src/analysis/port.ts'
import { absolute } from '../../src/utils/file-name.ts'
import { parse } from '../support/probe.ts'

const files = (entries: Readonly<Record<string, unknown>>) =>
  mapPort(new Map(Object.entries(entries).map(([path, value]) => [path, typeof value === 'string' ? value : JSON.stringify(value)])))

describe('nearestPackage', () => {
  it('describes the package around a file', () => {
    const port = files({
      '/app/package.json': { name: 'app', type: 'module', bin: { app: './dist/cli.js', admin: 'bin/admin.js' }, main: './lib/app.js', keywords: ['jobs'], scripts: { start: 'node lib/app.js' }, engines: { node: '>=20' } },
    })
    expect(nearestPackage('/app/src/jobs/run.ts', port)).toEqual({
      dir: '/app', name: 'app', type: 'module', bin: ['/app/dist/cli.js', '/app/bin/admin.js'], main: '/app/lib/app.js', isImported: true, isForMachine: false, isOfCommands: false, keywords: ['jobs'], scripts: { start: 'node lib/app.js' }, engines: { node: '>=20' }, tools: [],
    })
  })

  it('takes a bin that is a single path', () => {
    expect(nearestPackage('/app/cli.js', files({ '/app/package.json': { name: 'app', bin: 'cli.js' } }))?.bin).toEqual(['/app/cli.js'])
  })

  it('leaves what the manifest does not say unknown', () => {
    expect(nearestPackage('/app/a.js', files({ '/app/package.json': { name: 'app' } }))).toEqual({
      dir: '/app', name: 'app', type: undefined, bin: [], main: undefined, isImported: false, isForMachine: false, isOfCommands: false, keywords: [], scripts: {}, engines: {}, tools: [],
    })
  })

  it('takes the innermost of nested packages', () => {
    const port = files({ '/repo/package.json': { name: 'repo' }, '/repo/packages/api/package.json': { name: 'api' } })
    expect(nearestPackage('/repo/packages/api/src/a.ts', port)?.name).toBe('api')
  })

  it('takes only the type from a manifest that merely marks a folder', () => {
    const port = files({ '/app/package.json': { name: 'app', type: 'module', bin: 'cli.js' }, '/app/cjs/package.json': { type: 'commonjs' } })
    expect(nearestPackage('/app/cjs/a.js', port)).toMatchObject({ name: 'app', type: 'commonjs', bin: ['/app/cli.js'] })
  })

  it('does not take the type of an outer package where the marker says nothing', () => {
    const port = files({ '/app/package.json': { name: 'app', type: 'module' }, '/app/x/package.json': { main: './x.js' } })
    expect(nearestPackage('/app/x/x.js', port)?.type).toBeUndefined()
  })

  it('answers with the marker where no package follows', () => {
    expect(nearestPackage('/tmp/x/a.js', files({ '/tmp/x/package.json': { type: 'module' } }))).toMatchObject({ dir: '/tmp/x', type: 'module' })
  })

  it('knows a package without a name by what else it says', () => {
    const port = files({ '/repo/package.json': { name: 'repo' }, '/repo/app/package.json': { private: true, dependencies: {} } })
    expect(nearestPackage('/repo/app/a.js', port)).toMatchObject({ dir: '/repo/app', name: undefined })
  })

  it('stops at node_modules', () => {
    const port = files({ '/app/package.json': { name: 'app' } })
    expect(nearestPackage('/app/node_modules/tool/index.js', port)).toBeUndefined()
  })

  it('stops after a few folders', () => {
    const port = files({ '/package.json': { name: 'root' } })
    expect(nearestPackage(`/${'d/'.repeat(8)}a.js`, port)?.name).toBe('root')
    expect(nearestPackage(`/${'d/'.repeat(20)}a.js`, port)).toBeUndefined()
  })

  it('is unknown without a manifest, with a broken one, and with one that is no object', () => {
    for (const manifest of ['{ "name": ', '[]', 'null', '""']) expect(nearestPackage('/a/b.js', files({ '/a/package.json': manifest }))).toBeUndefined()
    expect(nearestPackage('/a/b.js', files({}))).toBeUndefined()
  })

  it('ignores fields of the wrong kind', () => {
    const port = files({ '/a/package.json': { name: 1, type: 'esm', bin: { a: 1, b: 'b.js' }, keywords: 'cli', engines: 'node 20' } })
    expect(nearestPackage('/a/b.js', port)).toEqual({ dir: '/a', name: undefined, type: undefined, bin: ['/a/b.js'], main: undefined, isImported: false, isForMachine: false, isOfCommands: false, keywords: [], scripts: {}, engines: {}, tools: [] })
  })

  it('reads a manifest with a byte order mark', () => {
    expect(nearestPackage('/a/b.js', files({ '/a/package.json': '\uFEFF{"name": "a"}' }))?.name).toBe('a')
  })

  it('takes Windows paths', () => {
    const port = files({ 'C:/app/package.json': { name: 'app', bin: '.\\cli.js' } })
    expect(nearestPackage('C:\\app\\src\\a.ts', port)).toMatchObject({ dir: 'C:/app', bin: ['C:/app/cli.js'] })
  })

  it('is unknown for text that has no place on a disk', () => {
    expect(nearestPackage('<input>', files({ '/package.json': { name: 'root' } }))).toBeUndefined()
  })
})

describe('absolute', () => {
  it('keeps a backslash that is part of a name', () => {
    expect(absolute('/a/b\\c.js')).toBe('/a/b\\c.js')
  })

  it('knows shares and drives', () => {
    expect(absolute('\\\\host\\share\\a.js')).toBe('//host/share/a.js')
    expect(absolute('d:/a.js')).toBe('d:/a.js')
    expect(absolute('src/a.js')).toBeUndefined()
  })
})

describe('isCommandOf', () => {
  const pkg = nearestPackage('/p/x.js', files({ '/p/package.json': { name: 'p', bin: { p: 'dist/cli.js', run: 'dist/bin/run.js' } } }))
  const isCommand = (file: string) => pkg !== undefined && isCommandOf(pkg, file)

  it('knows the installed file and its source', () => {
    for (const file of ['/p/dist/cli.js', '/p/src/cli.ts', '/p/src/cli/index.ts', '/p/src/bin/run.mts', '/p/cli.ts']) expect(isCommand(file)).toBe(true)
  })

  it('does not take other files for it', () => {
    for (const file of ['/p/src/client.ts', '/p/src/lib/cli.ts', '/p/src/run.ts', '/q/src/cli.ts', '/p/src/index.ts']) expect(isCommand(file)).toBe(false)
  })
})

describe('packageOf', () => {
  it('answers through the port, once per file', () => {
    const read: string[] = []
    usePort({
      read(path) {
        read.push(path)
        return path === '/app/package.json' ? '{"name": "app"}' : undefined
      },
    })
    const sourceCode = parse('', { filename: '/app/src/a.ts' })
    expect(packageOf(sourceCode)?.name).toBe('app')
    expect(packageOf(sourceCode)?.name).toBe('app')
    expect(read).toEqual(['/app/src/package.json', '/app/package.json'])
  })

  it('remembers that there is none', () => {
    let count = 0
    usePort({
      read() {
        count++
        return undefined
      },
    })
    const sourceCode = parse('', { filename: '/a.ts' })
    expect([packageOf(sourceCode), packageOf(sourceCode)]).toEqual([undefined, undefined])
    expect(count).toBe(1)
  })

  it('sees a changed manifest at the next parse of the file', () => {
    const manifests = new Map([['/app/package.json', '{"name": "old"}']])
    usePort(mapPort(manifests))
    expect(packageOf(parse('', { filename: '/app/a.ts' }))?.name).toBe('old')
    manifests.set('/app/package.json', '{"name": "new"}')
    expect(packageOf(parse('', { filename: '/app/a.ts' }))?.name).toBe('new')
  })
})
