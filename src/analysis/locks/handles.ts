import type { TSESTree } from '@typescript-eslint/utils'

import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { type Source, sourcesOf, variableOf } from '../resolve/bindings.ts'
import { addedElements } from '../resolve/elements.ts'
import { standingAt } from '../resolve/functions.ts'
import { valuesOfHolder } from '../resolve/holders.ts'
import { assignedValues, classOfObject, membersOf } from '../resolve/members.ts'
import { creationsOf } from './receiver.ts'
import { type LockUse, lockUseAt } from './uses.ts'

/** The call that a value comes from, and the way from its result to the value: `['release']`, `['1']`; `['done']`: its callback's parameter. */
export interface Origin {
  readonly call: TSESTree.CallExpression
  readonly steps: readonly string[]
}

const NONE: readonly Origin[] = []
const MOST = 8
const ARRAY_CALLBACKS: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap'])
const ONE_ELEMENT: ReadonlySet<string> = new Set(['pop', 'shift', 'at', 'get'])

/** The calls that an expression's value may come from, `await` and variables followed. */
export const originsOf: (sourceCode: SourceCode, node: Node) => readonly Origin[] = perNode<Node, readonly Origin[]>(
  (sourceCode, node) => find(sourceCode, unwrap(node)).slice(0, MOST),
  NONE,
)

function find(sourceCode: SourceCode, node: Node): readonly Origin[] {
  const all = (nodes: readonly (Node | null | undefined)[]) => nodes.flatMap((each) => (each ? originsOf(sourceCode, each) : NONE))
  switch (node.type) {
    case 'AwaitExpression':
      return originsOf(sourceCode, node.argument)
    case 'AssignmentExpression':
      return originsOf(sourceCode, node.right)
    case 'ConditionalExpression':
      return all([node.consequent, node.alternate])
    case 'LogicalExpression':
      return all([node.left, node.right])
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      return ((variable && sourcesOf(sourceCode, variable)) ?? []).flatMap((source) => ofSource(sourceCode, source))
    }
    case 'MemberExpression': {
      const name = keyName(node)
      if (name === undefined) return elements(sourceCode, node.object)
      const owner = classOfObject(sourceCode, node.object)
      const member = owner && membersOf(sourceCode, owner).get(name)
      if (member) return all(assignedValues(member))
      const held = valuesOfHolder(sourceCode, node.object, name)
      if (held.length > 0) return all(held)
      return stepped(originsOf(sourceCode, node.object), [name])
    }
    case 'CallExpression': {
      const callee = unwrap(node.callee)
      if (callee.type === 'MemberExpression') {
        const name = keyName(callee) ?? ''
        if (ONE_ELEMENT.has(name) && !lockUseAt(sourceCode, node)) return elements(sourceCode, callee.object)
        if (name === 'catch' || name === 'bind') return originsOf(sourceCode, callee.object)
      }
      return [{ call: node, steps: [] }]
    }
    default:
      return NONE
  }
}

function stepped(origins: readonly Origin[], steps: readonly string[]): readonly Origin[] {
  return steps.length === 0 ? origins : origins.map(({ call, steps: before }) => ({ call, steps: [...before, ...steps] }))
}

function ofSource(sourceCode: SourceCode, source: Source): readonly Origin[] {
  const steps = source.steps.map(({ name }) => name).filter((name) => name !== '')
  switch (source.kind) {
    case 'value':
      return stepped(originsOf(sourceCode, source.value), steps)
    case 'element':
      return stepped(elements(sourceCode, source.value), steps)
    case 'parameter': {
      const given = standingAt(sourceCode, source.of)
      const call = given.parent
      if (call?.type !== 'CallExpression') return NONE
      const use = lockUseAt(sourceCode, call)
      if (use && use.section === given && use.doneParameter === source.index) return [{ call, steps: ['done'] }]
      const callee = unwrap(call.callee)
      if (callee.type !== 'MemberExpression' || source.index !== 0 || call.arguments[0] !== given) return NONE
      const name = keyName(callee) ?? ''
      if (name === 'then') return stepped(originsOf(sourceCode, callee.object), steps)
      return ARRAY_CALLBACKS.has(name) ? stepped(elements(sourceCode, callee.object), steps) : NONE
    }
    default:
      return NONE
  }
}

/** The calls whose results the file puts into a collection. */
function elements(sourceCode: SourceCode, collection: Node): readonly Origin[] {
  const node = unwrap(collection)
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') return elements(sourceCode, node.callee.object)
  return creationsOf(sourceCode, node)
    .flatMap((creation) => addedElements(sourceCode, creation))
    .flatMap((added) => originsOf(sourceCode, added))
}

/** Whether calling what lies at these steps of an acquisition's result gives the lock back. */
export function isReleaser({ method, model }: LockUse, steps: readonly string[]): boolean {
  const way = steps.join('.')
  if (way === 'done') return method.doneParameter !== undefined
  switch (method.yields) {
    case 'releaser':
      return way === ''
    case 'tuple':
      return way === '1'
    case 'handle':
      return method.releasedBy?.includes(way) ?? false
    case undefined:
      return model.wraps !== undefined && (way === '' || way === '1')
    default:
      return false
  }
}
