import { calledName, isInLoop, nodesOf } from '../../utils/nodes.ts'
import { perFile } from '../../utils/per-file.ts'
import { type Call, functionAround, isCall, type Node, wrapped } from '../../utils/syntax.ts'
import { spawnModelOf } from '../handles/spawns.ts'
import { startsItself } from '../loading/self.ts'

/** Whether the file starts several workers that run the file itself: what it does as a worker, several threads do. */
export const hasSeveralOfItself = perFile((sourceCode): boolean => {
  const own = nodesOf(sourceCode).calls.filter((call) => {
    const model = call.type === 'NewExpression' ? spawnModelOf(sourceCode, call) : undefined
    return model?.kind === 'worker' && startsItself(sourceCode, model, call)
  })
  return own.length > 1 || own.some(isRepeated)
})

/** In a loop, or in what is called for each element. */
function isRepeated(call: Call): boolean {
  if (isInLoop(call, undefined)) return true
  for (let fn = functionAround(call); fn; fn = functionAround(fn)) {
    const taker: Node | undefined = wrapped(fn).parent
    if (isCall(taker) && taker.callee !== wrapped(fn) && EACH.has(calledName(taker) ?? '')) return true
  }
  return false
}

const EACH: ReadonlySet<string> = new Set(['map', 'from', 'forEach', 'flatMap'])
