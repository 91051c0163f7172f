import { describe, expect, it } from 'vitest'

import { endOfChain, linkAt, linkOn, startOfChain } from '../../src/utils/chains.ts'
import type { Node } from '../../src/utils/syntax.ts'
import { nodeAt, parse } from '../support/probe.ts'

/** An expression of a statement, by its text, and the text of an expression. */
function read(expression: string) {
  const code = `result = ${expression}`
  const sourceCode = parse(code)
  return { at: (text: string): Node => nodeAt(sourceCode, text), textOf: (node: Node | undefined): string | undefined => node && code.slice(...node.range) }
}

describe('a link of a chain', () => {
  it.each(['then', 'catch', 'finally'] as const)('is a call of %s', (by) => {
    const { at, textOf } = read(`load()!.${by}(next)`)
    const link = linkAt(at(`load()!.${by}(next)`))
    expect(link?.by).toBe(by)
    expect(textOf(link?.promise)).toBe('load()!')
    expect(linkOn(at('load()'))?.call).toBe(link?.call)
  })

  it.each(['load().map(next)', 'load().then', 'then(load())', 'new (load().then)()'])('is not %s', (code) => {
    const { at } = read(code)
    expect(linkAt(at(code))).toBeUndefined()
    expect(linkOn(at('load()'))).toBeUndefined()
  })

  it('hangs on what stands before the dot, not on an argument', () => {
    expect(linkOn(read('load().then(next.step)').at('next'))).toBeUndefined()
  })
})

describe('a chain', () => {
  const chain = 'load().then(show)?.catch(report).finally(stop)'
  const { at, textOf } = read(`${chain}.length`)

  it('begins with what it hangs on', () => {
    expect(textOf(startOfChain(at(chain)))).toBe('load()')
  })

  it('ends with its last link', () => {
    expect(textOf(endOfChain(at('load()')))).toBe(chain)
  })
})
