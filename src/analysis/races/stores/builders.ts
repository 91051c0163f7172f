import { builderSteps, transactionHolders } from '../../../knowledge/stores.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, isCall, keyName, literalText, nameAtEnd, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type Setting, settingsIn } from './columns.ts'

/** A statement that a chain of calls builds: `knex('seats').where({ id }).update({ left })`, `db.update(seats).set({ left }).where(eq(seats.id, id))`. */
export interface Built {
  readonly does: 'read' | 'write' | 'insert'
  /** The table, as the code writes it. */
  readonly table: string
  /** What columns have to be; whatever else is asked of the rows is left out. */
  readonly where: readonly Setting[]
  readonly sets: readonly Setting[]
  /** The columns that have to be null, where a step says so: `whereNull('sent_at')`. */
  readonly nulls?: readonly string[]
  /** It asks for the last row in an order, the greatest value, or how many there are. */
  readonly asksForLast?: true
}

interface Step {
  readonly name: string
  readonly given: readonly Node[]
}

/** How many calls a chain may have. */
const LONGEST = 16

/**
 * The statement that a chain of calls builds, by its last call. Undefined for other calls, for those inside of a chain, for rows
 * that are locked, and in a transaction that somebody else has begun.
 */
export const builtAt: (sourceCode: SourceCode, call: Call) => Built | undefined = perNode<Call, Built | undefined>((sourceCode, call) => {
  const { parent } = wrapped(call)
  if (parent?.type === 'MemberExpression' && parent.object === wrapped(call) && isCall(wrapped(parent).parent)) return undefined
  const steps = stepsOf(call)
  if (steps.length < 2 || steps.some(({ name }) => builderSteps.locks.has(name))) return undefined
  const table = modelQueried(sourceCode, call) ?? tableOf(sourceCode, steps)
  if (table === undefined) return undefined
  const where = steps.flatMap((step) => conditionOf(sourceCode, step))
  const put = settingsGiven(sourceCode, steps, builderSteps.inserts)
  if (put.length > 0) return { does: 'insert', table, where, sets: put }
  const sets = settingsGiven(sourceCode, steps, builderSteps.sets)
  if (sets.length === 0) return steps.some(({ name }) => builderSteps.writes.has(name)) ? undefined : { does: 'read', table, where, sets, nulls: nullsIn(steps), ...(steps.some(({ name }) => builderSteps.lasts.has(name)) && { asksForLast: true as const }) }
  // What asks for the old value, or for anything else, changes nothing when another run was quicker.
  const isConditional = nullsIn(steps).length > 0 || steps.some((step) => builderSteps.conditions.has(step.name) && conditionOf(sourceCode, step).length === 0) || where.some(({ column }) => sets.some((set) => set.column === column))
  return isConditional ? undefined : { does: 'write', table, where, sets }
}, undefined)

function nullsIn(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ name, given: [first] }) => (first && name === builderSteps.nothing ? (columnOf(first) ?? []) : []))
}

function settingsGiven(sourceCode: SourceCode, steps: readonly Step[], names: ReadonlySet<string>): readonly Setting[] {
  for (const { name, given: [first] } of steps) {
    const settings = first && names.has(name) ? settingsIn(sourceCode, first) : []
    if (settings.length > 0) return settings
  }
  return []
}

/** The calls of a chain, the first one first; none where it begins with something of a transaction. */
function stepsOf(last: Call): readonly Step[] {
  const steps: Step[] = []
  let at: Node = last
  while (at.type === 'CallExpression' && steps.length < LONGEST) {
    const callee: Node = unwrap(at.callee)
    const name = nameAtEnd(callee)
    if (name === undefined) return []
    const inner = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
    // `knex('seats')`, `this.db('seats')`: what is called itself names no step.
    const isRoot = inner?.type !== 'CallExpression'
    steps.unshift({ name: isRoot && !builderSteps.tables.has(name) && !builderSteps.opens.has(name) ? '' : name, given: at.arguments })
    if (isRoot) return isOfTransaction(callee) ? [] : steps
    at = inner
  }
  return []
}

/** Whether what a chain begins with is a transaction. */
function isOfTransaction(callee: Node): boolean {
  const holder = callee.type === 'MemberExpression' ? callee.object : callee
  return holder.type === 'Identifier' && transactionHolders.test(holder.name)
}

/** `Account` of `Account.query().findById(id)`. */
function modelQueried(sourceCode: SourceCode, last: Call): string | undefined {
  let at: Node = last
  while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression' && at.callee.object.type === 'CallExpression') at = at.callee.object
  const callee = at.type === 'CallExpression' && at.arguments.length === 0 ? unwrap(at.callee) : undefined
  const isModel = callee?.type === 'MemberExpression' && keyName(callee) === builderSteps.ofModel && /^[A-Z]/u.test(nameAtEnd(callee.object) ?? '')
  return isModel ? sourceCode.getText(callee.object) : undefined
}

function tableOf(sourceCode: SourceCode, steps: readonly Step[]): string | undefined {
  for (const { name, given: [first] } of steps) {
    if (!first || (name !== '' && !builderSteps.tables.has(name))) continue
    const node = unwrap(first)
    const text = literalText(node)
    if (text !== undefined) return text.split(/\s/u)[0]?.toLowerCase()
    if (name !== '' && node.type === 'Identifier') return sourceCode.getText(node)
  }
  return undefined
}

/** `where({ id })`, `where('id', id)`, `where('id', '=', id)`, `eq('id', id)`, `where(eq(seats.id, id))`, `where(and(eq(…), eq(…)))`. */
function conditionOf(sourceCode: SourceCode, { name, given: [first, second, third] }: Step): readonly Setting[] {
  if (!first || !builderSteps.conditions.has(name)) return []
  if (name === builderSteps.byKey) return [{ column: 'id', value: first }]
  const column = columnOf(first)
  if (column === undefined) return comparisonsIn(sourceCode, first) ?? settingsIn(sourceCode, first)
  const operator = third && second ? literalText(second) : '='
  const value = third ?? second
  return value && operator === '=' ? [{ column, value }] : []
}

function columnOf(node: Node): string | undefined {
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
