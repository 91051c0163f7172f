import { keyDeletions, keyLocks, onlyIfFree } from '../../../knowledge/commands.ts'
import { calledName, callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, keyName, literalText, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { spotOf } from '../effects.ts'
import type { Spot } from '../facts.ts'

/** A key of a store that is set where nobody has set it yet, with nobody looking at whether that was so, and taken away again later. */
export interface KeyedAttempt {
  readonly at: Spot
  /** The call that takes the key away, whoever has set it. */
  readonly given: Node
}

/** Whether the file may do so: one look at its names, and one at its text. */
export function mayTakeKeys(sourceCode: SourceCode): boolean {
  const { names } = nodesOf(sourceCode)
  return [...keyDeletions].some((name) => names.has(name)) && keyLocks.test(sourceCode.text)
}

/** Those of the file, in source order. */
export const keyedAttempts = perFile((sourceCode): readonly KeyedAttempt[] => {
  if (!mayTakeKeys(sourceCode)) return []
  return callsNamed(sourceCode, onlyIfFree.keys()).flatMap((call) => {
    const given = isConditional(call) && isDropped(call) ? endOf(sourceCode, call) : undefined
    return given ? [{ at: spotOf(call), given }] : []
  })
})

/** `set(key, id, 'EX', 60, 'NX')`, `set(key, id, { NX: true })`, `setnx(key, id)`. */
function isConditional(call: Call): boolean {
  if (onlyIfFree.get(calledName(call) ?? '') === 'always') return true
  return call.arguments.slice(2).some((argument) => {
    const node = unwrap(argument)
    if (node.type !== 'ObjectExpression') return literalText(node)?.toUpperCase() === 'NX'
    return node.properties.some((each) => each.type === 'Property' && keyName(each)?.toUpperCase() === 'NX' && each.value.type === 'Literal' && each.value.value === true)
  })
}

function isDropped(call: Call): boolean {
  const wait = wrapped(call).parent
  return wait?.type === 'AwaitExpression' && wrapped(wait).parent?.type === 'ExpressionStatement'
}

/** Where the same function takes the key away behind it: it was set for as long as that lasts. */
function endOf(sourceCode: SourceCode, call: Call): Node | undefined {
  const place = placeOf(sourceCode, call)
  return place === undefined ? undefined : callsNamed(sourceCode, keyDeletions).find((each) => ownerOf(each) === ownerOf(call) && each.range[0] > call.range[1] && placeOf(sourceCode, each) === place)
}

/** The store and the key, as they stand there. */
function placeOf(sourceCode: SourceCode, { callee, arguments: [key] }: Call): string | undefined {
  const member = unwrap(callee)
  return member.type === 'MemberExpression' && key ? `${sourceCode.getText(member.object)}[${sourceCode.getText(key)}]` : undefined
}
