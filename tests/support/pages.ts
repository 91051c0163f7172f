import { readdirSync, readFileSync } from 'node:fs'

/** The verdict that a page passes on a block of code; absent: it is only parsed. */
export type Verdict = 'incorrect' | 'correct'

/** The rules that correct code must not offend. */
export type Preset = 'recommended' | 'strict'

export interface Block {
  readonly language: string
  readonly verdict?: Verdict
  readonly flags: ReadonlySet<string>
  readonly attributes: ReadonlyMap<string, string>
  readonly code: string
  /** Line of the page on which the fence stands. */
  readonly line: number
  /** Counts headings: blocks with the same number stand under the same one. */
  readonly section: number
}

/** What a page shows as one program: one block, or several that name their files. The first file is the one to start. */
export interface Example {
  /** Empty: correct code of a page that belongs to no rule. */
  readonly rule: string
  readonly preset: Preset
  readonly verdict: Verdict
  readonly line: number
  readonly options: readonly unknown[]
  readonly settings: Readonly<Record<string, unknown>>
  readonly typed: boolean
  readonly runnable: boolean
  /** It runs in a page, by npm run test:browser. */
  readonly browser: boolean
  /** incorrect: how its fault shows. */
  readonly shows?: string
  /** correct: what it prints. */
  readonly prints?: string
  /** The program under tests/docs/drivers, in the folder of the rule, that calls what the example exports. */
  readonly driver?: string
  /** Packages that tests/docs/stand-ins plays. */
  readonly standIns: readonly string[]
  readonly files: readonly ExampleFile[]
}

export interface ExampleFile {
  readonly name: string
  readonly language: string
  readonly code: string
  /** Lines of the code on which the rule must report. */
  readonly faulty: readonly number[]
}

export const CODE = new Set(['js', 'jsx', 'ts', 'tsx', 'mjs', 'cjs'])
const ATTRIBUTES = new Set(['driver', 'file', 'options', 'prints', 'rule', 'settings', 'shows', 'standin'])
const FLAGS = new Set(['incorrect', 'correct', 'runnable', 'browser', 'typed'])
const MARKER = /(?:\/\/|\/\*)\s*faulty\b/

/** Pages of the repository, by path from its root. */
export function pages(): string[] {
  const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((path) => `docs/${path.replaceAll('\\', '/')}`)
  return ['README.md', 'CONTRIBUTING.md', ...docs.filter((path) => path.endsWith('.md')).sort()]
}

/** The examples and all blocks of a page. Throws, naming the line, on a fence that the grammar in CONTRIBUTING.md does not know. */
export function readPage(path: string): { readonly blocks: readonly Block[]; readonly examples: readonly Example[] } {
  const blocks = blocksOf(readFileSync(path, 'utf8'))
  if (path.startsWith('docs/guide/')) {
    // The guide shows how to do it: what it does not call incorrect is held to every rule.
    const judged = blocks.map((block): Block => (CODE.has(block.language) ? { verdict: 'correct', ...block } : block))
    return { blocks: judged, examples: examplesOf(judged, undefined, 'strict') }
  }
  // A page in the folder of a rule goes on where the page of the rule ends.
  const rule = /^docs\/rules\/([^/]+?)(?:\/.*)?\.md$/.exec(path)?.[1]
  return { blocks, examples: examplesOf(blocks, rule) }
}

export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  const lines = page.split(/\r?\n/)
  let section = 0
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (line.startsWith('#')) section++
    const fence = /^(\s*)(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(line)
    if (!fence) continue
    const [, indent = '', ticks = '', language = '', info = ''] = fence
    if (indent !== '') throw new Error(`line ${String(i + 1)}: code must not be indented; end the list before it`)
    const start = i + 1
    for (i++; i < lines.length && lines[i] !== ticks; i++);
    if (i >= lines.length) throw new Error(`line ${String(start)}: the code never ends`)
    const { flags, attributes } = readInfo(info, start)
    const verdict = flags.has('incorrect') ? 'incorrect' : flags.has('correct') ? 'correct' : undefined
    if (verdict && !CODE.has(language)) throw new Error(`line ${String(start)}: ${verdict} code in a language that is not linted: ${language}`)
    blocks.push({ language, ...(verdict ? { verdict } : {}), flags, attributes, code: `${lines.slice(start, i).join('\n')}\n`, line: start, section })
  }
  return blocks
}

