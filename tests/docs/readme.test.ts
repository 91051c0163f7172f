import { readFileSync } from 'node:fs'

import { Linter } from 'eslint'
import { expect, it } from 'vitest'

import pkg from '../../package.json' with { type: 'json' }
import plugin from '../../src/index.ts'
import { readPage } from '../support/pages.ts'

const readme = readFileSync('README.md', 'utf8')

it('the README shows the message of its first example as it is', () => {
  const code = readPage('README.md').examples[0]?.files[0]?.code ?? ''
  const [report] = new Linter({ configType: 'flat' }).verify(code, plugin.configs.recommended)
  // What the stylish formatter prints: no full stop at the end.
  const line = `${String(report?.line)}:${String(report?.column)} error ${report?.message.replace(/\.$/, '') ?? ''}`
  expect(readme.replaceAll(/\s+/g, ' ')).toContain(line)
})

it('the README names scripts that exist, and versions that hold', () => {
  for (const [, script = ''] of readme.matchAll(/npm run ([\w:]+)/g)) expect(pkg.scripts).toHaveProperty(script)
  expect(readme).toContain('ESLint 9.15')
  expect(pkg.peerDependencies.eslint).toBe('^9.15.0 || ^10.0.0')
  expect(readme).toContain('Node 20.19')
  expect(pkg.engines.node).toMatch(/^\^20\.19\.0 /)
})
