import { describe, expect, it } from 'vitest'

import { judge, syntaxProblem } from '../support/judge.ts'
import { CODE, pages, readPage } from '../support/pages.ts'

describe.each(pages())('%s', (path) => {
  const { blocks, examples } = readPage(path)
  const plain = blocks.filter((block) => !block.verdict)

  it('parses', () => {
    for (const { language, code, line } of plain) {
      if (language === 'json') expect(() => { JSON.parse(code) }, `line ${String(line)}`).not.toThrow()
      if (CODE.has(language)) expect(syntaxProblem({ name: `example.${language}`, language, code, faulty: [] }), `line ${String(line)}`).toBeUndefined()
    }
  })

  for (const example of examples) {
    it(`is right about the ${example.verdict} code at line ${String(example.line)}`, () => {
      expect(judge(example)).toBeUndefined()
    })
  }
})
