import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// States that are replaced by what was made of them under a name, before the wait.

const options = [{ thorough: true }] as const

/** A list of notes, to which one is added when it has been saved. */
const notes = (body: string): string => text`
  import { useState } from 'react'
  export function Notes({ api }) {
    const [notes, setNotes] = useState([])
    const add = async (note) => {
      ${body}
    }
    return <button onClick={() => add('new')}>{notes.length}</button>
  }
`

const at = (column: number) => ({ messageId: 'snapshot' as const, line: 5, column })

run(rule, {
  valid: [
    { name: 'what is put back when it has failed', language: 'jsx', options, code: notes('const before = notes; setNotes((all) => [...all, note]); try { await api.save(note) } catch { setNotes(before) }') },
    { name: 'a copy that is put back', language: 'jsx', options, code: notes('const before = [...notes]; setNotes((all) => [...all, note]); try { await api.save(note) } catch { setNotes(before) }') },
    { name: 'set before the wait', language: 'jsx', options, code: notes('const next = [...notes, note]; setNotes(next); await api.save(next)') },
    { name: 'only its type is asked', language: 'tsx', options, code: notes('const next = [...(await api.save(note)), note]; setNotes(next as typeof notes); await api.log(); setNotes(next.slice(1) as typeof notes)') },
    { name: 'made of the answer', language: 'jsx', options, code: notes('const next = [...(await api.save(note)), note]; setNotes(next)') },
    { name: 'a field among others, of which nothing proves that two are lost', language: 'jsx', code: notes('const next = { ...notes, note }; await api.save(next); setNotes(next)') },
  ],
  invalid: [
    { name: 'one more in a list', language: 'jsx', code: notes('const next = [...notes, note]; await api.save(next); setNotes(next)'), errors: [at(58)] },
    { name: 'another count', language: 'jsx', code: notes('const next = notes + 1; await api.save(next); setNotes(next)'), errors: [at(51)] },
    { name: 'a field among others', language: 'jsx', options, code: notes('const next = { ...notes, note }; await api.save(next); setNotes(next)'), errors: [at(60)] },
  ],
})

// The same in a callback that a promise runs: it was made with the state, before the promise has come to anything.

/** A list of notes, from which one is taken when it has been removed. */
const removed = (body: string): string => text`
  import { useState } from 'react'
  export function Notes({ api }) {
    const [notes, setNotes] = useState([])
    const remove = (id) => {
      ${body}
    }
    return <ul>{notes.map((note) => <li key={note.id} onClick={() => remove(note.id)}>{note.words}</li>)}</ul>
  }
`

run(rule, {
  valid: [
    { name: 'a function of the present value', language: 'jsx', code: removed('api.remove(id).then(() => setNotes((all) => all.filter((note) => note.id !== id)))') },
    { name: 'made of the answer alone', language: 'jsx', code: removed('api.remove(id).then((left) => setNotes(left.filter((note) => note.id !== id)))') },
    { name: 'what was there is put back', language: 'jsx', code: removed('setNotes((all) => all.filter((note) => note.id !== id)); api.remove(id).catch(() => setNotes(notes))') },
    { name: 'set before anything is asked', language: 'jsx', code: removed('setNotes(notes.filter((note) => note.id !== id)); api.remove(id).then(() => api.log(id))') },
    { name: 'a callback that is run at once', language: 'jsx', code: removed('[id].forEach((each) => setNotes(notes.filter((note) => note.id !== each)))') },
  ],
  invalid: [
    {
      name: 'one less in a list',
      language: 'jsx',
      code: removed('api.remove(id).then(() => setNotes(notes.filter((note) => note.id !== id)))'),
      errors: [{ messageId: 'snapshot', line: 5, column: 31 }],
      suggestions: [[{ messageId: 'update', output: removed('api.remove(id).then(() => setNotes((notes) => notes.filter((note) => note.id !== id)))') }]],
    },
    {
      name: 'behind an answer that says whether it has been done',
      language: 'jsx',
      code: removed('api.remove(id).then((answer) => { if (answer.ok) setNotes(notes.filter((note) => note.id !== id)) }, report)'),
      errors: [{ messageId: 'snapshot', line: 5, column: 54 }],
      suggestions: [[{ messageId: 'update', output: removed('api.remove(id).then((answer) => { if (answer.ok) setNotes((notes) => notes.filter((note) => note.id !== id)) }, report)') }]],
    },
  ],
})

// Who is kept out while one is under way does not change what that one has seen, and nobody else does.

/** A board that is tidied, one run at a time; `more` is what else the page has. */
const board = (body: string, more = ''): string => text`
  import { useRef, useState } from 'react'
  export function Board({ first, tidied }) {
    const [cards, setCards] = useState(first)
    const busy = useRef(false)
    const tidy = async () => {
      ${body}
    }
    return <div onClick={tidy}>${more}{cards.length}</div>
  }
`

const latched = 'if (busy.current) return; busy.current = true; try { setCards(await tidied(cards)) } finally { busy.current = false }'

run(rule, {
  valid: [{ name: 'the only one that replaces the state, behind a latch', language: 'jsx', options, code: board(latched) }],
  invalid: [
    { name: 'another handler replaces it', language: 'jsx', code: board(latched, '<button onClick={() => setCards([])} />'), errors: [{ messageId: 'snapshot', line: 6, column: 58 }] },
    { name: 'a part of the page is given the setter', language: 'jsx', code: board(latched, '<Picker pick={setCards} />'), errors: [{ messageId: 'snapshot', line: 6, column: 58 }] },
    { name: 'no latch', language: 'jsx', code: board('setCards(await tidied(cards))'), errors: [{ messageId: 'snapshot', line: 6, column: 5 }] },
    {
      name: 'a latch that opens too early',
      language: 'jsx',
      code: board('if (busy.current) return; busy.current = true; const made = await tidied(); busy.current = false; await made.shown; setCards(cards.concat(made))'),
      errors: [{ messageId: 'snapshot', line: 6, column: 121 }],
      suggestions: [[{ messageId: 'update', output: board('if (busy.current) return; busy.current = true; const made = await tidied(); busy.current = false; await made.shown; setCards((cards) => cards.concat(made))') }]],
    },
  ],
})
