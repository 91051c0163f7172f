import tsParser from '@typescript-eslint/parser'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'

import plugin from '../../src/index.ts'
import { text } from '../support/marked.ts'

/** What is suggested instead of acquiring and releasing by hand; undefined where nothing is. Fails where the rule reports nothing. */
function scopeForm(code: string): string | undefined {
  const reports = lint(code).filter(({ ruleId }) => ruleId === 'concurrency/require-lock-release')
  expect(reports).toHaveLength(1)
  const found = reports[0]?.suggestions?.find(({ messageId }) => messageId === 'scope')
  if (!found) return undefined
  expect(found.desc).toMatch(/^Use `(runExclusive|execute)\(\)`, which releases by itself$/)
  const output = code.slice(0, found.fix.range[0]) + found.fix.text + code.slice(found.fix.range[1])
  // No rule has anything to say about it: not the parser either.
  expect(lint(output)).toEqual([])
  return output
}

function lint(code: string): Linter.LintMessage[] {
  return new Linter({ configType: 'flat', cwd: '/' }).verify(code, [plugin.configs.strict, { files: ['**'], languageOptions: { parser: tsParser } }], { filename: '/file.ts' })
}

/** The body of an asynchronous function beside a mutex and a semaphore. */
function inFunction(body: string): string {
  const indented = body.split('\n').map((line) => (line === '' ? line : `  ${line}`)).join('\n')
  return `import { Mutex, Semaphore } from 'async-mutex'\nconst mutex = new Mutex()\nconst slots = new Semaphore(4)\nexport async function run(items, work) {\n${indented}\n}\n`
}

