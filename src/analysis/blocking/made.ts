import { folderMakers, pathTests } from '../../knowledge/blocking.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isCall, isFunction, isInside, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { calledPath } from '../resolve/receiver.ts'
import { branchAt } from '../roles/role.ts'

/** `if (!existsSync(folder)) mkdirSync(folder)`: from then on it is there, if all who come here mean the same folder. */
export function isMadeOnce(sourceCode: SourceCode, call: Call): boolean {
  const [path] = call.arguments
  if (!path || !folderMakers.has(calledPath(sourceCode, call) ?? '')) return false
  const fn = functionAround(call)
  const isMissing = fn !== undefined && branchAt(call, (test) => (isInside(test, fn) ? saysMissing(sourceCode, test, path) : undefined)) === true
  return isMissing && isTheSame(sourceCode, path, 0)
}

/** Whether a test holds where nothing is at a path; undefined where it asks something else. */
function saysMissing(sourceCode: SourceCode, test: Node, path: Node): boolean | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = saysMissing(sourceCode, node.argument, path)
    return inner === undefined ? undefined : !inner
  }
  const asked = isCall(node) && pathTests.has(calledPath(sourceCode, node) ?? '') ? node.arguments[0] : undefined
  return asked && sourceCode.getText(asked) === sourceCode.getText(path) ? false : undefined
}

/** How many names are looked into. */
const MOST_NAMES = 4

/** Whether a value is made of nothing that one run has for itself: of names of the module, and of names of these. */
function isTheSame(sourceCode: SourceCode, value: Node, depth: number): boolean {
  let isOwn = depth > MOST_NAMES
  walk(sourceCode, value, (node) => {
    if (node.type === 'ThisExpression' || node.type === 'AwaitExpression') isOwn = true
    const variable = node.type === 'Identifier' && !isOwn ? variableOf(sourceCode, node) : undefined
    const [def] = variable?.defs ?? []
    if (!variable || !def || def.type === 'ImportBinding') return !isOwn
    const made = onlyValue(sourceCode, node)
    isOwn = made ? !isFunction(made) && !isTheSame(sourceCode, made, depth + 1) : def.type !== 'FunctionName'
    return !isOwn
  })
  return !isOwn
}
