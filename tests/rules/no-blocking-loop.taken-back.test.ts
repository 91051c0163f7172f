import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a tree whose nodes are marked on the way',
      code: text`
        import express from 'express'
        function visit(node) {
          for (const child of node.children) {
            node.open[child.id] = true
            visit(child)
            node.open[child.id] = false
          }
        }
        express().post('/trees', (request, response) => response.json(visit(request.body)))
      `,
    },
    {
      name: 'what is tried stays there',
      code: text`
        import express from 'express'
        function settle(cells) {
          const at = cells.indexOf(0)
          if (at < 0) return true
          for (let digit = 1; digit <= 9; digit += 1) {
            if (!fits(cells, at, digit)) continue
            cells[at] = digit
            return settle(cells)
          }
          return false
        }
        express().post('/grids', (request, response) => response.json(settle(request.body.cells)))
      `,
    },
  ],
  invalid: [
    {
      name: 'each way is tried, and taken back for the next',
      ...marked`
        import express from 'express'
        function solve(cells) {
          const at = cells.indexOf(0)
          if (at < 0) return true
          for (let digit = 1; digit <= 9; digit += 1) {
            if (!fits(cells, at, digit)) continue
            cells[at] = digit
            if (solve(cells)) return true
                ~~~~~ recursion
            cells[at] = 0
          }
          return false
        }
        express().post('/grids', (request, response) => response.json(solve(request.body.cells)))
      `,
    },
  ],
})
