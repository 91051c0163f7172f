import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions that a hook of a component keeps: whoever calls the variable calls the function.

/** A list of which one is picked, and what is known of it. */
const picker = (keeps: string, uses = '<button onClick={(event) => pick(event.target.value)}>{notes}</button>'): string => text`
  import { useCallback, useState } from 'react'
  export function Picker({ client, endBefore }) {
    const [notes, setNotes] = useState(null)
    const [problem, setProblem] = useState(null)
    const pick = useCallback(${keeps}, [])
    return ${uses}
  }
`

run(rule, {
  valid: [
    { name: 'it is run once, when the component is there', code: picker('async (id) => { setNotes(await loadNotes(id)) }', 'use(useEffect(() => { pick(client.id) }, []))').replace('{ useCallback', '{ useCallback, useEffect'), filename: 'picker.jsx' },
    {
      name: 'what is run once asks for more by itself, until all is there',
      filename: 'answer.jsx',
      code: text`
        import { useCallback, useEffect, useState } from 'react'
        export function Answer({ question, ask }) {
          const [words, setWords] = useState('')
          const readOn = useCallback(async (id) => {
            const piece = await ask.more(id)
            setWords(piece.words)
            if (!piece.isLast) setTimeout(() => readOn(id), 200)
          }, [ask])
          const begin = useCallback(async () => {
            const { id } = await ask.begin(question)
            readOn(id)
          }, [ask, question, readOn])
          useEffect(() => { begin() }, [])
          return words
        }
      `,
    },
    { name: 'a newer run is asked for', code: picker('async (id) => { const turn = ++turns.current; const found = await loadNotes(id); if (turn === turns.current) setNotes(found) }').replace('const [problem', 'const turns = useRef(0)\n  const [problem').replace('{ useCallback', '{ useCallback, useRef'), filename: 'picker.jsx' },
    { name: 'what the request says changes something', code: picker("async (id) => { const answer = await fetch('/notes/' + id, { method: 'POST', body: id }); const found = await answer.json(); if (!answer.ok) setProblem(found.message) }"), filename: 'picker.jsx' },
    { name: 'what is called changes something by its name', code: picker('async (id) => { const answer = await sendNotice({ id }); if (answer.failed) setProblem(answer.message) }'), filename: 'picker.jsx' },
    { name: 'a function makes the signal of each run, and ends the run before', code: picker('async (id) => { const controller = endBefore(running); setNotes(await loadNotes({ id, signal: controller.signal })) }').replace('const [problem', 'const running = useRef(null)\n  const [problem').replace('{ useCallback', '{ useCallback, useRef'), filename: 'picker.jsx' },
    { name: 'a file that the user has chosen is there at once', code: picker('async (event) => { const file = event.target.files[0]; const words = await file.text(); setNotes(parse(words)) }', '<input type="file" onChange={pick} />'), filename: 'picker.jsx' },
  ],
  invalid: [
    {
      name: 'the variable is called by a handler in the markup',
      filename: 'picker.jsx',
      ...marked`
        import { useCallback, useState } from 'react'
        export function Picker() {
          const [notes, setNotes] = useState(null)
          const pick = useCallback(async (id) => {
            const found = await loadNotes(id)
            setNotes(found)
            ~~~~~~~~~~~~~~~ overtaken {"who": "\u0060pick\u0060", "wait": "line 5", "place": "notes"}
          }, [])
          return <button onClick={(event) => pick(event.target.value)}>{notes}</button>
        }
      `,
    },
    {
      name: 'the chain of a promise, and what fails and ends is told too',
      filename: 'picker.jsx',
      ...marked`
        import React, { useState } from 'react'
        export function Picker({ client }) {
          const [notes, setNotes] = useState([])
          const [isBusy, setBusy] = useState(false)
          const pick = React.useCallback((id) => {
            setBusy(true)
            setNotes([])
            client.fetchQuery(notesOf({ id })).then((found) => { setNotes(found) }).catch(report).finally(() => { setBusy(false) })
                                                                 ~~~~~~~~~~~~~~~ overtaken {"who": "\u0060pick\u0060", "wait": "line 8", "place": "notes"}
          }, [])
          return <button disabled={isBusy} onClick={(event) => pick(event.target.value)}>{notes.length}</button>
        }
      `,
    },
    {
      name: 'it is handed over as it is',
      filename: 'picker.jsx',
      ...marked`
        import { useCallback, useState } from 'react'
        export function Picker() {
          const [notes, setNotes] = useState(null)
          const pick = useCallback(async (event) => {
            const answer = await fetch('/notes/' + event.target.value)
            setNotes(await answer.json())
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken {"who": "\u0060pick\u0060", "wait": "line 6", "place": "notes"}
          }, [])
          return <select onChange={pick}>{notes}</select>
        }
      `,
    },
  ],
})
