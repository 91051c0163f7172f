import { existsSync, readFileSync, readdirSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import plugin from '../../src/index.ts'
import { rules } from '../../src/rules/index.ts'

const names = Object.keys(rules)
const all = Object.entries(rules).map(([name, { meta }]) => ({ name, meta }))

function stems(folder: string, suffix: string): string[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((file) => file.endsWith(suffix))
  return files.map((file) => file.slice(0, -suffix.length)).filter((stem) => stem !== 'index' && stem !== 'README').sort()
}

describe('the catalogue of rules', () => {
  it('lists the files', () => {
    expect(names).toEqual(stems('src/rules', '.ts'))
  })

  it('has a page and a test for each, and no others', () => {
    expect(stems('docs/rules', '.md')).toEqual(names)
    const tests = stems('tests/rules', '.test.ts')
    expect(tests.filter((stem) => !stem.includes('.'))).toEqual(names)
    // no-something.theme.test.ts
    expect(tests.filter((stem) => !names.includes(stem.replace(/\..*$/, '')))).toEqual([])
  })

  it('stands in the README', () => {
    const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| \[([\w-]+)\]\(docs\/rules\/\1\.md\)/gm)]
    expect(rows.map(([, name]) => name).sort()).toEqual(names)
  })
})

describe.each(all)('$name', ({ name, meta }) => {
  it('is described', () => {
    expect(meta.docs).toMatchObject({
      description: expect.stringMatching(/^(disallow|require|prefer|enforce) .*[^.]$/) as string,
      url: expect.stringMatching(new RegExp(`/docs/rules/${name}\\.md$`)) as string,
      recommended: expect.any(Boolean) as boolean,
    })
    expect(meta).toMatchObject({ languages: ['js/js'] })
  })

  it('has reports that are sentences and suggestions that are not', () => {
    for (const [id, message] of Object.entries(meta.messages)) {
      // A report may end in the repair, as data: the tests of the rule show that.
      if (/(\.|\}\})$/.test(message)) continue
      expect(meta.hasSuggestions, `${id}: only a suggestion ends without a full stop`).toBe(true)
      expect(message.length, `${id}: a suggestion is short`).toBeLessThan(80)
    }
  })

  it('refuses unknown options', () => {
    const [schema] = [meta.schema].flat()
    if (schema !== undefined) expect(schema).toMatchObject({ type: 'object', additionalProperties: false })
  })

  it('explains every option', () => {
    const [schema] = [meta.schema].flat() as { properties?: Record<string, { description?: string }> }[]
    const page = readFileSync(`docs/rules/${name}.md`, 'utf8')
    for (const [option, { description }] of Object.entries(schema?.properties ?? {})) {
      expect(description, option).toBeTruthy()
      expect(page).toMatch(new RegExp(`\\b${option}\\b`))
    }
  })

  it.each(['## Known limits', '## When to switch it off'])('has a page with the section %s', (heading) => {
    expect(readFileSync(`docs/rules/${name}.md`, 'utf8').split('\n')).toContain(heading)
  })

  it('has a page with an incorrect and a correct example', () => {
    const page = readFileSync(`docs/rules/${name}.md`, 'utf8')
    expect(page).toMatch(/^```\w+ incorrect/m)
    expect(page).toMatch(/^```\w+ correct/m)
  })
})

describe('the presets', () => {
  const { recommended, strict, all: everything } = plugin.configs
  const id = (name: string) => `concurrency/${name}`

  it('recommended holds the rules that say so', () => {
    expect(Object.keys(recommended.rules ?? {})).toEqual(names.filter((name) => rules[name]?.meta.docs?.recommended).map(id))
  })

  it('strict and all hold every rule', () => {
    expect(Object.keys(strict.rules ?? {})).toEqual(names.map(id))
    expect(Object.keys(everything.rules ?? {})).toEqual(names.map(id))
  })

  it('strict alone gives options: those that rules name for it', () => {
    for (const { name, meta } of all) expect(strict.rules?.[id(name)]).toEqual(['error', ...(meta.docs?.strictOptions ?? [])])
    for (const entry of Object.values({ ...recommended.rules, ...everything.rules })) expect(entry).toEqual(['error'])
  })

  it('refer to the plugin itself', () => {
    for (const [name, config] of Object.entries(plugin.configs)) {
      expect(config.name).toBe(`concurrency/${name}`)
      expect(config.plugins?.['concurrency']).toBe(plugin)
    }
  })
})
