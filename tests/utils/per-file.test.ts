import { describe, expect, it, vi } from 'vitest'

import { perFile, perNode } from '../../src/utils/per-file.ts'
import type { Node } from '../../src/utils/syntax.ts'
import { nodeAt, parse } from '../support/probe.ts'

describe('perFile', () => {
  it('computes once per file, also where the answer is nothing', () => {
    const compute = vi.fn((): string | undefined => undefined)
    const fact = perFile(compute)
    const sourceCode = parse('a')
    expect([fact(sourceCode), fact(sourceCode)]).toEqual([undefined, undefined])
    expect(compute).toHaveBeenCalledTimes(1)
  })

  it('knows files by their tree: hosts use one object for several files', () => {
    const size = perFile((sourceCode) => sourceCode.ast.body.length)
    const host = { ...parse('a; b') }
    expect(size(host)).toBe(2)
    host.ast = parse('a').ast
    expect(size(host)).toBe(1)
  })
})

describe('perNode', () => {
  it('computes once per node', () => {
    const compute = vi.fn((_: unknown, node: Node) => node.type)
    const fact = perNode(compute, undefined)
    const sourceCode = parse('a; b()')
    const [a, b] = [nodeAt(sourceCode, 'a'), nodeAt(sourceCode, 'b()')]
    expect([fact(sourceCode, a), fact(sourceCode, b), fact(sourceCode, a)]).toEqual(['Identifier', 'ExpressionStatement', 'Identifier'])
    expect(compute).toHaveBeenCalledTimes(2)
  })

  it('answers a question that leads to itself with what is pending', () => {
    const fact = perNode((sourceCode, node: Node): string => `[${fact(sourceCode, node)}]`, 'pending')
    const sourceCode = parse('a')
    expect(fact(sourceCode, nodeAt(sourceCode, 'a'))).toBe('[pending]')
  })
})
