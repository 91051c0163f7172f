import type { TSESTree } from '@typescript-eslint/utils'

import { askingMembers, collectingMethods, copyingMethods, endingMembers, keepingNames, returningMethods, sizeMembers, viewMembers } from '../../knowledge/transfers.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { handedTo } from '../callbacks/handed.ts'
import { pointsIn } from '../callbacks/points.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf, nodeOf } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { openAt } from '../obligations/obligations.ts'
import { promiseOf } from '../promises/executors.ts'
import { type Reference, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { gone } from './after.ts'
import { sendsByCall } from './direct.ts'
import { isView, rootName } from './places.ts'

/** What hands the memory on: a call, or an expression that is returned. */
type Delivery = Node

const DEPTH = 3
const MOST_HOLDERS = 24

/**
 * Whether nobody can come to some memory any more once it has been delivered: all that holds it is local, and nothing reads
 * that afterwards. `seeds` are the variables that hold it.
 */
export function diesWith(sourceCode: SourceCode, seeds: readonly Variable[], delivery: Delivery, depth = 0): boolean {
  const [first] = seeds
  if (!first) return true
  const owner = homeOf(first)
  if (!owner) return false
  const holders = holdersOf(sourceCode, { owner, delivery, depth }, seeds)
  return holders !== undefined && [...holders].every((holder) => !isReadAfter(sourceCode, holder, owner, delivery))
}

/** The same for what a function makes and returns. */
export function diesWithReturn(sourceCode: SourceCode, fn: FunctionNode, seeds: readonly Variable[], returned: Node): boolean {
  const holders = seeds.every((seed) => homeOf(seed) === fn) ? holdersOf(sourceCode, { owner: fn, delivery: returned, depth: 0 }, seeds) : undefined
  return holders !== undefined
}

/** The function, or the module, whose variable it is. */
function homeOf({ identifiers: [name], defs: [def] }: Variable): CodeOwner | undefined {
  if (!name || !def || def.type === 'ImportBinding') return undefined
  const declaration = def.type === 'Variable' ? def.node.parent.parent : undefined
  return declaration?.type === 'ExportNamedDeclaration' ? undefined : ownerOf(name)
}

// ---------------------------------------------------------------- who holds it

interface Case {
  readonly owner: CodeOwner
  readonly delivery: Delivery
  readonly depth: number
}

/** All variables of the owner that hold the memory, or something that has it; undefined where somebody else may. */
function holdersOf(sourceCode: SourceCode, of: Case, seeds: readonly Variable[]): ReadonlySet<Variable> | undefined {
  const holders = new Set<Variable>(seeds)
  for (const holder of holders) {
    if (holders.size > MOST_HOLDERS || homeOf(holder) !== of.owner) return undefined
    for (const reference of holder.references) {
      if (!reference.isRead()) continue
      const more = isWithin(sourceCode, reference, of) ? goesTo(sourceCode, reference.identifier, of) : undefined
      if (!more && comesBefore(sourceCode, reference.identifier, of)) return undefined
      for (const each of more ?? []) holders.add(each)
    }
  }
  return holders
}

/** Whether control may come from a reference to the delivery; what is not on the way there happens to memory that is not delivered, or comes later. */
function comesBefore(sourceCode: SourceCode, reference: Node, { owner, delivery }: Case): boolean {
  const flow = flowOf(sourceCode, owner)
  const ends = pointsIn(sourceCode, owner, delivery).flatMap((each) => eventsOf(flow, each))
  const starts = ownerOf(reference) === owner ? eventsOf(flow, reference) : []
  if (flow.imprecise || ends.length === 0 || starts.length === 0) return true
  return starts.some((start) => findPath(flow, start, (event) => ends.includes(event)) !== undefined)
}

/** Whether the owner itself runs the code at a reference: the code is its own, or that of a function that it calls or hands to what runs it at once. */
function isWithin(sourceCode: SourceCode, { identifier }: Reference, { owner, delivery }: Case): boolean {
  if (ownerOf(identifier) === owner) return true
  const points = pointsIn(sourceCode, owner, identifier)
  return points.length > 0 && points.every((point) => {
    if (isInside(delivery, point)) return isFunction(point) && promiseOf(sourceCode, point) !== undefined
    if (!isFunction(point)) return isCalled(point)
    return isCalled(point) || handedTo(sourceCode, point)?.timing === 'now'
  })
}

function isCalled(callee: Node): boolean {
  const outer = wrapped(callee)
  return outer.parent?.type === 'CallExpression' && outer.parent.callee === outer
}

const NOBODY: readonly Variable[] = []

/** The variables that hold what an expression stands for from there on; undefined where somebody else does, or nobody can say. */
function goesTo(sourceCode: SourceCode, expression: Node, of: Case): readonly Variable[] | undefined {
  const found: Variable[] = []
  let at = wrapped(expression)
  for (let parent = at.parent; parent; at = wrapped(parent), parent = at.parent) {
    if (at === of.delivery) return found
    switch (parent.type) {
      case 'MemberExpression': {
        if (parent.object !== at) return found
        const next = afterMember(sourceCode, parent)
        if (!next) return found
        parent = next
        break
      }
      case 'VariableDeclarator':
        return [...found, ...namesIn(sourceCode, parent.id)]
      case 'AssignmentExpression': {
        if (parent.left === at) return found
        const holder = variableOf(sourceCode, parent.left) ?? containerOf(sourceCode, parent.left)
        if (!holder) return undefined
        found.push(holder)
        break
      }
      case 'CallExpression':
      case 'NewExpression': {
        if (parent.callee === at) return found
        const taken = takenBy(sourceCode, parent, at, of)
        if (taken !== 'result') return taken && [...found, ...taken]
        break
      }
      case 'ConditionalExpression':
        if (parent.test === at) return found
        break
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== at) return found
        break
      case 'Property':
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'SpreadElement':
      case 'LogicalExpression':
      case 'AwaitExpression':
        break
      case 'ExpressionStatement':
      case 'BinaryExpression':
      case 'UnaryExpression':
      case 'UpdateExpression':
      case 'TemplateLiteral':
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'SwitchStatement':
        return found
      case 'ForOfStatement':
        return isView(sourceCode, at) ? found : undefined
      default:
        return undefined
    }
  }
  return undefined
}

