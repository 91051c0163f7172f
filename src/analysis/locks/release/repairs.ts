import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, isInside, keyName, leavesFunction, type Node, unwrap } from '../../../utils/syntax.ts'
import { reactionOf } from '../../promises/reactions.ts'
import type { Acquisition } from './acquisitions.ts'
import type { StuckFlag } from './busy.ts'
import type { Leak } from './leaks.ts'
import { scopeForm } from './scope-form.ts'
import { settlingOf } from './settling.ts'
import { holdsLines, indentOf, MOST_BEHIND, namesOf, statementOf } from './statements.ts'

/** A text to put in the place of another, where a repair is mechanical. */
export interface Repair {
  readonly does: 'wrap' | 'call' | 'finally' | 'scope'
  readonly range: readonly [number, number]
  readonly text: string
  /** scope: the method that acquires and releases by itself. */
  readonly method?: string
}

/** The mechanical repairs of a leak; none where it takes thought. */
export function repairsOfLeak(sourceCode: SourceCode, leak: Leak): readonly Repair[] {
  if (leak.of.lease?.hasOutcome) return []
  const found = repairOfLeak(sourceCode, leak)
  const scope = leak.kind === 'never' ? scopeForm(sourceCode, leak.of) : (leak.kind === 'skipped' || leak.kind === 'repeated') && onlyRelease(sourceCode, leak.of) ? scopeForm(sourceCode, leak.of, leak.end) : undefined
  return [found, scope].flatMap((repair) => repair ?? [])
}

function repairOfLeak(sourceCode: SourceCode, leak: Leak): Repair | undefined {
  switch (leak.kind) {
    case 'uncalled':
      return { does: 'call', range: [leak.at.range[1], leak.at.range[1]], text: '()' }
    case 'rejected':
      // At the end of the chain that acquires, it would also give back what could not be acquired.
      return leak.isChain ? undefined : toFinally(sourceCode, leak.end)
    case 'skipped':
    case 'repeated':
      return onlyRelease(sourceCode, leak.of) ? wrapped(sourceCode, leak.of.call, leak.end) : undefined
    case 'never':
      return releasing(sourceCode, leak.of)
    default:
      return undefined
  }
}

/** The mechanical repair of a flag that stays set. */
export function repairOfFlag(sourceCode: SourceCode, { set, clear, skips, says }: StuckFlag): Repair | undefined {
  if (says) return undefined
  return 'promise' in skips ? toFinally(sourceCode, clear) : wrapped(sourceCode, set, clear)
}

function onlyRelease(sourceCode: SourceCode, acquisition: Acquisition): boolean {
  const { releases, leaves } = settlingOf(sourceCode, acquisition)
  return releases.length === 1 && leaves.length === 0
}

/** `.then(() => release())` becomes `.finally(() => release())`. */
function toFinally(sourceCode: SourceCode, release: Node): Repair | undefined {
  for (let at: Node | undefined = release; at; at = at.parent) {
    const reaction = reactionOf(sourceCode, at)
    if (!reaction) {
      if (isFunction(at) || at.type === 'BlockStatement') return undefined
      continue
    }
    const callee = unwrap(reaction.call.callee)
    const isPlain = reaction.call.arguments.length === 1 && (!isFunction(at) || (at.params.length === 0 && at.body.type !== 'BlockStatement'))
    if (!isPlain || callee.type !== 'MemberExpression' || keyName(callee) !== 'then') return undefined
    return { does: 'finally', range: callee.property.range, text: 'finally' }
  }
  return undefined
}

// ---------------------------------------------------------------- try … finally

