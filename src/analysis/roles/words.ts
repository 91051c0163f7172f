import { nameIn } from '../callbacks/uses.ts'
import { lineOf } from '../../utils/report.ts'
import type { FunctionNode } from '../../utils/syntax.ts'
import type { CriticalContext } from './critical.ts'
import { memberOf } from '../resolve/functions.ts'
import { handlerText } from './handlers.ts'

/** Who waits for the work, and the calls that lead there: 'the request handler on line 30' and ', through topPairs() on line 32'. */
export function waitingText({ handler, steps }: CriticalContext): { readonly who: string; readonly path: string } {
  const calls = steps.filter(({ call, to }) => call ?? isGetter(to)).map(({ to, at }) => `${nameOf(to)} on ${lineOf(at)}`)
  return { who: `${handlerText(handler)} on ${lineOf(handler.at)}`, path: calls.length > 0 ? `, through ${calls.join(', ')}` : '' }
}

function nameOf(fn: FunctionNode): string {
  const member = memberOf(fn)
  if (member?.kind === 'constructor') return `new ${member.owner.id?.name ?? 'object'}()`
  const name = nameIn(fn)
  return name === undefined ? 'a function' : isGetter(fn) ? name : `${name}()`
}

function isGetter({ parent }: FunctionNode): boolean {
  return (parent.type === 'MethodDefinition' || parent.type === 'Property') && parent.kind === 'get'
}
