import { droppers, droppingFunctions, droppingNames } from '../../../../knowledge/callbacks/language.ts'
import { adding, takingIn, takingInFunctions, writingOut } from '../../../../knowledge/collections.ts'
import { addTo } from '../../../../utils/group.ts'
import { calledName, callsNamed } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isAwaited, isCall, isFunction, keyName, type Node, ownerOf, sizedIn, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { isSuspension, suspensionPoints } from '../../../flow/suspension.ts'
import { isOfModule, type Variable, variableOf } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import type { Fault } from '../../faults.ts'
import { stateSetBy } from '../../places/setters.ts'

/** Work that is begun for each element of a list, and that nobody waits for. */
interface Begun {
  readonly call: Call
  readonly each: FunctionNode
  /** The call, or the `await` in front of it. */
  readonly whole: Node
}

/** `ids.forEach(async (id) => …)` and `_.forEach(ids, async (id) => …)`, by the functions that they stand in. */
export const begunByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Begun[]> => {
  const begun = new Map<CodeOwner, Begun[]>()
  for (const call of callsNamed(sourceCode, droppingNames)) {
    const given: readonly Node[] = call.arguments
    const each = given.find(isFunction)
    const whole = each?.async ? droppedAt(sourceCode, call, each) : undefined
    if (each && whole) addTo(begun, ownerOf(call), { call, each, whole })
  }
  return begun
})

/** The expression of a statement in which a method of a list, or a function of a library, runs a callback for each element and loses its promises. */
function droppedAt(sourceCode: SourceCode, call: Call, each: FunctionNode): Node | undefined {
  const [first, second] = call.arguments
  const isOfLibrary = second === each && droppingFunctions.test(apiOf(sourceCode, call.callee) ?? '')
  if (!isOfLibrary && (first !== each || !droppers.has(calledName(call) ?? ''))) return undefined
  const outer = wrapped(call)
  // What the library answers is no promise: whoever awaits it waits for nothing. A method may be that of a cursor.
  const awaited = isOfLibrary && outer.parent?.type === 'AwaitExpression' ? outer.parent : undefined
  return (awaited ?? outer).parent?.type === 'ExpressionStatement' ? (awaited ?? call) : undefined
}

/**
 * What is filled for each element of a list, behind a wait that nobody waits for, and read at once: `ids.forEach(async (id) => {
 * rows.push(await load(id)) }); return rows`. Nothing of that is there yet.
 */
export function unfilledReads(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const begun = isFunction(owner) ? begunByOwner(sourceCode).get(owner) : undefined
  const flow = begun && flowOf(sourceCode, owner)
  if (!begun || !flow || flow.imprecise) return []
  const faults: Fault[] = []
  for (const { call, each, whole } of begun) {
    const [start] = eventsOf(flow, whole)
    for (const [variable, { node, wait }] of start === undefined ? [] : filledLate(sourceCode, owner, each)) {
      const read = variable.references.flatMap((each) => (each.isRead() && !each.isWrite() ? [each.identifier as Node] : [])).find((name) => ownerOf(name) === owner && name.range[0] > call.range[1] && (isUsedAtOnce(sourceCode, name, owner) || isShown(sourceCode, name) || isNumberOrText(variable))
        && eventsOf(flow, name).some((event) => reaches(flow, start as number, event, (_, __, next) => next === event || !isSuspension(flow, next))))
      if (read && !faults.some((fault) => fault.place === variable.name)) faults.push({ kind: 'unfilled', place: variable.name, node: read, read: node, wait, other: call, proven: true })
    }
  }
  return faults
}

