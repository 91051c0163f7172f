import { statementText } from '../../knowledge/io.ts'
import { builderSteps } from '../../knowledge/stores.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, literalText, nameAtEnd, type Node, unwrap } from '../../utils/syntax.ts'
import { type Setting, settingsIn } from './settings.ts'

/** One call of a chain that builds a statement. */
export interface Step {
  /** '' for what is called itself, as in `knex('seats')`. */
  readonly name: string
  readonly given: readonly Node[]
}

/** How many calls a chain may have. */
const LONGEST = 16

/** The calls of a chain, the first one first, and what that is called on or is; undefined where a call of it has no name. */
export function chainOf(last: Node): { readonly steps: readonly Step[]; readonly root: Node } | undefined {
  const steps: Step[] = []
  let at: Node = last
  while (at.type === 'CallExpression' && steps.length < LONGEST) {
    const callee: Node = unwrap(at.callee)
    const name = nameAtEnd(callee)
    if (name === undefined) return undefined
    const inner = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
    // `knex('seats')`, `this.db('seats')`: what is called itself names no step.
    const isRoot = inner?.type !== 'CallExpression'
    const isItself = isRoot && !builderSteps.tables.has(name) && !builderSteps.opens.has(name)
    steps.unshift({ name: isItself ? '' : name, given: at.arguments })
    if (isRoot) return { steps, root: callee.type === 'MemberExpression' ? callee.object : callee }
    at = inner
  }
  return undefined
}

/** `Account` of `Account.query().findById(id)`. */
export function modelQueried(sourceCode: SourceCode, last: Call): string | undefined {
  let at: Node = last
  while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression' && at.callee.object.type === 'CallExpression') at = at.callee.object
  const callee = at.type === 'CallExpression' && at.arguments.length === 0 ? unwrap(at.callee) : undefined
  const isModel = callee?.type === 'MemberExpression' && keyName(callee) === builderSteps.ofModel && /^[A-Z]/u.test(nameAtEnd(callee.object) ?? '')
  return isModel ? sourceCode.getText(callee.object) : undefined
}

export function tableOf(sourceCode: SourceCode, steps: readonly Step[]): string | undefined {
  for (const { name, given: [first] } of steps) {
    if (!first || (name !== '' && !builderSteps.tables.has(name))) continue
    const node = unwrap(first)
    const text = literalText(node)
    // `db.prepare('SELECT …')` is given a whole statement.
    if (text !== undefined) return statementText.test(text) ? undefined : text.split(/\s/u)[0]?.toLowerCase()
    if (name !== '' && node.type === 'Identifier') return sourceCode.getText(node)
  }
  return undefined
}

/** What a step asks of columns: `where({ id })`, `where('id', id)`, `where('id', '=', id)`, `eq('id', id)`, `where(eq(seats.id, id))`, `where(and(eq(…), eq(…)))`. */
export function conditionOf(sourceCode: SourceCode, { name, given: [first, second, third] }: Step): readonly Setting[] {
  if (!first || !builderSteps.conditions.has(name)) return []
  if (name === builderSteps.byKey) return [{ column: 'id', value: first }]
  const column = columnOf(first)
  if (column === undefined) return comparisonsIn(sourceCode, first) ?? settingsIn(sourceCode, first)
  const operator = third && second ? literalText(second) : '='
  const value = third ?? second
  return value && operator === '=' ? [{ column, value }] : []
}

/** The column that an expression names: a text, or a member of what stands for the table. */
export function columnOf(node: Node): string | undefined {
  const inner = unwrap(node)
  return literalText(inner)?.split('.').at(-1) ?? (inner.type === 'MemberExpression' ? keyName(inner) : undefined)
}

/** `eq(seats.id, id)`, `and(eq(…), eq(…))`; undefined for what is no call of a function. */
function comparisonsIn(sourceCode: SourceCode, node: Node): readonly Setting[] | undefined {
  const call = unwrap(node)
  if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier') return undefined
  const { name } = call.callee
  if (name === builderSteps.all) return call.arguments.flatMap((each) => comparisonsIn(sourceCode, each) ?? [])
  return name === builderSteps.equals ? conditionOf(sourceCode, { name, given: call.arguments }) : []
}
