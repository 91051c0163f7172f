import type { SourceCode } from '../../../utils/per-file.ts'
import { keyName, type Node, unwrap, walk } from '../../../utils/syntax.ts'
import { valueOf } from '../identity.ts'
import { exactKey } from '../symbol.ts'
import type { Acquisition } from './acquisitions.ts'

/** A release that is a statement but no call: `finally { lock.release }`, `finally { release }`; undefined where there is none. */
export function droppedRelease(sourceCode: SourceCode, { owner, place, model, trails }: Acquisition): Node | undefined {
  const names = trails.flatMap(({ uses }) => uses).filter(({ does, at }) => does === 'touch' && at.type === 'Identifier' && at.parent.type === 'ExpressionStatement').map(({ at }) => at)
  if (names[0]) return names[0]
  const key = place && exactKey(place)
  if (key === undefined || !model) return undefined
  let found: Node | undefined
  walk(sourceCode, owner, (node) => {
    const member = node.type === 'ExpressionStatement' ? unwrap(node.expression) : undefined
    if (member?.type !== 'MemberExpression' || model.methods[keyName(member) ?? '']?.does !== 'release') return
    const value = valueOf(sourceCode, member.object)
    if (value?.is === 'place' && exactKey(value.place) === key) found ??= member
  })
  return found
}