/** The variables of the function around that each element puts something into behind a wait, with where it does. */
function filledLate(sourceCode: SourceCode, owner: CodeOwner, each: FunctionNode): ReadonlyMap<Variable, { readonly node: Node; readonly wait: Node }> {
  const filled = new Map<Variable, { readonly node: Node; readonly wait: Node }>()
  const flow = flowOf(sourceCode, each)
  if (flow.imprecise) return filled
  flow.kinds.forEach((kind, event) => {
    const node = nodeOf(flow, event)
    const target = kind === 'call' && isCall(node) ? addedTo(node) : kind === 'write' ? (node.type === 'MemberExpression' ? unwrap(node.object) : node) : undefined
    const variable = target?.type === 'Identifier' ? variableOf(sourceCode, target) : undefined
    const def = variable?.defs[0]
    if (!variable || filled.has(variable) || def?.type !== 'Variable' || isOfModule(variable) || ownerOf(def.name) !== owner || !isPlain(def.node.init ?? undefined)) return
    const wait = suspensionPoints(flow).find((gap) => reaches(flow, gap, event))
    if (wait !== undefined) filled.set(variable, { node, wait: nodeOf(flow, wait) })
  })
  return filled
}

/** `rows.push(row)`, `byId.set(id, row)`. */
function addedTo({ callee }: Call): Node | undefined {
  const member = unwrap(callee)
  return member.type === 'MemberExpression' && adding.has(keyName(member) ?? '') ? unwrap(member.object) : undefined
}

/** Whether a variable begins as what has nothing but what is put into it: who shows what is in it is not told of more. */
function isPlain(init: Node | undefined): boolean {
  const value = init && unwrap(init)
  if (!value || value.type === 'Literal' || value.type === 'ArrayExpression' || value.type === 'ObjectExpression') return true
  return value.type === 'NewExpression' && value.callee.type === 'Identifier' && PLAIN.has(value.callee.name)
}

const PLAIN: ReadonlySet<string> = new Set(['Array', 'Map', 'Set'])

/** Whether what is there by then is used: it is gone through, measured, answered, or waited for what is made of it. Who keeps the collection has what comes later too. */
function isUsedAtOnce(sourceCode: SourceCode, name: Node, owner: CodeOwner): boolean {
  const outer = wrapped(name)
  const { parent } = outer
  if (parent?.type === 'MemberExpression' && parent.object === outer) {
    if (sizedIn(parent)) return !isAssigned(parent)
    const call = wrapped(parent).parent
    return isCall(call) && unwrap(call.callee) === parent && !adding.has(keyName(parent) ?? '')
  }
  if (parent?.type === 'SpreadElement' || parent?.type === 'TemplateLiteral') return true
  if (parent?.type === 'ForOfStatement' || parent?.type === 'ForInStatement') return parent.right === outer
  if (parent?.type === 'ReturnStatement') return isFunction(owner) && owner.async
  if (isCall(parent)) return parent.callee !== outer && (isAwaited(parent) || writingOut.has(calledName(parent) ?? '') || takesIn(sourceCode, parent))
  return parent?.type === 'Property' && parent.value === outer && isFunction(owner) && owner.async && wrapped(parent.parent).parent?.type === 'ReturnStatement'
}

/** `setRows(rows)`: a component shows what is there by then, and hears of nothing that is put in later. */
function isShown(sourceCode: SourceCode, name: Node): boolean {
  const { parent } = wrapped(name)
  return isCall(parent) && parent.callee !== wrapped(name) && stateSetBy(sourceCode, unwrap(parent.callee)) !== undefined
}

/** `all.concat(rows)`, `Array.from(rows)`. */
function takesIn(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && (takingIn.has(keyName(callee) ?? '') || takingInFunctions.has(apiOf(sourceCode, callee) ?? ''))
}

/** Whether it is a value that nobody can fill later: whoever reads it has what it is by then. */
function isNumberOrText({ defs: [def] }: Variable): boolean {
  const init = def?.type === 'Variable' ? def.node.init : undefined
  return init?.type === 'Literal' && (typeof init.value === 'number' || typeof init.value === 'string')
}

function isAssigned(member: Node): boolean {
  const { parent } = wrapped(member)
  return parent?.type === 'AssignmentExpression' && parent.left === member
}
