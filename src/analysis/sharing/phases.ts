import { atomicsMethods, lockingNames } from '../../knowledge/shared-memory.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { callersOf, escapes, isExported, memberOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'
import type { Access } from './accesses.ts'
import { isReceived, sharedMemory, viewName } from './memory.ts'

/**
 * Whether no other thread can see the memory yet at this access: it was made in the same function (or at module level)
 * and nothing has handed it on so far, or this is the constructor that fills its own field.
 */
export function isBeforePublication(sourceCode: SourceCode, access: Access): boolean {
  const { root } = access.view
  if (root.kind === 'this') return isInConstructor(access.owner)
  if (root.kind !== 'variable' || root.scope === 'parameter') return false
  const chain = chainOf(sourceCode, root.variable)
  if (!chain.some((variable) => isMadeIn(sourceCode, variable, access.owner))) return !isEverPublished(sourceCode, chain)
  const first = firstPublication(sourceCode, chain)
  if (!first) return true
  return access.node.range[1] <= first.range[0] && !sharesLoop(access.node, first)
}

function isInConstructor(owner: CodeOwner): boolean {
  return isFunction(owner) && memberOf(owner)?.kind === 'constructor'
}

/** The variables that hold a view, its buffer and the object the buffer belongs to. */
function chainOf(sourceCode: SourceCode, view: Variable): Variable[] {
  const chain = [view]
  for (let at: Variable | undefined = view; at && chain.length < 5;) {
    const [source] = sourcesOf(sourceCode, at) ?? []
    if (source?.kind !== 'value') break
    const value = unwrap(source.value)
    let below: Node | undefined = value.type === 'NewExpression' && viewName(apiOf(sourceCode, value.callee)) ? value.arguments[0] : value
    while (below?.type === 'MemberExpression') below = below.object
    at = below?.type === 'Identifier' ? variableOf(sourceCode, below) : undefined
    if (at) chain.push(at)
  }
  return chain
}

function isMadeIn(sourceCode: SourceCode, variable: Variable, owner: CodeOwner): boolean {
  return (sourcesOf(sourceCode, variable) ?? []).some((source) => source.kind === 'value' && unwrap(source.value).type === 'NewExpression'
    && sharedMemory(sourceCode, source.value) !== undefined && ownerOf(source.value) === owner)
}

function firstPublication(sourceCode: SourceCode, chain: readonly Variable[]): Node | undefined {
  const all = chain.flatMap((variable) => publicationsOf(sourceCode, variable))
  return all.sort((a, b) => a.range[0] - b.range[0])[0]
}

function isEverPublished(sourceCode: SourceCode, chain: readonly Variable[]): boolean {
  return chain.some((variable) => publicationsOf(sourceCode, variable).length > 0 || comesFromOutside(sourceCode, variable))
}

function comesFromOutside(sourceCode: SourceCode, variable: Variable): boolean {
  return variable.defs.some((def) => def.type === 'Parameter' || def.type === 'ImportBinding')
    || (sourcesOf(sourceCode, variable) ?? []).some((source) => source.kind !== 'value')
    || variable.identifiers.some((name) => isReceived(sourceCode, name))
}

/** The uses by which others get hold of what a variable holds: it is handed on, stored, returned, exported. */
const publicationsOf = perNode<Variable, readonly Node[]>((sourceCode, variable) => {
  const uses = variable.references.filter((reference) => reference.isRead() && isHandedOn(sourceCode, reference.identifier)).map((reference) => reference.identifier as Node)
  return isExportedVariable(variable) ? [...uses, ...(variable.identifiers as Node[])] : uses
}, [])

function isExportedVariable(variable: Variable): boolean {
  return variable.defs.some((def) => def.node.type === 'VariableDeclarator' && def.node.parent.parent.type === 'ExportNamedDeclaration')
}

