import type { SourceCode } from '../../../utils/per-file.ts'
import { functionAround, isInside, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, nodeOf } from '../../flow/graph.ts'
import { comesWhere, reaches } from '../../flow/reach.ts'
import { isNothing, onlyValue, type Variable, variableOf } from '../../resolve/bindings.ts'
import { valueWritten } from './stale.ts'
import type { Access } from './states.ts'
import type { Taking } from './taking.ts'

/** What somebody has read before he took the lock, and goes by under it. */
export interface Copy {
  readonly read: Node
  /** Whether it was there decides that something is written, and not what. */
  readonly isOnlyAsked: boolean
}

/**
 * A constant that holds what the state was before the lock was taken, `const before = total; await lock.run(async () => { total = before + n })`,
 * where what is written is made of it, or is written only because it was missing: those who had the lock first have changed it since.
 */
export function copyBefore(sourceCode: SourceCode, write: Access, taking: Taking, outside: readonly Access[]): Copy | undefined {
  const around = functionAround(taking.call)
  // What one function reads, waits for and writes is told as a race.
  if (!around || write.owner === around) return undefined
  for (const { owner, writes, node, event } of outside) {
    const variable = owner === around && !writes ? constantOf(sourceCode, node) : undefined
    if (!variable || !isReadBefore(sourceCode, event, taking)) continue
    const value = valueWritten(write)
    if (value && isMadeOf(sourceCode, value, variable)) return { read: node, isOnlyAsked: false }
    if (decides(sourceCode, variable, taking)) return { read: node, isOnlyAsked: true }
  }
  return undefined
}

/** The constant that is made of a read, and of nothing behind a wait: `const hit = cache.get(key)`. */
function constantOf(sourceCode: SourceCode, read: Node): Variable | undefined {
  for (let at: Node | undefined = read.parent; at && !at.type.endsWith('Statement'); at = at.parent) {
    if (at.type === 'AwaitExpression' || at.type.includes('Function')) return undefined
    if (at.type !== 'VariableDeclarator') continue
    return at.parent.kind === 'const' && at.init && isInside(read, at.init) && at.id.type === 'Identifier' ? variableOf(sourceCode, at.id) : undefined
  }
  return undefined
}

function isReadBefore(sourceCode: SourceCode, read: Node, { call }: Taking): boolean {
  const flow = flowOf(sourceCode, ownerOf(call))
  const goals = new Set(eventsOf(flow, call))
  return !flow.imprecise && eventsOf(flow, read).some((event) => reaches(flow, event, goals))
}

/** Whether control comes to the write, under the lock, only where the constant holds nothing: `if (hit) return hit`. */
function decides(sourceCode: SourceCode, variable: Variable, { call, steps }: Taking): boolean {
  return steps.some(({ owner, nodes }) => {
    const flow = flowOf(sourceCode, owner)
    const goals = new Set(nodes.flatMap((node) => eventsOf(flow, node)))
    return flow.kinds.some((kind, event) => {
      if ((kind !== 'test' && kind !== 'nullish') || nodeOf(flow, event).range[0] < call.range[0]) return false
      const missing = kind === 'nullish' ? isName(sourceCode, nodeOf(flow, event), variable) || undefined : missingWhere(sourceCode, nodeOf(flow, event), variable)
      return missing !== undefined && comesWhere(flow, event, missing, goals) && !comesWhere(flow, event, !missing, goals)
    })
  })
}

/** `before + n`, `[...before, one]`, `before.concat(one)`: not what somebody else makes of it, who may compare it with what there is. */
function isMadeOf(sourceCode: SourceCode, value: Node, variable: Variable): boolean {
  const made = unwrap(onlyValue(sourceCode, unwrap(value)) ?? value)
  return variable.references.some(({ identifier }) => {
    if (!isInside(identifier, made) || identifier === made) return false
    for (let at = wrapped(identifier); at !== made; at = wrapped(at.parent)) {
      const { parent } = at
      if (!parent || !parts.has(parent.type)) return false
      if (parent.type === 'CallExpression' && parent.callee !== at) return false
      if (parent.type === 'MemberExpression' && (parent.object !== at || wrapped(parent).parent?.type !== 'CallExpression')) return false
      if (parent === made) return true
    }
    return true
  })
}

const parts: ReadonlySet<string> = new Set(['BinaryExpression', 'LogicalExpression', 'TemplateLiteral', 'UnaryExpression', 'ArrayExpression', 'ObjectExpression', 'SpreadElement', 'MemberExpression', 'CallExpression'])

/** How a test of the constant itself comes out where it holds nothing. */
function missingWhere(sourceCode: SourceCode, test: Node, variable: Variable): boolean | undefined {
  const node = unwrap(test)
  if (isName(sourceCode, node, variable)) return false
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator) || !isNothing(node.right) || !isName(sourceCode, node.left, variable)) return undefined
  return !node.operator.startsWith('!')
}

function isName(sourceCode: SourceCode, node: Node, variable: Variable): boolean {
  const name = unwrap(node)
  return name.type === 'Identifier' && variableOf(sourceCode, name) === variable
}
