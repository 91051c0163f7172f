import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// One cache for several kinds of things: what is taken out of it says by its key which kind that is.

const almanac = (taken: string, kept = 'const key = `tides/${port}`'): string => text`
  const cache = new Map()
  export async function tides(port) {
    ${kept}
    if (cache.has(key)) return cache.get(key)
    return fetchTides(port).then((found) => {
      cache.set(key, found)
      return found
    })
  }
  export function forget(port) {
    ${taken}
  }
`
const stale = { errors: [{ messageId: 'refilled', line: 6, column: 5 }] } as const

run(rule, {
  valid: [
    { name: 'of another kind', code: almanac('cache.delete(`charts/${port}`)') },
    { name: 'of another kind, by a name and a sum', code: almanac("const key = 'charts/' + port\n  cache.delete(key)") },
  ],
  invalid: [
    { name: 'of the same kind', code: almanac('cache.delete(`tides/${port}`)'), ...stale },
    { name: 'of a kind that may be the same', code: almanac('cache.delete(`tides/${port}/${day}`)'), ...stale },
    { name: 'by a key that somebody gives', code: almanac('cache.delete(port)'), ...stale },
    { name: 'all of them', code: almanac('cache.clear()'), ...stale },
  ],
})
