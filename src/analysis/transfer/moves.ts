import { calledName, callsByOwner, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, keyName, type Node } from '../../utils/syntax.ts'
import { directMoves, listOf, marksOf } from './direct.ts'
import { forwardedMoves, forwardedTo, listHandedOn } from './forwarded.ts'
import { listIn } from './lists.ts'
import type { Move } from './move.ts'

const SENDING: ReadonlySet<string> = new Set(['postMessage', 'structuredClone'])
// A file that names none of this transfers nothing.
const NAMES: readonly string[] = [...SENDING, 'move']
const PART = 'ransfer'

/** All moves of the file, in source order. */
export const movesOf = perFile((sourceCode): readonly Move[] =>
  mayMove(sourceCode) ? [...callsByOwner(sourceCode).keys()].flatMap((owner) => movesIn(sourceCode, owner)) : [])

/** Whether the file may transfer anything: the first, cheap question. */
export const mayMove = perFile((sourceCode) => {
  const { calls, names } = nodesOf(sourceCode)
  return (NAMES.some((name) => names.has(name)) || [...names].some((name) => name.includes(PART))) && calls.some((call) => isCandidate(call))
})

function isCandidate(call: Call): boolean {
  const name = calledName(call) ?? ''
  if (SENDING.has(name)) return call.arguments.length > 1
  return name.toLowerCase().includes('transfer') || name === 'move' || call.arguments.some((each) => each.type === 'ObjectExpression' && each.properties.some((property) => property.type === 'Property' && /^transfer/u.test(keyName(property) ?? '')))
}

function movesIn(sourceCode: SourceCode, owner: CodeOwner): readonly Move[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => [...directMoves(sourceCode, call), ...forwardedMoves(sourceCode, call)])
}

/** A list of what a call transfers, where it stands. */
export interface TransferList {
  readonly call: Call
  readonly list: Node
  readonly send: Node
}

/** All transfer lists of the file: of sends, of marks, and those that functions of the file hand on. */
export const transferListsOf = perFile((sourceCode): readonly TransferList[] => (mayMove(sourceCode) ? nodesOf(sourceCode).calls.flatMap((call) => listsAt(sourceCode, call)) : []))

function listsAt(sourceCode: SourceCode, call: Call): readonly TransferList[] {
  const own = listOf(sourceCode, call)
  const model = marksOf(sourceCode).get(call)
  const argument = model?.list === undefined ? undefined : call.arguments[model.list]
  const handed = forwardedTo(sourceCode, call).flatMap((each) => {
    const found = listHandedOn(call, each)
    const list = found && listIn(sourceCode, found.node, found.property)
    return list ? [{ call, list, send: each.send }] : []
  })
  return [...[own, argument].filter((each) => each !== undefined).map((list) => ({ call, list, send: call })), ...handed]
}
