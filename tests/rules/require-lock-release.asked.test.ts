import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A lock that is taken in any case, and given back only where what the function was given says so.

run(rule, {
  valid: [
    {
      name: 'the same is asked for where it is taken, it is handed out where it is not given back, or the callers say whether it stays locked',
      code: text`
        import { Mutex } from 'async-mutex'
        const gate = new Mutex()
        export async function pass(locked, work) {
          const open = locked ? await gate.acquire() : undefined
          await work().catch(() => {})
          if (locked) open()
        }
        export async function hold(once) {
          const open = await gate.acquire()
          if (once) open()
          return open
        }
        export async function leave(free) {
          const open = await gate.acquire()
          if (free) open()
        }
        export async function both(early) {
          const open = await gate.acquire()
          if (early) open()
          if (!early) open()
        }
      `,
    },
    {
      name: 'what is asked for is the releaser, or a note of the function itself',
      code: text`
        import { Mutex } from 'async-mutex'
        const gate = new Mutex()
        export function pass(work) {
          gate.acquire().then((open) => {
            if (open) work().finally(open)
          })
        }
        export async function leave(early) {
          const open = await gate.acquire()
          let gone = false
          if (early) { gone = true; open() }
          if (!gone) open()
        }
      `,
    },
    {
      name: 'the end of what there is to do gives it back on both ways',
      language: 'tsx',
      code: text`
        import { useEffect, useMemo } from 'react'
        import { Mutex } from 'camera-kit'
        export function usePicture(options, take) {
          const gate = useMemo(() => new Mutex(), [])
          useEffect(() => {
            gate.lock().then((unlock) => {
              if (options.picture) take(options).catch(() => {}).finally(unlock)
              else unlock()
            })
          }, [])
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in a callback, the work in a branch gives it back, and without the work nobody does',
      ...marked`
        import { Mutex } from 'async-mutex'
        const gate = new Mutex()
        export function pass(options, work) {
          gate.acquire().then((open) => {
          ~~~~~~~~~~~~ skipped {"what": "\u0060gate\u0060", "line": "line 5", "exit": "the way on which the condition on line 5 is not met", "harm": "it stays locked, and whoever wants it next waits for ever", "repair": "Release it in a \u0060finally\u0060 block"}
            if (options.sound || options.picture) work(options).catch(() => {}).finally(open)
          })
        }
      `,
    },
    {
      name: 'behind an await',
      ...marked`
        import { Mutex } from 'async-mutex'
        const gate = new Mutex()
        export async function pass(tidy, work) {
          const open = await gate.acquire()
                             ~~~~~~~~~~~~ skipped {"what": "\u0060gate\u0060", "line": "line 5", "exit": "the way on which the condition on line 5 is not met", "harm": "it stays locked, and whoever wants it next waits for ever", "repair": "Release it in a \u0060finally\u0060 block"}
          if (tidy) await work().finally(open)
        }
      `,
    },
    {
      name: 'of a lock that the file does not show, by the name of what it hands out',
      language: 'tsx',
      ...marked`
        import { useEffect, useMemo } from 'react'
        import { Mutex } from 'camera-kit'
        export function usePicture(options, take) {
          const gate = useMemo(() => new Mutex(), [])
          useEffect(() => {
            gate.lock().then((unlock) => {
            ~~~~~~~~~ skipped {"what": "\u0060gate\u0060", "line": "line 7", "exit": "the way on which the condition on line 7 is not met", "harm": "it stays locked, and nobody else gets it", "repair": "Release it in a \u0060finally\u0060 block"}
              if (options.picture) take(options).catch(() => {}).finally(unlock)
            })
          }, [])
        }
      `,
    },
  ],
})
