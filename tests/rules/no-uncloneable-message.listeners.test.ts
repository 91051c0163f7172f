import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- answers to the port or the window that a listener is given, which is assigned

run(rule, {
  valid: [
    {
      name: 'data',
      code: text`
        self.onmessage = (event) => {
          event.ports[0].postMessage({ rows: sorted(event.data) })
        }
        function sorted(rows) {
          return rows.map(Number).sort()
        }
      `,
    },
    {
      name: 'what is assigned somewhere else is given who knows what',
      code: text`
        const relay = {}
        relay.onrow = answer
        function answer(event) {
          event.ports[0].postMessage(() => event.data)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'where the listener stands: in a worker, in a shared one, and on what a page speaks to',
      ...marked`
        self.onmessage = (event) => {
          event.ports[0].postMessage({ sort: (rows) => rows.sort() })
                                             ~~~~~~~~~~~~~~~~~~~~~ throws {"subject": "'sort' is a function", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        }
        self.onconnect = (event) => {
          const [port] = event.ports
          port.postMessage({ sort: (rows) => rows.sort() })
                                   ~~~~~~~~~~~~~~~~~~~~~ throws
        }
        const frame = new Worker('./frame.js', { type: 'module' })
        frame.onmessage = ({ ports: [port] }) => {
          port.postMessage(Symbol('row'))
                           ~~~~~~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'by the name of the listener',
      ...marked`
        self.onmessage = answer
        function answer(event) {
          event.ports[0].postMessage(() => event.data)
                                     ~~~~~~~~~~~~~~~~ throws
        }
      `,
    },
  ],
})