function isHandedOn(sourceCode: SourceCode, identifier: Node): boolean {
  const outer = wrapped(identifier)
  const parent = outer.parent
  switch (parent?.type) {
    case 'MemberExpression':
      if (parent.object !== outer) return false
      return keyName(parent) === 'buffer' ? isHandedOn(sourceCode, parent) : false
    case 'NewExpression':
      return viewName(apiOf(sourceCode, parent.callee)) === undefined && parent.callee !== outer
    case 'CallExpression':
      return parent.callee !== outer && !atomicsMethods.has(apiOf(sourceCode, parent.callee) ?? '')
    case 'Property':
    case 'ReturnStatement':
    case 'ArrayExpression':
    case 'ArrowFunctionExpression':
    case 'ExportSpecifier':
    case 'SpreadElement':
    case 'ConditionalExpression':
      return true
    case 'AssignmentExpression':
      return parent.right === outer
    default:
      return false
  }
}

function sharesLoop(a: Node, b: Node): boolean {
  return nodesOfLoops(a).some((loop) => isInside(b, loop))
}

function nodesOfLoops(node: Node): Node[] {
  const loops: Node[] = []
  for (let at: Node | undefined = node.parent; at && !isFunction(at); at = at.parent) if (/^(?:For|While|DoWhile)/u.test(at.type)) loops.push(at)
  return loops
}

// ---------------------------------------------------------------- critical sections

/** Operations that a lock over shared memory is built from. */
const LOCKING = new Set(['compare', 'exchange', 'wait'])

/** Where each function may first have entered a critical section, whatever the lock: the end of the call that enters it. */
const entriesOf = perFile((sourceCode) => {
  const entries = new Map<CodeOwner, number>()
  for (const call of nodesOf(sourceCode).calls) {
    if (!isEntry(sourceCode, call)) continue
    const owner = ownerOf(call)
    entries.set(owner, Math.min(call.range[1], entries.get(owner) ?? Infinity))
  }
  return entries
})

function isEntry(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined
  if (name !== undefined && lockingNames.test(name.replace('#', ''))) return true
  const atomic = atomicsMethods.get(apiOf(sourceCode, callee) ?? '')
  if (atomic) return LOCKING.has(atomic.does)
  const target = calledFunction(sourceCode, call)
  return target !== undefined && lockingOwners(sourceCode).has(target)
}

/** The functions that themselves do what a lock does to get hold of it. */
const lockingOwners = perFile((sourceCode) => {
  const owners = new Set<CodeOwner>()
  for (const call of nodesOf(sourceCode).calls) {
    const atomic = atomicsMethods.get(apiOf(sourceCode, call.callee) ?? '')
    if (atomic && LOCKING.has(atomic.does)) owners.add(ownerOf(call))
  }
  return owners
})

/** How far callers are asked for the lock that a function runs under. */
const CALLERS_DEPTH = 3

/** Answers about functions, by how far their callers have been asked. */
const guarded = perFile(() => Array.from({ length: CALLERS_DEPTH }, () => new Map<CodeOwner, boolean>()))

/** Whether the access may stand in a critical section: a lock is entered before it, around it, or by all who call here. */
export function mayBeGuarded(sourceCode: SourceCode, node: Node, depth = 0): boolean {
  const owner = ownerOf(node)
  if ((entriesOf(sourceCode).get(owner) ?? Infinity) <= node.range[0]) return true
  if (!isFunction(owner)) return false
  const around = owner.parent
  if (isCall(around)) return isEntry(sourceCode, around) || mayBeGuarded(sourceCode, around, depth)
  const known = guarded(sourceCode)[depth]
  const answer = known?.get(owner) ?? (known !== undefined && isGuardedByCallers(sourceCode, owner, depth))
  known?.set(owner, answer)
  return answer
}

function isGuardedByCallers(sourceCode: SourceCode, owner: FunctionNode, depth: number): boolean {
  const callers = callersOf(sourceCode, owner)
  if (callers.length === 0 || escapes(sourceCode, owner) || isExported(sourceCode, owner)) return false
  return callers.every((call) => mayBeGuarded(sourceCode, call, depth + 1))
}
