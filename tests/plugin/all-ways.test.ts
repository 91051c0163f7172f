import { readFileSync, readdirSync } from 'node:fs'

import { expect, it } from 'vitest'

import { describe as told, makeCheck } from '../../scripts/robust/check.mjs'
import { checkFile } from '../../scripts/robust/variants.mjs'
import { rules } from '../../src/rules/index.ts'
import { CODE, pages, readPage } from '../support/pages.ts'

// What `npm run robust` does with whole suites, here with what the repository holds: odd files, the examples, and the code of every page.
const check = makeCheck(rules)
const folders = ['tests/fixtures/odd', 'examples']
const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
const texts: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ...files.filter((path) => /\.[jt]sx?$/.test(path)).map((path) => [path, [[path, readFileSync(path, 'utf8')]]] as const),
  ...pages().map((path) => [path, readPage(path).blocks.filter(({ language }) => CODE.has(language)).map(({ language, code }) => [`example.${language}`, code] as const)] as const),
]

it.each(texts)('nothing is wrong with either parser, any line ends and a byte order mark, on %s', (_, codes) => {
  for (const [name, code] of codes) expect(checkFile(check, `/example/${name}`, code).faults.map((fault) => `${told(fault)} (${fault.way})\n${code}`)).toEqual([])
})
