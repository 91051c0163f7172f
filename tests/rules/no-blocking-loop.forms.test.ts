import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const server = text`
  import express from 'express'
  const app = express()
`

// What is done for each element decides the message.
run(rule, {
  valid: [
    {
      name: 'a number from the address that is kept small, and one from an address of our own',
      code: text`
        import http from 'node:http'
        const isPrime = (n) => {
          for (let i = 2; i < n; i++) if (n % i === 0) return false
          return true
        }
        const own = new URL(import.meta.url)
        http.createServer((req, res) => {
          const url = new URL(req.url, 'http://localhost')
          const n = Math.min(Number(url.searchParams.get('n')), 1000)
          res.end(String(isPrime(n) && isPrime(Number(own.searchParams.get('n')))))
        }).listen(3000)
      `,
    },
    {
      name: 'a lookup in a set',
      code: `${server}
        app.post('/unique', (req, res) => {
          const seen = new Set()
          for (const row of req.body.rows) if (!seen.has(row.id)) seen.add(row.id)
          res.json([...seen])
        })`,
    },
    {
      name: 'a lookup in a map',
      code: `${server}
        app.post('/report', (req, res) => {
          const users = new Map(req.body.users.map((user) => [user.id, user]))
          res.json(req.body.rows.map((row) => ({ ...row, user: users.get(row.userId) })))
        })`,
    },
    {
      name: 'a search in a list of fixed length',
      code: `${server}
        const kinds = ['new', 'paid', 'sent']
        app.post('/orders', (req, res) => res.json(req.body.rows.filter((row) => kinds.includes(row.kind))))`,
    },
    {
      name: 'an object that is filled',
      code: `${server}
        app.post('/index', (req, res) => res.json(req.body.items.reduce((all, item) => { all[item.id] = item; return all }, {})))`,
    },
    {
      name: 'two constants that are named together',
      code: `${server}
        app.post('/grid', (req, res) => {
          const [rows, columns] = [['a', 'b'], ['c']]
          res.json(req.body.id && rows.map((row) => columns.map((column) => row + column)))
        })`,
    },
    {
      name: 'one element searched once',
      code: `${server}\napp.post('/one', (req, res) => res.json(req.body.rows.find((row) => row.id === req.query.id)))`,
    },
  ],
  invalid: [
    {
      name: 'two lists that are named together',
      ...marked`
        import express from 'express'
        const app = express()
        app.post('/pairs', (req, res) => {
          const [left, right] = [req.body.left.split(' '), req.body.right.split(' ')]
          let pairs = 0
          for (const a of left) for (const b of right) if (a.endsWith(b)) pairs++
          ~~~~~~~~~~~~~~~~~~~~~ nested
          res.json(pairs)
        })
      `,
    },
    {
      name: 'a list searched for each element: includes',
      ...marked`
        import express from 'express'
        const app = express()
        app.post('/unique', (req, res) => {
          const ids = []
          for (const row of req.body.rows) if (!ids.includes(row.id)) ids.push(row.id)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ search
          res.json(ids)
        })
      `,
    },
    {
      name: 'a list searched for each element: find, in a method that a route calls',
      ...marked`
        import express from 'express'
        class Report {
          build(rows, users) {
            return rows.map((row) => ({ ...row, user: users.find((user) => user.id === row.userId) }))
                        ~~~ search
          }
        }
        const report = new Report()
        express().post('/report', async (req, res) => res.json(report.build(req.body.rows, req.body.users)))
      `,
    },
    {
      name: 'a copy of everything in each round',
      ...marked`
        import express from 'express'
        express().post('/index', (req, res) => {
          res.json(req.body.items.reduce((all, item) => ({ ...all, [item.id]: item }), {}))
                                  ~~~~~~ copy
        })
      `,
    },
    {
      name: 'all pairs of a message',
      ...marked`
        import { WebSocketServer } from 'ws'
        new WebSocketServer({ port: 1 }).on('connection', (socket) => {
          socket.on('message', (data) => {
            const points = JSON.parse(String(data))
            let best = Infinity
            for (const a of points) for (const b of points) if (a !== b) best = Math.min(best, Math.hypot(a.x - b.x, a.y - b.y))
            ~~~~~~~~~~~~~~~~~~~~~~~ pairs
            socket.send(String(best))
          })
        })
      `,
    },
    {
      name: 'loops over two inputs',
      ...marked`
        import express from 'express'
        function distance(a, b) {
          const rows = []
          for (let i = 0; i <= a.length; i++) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ nested
            rows[i] = [i]
            for (let j = 1; j <= b.length; j++) rows[i][j] = i === 0 ? j : Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1)
          }
          return rows[a.length][b.length]
        }
        express().get('/distance', (req, res) => res.json(distance(String(req.query.a), String(req.query.b))))
      `,
    },
  ],
})

