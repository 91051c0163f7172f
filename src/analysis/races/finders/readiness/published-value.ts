import type { SourceCode } from '../../../../utils/per-file.ts'
import { blockAround, type Node, unwrap } from '../../../../utils/syntax.ts'
import { onlyValue, sourcesOf, variableOf } from '../../../resolve/bindings.ts'
import type { Access } from '../../places/accesses.ts'
import { givenTogether } from '../../places/empty-fields.ts'

// What a place is given before it is ready.

/** The value, or what a local name holds: its only one, or the one that it has been given in the same block. */
export function valueSet(sourceCode: SourceCode, value: Node): Node {
  const node = unwrap(value)
  const held = onlyValue(sourceCode, node) ?? lastGiven(sourceCode, node)
  return held ? unwrap(held) : node
}

/** `client = new Client(); this.client = client`. */
function lastGiven(sourceCode: SourceCode, name: Node): Node | undefined {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const last = ((variable && sourcesOf(sourceCode, variable)) ?? []).findLast(({ at }) => at.range[0] < name.range[0])
  return last?.kind === 'value' && last.steps.length === 0 && blockAround(last.at) === blockAround(name) ? last.value : undefined
}

/** The names that this run has for what it sets: `config` of `Config.shared = config`, and of `config = Config.shared = new Config()`. */
export function namesFor({ value, node }: Pick<Access, 'value' | 'node'>): readonly string[] {
  return [value, ...givenTogether(node)].flatMap((each) => (each?.type === 'Identifier' ? [each.name] : []))
}
