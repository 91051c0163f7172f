import { boxes } from '../../../knowledge/boxes.ts'
import { onceForInstance } from '../../../knowledge/lifecycles.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isInside, ownerOf } from '../../../utils/syntax.ts'
import type { Handing } from '../../callbacks/handed.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import type { Access } from '../places/accesses.ts'

/** The code that sets up one instance of a component, where it hands on what runs once for that instance: `onMounted(load)`. */
export function instanceOf({ at, path }: Handing): CodeOwner | undefined {
  return path !== undefined && onceForInstance.has(path) ? ownerOf(at) : undefined
}

/**
 * Whether a place is made anew by each run of the code that sets an instance up: a variable of that code, or what one keeps that is
 * made there. What is only got there, `const store = useStore()`, is of all instances.
 */
export function isOfInstance(sourceCode: SourceCode, { root, path }: Access['place'], setup: CodeOwner): boolean {
  const [declared] = root.kind === 'variable' ? root.variable.identifiers : []
  if (root.kind !== 'variable' || !declared || root.variable.defs[0]?.type !== 'Variable' || !isInside(declared, setup)) return false
  if (path.length === 0) return true
  const made = onlyValue(sourceCode, declared)
  if (made?.type === 'CallExpression') return boxes.has(`${apiOf(sourceCode, made.callee) ?? ''}()`)
  return made?.type === 'NewExpression' || made?.type === 'ObjectExpression' || made?.type === 'ArrayExpression'
}