// Work whose size is a number.
run(rule, {
  valid: [
    {
      name: 'a number that is checked',
      code: `${server}
        app.get('/primes', (req, res) => {
          const limit = Number(req.query.limit)
          if (limit > 1000) return res.status(400).end()
          const found = []
          for (let n = 2; n < limit; n++) if (isPrime(n)) found.push(n)
          res.json(found)
        })`,
    },
    {
      name: 'a number that is cut',
      code: `${server}
        app.get('/roll', (req, res) => {
          const rolls = []
          for (let i = 0; i < Math.min(Number(req.query.n), 100); i++) rolls.push(Math.random())
          res.json(rolls)
        })`,
    },
    {
      name: 'few rounds',
      code: `${server}\napp.get('/sum', (req, res) => { let sum = 0; for (let i = 0; i < 100; i++) sum += i; res.json(sum) })`,
    },
    {
      name: 'rounds that the platform does off the thread',
      code: `${server}
        import { pbkdf2 } from 'node:crypto'
        app.post('/login', (req, res) => pbkdf2(req.body.password, 'salt', 100_000, 32, 'sha256', (error, key) => res.json(check(key))))`,
    },
  ],
  invalid: [
    {
      name: 'a limit from the address',
      ...marked`
        import express from 'express'
        express().get('/primes', (req, res) => {
          const limit = Number(req.query.limit)
          const found = []
          for (let n = 2; n < limit; n++) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ counted
            let prime = true
            for (let k = 2; k * k <= n; k++) if (n % k === 0) { prime = false; break }
            if (prime) found.push(n)
          }
          res.json(found)
        })
      `,
    },
    {
      name: 'a chain of hashes',
      ...marked`
        import { createHash } from 'node:crypto'
        import { createServer } from 'node:http'
        createServer((req, res) => {
          let digest = req.url
          for (let i = 0; i < 100000; i++) digest = createHash('sha256').update(digest).digest('hex')
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ long {"rounds": "100,000", "who": "the request handler on line 3", "path": "", "repair": "Run it in a worker, or let others in between rounds with await new Promise((resolve) => setImmediate(resolve))"}
          res.end(digest)
        }).listen(80)
      `,
    },
    {
      name: 'a large constant in a frame',
      ...marked`
        requestAnimationFrame(function frame() {
          for (let i = 0; i < 50_000_000; i++) Math.sqrt(i)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ long
          requestAnimationFrame(frame)
        })
      `,
    },
    {
      name: 'many rounds for each pixel, when the page is clicked',
      ...marked`
        function blur(image, radius) {
          const { width, height, data } = image
          for (let y = 0; y < height; y++) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ image
            for (let x = 0; x < width; x++) {
              let sum = 0
              for (let dy = -radius; dy <= radius; dy++) for (let dx = -radius; dx <= radius; dx++) sum += data[((y + dy) * width + x + dx) * 4]
              data[(y * width + x) * 4] = sum
            }
          }
        }
        const canvas = document.querySelector('canvas')
        canvas.addEventListener('click', () => {
          const context = canvas.getContext('2d')
          const image = context.getImageData(0, 0, 1000, 1000)
          blur(image, 8)
          context.putImageData(image, 0, 0)
        })
      `,
    },
  ],
})

