import { nodesOf } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isInside } from '../../utils/syntax.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** How many calls deep. */
const DEPTH = 2

/** The function and the functions of this file that it calls, closures inside it included. */
export const reachedFrom: (sourceCode: SourceCode, start: FunctionNode) => readonly FunctionNode[] = perNode<FunctionNode, readonly FunctionNode[]>((sourceCode, start) => {
  const found = new Set([start])
  let last: readonly FunctionNode[] = [start]
  for (let depth = 0; depth < DEPTH; depth++) {
    const from = last
    const calls = nodesOf(sourceCode).calls.filter((call) => from.some((each) => isInside(call, each)))
    last = calls.map((call) => calledFunction(sourceCode, call)).filter((each) => each !== undefined && !found.has(each)) as FunctionNode[]
    for (const each of last) found.add(each)
  }
  return [...found]
}, [])
