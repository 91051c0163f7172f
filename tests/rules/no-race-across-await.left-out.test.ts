import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A page that asks for the same again: what it could be asked with is left out by all who ask.

const contacts = (again: string): string => text`
  import { useState } from 'react'
  export function Contacts({ bridge, every }) {
    const [contacts, setContacts] = useState([])
    const load = async (columns = ['name', 'phone']) => {
      const list = await bridge.contacts.fetch(columns)
      setContacts(list)
    }
    return <><Button onClick={() => { ${again} }} /><List of={contacts} /></>
  }
`

run(rule, {
  valid: [{ name: 'by all', language: 'jsx', code: contacts('load()') }],
  invalid: [
    { name: 'not by one', language: 'jsx', code: contacts('load(every)'), errors: [{ messageId: 'overtaken', line: 6, column: 5 }] },
    { name: 'by one of two', language: 'jsx', code: contacts('load(); load(every)'), errors: [{ messageId: 'overtaken', line: 6, column: 5 }] },
  ],
})
