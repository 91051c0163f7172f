import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, isFunction, type Node } from '../../utils/syntax.ts'
import { plain } from '../parties/counts.ts'
import { roundsOf } from '../parties/rounds.ts'
import { areOfThisFile, workersIn } from '../parties/started.ts'
import type { Access } from '../sharing/access.ts'
import { constantText } from '../sharing/words.ts'
import { accessesByElement, besides, isFor, type Wait, waitsOf } from './waits.ts'

/**
 * The wait of a gate that a notify opens for one thread alone: `Atomics.store(gate, 0, 1); Atomics.notify(gate, 0, 1)`. A gate is
 * an element that is only ever stored the value that its waiters wait for: who has passed tells nobody, so that all others sleep on.
 */
export function gateForOne(sourceCode: SourceCode, notify: Access): Wait | undefined {
  const { element, node } = notify
  if (element === undefined || !isCall(node) || !node.arguments[2] || constantText(sourceCode, node.arguments[2]) !== '1') return undefined
  const changes = (accessesByElement(sourceCode).get(element) ?? []).filter(({ how }) => !READS.has(how))
  const value = valueOf(sourceCode, besides(sourceCode, notify).find(({ how }) => how === 'store'))
  if (value === undefined || changes.some((each) => each.helped || valueOf(sourceCode, each) !== value)) return undefined
  const notifies = (accessesByElement(sourceCode).get(element) ?? []).filter(({ how }) => how === 'notify')
  const [wait, ...others] = waitsOf(sourceCode).filter(({ access }) => access.element === element)
  if (!wait || notifies.length > 1 || [wait, ...others].some((each) => each.timeout || !each.guard || !isFor(sourceCode, each, value))) return undefined
  return startsSeveral(sourceCode) ? wait : undefined
}

const READS: ReadonlySet<string> = new Set(['load', 'read', 'wait', 'notify'])

function valueOf(sourceCode: SourceCode, access: Access | undefined): string | undefined {
  return access?.how === 'store' && access.value ? constantText(sourceCode, access.value) : undefined
}

/** Whether the file starts several threads of its own code at one place, as many as somebody says. */
function startsSeveral(sourceCode: SourceCode): boolean {
  const starts = workersIn(sourceCode)
  return starts.length > 0 && areOfThisFile(sourceCode, starts) && starts.some(({ call }) => {
    for (let at: Node | undefined = call.parent; at; at = at.parent) {
      const count = isFunction(at) || at.type === 'Program' ? roundsOf(sourceCode, call, at) : undefined
      if (count && plain(count) !== 1) return true
    }
    return false
  })
}
