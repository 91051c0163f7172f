import { afterAll, beforeAll } from 'vitest'

import { mapPort, usePort } from '../../src/analysis/port.ts'
import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A framework looks for some files in certain folders of the package alone: the middleware of Next.js.

beforeAll(() => {
  usePort(mapPort(new Map([['/panel/package.json', '{"name": "panel", "dependencies": {"express": "5.0.0"}}']])))
})
afterAll(() => {
  usePort(mapPort(new Map()))
})
const mounted = marked`
  import { readFileSync } from 'node:fs'
  import { isKnown } from './people.js'
  export default async function middleware(request) {
    if (!(await isKnown(request))) return new Response(readFileSync('sorry.html'))
                                                       ~~~~~~~~~~~~ blocks
  }
`
run(rule, {
  valid: [{ name: 'a file by that name among the others of a library, which builds an app', filename: '/panel/lib/middleware.js', code: text`
    import { readFileSync } from 'node:fs'
    import { router } from './router.js'
    const middleware = async function (config) {
      const app = express()
      app.locals.assets = JSON.parse(readFileSync('assets.json', 'utf8'))
      app.use('/', await router(config))
      return app
    }
    export default middleware
  ` }],
  invalid: [
    { name: 'beside the manifest', filename: '/panel/middleware.js', ...mounted },
    { name: 'in src', filename: '/panel/src/middleware.js', ...mounted },
    { name: 'where nobody knows of a package', filename: '/elsewhere/lib/middleware.js', ...mounted },
  ],
})
