import type { SourceCode } from '../../utils/per-file.ts'
import { type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue } from './bindings.ts'
import { apiOf } from './denote.ts'

/** The path of the function that a callee was made from by `promisify`, there or in the variable it names; undefined where it was not, or is not known. */
export function promisifiedFrom(sourceCode: SourceCode, callee: Node): string | undefined {
  const name = unwrap(callee)
  const value = name.type === 'Identifier' ? onlyValue(sourceCode, name) : name
  const made = value && unwrap(value)
  if (made?.type !== 'CallExpression' || apiOf(sourceCode, made.callee) !== 'node:util#promisify') return undefined
  const [original] = made.arguments
  return original && apiOf(sourceCode, original)
}

/** The path of what a call runs: for `mkdir(folder)` of `const mkdir = promisify(fs.mkdir)` that is `fs.mkdir`. */
export function ranBy(sourceCode: SourceCode, callee: Node): string | undefined {
  const path = apiOf(sourceCode, callee)
  return path === 'node:util#promisify()' ? promisifiedFrom(sourceCode, callee) : path
}
