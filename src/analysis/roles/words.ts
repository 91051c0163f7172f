import { nameIn } from '../callbacks/uses.ts'
import { lineOf } from '../../utils/report.ts'
import type { CriticalContext } from './critical.ts'
import { handlerText } from './handlers.ts'

/** Who waits for the work, and the calls that lead there: 'the request handler on line 30' and ', through topPairs() on line 32'. */
export function waitingText({ handler, steps }: CriticalContext): { readonly who: string; readonly path: string } {
  const calls = steps.filter(({ call }) => call).map(({ to, at }) => `${nameIn(to) ?? 'a function'}() on ${lineOf(at)}`)
  return { who: `${handlerText(handler)} on ${lineOf(handler.at)}`, path: calls.length > 0 ? `, through ${calls.join(', ')}` : '' }
}
