import { isEnding } from '../../../knowledge/lifecycles.ts'
import { acquiring } from '../../../knowledge/reading.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, isCall, isInside, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { leadsOn, reaches } from '../../flow/reach.ts'
import { conditionOf, partsWith, testsOf } from '../../flow/tests.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { accessesIn } from '../places/accesses.ts'
import { decides } from '../reads/control.ts'
import { awaitedName, type StaleWrite, waitsBetween } from '../reads/stale.ts'
import { isByTime } from '../reads/times.ts'

/** Whether a flag that is set late says something else than that the work is done, or something else keeps a second run from it. */
export function saysOtherwise(sourceCode: SourceCode, stale: StaleWrite): boolean {
  return isOwnMark(sourceCode, stale) || isFailure(stale) || isTriedFor(sourceCode, stale) || endsItsLoop(stale) || isStillInTime(sourceCode, stale)
}

/** How many functions around are looked at. */
const MOST_FUNCTIONS = 3

/**
 * `state = STARTING; await report(async () => { …; if (state !== STARTING) return; …; state = IDLE })`: each run sets what is asked
 * for itself. It asks whether somebody has ended it meanwhile, not whether there is something to do.
 */
function isOwnMark(sourceCode: SourceCode, { flow, read, test }: StaleWrite): boolean {
  const node = test && unwrap(test.node)
  if (node?.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator)) return false
  const sides = [unwrap(node.left), unwrap(node.right)]
  const asked = sides.find((side) => !isInside(read.node, side))
  let inner: Node = flow.owner
  for (let i = 0, around = functionAround(inner); asked && around && i < MOST_FUNCTIONS; i++, inner = around, around = functionAround(around)) {
    const from = inner
    const isSet = accessesIn(sourceCode, around).writes.some(({ place, value, node: write }) => place.base === read.place.base && place.part === read.place.part && value !== undefined
      && sourceCode.getText(value) === sourceCode.getText(asked) && write.range[1] <= from.range[0])
    if (isSet) return true
  }
  return false
}

/** `this.stopped = true; throw new Error('gone')`: whoever has set it does not go on. */
function isFailure({ write }: StaleWrite): boolean {
  let statement: Node | undefined = wrapped(write.origin ?? write.node)
  while (statement && statement.type !== 'ExpressionStatement') statement = statement.parent
  const block = statement?.parent
  if (!statement || block?.type !== 'BlockStatement') return false
  const [next] = block.body.slice(block.body.indexOf(statement) + 1).filter(({ type }) => type !== 'ExpressionStatement')
  return next?.type === 'ThrowStatement'
}

/** `const held = await lock.acquireLock(id); if (!held.success) return`, `if (!(await lock.acquire())) return`: who does not get the lock leaves before the flag is set. */
function isTriedFor(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  const tests = testsOf(flow)
  return waitsBetween(flow, read.event, write.event).some((wait) => {
    if (!acquiring.test(awaitedName(sourceCode, wait) ?? '')) return false
    if (tests.some((test) => isInside(wait, test.node) && decides(flow, test, write.event) !== undefined)) return true
    const target = targetOf(wait)
    const variable = target?.type === 'Identifier' ? variableOf(sourceCode, target) : undefined
    return variable?.references.some(({ identifier }) => tests.some((test) => isInside(identifier, test.node) && reaches(flow, test.event, write.event))) ?? false
  })
}

/** `while (!this.stopped) { …; if (rows.length === 0) this.stop() }`: the flag ends the loop when it has nothing more to do, as whoever stops it does. */
function endsItsLoop({ test, write }: StaleWrite): boolean {
  const condition = test && conditionOf(test)
  const loop = condition?.parent
  return (loop?.type === 'WhileStatement' || loop?.type === 'DoWhileStatement') && loop.test === condition && isCall(write.node) && isEnding(calledName(write.node) ?? '')
}

/** What the answer of a wait is put into. */
function targetOf(wait: Node): Node | undefined {
  const { parent } = wrapped(wait)
  return parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined
}

/** `if (heard + LIMIT < Date.now()) return stop(); await ping(); heard = Date.now()`: what is done is done as long as it is in time, as often as somebody comes. */
function isStillInTime(sourceCode: SourceCode, { flow, read, write, test, accesses }: StaleWrite): boolean {
  return test !== undefined && partsWith(flow, test).some((part) => {
    const asked = isByTime(sourceCode, part) ? accesses.reads.find(({ node, place }) => place.base === read.place.base && isInside(node, part.node)) : undefined
    const over = asked && outcomeWhenOver(part.node, asked.node)
    return over !== undefined && leadsOn(flow, part.event, !over, write.event) && !leadsOn(flow, part.event, over, write.event)
  })
}

/** Which outcome of a comparison says that much time has passed since the one that is named: true of `heard + LIMIT < Date.now()`, and of `Date.now() - heard > LIMIT`. */
function outcomeWhenOver(test: Node, named: Node): boolean | undefined {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression') return undefined
  const isLeft = isInside(named, node.left)
  const side = unwrap(isLeft ? node.left : node.right)
  const isTakenAway = side.type === 'BinaryExpression' && side.operator === '-' && isInside(named, side.right)
  return (isLeft === node.operator.startsWith('<')) !== isTakenAway
}
