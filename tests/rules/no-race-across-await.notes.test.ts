import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is shown for a while tells what the last run has come to.
const language = 'jsx'

const hook = (later: string): string => text`
  import { useState } from 'react'
  import { harbour } from './harbour.js'
  export function Pilot() {
    const [note, setNote] = useState(null)
    const [berth, setBerth] = useState(null)
    const look = async (ship) => {
      const answer = await harbour.look(ship)
      setNote(answer.text)
      ${later}
    }
    return <input onChange={(event) => look(event.target.value)} title={note} />
  }
`

const component = (later: string): string => text`
  import React from 'react'
  import { harbour } from './harbour.js'
  export class Pilot extends React.Component {
    async look(ship) {
      const answer = await harbour.look(ship)
      this.show(answer.text)
    }
    show(text) {
      clearTimeout(this.timer)
      this.setState({ note: text })
      ${later}
    }
    render() {
      return <input onChange={(event) => this.look(event.target.value)} title={this.state.note} />
    }
  }
`

run(rule, {
  valid: [
    { name: 'a state', language, code: hook('setTimeout(() => setNote(null), 3000)') },
    { name: 'a field of the state, by a helper', language, code: component("this.timer = setTimeout(() => this.setState({ note: '' }), 3500)") },
  ],
  invalid: [
    { name: 'for good', language, code: hook(''), errors: [{ messageId: 'overtaken', line: 8, column: 5 }] },
    { name: 'where another one goes away', language, code: hook('setTimeout(() => setBerth(null), 3000)'), errors: [{ messageId: 'overtaken', line: 8, column: 5 }] },
    { name: 'for good, by a helper', language, code: component('this.timer = setTimeout(() => this.save(), 3500)'), errors: [{ messageId: 'overtaken', line: 6, column: 5 }] },
  ],
})
