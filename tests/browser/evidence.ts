import { setTimeout as pause } from 'node:timers/promises'

import type { Example } from '../support/pages.ts'
import type { Browser, Page } from './chromium.ts'
import type { Site } from './site.ts'

/** How long a page that waits for something is left waiting, by its own clock. */
const LIMIT = 2000
/** What is to come gets more time: on a busy machine slow is not hung. */
const PATIENCE = 60_000

interface Outcome {
  readonly output: string
  readonly errors: string
  /** The script of the page, and what it awaits at its top, came to its end. */
  readonly hasEnded: boolean
}

interface Kind {
  readonly holds: (outcome: Outcome, rest: string) => boolean
  /** What stays away cannot be waited for: it is looked at when the page has had its time. */
  readonly isAbsence?: boolean
}

const KINDS: Readonly<Record<string, Kind>> = {
  throws: { holds: ({ errors }, rest) => errors.includes(rest) },
  prints: { holds: ({ output }, rest) => output.includes(rest) },
  never: { holds: ({ output }, rest) => !output.includes(rest.replace(/^prints /, '')), isAbsence: true },
  hangs: { holds: ({ hasEnded }) => !hasEnded, isAbsence: true },
}

/** What speaks against an example, after it was run in a page; undefined when it behaves as its page says. */
export async function doubt(example: Example, browser: Browser, site: Site): Promise<string | undefined> {
  if (example.verdict === 'correct') {
    const fine = ({ hasEnded, errors, output }: Outcome) => hasEnded && errors === '' && output.includes(example.prints ?? '')
    const outcome = await run(example, browser, site, fine)
    return fine(outcome) ? undefined : `correct code does not come to its end without an error, or does not print what it should:\n${told(outcome)}`
  }
  const [name = '', ...rest] = (example.shows ?? '').split(' ')
  const kind = KINDS[name]
  if (!kind) return `shows="${example.shows ?? ''}" is not one of throws, prints, never prints, hangs`
  const holds = (outcome: Outcome) => kind.holds(outcome, rest.join(' '))
  const outcome = await run(example, browser, site, kind.isAbsence ? undefined : holds)
  return holds(outcome) ? undefined : `the fault does not show as "${example.shows ?? ''}":\n${told(outcome)}`
}

/** Runs until something has come, or for as long as a page gets. Each page is a visitor of its own: no locks or stores of others. */
async function run(example: Example, browser: Browser, site: Site, hasCome?: (outcome: Outcome) => boolean): Promise<Outcome> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    let output = ''
    let errors = ''
    page.on('console', (message) => {
      if (message.type() === 'log') output += `${message.text()}\n`
    })
    page.on('pageerror', (error) => (errors += `${error.name}: ${error.message}\n`))
    await page.exposeFunction('workersLeft', () => workersLeft(page))
    await page.goto(site.add(example))
    const look = async (): Promise<Outcome> => ({ hasEnded: await page.evaluate<boolean>('hasEnded === true'), output, errors })
    if (!hasCome) {
      await page.evaluate(`new Promise((resolve) => setTimeout(resolve, ${String(LIMIT)}))`)
      return await look()
    }
    const end = Date.now() + PATIENCE
    let outcome = await look()
    while (!hasCome(outcome) && Date.now() < end) {
      await pause(50)
      outcome = await look()
    }
    return outcome
  } finally {
    await context.close()
  }
}

/** For drivers: how many workers of the page are alive when those that were ended have had time to go. */
async function workersLeft(page: Page): Promise<number> {
  for (let i = 0; i < 40 && page.workers().length > 0; i++) await pause(50)
  return page.workers().length
}

function told({ output, errors, hasEnded }: Outcome): string {
  return `${hasEnded ? 'it ended' : 'it did not end'}\n${output}${errors}`
}
