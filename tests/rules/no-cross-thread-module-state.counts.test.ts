import rule from '../../src/rules/no-cross-thread-module-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const served = (body: string): string => text`
  if (cluster.isPrimary) cluster.fork()
  else createServer((request, response) => { ${body} }).listen(80)
`

// What the members of a cluster count, each for itself.
run(rule, {
  valid: [
    {
      name: 'an entry that nothing measures: when it was seen last',
      code: text`
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        const seen = new Map()
        function lastOf(name) {
          const known = seen.get(name)
          return known?.at
        }
        function note(name) {
          const known = seen.get(name) ?? { tries: 0, at: 0 }
          known.tries += 1
          known.at = Date.now()
          seen.set(name, known)
        }
        if (cluster.isPrimary) cluster.fork()
        else createServer((request, response) => { note(request.url); response.end(String(lastOf(request.url))) }).listen(80)
      `,
    },
    { name: 'a time is no count', code: text`
      import cluster from 'node:cluster'
      import { createServer } from 'node:http'
      const pages = new Map()
      function pageOf(path) {
        const known = pages.get(path)
        if (known) return known
        const until = Date.now() + 5000
        pages.set(path, { html: make(path), until })
        return pages.get(path)
      }
      ${served('response.end(pageOf(request.url).html)')}
    ` },
    { name: 'what is counted in something else', code: text`
      import cluster from 'node:cluster'
      import { createServer } from 'node:http'
      const parts = new Map()
      function partOf(path, list) {
        const place = (list.get(path) ?? 0) + 1
        if (!parts.has(path)) parts.set(path, place)
        return parts.get(path)
      }
      ${served('response.end(partOf(request.url, request.list))')}
    ` },
    { name: 'counted in the primary', code: text`
      import cluster from 'node:cluster'
      import { createServer } from 'node:http'
      const seen = new Map()
      if (cluster.isPrimary) {
        cluster.fork()
        cluster.on('message', (worker, { name }) => {
          const count = (seen.get(name) ?? 0) + 1
          seen.set(name, count)
          worker.send({ name, count })
        })
      } else createServer((request, response) => { process.send({ name: request.url }); response.end() }).listen(80)
    ` },
  ],
  invalid: [
    {
      name: 'in an entry that may not be there yet, and that is removed first',
      ...marked`
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        const wrong = new Map()
        function isShut(name) {
          const entry = wrong.get(name)
          if (entry && entry.until < Date.now()) wrong.delete(name)
          return entry !== undefined && entry.tries >= 5
        }
        function note(name) {
          const entry = wrong.get(name)
          wrong.set(name, { tries: (entry?.tries ?? 0) + 1, until: Date.now() + 60_000 })
          ~~~~~ apart {"what": "'wrong'", "place": "line 13"}
        }
        if (cluster.isPrimary) cluster.fork()
        else {
          createServer((request, response) => {
            if (isShut(request.url)) response.statusCode = 429
            else if (!matches(request)) note(request.url)
            response.end()
          }).listen(80)
        }
      `,
    },
    {
      name: 'in a variable that is put back',
      ...marked`
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        const seen = new Map()
        function note(name) {
          const count = (seen.get(name) ?? 0) + 1
          seen.set(name, count)
          ~~~~ apart
          return count
        }
        if (cluster.isPrimary) cluster.fork()
        else createServer((request, response) => { if (note(request.url) > 20) response.statusCode = 429; response.end() }).listen(80)
      `,
    },
    {
      name: 'the same as part of an entry',
      ...marked`
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        const seen = new Map()
        function note(name) {
          const known = seen.get(name)
          const tries = known ? known.tries + 1 : 1
          seen.set(name, { tries, at: Date.now() })
          ~~~~ apart
          return tries
        }
        if (cluster.isPrimary) cluster.fork()
        else createServer((request, response) => { if (note(request.url) > 20) response.statusCode = 429; response.end() }).listen(80)
      `,
    },
    {
      name: 'an entry that one function counts up and another measures',
      ...marked`
        import cluster from 'node:cluster'
        import { createServer } from 'node:http'
        const seen = new Map()
        function isTired(name) {
          const known = seen.get(name)
          return known !== undefined && known.tries >= 5
        }
        function note(name) {
          const known = seen.get(name) ?? { tries: 0, at: 0 }
          known.tries += 1
          known.at = Date.now()
          seen.set(name, known)
          ~~~~ apart
        }
        if (cluster.isPrimary) cluster.fork()
        else createServer((request, response) => { if (isTired(request.url)) response.statusCode = 429; else note(request.url); response.end() }).listen(80)
      `,
    },
  ],
})
