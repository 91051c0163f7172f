import type { TSESTree } from '@typescript-eslint/utils'

import { arrayMethods } from '../../knowledge/callbacks/index.ts'
import { heavy } from '../../knowledge/heavy.ts'
import { scanningMethods } from '../../knowledge/inputs.ts'
import { groupBy } from '../../utils/group.ts'
import { calledName, callsByName, callsNamed, isLoop, type Loop, nodesOf, within } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isFunction, type Node, unwrap } from '../../utils/syntax.ts'
import { functionNames, nameIn } from '../callbacks/uses.ts'
import { variableOf } from '../resolve/bindings.ts'
import { lastName } from '../resolve/path.ts'
import { limitOf } from './limits.ts'

/** What goes round: a loop of the language, or the call of an array method. */
type Round = Loop | TSESTree.CallExpression

const iterating: readonly string[] = [...arrayMethods.keys(), 'from']
const telling: ReadonlySet<string> = new Set([...iterating, ...scanningMethods, ...heavy.map(({ path }) => lastName(path))])

/** The functions that hold loops or calls of array methods, with these, in source order of their kinds. */
export function functionsWithLoops(sourceCode: SourceCode): ReadonlyMap<FunctionNode, readonly Round[]> {
  const methods = callsNamed(sourceCode, iterating).filter((call) => call.type === 'CallExpression' && call.arguments.length > 0 && call.callee.type === 'MemberExpression')
  return groupBy([...nodesOf(sourceCode).loops, ...(methods as TSESTree.CallExpression[])], functionAround)
}

/**
 * By names alone, before anybody measures: whether an iteration may be more than one plain pass over something. It is when it
 * counts, holds another, or calls what has loops of its own.
 */
export function mayNest(sourceCode: SourceCode, iteration: Round): boolean {
  const isMethod = iteration.type === 'CallExpression'
  if (isMethod ? !iteration.arguments.some((argument) => isFunction(unwrap(argument))) : limitOf(sourceCode, { node: iteration }).kind === 'number') return true
  const { loops, calls } = nodesOf(sourceCode)
  if (within(loops, iteration).length > (isMethod ? 0 : 1)) return true
  return within(calls, iteration).some((call) => call !== iteration && mayTakeTime(sourceCode, call)) || copiesSomething(sourceCode, iteration)
}

/** A call that is a loop itself, is known to be heavy, or runs code of this file. */
function mayTakeTime(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  // What is called by a plain name may be a local function under another name, or a default import.
  if (callee.type === 'Identifier') return telling.has(callee.name) || (variableOf(sourceCode, callee)?.defs.length ?? 0) > 0
  const name = calledName(call)
  return name === undefined || telling.has(name) || functionNames(sourceCode).has(name)
}

function copiesSomething({ text }: SourceCode, { range }: Node): boolean {
  const at = text.indexOf('...', range[0])
  return at !== -1 && at < range[1]
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
