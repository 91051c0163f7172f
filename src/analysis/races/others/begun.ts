import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isFunction, isInside, literalText, type Node, sizedIn, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { fateOf } from '../../promises/fate.ts'
import { entryOf } from '../overlap/entries.ts'
import { accessesIn } from '../places/accesses.ts'
import { collectionOf, type Place } from '../places/place.ts'

/**
 * Whether others add to a collection and begin the function each time, without waiting for it: `print(label) {
 * this.queue.push(label); void this.drain() }`. Nobody adds only one, and the second begins another run beside the first.
 */
export function isBegunByAdder(sourceCode: SourceCode, owner: CodeOwner, { base }: Place): boolean {
  return isFunction(owner) && usesOf(sourceCode, owner).calls.some((call) => {
    const fn = functionAround(call)
    return fn !== undefined && fn !== owner && isBegunAlways(sourceCode, fn, call) && entryOf(sourceCode, fn) !== undefined
      && accessesIn(sourceCode, fn).writes.some(({ effect, place }) => effect === 'append' && place.base === base)
  })
}

/** Whether a function makes a call whenever it runs, and lets it go. */
function isBegunAlways(sourceCode: SourceCode, { body }: FunctionNode, call: Call): boolean {
  const { awaits, returned, escapes } = fateOf(sourceCode, call)
  if (awaits.length > 0 || returned || escapes || body.type !== 'BlockStatement') return false
  for (let at: Node | undefined = call; at && at !== body; at = at.parent) {
    if (at.type === 'IfStatement' || at.type === 'ConditionalExpression' || at.type === 'LogicalExpression' || at.type === 'SwitchStatement') return false
  }
  let leaves = false
  walkOwn(sourceCode, body, (node) => {
    leaves ||= node.type === 'ReturnStatement' && node.range[1] <= call.range[0]
  })
  return !leaves
}

/**
 * Whether only who adds the first element begins the function, which takes an element out when it is done with it:
 * `if (this.queue.length === 1) void this.drain()`.
 */
export function isBegunByFirst(sourceCode: SourceCode, owner: CodeOwner, { base }: Place): boolean {
  const others = isFunction(owner) ? usesOf(sourceCode, owner).calls.filter((call) => functionAround(call) !== owner) : []
  return others.length > 0 && others.every((call) => {
    const statement = wrapped(ifAround(call)).parent
    const test = statement?.type === 'IfStatement' && !isInside(call, statement.test) ? unwrap(statement.test) : undefined
    if (test?.type !== 'BinaryExpression' || !test.operator.startsWith('==') || literalText(test.right) !== '1') return false
    const counted = sizedIn(test.left)
    return counted !== undefined && collectionOf(sourceCode, counted)?.base === base
  })
}

/** The outermost node below an `if` around a node of a function, or the node itself. */
function ifAround(node: Node): Node {
  let at = node
  while (at.parent && at.parent.type !== 'IfStatement' && !isFunction(at.parent)) at = at.parent
  return at
}
