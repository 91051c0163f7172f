import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who keeps out only those that ask for the same again lets everybody in who asks for something else.

const thorough = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'a flag keeps all others out',
      filename: 'draft.jsx',
      options: thorough,
      code: text`
        import { useEffect, useRef, useState } from 'react'
        export function Draft({ file }) {
          const [info, setInfo] = useState(null)
          const busy = useRef(false)
          useEffect(() => {
            if (busy.current) return
            busy.current = true
            service.describe(file.id).then((found) => setInfo(found))
          }, [file.id])
          return info
        }
      `,
    },
    {
      name: 'it is asked after the wait whether that is still what counts',
      filename: 'draft.jsx',
      options: thorough,
      code: text`
        import { useEffect, useRef, useState } from 'react'
        export function Draft({ file }) {
          const [info, setInfo] = useState(null)
          const last = useRef(null)
          useEffect(() => {
            if (file.id !== last.current) {
              last.current = file.id
              service.describe(file.id).then((found) => { if (last.current === file.id) setInfo(found) })
            }
          }, [file.id])
          return info
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the last name, in a ref',
      filename: 'draft.jsx',
      options: thorough,
      ...marked`
        import { useEffect, useRef, useState } from 'react'
        export function Draft({ file }) {
          const [info, setInfo] = useState(null)
          const last = useRef(null)
          useEffect(() => {
            if (file.name !== last.current) {
              last.current = file.name
              service.describe(file.id).then((found) => setInfo(found))
                                                        ~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "info", "wait": "line 8"}
            }
          }, [file.id, file.name])
          return info
        }
      `,
    },
    {
      name: 'the same with await',
      filename: 'draft.jsx',
      options: thorough,
      ...marked`
        import { useEffect, useRef, useState } from 'react'
        export function Draft({ file }) {
          const [info, setInfo] = useState(null)
          const last = useRef(null)
          useEffect(() => {
            const load = async () => {
              if (last.current === file.id) return
              last.current = file.id
              setInfo(await service.describe(file.id))
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "info", "wait": "line 9"}
            }
            load()
          }, [file.id])
          return info
        }
      `,
    },
  ],
})
