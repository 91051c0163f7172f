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
      name: 'both branches of a tree, with its sides exchanged',
      code: text`
        import express from 'express'
        const app = express()
        function mirrored(left, right) {
          if (!left || !right) return left === right
          return mirrored(left.left, right.right) && mirrored(right.left, left.right)
        }
        app.post('/mirrored', (req, res) => { res.json(mirrored(req.body.left, req.body.right)) })
      `,
    },
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
      name: 'what is below a path is found by it, and each call goes down to one of that',
      code: served([
        'function list(children, path, depth, most) {',
        '  if (depth >= most) return []',
        '  const below = children.get(path) ?? []',
        '  const names = below.map((each) => each.name)',
        "  return names.flatMap((name) => list(children, `${path}/${name}`, depth + 1, most))",
        '}',
      ], "list(new Map(req.body.children), '', 0, req.body.depth)"),
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
      name: 'a game that looks two turns ahead, and a tree that is walked to some depth',
      code: served([
        'function best(board, turns, mine) {',
        '  if (turns === 0) return worth(board)',
        '  let found = 0',
        '  for (const move of movesIn(board)) found = Math.max(found, best(after(board, move), turns - 1, !mine))',
        '  return found',
        '}',
        'function size(folder, depth) {',
        '  let sum = 0',
        '  if (depth > 0) for (const name of namesIn(folder)) sum += size(below(folder, name), depth - 1)',
        '  return sum',
        '}',
      ], "best(req.body.board, 2, true) + size('rows', 8)"),
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
    {
      name: 'one call for each, counted on by a parameter that begins by itself, and a list that is short',
      code: text`
        import express from 'express'
        const app = express()
        function weigh(parcels, at = 0) {
          if (at === parcels.length) return 0
          return parcels[at].weight + weigh(parcels, at + 1)
        }
        const SIZES = [1, 2, 5]
        function ways(room, at = 0) {
          if (at === SIZES.length) return 1
          return ways(room, at + 1) + ways(room - 1, at + 1)
        }
        app.post('/vans', (req, res) => { res.json([weigh(req.body.parcels), ways(req.body.room)]) })
      `,
    },
  ],
  invalid: [
    {
      name: 'the same letters are below each path',
      code: served([
        'function list(letters, path, depth, most) {',
        '  if (depth >= most) return []',
        "  return letters.flatMap((name) => list(letters, `${path}/${name}`, depth + 1, most))",
        '}',
      ], "list(req.body.letters, '', 0, req.body.depth)"),
      errors: [{ messageId: 'recursion', line: 5, column: 36 }],
    },
    {
      name: 'twice with one less, and the others in another order',
      ...marked`
        import express from 'express'
        const app = express()
        function carry(discs, from, over, to, moves) {
          if (discs === 0) return
          carry(discs - 1, from, to, over, moves)
          ~~~~~ recursion
          moves.push([from, to])
          carry(discs - 1, over, from, to, moves)
        }
        app.get('/moves/:discs', (req, res) => {
          const moves = []
          carry(Number(req.params.discs), 'a', 'b', 'c', moves)
          res.json(moves)
        })
      `,
    },
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
    {
      name: 'with and without each, counted on by a parameter that begins by itself',
      ...marked`
        import express from 'express'
        const app = express()
        function load(parcels, room, at = 0) {
          if (at === parcels.length) return 0
          const without = load(parcels, room, at + 1)
                          ~~~~ recursion
          const { weight, worth } = parcels[at]
          return weight > room ? without : Math.max(without, worth + load(parcels, room - weight, at + 1))
        }
        app.post('/vans', (req, res) => { res.json(load(req.body.parcels, req.body.room)) })
      `,
    },
    {
      name: 'moves of a game, turn by turn: some dozen in each position',
      ...marked`
        import express from 'express'
        import { after, isOver, movesIn, worth } from './draughts.js'
        const app = express()
        function best(board, turns, mine) {
          if (turns === 0 || isOver(board)) return worth(board)
          let found = mine ? -Infinity : Infinity
          for (const move of movesIn(board, mine)) {
            const value = best(after(board, move), turns - 1, !mine)
                          ~~~~ recursion
            found = mine ? Math.max(found, value) : Math.min(found, value)
          }
          return found
        }
        app.post('/turn', (req, res) => { res.json(best(req.body.board, 8, true)) })
      `,
    },
    {
      name: 'the same where the other side has what this one loses',
      ...marked`
        import express from 'express'
        import { after, movesIn, worth } from './draughts.js'
        const app = express()
        const TURNS = 7
        function best(board, turns) {
          if (turns === 0) return worth(board)
          let found = -Infinity
          for (const move of movesIn(board)) found = Math.max(found, -best(after(board, move), turns - 1))
                                                                      ~~~~ recursion
          return found
        }
        app.post('/turn', (req, res) => { res.json(best(req.body.board, TURNS)) })
      `,
    },
  ],
})
