import { perNode, type SourceCode } from '../utils/per-file.ts'
import { type Node, unwrap, walk } from '../utils/syntax.ts'
import type { EdgeKind, EventId, Flow } from './flow/graph.ts'
import type { Follow } from './flow/reach.ts'
import { isNeverReassigned, isNothing, onlyValue, variableOf } from './resolve/bindings.ts'

/** What an expression may be found to be, as a set: three bits. */
const NOTHING = 1 // null or undefined
const FALSY = 2 // falsy otherwise
const TRUTHY = 4
const ANY = NOTHING | FALSY | TRUTHY

/** A test of something that stays as it is: what it is where the test holds; otherwise it is the rest. */
interface Condition {
  readonly of: string
  readonly holds: number
}

/** More conditions than this are left out of account, and more paths count as possible. */
const MOST_CONDITIONS = 4
const MOST_WORLDS = 32
/** Constants that stand for one another. */
const MOST_NAMES = 3
/** A longer test is no plain condition. */
const MOST_NODES = 24

/**
 * The ways in which the stable conditions of a flow may turn out, each as a restriction of the paths: where `given` is
 * tested twice and never changes, no path takes the two tests differently. Conditions that only one test asks for change
 * nothing and are left out. Always at least one.
 */
export const worldsOf: (sourceCode: SourceCode, flow: Flow) => readonly Follow[] = perNode<Flow, readonly Follow[]>((sourceCode, flow) => {
  const conditions = conditionsOf(sourceCode, flow)
  const asked = new Map<string, number>()
  for (const { of } of conditions.values()) asked.set(of, (asked.get(of) ?? 0) + 1)
  const names = [...asked].filter(([, times]) => times > 1).slice(0, MOST_CONDITIONS).map(([of]) => of)
  let worlds: ReadonlyMap<string, number>[] = [new Map()]
  for (const name of names) {
    const holds = [...conditions.values()].filter(({ of }) => of === name).map((each) => each.holds)
    const kinds = holds.some((each) => each === NOTHING) ? [NOTHING, FALSY, TRUTHY] : [NOTHING | FALSY, TRUTHY]
    const next = worlds.flatMap((world) => kinds.map((kind) => new Map([...world, [name, kind]])))
    if (next.length > MOST_WORLDS) break
    worlds = next
  }
  return worlds.map((world) => inWorld(conditions, world))
}, [() => true])

function inWorld(conditions: ReadonlyMap<EventId, Condition>, world: ReadonlyMap<string, number>): Follow {
  return (event, edge) => {
    if (edge !== 'true' && edge !== 'false') return true
    const condition = conditions.get(event)
    const is = condition && world.get(condition.of)
    return is === undefined || ((condition as Condition).holds & is) !== 0 === (edge === 'true')
  }
}

function conditionsOf(sourceCode: SourceCode, flow: Flow): ReadonlyMap<EventId, Condition> {
  const conditions = new Map<EventId, Condition>()
  flow.kinds.forEach((kind, event) => {
    if (kind !== 'test' && kind !== 'nullish') return
    const node = flow.nodes[event] as Node
    const condition = kind === 'nullish' ? about(sourceCode, node, NOTHING) : conditionOf(sourceCode, node)
    if (condition) conditions.set(event, condition)
  })
  return conditions
}

function conditionOf(sourceCode: SourceCode, test: Node, depth = 0): Condition | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const opposite = conditionOf(sourceCode, node.argument, depth)
    return opposite && { of: opposite.of, holds: ANY & ~opposite.holds }
  }
  if (node.type !== 'BinaryExpression') return about(sourceCode, node, TRUTHY, depth)
  const negated = node.operator.startsWith('!')
  if (!negated && !node.operator.startsWith('==')) return about(sourceCode, node, TRUTHY, depth)
  const tested = isNothing(node.right) ? node.left : isNothing(node.left) ? node.right : undefined
  if (tested) return about(sourceCode, tested, negated ? FALSY | TRUTHY : NOTHING, depth)
  if (!isStable(sourceCode, node)) return undefined
  const of = `${textOf(sourceCode, node.left)} == ${textOf(sourceCode, node.right)}`
  return { of, holds: negated ? NOTHING | FALSY : TRUTHY }
}

function about(sourceCode: SourceCode, node: Node, holds: number, depth = 0): Condition | undefined {
  const inner = unwrap(node)
  const meant = depth < MOST_NAMES ? meantBy(sourceCode, inner) : undefined
  const condition = meant && (isTest(meant) ? (holds === TRUTHY ? conditionOf(sourceCode, meant, depth + 1) : undefined) : about(sourceCode, meant, holds, depth + 1))
  if (condition) return condition
  return isStable(sourceCode, inner) ? { of: textOf(sourceCode, inner), holds } : undefined
}

/** What a constant stands for, `own` for `!given.open`, if that stays as it is: what hangs on `this` may change between the two. */
function meantBy(sourceCode: SourceCode, name: Node): Node | undefined {
  if (name.type !== 'Identifier' || !isConstant(sourceCode, name)) return undefined
  const value = onlyValue(sourceCode, name)
  return value && isStable(sourceCode, value) && !hasThis(sourceCode, value) ? unwrap(value) : undefined
}

function hasThis(sourceCode: SourceCode, root: Node): boolean {
  let has = false
  walk(sourceCode, root, (node) => { has ||= node.type === 'ThisExpression' })
  return has
}

function isTest(node: Node): boolean {
  return node.type === 'UnaryExpression' || node.type === 'BinaryExpression'
}

function textOf(sourceCode: SourceCode, node: Node): string {
  return sourceCode.getText(unwrap(node)).replaceAll(/\s+/gu, ' ')
}

/** Whether an expression is made of constants, parameters nobody assigns, their members, and operators. */
function isStable(sourceCode: SourceCode, root: Node): boolean {
  let stable = true
  let nodes = 0
  walk(sourceCode, root, (node) => {
    if (++nodes > MOST_NODES) stable = false
    switch (node.type) {
      case 'Identifier':
        if (isName(node) && !isConstant(sourceCode, node)) stable = false
        break
      case 'Literal':
      case 'TemplateLiteral':
      case 'TemplateElement':
      case 'BinaryExpression':
      case 'UnaryExpression':
      case 'MemberExpression':
      case 'ChainExpression':
      case 'ThisExpression':
      case 'TSNonNullExpression':
      case 'TSAsExpression':
        break
      default:
        if (!node.type.startsWith('TS')) stable = false
    }
    return stable
  })
  return stable
}

function isName(node: Node): boolean {
  const parent = node.parent
  return !(parent?.type === 'MemberExpression' && parent.property === node && !parent.computed)
}

function isConstant(sourceCode: SourceCode, name: Node): boolean {
  const variable = variableOf(sourceCode, name)
  return !variable || isNeverReassigned(variable)
}

/** Both must admit an edge. */
export function both(a: Follow, b: Follow | undefined): Follow {
  return b ? (event: EventId, edge: EdgeKind, to: EventId) => a(event, edge, to) && b(event, edge, to) : a
}
