import { parse, type ParseOptions } from '../../support/probe.ts'
import { text } from '../../support/marked.ts'
import type { SourceCode } from '../../../src/utils/per-file.ts'
import type { CodeOwner, FunctionNode } from '../../../src/utils/syntax.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import { functionName } from '../../../src/analysis/locks/names.ts'
import type { Held, Take } from '../../../src/analysis/locks/facts.ts'
import { valueOf } from '../../../src/analysis/locks/places/identity.ts'
import { familyKey, shown, type Value } from '../../../src/analysis/locks/places/symbol.ts'

/** Source code with three locks `a`, `b` and `c` of the module. */
export function withLocks(strings: TemplateStringsArray, ...values: readonly unknown[]): SourceCode {
  return parse(`import { Mutex, Semaphore, withTimeout } from 'async-mutex'\nconst a = new Mutex(), b = new Mutex(), c = new Mutex()\n${text(strings, ...values)}`)
}

export function code(source: string, options?: ParseOptions): SourceCode {
  return parse(source, options)
}

/** The function, method or variable of this name. */
export function fn(sourceCode: SourceCode, name: string): CodeOwner {
  const found = nodesOf(sourceCode).functions.find((node: FunctionNode) => functionName(sourceCode, node) === name)
  if (!found) throw new Error(`no function ${name}`)
  return found
}

/** A value in words. */
export function told(value: Value | undefined): string {
  switch (value?.is) {
    case 'text':
      return `text ${value.text.parts.map((part) => (typeof part === 'string' ? part : typeof part === 'object' && 'root' in part ? `{${shown(part)}}` : '{?}')).join('')}`
    case 'list':
      return `list of ${value.items.map(told).join(', ')}`
    case 'each':
      return `each ${told(value.item)}`
    case 'place':
      return shown(value.place)
    default:
      return 'unknown'
  }
}

/** The expression that stands in `SEE(…)`. */
function seen(sourceCode: SourceCode): Value | undefined {
  const call = nodesOf(sourceCode).calls.find(({ callee }) => callee.type === 'Identifier' && callee.name === 'SEE')
  const [expression] = call?.arguments ?? []
  if (!expression) throw new Error('no SEE(…)')
  return valueOf(sourceCode, expression)
}

/** The value of the expression in `SEE(…)`, and its family. */
export function valueSeen(source: string): string {
  return told(seen(parse(source)))
}

export function familySeen(source: string): string | undefined {
  const value = seen(parse(source))
  return value?.is === 'place' ? familyKey(value.place)?.replace(/@\d+/gu, '') : undefined
}

/** `b while a` for each take, in order; `maybe a` where it is held on some paths only. */
export function toldTakes(takes: readonly Take[]): string[] {
  return takes.map(({ lock, held, waited, waits, through }) => {
    const under = held.length > 0 ? ` while ${toldHeld(held)}` : ''
    return `${shown(lock)}${under}${through.length > 0 ? ` through ${through.join(', ')}` : ''}${waited ? '' : ', not waited for'}${waits === 'ever' ? '' : `, waits ${waits}`}`
  })
}

export function toldHeld(held: readonly Held[]): string {
  return held.map((each) => (each.sure ? '' : 'maybe ') + shown(each.lock) + (each.mode === 'shared' ? ' (shared)' : '')).join(' and ')
}
