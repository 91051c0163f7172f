import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, type Node, wrapped } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { usesOf } from '../callbacks/uses.ts'
import { isListener } from './failing.ts'
import { functionsBetween } from './points.ts'
import { promiseOf, reactionOf } from './promises.ts'
import type { Spawn } from './spawns.ts'

export interface Lending {
  /** Closures that use the handle and go to somebody we do not know: they own it from then on. */
  readonly given: readonly FunctionNode[]
  /** Closures that use it whenever something else happens: it is meant to live as long as that. */
  readonly subscribed: readonly FunctionNode[]
}

/** What becomes of the closures of `owner` that use the handle, those aside that only the handle itself or `owner` runs. */
export function lendingOf(sourceCode: SourceCode, spawn: Spawn, owner: CodeOwner): Lending {
  const given = new Set<FunctionNode>()
  const subscribed = new Set<FunctionNode>()
  for (const use of spawn.trail.uses) {
    for (const closure of functionsBetween(use.at, owner)) {
      const fate = fateOf(sourceCode, spawn, closure)
      if (fate === 'given') given.add(closure)
      else if (fate === 'subscribed') subscribed.add(closure)
    }
  }
  return { given: [...given], subscribed: [...subscribed] }
}

function fateOf(sourceCode: SourceCode, spawn: Spawn, closure: FunctionNode): 'given' | 'subscribed' | undefined {
  if (promiseOf(sourceCode, closure) || reactionOf(closure) || isOwnListener(sourceCode, spawn, closure)) return undefined
  const handings = handingsOf(sourceCode, closure).filter(({ at }) => !isUseOf(spawn, at))
  if (usesOf(sourceCode, closure).values.some((value) => isStored(value)) || handings.some(({ timing }) => timing === 'unknown')) return 'given'
  return handings.some(({ timing }) => timing === 'many') ? 'subscribed' : undefined
}

function isOwnListener(sourceCode: SourceCode, { trail }: Spawn, closure: FunctionNode): boolean {
  return trail.uses.some((use) => use.listener !== undefined && isListener(sourceCode, use, closure))
}

function isUseOf({ trail }: Spawn, at: Node): boolean {
  return trail.uses.some(({ call }) => call === at)
}

/** It is returned, or put into an object, a list or a field. */
function isStored(value: Node): boolean {
  const outer = wrapped(value)
  const parent = outer.parent
  switch (parent?.type) {
    case 'ReturnStatement':
    case 'ArrayExpression':
    case 'Property':
    case 'ExportSpecifier':
      return true
    case 'ArrowFunctionExpression':
      return parent.body === outer
    case 'AssignmentExpression':
      return parent.right === outer && parent.left.type === 'MemberExpression'
    default:
      return false
  }
}
