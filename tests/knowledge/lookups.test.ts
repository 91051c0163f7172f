import { describe, expect, it } from 'vitest'

import {
  assignedHandlerAt, blockingAt, callbackAt, handleAt, heavyAt, lockAt, lockCalls, lockMethodAt, parametersAt, replyAt, sinkAt, spawnAt,
  yieldAt,
} from '../../src/knowledge/index.ts'

describe('locks', () => {
  it('a method of an instance', () => {
    expect(lockMethodAt('async-mutex#Mutex().acquire')?.method).toMatchObject({ does: 'acquire', yields: 'releaser' })
    expect(lockMethodAt('async-mutex#Mutex().acquire')?.lock.id).toBe('async-mutex/Mutex')
  })

  it('a function of a module, a global, and the lock itself', () => {
    expect(lockMethodAt('proper-lockfile#lock')?.method.does).toBe('acquire')
    expect(lockMethodAt('#navigator.locks.request')?.method).toMatchObject({ does: 'scope', key: 0, callback: 'last' })
    expect(lockMethodAt('p-limit#default()')?.method).toMatchObject({ does: 'scope', callback: 0 })
    expect(lockMethodAt('mutexify/promise#default()')?.method.yields).toBe('releaser')
  })

  it('a longer way', () => {
    expect(lockMethodAt('rwlock#default().async.readLock')?.method).toMatchObject({ mode: 'shared', doneParameter: 1 })
    expect(lockMethodAt('effect#Effect.unsafeMakeSemaphore().withPermits()')?.method.does).toBe('scope')
  })

  it('nothing for other members and other receivers', () => {
    expect(lockMethodAt('async-mutex#Mutex().cancel')).toBeUndefined()
    expect(lockMethodAt('async-mutex#E_CANCELED')).toBeUndefined()
    expect(lockMethodAt('#fetch')).toBeUndefined()
  })

  it('the lock that a value is', () => {
    expect(lockAt('async-lock#default()')?.keyLists).toBe(true)
    expect(lockAt('async-mutex#withTimeout()')).toMatchObject({ wraps: 0, bounded: true })
  })

  it('of the user', () => {
    const own = lockCalls(
      [{ id: 'ours', on: ['./lock.js#Gate()'], permits: 1, methods: { enter: { does: 'acquire' }, leave: { does: 'release' } } }],
    )
    expect(own.get('./lock.js#Gate().leave')?.method.does).toBe('release')
  })
})

describe('spawns', () => {
  it('a constructor and a function', () => {
    expect(spawnAt('node:worker_threads#Worker')?.noun).toBe('worker')
    expect(spawnAt('node:child_process#execFile')).toMatchObject({ kind: 'process', joinCallback: 'last' })
  })

  it('a handle that came from elsewhere', () => {
    expect(handleAt('node:child_process#ChildProcess()')?.ends).toContain('kill')
    expect(handleAt('piscina#default()')?.idle).toBe('lets exit')
    expect(handleAt('#Element()')).toBeUndefined()
  })
})

describe('messages', () => {
  it('one method', () => {
    expect(sinkAt('#Worker().postMessage')).toMatchObject({ payload: 0, transfer: { argument: 1 } })
    expect(sinkAt('node:worker_threads#Worker')?.payload).toEqual({ argument: 1, property: 'workerData' })
  })

  it('any method but some', () => {
    expect(sinkAt('jest-worker#Worker().transform')?.payload).toBe('all')
    expect(sinkAt('jest-worker#Worker().end')).toBeUndefined()
    expect(sinkAt('comlink#wrap().search')?.wrappers).toContain('comlink#proxy()')
  })

  it('what functions answer', () => {
    expect(replyAt('workerpool#worker')).toMatchObject({ argument: 0, algorithm: 'clone' })
    expect(replyAt('comlink#wrap')).toBeUndefined()
  })

  it('not the methods of what merely looks like it', () => {
    expect(sinkAt('#Worker().terminate')).toBeUndefined()
    expect(sinkAt('some-module#default().postMessage')).toBeUndefined()
    expect(sinkAt('node:v8#serialize')?.algorithm).toBe('advanced')
  })
})

describe('callbacks', () => {
  it('by event, where the event is known', () => {
    expect(callbackAt('node:http#Server().on', 'request')).toMatchObject({ critical: 'request', timing: 'many' })
    expect(callbackAt('node:http#Server().on', 'close')?.critical).toBeUndefined()
    expect(callbackAt('node:http#Server().on')?.critical).toBeUndefined()
    expect(callbackAt('node:http#Server().once', 'request')?.timing).toBe('once')
  })

  it('by the function alone', () => {
    expect(callbackAt('express#Router().get')).toMatchObject({ callback: 'all', critical: 'request' })
    expect(callbackAt('#Promise')?.timing).toBe('now')
    expect(callbackAt('#unheard')).toBeUndefined()
  })

  it('with what the parameters are', () => {
    expect(parametersAt('ws#WebSocketServer().on', 'connection')?.[0]).toBe('ws#WebSocket()')
    expect(parametersAt('#addEventListener', 'message')).toEqual(['#MessageEvent()'])
    expect(parametersAt('#addEventListener', 'pointerdown')).toEqual(['#PointerEvent()'])
    expect(parametersAt('node:worker_threads#Worker().on', 'message')).toBeUndefined()
  })

  it('on anything of a document as on its window', () => {
    expect(parametersAt('#HTMLButtonElement().addEventListener', 'pointerdown')).toEqual(['#PointerEvent()'])
    expect(assignedHandlerAt('#Document().onkeydown')?.parameters).toEqual(['#KeyboardEvent()'])
    expect(callbackAt('#Element().setTimeout')).toBeUndefined()
  })

  it('assigned to a property', () => {
    expect(assignedHandlerAt('#Worker().onmessage')?.parameters).toEqual(['#MessageEvent()'])
    expect(assignedHandlerAt('#onclick')?.critical).toBe('ui')
    expect(assignedHandlerAt('#Worker().name')).toBeUndefined()
  })
})

it('the event loop', () => {
  expect(yieldAt('#setImmediate')).toBe('tasks')
  expect(yieldAt('#queueMicrotask')).toBe('microtasks')
  expect(blockingAt('node:fs#readFileSync')?.on).toBe('disk')
  expect(blockingAt('node:crypto#randomBytes')?.withoutCallback).toBe(true)
  expect(blockingAt('effect#Effect.runSync')).toBeUndefined()
  expect(heavyAt('#JSON.parse')?.input).toBe(0)
})
