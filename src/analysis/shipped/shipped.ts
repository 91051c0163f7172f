import type { TSESTree } from '@typescript-eslint/utils'

import { makesWorkers, shippedJobs, shippers, textHolders, textRunners } from '../../knowledge/shipped.ts'
import { calledName, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, hasTrue, isCall, keyName, type Node, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { propertyAt } from '../resolve/constants.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { lastName } from '../resolve/path.ts'
import { calledPath } from '../resolve/receiver.ts'

/** A function whose source is run elsewhere. */
export interface Shipped {
  readonly fn: FunctionNode
  /** Where it is handed over or made a text of. */
  readonly at: Node
  /** Where it is run, in words. */
  readonly where: string
  /** What stands around it in the text: it may declare what the function uses. */
  readonly text: string
}

const evidence = evidenceFrom([...shippers.keys(), ...shippedJobs.keys()])
const names = new Set([...shippers.keys()].map(lastName))

/** All functions of the file that are run from their source. */
export const shippedOf = perFile((sourceCode): readonly Shipped[] => [
  ...(mentions(sourceCode, evidence) ? nodesOf(sourceCode).calls.flatMap((call) => handedOver(sourceCode, call)) : []),
  ...(makesWorkers.test(sourceCode.text) && /\$\{|\.toString\(\)/u.test(sourceCode.text) ? inTexts(sourceCode) : []),
])

function handedOver(sourceCode: SourceCode, call: Call): Shipped[] {
  const callee = unwrap(call.callee)
  const isNamed = callee.type === 'MemberExpression' ? names.has(keyName(callee) ?? '') : callee.type === 'Identifier' && variableOf(sourceCode, callee) !== undefined
  const path = isNamed ? calledPath(sourceCode, call) : undefined
  if (path === undefined) return []
  const model = shippers.get(path)
  const argument = model && call.arguments[model.argument]
  if (model && argument) return functionAt(sourceCode, argument).map((fn) => ({ fn, at: argument, where: model.where, text: '' }))
  const jobs = shippedJobs.get(path)
  return jobs ? jobsIn(sourceCode, call, jobs) : []
}

function jobsIn(sourceCode: SourceCode, call: Call, { option, property }: { readonly option: string; readonly property: string }): Shipped[] {
  const list = propertyAt(sourceCode, call.arguments[0], option)
  const jobs = list && unwrap(list)
  if (jobs?.type !== 'ArrayExpression') return []
  return jobs.elements.flatMap((each) => {
    const job = propertyAt(sourceCode, each ?? undefined, property)
    return job ? functionAt(sourceCode, job).map((fn) => ({ fn, at: job, where: 'the worker', text: '' })) : []
  })
}

function functionAt(sourceCode: SourceCode, node: Node): readonly FunctionNode[] {
  const target = denote(sourceCode, unwrap(node))
  return target?.kind === 'function' ? [target.node] : []
}

// ---------------------------------------------------------------- texts

/** `${fn}` and `fn.toString()` in texts that workers are made of. */
function inTexts(sourceCode: SourceCode): Shipped[] {
  const found: Shipped[] = []
  const add = (source: Node, at: Node): void => {
    const text = textAround(at)
    const fns = functionAt(sourceCode, source)
    if (fns.length === 0 || !becomesWorker(sourceCode, text, 0)) return
    const whole = text.parent?.type === 'ArrayExpression' ? text.parent : text
    if (isKnown(sourceCode, whole)) for (const fn of fns) found.push({ fn, at: source, where: 'the worker', text: textOf(sourceCode, whole) })
  }
  for (const template of templatesOf(sourceCode)) for (const each of template.expressions) if (each.type === 'Identifier' || each.type === 'MemberExpression') add(each, template)
  for (const call of nodesOf(sourceCode).calls) {
    if (calledName(call) === 'toString' && call.callee.type === 'MemberExpression' && call.arguments.length === 0) add(call.callee.object, call)
  }
  return found
}

const templatesOf = perFile((sourceCode): readonly TSESTree.TemplateLiteral[] => {
  const found = new Set<TSESTree.TemplateLiteral>()
  for (const scope of sourceCode.scopeManager?.scopes ?? []) {
    for (const { identifier } of scope.references) {
      const node: Node = identifier
      const outer = node.parent?.type === 'MemberExpression' && node.parent.object === node ? node.parent : node
      if (outer.parent?.type === 'TemplateLiteral') found.add(outer.parent)
    }
  }
  return [...found]
})

/** The whole text that a part belongs to. */
function textAround(part: Node): Node {
  let at = wrapped(part)
  for (let parent = at.parent; parent; parent = at.parent) {
    if (parent.type === 'TemplateLiteral' || (parent.type === 'BinaryExpression' && parent.operator === '+')) at = wrapped(parent)
    else break
  }
  return at
}

/** Whether nothing goes into a text but literals, functions and data: another text may declare anything. */
function isKnown(sourceCode: SourceCode, text: Node): boolean {
  let known = true
  walk(sourceCode, text, (node) => {
    if (isCall(node) && apiOf(sourceCode, node.callee) === '#JSON.stringify') return false
    if (node.type === 'Identifier' && variableOf(sourceCode, node) && functionAt(sourceCode, node).length === 0) known = false
    return known
  })
  return known
}

/** What is written in the text itself, and the names of functions that are declared in it by being put in. */
function textOf(sourceCode: SourceCode, text: Node): string {
  const parts: string[] = []
  walk(sourceCode, text, (node) => {
    if (node.type === 'TemplateElement') parts.push(node.value.raw)
    else if (node.type === 'Literal') parts.push(String(node.value))
    else if (node.type === 'Identifier' && functionAt(sourceCode, node).some((fn) => fn.type === 'FunctionDeclaration')) parts.push(node.name)
    else if (isCall(node) && apiOf(sourceCode, node.callee) === '#JSON.stringify') return false
    return true
  })
  return parts.join('\n')
}

/** Whether a text is run as a worker: it is one's first argument, or lies in a Blob, itself or by a name. */
function becomesWorker(sourceCode: SourceCode, text: Node, depth: number): boolean {
  const outer = text.parent?.type === 'ArrayExpression' ? text.parent : text
  const parent = outer.parent
  if (isCall(parent) && parent.callee !== outer) {
    const path = calledPath(sourceCode, parent)
    if (path === undefined) return false
    if (textHolders.has(path)) return parent.arguments[0] === outer
    const runner = textRunners.get(path)
    return runner !== undefined && parent.arguments[runner.argument] === outer && (runner.option === undefined || hasTrue(parent.arguments[1], runner.option))
  }
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier' || depth > 2) return false
  const uses = variableOf(sourceCode, parent.id)?.references ?? []
  return uses.some(({ identifier, init }) => init !== true && becomesWorker(sourceCode, textAround(identifier), depth + 1))
}
