import type { TSESTree } from '@typescript-eslint/utils'

import { answersByName, boundedAnswer, fewByName, fillingByName, listers, reshapers } from '../../knowledge/fanouts.ts'
import { allPages, bounding, sameSize, sameSizeMethods } from '../../knowledge/inputs.ts'
import { calledName, callsNamed, isInLoop, isLoop, type Loop } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isCall, isFunction, keyName, type Node, sizedIn, unwrap } from '../../utils/syntax.ts'
import { type Amount, extentOf, few, UNKNOWN, valueOf } from '../loops/amounts.ts'
import { constantOf } from '../loops/constants.ts'
import type { Frame } from '../loops/frames.ts'
import { limitOf } from '../loops/limits.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
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
  if ((amount.kind === 'part' && !isAnswer(sourceCode, node) && !isFilledFromMuch(sourceCode, node)) || depth > MOST_STEPS || (amount.kind === 'count' && amount.count > 0 && !isFilledField(sourceCode, node))) return amount
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
  return node.type === 'CallExpression' && boundedAnswer.test(sourceCode.getText(node)) && !allPages.test(calledName(node) ?? '')
}

/** What is behind a call that reshapes a list, an object that is filled somewhere, a list that starts empty. */
function behind(sourceCode: SourceCode, node: Node, at: Node, depth: number): Amount | undefined {
  if (node.type === 'AwaitExpression') return behind(sourceCode, unwrap(node.argument), at, depth)
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee)
    const path = apiOf(sourceCode, callee)
    const [first] = node.arguments
    if (path !== undefined && listers.has(path)) return { kind: 'data', from: 'state', root: path, text: '', node }
    if (first && path !== undefined && (reshapers.test(path) || sameSize.has(path))) return extentAt(sourceCode, first, at, depth + 1)
    const filled = filledBy(sourceCode, node, depth) ?? answered(sourceCode, node)
    if (filled) return filled
    if (isFlattening(sourceCode, node) && callee.type === 'MemberExpression') return extentAt(sourceCode, callee.object, at, depth + 1)
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

/** `pagesOf(site)`, a function of the file that fills a list and returns it. */
function filledBy(sourceCode: SourceCode, call: Call, depth: number): Amount | undefined {
  const fn = depth > MOST_STEPS ? undefined : calledFunction(sourceCode, call)
  const amounts = fn ? returnsOf(sourceCode, fn).slice(0, 4).flatMap((each) => behind(sourceCode, unwrap(each), each, depth + 1) ?? []) : []
  return amounts.find(({ kind }) => kind === 'data')
}

function isAnswer(sourceCode: SourceCode, list: Node): boolean {
  return list.type === 'CallExpression' || onlyValue(sourceCode, list)?.type === 'CallExpression'
}

/** `lists.reduce((all, list) => all.concat(list), [])`, `[...all, ...list]`: as much as there is in the lists. */
function isFlattening(sourceCode: SourceCode, call: Call): boolean {
  const [callback] = call.arguments
  const fn = callback && calledName(call) === 'reduce' ? unwrap(callback) : undefined
  return isFunction(fn) && returnsOf(sourceCode, fn).some((each) => {
    const made = unwrap(each)
    if (made.type === 'ArrayExpression') return made.elements.filter((element) => element?.type === 'SpreadElement').length > 1
    return isCall(made) && calledName(made) === 'concat'
  })
}

/** `host.getFiles()` of another file, on the spot: as long as the answer that one waits for. By the name, of several things that are found. */
function answered(sourceCode: SourceCode, call: Call): Amount | undefined {
  const name = calledName(call)
  if (name === undefined || !answersByName.test(name) || fewByName.test(name) || boundedAnswer.test(sourceCode.getText(call)) || bounding.test(name)) return undefined
  return isElsewhere(sourceCode, unwrap(call.callee)) ? { kind: 'data', from: 'reply', root: name, text: name, node: call } : undefined
}

/** Of another module, also by way of a field or a parameter: nothing here says what it is. */
function isElsewhere(sourceCode: SourceCode, callee: Node): boolean {
  let root = callee
  while (root.type === 'MemberExpression') root = unwrap(root.object)
  if (denote(sourceCode, callee)?.kind === 'function' || (callee.type === 'MemberExpression' && denote(sourceCode, callee.object)?.kind === 'record')) return false
  if (root.type === 'ThisExpression') return callee.type === 'MemberExpression' && unwrap(callee.object) !== root
  const kind = root.type === 'Identifier' ? variableOf(sourceCode, root)?.defs[0]?.type : undefined
  return kind === 'ImportBinding' || (kind === 'Parameter' && root !== callee)
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
