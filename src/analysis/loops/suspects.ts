import { arrayMethods } from '../../knowledge/callbacks/index.ts'
import { callsByName, callsNamed, isLoop, nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, functionAround, isFunction, type Node } from '../../utils/syntax.ts'
import { functionNames, nameIn } from '../callbacks/uses.ts'

const iterating: readonly string[] = [...arrayMethods.keys(), 'from']

/** The functions that hold loops or calls of array methods. */
export function functionsWithLoops(sourceCode: SourceCode): ReadonlySet<FunctionNode> {
  const methods = callsNamed(sourceCode, iterating).filter((call) => call.arguments.length > 0 && call.callee.type === 'MemberExpression')
  return new Set([...nodesOf(sourceCode).loops, ...methods].flatMap((each) => functionAround(each) ?? []))
}

/** Functions that may call themselves more than once for each call of them: by name, several times or in something that goes round. */
export function recursiveFunctions(sourceCode: SourceCode): ReadonlySet<FunctionNode> {
  const names = functionNames(sourceCode)
  const seen = new Set<FunctionNode>()
  const found = new Set<FunctionNode>()
  for (const [name, calls] of callsByName(sourceCode)) {
    if (!names.has(name)) continue
    for (const call of calls) {
      let round = false
      for (let at: Node | undefined = call.parent; at; at = at.parent) {
        if (isFunction(at) && nameIn(at) === name) {
          if (round || seen.has(at)) found.add(at)
          seen.add(at)
        }
        round ||= isLoop(at) || isFunction(at)
      }
    }
  }
  return found
}
