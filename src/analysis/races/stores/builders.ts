import { builderSteps, transactionHolders } from '../../../knowledge/stores.ts'
import { linkAt, linkOn } from '../../../utils/chains.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, isCall, wrapped } from '../../../utils/syntax.ts'
import { chainOf, columnOf, conditionOf, modelQueried, type Step, tableOf } from '../../statements/chains.ts'
import { type Setting, settingsIn } from '../../statements/settings.ts'

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

/**
 * The statement that a chain of calls builds, by its last call. Undefined for other calls, for those inside of a chain, for rows
 * that are locked, and in a transaction that somebody else has begun.
 */
export const builtAt: (sourceCode: SourceCode, call: Call) => Built | undefined = perNode<Call, Built | undefined>((sourceCode, call) => {
  const { parent } = wrapped(call)
  // What hangs on the statement is no part of it: `knex('seats').first().then(show)`.
  if (linkAt(call) || (parent?.type === 'MemberExpression' && parent.object === wrapped(call) && isCall(wrapped(parent).parent) && !linkOn(call))) return undefined
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
  const chain = chainOf(last)
  return !chain || (chain.root.type === 'Identifier' && transactionHolders.test(chain.root.name)) ? [] : chain.steps
}
