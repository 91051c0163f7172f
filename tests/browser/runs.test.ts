import { afterAll, describe, expect, it } from 'vitest'

import { pages, readPage } from '../support/pages.ts'
import { launch } from './chromium.ts'
import { doubt } from './evidence.ts'
import { openSite } from './site.ts'

const browser = await launch()
const site = await openSite()
afterAll(async () => {
  site.close()
  await browser.close()
})

const examples = pages().flatMap((path) => readPage(path).examples.filter((example) => example.browser).map((example) => ({ path, ...example })))

describe(`in Chromium ${browser.version()}`, () => {
  it.concurrent.for(examples)('$path: the $verdict code at line $line does what the page says', async (example, { expect }) => {
    expect(await doubt(example, browser, site)).toBeUndefined()
  })

  it('harmless code shows none of the faults, and faulty code is not correct', async () => {
    const harmless = { rule: '', line: 1, options: [], settings: {}, typed: false, runnable: false, browser: true, standIns: [], files: [{ name: 'example.js', language: 'js', code: 'console.log("done")', faulty: [] }] } as const
    for (const shows of ['hangs', 'never prints done']) expect(await doubt({ ...harmless, verdict: 'incorrect', shows }, browser, site)).toMatch(/does not show/)
    const stuck = { ...harmless, files: [{ ...harmless.files[0], code: 'await new Promise(() => {})' }] }
    expect(await doubt({ ...stuck, verdict: 'incorrect', shows: 'hangs' }, browser, site)).toBeUndefined()
  })
})
