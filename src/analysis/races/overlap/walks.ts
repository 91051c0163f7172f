import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isFunction, isInside, type Node, unwrap } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import type { Place } from '../places/place.ts'
import { runsAgain } from './again.ts'
import { type Entry, entryOf, nameFor } from './entries.ts'

/**
 * How a function is entered again by runs that share what it is given: it begins itself for several at once, and hands them the same,
 * `await Promise.all(page.links.map((link) => visit(link, seen)))` in `visit(page, seen)`, itself or through one that begins it. Undefined
 * where only callers share it.
 */
export function walkOf(sourceCode: SourceCode, owner: CodeOwner, { root }: Place): Entry | undefined {
  if (!isFunction(owner) || root.kind !== 'variable' || root.scope !== 'parameter') return undefined
  const index = indexOf(sourceCode, owner, root.variable)
  if (index < 0 || isReplaced(root.variable)) return undefined
  const again = usesOf(sourceCode, owner).calls.find((call) => {
    const given = isBegunBeside(sourceCode, owner, call) ? variableAt(sourceCode, call, index) : undefined
    return given !== undefined && (given === root.variable ? isInside(call, owner) : isGivenOn(sourceCode, owner, root.variable, call, given))
  })
  return again && { strength: 'proven', who: nameFor(owner), of: owner, at: again }
}

/** Whether the call is made again before its last run has ended: where it stands, or in a callback that runs beside itself. */
function isBegunBeside(sourceCode: SourceCode, owner: FunctionNode, call: Call): boolean {
  if (runsAgain(sourceCode, call)) return true
  const around = functionAround(call)
  return around !== undefined && around !== owner && isInside(around, owner) && entryOf(sourceCode, around)?.strength === 'proven'
}

/** Whether the function around the call is begun by the owner, with the same in the parameter that it hands on. */
function isGivenOn(sourceCode: SourceCode, owner: FunctionNode, variable: Variable, call: Call, given: Variable): boolean {
  const between = homeOf(given)
  const index = between ? indexOf(sourceCode, between, given) : -1
  return between !== undefined && between !== owner && index >= 0 && !isReplaced(given)
    && isInside(call, between) && usesOf(sourceCode, between).calls.some((each) => isInside(each, owner) && variableAt(sourceCode, each, index) === variable)
}

function homeOf({ defs: [def] }: Variable): FunctionNode | undefined {
  return def?.type === 'Parameter' && isFunction(def.node) ? def.node : undefined
}

function indexOf(sourceCode: SourceCode, { params }: FunctionNode, variable: Variable): number {
  return params.findIndex((each) => {
    const name: Node = each.type === 'AssignmentPattern' ? each.left : each
    return name.type === 'Identifier' && variableOf(sourceCode, name) === variable
  })
}

function variableAt(sourceCode: SourceCode, { arguments: given }: Call, index: number): Variable | undefined {
  const value = given[index]
  const name = value && !given.slice(0, index).some(({ type }) => type === 'SpreadElement') ? unwrap(value) : undefined
  return name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
}

function isReplaced({ references }: Variable): boolean {
  return references.some((each) => each.isWrite() && each.init !== true)
}
