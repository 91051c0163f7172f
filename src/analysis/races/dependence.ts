import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, keyName, type Node, ownerOf, unwrap, walk } from '../../utils/syntax.ts'
import type { EventId, Flow } from '../flow/graph.ts'
import { eventsOf, nodeOf } from '../flow/graph.ts'
import { comesWhere, findPath } from '../flow/queries.ts'
import { type Source, sourceAt, type Variable, variableOf } from '../resolve/bindings.ts'

/** How an expression rests on a read: by value, by what a call made of it, or by keeping it where there is something. */
export type Link = 'value' | 'call' | 'default'

/** How far values are followed through local variables. */
const MOST_DEPTH = 4
const MOST_NODES = 400

/** The reads among `nodes` that an expression rests on, through local variables too. */
export function restsOn(sourceCode: SourceCode, flow: Flow, expression: Node, nodes: ReadonlySet<Node>): ReadonlyMap<Node, Link> {
  const found = new Map<Node, Link>()
  const seen = new Set<Node>()
  follow(expression, 'value', 0)
  return found

  function follow(root: Node, link: Link, depth: number): void {
    if (seen.has(root) || seen.size > MOST_NODES) return
    seen.add(root)
    walk(sourceCode, root, (node) => {
      if (isFunction(node) && node !== root) return false
      const here = link === 'default' || isDefault(node, root) ? 'default' : link === 'call' || isMadeByCall(node, root) ? 'call' : 'value'
      if (nodes.has(node) && found.get(node) !== 'value') found.set(node, here)
      if (node.type !== 'Identifier' || depth >= MOST_DEPTH || isKey(node)) return true
      for (const source of sourcesReaching(sourceCode, flow, node)) {
        const holder = source.at.parent?.type === 'AssignmentPattern' ? source.at.parent.parent : source.at.parent
        if (holder && nodes.has(holder)) found.set(holder, found.get(holder) === 'value' ? 'value' : here)
        else if (source.kind === 'value' || source.kind === 'element') follow(unwrap(source.value), here, depth + 1)
      }
      return true
    })
  }
}

/** `this.client ?? await open()`: what was read stays, or something else takes its place. */
function isDefault(node: Node, root: Node): boolean {
  for (let at = node; at !== root && at.parent; at = at.parent) {
    const { parent } = at
    if (parent.type === 'LogicalExpression' && parent.operator !== '&&' && parent.left === at) return at === node || unwrap(at) === node
  }
  return false
}

function isKey(node: Node): boolean {
  const { parent } = node
  if (parent?.type === 'MemberExpression') return parent.property === node && !parent.computed
  return parent?.type === 'Property' && parent.key === node && !parent.computed && parent.value !== node
}

/** Calls whose result holds what they are given. */
const KEEPS: ReadonlySet<string> = new Set([
  'concat', 'slice', 'filter', 'map', 'flat', 'toSorted', 'toSpliced', 'with', 'assign', 'get', 'has', 'includes', 'find', 'at', 'some', 'every', 'min', 'max', 'round', 'from', 'trim', 'keys', 'values', 'entries', 'join', 'indexOf', 'findIndex', 'fromEntries', 'stringify', 'parse', 'reduce',
])

/** Whether a call between the two nodes makes something of its own out of the inner one. */
function isMadeByCall(node: Node, root: Node): boolean {
  for (let at = node; at !== root && at.parent; at = at.parent) {
    const call = at.parent
    if ((call.type !== 'CallExpression' && call.type !== 'NewExpression') || call === undefined) continue
    const callee = unwrap(call.callee)
    if (call.type === 'NewExpression') {
      if (callee.type !== 'Identifier' || !/^(?:Map|Set|Array|Date)$/u.test(callee.name)) return true
    } else if (callee.type === 'MemberExpression' ? !KEEPS.has(keyName(callee) ?? '') : !(callee.type === 'Identifier' && /^(?:Number|String|Boolean|structuredClone|parseInt|parseFloat|BigInt)$/u.test(callee.name))) return true
  }
  return false
}

/** The values that a name may hold where it is read: for a variable of the same code, those whose writes come there. */
function sourcesReaching(sourceCode: SourceCode, flow: Flow, name: Node): readonly Source[] {
  const variable = variableOf(sourceCode, name)
  if (!variable || variable.defs.length === 0) return []
  const writes = variable.references.filter((reference) => reference.isWrite()).map(({ identifier }) => identifier as Node)
  const [def] = variable.defs
  if (def?.type !== 'Variable') return []
  if (writes.length < 2 || writes.length > 16 || homeOf(variable) !== flow.owner || ownerOf(name) !== flow.owner) return writes.length > 16 ? [] : writes.map((each) => sourceAt(each))
  const uses = eventsOf(flow, name)
  const events = new Map(writes.flatMap((write) => eventsOf(flow, write).filter((event) => flow.kinds[event] === 'write').map((event): [EventId, Node] => [event, write])))
  const reaching = writes.filter((write) => eventsOf(flow, write).some((event) => flow.kinds[event] === 'write'
    && findPath(flow, event, (at) => uses.includes(at), (_, __, to) => !events.has(to) || uses.includes(to)) !== undefined))
  return reaching.map((each) => sourceAt(each))
}

function homeOf(variable: Variable): CodeOwner | undefined {
  const [name] = variable.identifiers
  return name && ownerOf(name)
}

// ---------------------------------------------------------------- control

/** The tests of a flow, with the expression whose value decides. */
export interface Test {
  readonly event: EventId
  readonly node: Node
}

export function testsOf(flow: Flow): readonly Test[] {
  const tests: Test[] = []
  flow.kinds.forEach((kind, event) => {
    const node = nodeOf(flow, event)
    if (kind === 'test' || kind === 'nullish') tests.push({ event, node })
    else if (kind === 'case' && node.type === 'SwitchCase' && node.parent.type === 'SwitchStatement') tests.push({ event, node: node.parent.discriminant })
  })
  return tests
}

/** Which outcome of a test alone leads to an event; undefined where both do, or none. */
export function decides(flow: Flow, { event: test }: Test, event: EventId): boolean | undefined {
  const where = (outcome: boolean): boolean => comesWhere(flow, test, outcome, (at) => at === event)
  const yes = where(true)
  return yes === where(false) ? undefined : yes
}
