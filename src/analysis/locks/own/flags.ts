import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { memberOf, returnsOf } from '../../resolve/functions.ts'
import { isThis, membersOf } from '../../resolve/members.ts'
import { functionName } from '../names.ts'
import { placeOfThis } from '../places/fields.ts'
import { ACQUIRES, type OwnMethod, RELEASES } from './method.ts'

/**
 * `while (this.locked) await sleep(10); this.locked = true` in a method that is named like an acquisition, and what
 * clears the flag: a method that is named like a release, or the function that it returns.
 */
export function flagLock(sourceCode: SourceCode, node: TSESTree.AwaitExpression, fn: FunctionNode): ReadonlyMap<FunctionNode, OwnMethod> {
  const methods = new Map<FunctionNode, OwnMethod>()
  const member = memberOf(fn)
  const loop = loopAround(node)
  if (!member || member.isStatic || !loop || !ACQUIRES.test(functionName(sourceCode, fn))) return methods
  const raised = flagsSet(sourceCode, fn, true)
  const clears = (each: FunctionNode): boolean => [...flagsSet(sourceCode, each, false)].some((flag) => raised.has(flag) && tests(sourceCode, loop, flag))
  const place = placeOfThis(sourceCode, member.owner)
  if (returnsOf(sourceCode, fn).map(unwrap).some((each) => isFunction(each) && clears(each))) return methods.set(fn, { does: 'acquire', place, yields: 'releaser', awaited: true })
  const releases = [...membersOf(sourceCode, member.owner).values()].flatMap(({ name, method }) => (method && method !== fn && RELEASES.test(name) ? [method] : []))
  const paired = releases.filter(clears)
  if (paired.length === 0) return methods
  methods.set(fn, { does: 'acquire', place, yields: 'nothing', awaited: true })
  for (const each of paired) methods.set(each, { does: 'release', place, awaited: false })
  return methods
}

function loopAround(node: Node): Node | undefined {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (at.type === 'WhileStatement' || at.type === 'DoWhileStatement' || at.type === 'ForStatement') return at
  return undefined
}

/** The fields of `this` that the function sets to true, or to false. */
function flagsSet(sourceCode: SourceCode, fn: FunctionNode, to: boolean): ReadonlySet<string> {
  const flags = new Set<string>()
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression' || !isThis(sourceCode, node.left.object)) return
    const value = unwrap(node.right)
    if (value.type === 'Literal' && value.value === to) flags.add(keyName(node.left) ?? '')
  })
  return flags
}

function tests(sourceCode: SourceCode, loop: Node, flag: string): boolean {
  let found = false
  walkOwn(sourceCode, loop, (node) => {
    found ||= node.type === 'MemberExpression' && keyName(node) === flag && isThis(sourceCode, node.object)
  })
  return found
}
