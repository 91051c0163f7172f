import { existsSync, readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { rules } from '../../src/rules/index.ts'
import { anchorsOf, linksOf } from '../support/links.ts'
import { pages } from '../support/pages.ts'

interface Topic {
  readonly row: number
  readonly topic: string
  /** Names of rules, and headings of the guide: `races.md#across-an-await`. */
  readonly answers: readonly string[]
}

const { topics } = JSON.parse(readFileSync('docs/guide/topics.json', 'utf8')) as { readonly topics: readonly Topic[] }
const guide = pages().filter((path) => path.startsWith('docs/guide/'))

function isThere(path: string, anchor?: string): boolean {
  return existsSync(path) && (anchor === undefined || (path.endsWith('.md') && anchorsOf(path).has(anchor)))
}

function isAnswer(target: string): boolean {
  const [page = '', heading] = target.split('#')
  return page.endsWith('.md') ? heading !== undefined && isThere(`docs/guide/${page}`, heading) : target in rules
}

describe('the map of topics', () => {
  it('holds each of the 222 rows once, in order', () => {
    expect(topics.map(({ row }) => row)).toEqual(Array.from({ length: 222 }, (_, i) => i + 1))
  })

  it('answers each row with rules and headings that exist', () => {
    expect(topics.filter(({ topic, answers }) => topic === '' || answers.length === 0)).toEqual([])
    expect(topics.flatMap(({ row, answers }) => answers.filter((target) => !isAnswer(target)).map((target) => `${String(row)}: ${target}`))).toEqual([])
  })
})

describe.each(pages())('%s', (path) => {
  const links = linksOf(path)

  it('has links that lead somewhere', () => {
    const dead = links.filter((link) => !isThere(link.path, link.anchor))
    expect(dead.map(({ line, text }) => `line ${String(line)}: ${text}`)).toEqual([])
  })

  it('quotes numbers as the last measurement gave them', () => {
    const numbers = readFileSync('docs/guide/numbers.md', 'utf8')
    const wrong = links.filter(({ path: page, anchor, text }) => page === 'docs/guide/numbers.md' && anchor !== undefined && numbers.includes(`<a id="${anchor}">`) && valueOf(numbers, anchor) !== text)
    expect(wrong.map(({ line, text }) => `line ${String(line)}: ${text}`)).toEqual([])
  })
})

function valueOf(numbers: string, id: string): string | undefined {
  return new RegExp(`^\\| <a id="${id}"></a>.* \\| (.*) \\|$`, 'm').exec(numbers)?.[1]
}

describe('the guide', () => {
  const own = guide.filter((path) => !/\/(?:README|command|numbers)\.md$/.test(path))

  it('lists each page in its index, and the README of the project leads there', () => {
    const listed = new Set(linksOf('docs/guide/README.md').map(({ path }) => path))
    expect(guide.filter((path) => !listed.has(path))).toEqual(['docs/guide/README.md'])
    expect(linksOf('README.md').map(({ path }) => path)).toContain('docs/guide/README.md')
  })

  it.each(own)('%s links rules that check what it says', (path) => {
    expect(linksOf(path).filter(({ path: target }) => target.startsWith('docs/rules/'))).not.toEqual([])
  })

  it('mentions every rule', () => {
    const linked = new Set(guide.flatMap((path) => linksOf(path)).map(({ path }) => path))
    expect(Object.keys(rules).filter((name) => !linked.has(`docs/rules/${name}.md`))).toEqual([])
  })
})
