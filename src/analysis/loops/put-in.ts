import { calledName, methodCallOn } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, isInside, type Node, unwrap } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import type { Member } from '../resolve/members.ts'
import { type Amount, extentOf, strongest, UNKNOWN } from './amounts.ts'
import type { Frame } from './frames.ts'

/** How many places where something is kept under a key are looked at. */
const MOST_SETS = 4

const SPREADING: ReadonlySet<string> = new Set(['push', 'unshift', 'splice'])

/** The lists that are put into a field whole: `this.rows.push(...page)`, `this.rows.splice(0, Infinity, ...await load())`. */
export function spreadInto({ uses }: Member): readonly Node[] {
  return uses.flatMap((use) => {
    const call = methodCallOn(use)
    return call && SPREADING.has(calledName(call) ?? '') ? call.arguments.flatMap((each) => (each.type === 'SpreadElement' ? [each.argument] : [])) : []
  })
}

/** How much `texts.get(name)` answers, by what this file keeps in that map: `texts.set(name, lines)`. Unknown for what is no map that is made here. */
export function keptUnderKeys(sourceCode: SourceCode, map: Node, frame: Frame | undefined, depth: number): Amount {
  const name = unwrap(map)
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  const made = source?.kind === 'value' && source.steps.length === 0 && !second ? unwrap(source.value) : undefined
  if (!variable || !isCall(made) || apiOf(sourceCode, made.callee) !== '#Map') return UNKNOWN
  const kept = variable.references.flatMap(({ identifier }) => {
    const call = methodCallOn(identifier)
    const [, value] = call && calledName(call) === 'set' ? call.arguments : []
    return value ? [value] : []
  })
  // What another function puts there is not of this call.
  const most = strongest(kept.slice(0, MOST_SETS).map((value) => extentOf(sourceCode, value, frame && isInside(value, frame.fn) ? frame : undefined, depth + 1)))
  // It is what was put there before, and not what is now at hand.
  return most.kind === 'data' ? { ...most, root: `${most.root} in ${variable.name}` } : UNKNOWN
}
