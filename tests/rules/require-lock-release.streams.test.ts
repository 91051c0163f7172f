import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is given back in listeners: the good end of a stream does not always come.

/** A download that needs a permit as long as it lasts. */
const download = (listeners: string): string => text`
  import { createReadStream } from 'node:fs'
  import { Sema } from 'async-sema'
  import express from 'express'
  const permits = new Sema(4)
  express().get('/films/:id', async (req, res) => {
    await permits.acquire()
    const film = createReadStream('films/' + req.params.id)
    ${listeners}
    film.pipe(res)
  })
`

run(rule, {
  valid: [
    { name: 'for what always comes', code: download("res.on('close', () => permits.release())") },
    { name: 'for both ends', code: download("film.on('end', () => permits.release()).on('error', () => permits.release())") },
    { name: 'by name, for both ends', code: download("film.on('end', release); film.on('error', release); function release() { permits.release() }") },
    {
      name: 'an emitter of which nobody says when it ends',
      code: text`
        import { Sema } from 'async-sema'
        const permits = new Sema(4)
        export async function play(film) {
          await permits.acquire()
          film.on('end', () => permits.release())
          film.start()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'for an answer that has been sent whole',
      ...marked`
        import { Sema } from 'async-sema'
        import express from 'express'
        const permits = new Sema(4)
        express().get('/films/:id', async (req, res) => {
          await permits.acquire()
                ~~~~~~~~~~~~~~~ ended {"what": "\u0060permits\u0060", "line": "line 6", "stream": "res", "event": "finish", "harm": "it stays locked, and whoever wants it next waits for ever"}
          res.on('finish', () => permits.release())
          open(req.params.id).pipe(res)
        })
      `,
    },
    { name: 'for a file that has been read to its end', code: download("film.once('end', () => permits.release())"), errors: [{ messageId: 'ended', line: 6, column: 9 }] },
    { name: 'for both good ends', code: download("film.on('end', () => count()); res.on('finish', () => { count(); permits.release() })"), errors: [{ messageId: 'ended', line: 6, column: 9 }] },
  ],
})

// ---------------------------------------------------------------- who aborts

/** A question that may be given up. */
const question = (...steps: readonly string[]): string => text`
  import { Pool } from 'pg'
  const pool = new Pool()
  export async function ask(sql: string, signal: AbortSignal) {
    const client = await pool.connect()
    ${steps.join('\n    ')}
  }
`

run(rule, {
  valid: [
    { name: 'by a function that aborting calls, and the end', code: question('const giveBack = () => client.release()', "signal.addEventListener('abort', giveBack)", 'try { return await client.query(sql) } finally { giveBack() }') },
    { name: 'in any case', code: question("signal.addEventListener('abort', () => client.release(true))", 'try { return await client.query(sql) } finally { client.release() }') },
  ],
  invalid: [
    { name: 'only by who aborts', code: question("signal.addEventListener('abort', () => client.release())", 'return client.query(sql)'), errors: [{ messageId: 'aborted', line: 4, column: 24 }] },
    {
      name: 'and where all goes well',
      code: question("signal.addEventListener('abort', () => client.release(true))", 'const answer = await client.query(sql)', 'client.release()', 'return answer'),
      errors: [{ messageId: 'skipped', line: 4, column: 24 }],
    },
  ] as never,
})

// ---------------------------------------------------------------- rows that are streamed

/** Rows that go to a file one by one, with what the pool gives back listening itself. */
const rows = (...steps: readonly string[]): string => text`
  const { Pool } = require('pg')
  const QueryStream = require('pg-query-stream')
  const pool = new Pool()
  exports.archive = (file) => {
    pool.connect((error, client, done) => {
      if (error) return file.destroy(error)
      const found = client.query(new QueryStream('SELECT * FROM letters'))
      ${steps.join('\n      ')}
      found.pipe(file)
    })
  }
`

run(rule, {
  valid: [
    { name: 'on both ends', code: rows("found.on('end', done)", "found.on('error', done)") },
    { name: 'in any case', code: rows("found.on('close', done)") },
    { name: 'and where the reader goes away', code: rows("found.on('end', done)", "file.on('close', () => { found.destroy(); done() })") },
  ],
  invalid: [
    { name: 'only when all rows have come', code: rows("found.on('end', done)"), errors: [{ messageId: 'ended', line: 5, column: 3 }] },
    { name: 'only then, by its method', code: rows("found.once('end', () => client.release())"), errors: [{ messageId: 'ended', line: 5, column: 3 }] },
  ] as never,
})

// ---------------------------------------------------------------- what comes last

/** A film that is cut by a program, with a permit as long as that runs. */
const cut = (...steps: readonly string[]): string => text`
  import { spawn } from 'node:child_process'
  import { Semaphore } from 'async-mutex'
  const slots = new Semaphore(2)
  export async function cut(film: string, tell: (error?: Error) => void) {
    const [, release] = await slots.acquire()
    const child = spawn('cutter', [film], { stdio: 'ignore' })
    ${steps.join('\n    ')}
  }
`

run(rule, {
  valid: [
    { name: 'before anything is asked of how it ended', code: cut("child.on('exit', (code) => { release(); if (code !== 0) return tell(new Error(film)); tell() })") },
    { name: 'the listener itself', code: cut("child.on('exit', release)") },
    { name: 'elsewhere too, for all that the file shows', code: cut("child.on('error', () => release())", "child.on('exit', (code) => { if (code === null) return; release() })") },
    { name: 'what comes many times may do it some other time', code: cut("child.on('message', (word) => { if (word !== 'done') return; release() })") },
  ],
  invalid: [
    {
      name: 'the end comes once, and leaves too early',
      code: cut("child.on('exit', (code) => { if (code !== 0) return tell(new Error(film)); release(); tell() })"),
      errors: [{ messageId: 'skipped', line: 5, column: 29 }],
    },
  ] as never,
})
