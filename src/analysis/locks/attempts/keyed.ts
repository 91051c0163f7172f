import { keyDeletions, keyLocks, onlyIfFree, scripts } from '../../../knowledge/commands.ts'
import { calledName, callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { isAwaitedOnly } from '../../../utils/results.ts'
import { type Call, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { recordAt, textAt } from '../../resolve/constants.ts'
import { parameterIndex } from '../../resolve/functions.ts'
import { spotOf } from '../effects.ts'
import type { Spot } from '../facts.ts'
import { tellerOf, unheardOf } from './told.ts'

/** A key of a store that is set where nobody has set it yet, with nobody looking at whether that was so, and taken away again later. */
export interface KeyedAttempt {
  readonly at: Spot
  /** The call that takes the key away, whoever has set it. */
  readonly given: Node
}

/** Whether the file may do so: one look at its names, and one at its text. */
export function mayTakeKeys(sourceCode: SourceCode): boolean {
  const { names } = nodesOf(sourceCode)
  return [...keyDeletions, ...scripts].some((name) => names.has(name)) && keyLocks.test(sourceCode.text)
}

/** Those of the file, in source order. */
export const keyedAttempts = perFile((sourceCode): readonly KeyedAttempt[] => {
  if (!mayTakeKeys(sourceCode)) return []
  const direct = callsNamed(sourceCode, onlyIfFree.keys()).flatMap((call) => {
    const given = isConditional(sourceCode, call) && isAwaitedOnly(call) ? endOf(sourceCode, call) : undefined
    return given ? [{ at: spotOf(call), given }] : []
  })
  return [...direct, ...toldKeys(sourceCode).flatMap(({ call, given }) => (call.type === 'CallExpression' ? [{ at: spotOf(call), given }] : []))]
})

/** `set(key, id, 'EX', 60, 'NX')`, `set(key, id, { NX: true })`, `setnx(key, id)`. */
function isConditional(sourceCode: SourceCode, call: Call): boolean {
  if (onlyIfFree.get(calledName(call) ?? '') === 'always') return true
  return call.arguments.slice(2).some((argument) => {
    const options = recordAt(sourceCode, argument)
    if (!options) return textAt(sourceCode, argument)?.toUpperCase() === 'NX'
    return options.properties.some((each) => each.type === 'Property' && keyName(each)?.toUpperCase() === 'NX' && each.value.type === 'Literal' && each.value.value === true)
  })
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

// ---------------------------------------------------------------- keys that a helper sets

/** A key that a function of the file sets where nobody has set it, whose answer nobody takes, and what is given the same key in a `finally` behind it. */
interface ToldKey {
  readonly call: Call
  readonly given: Node
}

/** Those of the file. */
function toldKeys(sourceCode: SourceCode): readonly ToldKey[] {
  return callsNamed(sourceCode, onlyIfFree.keys()).flatMap((set) => {
    if (!isConditional(sourceCode, set)) return []
    const { parent } = wrapped(set)
    const teller = tellerOf(sourceCode, parent?.type === 'AwaitExpression' ? parent : set)
    const index = teller ? parameterIndex(sourceCode, teller, set.arguments[0]) : -1
    return (index < 0 || !teller ? [] : unheardOf(sourceCode, teller)).flatMap((call) => {
      const given = givenBack(sourceCode, call, call.arguments[index])
      return given ? [{ call, given }] : []
    })
  })
}

/** The call in a `finally` of the same function that is given the key again. */
function givenBack(sourceCode: SourceCode, call: Call, key: Node | undefined): Node | undefined {
  const text = key && sourceCode.getText(key)
  return nodesOf(sourceCode).calls.find((each) => each.range[0] > call.range[1] && ownerOf(each) === ownerOf(call) && isInFinally(each) && each.arguments.some((argument) => sourceCode.getText(argument) === text))
}

function isInFinally(node: Node): boolean {
  for (let at: Node | undefined = node; at && !isFunction(at); at = at.parent) if (at.parent?.type === 'TryStatement' && at.parent.finalizer === at) return true
  return false
}