// Where it runs, and whether anybody waits.
const pairs = 'for (const a of rows) for (const b of rows) if (a.id === b.parent) a.count++'
run(rule, {
  valid: [
    { name: 'at start-up', code: `import { readFileSync } from 'node:fs'\nconst rows = JSON.parse(readFileSync('rows.json', 'utf8'))\n${pairs}` },
    { name: 'in a command', code: `#!/usr/bin/env node\nimport { readFileSync } from 'node:fs'\nexport function main() { const rows = JSON.parse(readFileSync('rows.json', 'utf8')); ${pairs} }\nmain()` },
    { name: 'in a test', code: `${server}\napp.post('/rows', (req, res) => { const rows = req.body; ${pairs}; res.end() })`, filename: '/app/rows.test.js' },
    { name: 'in a page, over what the code itself holds', code: `const rows = [{ id: 1 }, { id: 2 }]\nbutton.addEventListener('click', () => { ${pairs} })` },
    {
      name: 'in chunks with a pause between them',
      code: `${server}
        app.post('/rows', async (req, res) => {
          const rows = req.body
          for (let i = 0; i < rows.length; i++) {
            for (const other of rows) if (other.id === rows[i].parent) rows[i].count++
            if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve))
          }
          res.end()
        })`,
    },
    {
      name: 'behind a check of the size',
      code: `${server}
        app.post('/rows', (req, res) => {
          const rows = req.body
          if (rows.length > 200) throw new RangeError('too many')
          ${pairs}
          res.end()
        })`,
    },
  ],
  invalid: [
    {
      name: 'in a function that a handler comes to over two others',
      ...marked`
        import express from 'express'
        const app = express()
        const count = (rows) => { for (const a of rows) for (const b of rows) if (a.id === b.parent) a.count++ }
                                  ~~~~~~~~~~~~~~~~~~~~~ pairs
        const prepare = (body) => count(body.rows)
        async function handle(req, res) {
          prepare(req.body)
          res.end()
        }
        app.post('/rows', handle)
      `,
    },
    {
      name: 'in a controller',
      ...marked`
        import { Body, Controller, Post } from '@nestjs/common'
        @Controller()
        export class Rows {
          @Post()
          add(@Body() rows) {
            for (const a of rows) for (const b of rows) if (a.id === b.parent) a.count++
            ~~~~~~~~~~~~~~~~~~~~~ pairs
          }
        }
      `,
      language: 'ts',
    },
    {
      name: 'where the pause is a microtask',
      ...marked`
        import express from 'express'
        express().post('/rows', async (req, res) => {
          for (const a of req.body) {
            for (const b of req.body) if (a.id === b.parent) a.count++
            await Promise.resolve()
            ~~~~~~~~~~~~~~~~~~~~~~~ vainAwait
          }
          res.end()
        })
      `,
      suggestions: [[{
        messageId: 'yield',
        output: text`
          import express from 'express'
          express().post('/rows', async (req, res) => {
            for (const a of req.body) {
              for (const b of req.body) if (a.id === b.parent) a.count++
              await new Promise((resolve) => setTimeout(resolve))
            }
            res.end()
          })
        `,
      }]],
    },
  ],
})

// ---------------------------------------------------------------- rounds until one fits

