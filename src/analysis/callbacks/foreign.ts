import { tables } from '../../knowledge/lives.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { denote } from '../resolve/denote.ts'

/** `handlers.get(name)(value)`. */
const LOOKS_UP = 'get'

/** `jobs[name]` of `import { jobs } from './jobs.js'`: one of the functions that another file has put there. */
function isOfProject(path: string, callee: Node): boolean {
  return path.startsWith('.') && callee.type === 'MemberExpression' && callee.computed
}

/** Whether a callee is a function that arrives at run time: out of a table, a parameter, a module by name. */
export function isForeignFunction(sourceCode: SourceCode, callee: Node): boolean {
  const inner = unwrap(callee)
  const target = denote(sourceCode, inner)
  if (target && !(target.kind === 'api' && (tables.test(target.path) || isOfProject(target.path, inner)))) return false
  if (inner.type === 'Identifier') return true
  if (isCall(inner)) return calledName(inner) === LOOKS_UP
  return inner.type === 'MemberExpression' && (inner.computed || ['apply', 'call'].includes(keyName(inner) ?? ''))
}