/** What stands between a statement and the release behind it, put into a `try` whose `finally` releases. */
function wrapped(sourceCode: SourceCode, acquire: Node, release: Node): Repair | undefined {
  const from = statementOf(acquire)
  const to = statementOf(release)
  const block = from?.parent
  if (!from || !to || block?.type !== 'BlockStatement' || to.parent !== block || to.type !== 'ExpressionStatement') return undefined
  const all = block.body
  // `if (!isOurs) return`: where nothing was acquired, nothing is given back.
  const guards = guardsBehind(sourceCode, from, all)
  const between = all.slice(all.indexOf(from) + 1 + guards, all.indexOf(to))
  const behind = all.slice(all.indexOf(to) + 1)
  const names = between.flatMap((statement) => namesOf(sourceCode, statement))
  const isNeeded = names.some((variable) => variable.references.some(({ identifier }) => behind.some((statement) => isInside(identifier, statement))))
  if (between.length === 0 || (isNeeded && behind.length > MOST_BEHIND)) return undefined
  const last = isNeeded ? (behind.at(-1) ?? to) : to
  return inTry(sourceCode, all[all.indexOf(from) + guards] ?? from, isNeeded ? [between, behind] : [between], last, sourceCode.getText(to))
}

/** How many statements right behind one leave the function where what that declares says so. */
function guardsBehind(sourceCode: SourceCode, from: Node, all: readonly Node[]): number {
  const [declared] = namesOf(sourceCode, from)
  const rest = all.slice(all.indexOf(from) + 1)
  const end = rest.findIndex((statement) => statement.type !== 'IfStatement' || statement.alternate !== null || !leavesFunction(statement.consequent) || !isRefusal(statement.test) || !declared?.references.some(({ identifier }) => isInside(identifier, statement.test)))
  return end === -1 ? 0 : end
}

/** `!isOurs`, `lease === null`, and nothing more. */
function isRefusal(test: Node): boolean {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression') return node.operator === '!' && unwrap(node.argument).type === 'Identifier'
  return node.type === 'BinaryExpression' && node.operator.startsWith('==') && unwrap(node.left).type === 'Identifier'
}

/** The same where nothing releases: all that follows goes into the `try`. */
function releasing(sourceCode: SourceCode, acquisition: Acquisition): Repair | undefined {
  const from = statementOf(acquisition.call)
  const release = releaseText(sourceCode, acquisition, from)
  if (!from || release === undefined || from.parent.type !== 'BlockStatement') return undefined
  const rest = from.parent.body.slice(from.parent.body.indexOf(from) + 1)
  const [first] = rest
  return first && inTry(sourceCode, from, [rest], rest.at(-1) ?? first, release)
}

function releaseText(sourceCode: SourceCode, { handle, model, call, place }: Acquisition, statement: Node | undefined): string | undefined {
  const [declarator] = statement?.type === 'VariableDeclaration' ? statement.declarations : []
  const name = declarator?.id.type === 'Identifier' ? declarator.id.name : undefined
  if (handle && name !== undefined) {
    if (handle.endedByCall) return handle.handles ? undefined : `${name}()`
    const [end, second] = handle.ends
    return end === undefined || second !== undefined ? undefined : `await ${name}${end.startsWith('Symbol.') ? `[${end}]` : `.${end}`}()`
  }
  const callee = unwrap(call.callee)
  const [method, another] = Object.entries(model?.methods ?? {}).filter(([, { does, key, handle: given }]) => does === 'release' && key === undefined && given === undefined)
  return place && method && !another && statement?.type === 'ExpressionStatement' && callee.type === 'MemberExpression' ? `${sourceCode.getText(callee.object)}.${method[0]}()` : undefined
}

/** Puts stretches of statements into a `try`, in the place of everything up to `last`. */
function inTry(sourceCode: SourceCode, from: Node, stretches: readonly (readonly Node[])[], last: Node, release: string): Repair | undefined {
  const [first] = stretches[0] ?? []
  const indent = indentOf(sourceCode, from)
  // Only where statements have lines of their own, and no text changes when they move to the right.
  if (!first || first.loc.start.line === from.loc.end.line || indent === undefined || stretches.flat().some((statement) => holdsLines(sourceCode, statement))) return undefined
  const texts = stretches.map((stretch) => sourceCode.text.slice(stretch[0]?.range[0], stretch.at(-1)?.range[1]))
  const body = texts.join(`\n${indent}`).split('\n').map((line) => (line.trim() === '' ? line : `  ${line}`)).join('\n')
  return { does: 'wrap', range: [first.range[0], last.range[1]], text: `try {\n${indent}${body}\n${indent}} finally {\n${indent}  ${release}\n${indent}}` }
}