run(rule, {
  valid: [
    {
      name: 'pieces of a queue until one is empty',
      code: `${server}
        import { createHash } from 'node:crypto'
        app.post('/check', (req, res) => {
          for (;;) {
            const digest = createHash('sha256').update(parts.shift()).digest('hex')
            if (digest === last) break
          }
          res.end()
        })`,
    },
    {
      name: 'links of a chain until one does not fit',
      code: `${server}
        import { createHash } from 'node:crypto'
        app.post('/check', (req, res) => {
          let link = chain.first
          while (createHash('sha256').update(link.text).digest('hex') === link.hash) link = link.next
          res.end()
        })`,
    },
    {
      name: 'a reader goes on while there is something to read, and notes the hash of each part',
      code: text`
        import { createHash } from 'node:crypto'
        import { Transform } from 'node:stream'
        export class Reader extends Transform {
          _transform(chunk, encoding, done) {
            this.held.append(chunk)
            let moved
            do {
              moved = this.isInPart ? this.readPart() : this.readHead()
            } while (moved)
            done()
          }
          readHead() {
            if (this.held.length < 4) return false
            this.left = this.held.take(4)
            this.isInPart = true
            return true
          }
          readPart() {
            if (this.held.length < this.left) return false
            const part = this.held.take(this.left)
            this.hash = createHash('sha256').update(part).digest()
            this.push(part)
            this.isInPart = false
            return true
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a helper says yes or no by the hash',
      ...marked`
        import { createServer } from 'node:http'
        import { createHash } from 'node:crypto'
        const job = { nonce: 0 }
        function fits() {
          const hash = createHash('sha256').update('job' + job.nonce++).digest('hex')
          if (hash.startsWith('0000')) return true
          return false
        }
        createServer((req, res) => {
          let found = false
          while (!found) found = fits()
          ~~~~~~~~~~~~~~ trial
          res.end()
        }).listen(8080)
      `,
    },
    {
      name: 'the test itself computes the hash',
      ...marked`
        import { createServer } from 'node:http'
        import { createHash } from 'node:crypto'
        const hash = (text) => createHash('sha256').update(text).digest('hex')
        function mine(challenge, prefix) {
          let nonce = 0
          while (!hash(challenge + nonce).startsWith(prefix)) nonce++
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ trial
          return nonce
        }
        createServer((req, res) => {
          res.end(String(mine(req.url, '0000')))
        }).listen(8080)
      `,
    },
    {
      name: 'of a text with a number that goes up, at the end of each round',
      ...marked`
        import { createServer } from 'node:http'
        import { createHash } from 'node:crypto'
        function stamp(name) {
          let count = 0
          let text
          do {
            text = name + ':' + String(count++)
          } while (createHash('sha256').update(text).digest()[0] > 0)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ trial
          return text
        }
        createServer((req, res) => {
          res.end(stamp(req.url))
        }).listen(8080)
      `,
    },
    {
      name: 'a function that the handler picks by name',
      ...marked`
        import { createServer } from 'node:http'
        import { createHash } from 'node:crypto'
        const answers = {
          ping: () => 'pong',
          stamp(name) {
            let hash = ''
            for (let count = 0; !hash.startsWith('0000'); count++) hash = createHash('sha256').update(name + count).digest('hex')
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ trial
            return hash
          },
        }
        createServer((req, res) => {
          res.end(answers[req.method](req.url))
        }).listen(8080)
      `,
    },
    {
      name: 'an endless loop that is left when a hash fits',
      ...marked`
        import { createServer } from 'node:http'
        import { createHash } from 'node:crypto'
        function mine(challenge, prefix) {
          let nonce = 0
          for (;;) {
          ~~~~~~~~ trial
            const digest = createHash('sha256').update(challenge + nonce).digest('hex')
            if (digest.startsWith(prefix)) return nonce
            nonce++
          }
        }
        createServer((req, res) => {
          res.end(String(mine(req.url, '0000')))
        }).listen(8080)
      `,
    },
  ],
})

// ---------------------------------------------------------------- two texts side by side

/** A word that a client sends, and what is done with each name of a list. */
const alike = (each: string): string => text`
  import express from 'express'
  const app = express()
  function distance(a, b) {
    let last = Array.from({ length: b.length + 1 }, (_, i) => i)
    for (let i = 1; i <= a.length; i++) {
      const row = [i]
      for (let j = 1; j <= b.length; j++) row[j] = Math.min(row[j - 1], last[j], last[j - 1]) + (a[i - 1] === b[j - 1] ? 0 : 1)
      last = row
    }
    return last[b.length]
  }
  export function serve(catalogue) {
    app.get('/alike', (req, res) => {
      const word = String(req.query.word ?? '')
      ${each}
    })
  }
`

run(rule, {
  valid: [
    { name: 'of one name alone', code: alike('res.json(distance(word, catalogue.best()))') },
    { name: 'of a word that is cut', code: alike('res.json(catalogue.names().map((name) => distance(word.slice(0, 20), name)))') },
    { name: 'of a word that is cut early, with each name of a list that was read', code: alike("const names = await readNames(); res.json(names.map((name) => distance(word.slice(0, 12), name)))").replace('(req, res)', 'async (req, res)') },
    { name: 'so many classes for the values of each of a list that was read', code: alike("function classes(values) { const found = []; for (let i = 0; i < 64; i++) for (let j = 0; j < values.length; j++) if (values[j] === i) found[i] = j; return found }; const rows = await readRows(); res.json(rows.map((row) => classes(row.values)))").replace('(req, res)', 'async (req, res)') },
    { name: 'of two texts of each element', code: alike('res.json(catalogue.names().map((name) => distance(name.old, name.new)))') },
    { name: 'of a few names', code: alike("res.json(['red', 'blue'].map((name) => distance(word, name)))") },
    { name: 'one look at each name', code: alike('res.json(catalogue.names().filter((name) => name.includes(word)))') },
  ],
  invalid: [
    { name: 'with each name of a list', code: alike('res.json(catalogue.names().map((name) => distance(word, name.toLowerCase())))'), errors: [{ messageId: 'nested', line: 15, column: 32 }] },
    { name: 'of a word that is cut late, with each name of a list that was read', code: alike("const names = await readNames(); res.json(names.map((name) => distance(word.slice(0, 64), name)))").replace('(req, res)', 'async (req, res)'), errors: [{ messageId: 'nested', line: 15, column: 53 }] },
    { name: 'in a loop', code: alike('const found = []; for (const { name } of catalogue.all()) found.push(distance(name, word)); res.json(found)'), errors: [{ messageId: 'nested', line: 15, column: 23 }] },
  ],
})

// ---------------------------------------------------------------- a pause that says what it is for

run(rule, {
  valid: [
    {
      name: 'that says something else, or lets others in',
      code: text`
        import { draw } from './draw.js'
        export async function drawAll(ask) {
          for (const card of await ask()) {
            card.face = draw(card)
            // who listens hears of them one by one
            await Promise.resolve()
          }
          for (const card of await ask()) {
            card.back = draw(card)
            // yield to the event loop
            await new Promise((resolve) => setImmediate(resolve))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'before it or behind it',
      ...marked`
        import { draw } from './draw.js'
        export async function drawAll(ask) {
          for (const card of await ask()) {
            card.face = draw(card)
            // Yield to the event loop, so that others get their turn.
            await Promise.resolve()
            ~~~~~~~~~~~~~~~~~~~~~~~ vainAwait
          }
          for (const card of await ask()) {
            card.back = draw(card)
            await null // do not block the main thread
            ~~~~~~~~~~ vainAwait
          }
        }
      `,
      suggestions: [
        [{
          messageId: 'yield',
          output: text`
            import { draw } from './draw.js'
            export async function drawAll(ask) {
              for (const card of await ask()) {
                card.face = draw(card)
                // Yield to the event loop, so that others get their turn.
                await new Promise((resolve) => setTimeout(resolve))
              }
              for (const card of await ask()) {
                card.back = draw(card)
                await null // do not block the main thread
              }
            }
          `,
        }],
        [{
          messageId: 'yield',
          output: text`
            import { draw } from './draw.js'
            export async function drawAll(ask) {
              for (const card of await ask()) {
                card.face = draw(card)
                // Yield to the event loop, so that others get their turn.
                await Promise.resolve()
              }
              for (const card of await ask()) {
                card.back = draw(card)
                await new Promise((resolve) => setTimeout(resolve)) // do not block the main thread
              }
            }
          `,
        }],
      ],
    },
    {
      name: 'a number from the address of a request',
      ...marked`
        import http from 'node:http'
        const isPrime = (n) => {
          for (let i = 2; i < n; i++) if (n % i === 0) return false
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~ counted
          return true
        }
        http.createServer((req, res) => {
          const url = new URL(req.url, 'http://localhost')
          const n = Number.parseInt(url.searchParams.get('n'), 10)
          res.end(String(isPrime(n)))
        }).listen(3000)
      `,
    },
    {
      name: 'the same, taken apart, in a handler of a framework',
      filename: '/project/app/api/primes/route.ts',
      ...marked`
        function fib(n) {
          return n < 2 ? n : fib(n - 1) + fib(n - 2)
                             ~~~ recursion
        }
        export async function GET(request) {
          const { searchParams } = new URL(request.url)
          return Response.json(fib(Number(searchParams.get('n'))))
        }
      `,
    },
  ],
})