function readInfo(info: string, line: number): Pick<Block, 'flags' | 'attributes'> {
  const flags = new Set<string>()
  const attributes = new Map<string, string>()
  const rest = info.replace(/([a-z]+)=(?:"([^"]*)"|'([^']*)')/g, (_, name: string, double?: string, single?: string) => {
    if (!ATTRIBUTES.has(name)) throw new Error(`line ${String(line)}: unknown attribute ${name}; known are ${[...ATTRIBUTES].join(', ')}`)
    attributes.set(name, double ?? single ?? '')
    return ''
  })
  for (const word of rest.split(/\s+/).filter(Boolean)) {
    if (!FLAGS.has(word)) throw new Error(`line ${String(line)}: unknown word ${word}; known are ${[...FLAGS].join(', ')}`)
    flags.add(word)
  }
  return { flags, attributes }
}

export function examplesOf(blocks: readonly Block[], pageRule?: string, preset: Preset = 'recommended'): Example[] {
  const examples: Example[] = []
  let previous: { readonly block: Block; readonly files: ExampleFile[] } | undefined
  for (const block of blocks) {
    if (!block.verdict) {
      previous = undefined
      continue
    }
    const file = fileOf(block)
    if (previous && isMoreOf(previous.block, previous.files, block)) {
      previous.files.push(file)
      continue
    }
    const files = [file]
    previous = { block, files }
    examples.push({ ...exampleOf(block, block.verdict, files, pageRule), preset })
  }
  for (const example of examples) check(example)
  return examples
}

function isMoreOf(first: Block, files: readonly ExampleFile[], next: Block): boolean {
  const name = next.attributes.get('file')
  return (
    name !== undefined
    && first.attributes.has('file')
    && first.section === next.section
    && first.verdict === next.verdict
    && files.every((file) => file.name !== name)
  )
}

function fileOf(block: Block): ExampleFile {
  return {
    name: block.attributes.get('file') ?? `example.${block.language}`,
    language: block.language,
    code: block.code,
    faulty: block.code.split('\n').flatMap((line, i) => (MARKER.test(line) ? [i + 1] : [])),
  }
}

function exampleOf(block: Block, verdict: Verdict, files: readonly ExampleFile[], pageRule: string | undefined): Omit<Example, 'preset'> {
  const { attributes, flags, line } = block
  const rule = attributes.get('rule') ?? pageRule ?? ''
  if (rule === '' && (verdict === 'incorrect' || attributes.has('driver') || attributes.has('options'))) throw new Error(`line ${String(line)}: which rule? Add rule="…"`)
  const shows = attributes.get('shows')
  const prints = attributes.get('prints')
  const options = attributes.get('options')
  const driver = attributes.get('driver')
  return {
    rule,
    verdict,
    line,
    files,
    options: options === undefined ? [] : [JSON.parse(options)],
    settings: JSON.parse(attributes.get('settings') ?? '{}') as Record<string, unknown>,
    typed: flags.has('typed'),
    runnable: flags.has('runnable'),
    browser: flags.has('browser'),
    standIns: attributes.get('standin')?.split(' ') ?? [],
    ...(shows === undefined ? {} : { shows }),
    ...(prints === undefined ? {} : { prints }),
    ...(driver === undefined ? {} : { driver }),
  }
}

function check({ verdict, line, files, runnable, browser, shows, prints, driver, standIns }: Example): void {
  const fail = (what: string): never => {
    throw new Error(`line ${String(line)}: ${what}`)
  }
  const runs = runnable || browser
  if (browser && /^(?:stalls|leaves)/.test(shows ?? '')) fail('in a page a fault throws, prints, never prints or hangs')
  const marks = files.some((file) => file.faulty.length > 0)
  if (verdict === 'incorrect' && !marks) fail('incorrect code marks each reported line with a comment that begins with "faulty"')
  if (verdict === 'correct' && marks) fail('correct code has no faulty line')
  if (runs && verdict === 'incorrect' && shows === undefined) fail('runnable incorrect code says how its fault shows: shows="…"')
  if (!runs && (shows ?? prints ?? driver ?? standIns[0]) !== undefined) fail('shows, prints, driver and standin are for runnable code')
  if (verdict === 'correct' && shows !== undefined) fail('correct code shows no fault')
  if (runs && files.some((file) => file.language.endsWith('x'))) fail('runnable code has no JSX')
}
