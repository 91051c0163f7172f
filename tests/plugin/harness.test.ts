import type { TSESLint } from '@typescript-eslint/utils'
import { describe, expect, it } from 'vitest'

import { calledName, nodesOf } from '../../src/utils/nodes.ts'
import { createRule } from '../../src/utils/rule.ts'
import { typeServices } from '../../src/utils/types.ts'
import { marked, text } from '../support/marked.ts'
import { nodeAt, parse } from '../support/probe.ts'
import { run, typed } from '../support/run.ts'

const rule = createRule({
  name: 'no-late-call',
  meta: {
    type: 'problem',
    docs: { description: 'disallow calls named late', category: 'Coordination', recommended: true },
    hasSuggestions: true,
    schema: [],
    messages: { late: 'The call of {{name}} comes late.', remove: 'Remove it' },
  },
  check(context) {
    for (const call of nodesOf(context.sourceCode).calls) {
      const name = calledName(call) ?? ''
      if (!name.startsWith('late')) continue
      const suggest = [{ messageId: 'remove', fix: (fixer: TSESLint.RuleFixer) => fixer.remove(call) }] as const
      context.report({ node: call.callee, messageId: 'late', data: { name }, suggest })
    }
  },
})

run(rule, {
  valid: [{ name: 'another name', code: 'early()' }],
  invalid: [
    {
      name: 'two on one line',
      ...marked`
        function start() {
          late(lateToo())
          ~~~~ late {"name": "late"}
               ~~~~~~~ late {"name": "lateToo"}
        }
      `,
      suggestions: [
        [{ messageId: 'remove', output: text`
          function start() {
            
          }
        ` }],
        [{ messageId: 'remove', output: text`
          function start() {
            late()
          }
        ` }],
      ],
    },
  ],
})

const typedRule = createRule({
  name: 'no-number',
  meta: {
    type: 'problem',
    docs: { description: 'disallow numbers', category: 'Coordination', recommended: false },
    schema: [],
    messages: { number: 'A number.' },
  },
  check(context) {
    const services = typeServices(context.sourceCode)
    for (const statement of context.sourceCode.ast.body) {
      if (!services || statement.type !== 'ExpressionStatement') continue
      const type = services.checker.getTypeAtLocation(services.esTreeNodeToTSNodeMap.get(statement.expression))
      if (services.checker.typeToString(type) === 'number') context.report({ node: statement, messageId: 'number' })
    }
  },
})

run(typedRule, { valid: [{ name: 'no types, no answer', code: 'const n: number = Number(1); n' }], invalid: [] })
typed(typedRule, {
  valid: [{ name: 'a string', code: "const s = String('a'); s" }],
  invalid: [
    {
      name: 'a number by its type',
      ...marked`
        const n = Number('1')
        n
        ~ number
      `,
    },
  ],
})

describe('the probe', () => {
  it('gives nodes with parents', () => {
    const sourceCode = parse('function f() { return g(1) }', { ts: false })
    const call = nodeAt(sourceCode, 'g(1)')
    expect(call.type).toBe('CallExpression')
    expect(call.parent?.type).toBe('ReturnStatement')
  })

  it('takes a later or a more special node', () => {
    const sourceCode = parse('a; a')
    expect(nodeAt(sourceCode, 'a', { nth: 1, type: 'Identifier' }).range).toEqual([3, 4])
  })

  it('has types where they are asked for', () => {
    expect(typeServices(parse('1', { typed: true }))).toBeDefined()
    expect(typeServices(parse('1'))).toBeUndefined()
  })

  it('tells a syntax error', () => {
    expect(() => parse('let =')).toThrow(/1: Parsing error/)
  })
})
