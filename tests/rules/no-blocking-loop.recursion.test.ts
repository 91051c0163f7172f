import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions that call themselves for each of what is left, behind the place that they have come to.

/** A function that is asked for a list that a client has sent. */
const served = (body: readonly string[], call: string): string => text`
  import express from 'express'
  const app = express()
  ${body.join('\n  ')}
  app.post('/sums', (req, res) => { res.json(${call}) })
`

run(rule, {
  valid: [
    {
      name: 'the loop goes on where the call has come to',
      code: served([
        'function parse(tokens, start = 0) {',
        '  const list = []',
        '  for (let i = start; i < tokens.length; i++) {',
        "    if (tokens[i] === '(') { const inner = parse(tokens, i + 1); list.push(inner.list); i = inner.end }",
        "    else if (tokens[i] === ')') return { list, end: i }",
        '    else list.push(tokens[i])',
        '  }',
        '  return { list, end: tokens.length }',
        '}',
      ], 'parse(req.body.tokens)'),
    },
    {
      name: 'the first call is the last',
      code: served([
        'function skip(tokens, start = 0) {',
        '  for (let i = start; i < tokens.length; i++) {',
        "    if (tokens[i] === '(') return skip(tokens, i + 1)",
        '  }',
        '  return start',
        '}',
      ], 'skip(req.body.tokens)'),
    },
    {
      name: 'the loop begins anew each time',
      code: served([
        'function walk(tree, depth) {',
        '  for (let i = 0; i < 3; i++) if (tree[i]) walk(tree[i], depth + 1)',
        '}',
      ], 'walk(req.body.tree, 0)'),
    },
    {
      name: 'a list that is checked',
      code: text`
        import express from 'express'
        const app = express()
        function sums(list, sum, start = 0) {
          if (sum === 0) return true
          for (let i = start; i < list.length; i++) if (sums(list, sum - list[i], i + 1)) return true
          return false
        }
        app.post('/sums', (req, res) => {
          const { list } = req.body
          if (list.length > 12) return res.sendStatus(413)
          res.json(sums(list, req.body.sum))
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'all that lies behind the place, for each place',
      ...marked`
        import express from 'express'
        const app = express()
        function sums(list, sum, start = 0) {
          if (sum === 0) return true
          for (let i = start; i < list.length; i++) if (sums(list, sum - list[i], i + 1)) return true
                                                        ~~~~ recursion
          return false
        }
        app.post('/sums', (req, res) => { res.json(sums(req.body.list, req.body.sum)) })
      `,
    },
    {
      name: 'the same with what has been chosen so far',
      ...marked`
        import express from 'express'
        const app = express()
        function choices(list, start, chosen, found) {
          found.push(chosen)
          for (let next = start; next < list.length; next += 1) choices(list, next + 1, [...chosen, list[next]], found)
                                                                ~~~~~~~ recursion
          return found
        }
        app.post('/sums', (req, res) => { res.json(choices(req.body.list, 0, [], [])) })
      `,
    },
  ],
})
