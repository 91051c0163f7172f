import { addressMembers, addressReaders } from '../../knowledge/inputs.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, keyName, type Node, walkOwn } from '../../utils/syntax.ts'
import { type Amount, extentOf } from './amounts.ts'
import type { Frame } from './frames.ts'

/** The request whose address a call takes apart: `new URL(req.url, origin)` has what the client has written into it. Undefined for other calls. */
export function addressed(sourceCode: SourceCode, { arguments: [first] }: Call, path: string | undefined, frame: Frame | undefined, depth: number): Amount | undefined {
  if (!first || path === undefined || !addressReaders.has(path)) return undefined
  let found: Amount | undefined
  walkOwn(sourceCode, first, (node: Node) => {
    if (found || node.type !== 'MemberExpression' || !addressMembers.has(keyName(node) ?? '')) return
    const whole = extentOf(sourceCode, node.object, frame, depth + 1)
    if (whole.kind === 'carrier') found = whole
  })
  return found
}
