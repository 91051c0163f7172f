import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'

import type { Example } from '../support/pages.ts'
import { codeToRun, nameToRun } from '../support/run-files.ts'

export interface Site {
  /** Puts an example on the site; answers with the address of its page. */
  add(example: Example): string
  /** A page with nothing in it. */
  readonly empty: string
  close(): void
}

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript' }

/** A server for pages that may share memory: they are isolated from other origins. */
export async function openSite(): Promise<Site> {
  const files = new Map([['/empty.html', '<!doctype html><title>empty</title>']])
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const text = files.get(path)
    response.writeHead(text === undefined ? 404 : 200, {
      'Content-Type': TYPES[path.endsWith('.html') ? 'html' : 'js'],
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cache-Control': 'no-store',
    })
    response.end(text)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, 'localhost', resolve)
  })
  const root = `http://localhost:${String((server.address() as AddressInfo).port)}`
  let count = 0
  return {
    empty: `${root}/empty.html`,
    add(example) {
      const folder = `/${String(++count)}`
      for (const [name, text] of filesOf(example)) files.set(`${folder}/${name}`, text)
      return `${root}${folder}/index.html`
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The same places as where Node runs an example: beside it turns.mjs, and the driver in the folder of its rule. */
function filesOf({ files, rule, driver, standIns }: Example): [name: string, text: string][] {
  const script = driver === undefined ? nameToRun(files[0] ?? { name: '' }) : `${rule}/${driver}.mjs`
  const driven = driver === undefined ? [] : [script, 'turns.mjs']
  return [
    ['index.html', page(script, standIns)],
    ...files.map((file): [string, string] => [nameToRun(file), codeToRun(file)]),
    ...driven.map((name): [string, string] => [name, readFileSync(`tests/docs/drivers/${name}`, 'utf8')]),
    ...standIns.map((name): [string, string] => [`stand-ins/${name}.js`, readFileSync(`tests/docs/stand-ins/${name}/index.js`, 'utf8')]),
  ]
}

function page(script: string, standIns: readonly string[]): string {
  const imports = Object.fromEntries(standIns.map((name) => [name, `./stand-ins/${name}.js`]))
  return `<!doctype html>
<title>example</title>
<link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>
<button>Start</button>
<canvas></canvas>
<output></output>
<script type="module">
  // Drivers count turns of the event loop with it. Locks and messages of a page come from other processes: those get their time.
  globalThis.setImmediate = (call, ...values) => setTimeout(call, 50, ...values)
  globalThis.hasEnded = false
  await import('./${script}')
  globalThis.hasEnded = true
</script>
`
}
