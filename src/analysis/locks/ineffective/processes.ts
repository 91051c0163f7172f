import { fileWrites } from '../../../knowledge/files.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, unwrap, walk } from '../../../utils/syntax.ts'
import { apiOf } from '../../resolve/denote.ts'
import { spotOf } from '../effects.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import type { LockUse } from '../uses.ts'
import type { Fault } from './faults.ts'

const MOST_DEPTH = 3

/** A lock of this process around files, which other processes change too. */
export function processLocal(sourceCode: SourceCode, use: LockUse): Fault | undefined {
  if (use.model.crossProcess || (use.does !== 'acquire' && use.does !== 'scope')) return undefined
  const fn = use.section ? functionAt(sourceCode, use.section) : functionAround(use.call)
  return fn && writesFiles(sourceCode, fn, new Set(), 0) ? { kind: 'processes', at: spotOf(use.call), lock: use.places[0] } : undefined
}

function writesFiles(sourceCode: SourceCode, fn: FunctionNode, seen: Set<FunctionNode>, depth: number): boolean {
  if (depth > MOST_DEPTH || seen.has(fn)) return false
  seen.add(fn)
  let writes = false
  walk(sourceCode, fn.body, (node) => {
    if (writes || node.type !== 'CallExpression') return
    const path = apiOf(sourceCode, unwrap(node.callee))
    const local = path === undefined ? calledLocal(sourceCode, node) : undefined
    writes = (path !== undefined && fileWrites.has(path)) || (local !== undefined && writesFiles(sourceCode, local, seen, depth + 1))
  })
  return writes
}
