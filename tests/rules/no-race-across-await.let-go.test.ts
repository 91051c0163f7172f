import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Effects whose cleanup only stops listening: what has been asked for by then is answered all the same.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the cleanup raises a flag that is asked',
      filename: 'badge.jsx',
      options: thorough,
      code: text`
        import { useEffect, useState } from 'react'
        export function Badge({ roomId }) {
          const [unread, setUnread] = useState(0)
          useEffect(() => {
            let gone = false
            const look = () => { service.unread(roomId).then((count) => { if (!gone) setUnread(count) }) }
            look()
            const off = onMessage(roomId, look)
            return () => { gone = true; off() }
          }, [roomId])
          return unread
        }
      `,
    },
    {
      name: 'the cleanup breaks off what is asked',
      filename: 'badge.jsx',
      options: thorough,
      code: text`
        import { useEffect, useState } from 'react'
        export function Badge({ roomId }) {
          const [unread, setUnread] = useState(0)
          useEffect(() => {
            const breaker = new AbortController()
            const look = () => { service.unread(roomId, { signal: breaker.signal }).then((count) => setUnread(count)) }
            look()
            return () => breaker.abort()
          }, [roomId])
          return unread
        }
      `,
    },
    {
      name: 'nobody knows what the cleanup does',
      filename: 'badge.jsx',
      options: thorough,
      code: text`
        import { useEffect, useState } from 'react'
        export function Badge({ roomId }) {
          const [unread, setUnread] = useState(0)
          useEffect(() => {
            const job = track(service.unread(roomId).then((count) => setUnread(count)))
            return () => job.forget()
          }, [roomId])
          useEffect(() => {
            const off = onMessage(roomId, () => beep())
            service.unread(roomId).then((count) => setUnread(count))
            return stopAll
          }, [roomId])
          return unread
        }
      `,
    },
    {
      name: 'it asks for the same as long as the component is there',
      filename: 'badge.jsx',
      options: thorough,
      code: text`
        import { useEffect, useState } from 'react'
        export function Badge({ roomId }) {
          const [unread, setUnread] = useState(0)
          useEffect(() => {
            const look = () => { service.unread().then((count) => setUnread(count)) }
            look()
            const off = onMessage(roomId, look)
            return () => off()
          }, [roomId])
          return unread
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'it stops listening',
      filename: 'badge.jsx',
      options: thorough,
      ...marked`
        import { useEffect, useState } from 'react'
        export function Badge({ roomId }) {
          const [unread, setUnread] = useState(0)
          useEffect(() => {
            const look = () => { service.unread(roomId).then((count) => setUnread(count)) }
                                                                        ~~~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "unread", "wait": "line 5"}
            look()
            const off = onMessage(roomId, look)
            return () => off()
          }, [roomId])
          return unread
        }
      `,
    },
    {
      name: 'several listeners, and a delay of a library',
      filename: 'badge.jsx',
      options: thorough,
      ...marked`
        import { useEffect, useState } from 'react'
        import debounce from 'debounce'
        export function Badge({ roomId }) {
          const [unread, setUnread] = useState(0)
          useEffect(() => {
            const look = debounce(() => { service.unread(roomId).then(setUnread) }, 200)
                                                                      ~~~~~~~~~ overtaken {"who": "This effect", "place": "unread", "wait": "line 6"}
            look()
            const offs = [onMessage(roomId, look), onRead(roomId, look)]
            return () => offs.forEach((off) => off())
          }, [roomId])
          return unread
        }
      `,
    },
    {
      name: 'a listener of the window, and another room that is chosen here',
      filename: 'badge.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function Badge() {
          const [roomId, setRoomId] = useState('lobby')
          const [unread, setUnread] = useState(0)
          useEffect(() => {
            const look = async () => {
              const count = await service.unread(roomId)
              setUnread(count)
              ~~~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "unread", "wait": "line 7"}
            }
            look()
            window.addEventListener('focus', look)
            return () => {
              window.removeEventListener('focus', look)
            }
          }, [roomId])
          return <Rooms onChoose={setRoomId} unread={unread} />
        }
      `,
    },
  ],
})
