import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a schema lets through, texts that are laid beside each other line by line, and callbacks that a hook keeps.

const checked = (schema: string, read: string): string => text`
  import express from 'express'
  import { z } from 'zod'
  const Ballot = z.object({ voters: ${schema}, title: z.string() })
  express().post('/ballots', (req, res) => {
    ${read}
    let same = 0
    for (const a of voters) for (const b of voters) if (a === b) same++
    res.json(same)
  })
`
const pairs = [{ messageId: 'pairs' as const, line: 7, column: 3 }]

const seated = (most: number): string => text`
  import express from 'express'
  import { z } from 'zod'
  const Guests = z.object({ names: z.array(z.string()).max(${String(most)}) })
  function best(left, open, likes) {
    if (open.length === 0) return 0
    let found = 0
    for (const name of open) {
      const others = open.filter((each) => each !== name)
      found = Math.max(found, likes(left, name) + best(name, others, likes))
    }
    return found
  }
  express().post('/seats', (req, res) => { res.json(best('', Guests.parse(req.body).names, (a, b) => a.length - b.length)) })
`

run(rule, {
  valid: [
    { name: 'no more than the schema lets through', code: checked('z.array(z.string()).min(1).max(40)', 'const { voters } = Ballot.parse(req.body)') },
    { name: 'the same, asked first', code: checked('z.array(z.string()).length(12)', 'const ballot = Ballot.safeParse(req.body)\n  const { voters } = ballot.data') },
    { name: 'a part that the schema does not name, or that another file describes', code: checked('Voters.array()', 'const { voters } = Ballot.parse(req.body)') },
    { name: 'a schema that changes what it is given', code: checked('z.array(z.string()).transform((all) => all.slice(0, 9))', 'const { voters } = Ballot.parse(req.body)') },
    { name: 'orders of a few', code: seated(6) },
    {
      name: 'words of two short texts',
      code: text`
        import express from 'express'
        express().post('/grants/:id', async (req, res) => {
          const grant = await grants.load(req.params.id)
          const given = grant.scopes.split(' '), asked = req.body.scopes.split(' ')
          let same = 0
          for (let i = 0; i < given.length; i++) for (let j = 0; j < asked.length; j++) if (given[i] === asked[j]) same++
          res.json(same)
        })
      `,
    },
    {
      name: 'a kept callback that nobody runs, and one that is another function of that name',
      language: 'jsx',
      code: text`
        import { useCallback } from 'react'
        import { useCallback as later } from './hooks'
        export function Board() {
          const draw = useCallback(() => { for (let i = 0; i < 4_000_000_000; i++) paint(i) }, [])
          const plot = later(() => { for (let i = 0; i < 4_000_000_000; i++) paint(i) }, [])
          return <Chart points={plot} />
        }
      `,
    },
  ],
  invalid: [
    { name: 'as many as anybody likes', code: checked('z.array(z.string()).nonempty()', 'const { voters } = Ballot.parse(req.body)'), errors: pairs },
    { name: 'a member of what has been checked', code: checked('z.array(z.string())', 'const voters = Ballot.parse(req.body).voters'), errors: pairs },
    { name: 'checked without throwing', code: checked('z.array(z.string())', 'const ballot = Ballot.safeParse(req.body); const { voters } = ballot.data'), errors: pairs },
    { name: 'a part with a schema of its own', code: checked('z.object({ all: z.array(z.string()) })', 'const voters = Ballot.parse(req.body).voters.all'), errors: pairs },
    { name: 'every order of a dozen', code: seated(12), errors: [{ messageId: 'recursion', line: 9, column: 49 }] },
    {
      name: 'lines of a text that was sent beside those of one that is kept',
      ...marked`
        import express from 'express'
        function common(left, right) {
          const row = new Uint32Array(right.length + 1)
          for (let i = 0; i < left.length; i++) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ nested
            for (let j = 0; j < right.length; j++) row[j + 1] = left[i] === right[j] ? row[j] + 1 : row[j]
          }
          return row[right.length]
        }
        express().post('/pages/:id', async (req, res) => {
          const page = await pages.load(req.params.id)
          res.json(common(page.source.split(/\r?\n/u), req.body.source.split('\n')))
        })
      `,
    },
    {
      name: 'a kept callback that the page runs',
      language: 'jsx',
      ...marked`
        import { useCallback } from 'react'
        export function Board({ rounds = 4000 }) {
          const draw = useCallback(() => {
            for (let y = 0; y < 1200; y++) for (let x = 0; x < 1200; x++) for (let i = 0; i < rounds; i++) paint(x, y, i)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ long
          }, [rounds])
          return <button onClick={draw}>Draw</button>
        }
      `,
    },
    {
      name: 'a kept callback that another runs, through a hook of the whole library',
      language: 'jsx',
      ...marked`
        import * as React from 'react'
        export function Board() {
          const draw = React.useCallback((scale) => {
            for (let y = 0; y < 12000; y++) for (let x = 0; x < 12000; x++) paint(x * scale, y * scale)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ long
          }, [])
          const move = (event) => draw(Number(event.target.value))
          return <input type="range" onInput={move} />
        }
      `,
    },
  ],
})
