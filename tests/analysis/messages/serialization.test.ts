import { describe, expect, it } from 'vitest'

import { sendsOf } from '../../../src/analysis/messages/sends.ts'
import { algorithmOf } from '../../../src/analysis/messages/serialization.ts'
import { parse } from '../../support/probe.ts'

function algorithm(code: string): string | undefined {
  const sourceCode = parse(`import { fork } from 'node:child_process'\nimport type { ChildProcess } from 'node:child_process'\n${code}`)
  const [send] = sendsOf(sourceCode)
  if (!send) throw new Error('The code sends nothing.')
  return algorithmOf(sourceCode, send)
}

describe('how a child process is written to', () => {
  it.each([
    ['by default', "fork('c.js').send(a)", 'json'],
    ['with other options', "fork('c.js', [], { silent: true }).send(a)", 'json'],
    ['advanced', "const child = fork('c.js', { serialization: 'advanced' })\nchild.send(a)", 'advanced'],
    ['advanced, in a field', "class A { child = fork('c.js', [], { serialization: 'advanced' })\nf() { this.child.send(a) } }", 'advanced'],
    ['made elsewhere', 'export const f = (child: ChildProcess) => child.send(a)', 'json'],
  ])('%s', (_, code, expected) => {
    expect(algorithm(code)).toBe(expected)
  })

  it.each([
    ['options that are not known', "export const f = (options) => fork('c.js', [], options).send(a)"],
    ['options with a spread', "export const f = (options) => fork('c.js', [], { ...options }).send(a)"],
    ['made elsewhere, in a file that knows the option', "export const f = (child: ChildProcess) => child.send(a)\nexport const g = () => fork('c.js', [], { serialization: 'advanced' })"],
  ])('is unknown for %s', (_, code) => {
    expect(algorithm(code)).toBeUndefined()
  })
})
