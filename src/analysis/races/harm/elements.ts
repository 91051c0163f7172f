import { arrayMethods } from '../../../knowledge/callbacks/language.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, isInside, keyName, type Node, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { isParameterOfRun } from '../../callbacks/whole.ts'
import { onlyValue } from '../../resolve/bindings.ts'

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

/**
 * Whether a key is made of the element that the callback of an array method is given: each run of it has another.
 * `names.map(async (name) => { const file = join(folder, name); … })`.
 */
export function isKeyOfElement(sourceCode: SourceCode, owner: CodeOwner, key: Node): boolean {
  return isFunction(owner) && isElementCallback(owner) && isMadeOfElement(sourceCode, owner, key, 0)
}

function isMadeOfElement(sourceCode: SourceCode, owner: FunctionNode, key: Node, depth: number): boolean {
  let found = false
  walkOwn(sourceCode, key, (node) => {
    if (found || node.type !== 'Identifier') return !found
    const value = depth < MOST_STEPS ? onlyValue(sourceCode, node) : undefined
    found = isParameterOfRun(sourceCode, owner, node) || (value !== undefined && isInside(value, owner) && !isInside(node, value) && isMadeOfElement(sourceCode, owner, value, depth + 1))
    return !found
  })
  return found
}

/** Whether a function is what an array method runs for each element. */
export function isElementCallback(fn: FunctionNode): boolean {
  const call = wrapped(fn).parent
  const callee = call?.type === 'CallExpression' && call.arguments[0] === wrapped(fn) ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && arrayMethods.has(keyName(callee) ?? '')
}

function namesParameter(sourceCode: SourceCode, owner: FunctionNode, key: Node): boolean {
  let found = false
  walkOwn(sourceCode, key, (node) => {
    found ||= isParameterOfRun(sourceCode, owner, node)
  })
  return found
}
