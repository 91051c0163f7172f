import type { TSESTree } from '@typescript-eslint/utils'

import { shippers } from '../../knowledge/shipped.ts'
import { replies } from '../../knowledge/sinks.ts'
import { callsNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isAwaited, isFunction, isInside, keyName, leavesFunction, literalText, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { maySpawn, spawnsOf } from '../handles/spawns.ts'
import { taskNames } from '../loading/task-names.ts'
import { callsOf, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { threadAt } from '../roles/role.ts'

/** A call on this thread of what a worker is there to run. */
export interface DirectCall {
  readonly call: Call
  readonly name: string
  /** What makes it a worker's: the call that starts the worker, or the code of the worker's side. */
  readonly worker: Node
}

/** Calls, on the main thread, of functions that workers of this file run. */
export const directCallsIn = perFile((sourceCode): readonly DirectCall[] => {
  if (!maySpawn(sourceCode)) return []
  const spawns = spawnsOf(sourceCode).filter(({ model }) => model.kind === 'worker' || model.kind === 'pool' || model.kind === 'process')
  const named = namesAsked(sourceCode)
  return spawns.length === 0 ? [] : importsOf(sourceCode).flatMap((binding): readonly DirectCall[] => {
    const spawn = spawns.find(({ call }) => entriesOf(sourceCode, call).has(binding.module))
    if (!spawn) return []
    // What else such a module exports may be little helpers; who waits for one takes it for the worker's.
    const isTask = binding.name === 'default' || named.has(binding.name)
    if (!isTask && spawn.model.kind === 'pool') return []
    return callsOf(variableOf(sourceCode, binding.local))
      .filter((call) => call.type === 'CallExpression' && (isTask || isAwaited(call)) && isUnconditional(call) && threadAt(sourceCode, call) !== 'worker')
      .map((call) => ({ call, name: binding.local.name, worker: spawn.call }))
  })
})

interface Imported { readonly module: string; readonly name: string; readonly local: TSESTree.Identifier }

function importsOf(sourceCode: SourceCode): readonly Imported[] {
  return sourceCode.ast.body.flatMap((statement): readonly Imported[] => {
    if (statement.type === 'ImportDeclaration') {
      const module = moduleKey(statement.source.value)
      return statement.specifiers.flatMap((each): readonly Imported[] => {
        if (each.type === 'ImportNamespaceSpecifier') return []
        const name = each.type === 'ImportDefaultSpecifier' ? 'default' : each.imported.type === 'Identifier' ? each.imported.name : each.imported.value
        return [{ module, name, local: each.local }]
      })
    }
    return statement.type === 'VariableDeclaration' ? statement.declarations.flatMap((each) => required(each)) : []
  })
}

/** `const work = require('./worker')`, `const { work } = require('./worker')`. */
function required({ id, init }: TSESTree.VariableDeclarator): readonly Imported[] {
  const call = init && unwrap(init)
  const specifier = call?.type === 'CallExpression' && call.callee.type === 'Identifier' && call.callee.name === 'require' && call.arguments[0] ? literalText(call.arguments[0]) : undefined
  if (specifier === undefined) return []
  if (id.type === 'Identifier') return [{ module: moduleKey(specifier), name: 'default', local: id }]
  if (id.type !== 'ObjectPattern') return []
  return id.properties.flatMap((each) => (each.type === 'Property' && each.value.type === 'Identifier' ? [{ module: moduleKey(specifier), name: keyName(each) ?? '', local: each.value }] : []))
}

/** `./a/worker.js` and `./a/worker` are one module. */
function moduleKey(specifier: string): string {
  return specifier.replace(/^(?:\.\/)+/u, '').replace(/\.[cm]?[jt]sx?$/u, '')
}

/** The modules of the project that the arguments of a spawning call name. */
function entriesOf(sourceCode: SourceCode, call: Call): ReadonlySet<string> {
  const found = new Set<string>()
  const look = (root: Node, depth: number): void => {
    walk(sourceCode, root, (node) => {
      if (isFunction(node)) return false
      const text = literalText(node)
      if (text !== undefined && /^\.{1,2}\/|\.[cm]?[jt]s$/u.test(text)) found.add(moduleKey(text))
      if (node.type === 'Identifier' && depth < 2) {
        const variable = variableOf(sourceCode, node)
        const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
        if (source?.kind === 'value' && !second) look(source.value, depth + 1)
      }
      return true
    })
  }
  for (const argument of call.arguments) look(argument, 0)
  return found
}

/** Names under which tasks are asked for: `pool.exec('work', …)`, `pool.run(x, { name: 'work' })`. */
function namesAsked(sourceCode: SourceCode): ReadonlySet<string> {
  const given = callsNamed(sourceCode, ['exec']).flatMap(({ callee, arguments: [first] }) => (callee.type === 'MemberExpression' && first ? (literalText(first) ?? []) : []))
  return new Set([...taskNames(sourceCode), ...given])
}

const CONDITIONS: ReadonlySet<string> = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'CatchClause', 'SwitchCase'])

/** Not the way that is taken where there is no worker, or where it does not pay. */
function isUnconditional(call: Call): boolean {
  const home = functionAround(call)
  for (let at: Node | undefined = call.parent; at; at = at.parent) {
    if (CONDITIONS.has(at.type)) return false
    if (at.type === 'BlockStatement' && at.body.some((each) => each.type === 'IfStatement' && each.range[1] <= call.range[0] && leavesFunction(each.consequent))) return false
    if (at === home && at.parent.type !== 'CallExpression') return true
  }
  return true
}

// ---------------------------------------------------------------- functions of this file

const replyRoots = evidenceFrom(replies.map(({ path }) => path))

/** Functions of this file that a worker runs, with what says so: they are put at its service, sent to it, or called on its side. */
export const workerFunctions = perFile((sourceCode): ReadonlyMap<FunctionNode, Node> => {
  const found = new Map<FunctionNode, Node>()
  const hasReplies = mentions(sourceCode, replyRoots)
  if (!hasReplies && !maySpawn(sourceCode)) return found
  const shipped = spawnsOf(sourceCode).flatMap(({ model, call }) => (model.kind === 'pool' ? [call] : []))
  for (const call of nodesOf(sourceCode).calls) {
    const target = threadAt(sourceCode, call) === 'worker' ? calledFunction(sourceCode, call) : undefined
    if (target && !isInside(call, target)) found.set(target, call)
    if (shipped.length === 0 || call.callee.type !== 'MemberExpression' || keyName(call.callee) !== 'exec' || !shippers.has(apiOf(sourceCode, call.callee) ?? '')) continue
    const [first] = call.arguments
    const fn = first?.type === 'Identifier' ? functionNamed(sourceCode, first) : undefined
    if (fn) found.set(fn, call)
  }
  return found
})

function functionNamed(sourceCode: SourceCode, name: TSESTree.Identifier): FunctionNode | undefined {
  const def = variableOf(sourceCode, name)?.defs[0]
  const node: Node | undefined = def?.node
  if (isFunction(node)) return node
  const init = node?.type === 'VariableDeclarator' ? node.init : undefined
  return isFunction(init) ? init : undefined
}
