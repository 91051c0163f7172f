import rule from '../../src/rules/prefer-transfer.ts'
import { marked } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [{ name: 'another function', code: 'keepMe()' }],
  invalid: [
    {
      name: 'the function itself',
      ...marked`
        replaceMe()
        ~~~~~~~~~~~ called
      `,
    },
  ],
})
