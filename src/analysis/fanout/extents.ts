import type { TSESTree } from '@typescript-eslint/utils'

import { boundedAnswer, fewByName, fillingByName, listers, reshapers } from '../../knowledge/fanouts.ts'
import { sameSize, sameSizeMethods } from '../../knowledge/inputs.ts'
import { calledName, callsNamed, isInLoop, isLoop, type Loop } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { functionAround, isFunction, keyName, type Node, sizedIn, unwrap } from '../../utils/syntax.ts'
import { type Amount, extentOf, few, UNKNOWN, valueOf } from '../loops/amounts.ts'
import { constantOf } from '../loops/constants.ts'
import type { Frame } from '../loops/frames.ts'
import { limitOf } from '../loops/limits.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { sharesIn, sharesOf } from './shares.ts'

/** How many times something is done, and what it goes through. */
export interface Extent {
  /** Absent for a loop that counts. */
  readonly over?: Node
  readonly amount: Amount
  /** The number, where that is written down. */
  readonly count?: number
}

const MOST_STEPS = 6

/** How many times a loop goes round, and what through. */
export function extentOfLoop(sourceCode: SourceCode, loop: Loop): Extent {
  // What comes piece by piece has no size that anybody knows.
  if (loop.type === 'ForOfStatement' && loop.await) return { over: loop.right, amount: { kind: 'data', from: 'caller', root: 'stream', text: '', node: loop.right } }
  const limit = limitOf(sourceCode, { node: loop })
  switch (limit.kind) {
    case 'elements':
      return { over: limit.of, amount: extentAt(sourceCode, limit.of, loop) }
    case 'number': {
      const shares = sharesOf(sourceCode, loop)
      if (shares) return { amount: few(constantOf(sourceCode, shares, undefined) ?? 64) }
      const amounts = limit.of.map((each) => valueOf(sourceCode, each, frameAt(loop)))
      const [of] = limit.of
      const sized = of && sizedIn(of)
      const count = limit.of.map((each) => constantOf(sourceCode, each, undefined)).find((each) => each !== undefined)
      return { ...(sized && { over: sized }), ...(count !== undefined && { count }), amount: amounts.find(({ kind }) => kind === 'count') ?? amounts[0] ?? UNKNOWN }
    }
    case 'few':
      return { amount: few(64) }
    default:
      return { amount: UNKNOWN }
  }
}

/** How much there is of something, as the function around it shows. Lists that are written down by hand count as few. */
export function extentAt(sourceCode: SourceCode, list: Node, at: Node, depth = 0): Amount {
  const node = unspread(unwrap(list))
  if (isFewByName(node) && !isFilledFromMuch(sourceCode, node)) return few(8)
  const constant = constantOf(sourceCode, node, undefined)
  if (constant !== undefined) return few(constant)
  const shares = sharesIn(sourceCode, node)
  if (shares) return few(constantOf(sourceCode, shares, undefined) ?? 64)
  const amount = extentOf(sourceCode, node, frameAt(at))
  if (amount.kind === 'data') return isBoundedAnswer(sourceCode, amount.node) ? few(100) : amount
  if (amount.kind === 'part' || depth > MOST_STEPS || (amount.kind === 'count' && amount.count > 0 && !isFilledField(sourceCode, node))) return amount
  return behind(sourceCode, node, at, depth) ?? amount
}

/** `[...rows]`, `{ ...sizes }`: a copy. */
function unspread(node: Node): Node {
  const [only, second] = node.type === 'ArrayExpression' ? node.elements : node.type === 'ObjectExpression' ? node.properties : []
  return only?.type === 'SpreadElement' && !second ? unwrap(only.argument) : node
}

/** By the name of the list, also where it is put into another order: `pids.sort()`. */
function isFewByName(list: Node): boolean {
  const node = reordered(list)
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? keyName(node) : undefined
  return name !== undefined && fewByName.test(name)
}

function reordered(list: Node): Node {
  let at = list
  while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression' && sameSizeMethods.has(keyName(at.callee) ?? '')) at = unwrap(at.callee.object)
  return at
}

/** `findAll({ limit: 20 })`. */
function isBoundedAnswer(sourceCode: SourceCode, node: Node): boolean {
  return node.type === 'CallExpression' && boundedAnswer.test(sourceCode.getText(node))
}

/** What is behind a call that reshapes a list, an object that is filled somewhere, a list that starts empty. */
function behind(sourceCode: SourceCode, node: Node, at: Node, depth: number): Amount | undefined {
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee)
    const path = apiOf(sourceCode, callee)
    const [first] = node.arguments
    if (path !== undefined && listers.has(path)) return { kind: 'data', from: 'state', root: path, text: '', node }
    if (first && path !== undefined && (reshapers.test(path) || sameSize.has(path))) return extentAt(sourceCode, first, at, depth + 1)
    return callee.type === 'MemberExpression' && sameSizeMethods.has(keyName(callee) ?? '') ? extentAt(sourceCode, callee.object, at, depth + 1) : undefined
  }
  if (node.type === 'MemberExpression' && node.object.type === 'ThisExpression') return { kind: 'data', from: 'state', root: sourceCode.getText(node), text: '', node }
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || source?.kind !== 'value' || second || source.steps.length > 0) return undefined
  if (isFilled(variable) || isFilledByHelper(sourceCode, variable)) return { kind: 'data', from: 'state', root: variable.name, text: '', node }
  const value = unspread(unwrap(source.value))
  return value.type === 'CallExpression' || value.type === 'Identifier' ? extentAt(sourceCode, value, value, depth + 1) : undefined
}

