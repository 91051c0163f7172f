import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, isInside, type Node, ownerOf } from '../../utils/syntax.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { usesOfReads } from './follow.ts'
import { accessesOf } from './places.ts'
import { spawnsOf } from './spawns.ts'

/** Whether what this starts takes the place of the last one, which the function ends first, itself or through what it calls: there is one at a time. */
export function isSuccessor(sourceCode: SourceCode, start: Call): boolean {
  const spawn = spawnsOf(sourceCode).find(({ call }) => call === start)
  const keeps = spawn?.trail.uses.filter(({ does }) => does === 'keep') ?? []
  const [keep] = keeps
  const owner = ownerOf(start)
  if (!spawn || keeps.length !== 1 || !keep?.place || keep.place.isElement || !isFunction(owner)) return false
  const accesses = accessesOf(sourceCode, keep.place)
  const ends = usesOfReads(sourceCode, spawn.model, accesses?.reads ?? [], false).filter(({ does }) => does === 'end')
  if (ends.length === 0) return false
  const isBefore = (node: Node): boolean => ownerOf(node) === owner && node.range[0] < keep.at.range[0]
  if (ends.some(({ at }) => isBefore(at))) return true
  const called = nodesOf(sourceCode).calls.filter(isBefore).map((call) => calledFunction(sourceCode, call)).filter((each) => each !== undefined && each !== owner)
  return called.some((each) => each && reachedFrom(sourceCode, each).some((inner) => ends.some(({ at }) => isInside(at, inner))))
}
