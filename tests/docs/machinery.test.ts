import { describe, expect, it } from 'vitest'

import { createRule } from '../../src/utils/rule.ts'
import { walk } from '../../src/utils/syntax.ts'
import { doubt } from '../support/evidence.ts'
import { judge } from '../support/judge.ts'
import { text } from '../support/marked.ts'
import type { Example } from '../support/pages.ts'
import { blocksOf, examplesOf } from '../support/pages.ts'

const noDebugger = createRule({
  name: 'no-debugger',
  meta: {
    type: 'problem',
    docs: { description: 'disallow debugger', category: 'Coordination', recommended: true },
    schema: [],
    messages: { found: 'A debugger statement.' },
  },
  check(context) {
    walk(context.sourceCode, context.sourceCode.ast, (node) => {
      if (node.type === 'DebuggerStatement') context.report({ node, messageId: 'found' })
    })
  },
})
const subject = { rules: { 'no-debugger': noDebugger }, presets: { recommended: { 'no-debugger': [] }, strict: { 'no-debugger': [] } } }

/** A page of the rule no-debugger; 's stand for backticks. */
function examples(page: string): Example[] {
  return examplesOf(blocksOf(page.replaceAll("'''", '```')), 'no-debugger')
}

function verdictOn(page: string): (string | undefined)[] {
  return examples(page).map((example) => judge(example, subject))
}

describe('reading a page', () => {
  it('takes blocks of one section that name their files as one program', () => {
    const page = text`
      '''js incorrect file="main.mjs"
      debugger // faulty
      '''
      and its worker
      '''js incorrect file="worker.mjs"
      run()
      '''
      # Another
      '''js incorrect file="other.mjs"
      debugger // faulty
      '''
    `
    expect(examples(page).map(({ files }) => files.map(({ name }) => name))).toEqual([['main.mjs', 'worker.mjs'], ['other.mjs']])
  })

  it('starts a new program where a file name comes again', () => {
    const page = text`
      '''js correct file="main.mjs"
      '''
      '''js correct file="main.mjs"
      '''
    `
    expect(examples(page)).toHaveLength(2)
  })

  it.each([
    ['js incorect', /line 1: unknown word incorect/],
    ['js correct shows="hangs" runnable', /line 1: correct code shows no fault/],
    ['js correct title="x"', /line 1: unknown attribute title/],
    ['js incorrect', /line 1: incorrect code marks each reported line/],
    ['tsx correct runnable', /line 1: runnable code has no JSX/],
    ['js correct driver="pay"', /line 1: shows, prints, driver and standin are for runnable code/],
    ['js incorrect browser shows="stalls"', /line 1: in a page a fault throws/],
    ['json correct', /line 1: correct code in a language that is not linted/],
  ])('refuses %s', (info, problem) => {
    expect(() => examples(`'''${info}\nrun()\n'''`)).toThrow(problem)
  })
})

describe('judging an example', () => {
  it('accepts reports on the marked lines alone', () => {
    expect(verdictOn("'''js incorrect\nrun()\ndebugger // faulty: stops\n'''")).toEqual([undefined])
  })

  it('objects to a marked line without a report and to a report without a mark', () => {
    expect(verdictOn("'''js incorrect\ndebugger\nrun() // faulty\n'''")).toEqual([
      'example.js:2: marked as faulty, not reported\nexample.js:1: reported, not marked: A debugger statement. (concurrency/no-debugger)',
    ])
  })

  it('objects to any report in correct code', () => {
    expect(verdictOn("'''js correct\nrun()\n'''\n'''ts correct\ndebugger\n'''")).toEqual([
      undefined,
      'example.ts:1: reported, not marked: A debugger statement. (concurrency/no-debugger)',
    ])
  })

  it('holds code of a page without a rule to the preset of the page', () => {
    const judged = (code: string) => judge(examplesOf(blocksOf(`\`\`\`js correct\n${code}\n\`\`\``), undefined, 'strict')[0] as Example, { ...subject, presets: { recommended: {}, strict: { 'no-debugger': [] } } })
    expect(judged('run()')).toBeUndefined()
    expect(judged('debugger')).toMatch(/reported, not marked/)
    expect(() => examplesOf(blocksOf('```js incorrect\ndebugger // faulty\n```'))).toThrow(/line 1: which rule/)
  })

  it('objects to code that does not parse', () => {
    expect(verdictOn("'''js correct\nlet x: number\n'''")).toEqual([expect.stringMatching(/Parsing error/)])
  })
})

describe('running an example', () => {
  const faults: readonly (readonly [string, string])[] = [
    ['throws DataCloneError', 'structuredClone(() => {})'],
    ['prints lost', 'console.log("lost")'],
    ['never prints done', 'new Promise(() => {}).then(() => console.log("done"))'],
    ['hangs', 'await new Promise(() => {})'],
    ['hangs', 'setInterval(() => {}, 50); await new Promise(() => {})'],
    ['stalls', 'await null; setTimeout(() => { const end = Date.now() + 700; while (Date.now() < end); })'],
    ['leaves open', 'import { Worker } from "node:worker_threads"; new Worker("setInterval(() => {}, 50)", { eval: true })'],
  ]
  const faulty = (shows: string, code: string) => examples(`'''js incorrect runnable shows="${shows}"\n${code} // faulty\n'''`)[0] as Example

  it.concurrent.for(faults)('sees that it %s', { timeout: 60_000 }, async ([shows, code], { expect }) => {
    expect(await doubt(faulty(shows, code))).toBeUndefined()
  })

  it.concurrent.for(faults.map(([shows]) => shows))('sees that harmless code is nothing that %s', { timeout: 60_000 }, async (shows, { expect }) => {
    expect(await doubt(faulty(shows, "console.log('done')"))).toMatch(/does not show/)
  })

  it.concurrent('is content with correct code that ends and prints', { timeout: 60_000 }, async ({ expect }) => {
    const [fine, silent] = examples("'''js correct runnable prints=\"done\"\nconsole.log('done')\n'''\n'''js correct runnable prints=\"done\"\nrun?.()\n'''")
    expect(await doubt(fine as Example)).toBeUndefined()
    expect(await doubt(silent as Example)).toMatch(/ReferenceError/)
  })
})