/** What still has the memory behind a member: the member, or the call of it; undefined where that is plain data. */
function afterMember(sourceCode: SourceCode, member: TSESTree.MemberExpression): Node | undefined {
  const outer = wrapped(member)
  const name = keyName(member)
  const isMethod = outer.parent?.type === 'CallExpression' && outer.parent.callee === outer
  const view = isView(sourceCode, member.object)
  if (name === undefined) return view ? undefined : outer
  if (isMethod) {
    if (name === 'subarray' || returningMethods.has(name)) return outer.parent
    return copyingMethods.has(name) || collectingMethods.has(name) || endingMembers.has(name) || (view && viewMembers.has(name)) ? undefined : outer.parent
  }
  return sizeMembers.has(name) || askingMembers.has(name) ? undefined : outer
}

/** The variable whose object or collection something is put into, where that is new itself. */
function containerOf(sourceCode: SourceCode, target: Node): Variable | undefined {
  const holder = rootName(sourceCode, target)
  const [source, second] = (holder && sourcesOf(sourceCode, holder)) ?? []
  const isNew = source?.kind === 'value' && !second && ['ObjectExpression', 'ArrayExpression', 'NewExpression'].includes(unwrap(source.value).type)
  return isNew ? holder : undefined
}

function namesIn(sourceCode: SourceCode, pattern: Node): readonly Variable[] {
  switch (pattern.type) {
    case 'Identifier':
      return [variableOf(sourceCode, pattern)].filter((each) => each !== undefined)
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) => (each.type === 'Property' && sizeMembers.has(keyName(each) ?? '') ? [] : namesIn(sourceCode, each.type === 'Property' ? each.value : each.argument)))
    case 'ArrayPattern':
      return pattern.elements.flatMap((each) => (each ? namesIn(sourceCode, each) : []))
    case 'AssignmentPattern':
      return namesIn(sourceCode, pattern.left)
    case 'RestElement':
      return namesIn(sourceCode, pattern.argument)
    default:
      return NOBODY
  }
}

