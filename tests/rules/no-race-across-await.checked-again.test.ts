import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// An entry that is held against its source each time it is found does no harm when it is old.
run(rule, {
  valid: [
    {
      name: 'found only while the file is what it was',
      code: text`
        import { readFile, stat } from 'node:fs/promises'
        export class Pages {
          cache = new Map()
          async linesOf(path) {
            const stats = await stat(path)
            const kept = this.cache.get(path)
            if (kept && kept.mtimeMs === stats.mtimeMs && kept.size === stats.size) return kept.lines
            const lines = parse(await load(path))
            this.cache.set(path, { lines, mtimeMs: stats.mtimeMs, size: stats.size })
            return lines
          }
          clear() { this.cache.clear() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'found whatever has become of it',
      ...marked`
        import { readFile, stat } from 'node:fs/promises'
        export class Pages {
          cache = new Map()
          async linesOf(path) {
            const stats = await stat(path)
            const kept = this.cache.get(path)
            if (kept) return kept.lines
            const lines = parse(await load(path))
            this.cache.set(path, { lines, mtimeMs: stats.mtimeMs, size: stats.size })
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ refilled
            return lines
          }
          clear() { this.cache.clear() }
        }
      `,
    },
    {
      name: 'held against the clock',
      ...marked`
        export class Pages {
          cache = new Map()
          async linesOf(path) {
            const kept = this.cache.get(path)
            if (kept && kept.until === Date.now()) return kept.lines
            const lines = parse(await load(path))
            this.cache.set(path, { lines, until: Date.now() })
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ refilled
            return lines
          }
          clear() { this.cache.clear() }
        }
      `,
    },
  ],
})