/** `for (const link of await linksOf(page)) targets.add(link)`: whatever it is called, nobody has written it down. */
function isFilledFromMuch(sourceCode: SourceCode, list: Node): boolean {
  const node = unspread(reordered(list))
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable !== undefined && fillsFromMuch(sourceCode, variable)
}

const fillsFromMuch = perNode<Variable, boolean>((sourceCode, variable) => {
  const [declared] = variable.identifiers
  const home = declared && functionAround(declared)
  return variable.references.some(({ identifier }) => {
    const member: Node = identifier.parent
    const isFill = member.type === 'MemberExpression' && member.object === identifier && FILLS.has(keyName(member) ?? '') && member.parent.type === 'CallExpression'
    return isFill && loopsAround(identifier, home).some((loop) => loop.type === 'ForOfStatement' && extentOfLoop(sourceCode, loop).amount.kind === 'data')
  })
}, false)

function loopsAround(node: Node, home: Node | undefined): readonly Loop[] {
  const found: Loop[] = []
  for (let at = node.parent; at && at !== home && !isFunction(at); at = at.parent) if (isLoop(at)) found.push(at as Loop)
  return found
}

const FILLS: ReadonlySet<string> = new Set(['push', 'set', 'add', 'unshift'])

/** A collection that starts empty and gets its entries in a loop, a callback or another function. */
function isFilled(variable: Variable): boolean {
  const [declared] = variable.identifiers
  const home = declared && functionAround(declared)
  return variable.references.some(({ identifier }) => {
    const member: Node = identifier.parent
    if (member.type !== 'MemberExpression' || member.object !== identifier) return false
    const isSet = member.computed && member.parent.type === 'AssignmentExpression' && member.parent.left === member
    if (!isSet && !(FILLS.has(keyName(member) ?? '') && member.parent.type === 'CallExpression')) return false
    return functionAround(identifier) !== home || isInLoop(identifier, home)
  })
}

/** `this.pages = [first]`, and elsewhere `this.pages.push(next)`: what it begins with says nothing of how many there are. */
function isFilledField(sourceCode: SourceCode, list: Node): boolean {
  const field = reordered(list)
  if (field.type !== 'MemberExpression' || field.object.type !== 'ThisExpression') return false
  return callsNamed(sourceCode, FILLS).some(({ callee }) => {
    const filled = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
    return filled?.type === 'MemberExpression' && filled.object.type === 'ThisExpression' && keyName(filled) === keyName(field) && locationOf(sourceCode, filled)?.key === locationOf(sourceCode, field)?.key
  })
}

/** `const files = []; await walk(folder, files)`: a list that starts empty and is handed to what fills it. */
const isFilledByHelper = perNode<Variable, boolean>((sourceCode, variable) => {
  const [definition] = variable.defs
  const made = definition?.type === 'Variable' && definition.node.init ? unwrap(definition.node.init) : undefined
  if (made?.type !== 'ArrayExpression' || made.elements.length > 0) return false
  return variable.references.some(({ identifier }) => {
    const call: Node = identifier.parent
    const index = call.type === 'CallExpression' ? call.arguments.indexOf(identifier as TSESTree.Identifier) : -1
    if (call.type !== 'CallExpression' || index < 0 || !isForItsEffect(call)) return false
    const fn = calledFunction(sourceCode, call)
    const parameter = fn?.params[index]
    if (fn) return parameter?.type === 'Identifier' && isAddedTo(variableOf(sourceCode, parameter))
    return fillingByName.test(calledName(call) ?? '')
  })
}, false)

/** Nobody asks what the call answers. */
function isForItsEffect(call: Node): boolean {
  const outer = call.parent?.type === 'AwaitExpression' ? call.parent : call
  return outer.parent?.type === 'ExpressionStatement'
}

function isAddedTo(variable: Variable | undefined): boolean {
  return variable?.references.some(({ identifier }) => {
    const member: Node = identifier.parent
    return member.type === 'MemberExpression' && member.object === identifier && FILLS.has(keyName(member) ?? '') && member.parent.type === 'CallExpression'
  }) ?? false
}

/** The function around a node, and what is around that: their tests bound what they test. */
function frameAt(node: Node): Frame | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (!isFunction(at)) continue
    const outer = at.parent && frameAt(at.parent)
    return outer ? { fn: at, outer } : { fn: at }
  }
  return undefined
}
