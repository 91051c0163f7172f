import { transactionEndsOf } from '../../../knowledge/locks/lent.ts'
import { linkOn } from '../../../utils/chains.ts'
import { callsNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, isAwaited, isFunction, isInside, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { spotOf } from '../effects.ts'
import { isDropped, isOnPurpose } from './dropped.ts'
import type { Fault } from './faults.ts'

/**
 * The end of a transaction that nobody waits for: `await db.beginTransaction(); await work(); db.commitTransaction()`. What begins it is
 * waited for, so what ends it answers later as well, and whoever goes on comes before that.
 */
export function uncommitted(sourceCode: SourceCode): readonly Fault[] {
  return [...transactionEndsOf].flatMap(([begin, ends]) => callsNamed(sourceCode, [begin]).flatMap((begun): readonly Fault[] => {
    const callee = unwrap(begun.callee)
    if (callee.type !== 'MemberExpression' || begun.arguments.some((each) => isFunction(each)) || !isWaitedFor(begun)) return []
    const of = sourceCode.getText(unwrap(callee.object))
    const held = nameHolding(begun)
    return callsNamed(sourceCode, ends).flatMap((call): readonly Fault[] => {
      const end = unwrap(call.callee)
      const on = end.type === 'MemberExpression' ? sourceCode.getText(unwrap(end.object)) : undefined
      if (call.type !== 'CallExpression' || (on !== of && on !== held) || call.range[0] < begun.range[1] || !isInside(call, ownerOf(begun)) || !isForgotten(sourceCode, call)) return []
      return [{ kind: 'uncommitted', call, at: spotOf(call), begun }]
    })
  }))
}

/** `await db.beginTransaction()`, `db.beginTransaction().then(…)`. */
function isWaitedFor(begun: Call): boolean {
  return isAwaited(begun) || linkOn(begun)?.by === 'then'
}

/** `const tx = await db.beginTransaction()`. */
function nameHolding(begun: Call): string | undefined {
  const awaited = wrapped(begun).parent
  const declared = awaited?.type === 'AwaitExpression' ? wrapped(awaited).parent : undefined
  return declared?.type === 'VariableDeclarator' && declared.id.type === 'Identifier' ? declared.id.name : undefined
}

/** Nobody waits for it, nothing says that this is meant, and nobody is told of its end: what is given to it may be who is. */
function isForgotten(sourceCode: SourceCode, call: Call): boolean {
  const fate = fateOf(sourceCode, call)
  return isDropped(fate) && fate.chained.length === 0 && !isOnPurpose(call, fate) && call.arguments.length === 0
}
