import { arrayMethods } from '../../knowledge/callbacks/language.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, isInside, keyName, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { isParameterOf, onlyValue } from '../resolve/bindings.ts'

/** How many members and names a place is looked through. */
const MOST_STEPS = 8

/**
 * Whether a place of the function around belongs to the element that the callback of an array method is given: each run has its own.
 * `Object.keys(row).map(async (name) => { row[name] = await clean(row[name]) })`.
 */
export function isOfElement(sourceCode: SourceCode, owner: CodeOwner, target: Node): boolean {
  if (!isFunction(owner) || !isElementCallback(owner)) return false
  let at: Node | undefined = unwrap(target)
  for (let steps = 0; at && steps < MOST_STEPS; steps++) {
    if (at.type === 'MemberExpression') {
      if (at.computed && namesParameter(sourceCode, owner, at.property)) return true
      at = unwrap(at.object)
    } else {
      const value: Node | undefined = at.type === 'Identifier' ? onlyValue(sourceCode, at) : undefined
      at = value && value !== at && isInside(value, owner) ? unwrap(value) : undefined
    }
  }
  return false
}

function isElementCallback(fn: FunctionNode): boolean {
  const call = wrapped(fn).parent
  const callee = call?.type === 'CallExpression' && call.arguments[0] === wrapped(fn) ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && arrayMethods.has(keyName(callee) ?? '')
}

function namesParameter(sourceCode: SourceCode, owner: FunctionNode, key: Node): boolean {
  let found = false
  walkOwn(sourceCode, key, (node) => {
    found ||= isParameterOf(sourceCode, owner, node)
  })
  return found
}
