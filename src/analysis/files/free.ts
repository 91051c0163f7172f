import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, functionAround, isFunction, isInside, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { type Variable, variableHolding, variableOf } from '../resolve/bindings.ts'
import type { Region } from './checks.ts'

/** How many callers of a function are looked at. */
const MOST_CALLERS = 8

/** A path that was asked for, of which nothing was found, and the code that goes on with it. */
export interface Free {
  readonly path: Variable
  readonly region: Region
  /** From where on others may come, where nothing waits before that. */
  readonly from: Node
  /** Others may have come before. */
  readonly isLate: boolean
}

/**
 * Where a path goes on that a check has found free: behind `while (await exists(path)) path = next()`, and at those who call a
 * function that returns it.
 */
export function freeBehind(sourceCode: SourceCode, check: Call, path: Node, regions: readonly Region[]): readonly Free[] {
  const variable = path.type === 'Identifier' ? variableOf(sourceCode, path) : undefined
  const fn = functionAround(check)
  if (!variable) return []
  const behind = behindLoop(check)
  const free = behind ? behind.map((node): Region => ({ node, found: false })) : regions.filter(({ found, onlyTells, perhaps }) => !found && !onlyTells && !perhaps)
  return [
    ...(behind ? free.map((region) => ({ path: variable, region, from: check, isLate: false })) : []),
    ...(fn && free.some(({ node }) => returnsIt(sourceCode, node, variable)) ? atCallers(sourceCode, fn) : []),
  ]
}

/** What follows a loop that goes on as long as something is found. */
function behindLoop(check: Call): readonly Node[] | undefined {
  let at = wrapped(check)
  while (at.parent?.type === 'AwaitExpression') at = wrapped(at.parent)
  const loop = at.parent
  if ((loop?.type !== 'WhileStatement' && loop?.type !== 'DoWhileStatement' && loop?.type !== 'ForStatement') || loop.test !== at || loop.parent.type !== 'BlockStatement') return undefined
  return loop.parent.body.filter(({ range }) => range[0] >= loop.range[1])
}

function returnsIt(sourceCode: SourceCode, root: Node, path: Variable): boolean {
  let found = false
  walkOwn(sourceCode, root, (node) => {
    const value = node.type === 'ReturnStatement' && node.argument ? unwrap(node.argument) : undefined
    found ||= value?.type === 'Identifier' && variableOf(sourceCode, value) === path
  })
  return found
}

/** `const path = await freeName(folder)`, and what follows it there. */
const atCallers: (sourceCode: SourceCode, fn: FunctionNode) => readonly Free[] = perNode<FunctionNode, readonly Free[]>((sourceCode, fn) =>
  usesOf(sourceCode, fn).calls.slice(0, MOST_CALLERS).flatMap((call): readonly Free[] => {
    let at = wrapped(call)
    if (at.parent?.type === 'AwaitExpression') at = wrapped(at.parent)
    const path = variableHolding(sourceCode, at)
    if (!path || isInside(call, fn)) return []
    return bodyOf(ownerOf(call)).filter(({ range }) => range[1] > call.range[1]).map((node) => ({ path, region: { node, found: false }, from: call, isLate: fn.async }))
  }), [])

function bodyOf(owner: CodeOwner): readonly Node[] {
  if (owner.type === 'Program') return owner.body
  return isFunction(owner) && owner.body.type === 'BlockStatement' ? owner.body.body : []
}
