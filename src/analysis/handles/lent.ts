import { endOfChain } from '../../utils/chains.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, type Node, wrapped } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { functionsBetween } from '../callbacks/points.ts'
import { usesOf } from '../callbacks/uses.ts'
import { promiseOf } from '../promises/executors.ts'
import { reactionOf } from '../promises/reactions.ts'
import type { Use } from './deeds.ts'
import { isListener } from './failing.ts'
import type { Spawn } from './spawns.ts'

export interface Lending {
  /** Closures that use the handle and go to somebody we do not know: they own it from then on. */
  readonly given: readonly FunctionNode[]
  /** Closures that use it whenever something else happens: it is meant to live as long as that. */
  readonly subscribed: readonly FunctionNode[]
}

/** What becomes of the closures of `owner` that use the handle, those aside that only the handle itself or `owner` runs. */
export function lendingOf(sourceCode: SourceCode, { trail }: Spawn, owner: CodeOwner): Lending {
  const closures = closuresIn(sourceCode, trail.uses, owner)
  const of = (fate: Fate): readonly FunctionNode[] => closures.filter((each) => each.fate === fate).map(({ closure }) => closure)
  return { given: of('given'), subscribed: of('subscribed') }
}

type Fate = 'given' | 'subscribed'

export interface LentClosure {
  readonly closure: FunctionNode
  readonly fate: Fate
  readonly uses: readonly Use[]
}

/** The closures inside `owner` that use a handle and outlive it, with what they do. */
export function closuresIn(sourceCode: SourceCode, uses: readonly Use[], owner: CodeOwner): readonly LentClosure[] {
  const byClosure = new Map<FunctionNode, Use[]>()
  for (const use of uses) {
    for (const closure of functionsBetween(use.at, owner)) byClosure.set(closure, [...(byClosure.get(closure) ?? []), use])
  }
  return [...byClosure].flatMap(([closure, own]) => {
    const fate = fateOf(sourceCode, uses, closure)
    return fate ? [{ closure, fate, uses: own }] : []
  })
}

function fateOf(sourceCode: SourceCode, uses: readonly Use[], closure: FunctionNode): Fate | undefined {
  if (promiseOf(sourceCode, closure) || reactionOf(sourceCode, closure) || isOwnListener(sourceCode, uses, closure)) return undefined
  const handings = handingsOf(sourceCode, closure).filter(({ at }) => !uses.some(({ call }) => call === at))
  if (usesOf(sourceCode, closure).values.some((value) => isStored(value)) || handings.some(({ timing }) => timing === 'unknown')) return 'given'
  return handings.some(({ timing, at }) => timing === 'many' && !isAwaited(at)) ? 'subscribed' : undefined
}

/** `await pMap(files, convert)`: it is over when the call is. */
function isAwaited(at: Node): boolean {
  return isCall(at) && wrapped(endOfChain(at)).parent?.type === 'AwaitExpression'
}

function isOwnListener(sourceCode: SourceCode, uses: readonly Use[], closure: FunctionNode): boolean {
  return uses.some((use) => use.listener !== undefined && isListener(sourceCode, use, closure))
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
