import { afterAll, describe, expect, it } from 'vitest'

import { blocksOf, examplesOf, pages, readPage } from '../support/pages.ts'
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

  it('tells harmless code from code that hangs', async () => {
    const faulty = (shows: string, code: string) => {
      const [example] = examplesOf(blocksOf(`\`\`\`js incorrect browser shows="${shows}"\n${code} // faulty\n\`\`\``), 'no-rule')
      if (!example) throw new Error('no example')
      return doubt(example, browser, site)
    }
    for (const shows of ['hangs', 'never prints done']) expect(await faulty(shows, 'console.log("done")')).toMatch(/does not show/)
    expect(await faulty('hangs', 'await new Promise(() => {})')).toBeUndefined()
  })
})
