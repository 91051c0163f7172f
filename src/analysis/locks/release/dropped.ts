import { groupBy } from '../../../utils/group.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { isInside, keyName, type Node, wrapped } from '../../../utils/syntax.ts'
import { valueOf } from '../places/identity.ts'
import { exactKey } from '../places/symbol.ts'
import type { Acquisition } from './acquisitions.ts'

/** A release that is a statement but no call: `finally { lock.release }`, `finally { release }`; undefined where there is none. */
export function droppedRelease(sourceCode: SourceCode, { owner, place, model, trails }: Acquisition): Node | undefined {
  const names = trails.flatMap(({ uses }) => uses).filter(({ does, at }) => does === 'touch' && at.type === 'Identifier' && at.parent.type === 'ExpressionStatement').map(({ at }) => at)
  if (names[0]) return names[0]
  const key = place && exactKey(place)
  const named = key === undefined ? [] : (membersAsStatements(sourceCode).get(key) ?? [])
  return named.find((member) => isInside(member, owner) && model?.methods[keyName(member) ?? '']?.does === 'release')
}

/** The members that statements only name, by the place of what they are members of. */
const membersAsStatements = perFile((sourceCode) => {
  const named = nodesOf(sourceCode).members.filter((member) => wrapped(member).parent?.type === 'ExpressionStatement')
  return groupBy(named, ({ object }) => {
    const value = valueOf(sourceCode, object)
    return value?.is === 'place' ? exactKey(value.place) : undefined
  })
})
