import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Answers that belong to the run which has asked for them, or that come in the order in which they were asked for.

/** A field in which a name is typed, and what is known of it. */
const field = (ask: string, from = '@apollo/client/react', made = 'const [ask] = useLazyQuery(BERTH)'): string => text`
  import { useCallback, useState } from 'react'
  import { useLazyQuery, useQueries } from '${from}'
  export function Field({ api, worker, workers }) {
    const [berth, setBerth] = useState(null)
    ${made}
    const onName = useCallback(async (event) => {
      const name = event.target.value
      const answer = await ${ask}
      setBerth(answer.berth)
    }, [])
    return <input onChange={onName} />
  }
`

/** A page with a tip for who serves. */
const page = (pay: string): string => text`
  import { Component } from 'react'
  export class Tip extends Component {
    give = async (amount) => {
      const receipt = await this.props.till.${pay}({ amount })
      this.setState({ given: receipt.amount })
    }
    render() { return <Amount onPick={this.give} given={this.state.given} /> }
  }
`

/** A box with what is proposed for the text in it. */
const box = (options: string, cleanup: string, read = 'answer.json()'): string => text`
  import { useEffect, useState } from 'react'
  export function Box({ text }) {
    const [proposed, setProposed] = useState([])
    useEffect(() => {
      const stop = new AbortController()
      const other = new AbortController()
      if (text) {
        fetch('/propose?' + text, ${options}).then(async (answer) => {
          const next = await ${read}
          if (next) setProposed(next)
        }).catch(() => {})
      }
      return () => { ${cleanup} }
    }, [text])
    return <List items={proposed} />
  }
`

run(rule, {
  valid: [
    { name: 'what is read of an answer ends with the request', language: 'jsx', code: box('{ signal: stop.signal }', 'stop.abort()') },
    { name: 'a hook that breaks off what was asked before', language: 'jsx', code: field('ask({ variables: { name } })') },
    { name: 'one thread answers in turn', language: 'jsx', code: field('worker.berths.find(name)') },
    { name: 'one thread that the page keeps', language: 'jsx', code: field('window.app.worker.find(name)') },
    { name: 'a payment', language: 'jsx', code: page('payInvoice') },
    { name: 'a removal, by a name that begins as that of a class', language: 'jsx', code: page('RemoveInvoice') },
  ],
  invalid: [
    { name: 'a request that does not hear of the end', language: 'jsx', code: box('{}', 'stop.abort()'), errors: [{ messageId: 'overtaken', line: 10, column: 19 }] },
    { name: 'the end of another one', language: 'jsx', code: box('{ signal: stop.signal }', 'other.abort()'), errors: [{ messageId: 'overtaken', line: 10, column: 19 }] },
    { name: 'what is asked for next goes on', language: 'jsx', code: box('{ signal: stop.signal }', 'stop.abort()', 'translate(answer)'), errors: [{ messageId: 'overtaken', line: 10, column: 19 }] },
    { name: 'a hook that does not say so', language: 'jsx', code: field('ask({ variables: { name } })', './queries.js'), errors: [{ messageId: 'overtaken', line: 9, column: 5 }] },
    { name: 'what else the hook answers with', language: 'jsx', code: field('ask({ variables: { name } })', '@apollo/client/react', 'const [, ask] = useLazyQuery(BERTH)'), errors: [{ messageId: 'overtaken', line: 9, column: 5 }] },
    { name: 'one of several threads', language: 'jsx', code: field('workers.find(name)'), errors: [{ messageId: 'overtaken', line: 9, column: 5 }] },
    { name: 'a server', language: 'jsx', code: field('api.find(name)'), errors: [{ messageId: 'overtaken', line: 9, column: 5 }] },
    { name: 'a list, by such a name', language: 'jsx', code: page('ListInvoices'), errors: [{ messageId: 'overtaken', line: 5, column: 21 }] },
    { name: 'a price', language: 'jsx', code: page('price'), errors: [{ messageId: 'overtaken', line: 5, column: 21 }] },
  ],
})
