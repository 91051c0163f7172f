import type { BlockingModel } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, keyName, unwrap, wrapped } from '../../utils/syntax.ts'

/** The same call through `fs.promises`, awaited, where an async function makes it on the module itself. */
export function promisedForm(sourceCode: SourceCode, call: Call, { promised }: BlockingModel): { readonly name: string; readonly text: string } | undefined {
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && !callee.computed && !callee.optional ? keyName(callee) : undefined
  if (!promised || name === undefined || callee.type !== 'MemberExpression' || functionAround(call)?.async !== true) return undefined
  const form = `${sourceCode.getText(callee.object)}.promises.${name.replace(/Sync$/u, '')}`
  const text = `await ${form}${sourceCode.text.slice(callee.range[1], call.range[1])}`
  const user = wrapped(call).parent
  const isAlone = user && ['ExpressionStatement', 'VariableDeclarator', 'ReturnStatement', 'AssignmentExpression', 'Property'].includes(user.type)
  return { name: `await ${form}()`, text: isAlone ? text : `(${text})` }
}
