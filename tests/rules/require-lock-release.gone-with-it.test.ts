import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** What cannot fail, what is no lease though it is called like one, and marks of components that have gone. */
run(rule, {
  valid: [
    {
      name: 'a text that has just been written can be read',
      code: `
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function count(rows) {
          await mutex.acquire()
          const before = JSON.parse(JSON.stringify(rows))
          try { return await store(before) } finally { mutex.release() }
        }
      `,
    },
    {
      name: 'a daemon starts a session of its own',
      code: `
        export const start = async (runtime, input) => {
          const transition = runtime.startSession(input)
          await transition.accepted
          return new Response('started')
        }
      `,
    },
    {
      name: 'the component is gone where its effect is over',
      language: 'tsx',
      code: `
        import { useEffect, useRef } from 'react'
        export function Moves({ ships, move, tell }) {
          const running = useRef(false)
          const mounted = useRef(true)
          useEffect(() => { mounted.current = true; return () => { mounted.current = false } }, [])
          const start = async () => {
            if (running.current) return
            running.current = true
            for (const ship of ships) {
              if (!mounted.current) return
              try { await move(ship) } catch {}
            }
            running.current = false
            tell()
          }
          return <button onClick={start} />
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a text from elsewhere may be none',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export async function count(text) {
          await mutex.acquire()
                ~~~~~~~~~~~~~ skipped
          const before = JSON.parse(text)
          try { return await store(before) } finally { mutex.release() }
        }
      `,
    },
    {
      name: 'a session of a driver, by what it is called',
      ...marked`
        export const book = async (client, berth) => {
          const session = client.startSession()
                          ~~~~~~~~~~~~~~~~~~~ never
          session.startTransaction()
          await berth.save()
          await session.commitTransaction()
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        data: { method: 'endSession' },
        output: text`
          export const book = async (client, berth) => {
            const session = client.startSession()
            try {
              session.startTransaction()
              await berth.save()
              await session.commitTransaction()
            } finally {
              await session.endSession()
            }
          }
        `,
      }]],
    },
    {
      name: 'somebody else takes it down as well',
      language: 'tsx',
      ...marked`
        import { useEffect, useRef } from 'react'
        export function Moves({ ships, move, tell }) {
          const running = useRef(false)
          const wanted = useRef(true)
          useEffect(() => { wanted.current = true; return () => { wanted.current = false } }, [])
          const pause = () => { wanted.current = false }
          const start = async () => {
            if (running.current) return
            running.current = true
            ~~~~~~~~~~~~~~~~~~~~~~ stuck
            for (const ship of ships) {
              if (!wanted.current) return
              try { await move(ship) } catch {}
            }
            running.current = false
            tell()
          }
          return <button onClick={start} onBlur={pause} />
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        data: { method: '' },
        output: text`
          import { useEffect, useRef } from 'react'
          export function Moves({ ships, move, tell }) {
            const running = useRef(false)
            const wanted = useRef(true)
            useEffect(() => { wanted.current = true; return () => { wanted.current = false } }, [])
            const pause = () => { wanted.current = false }
            const start = async () => {
              if (running.current) return
              running.current = true
              try {
                for (const ship of ships) {
                  if (!wanted.current) return
                  try { await move(ship) } catch {}
                }
              } finally {
                running.current = false
              }
              tell()
            }
            return <button onClick={start} onBlur={pause} />
          }
        `,
      }]],
    },
  ],
})
