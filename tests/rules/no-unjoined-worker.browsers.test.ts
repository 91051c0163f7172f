import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- browsers that a program drives

run(rule, {
  valid: [
    {
      name: 'closed whatever happens',
      code: text`
        import { chromium } from 'playwright'
        export async function print(url) {
          const browser = await chromium.launch()
          try {
            const page = await browser.newPage()
            await page.goto(url)
            return await page.pdf()
          } finally {
            await browser.close()
          }
        }
      `,
    },
    {
      name: 'a page is handed over, whose browser is its own',
      code: text`
        import puppeteer from 'puppeteer'
        export async function open() {
          const browser = await puppeteer.launch()
          return browser.newPage()
        }
      `,
    },
    {
      name: 'a command that fails ends, and the browser with it',
      filename: 'scripts/print.js',
      code: text`
        #!/usr/bin/env node
        import puppeteer from 'puppeteer'
        async function print(url) {
          const browser = await puppeteer.launch()
          const page = await browser.newPage()
          await page.goto(url)
          await browser.close()
        }
        for (const url of process.argv.slice(2)) await print(url)
      `,
    },
    {
      name: 'another module by that name of the method',
      code: text`
        import { chromium } from './browsers.js'
        export async function print(url) {
          const browser = await chromium.launch()
          const page = await browser.newPage()
          await page.goto(url)
          await browser.close()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a page that cannot be opened leaves it',
      ...marked`
        import puppeteer from 'puppeteer'
        export async function print(url) {
          const browser = await puppeteer.launch()
                                ~~~~~~~~~~~~~~~~ skipped
          const page = await browser.newPage()
          await page.goto(url)
          const pdf = await page.pdf()
          await browser.close()
          return pdf
        }
      `,
    },
    {
      name: 'a way out before it is closed, of one that a condition chooses',
      ...marked`
        import { firefox } from 'playwright'
        export async function title(url) {
          const browser = await firefox.launch({ headless: true })
                                ~~~~~~~~~~~~~~ skipped
          const page = await browser.newPage()
          const response = await page.goto(url).catch(() => null)
          if (!response) return ''
          const title = await page.title()
          await browser.close()
          return title
        }
      `,
    },
  ],
})
