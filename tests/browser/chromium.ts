import { pathToFileURL } from 'node:url'

/** What we use of playwright-core, which is not installed for those who only work on rules. */
export interface Browser {
  version(): string
  newContext(): Promise<Context>
  close(): Promise<void>
}

interface Context {
  newPage(): Promise<Page>
  close(): Promise<void>
}

export interface Page {
  goto(url: string): Promise<unknown>
  /** Runs code in the page; the value of its last expression comes back. */
  evaluate<T>(code: string): Promise<T>
  exposeFunction(name: string, call: () => unknown): Promise<void>
  workers(): readonly unknown[]
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void
  on(event: 'pageerror', listener: (error: Error) => void): void
}

interface Playwright {
  readonly chromium: { launch(options: { executablePath: string; args: readonly string[]; timeout: number }): Promise<Browser> }
}

/** It is to draw nothing and to ask nobody anything. */
const QUIET = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]

/** The browser that scripts/test-browser.mjs has found. */
export async function launch(): Promise<Browser> {
  const { PLAYWRIGHT, CHROMIUM } = process.env
  if (PLAYWRIGHT === undefined || CHROMIUM === undefined) throw new Error('Start these with npm run test:browser.')
  const loaded = await import(pathToFileURL(PLAYWRIGHT).href) as Playwright & { readonly default?: Playwright }
  return (loaded.default ?? loaded).chromium.launch({ executablePath: CHROMIUM, args: QUIET, timeout: 90_000 })
}
