import type { TSESTree } from '@typescript-eslint/utils'

import { linkOn } from '../../utils/chains.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { isCall, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { isNeverReassigned, onlyValue, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'

/** What becomes of the promise that an expression yields. */
export interface Fate {
  /** The awaits of the same function that wait for it. */
  readonly awaits: readonly TSESTree.AwaitExpression[]
  /** It is (part of) what the function returns: who waits for that waits for it. */
  readonly returned: boolean
  /** Something else settles the wait too (`Promise.race`): nobody is sure to wait for it. */
  readonly raced: boolean
  /** It is kept or handed on in a way that we do not follow. */
  readonly escapes: boolean
  /** Calls of `.then`, `.catch` and `.finally` on it, innermost first. */
  readonly chained: readonly TSESTree.CallExpression[]
}

const NOTHING: Fate = { awaits: [], returned: false, raced: false, escapes: false, chained: [] }
const UNKNOWN: Fate = { ...NOTHING, escapes: true }
const MOST_STEPS = 64

/** Where the value of an expression is waited for; nowhere if it is dropped. */
export const fateOf: (sourceCode: SourceCode, node: Node) => Fate = perNode<Node, Fate>((sourceCode, expression) => {
  const chained: TSESTree.CallExpression[] = []
  let raced = false
  let node = expression
  const end = (fate: Partial<Fate>): Fate => ({ ...NOTHING, raced, chained, ...fate })
  for (let i = 0; i < MOST_STEPS; i++) {
    const parent = node.parent
    switch (parent?.type) {
      case 'AwaitExpression':
        return end({ awaits: [parent] })
      case 'ReturnStatement':
        return end({ returned: true })
      case 'ArrowFunctionExpression':
        return parent.body === node ? end({ returned: true }) : end({ escapes: true })
      case 'ExpressionStatement':
        return end({})
      case 'UnaryExpression':
        return end(parent.operator === 'void' ? {} : { escapes: true })
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
      case 'ChainExpression':
      case 'SpreadElement':
        node = parent
        break
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== node) return end({})
        node = parent
        break
      case 'ConditionalExpression':
      case 'LogicalExpression':
        if (parent.type === 'ConditionalExpression' && parent.test === node) return end({ escapes: true })
        node = parent
        break
      case 'ArrayExpression':
        node = parent
        break
      case 'MemberExpression': {
        const link = linkOn(node)
        if (!link) return end({ escapes: true })
        chained.push(link.call)
        node = link.call
        break
      }
      case 'CallExpression': {
        const list = parent.arguments[0] === node ? listAt(sourceCode, parent) : undefined
        if (list) return end(gathered(sourceCode, list))
        const path = parent.callee === node ? undefined : apiOf(sourceCode, unwrap(parent.callee))
        if (path === '#Promise.race' || path === '#Promise.any') raced = true
        else if (path !== '#Promise.all' && path !== '#Promise.allSettled') return end({ escapes: true })
        node = parent
        break
      }
      case 'VariableDeclarator':
      case 'AssignmentExpression':
        return end(kept(sourceCode, parent, node))
      default:
        return end({ escapes: true })
    }
  }
  return UNKNOWN
}, UNKNOWN)

/** A promise in a variable: what becomes of all its uses. */
function kept(sourceCode: SourceCode, parent: TSESTree.VariableDeclarator | TSESTree.AssignmentExpression, value: Node): Partial<Fate> {
  const target = parent.type === 'VariableDeclarator' ? parent.id : parent.left
  if (target === value || target.type !== 'Identifier') return { escapes: true }
  const variable = variableOf(sourceCode, target)
  const owner = functionOf(target)
  return fateOfUses(sourceCode, readsOf(variable), owner)
}

function readsOf(variable: Variable | undefined): readonly Node[] {
  return (variable?.references ?? []).filter((reference) => reference.isRead()).map(({ identifier }) => identifier)
}

/** What becomes of what several expressions stand for; those of another function are not followed. */
function fateOfUses(sourceCode: SourceCode, uses: readonly Node[], owner: Node | undefined): Partial<Fate> {
  const fates = uses.map((use) => (functionOf(use) === owner ? fateOf(sourceCode, use) : UNKNOWN))
  return { awaits: fates.flatMap(({ awaits }) => awaits), returned: fates.some(({ returned }) => returned), escapes: fates.some(({ escapes }) => escapes), raced: fates.some(({ raced }) => raced) }
}

/** The list of the same function that a call adds to: `const loads = []; loads.push(load(id))`. */
function listAt(sourceCode: SourceCode, { callee }: TSESTree.CallExpression): Variable | undefined {
  const object = callee.type === 'MemberExpression' && keyName(callee) === 'push' ? unwrap(callee.object) : undefined
  const variable = object?.type === 'Identifier' ? variableOf(sourceCode, object) : undefined
  const value = object && variable && isNeverReassigned(variable) ? onlyValue(sourceCode, object) : undefined
  const [declared] = variable?.identifiers ?? []
  return value?.type === 'ArrayExpression' && declared && object && functionOf(declared) === functionOf(object) ? variable : undefined
}

/** A promise in a list: what becomes of all of them. What only adds to the list, or measures it, does nothing to them. */
function gathered(sourceCode: SourceCode, list: Variable): Partial<Fate> {
  const uses = readsOf(list).filter((use) => {
    const member = use.parent
    return !(member?.type === 'MemberExpression' && member.object === use && NEUTRAL.has(keyName(member) ?? ''))
  })
  return uses.length === 0 ? { escapes: true } : fateOfUses(sourceCode, uses, list.identifiers[0] && functionOf(list.identifiers[0]))
}

const NEUTRAL: ReadonlySet<string> = new Set(['push', 'length'])

function functionOf(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) return at
  return undefined
}

/** Whether nobody waits for a call: `this.load()`, `void this.load()`, `this.load().catch(report)`. */
export function isLetRun(call: Node): boolean {
  let at = wrapped(call)
  while (at.parent?.type === 'MemberExpression' && at.parent.object === at && isCall(at.parent.parent) && at.parent.parent.callee === at.parent && keyName(at.parent) === 'catch') at = wrapped(at.parent.parent)
  const { parent } = at
  return parent?.type === 'ExpressionStatement' || (parent?.type === 'UnaryExpression' && parent.operator === 'void' && parent.parent.type === 'ExpressionStatement')
}

/** Whether a call is waited for where it stands, or is what the function returns. */
export function isWaitedFor(call: Node): boolean {
  const { parent } = wrapped(call)
  return parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement' || (parent?.type === 'ArrowFunctionExpression' && parent.body === wrapped(call))
}
