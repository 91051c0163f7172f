import { droppers } from '../../../knowledge/callbacks/language.ts'
import { givingBack } from '../../../knowledge/locks/lent.ts'
import { callsNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, isFunction, isInside, type Node, ownerOf, unwrap, walk } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { fateOf } from '../../promises/fate.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { spotOf } from '../effects.ts'
import { dropsCallback, isDropped } from './dropped.ts'
import type { Fault } from './faults.ts'
import { isAwaitedLease } from './lent.ts'

/** `rows.forEach(async (row) => { await client.query(…) }); client.release()`: nobody waits for what the callbacks ask the client. */
export function strewnWork(sourceCode: SourceCode): readonly Fault[] {
  const releases = callsNamed(sourceCode, givingBack)
  if (releases.length === 0) return []
  return callsNamed(sourceCode, droppers).flatMap((call): readonly Fault[] => {
    const fn = call.arguments.find((each) => isFunction(each))
    // Whatever is told of the callee is asked last: most lists are gone through for something else.
    if (call.type !== 'CallExpression' || fn?.async !== true) return []
    const loan = loanUsedIn(sourceCode, fn, call)
    const given = loan && releases.find((release) => comesLater(sourceCode, call, release, loan))
    return loan && given && dropsCallback(sourceCode, call) && isDropped(fateOf(sourceCode, call)) ? [{ kind: 'strewn', call, at: spotOf(call), what: loan.name, given }] : []
  })
}

/** What was lent to the function around, and is asked for something in the callback. */
function loanUsedIn(sourceCode: SourceCode, fn: Node, call: Call): Variable | undefined {
  let found: Variable | undefined
  walk(sourceCode, fn, (node) => {
    const object = node.type === 'AwaitExpression' ? asked(node.argument) : undefined
    const variable = object?.type === 'Identifier' ? variableOf(sourceCode, object) : undefined
    const [declared] = variable?.identifiers ?? []
    if (object && declared && ownerOf(declared) === ownerOf(call) && !isInside(declared, fn) && isAwaitedLease(sourceCode, object)) found ??= variable
    return !found
  })
  return found
}

/** `client` of `client.query(…)`. */
function asked(awaited: Node): Node | undefined {
  const call = unwrap(awaited)
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined
}

/** `client.release()`, `pool.release(client)`. */
function comesLater(sourceCode: SourceCode, call: Call, release: Call, loan: Variable): boolean {
  const callee = unwrap(release.callee)
  const [first] = release.arguments
  const given = first ?? (callee.type === 'MemberExpression' ? callee.object : undefined)
  if (!given || given.type !== 'Identifier' || variableOf(sourceCode, given) !== loan || ownerOf(release) !== ownerOf(call)) return false
  const flow = flowOf(sourceCode, ownerOf(call))
  const ends = new Set(eventsOf(flow, release))
  return !flow.imprecise && eventsOf(flow, call).some((event) => reaches(flow, event, ends))
}
