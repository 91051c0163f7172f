import { afterEach, expect, it } from 'vitest'

import { blockingCalls } from '../../../src/analysis/blocking/calls.ts'
import { mapPort, usePort } from '../../../src/analysis/port.ts'
import { parse } from '../../support/probe.ts'

const pack = "import { gzipSync } from 'node:zlib'\nexport async function pack(texts) { return gzipSync(await merged(texts)) }"
const serve = "import { gzipSync } from 'node:zlib'\nimport { createServer } from 'node:http'\ncreateServer((req, res) => res.end(gzipSync(pageFor(req)))).listen(80)"

afterEach(() => {
  usePort(mapPort(new Map()))
})

it.each([
  ['a package that people look for as a command', '{"name": "app", "bin": "cli.js", "main": "app.js", "keywords": ["runner", "cli-app"]}', pack, 0],
  ['a server in it', '{"name": "app", "bin": "cli.js", "main": "app.js", "keywords": ["runner", "cli-app"]}', serve, 1],
  ['a package that they look for as something else', '{"name": "app", "bin": "cli.js", "main": "app.js", "keywords": ["client", "runner"]}', pack, 1],
  ['a package about commands that has none', '{"name": "app", "main": "app.js", "keywords": ["cli"]}', pack, 1],
])('goes by the package: %s', (_, manifest, code, calls) => {
  usePort(mapPort(new Map([['/app/package.json', manifest]])))
  expect(blockingCalls(parse(code, { filename: '/app/lib/format.js' }))).toHaveLength(calls)
})
