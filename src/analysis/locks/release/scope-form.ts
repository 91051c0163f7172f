import type { TSESTree } from '@typescript-eslint/utils'

import { isLoop } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, isFunction, isInside, type Node, unwrap, walk } from '../../../utils/syntax.ts'
import { variableOf } from '../../resolve/bindings.ts'
import type { Acquisition } from './acquisitions.ts'
import type { Repair } from './repairs.ts'
import { holdsLines, indentOf, MOST_BEHIND, namesOf, statementOf } from './statements.ts'

/** Statements that stay together, or a `try` without its `finally`. */
interface Piece {
  readonly range: readonly [number, number]
  readonly nodes: readonly Node[]
  /** It comes out of a block already, and keeps its indentation. */
  readonly isIndented?: true
}

/** What becomes the section, and what remains behind it. */
interface Section {
  readonly pieces: readonly Piece[]
  /** The last statement that the section takes the place of. */
  readonly last: Node
  readonly behind: readonly Node[]
}

/**
 * The code between acquiring and releasing as the section of the method that does both: `await lock.runExclusive(async () => { … })`.
 * Only where that is surely the same but for the release: nothing leaves the code other than by a `return` that may stay one,
 * and nothing it declares is used elsewhere.
 */
export function scopeForm(sourceCode: SourceCode, { call, use, owner }: Acquisition, release?: Node): Repair | undefined {
  const method = use?.call === call ? use.method.scope : undefined
  const callee = unwrap(call.callee)
  const from = statementOf(call)
  if (method === undefined || call.arguments.length > 0 || callee.type !== 'MemberExpression' || callee.optional || from?.parent.type !== 'BlockStatement' || !onlyAcquires(from, call)) return undefined
  const found = release ? sectionUpTo(sourceCode, from, from.parent, release) : restOf(from, from.parent)
  if (!found || found.pieces.length === 0 || isUsedElsewhere(sourceCode, from, release)) return undefined
  const nodes = found.pieces.flatMap((piece) => piece.nodes)
  const exits = exitsOf(sourceCode, nodes, owner)
  if (exits === 'away' || losesComments(sourceCode, from, found) || nodes.some((node) => holdsLines(sourceCode, node))) return undefined
  if (exits === 'return' && !endsFunction(from.parent, nodes.at(-1), found.behind)) return undefined
  const text = callText(sourceCode, from, found, `${sourceCode.getText(callee.object)}.${method}`, exits === 'return')
  return text === undefined ? undefined : { does: 'scope', method, range: [from.range[0], found.last.range[1]], text }
}

/** `await lock.acquire()`, `const release = await lock.acquire()`, `const [, release] = …`, and nothing else. */
function onlyAcquires(statement: Node, call: TSESTree.CallExpression): boolean {
  const isAwaited = (node: Node | null): boolean => node?.type === 'AwaitExpression' && node.argument === call
  if (statement.type === 'ExpressionStatement') return isAwaited(statement.expression)
  const [declarator, another] = statement.type === 'VariableDeclaration' ? statement.declarations : []
  return declarator !== undefined && !another && isAwaited(declarator.init) && (declarator.id.type === 'Identifier' || declarator.id.type === 'ArrayPattern')
}

// ---------------------------------------------------------------- what becomes the section

function pieceOf(nodes: readonly Node[]): readonly Piece[] {
  const [first, last] = [nodes[0], nodes.at(-1)]
  return first && last ? [{ range: [first.range[0], last.range[1]], nodes }] : []
}

/** All that follows, where nothing releases. */
function restOf(from: Node, block: TSESTree.BlockStatement): Section | undefined {
  const rest = block.body.slice(block.body.indexOf(from as TSESTree.Statement) + 1)
  const last = rest.at(-1)
  return last && { pieces: pieceOf(rest), last, behind: [] }
}

/** What stands before the release: a statement beside the acquisition, or all that a `finally` beside it does. */
function sectionUpTo(sourceCode: SourceCode, from: Node, block: TSESTree.BlockStatement, release: Node): Section | undefined {
  const inner = statementOf(release)
  if (inner?.type !== 'ExpressionStatement') return undefined
  const end = inner.parent === block ? inner : inner.parent.parent
  if (!end || end.parent !== block) return undefined
  const all: readonly Node[] = block.body
  const between = all.slice(all.indexOf(from) + 1, all.indexOf(end))
  const behind = all.slice(all.indexOf(end) + 1)
  const tried = end === inner ? [] : triedBy(end, inner)
  if (!tried) return undefined
  const names = between.flatMap((statement) => namesOf(sourceCode, statement))
  const shadowed = new Set(tried.flatMap(({ nodes }) => nodes).flatMap((node) => namesOf(sourceCode, node)).map(({ name }) => name))
  if (names.some(({ name }) => shadowed.has(name))) return undefined
  const isNeeded = names.some((variable) => variable.references.some(({ identifier }) => behind.some((statement) => isInside(identifier, statement))))
  if (isNeeded && behind.length > MOST_BEHIND) return undefined
  const pieces = [...pieceOf(between), ...tried, ...(isNeeded ? pieceOf(behind) : [])]
  return { pieces, last: isNeeded ? (behind.at(-1) ?? end) : end, behind: isNeeded ? [] : behind }
}

