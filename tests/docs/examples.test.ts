import { readFileSync, readdirSync } from 'node:fs'

import tsParser from '@typescript-eslint/parser'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

import plugin from '../../src/index.ts'

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [plugin.configs.strict, { files: ['**/*.ts'], languageOptions: { parser: tsParser } }] as ESLint.Options['overrideConfig'],
})

async function rulesReporting(path: string): Promise<string[]> {
  const [result] = await eslint.lintFiles([path])
  return [...new Set(result?.messages.map(({ ruleId, message }) => ruleId ?? message))]
}

describe.each(readdirSync('examples'))('the application %s', (name) => {
  const folder = `examples/${name}`
  const faults = [...readFileSync(`${folder}/README.md`, 'utf8').matchAll(/^\| `([\w.-]+)` \| .* \| `([\w-]+)` \|$/gm)]
  const faultOf = new Map(faults.map(([, file, rule]) => [file ?? '', rule ?? '']))
  const files = readdirSync(`${folder}/faulty`)

  it('has each file twice', () => {
    expect(readdirSync(`${folder}/repaired`)).toEqual(files)
    expect([...faultOf.keys()].filter((file) => !files.includes(file))).toEqual([])
  })

  it.each(files)('%s has the fault that the table names, and no other; its repair has none', async (file) => {
    const fault = faultOf.get(file)
    expect(await rulesReporting(`${folder}/faulty/${file}`)).toEqual(fault === undefined ? [] : [`concurrency/${fault}`])
    expect(await rulesReporting(`${folder}/repaired/${file}`)).toEqual([])
  })
})

it('the examples show every rule of recommended', () => {
  const tables = readdirSync('examples').map((name) => readFileSync(`examples/${name}/README.md`, 'utf8')).join('\n')
  for (const rule of Object.keys(plugin.configs.recommended.rules ?? {})) expect(tables).toContain(`\`${rule.replace('concurrency/', '')}\``)
})
