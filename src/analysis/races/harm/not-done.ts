import { acquiring } from '../../../knowledge/reading.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, isInside, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { reaches } from '../../flow/reach.ts'
import { testsOf } from '../../flow/tests.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { accessesIn } from '../places/accesses.ts'
import { awaitedName, type StaleWrite, waitsBetween } from '../reads/stale.ts'

/** Whether a flag that is set late says something else than that the work is done, or something else keeps a second run from it. */
export function saysOtherwise(sourceCode: SourceCode, stale: StaleWrite): boolean {
  return isOwnMark(sourceCode, stale) || isFailure(stale) || isTriedFor(sourceCode, stale)
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

/** `const held = await lock.acquireLock(id); if (!held.success) return`: who does not get the lock leaves before the flag is set. */
function isTriedFor(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  const tests = testsOf(flow)
  return waitsBetween(flow, read.event, write.event).some((wait) => {
    const target = acquiring.test(awaitedName(sourceCode, wait) ?? '') ? targetOf(wait) : undefined
    const variable = target?.type === 'Identifier' ? variableOf(sourceCode, target) : undefined
    return variable?.references.some(({ identifier }) => tests.some((test) => isInside(identifier, test.node) && reaches(flow, test.event, write.event))) ?? false
  })
}

/** What the answer of a wait is put into. */
function targetOf(wait: Node): Node | undefined {
  const { parent } = wrapped(wait)
  return parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined
}