describe('the scope form', () => {
  const forms: readonly (readonly [string, string, string])[] = [
    [
      'takes what stands before the release',
      text`
        const release = await mutex.acquire()
        await write(items)
        release()
        notify()
      `,
      text`
        await mutex.runExclusive(async () => {
          await write(items)
        })
        notify()
      `,
    ],
    [
      'takes the lock that is released by its own method',
      text`
        await mutex.acquire();
        await write(items);
        mutex.release();
      `,
      text`
        await mutex.runExclusive(async () => {
          await write(items);
        });
      `,
    ],
    [
      'takes a permit of a semaphore',
      text`
        const [, release] = await slots.acquire()
        await write(items)
        release()
      `,
      text`
        await slots.runExclusive(async () => {
          await write(items)
        })
      `,
    ],
    [
      'takes the end of the function with what it returns',
      text`
        const release = await mutex.acquire()
        if (items.length === 0) return 0
        const size = await write(items)
        release()
        return size
      `,
      text`
        return await mutex.runExclusive(async () => {
          if (items.length === 0) return 0
          const size = await write(items)
          return size
        })
      `,
    ],
    [
      'takes the `try` that begins too late',
      text`
        const [, release] = await slots.acquire()
        const client = await connect()
        try {
          return await client.run(items)
        } finally {
          release()
        }
      `,
      text`
        return await slots.runExclusive(async () => {
          const client = await connect()
          return await client.run(items)
        })
      `,
    ],
    [
      'leaves a `catch` where it is',
      text`
        const release = await mutex.acquire()
        const before = await read()
        try {
          await write(items, before)
        } catch (error) {
          report(error)
        } finally {
          release()
        }
      `,
      text`
        await mutex.runExclusive(async () => {
          const before = await read()
          try {
            await write(items, before)
          } catch (error) {
            report(error)
          }
        })
      `,
    ],
    [
      'takes loops with jumps of their own',
      text`
        const release = await mutex.acquire()
        for (const item of items) {
          if (!item) continue
          await write(item)
        }
        release()
      `,
      text`
        await mutex.runExclusive(async () => {
          for (const item of items) {
            if (!item) continue
            await write(item)
          }
        })
      `,
    ],
    [
      'takes functions that return for themselves',
      text`
        const release = await mutex.acquire()
        await write(items.map((item) => {
          return item.id
        }))
        release()
        notify()
      `,
      text`
        await mutex.runExclusive(async () => {
          await write(items.map((item) => {
            return item.id
          }))
        })
        notify()
      `,
    ],
    [
      'takes a branch that ends in a return',
      text`
        if (items.length > 0) {
          const release = await mutex.acquire()
          const size = await write(items)
          release()
          return size
        }
        return 0
      `,
      text`
        if (items.length > 0) {
          return await mutex.runExclusive(async () => {
            const size = await write(items)
            return size
          })
        }
        return 0
      `,
    ],
  ]
  it.each(forms)('%s', (_, before, after) => {
    expect(scopeForm(inFunction(before))).toBe(inFunction(after))
  })

  it('keeps `this`', () => {
    const code = (body: string) => `import { Mutex } from 'async-mutex'\nexport class Store {\n  #mutex = new Mutex()\n  async add(row) {\n${body}\n  }\n}\n`
    const before = '    const release = await this.#mutex.acquire()\n    this.rows = await this.load(row)\n    release()'
    const after = '    await this.#mutex.runExclusive(async () => {\n      this.rows = await this.load(row)\n    })'
    expect(scopeForm(code(before))).toBe(code(after))
  })

  it('is called as the library calls it', () => {
    const code = (body: string) => `import Semaphore from 'semaphore-async-await'\nconst slots = new Semaphore(4)\nexport async function run(items) {\n${body}\n}\n`
    expect(scopeForm(code('  await slots.wait()\n  await write(items)\n  slots.signal()'))).toBe(code('  await slots.execute(async () => {\n    await write(items)\n  })'))
  })

  const refused: readonly (readonly [string, string])[] = [
    ['a library without one', "import AwaitLock from 'await-lock'\nconst lock = new AwaitLock()\nexport async function run(items) {\n  await lock.acquireAsync()\n  await write(items)\n  lock.release()\n}\n"],
    ['an acquisition with a priority', inFunction('const release = await mutex.acquire(1)\nawait write(items)\nrelease()')],
    ['a `return` with more behind it', inFunction('const release = await mutex.acquire()\nif (await write(items)) return\nrelease()\nnotify()')],
    ['a jump out of the section', inFunction('for (const item of items) {\n  const release = await mutex.acquire()\n  if (!(await write(item))) continue\n  release()\n}')],
    ['a labelled jump', inFunction('const release = await mutex.acquire()\nall: for (const item of items) {\n  for (const part of item) if (!(await write(part))) continue all\n}\nrelease()')],
    ['a `yield`', "import { Mutex } from 'async-mutex'\nconst mutex = new Mutex()\nexport async function* rows(items) {\n  const release = await mutex.acquire()\n  yield await read(items)\n  release()\n}\n"],
    ['`arguments`', inFunction('const release = await mutex.acquire()\nawait write(arguments[0])\nrelease()')],
    ['a `var`', inFunction('const release = await mutex.acquire()\nvar size = await write(items)\nrelease()\nnotify()')],
    ['a variable that is set for later', inFunction('let size = 0\nconst release = await mutex.acquire()\nsize = await write(items)\nrelease()\nreturn size')],
    ['names that much of what follows needs', inFunction('const release = await mutex.acquire()\nconst size = await write(items)\nrelease()\nnotify()\nlog(size)\nreturn size')],
    ['names that the `try` has, too', inFunction('const release = await mutex.acquire()\nconst size = await read(items)\nlog(size)\ntry {\n  const size = await write(items)\n  log(size)\n} finally {\n  release()\n}')],
    ['a `finally` that does more', inFunction('const release = await mutex.acquire()\nconst size = await read(items)\ntry {\n  await write(size)\n} finally {\n  release()\n  notify()\n}')],
    ['a comment that would be lost', inFunction('const release = await mutex.acquire()\nawait write(items)\n// the others may go on\nrelease()')],
    ['text that changes when it moves', inFunction('const release = await mutex.acquire()\nawait write(`a\nb`)\nrelease()')],
  ]
  it.each(refused)('is not suggested for %s', (_, code) => {
    expect(scopeForm(code)).toBeUndefined()
  })
})
