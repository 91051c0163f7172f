import rule from '../../src/rules/no-unbounded-workers.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- browsers that a program drives

run(rule, {
  valid: [
    {
      name: 'one browser, and a page for each',
      code: text`
        import { chromium } from 'playwright'
        export async function titles(urls) {
          const browser = await chromium.launch()
          try {
            return await Promise.all(urls.map(async (url) => (await browser.newPage()).goto(url)))
          } finally {
            await browser.close()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a browser for each address',
      ...marked`
        import { chromium } from 'playwright'
        export async function titles(urls) {
          return Promise.all(urls.map(async (url) => {
            const browser = await chromium.launch()
                                  ~~~~~~~~~~~~~~~ item
            try {
              const page = await browser.newPage()
              await page.goto(url)
              return await page.title()
            } finally {
              await browser.close()
            }
          }))
        }
      `,
    },
  ],
})
