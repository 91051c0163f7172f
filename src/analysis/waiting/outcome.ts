import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { keyName, literalText, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import type { EdgeKind } from '../flow/graph.ts'
import { isAsync, type Wait } from './waits.ts'

/** What a function does with what a wait tells it. */
export interface Outcome {
  /** dropped: nothing. compared: tests ask whether the time was over. given: it is handed on, and somebody else may judge. */
  readonly use: 'dropped' | 'compared' | 'given'
  /** The tests, each with the edge that is taken when the time was over. */
  readonly tests: ReadonlyMap<Node, EdgeKind>
}

const OUTCOMES = new Set(['ok', 'not-equal', 'timed-out'])

export function outcomeOf(sourceCode: SourceCode, wait: Wait): Outcome {
  const tests = new Map<Node, EdgeKind>()
  const use = useOf(sourceCode, wait.call, isAsync(sourceCode, wait), tests)
  return { use: use === 'dropped' && tests.size > 0 ? 'compared' : use, tests }
}

/** `promised`: what stands here is the object that `waitAsync` gives, or its promise. */
function useOf(sourceCode: SourceCode, node: Node, promised: boolean, tests: Map<Node, EdgeKind>): 'dropped' | 'given' {
  const outer = wrapped(node)
  const parent = outer.parent
  switch (parent?.type) {
    case 'ExpressionStatement':
      return 'dropped'
    case 'LogicalExpression':
      return parent.right === outer && parent.parent.type === 'ExpressionStatement' ? 'dropped' : 'given'
    case 'AwaitExpression':
      return promised ? useOf(sourceCode, parent, true, tests) : 'given'
    case 'MemberExpression': {
      if (!promised || parent.object !== outer) return 'given'
      const name = keyName(parent)
      return name === 'async' ? 'dropped' : name === 'value' && wrapped(parent).parent?.type !== 'MemberExpression' ? useOf(sourceCode, parent, true, tests) : 'given'
    }
    case 'IfStatement':
      return promised ? 'dropped' : 'given'
    case 'BinaryExpression':
      return compared(parent, outer, tests) ? 'dropped' : 'given'
    case 'VariableDeclarator':
    case 'AssignmentExpression': {
      const name = parent.type === 'VariableDeclarator' ? parent.id : parent.left
      const names = promised && name.type === 'ObjectPattern' ? takenOut(name) : [name]
      return names?.every((each) => isNameDropped(sourceCode, each, promised, tests)) ? 'dropped' : 'given'
    }
    default:
      return 'given'
  }
}

function isNameDropped(sourceCode: SourceCode, name: Node, promised: boolean, tests: Map<Node, EdgeKind>): boolean {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  return variable?.references.every((each) => !each.isRead() || useOf(sourceCode, each.identifier, promised, tests) === 'dropped') ?? false
}

/** `const { async, value } = Atomics.waitAsync(…)`: the names for the promise; whether there is one says nothing. Undefined where more is taken out. */
function takenOut({ properties }: TSESTree.ObjectPattern): readonly Node[] | undefined {
  const names = properties.map((each) => (each.type === 'Property' ? { key: keyName(each), name: each.value } : { key: undefined, name: each }))
  return names.every(({ key }) => key === 'async' || key === 'value') ? names.filter(({ key }) => key === 'value').map(({ name }) => name) : undefined
}

/** `=== 'timed-out'`, `!== 'ok'`. */
function compared(parent: Extract<Node, { type: 'BinaryExpression' }>, side: Node, tests: Map<Node, EdgeKind>): boolean {
  const text = literalText(unwrap(parent.left === side ? parent.right : parent.left))
  const equal = parent.operator.startsWith('==')
  if (text === undefined || !OUTCOMES.has(text) || !(equal || parent.operator.startsWith('!='))) return false
  if (text !== 'not-equal') tests.set(parent, equal === (text === 'timed-out') ? 'true' : 'false')
  return true
}
