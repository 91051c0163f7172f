import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A component is given what a page shows: a payment may be called a transaction there.
run(rule, {
  valid: [
    {
      name: 'an effect of a component that is told of a payment',
      language: 'tsx',
      code: text`
        import { useEffect, useState } from 'react'
        export const Payment: React.FC<Props> = ({ transaction, bank }) => {
          const [slip, setSlip] = useState(null)
          useEffect(() => {
            if (transaction != null && bank != null) {
              (async () => {
                setSlip(await bank.slipOf(transaction))
              })()
            }
          }, [transaction])
          return <p>{slip?.text}</p>
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a function that shows nothing',
      ...marked`
        export async function book({ transaction, bank }) {
          await bank.open({ transaction })
          if (bank.isWide) {
            (async () => { await bank.note({ transaction }) })()
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ carried {"carrier": "transaction"}
          }
        }
      `,
      suggestions: [[{ messageId: 'await', output: text`
        export async function book({ transaction, bank }) {
          await bank.open({ transaction })
          if (bank.isWide) {
            await (async () => { await bank.note({ transaction }) })()
          }
        }
      ` }]],
    },
  ],
})
