import { ESLint as ESLint10 } from 'eslint'
import { ESLint as ESLint915 } from 'eslint915'
import { ESLint as ESLint9 } from 'eslint9'
import { defineConfig as defineConfig10 } from 'eslint/config'
import { defineConfig as defineConfig9 } from 'eslint9/config'
import { describe, expect, it } from 'vitest'

import plugin from '../../src/index.ts'

const code = `const worker = new Worker('worker.js')
worker.postMessage({ done: () => worker.terminate() })
`

async function lint(Host: typeof ESLint10, config: unknown) {
  const eslint = new Host({ overrideConfigFile: true, overrideConfig: config as ESLint10.Options['overrideConfig'] })
  const [result] = await eslint.lintText(code, { filePath: 'example.js' })
  return result?.messages.map(({ ruleId, line }) => `${String(line)} ${ruleId ?? ''}`)
}

// The versions differ in their types, not in what is used of them here.
const hosts: readonly (readonly [string, unknown])[] = [
  ['9.15', ESLint915],
  ['9', ESLint9],
  ['of the project', ESLint10],
]

describe.each(hosts)('ESLint %s', (_, Host) => {
  it.each(['recommended', 'strict', 'all'] as const)('takes the preset %s as an entry of the array', async (preset) => {
    expect(await lint(Host as typeof ESLint10, [plugin.configs[preset]])).toContain('2 concurrency/no-uncloneable-message')
  })
})

const definers: readonly (readonly [string, unknown, unknown])[] = [
  ['9', ESLint9, defineConfig9],
  ['of the project', ESLint10, defineConfig10],
]

describe.each(definers)('ESLint %s', (_, Host, defineConfig) => {
  it('takes a preset by name under defineConfig', async () => {
    const config = (defineConfig as typeof defineConfig10)({ plugins: { concurrency: plugin }, extends: ['concurrency/recommended'] })
    expect(await lint(Host as typeof ESLint10, config)).toContain('2 concurrency/no-uncloneable-message')
  })
})
