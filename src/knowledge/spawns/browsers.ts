import type { ApiPath, SpawnModel } from '../schema.ts'

/** What starts a browser of Playwright. */
export const drivers: readonly ApiPath[] = ['playwright', 'playwright-core', '@playwright/test'].flatMap((module) => ['chromium', 'firefox', 'webkit'].map((name): ApiPath => `${module}#${name}.launch`))

/** Browsers that a program drives: each is a process with a dozen of its own, which stays when the program forgets it. */
export const browsers: readonly SpawnModel[] = [
  {
    id: 'puppeteer',
    spawn: ['puppeteer', 'puppeteer-core', 'puppeteer-extra'].map((module): ApiPath => `${module}#launch`),
    kind: 'process',
    noun: 'browser',
    ends: ['close'],
    detaches: ['disconnect'],
    identity: 'process',
    joins: ['disconnected'],
    idle: 'keeps alive',
    serves: true,
    endsWithProgram: true,
  },
  { id: 'playwright', spawn: drivers, kind: 'process', noun: 'browser', ends: ['close'], joins: ['disconnected'], idle: 'keeps alive', serves: true, endsWithProgram: true },
]
