import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is put together in an object and written out as text.
run(rule, {
  valid: [
    { name: 'a few words of the program', code: text`
      import { deflateSync } from 'node:zlib'
      import express from 'express'
      const app = express()
      app.get('/token', (req, res) => {
        res.send(deflateSync(JSON.stringify({ at: Date.now(), by: 'gate' })))
      })
    ` },
    { name: 'compressed beside this thread', code: text`
      import { promisify } from 'node:util'
      import { ipcMain } from 'electron'
      import zlib from 'node:zlib'
      import { allTracks } from './tracks.js'
      const gzip = promisify(zlib.gzip)
      const pack = (tracks) => gzip(JSON.stringify({ version: 2, tracks }))
      ipcMain.handle('tracks:export', async () => pack(await allTracks()))
    ` },
    { name: 'at the start of the program', code: text`
      import { gzipSync } from 'node:zlib'
      import { words } from './words.js'
      export const packed = gzipSync(JSON.stringify({ words }))
    ` },
  ],
  invalid: [
    {
      name: 'all rows, through a helper',
      ...marked`
        import { ipcMain } from 'electron'
        import { gzipSync } from 'node:zlib'
        import { allTracks } from './tracks.js'
        function pack(tracks) {
          const text = JSON.stringify({ version: 2, tracks })
          return gzipSync(text, { level: 9 })
                 ~~~~~~~~ blocks
        }
        ipcMain.handle('tracks:export', async () => pack(await allTracks()))
      `,
    },
    {
      name: 'what the client has sent, with a date',
      ...marked`
        import { brotliCompressSync } from 'node:zlib'
        import express from 'express'
        const app = express()
        app.post('/backups', (req, res) => {
          const bytes = brotliCompressSync(Buffer.from(JSON.stringify({ at: Date.now(), entries: req.body.entries })))
                        ~~~~~~~~~~~~~~~~~~ blocks
          res.send(bytes)
        })
      `,
    },
    {
      name: 'spread into the object',
      ...marked`
        import { deflateSync } from 'node:zlib'
        import Fastify from 'fastify'
        import { readLedger } from './ledger.js'
        const app = Fastify()
        app.get('/ledger', async (request, reply) => {
          const ledger = await readLedger()
          return reply.send(deflateSync(JSON.stringify({ kind: 'ledger', ...ledger })))
                            ~~~~~~~~~~~ blocks
        })
      `,
    },
  ],
})
