import { describe, expect, it } from 'vitest'

import { RUNTIMES, readSettings, settingsOf } from '../../src/utils/settings.ts'
import { parse } from '../support/probe.ts'

const lock = { id: 'our-lock', on: ['@team/locks#Lock()'], permits: 1, methods: { acquire: { does: 'acquire', yields: 'releaser' } } }

function settings(concurrency: unknown) {
  return settingsOf(parse('', { settings: { concurrency } }))
}

function problem(concurrency: unknown): string | undefined {
  const sourceCode = parse('')
  // The probe has read the settings of its own: a copy of the tree is a file of its own.
  return readSettings({ ...sourceCode, ast: { ...sourceCode.ast } }, { concurrency })
}

describe('settings.concurrency', () => {
  it('has defaults', () => {
    expect(settings(undefined)).toEqual({ runtime: RUNTIMES, locks: [], blocking: [], entries: [] })
  })

  it('takes one runtime or several', () => {
    expect(settings({ runtime: 'browser' }).runtime).toEqual(['browser'])
    expect(settings({ runtime: ['node22', 'node24'] }).runtime).toEqual(['node22', 'node24'])
  })

  it('takes locks, entries and a digest', () => {
    expect(settings({ locks: [lock], entries: ['src/jobs/*.ts'], digest: { toJSON: () => 'x' } })).toMatchObject({
      locks: [lock],
      entries: ['src/jobs/*.ts'],
    })
  })

  const method = (change: object) => ({ locks: [{ ...lock, methods: { acquire: { does: 'acquire', ...change } } }] })
  it.each([
    [[], 'settings.concurrency: expected an object; got an array.'],
    [{ lock: [] }, 'settings.concurrency.lock: unknown key; expected one of runtime, locks, blocking, entries, digest.'],
    [{ runtime: 'node18' }, 'settings.concurrency.runtime: expected one of node20, node22, node24, node26, browser, or an array of them; got "node18".'],
    [{ runtime: ['deno'] }, 'settings.concurrency.runtime[0]: expected one of node20, node22, node24, node26, browser; got "deno".'],
    [{ runtime: 22 }, 'settings.concurrency.runtime: expected one of node20, node22, node24, node26, browser, or an array of them; got 22.'],
    [{ entries: 'src' }, 'settings.concurrency.entries: expected an array; got "src".'],
    [{ locks: [null] }, 'settings.concurrency.locks[0]: expected an object; got null.'],
    [{ locks: [{ ...lock, on: ['Lock'] }] }, `settings.concurrency.locks[0].on[0]: expected an API path such as 'module#Export()'; got "Lock".`],
    [{ locks: [{ ...lock, id: undefined }] }, 'settings.concurrency.locks[0].id: missing.'],
    [{ locks: [lock, { ...lock, permits: 2 }] }, 'settings.concurrency.locks[1].permits: expected one of 1, argument, unbounded; got 2.'],
    [{ blocking: [{ path: '@team/db#query', on: 'disc', alternative: 'queryAsync' }] }, 'settings.concurrency.blocking[0].on: expected one of disk, child process, computation, network, another thread, database, user; got "disc".'],
    [{ blocking: [{ path: '@team/db#query', on: 'database' }] }, 'settings.concurrency.blocking[0].alternative: missing.'],
    [method({ does: 'lock' }), 'settings.concurrency.locks[0].methods.acquire.does: expected one of acquire, try, release, scope, wait, query; got "lock".'],
    [method({ key: -1 }), 'settings.concurrency.locks[0].methods.acquire.key: expected a whole number from 0; got -1.'],
    [method({ callback: 'first' }), `settings.concurrency.locks[0].methods.acquire.callback: expected a whole number from 0, 'last' or 'function'; got "first".`],
    [method({ awaited: 1 }), 'settings.concurrency.locks[0].methods.acquire.awaited: expected true or false; got 1.'],
    [method({ yield: 'releaser' }), expect.stringMatching(/^settings\.concurrency\.locks\[0\]\.methods\.acquire\.yield: unknown key; expected one of does, /)],
  ])('tells what is wrong with %j', (concurrency, expected) => {
    expect(problem(concurrency)).toEqual(expected)
  })
})
