import { callsNamed, nodesOf, within } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, isFunction, isInside, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { propertyAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { locationOf } from '../../resolve/location.ts'
import type { Use } from '../others/elsewhere.ts'
import type { StaleWrite } from '../reads/stale.ts'

const CONTROLLER = '#AbortController'

/**
 * Whether who empties a place begins the next run at once, and each run breaks off what the one before waits for: `this.asking?.abort();
 * this.asking = new AbortController(); await ask({ signal: this.asking.signal })`.
 */
export function isBrokenOffByNext(sourceCode: SourceCode, { flow: { owner }, wait }: StaleWrite, emptied: Use): boolean {
  if (!isFunction(owner)) return false
  const kept = controllerOf(sourceCode, wait)
  if (kept === undefined) return false
  const made = within(nodesOf(sourceCode).writes, owner).find((write) => write.type === 'AssignmentExpression' && write.right.type === 'NewExpression' && apiOf(sourceCode, write.right.callee) === CONTROLLER && keyOf(sourceCode, write.left) === kept)
  const isBroken = made !== undefined && within(callsNamed(sourceCode, ['abort']), owner).some(({ callee, range }) => {
    const member = unwrap(callee)
    return range[0] < made.range[0] && member.type === 'MemberExpression' && keyOf(sourceCode, member.object) === kept
  })
  return isBroken && usesOf(sourceCode, owner).calls.some((call) => isInside(call, emptied.owner) && call.range[0] > emptied.node.range[1])
}

/** The place of the controller whose signal the question is given. */
function controllerOf(sourceCode: SourceCode, wait: Node): string | undefined {
  const call = unwrap(awaitedAt(sourceCode, wait))
  const signals = isCall(call) ? call.arguments.flatMap((each) => propertyAt(sourceCode, each, 'signal') ?? []) : []
  const [signal] = signals.map((each) => unwrap(each))
  return signal?.type === 'MemberExpression' && keyName(signal) === 'signal' ? keyOf(sourceCode, signal.object) : undefined
}

function keyOf(sourceCode: SourceCode, node: Node): string | undefined {
  return locationOf(sourceCode, node)?.key
}
