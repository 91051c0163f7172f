import { addTo } from '../../utils/group.ts'
import { callsNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isCall, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { creationsOf } from '../locks/receiver.ts'
import { callsOf, variableOf } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'
import { addedElements } from '../resolve/elements.ts'
import { argumentAt, parameterIndex } from '../resolve/functions.ts'
import { usesOf } from './uses.ts'

/**
 * The calls that may run a function because it lies in an object, map or list of this file which they take it from by a name
 * that only the run knows, or one after the other: `commands[name](request)`, `const run = commands.get(name); run(request)`.
 */
export function picksOf(sourceCode: SourceCode, fn: FunctionNode): readonly Call[] {
  return callsByPicked(sourceCode).get(fn) ?? []
}

/** The functions that a call may run because it takes one of them from such a place. */
export function pickedBy(sourceCode: SourceCode, call: Call): readonly FunctionNode[] {
  return pickedByCall(sourceCode).get(call) ?? []
}

const callsByPicked = perFile((sourceCode): ReadonlyMap<FunctionNode, readonly Call[]> => {
  const calls = new Map<FunctionNode, Call[]>()
  for (const [call, functions] of pickedByCall(sourceCode)) for (const fn of functions) addTo(calls, fn, call)
  return calls
})

/** More functions than this in one place and we do not look at them. */
const MOST_PICKED = 64

const pickedByCall = perFile((sourceCode): ReadonlyMap<Call, readonly FunctionNode[]> => {
  const picked = new Map<Call, readonly FunctionNode[]>()
  // Where it is taken from is asked last: elements that are no functions are far more common.
  const add = (calls: readonly Call[], holder: Node): void => {
    const functions = calls.length > 0 ? creationsOf(sourceCode, holder).flatMap((each) => functionsIn(sourceCode, each)) : []
    if (functions.length > 0 && functions.length <= MOST_PICKED) for (const call of calls) picked.set(call, functions)
  }
  for (const member of nodesOf(sourceCode).members) {
    if (member.computed && keyName(member) === undefined && member.object.type !== 'Super') add(callsOfPicked(sourceCode, member), member.object)
  }
  for (const call of callsNamed(sourceCode, GETTERS)) {
    const callee = unwrap(call.callee)
    if (callee.type === 'MemberExpression' && callee.object.type !== 'Super') add(callsOfPicked(sourceCode, call), callee.object)
  }
  for (const loop of nodesOf(sourceCode).loops) {
    const name = loop.type === 'ForOfStatement' && loop.left.type === 'VariableDeclaration' ? loop.left.declarations[0]?.id : undefined
    if (loop.type === 'ForOfStatement' && name?.type === 'Identifier') add(callsOf(variableOf(sourceCode, name)), loop.right)
  }
  return picked
})

const GETTERS: readonly string[] = ['get', 'at']

/** The calls of what an expression picks: on the spot, or by the name that it is given. */
function callsOfPicked(sourceCode: SourceCode, picked: Node): readonly Call[] {
  let outer = wrapped(picked)
  for (let at = outer.parent; at?.type === 'LogicalExpression' || at?.type === 'ConditionalExpression'; at = outer.parent) outer = wrapped(at)
  const parent = outer.parent
  if (isCall(parent)) return parent.callee === outer ? [parent] : []
  return parent?.type === 'VariableDeclarator' && parent.init === outer && parent.id.type === 'Identifier' ? callsOf(variableOf(sourceCode, parent.id)) : []
}

// ---------------------------------------------------------------- what lies there

/** The functions of this file that a literal, a map or a set holds from the start, or is given later. */
function functionsIn(sourceCode: SourceCode, creation: Node): readonly FunctionNode[] {
  return [...heldFromStart(creation), ...addedElements(sourceCode, creation)].flatMap((value) => givenFor(sourceCode, value)).flatMap((value) => {
    const node = unwrap(value)
    const target = isFunction(node) ? undefined : denote(sourceCode, node)
    return isFunction(node) ? [node] : target?.kind === 'function' ? [target.node] : []
  })
}

/** What is put there: for a parameter of the function that registers it, what its callers of this file give. */
function givenFor(sourceCode: SourceCode, value: Node): readonly Node[] {
  const fn = functionAround(value)
  const index = fn && unwrap(value).type === 'Identifier' ? parameterIndex(sourceCode, fn, value) : -1
  if (!fn || index < 0) return [value]
  return usesOf(sourceCode, fn).calls.flatMap((call) => argumentAt(call, index) ?? [])
}

function heldFromStart(creation: Node): readonly Node[] {
  switch (creation.type) {
    case 'ObjectExpression':
      return creation.properties.flatMap((each) => (each.type === 'Property' ? [each.value] : []))
    case 'ArrayExpression':
      return creation.elements.filter((each) => each !== null)
    case 'NewExpression': {
      const [list] = creation.arguments
      const elements = list?.type === 'ArrayExpression' ? list.elements.filter((each) => each !== null) : []
      // An entry of a map is a pair.
      return elements.flatMap((each) => (each.type === 'ArrayExpression' ? (each.elements[1] ?? []) : [each]))
    }
    default:
      return []
  }
}
