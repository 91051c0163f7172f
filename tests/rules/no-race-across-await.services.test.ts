import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Data of one request in a field of an object that serves all, set by its handler or by a method that the handler calls.

/** A printer that is told by each request on which paper it is to print. */
const printer = (handler: string, rest = '', made = 'new Printer()'): string => text`
  import express from 'express'
  const app = express()
  class Printer {
    paper = 'A4'
    use(paper) { this.paper = paper }
    async print(text) {
      const page = await layout(text)
      await press(page, this.paper)
    }
    printNow(text) { press(text, this.paper) }
    async save() {
      const file = await open('printer.json')
      await file.writeFile(this.paper)
    }
  }
  const printer = ${made}
  app.post('/pages', async (req, res) => { ${handler}; res.end() })
  ${rest}
`

const leaked = { messageId: 'leaked' as const, line: 17, column: 42 }

run(rule, {
  valid: [
    { name: 'given to the method itself', code: printer('await printer.print(req.body.text)') },
    { name: 'read before others run', code: printer('printer.use(req.body.paper); printer.printNow(req.body.text)') },
    { name: 'the same for all requests', code: printer("printer.use('A5'); await printer.print(req.body.text)") },
    { name: 'a setting, which the object puts away', code: printer('printer.use(req.body.paper); await printer.save()') },
    { name: 'a setting, for which others ask', code: printer('printer.paper = req.body.paper; await printer.print(req.body.text)', "app.get('/paper', (req, res) => res.json(printer.paper))") },
    { name: 'an object of each request', code: printer('const printer = new Printer(); printer.use(req.body.paper); await printer.print(req.body.text)') },
  ],
  invalid: [
    { name: 'set by a method, read behind a wait of another', code: printer('printer.use(req.body.paper); await printer.print(req.body.text)'), errors: [leaked] },
    { name: 'set by the handler', code: printer('printer.paper = req.body.paper; await printer.print(req.body.text)'), errors: [leaked] },
    { name: 'read behind a wait of the handler', code: printer('printer.use(req.body.paper); await audit(req); printer.printNow(req.body.text)'), errors: [leaked] },
  ],
})
