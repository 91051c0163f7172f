// npm run test:browser: the examples of the pages that say `browser`, in a Chromium. Where playwright-core or the browser is absent
// it says how to get them and ends well; with --required it fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

const playwright = findPlaywright()
const chromium = findChromium()
if (playwright === undefined || chromium === undefined) {
  const missing = [
    ...(playwright === undefined ? ['playwright-core is not installed (npm ci --prefix tests/browser)'] : []),
    ...(chromium === undefined ? [`no Chromium ${process.env.CHROMIUM ? `at ${process.env.CHROMIUM}` : 'on the PATH'} (install the package chromium, or say where one is: CHROMIUM=…)`] : []),
  ]
  console.log(`Browser examples skipped: ${missing.join('; ')}.`)
  process.exitCode = process.argv.includes('--required') ? 1 : 0
} else {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs')
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'tests/browser/vitest.config.ts', '--reporter=verbose'], {
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT: playwright, CHROMIUM: chromium },
  })
  process.exitCode = status ?? 1
}

function findPlaywright() {
  try {
    return createRequire(new URL('../tests/browser/package.json', import.meta.url)).resolve('playwright-core')
  } catch {
    return undefined
  }
}

function findChromium() {
  if (process.env.CHROMIUM) return existsSync(process.env.CHROMIUM) ? process.env.CHROMIUM : undefined
  const files = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return files.find((file) => existsSync(file))
}
