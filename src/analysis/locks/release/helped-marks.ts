import type { TSESTree } from '@typescript-eslint/utils'

import { groupBy } from '../../../utils/group.ts'
import { nodesOf, type Write } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, isLiteral, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { isExported, memberOf, returnsOf } from '../../resolve/functions.ts'
import { isThis } from '../../resolve/members.ts'
import { keyMarks } from './key-marks.ts'
import { type Mark, marksOf, placeKey, testsMark } from './marks.ts'

/** What a small function of the file does to a mark for whoever calls it. */
interface Marker {
  readonly mark: Mark
  /** It says whether it has put the mark up: `if (this.busy) return false; this.busy = true; return true`. */
  readonly tries: boolean
}

/**
 * The marks of the file as the code sees them that puts them up and takes them down: where a function does nothing else with one
 * than to set it (`begin()`, `finish()`), each call of that function is the mark.
 */
export const marksSeen = perFile((sourceCode): readonly Mark[] => {
  const written = marksOf(sourceCode)
  const helped = new Set<Mark>()
  const called: Mark[] = []
  for (const [owner, marks] of groupBy(written, ({ at }) => ownerOf(at))) {
    if (!isFunction(owner) || !isSmall(sourceCode, owner)) continue
    for (const [mark, second] of groupBy(marks, ({ key }) => key).values()) {
      const marker = mark && !second ? markerOf(sourceCode, owner, mark) : undefined
      const calls = marker ? usesOf(sourceCode, owner).calls.flatMap((call) => markAt(sourceCode, marker, owner, call) ?? []) : []
      if (!marker || calls.length === 0) continue
      helped.add(marker.mark)
      called.push(...calls)
    }
  }
  called.push(...nodesOf(sourceCode).writes.flatMap((write) => setBy(sourceCode, write)), ...keyMarks(sourceCode))
  return called.length === 0 ? written : [...written.filter((each) => !helped.has(each)), ...called]
})

/** A function that waits for nothing, and that nobody but this file calls. */
function isSmall(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return !fn.async && !fn.generator && fn.body.type === 'BlockStatement' && isOfThisFile(sourceCode, fn) && usesOf(sourceCode, fn).values.every((each) => each === fn)
}

function isOfThisFile(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (!isExported(sourceCode, fn)) return true
  const member = memberOf(fn)
  if (!member || member.name.startsWith('_')) return member !== undefined
  // A class that the file only makes objects of: `const gate = new Gate()`.
  const name = member.owner.id ? variableOf(sourceCode, member.owner.id) : undefined
  return name !== undefined && name.references.every(({ identifier }) => identifier.parent.type === 'NewExpression' && identifier.parent.callee === identifier)
}

/** What sets a mark on every way, or where it is not up. */
function markerOf(sourceCode: SourceCode, fn: FunctionNode, mark: Mark): Marker | undefined {
  const statement = wrapped(mark.at).parent
  if (mark.counts || statement?.type !== 'ExpressionStatement' || statement.parent !== fn.body) return undefined
  const returned = returnsOf(sourceCode, fn)
  if (returned.length === 0) return hasOnlyWay(sourceCode, fn) ? { mark, tries: false } : undefined
  const [no, yes] = [false, true].map((value) => returned.filter((each) => isLiteral(each, value)))
  const isTry = mark.raises && no?.length === 1 && yes?.length === 1 && returned.length === 2 && asksFor(sourceCode, no[0] as Node, mark)
  return isTry ? { mark, tries: true } : undefined
}

/** Whether nothing leaves the function early. */
function hasOnlyWay(sourceCode: SourceCode, fn: FunctionNode): boolean {
  let leaves = false
  walkOwn(sourceCode, fn.body, (node) => {
    leaves ||= node.type === 'ReturnStatement' || node.type === 'ThrowStatement'
  })
  return !leaves
}

/** `if (this.busy) return false`: the answer, and the test of the mark around it. */
function asksFor(sourceCode: SourceCode, answer: Node, mark: Mark): boolean {
  const statement = wrapped(answer).parent
  const around = statement?.parent?.type === 'BlockStatement' ? statement.parent.parent : statement?.parent
  return around?.type === 'IfStatement' && testsMark(sourceCode, around.test, mark)
}

/** The mark that a call of such a function puts up or takes down, of the object on which it is called. */
function markAt(sourceCode: SourceCode, { mark, tries }: Marker, fn: FunctionNode, call: Node): Mark | undefined {
  if (call.type !== 'CallExpression') return undefined
  const callee = unwrap(call.callee)
  const key = callee.type !== 'MemberExpression' || !memberOf(fn) || isThis(sourceCode, callee.object) ? mark.key : keyOn(sourceCode, callee, mark)
  return key === undefined ? undefined : { key, text: mark.text, raises: mark.raises, counts: false, node: call, at: call, ...(tries && { tries: true as const }) }
}

/** `setBusy(true)` of `setBusy(on) { this.busy = on }`: what such a function is given is what the mark is set to. */
function setBy(sourceCode: SourceCode, write: Write): readonly Mark[] {
  if (write.type !== 'AssignmentExpression' || write.operator !== '=' || write.right.type !== 'Identifier' || write.parent.type !== 'ExpressionStatement') return []
  const { left, right } = write
  const fn = ownerOf(write)
  const index = isFunction(fn) ? fn.params.findIndex((each) => each.type === 'Identifier' && each.name === right.name) : -1
  if (!isFunction(fn) || index < 0 || write.parent.parent !== fn.body || !isSmall(sourceCode, fn) || !hasOnlyWay(sourceCode, fn)) return []
  const key = placeKey(sourceCode, left)
  const mark = { text: sourceCode.getText(left), counts: false, node: left, at: write }
  return key === undefined ? [] : usesOf(sourceCode, fn).calls.flatMap((call) => {
    const given = call.arguments[index]
    const raises = given && [true, false].find((value) => isLiteral(given, value))
    return raises === undefined ? [] : (markAt(sourceCode, { mark: { ...mark, key, raises }, tries: false }, fn, call) ?? [])
  })
}

/** `gate.leave()`: what is marked is that object. */
function keyOn(sourceCode: SourceCode, { object }: TSESTree.MemberExpression, mark: Mark): string | undefined {
  const on = placeKey(sourceCode, object)
  return on === undefined ? undefined : `${on} ${mark.key}`
}
