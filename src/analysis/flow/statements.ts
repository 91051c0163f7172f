import type { TSESTree } from '@typescript-eslint/utils'

import type { Node } from '../../utils/syntax.ts'
import type { Builder } from './builder.ts'
import { layClass } from './classes.ts'
import { layCondition } from './conditions.ts'
import { layValue } from './expressions.ts'
import { layForEach, layLoop } from './loops.ts'
import { layPattern } from './patterns.ts'
import type { Open, Scope } from './scope.ts'
import { merged } from './scope.ts'

/** Lays out statements that share a scope: functions are there from its start, what is `using`ed is disposed of at its end. */
export function layBlock(b: Builder, statements: readonly Node[]): void {
  const { scope } = b
  layHoisted(b, statements)
  for (const statement of statements) layStatement(b, statement)
  layDisposals(b, scope)
}

function layHoisted(b: Builder, statements: readonly Node[]): void {
  for (const statement of statements) {
    const exported = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
    const declared = exported ? statement.declaration : statement
    if (declared?.type === 'FunctionDeclaration') b.emit('closure', declared)
  }
}

/** Lays out one statement; `labels` are those that stand before it. */
export function layStatement(b: Builder, node: Node, labels: readonly string[] = []): void {
  if (!b.alive) return
  if (b.down()) lay(b, node, labels)
  b.up()
}

function lay(b: Builder, node: Node, labels: readonly string[]): void {
  switch (node.type) {
    case 'ExpressionStatement':
      layValue(b, node.expression)
      break
    case 'VariableDeclaration':
      layDeclaration(b, node)
      break
    case 'IfStatement':
      layIf(b, node)
      break
    case 'ReturnStatement':
      if (node.argument) layValue(b, node.argument)
      b.emit('return', node)
      b.return()
      break
    case 'BlockStatement':
      layBlock(b, node.body)
      break
    case 'ThrowStatement':
      layValue(b, node.argument)
      b.raise(b.last('throw', node))
      break
    case 'TryStatement':
      layTry(b, node)
      break
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      layLoop(b, node, labels)
      break
    case 'ForInStatement':
    case 'ForOfStatement':
      layForEach(b, node, labels)
      break
    case 'SwitchStatement':
      laySwitch(b, node, labels)
      break
    case 'BreakStatement':
      b.break(node.label?.name)
      break
    case 'ContinueStatement':
      b.continue(node.label?.name)
      break
    case 'LabeledStatement':
      layLabelled(b, node, labels)
      break
    case 'ClassDeclaration':
      if (!node.declare) layClass(b, node)
      break
    case 'ExportNamedDeclaration':
      if (node.declaration) layStatement(b, node.declaration)
      break
    case 'ExportDefaultDeclaration':
      layStatement(b, node.declaration)
      break
    case 'TSExportAssignment':
      layValue(b, node.expression)
      break
    case 'TSEnumDeclaration':
      if (!node.declare) for (const member of node.body.members) if (member.initializer) layValue(b, member.initializer)
      break
    case 'TSModuleDeclaration':
      if (!node.declare && node.body) layBlock(b, node.body.body)
      break
    case 'WithStatement':
      layValue(b, node.object)
      layStatement(b, node.body)
      break
    case 'FunctionDeclaration':
    case 'EmptyStatement':
    case 'DebuggerStatement':
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'TSDeclareFunction':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSImportEqualsDeclaration':
    case 'TSNamespaceExportDeclaration':
      break
    default:
      layValue(b, node)
  }
}

// ---------------------------------------------------------------- declarations

export function layDeclaration(b: Builder, node: TSESTree.VariableDeclaration): void {
  if (node.declare) return
  for (const declarator of node.declarations) {
    if (declarator.init) {
      layValue(b, declarator.init)
      layPattern(b, declarator.id)
    } else if (node.kind === 'let') layPattern(b, declarator.id)
    if (node.kind === 'using' || node.kind === 'await using') b.enterFinaliser(declarator)
  }
}

/** Leaves the scopes that `using` declarations opened since `scope`, the innermost first. */
export function layDisposals(b: Builder, scope: Scope): void {
  while (b.scope !== scope) {
    const { disposed } = b.scope
    if (!disposed) break
    b.leaveFinaliser(() => {
      const event = b.emit('dispose', disposed)
      if (disposed.parent.kind === 'await using') b.raise(event)
    })
  }
}

// ---------------------------------------------------------------- branches

/** Statements that deal with the labels before them. */
const TAKES_LABELS: ReadonlySet<string> = new Set([
  'LabeledStatement', 'ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement', 'SwitchStatement',
])

function layIf(b: Builder, node: TSESTree.IfStatement): void {
  let done: Open = []
  let at: Node | null = node
  while (at?.type === 'IfStatement') {
    const { yes, no } = layCondition(b, at.test)
    b.join(yes)
    layStatement(b, at.consequent)
    done = merged(done, b.take())
    b.join(no)
    at = at.alternate
  }
  if (at) layStatement(b, at)
  b.join(done)
}

function layLabelled(b: Builder, node: TSESTree.LabeledStatement, outer: readonly string[]): void {
  const labels = [...outer, node.label.name]
  if (TAKES_LABELS.has(node.body.type)) {
    layStatement(b, node.body, labels)
    return
  }
  const breaks = b.target()
  const scope = b.enter()
  scope.labels = labels
  scope.breaks = breaks
  layStatement(b, node.body)
  b.leave()
  b.join(breaks.edges)
}

function laySwitch(b: Builder, node: TSESTree.SwitchStatement, labels: readonly string[]): void {
  layValue(b, node.discriminant)
  layHoisted(b, node.cases.flatMap((each) => each.consequent))
  const matches = node.cases.map((each) => {
    if (!each.test) return []
    layValue(b, each.test)
    const { yes, no } = b.branch('case', each)
    b.join(no)
    return yes
  })
  const breaks = b.target()
  const otherwise = node.cases.findIndex((each) => !each.test)
  if (otherwise >= 0) matches[otherwise] = b.take()
  const unmatched = b.take()
  const scope = b.enter()
  scope.labels = labels
  scope.breaks = breaks
  scope.plain = true
  node.cases.forEach((each, i) => {
    b.join(matches[i] ?? [])
    for (const statement of each.consequent) layStatement(b, statement)
  })
  b.leave()
  b.join(unmatched)
  b.join(breaks.edges)
}

// ---------------------------------------------------------------- exceptions

function layTry(b: Builder, node: TSESTree.TryStatement): void {
  const { finalizer } = node
  if (finalizer) b.enterFinaliser()
  if (node.handler) layCaught(b, node.block, node.handler)
  else layBlock(b, node.block.body)
  if (finalizer) b.leaveFinaliser(() => layBlock(b, finalizer.body))
}

function layCaught(b: Builder, block: TSESTree.BlockStatement, handler: TSESTree.CatchClause): void {
  const thrown = b.target()
  const start = b.size
  b.enter(thrown)
  layBlock(b, block.body)
  b.expectException(start)
  b.leave()
  const done = b.take()
  b.join(thrown.edges)
  if (handler.param) layPattern(b, handler.param)
  layBlock(b, handler.body.body)
  b.join(done)
}
