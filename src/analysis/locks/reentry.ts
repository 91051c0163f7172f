import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, type Node } from '../../utils/syntax.ts'
import { connectionModel } from './connections.ts'
import { spotOf } from './effects.ts'
import { isEntry } from './entries.ts'
import type { Held, Spot, Take } from './facts.ts'
import { exactKey, type Place, shown } from './places/symbol.ts'
import { lockOwners, lockSummary } from './summary.ts'
import { type LockUse, lockUses } from './uses.ts'

/** A lock that is waited for by a path that holds it: it waits for itself. */
export interface Reentry {
  readonly lock: string
  /** The id of the lock's model. */
  readonly model: string
  /**
   * again: it has one holder. slot: it has several, and each of them may wait for one more. upgrade: this path shares it and
   * wants it alone; downgrade: the other way round. idle: it waits until nobody holds it. connection: of a pool.
   */
  readonly kind: 'again' | 'slot' | 'connection' | 'upgrade' | 'downgrade' | 'idle'
  /** The wait gives up by itself after a time. */
  readonly bounded: boolean
  /** connection: what to use instead, in words. */
  readonly repair?: string
  /** Where it was taken first, and what takes it again (through which functions). */
  readonly since: Spot
  readonly at: Spot
  readonly through: readonly string[]
}

/** Every place of the file where a path waits for a lock that it surely is the holder of, once per place. */
export const reentries: (sourceCode: SourceCode) => readonly Reentry[] = perFile((sourceCode) => {
  const found = new Map<string, Reentry>()
  for (const owner of lockOwners(sourceCode)) {
    if (!isEntry(sourceCode, owner)) continue
    for (const take of lockSummary(sourceCode, owner).takes) {
      if ((take.waits !== 'ever' && !take.patient) || take.guarded) continue
      for (const held of take.held) {
        if (take.patient && !useAt(sourceCode, held)?.model.patient) continue
        if (!held.sure || !isSameLock(held, take) || isAnotherByThen(sourceCode, held, take) || (take.counts && runsOnce(sourceCode, owner, held))) continue
        const at = held.meeting?.at ?? take.at
        const key = `${String(at.start.line)}:${String(at.start.column)}`
        if (!found.has(key)) {
          const repair = connectionModel(take.model)?.repair
          found.set(key, {
            lock: textOf(take.lock), model: take.model, kind: kindOf(held, take), bounded: take.bounded === true, since: held.meeting?.since ?? held.at, at, through: held.meeting?.through ?? take.through, ...(repair === undefined ? {} : { repair }),
          })
        }
      }
    }
  }
  return [...found.values()]
})

/** A lock in words; one that a class builds itself by the field that it keeps it in. */
function textOf(lock: Place): string {
  const [last, second] = lock.path
  const text = shown(lock)
  return text === 'this' && typeof last === 'string' && second === undefined ? `this.${last.replace(/^~/u, '')}` : text
}

function kindOf(held: Held, take: Take): Reentry['kind'] {
  if (take.until) return 'idle'
  if (held.mode !== take.mode) return take.mode === 'exclusive' ? 'upgrade' : 'downgrade'
  if (!take.counts) return 'again'
  return connectionModel(take.model) ? 'connection' : 'slot'
}

function isSameLock(held: Held, take: Take): boolean {
  const key = exactKey(take.lock)
  return key !== undefined && key === exactKey(held.lock) && !(held.mode === 'shared' && take.mode === 'shared')
}

/** `lock = other` between the two, or in a loop around both: the name is the same, the lock is not. */
function isAnotherByThen(sourceCode: SourceCode, held: Held, take: Take): boolean {
  const [, name, offset] = /^local:(.*)@(\d+)$/u.exec(take.lock.root) ?? []
  if (name === undefined) return false
  const variable = sourceCode.scopeManager?.scopes.map(({ set }) => set.get(name)).find((each) => each?.identifiers.some(({ range }) => range[0] === Number(offset)))
  return variable?.references.some((reference) => reference.isWrite() && reference.init !== true
    && (isBehind(reference.identifier.loc.start, held.at.start) || !isBehind(take.at.start, held.at.start))) ?? false
}

function isBehind(a: Spot['start'], b: Spot['start']): boolean {
  return a.line > b.line || (a.line === b.line && a.column > b.column)
}

/** Whether only the module itself comes here, once: it never holds more than one of several slots. */
function runsOnce(sourceCode: SourceCode, owner: CodeOwner, held: Held): boolean {
  if (owner.type !== 'Program') return false
  const use = useAt(sourceCode, held)
  for (let at: Node | undefined = use?.call.parent; at && at !== owner; at = at.parent) {
    if (LOOPS.has(at.type) || (isFunction(at) && !sections(sourceCode).has(at))) return false
  }
  return use !== undefined
}

/** What takes a lock that is held, in this file. */
function useAt(sourceCode: SourceCode, { site }: Held): LockUse | undefined {
  return [...lockUses(sourceCode).values()].find(({ call }) => JSON.stringify(spotOf(call)) === JSON.stringify(site))
}

const LOOPS: ReadonlySet<string> = new Set(['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement'])

const sections = perFile((sourceCode): ReadonlySet<Node> => new Set([...lockUses(sourceCode).values()].flatMap(({ section }) => (section ? [section] : []))))
