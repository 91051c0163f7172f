import { valueOf } from '../../../src/analysis/values/evaluate.ts'
import { partsOf } from '../../../src/analysis/values/parts.ts'
import type { Value } from '../../../src/analysis/values/value.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import type { ParseOptions } from '../../support/probe.ts'
import { parse } from '../../support/probe.ts'

/** What the argument of `send(…)` in the code is, in words. */
export function sent(code: string, options?: ParseOptions): string {
  const sourceCode = parse(code, options)
  const call = nodesOf(sourceCode).calls.find(({ callee }) => callee.type === 'Identifier' && callee.name === 'send')
  const argument = call?.arguments[0]
  if (!argument) throw new Error('The code sends nothing.')
  return shown(valueOf(sourceCode, argument), 4)
}

function shown(value: Value, depth: number): string {
  if (depth === 0) return '…'
  const below = (inner: Value) => shown(inner, depth - 1)
  const parts = () => partsOf(value).map((part) => `${part.name}${part.sure ? '' : '?'}: ${below(part.value())}`).join(', ')
  switch (value.kind) {
    case 'unknown':
      return '?'
    case 'function':
      return value.declared ? 'declared method' : value.what
    case 'api':
      return value.path
    case 'record':
      return `{ ${[parts(), value.open ? '…' : ''].filter((each) => each !== '').join(', ')} }`
    case 'list':
      return `${value.path === '#Array()' ? '' : value.path}[${parts()}]`
    case 'instance':
      return `${value.node.id?.name ?? 'class'} { ${parts()} }`
    case 'proxy':
      return `${value.what} of ${below(value.of())}`
    case 'promise':
    case 'ref':
      return `${value.kind} of ${below(value.of())}`
    case 'either':
      return `(${value.of.map(below).join(value.every ? ' & ' : ' | ')})`
    default:
      return value.kind
  }
}
