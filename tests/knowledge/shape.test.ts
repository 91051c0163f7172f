import { describe, expect, it } from 'vitest'

import { aliases } from '../../src/knowledge/aliases.ts'
import { blocking } from '../../src/knowledge/blocking.ts'
import { assignedHandlers, callbacks, handlerDecorators, handlerExports, handlerTypes } from '../../src/knowledge/callbacks/index.ts'
import { libraryValues } from '../../src/knowledge/cloneability/kin.ts'
import { table } from '../../src/knowledge/cloneability/table.ts'
import { joins, mappers } from '../../src/knowledge/fanouts.ts'
import { fileChecks, fileUses, pendingWrites } from '../../src/knowledge/files.ts'
import { heavy } from '../../src/knowledge/heavy.ts'
import { openQueues, outsideCalls } from '../../src/knowledge/io.ts'
import { locks } from '../../src/knowledge/locks/index.ts'
import { uniqueMethods } from '../../src/knowledge/members.ts'
import { replies, sinks } from '../../src/knowledge/sinks.ts'
import { connections, pipedChildren, pushes, submissions, webWrites, writes } from '../../src/knowledge/streams.ts'
import { spawns } from '../../src/knowledge/spawns/index.ts'
import { yields } from '../../src/knowledge/yields.ts'
import { parsePath, resolvedPath } from './paths.ts'

/** Every table, by the paths that code is looked up under. */
const tables: Readonly<Record<string, readonly string[]>> = {
  locks: locks.flatMap(
    (lock) => lock.on.flatMap(
      (on) => Object.keys(lock.methods).map((name) => (name === '' || on.endsWith('#') ? on + name : `${on}.${name}`)),
    ),
  ),
  spawns: spawns.flatMap((spawn) => spawn.spawn),
  handles: spawns.flatMap((spawn) => spawn.handlePaths ?? []),
  'functions that end a handle': spawns.flatMap((spawn) => spawn.endedBy ?? []),
  sinks: sinks.map((sink) => sink.path),
  replies: replies.map((reply) => reply.path),
  'what sinks exempt': [...sinks, ...replies].flatMap((sink) => sink.wrappers ?? []),
  callbacks: callbacks.map((each) => each.path),
  'parameters of callbacks': callbacks.flatMap((each) => (each.parameters ?? []).filter((path) => path !== null)),
  'assigned handlers': assignedHandlers.map((each) => each.path),
  decorators: [...handlerDecorators.keys()],
  'types of handlers': [...handlerTypes.keys()],
  yields: yields.map((each) => each.path),
  blocking: blocking.map((each) => each.path),
  heavy: heavy.map((each) => each.path),
  'what goes outside': [...outsideCalls.keys(), ...openQueues.keys()],
  'what fills buffers': [...writes, ...webWrites, ...pushes, ...connections, ...submissions, ...pipedChildren],
  'what asks for files and changes them': [...fileChecks.keys(), ...fileUses.keys(), ...pendingWrites],
  'what fans out': [...joins, ...mappers.map((each) => each.path)],
  cloneability: table.map(([path]) => path),
  'values of libraries': [...libraryValues.keys()],
  'unique methods': [...uniqueMethods.values()],
  'targets of aliases': [...aliases.values()],
}

describe('API paths', () => {
  it.each(Object.entries(tables))('follow the grammar: %s', (_, paths) => {
    expect(paths.filter((path) => !parsePath(path))).toEqual([])
  })

  it('follow the grammar: what aliases replace', () => {
    expect([...aliases.keys()].filter((path) => !parsePath(path))).toEqual([])
  })

  // A path that resolution never arrives at is dead knowledge.
  it.each(Object.entries(tables))('are the ones that resolution arrives at: %s', (_, paths) => {
    const dead = paths.map(
      (path) => [path, resolvedPath(parsePath(path) ?? { module: '', steps: [] })],
    ).filter(([path, resolved]) => path !== resolved)
    expect(dead).toEqual([])
  })

  it('that aliases replace come up: no shorter alias has replaced their beginning before', () => {
    const unreachable = [...aliases.keys()].filter((path) => {
      const { module, steps } = parsePath(path) ?? { module: '', steps: [] }
      const before = steps.slice(0, -1)
      if (before.length === 0) return false
      const prefix = path.slice(0, path.length - (steps.at(-1)?.length ?? 0)).replace(/\.$/u, '')
      // `()` behind a default export stands for a CommonJS module that is called.
      return prefix !== resolvedPath({ module, steps: before }) && !path.endsWith('#default()')
    })
    expect(unreachable).toEqual([])
  })

  it('are replaced at once: no target of an alias is an alias itself', () => {
    expect([...aliases].filter(([, to]) => aliases.has(to))).toEqual([])
  })

  it('have one entry each', () => {
    const once = ['locks', 'spawns', 'handles', 'sinks', 'replies', 'assigned handlers', 'yields', 'blocking', 'heavy', 'cloneability']
    const twice = once.flatMap(
      (name) => (tables[name] ?? []).filter((path, index, all) => all.indexOf(path) !== index).map((path) => `${name}: ${path}`),
    )
    expect(twice).toEqual([])
  })

  it('of callbacks have one entry for each event, and one for all others', () => {
    const seen = new Set<string>()
    const twice: string[] = []
    for (const { path, events = ['any'] } of callbacks) {
      for (const event of events) {
        const key = `${path} ${event}`
        if (seen.has(key)) twice.push(key)
        seen.add(key)
      }
    }
    expect(twice).toEqual([])
  })
})

describe('entries', () => {
  it('have an id of their own', () => {
    for (const entries of [locks, spawns]) {
      const ids = entries.map((entry) => entry.id)
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    }
  })

  it('say for every counting lock how many may hold it', () => {
    expect(locks.filter((lock) => (lock.permits === 'argument') !== (lock.permitsFrom !== undefined)).map((lock) => lock.id)).toEqual([])
  })

  it('say for every lock taken by acquiring how it is given back', () => {
    const without = locks.filter((lock) => {
      const methods = Object.values(lock.methods)
      const taken = methods.filter((method) => method.does === 'acquire' || method.does === 'try')
      return taken.length > 0 && taken.every(
        (method) => method.yields === undefined || method.yields === 'nothing' || method.yields === 'boolean',
      ) && !methods.some((method) => method.does === 'release')
    })
    expect(without.map((lock) => lock.id)).toEqual([])
  })

  it('name the scope form of a method as it is', () => {
    const wrong = locks.filter(({ methods }) => Object.values(methods).some(({ does, scope, awaited }) => {
      const form = scope === undefined ? undefined : methods[scope]
      return scope !== undefined && !(does === 'acquire' && awaited && form?.does === 'scope' && form.callback === 0 && form.awaited)
    }))
    expect(wrong.map((lock) => lock.id)).toEqual([])
  })

  it('name the methods that release a handle: its own, or those that it is given to', () => {
    const without = locks.filter(({ methods }) => {
      const all = Object.values(methods)
      const isGivenBack = all.some((method) => method.does === 'release' && method.handle !== undefined)
      return all.some((method) => method.yields === 'handle' && (method.releasedBy?.length ?? 0) === 0) && !isGivenBack
    })
    expect(without.map((lock) => lock.id)).toEqual([])
  })

  it('say for everything that is spawned how it ends', () => {
    expect(spawns.filter((spawn) => spawn.ends.length === 0 && !spawn.endedBy).map((spawn) => spawn.id)).toEqual([])
  })

  it('have expressions over file names that compile', () => {
    for (const { file } of handlerExports) if (file !== undefined) expect(() => new RegExp(file, 'u')).not.toThrow()
  })
})
