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
    { name: 'made of the answer', language: 'jsx', options, code: notes('const next = [...(await api.save(note)), note]; setNotes(next)') },
    { name: 'a field among others, of which nothing proves that two are lost', language: 'jsx', code: notes('const next = { ...notes, note }; await api.save(next); setNotes(next)') },
  ],
  invalid: [
    { name: 'one more in a list', language: 'jsx', code: notes('const next = [...notes, note]; await api.save(next); setNotes(next)'), errors: [at(58)] },
    { name: 'another count', language: 'jsx', code: notes('const next = notes + 1; await api.save(next); setNotes(next)'), errors: [at(51)] },
    { name: 'a field among others', language: 'jsx', options, code: notes('const next = { ...notes, note }; await api.save(next); setNotes(next)'), errors: [at(60)] },
  ],
})
