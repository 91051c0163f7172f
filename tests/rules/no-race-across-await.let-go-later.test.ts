import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions that an effect runs again when they are another one, and whose cleanup only stops listening.

const list = (effect: string, extra = ''): string => text`
  import { useCallback, useEffect, useRef, useState } from 'react'
  export function useBoxes(shelf, filter) {
    const [boxes, setBoxes] = useState([])
    ${extra}
    const look = useCallback(async () => {
      setBoxes(await shelf.all(filter))
    }, [shelf, filter])
    ${effect}
    return boxes
  }
`

run(rule, {
  valid: [
    { name: 'nobody knows what the cleanup does', filename: 'boxes.jsx', code: list('useEffect(() => { const job = track(look()); return () => job.forget() }, [look])') },
    { name: 'the cleanup breaks off what is asked', filename: 'boxes.jsx', code: list('useEffect(() => { look(); const off = shelf.subscribe(look); return () => { off(); shelf.cancel() } }, [look])') },
    { name: 'it is only run when something is heard', filename: 'boxes.jsx', code: list('useEffect(() => { const off = shelf.subscribe(look); return () => off() }, [look])') },
    {
      name: 'a ticket is asked behind the wait',
      filename: 'boxes.jsx',
      code: text`
        import { useCallback, useEffect, useRef, useState } from 'react'
        export function useBoxes(shelf, filter) {
          const [boxes, setBoxes] = useState([])
          const latest = useRef(0)
          const look = useCallback(async () => {
            const ticket = ++latest.current
            const found = await shelf.all(filter)
            if (ticket === latest.current) setBoxes(found)
          }, [shelf, filter])
          useEffect(() => {
            look()
            const off = shelf.subscribe(look)
            return () => off()
          }, [look])
          return boxes
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'it stops listening, and what has been asked for is answered all the same',
      filename: 'boxes.jsx',
      ...marked`
        import { useCallback, useEffect, useState } from 'react'
        export function useBoxes(shelf, filter) {
          const [boxes, setBoxes] = useState([])
          const look = useCallback(async () => {
            const found = await shelf.all(filter)
            setBoxes(found.rows)
            ~~~~~~~~~~~~~~~~~~~~ overtaken {"place": "boxes", "wait": "line 5", "read": "line 5", "other": "", "who": "This effect"}
          }, [shelf, filter])
          useEffect(() => {
            look()
            const off = shelf.subscribe(look)
            return () => {
              off()
            }
          }, [shelf, look])
          return boxes
        }
      `,
    },
    {
      name: 'a plain function that an effect runs',
      filename: 'boxes.jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        export function useBoxes(shelf, filter) {
          const [boxes, setBoxes] = useState([])
          const look = async () => {
            setBoxes(await shelf.all(filter))
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken {"place": "boxes", "wait": "line 5", "read": "line 5", "other": "", "who": "This effect"}
          }
          useEffect(() => {
            look()
            window.addEventListener('focus', look)
            return () => window.removeEventListener('focus', look)
          }, [filter])
          return boxes
        }
      `,
    },
    {
      name: 'it lists the text of what is asked for, by a name',
      filename: 'boxes.jsx',
      ...marked`
        import { useCallback, useEffect, useMemo, useState } from 'react'
        export function useBoxes(shelf, query) {
          const [boxes, setBoxes] = useState([])
          const asText = useMemo(() => JSON.stringify(query), [query])
          const look = useCallback(async () => {
            setBoxes(await shelf.all(query))
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken {"place": "boxes", "wait": "line 6", "read": "line 6", "other": "", "who": "This effect"}
          }, [shelf, asText])
          useEffect(() => {
            look()
          }, [look])
          return boxes
        }
      `,
    },
  ],
})
