import { describe, it } from 'vitest'

import { doubt } from '../support/evidence.ts'
import { pages, readPage } from '../support/pages.ts'

const runnable = pages().flatMap((path) => readPage(path).examples.filter((example) => example.runnable).map((example) => ({ path, ...example })))

// What code does when it runs does not depend on the linter: vitest.config.ts keeps this file to one project.
describe('runnable examples', () => {
  it('are found', ({ expect }) => {
    expect(runnable.length).toBeGreaterThan(0)
  })

  it.concurrent.for(runnable)('$path: the $verdict code at line $line does what the page says', { timeout: 120_000 }, async (example, { expect }) => {
    expect(await doubt(example)).toBeUndefined()
  })
})
