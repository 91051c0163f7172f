import { isLoop, nodesOf, type Write } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, functionAround, isFunction, isInside, type Node, walk } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf } from '../flow/graph.ts'
import { testsOf } from '../flow/tests.ts'
import { decides } from '../races/reads/control.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import type { Move } from './move.ts'

const COMPARES: ReadonlySet<string> = new Set(['>=', '>', '<', '<=', '===', '=='])

/**
 * Whether a thing that one job has for itself is sent when a count says that the job has all of it: `if (done >= file.size) send(bytes)`,
 * where `done` is only ever counted up. Nothing is asked for after that.
 */
export function isSentWhenComplete(sourceCode: SourceCode, { place: { root }, call }: Move, fn: FunctionNode): boolean {
  const job = 'references' in root ? root.scope.block : undefined
  if (!isFunction(job) || job === fn) return false
  const flow = flowOf(sourceCode, fn)
  const sends = eventsOf(flow, call)
  return !flow.imprecise && sends.length > 0 && testsOf(flow).some((test) => test.node.type === 'BinaryExpression' && COMPARES.has(test.node.operator)
    && countersIn(sourceCode, test.node, job).length > 0 && sends.every((send) => decides(flow, test, send) !== undefined))
}

/** The variables of a job that a test looks at and that are only counted up. */
function countersIn(sourceCode: SourceCode, test: Node, job: FunctionNode): readonly Variable[] {
  const found: Variable[] = []
  walk(sourceCode, test, (node) => {
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    if (variable && variable.scope.block === job && isOnlyCountedUp(sourceCode, variable, job)) found.push(variable)
    return !isFunction(node)
  })
  return found
}

function isOnlyCountedUp(sourceCode: SourceCode, variable: Variable, job: FunctionNode): boolean {
  const writes = nodesOf(sourceCode).writes.filter((write) => isInside(write, job) && targetOf(sourceCode, write) === variable)
  return writes.length > 0 && writes.length === variable.references.filter((each) => each.isWrite() && each.init !== true).length
    && writes.every((write) => (write.operator === '++' || write.operator === '+=') && functionAround(write) !== job && !isInLoopOf(write))
}

function targetOf(sourceCode: SourceCode, write: Write): Variable | undefined {
  const target = write.type === 'AssignmentExpression' ? write.left : write.argument
  return target.type === 'Identifier' ? variableOf(sourceCode, target) : undefined
}

/** Counted in a loop, it may be full more than once in a round. */
function isInLoopOf(write: Node): boolean {
  for (let at = write.parent; at && !isFunction(at); at = at.parent) if (isLoop(at)) return true
  return false
}
