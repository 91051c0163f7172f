import { type AtomicsMethod, atomicsMethods } from '../../knowledge/shared-memory.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, unwrap } from '../../utils/syntax.ts'
import { apiOf } from '../resolve/denote.ts'

const methodNames: ReadonlySet<string> = new Set([...atomicsMethods.keys()].map((path) => path.slice(path.lastIndexOf('.') + 1)))

/** What a call does through Atomics; undefined for all other calls, most of them at a glance. */
export function atomicAt(sourceCode: SourceCode, call: Call): AtomicsMethod | undefined {
  const callee = unwrap(call.callee)
  const isPlainly = callee.type === 'MemberExpression' && methodNames.has(keyName(callee) ?? '')
  if (!isPlainly && !hasAliases(sourceCode)) return undefined
  return call.type === 'CallExpression' ? atomicsMethods.get(apiOf(sourceCode, callee) ?? '') : undefined
}

/** `const { load, store } = Atomics`. */
const hasAliases = perFile((sourceCode) => nodesOf(sourceCode).names.has('Atomics') && /=\s*(?:\w+\.)?Atomics\b/u.test(sourceCode.text))