// ---------------------------------------------------------------- calls

/** Who holds an argument after a call: nobody, variables, or what it yields; undefined where the one that is called keeps it. */
function takenBy(sourceCode: SourceCode, call: Call, argument: Node, of: Case): readonly Variable[] | 'result' | undefined {
  if (call === of.delivery) return NOBODY
  if (sendsByCall(sourceCode).has(call) || call.arguments.some((each) => each.type === 'SpreadElement')) return undefined
  const index = call.arguments.indexOf(argument as TSESTree.CallExpressionArgument)
  const name = calledName(call) ?? ''
  const callee = unwrap(call.callee)
  const keepsFrom = callee.type === 'MemberExpression' ? collectingMethods.get(name) : undefined
  if (keepsFrom !== undefined && callee.type === 'MemberExpression') {
    if (index < keepsFrom) return NOBODY
    const holder = containerOf(sourceCode, callee.object)
    return holder && [holder]
  }
  const fn = calledFunction(sourceCode, call)
  if (fn) return keepsParameter(sourceCode, fn, index, of.depth) ? undefined : 'result'
  const isAwaited = wrapped(call).parent?.type === 'AwaitExpression'
  return keepingNames.test(name) && !isAwaited ? undefined : 'result'
}

/** Whether a function of this file lets its parameter go anywhere but to what it returns. */
function keepsParameter(sourceCode: SourceCode, fn: FunctionNode, index: number, depth: number): boolean {
  const parameter = fn.params[index]
  if (depth >= DEPTH || !parameter) return parameter !== undefined
  const variables = namesIn(sourceCode, parameter)
  if (variables.length === 0) return true
  const holders = holdersOf(sourceCode, { owner: fn, delivery: fn.body, depth: depth + 1 }, variables)
  return holders === undefined
}

// ---------------------------------------------------------------- later

/** Whether a variable is read after the delivery, on some way there that does not give it another value. */
function isReadAfter(sourceCode: SourceCode, holder: Variable, owner: CodeOwner, delivery: Delivery): boolean {
  const reads = holder.references.filter((reference) => reference.isRead() && !isHarmless(reference.identifier)).map(({ identifier }) => identifier)
  for (let level: CodeOwner = ownerOf(delivery), at: Node = delivery; ; at = level, level = ownerOf(level)) {
    if (isReadIn(sourceCode, holder, level, at, reads)) return true
    if (level === owner) return false
    if (!isFunction(level)) return true
  }
}

/** `bitmap.close()`: there is nothing to close any more. */
function isHarmless(name: Node): boolean {
  const member = name.parent
  return member?.type === 'MemberExpression' && member.object === name && endingMembers.has(keyName(member) ?? '')
}

function isReadIn(sourceCode: SourceCode, holder: Variable, owner: CodeOwner, delivery: Node, reads: readonly Node[]): boolean {
  const flow = flowOf(sourceCode, owner)
  const point = isFunction(delivery) ? wrapped(delivery).parent ?? delivery : delivery
  const acquired = gone(flow, point)
  if (flow.imprecise || acquired.length === 0) return true
  const goals = new Set(reads.flatMap((read) => pointsIn(sourceCode, owner, read)).filter((each) => each !== delivery).flatMap((each) => eventsOf(flow, each)))
  const settled = (event: number): boolean => flow.kinds[event] === 'write' && variableOf(sourceCode, nodeOf(flow, event)) === holder
  return openAt(sourceCode, { flow, acquired, settled }, (event) => goals.has(event)) !== undefined
}
