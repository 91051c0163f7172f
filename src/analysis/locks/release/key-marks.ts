import { keyDeletions, keyExpiry, keyLocks, onlyIfFree } from '../../../knowledge/commands.ts'
import { calledName, callsNamed } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, keyName, literalText, type Node, unwrap } from '../../../utils/syntax.ts'
import type { Flow } from '../../flow/graph.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { isNothing, onlyValue } from '../../resolve/bindings.ts'
import { recordAt, textAt } from '../../resolve/constants.ts'
import { indexKey } from '../../resolve/location.ts'
import type { Mark } from './marks.ts'

/**
 * `await redis.set(key, id, 'NX')` and `await redis.del(key)`: a key of a store that is put only where it is free, and stays until
 * somebody deletes it. One that goes away after a time is none: whoever waits for that gets it in the end.
 */
export function keyMarks(sourceCode: SourceCode): readonly Mark[] {
  const calls = callsNamed(sourceCode, onlyIfFree.keys())
  if (calls.length === 0 || !keyLocks.test(sourceCode.text) || keyExpiry.test(sourceCode.text)) return []
  const raised = calls.flatMap((call) => {
    const isToldSo = onlyIfFree.get(calledName(call) ?? '') === 'always' || call.arguments.slice(2).some((each) => saysOnlyIfFree(sourceCode, each))
    return isToldSo ? markAt(sourceCode, call, true) : []
  })
  return raised.length === 0 ? [] : [...raised, ...callsNamed(sourceCode, keyDeletions).flatMap((call) => markAt(sourceCode, call, false))]
}

/** `'NX'`, `{ NX: true }`, `{ condition: 'NX' }`. */
function saysOnlyIfFree(sourceCode: SourceCode, option: Node): boolean {
  const options = recordAt(sourceCode, option)
  if (!options) return textAt(sourceCode, option)?.toUpperCase() === 'NX'
  return options.properties.some((each) => each.type === 'Property' && (keyName(each)?.toUpperCase() === 'NX' || literalText(each.value) === 'NX'))
}

function markAt(sourceCode: SourceCode, call: Call, raises: boolean): readonly Mark[] {
  const callee = unwrap(call.callee)
  const [key, another] = call.arguments
  if (call.type !== 'CallExpression' || callee.type !== 'MemberExpression' || !key || key.type === 'SpreadElement' || (another && !raises)) return []
  const of = sourceCode.getText(callee.object)
  return [{ key: `store ${of}[${indexKey(sourceCode, key) ?? sourceCode.getText(key)}]`, text: `${of}[${sourceCode.getText(key)}]`, raises, counts: false, node: call, at: call, ...(raises && { tries: true, answers: true }) }]
}

/** Where a test looks at what such a call has answered, and which way it goes for who got the key. */
export interface Granting {
  readonly test: Node
  readonly edge: 'true' | 'false'
}

/** The test of the answer; undefined where there is none, or another one than for success. */
export function grantingOf(sourceCode: SourceCode, flow: Flow, { at }: Mark): Granting | undefined {
  for (const [event, kind] of flow.kinds.entries()) {
    const test = kind === 'test' ? flow.nodes[event] : undefined
    const edge = test && edgeFor(sourceCode, test, at)
    if (test && edge) return { test, edge }
  }
  return undefined
}

function edgeFor(sourceCode: SourceCode, test: Node, call: Node): Granting['edge'] | undefined {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression') return answerIn(sourceCode, node) === call ? 'true' : undefined
  if (!/^[!=]==?$/u.test(node.operator) || answerIn(sourceCode, node.left) !== call) return undefined
  const other = unwrap(node.right)
  const isFailure = isNothing(other) || (other.type === 'Literal' && (other.value === 0 || other.value === false))
  if (!isFailure && other.type !== 'Literal') return undefined
  return node.operator.startsWith('!') === isFailure ? 'true' : 'false'
}

/** The call whose awaited answer an expression is, itself or by a name. */
function answerIn(sourceCode: SourceCode, expression: Node): Node | undefined {
  const value = unwrap(onlyValue(sourceCode, expression) ?? expression)
  return value.type === 'AwaitExpression' ? awaitedAt(sourceCode, value) : undefined
}