/** A `try` whose `finally` does nothing but release: its block, or all of it where it also catches. */
function triedBy(node: Node, release: Node): readonly Piece[] | undefined {
  if (node.type !== 'TryStatement' || release.parent !== node.finalizer || node.finalizer?.body.length !== 1) return undefined
  if (node.handler) return [{ range: [node.range[0], node.handler.range[1]], nodes: [node] }]
  return pieceOf(node.block.body).map((piece) => ({ ...piece, isIndented: true }))
}

// ---------------------------------------------------------------- where that is the same

/** Whether anything but the release uses what acquiring yields. */
function isUsedElsewhere(sourceCode: SourceCode, from: Node, release: Node | undefined): boolean {
  const end = release && statementOf(release)
  return namesOf(sourceCode, from).some(({ references }) => references.some(({ identifier, init }) => init !== true && !(end && isInside(identifier, end))))
}

/** How control leaves statements other than by their end: not at all, by `return`, or in a way that a function cannot. */
function exitsOf(sourceCode: SourceCode, nodes: readonly Node[], owner: Node): 'never' | 'return' | 'away' {
  let exits: 'never' | 'return' | 'away' = 'never'
  for (const root of nodes) {
    walk(sourceCode, root, (node) => {
      if (isBound(sourceCode, node, nodes, owner)) exits = 'away'
      else if (node.type === 'ReturnStatement' && exits === 'never' && functionAround(node) === owner) exits = 'return'
    })
  }
  return exits
}

/** Whether something would mean another thing, or nothing, inside a function of its own. */
function isBound(sourceCode: SourceCode, node: Node, nodes: readonly Node[], owner: Node): boolean {
  switch (node.type) {
    case 'YieldExpression':
      return functionAround(node) === owner
    case 'VariableDeclaration':
      return node.kind === 'var' && functionAround(node) === owner
    case 'BreakStatement':
    case 'ContinueStatement':
      return functionAround(node) === owner && (node.label !== null || !staysInside(node, nodes))
    case 'Identifier':
      return node.name === 'arguments' || isResultElsewhere(sourceCode, node, nodes, owner)
    default:
      return false
  }
}

function staysInside(jump: TSESTree.BreakStatement | TSESTree.ContinueStatement, nodes: readonly Node[]): boolean {
  for (let at: Node | undefined = jump; at; at = at.parent) {
    if (isLoop(at) || (at.type === 'SwitchStatement' && jump.type === 'BreakStatement')) return true
    if (nodes.includes(at)) return false
  }
  return false
}

/** A variable of the function that is set in the section (a compiler cannot tell that the section has run), or one of the section that is used outside. */
function isResultElsewhere(sourceCode: SourceCode, node: TSESTree.Identifier, nodes: readonly Node[], owner: Node): boolean {
  const variable = variableOf(sourceCode, node)
  const [definition] = variable?.defs ?? []
  if (!variable || !definition || functionAround(definition.name) !== owner) return false
  const isHere = (identifier: Node): boolean => nodes.some((each) => isInside(identifier, each))
  if (isHere(definition.name)) return variable.references.some(({ identifier }) => !isHere(identifier))
  return variable.references.some((reference) => reference.identifier === node && reference.isWrite())
}

/** Whether a `return` of the section can be one of the function: the section is its end. */
function endsFunction(block: Node, last: Node | undefined, behind: readonly Node[]): boolean {
  return behind.length === 0 && (isFunction(block.parent) || last?.type === 'ReturnStatement')
}

function losesComments({ ast }: SourceCode, from: Node, { pieces, last }: Section): boolean {
  const isWithin = ({ range }: { readonly range: readonly [number, number] }, [start, end]: readonly [number, number]): boolean => start <= range[0] && range[1] <= end
  return (ast.comments ?? []).some((comment) => isWithin(comment, [from.range[0], last.range[1]]) && !pieces.some(({ range }) => isWithin(comment, range)))
}

// ---------------------------------------------------------------- its text

function callText(sourceCode: SourceCode, from: Node, { pieces, last }: Section, callee: string, returns: boolean): string | undefined {
  const indent = indentOf(sourceCode, from)
  const inner = `${indent ?? ''}  `
  if (indent === undefined || pieces.some(({ nodes: [first], isIndented }) => first && indentOf(sourceCode, first) !== (isIndented ? inner : indent))) return undefined
  const texts = pieces.map(({ range, isIndented }) => {
    const text = sourceCode.text.slice(...range)
    return isIndented ? text : text.split('\n').map((line, i) => (i === 0 || line.trim() === '' ? line : `  ${line}`)).join('\n')
  })
  const end = sourceCode.getText(from).endsWith(';') ? ';' : ''
  // Without a semicolon, the next line may go on with this one.
  if (end === '' && /^\s*[([`+\-/]/u.test(sourceCode.text.slice(last.range[1]))) return undefined
  return `${returns ? 'return ' : ''}await ${callee}(async () => {\n${texts.map((text) => `${inner}${text}\n`).join('')}${indent}})${end}`
}
