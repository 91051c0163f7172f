import { spawnAt } from '../../../knowledge/index.ts'
import { listening, openings, servers } from '../../../knowledge/openings.ts'
import { elementMaker, placing } from '../../../knowledge/page.ts'
import { callsByOwner, callsNamed, within } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isCall, type Node, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { eventsOf, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import { calledPath } from '../../resolve/receiver.ts'
import { helperAt } from '../reads/answers.ts'
import type { StaleWrite } from '../reads/stale.ts'
import { isGivenBack } from './missing.ts'

const roots = evidenceFrom([...openings])

/** Whether the value is, or holds, a thread, process or pool that we know: made where it stands, or by its name on the way from the read to the write. */
export function makesResource(sourceCode: SourceCode, value: Node, { flow, read, write }: StaleWrite): boolean {
  let found = false
  walkOwn(sourceCode, value, (node) => {
    if (found) return
    if (isCall(node)) found = isSpawn(sourceCode, node)
    else if (node.type === 'Identifier') {
      const made = madeAs(sourceCode, node)
      found = made !== undefined && isSpawn(sourceCode, made) && eventsOf(flow, made).some((event) => reaches(flow, read.event, event) && reaches(flow, event, write.event))
    }
  })
  return found
}

function isSpawn(sourceCode: SourceCode, node: Node): boolean {
  const path = isCall(node) ? apiOf(sourceCode, node.callee) : undefined
  return path !== undefined && spawnAt(path) !== undefined
}

/** What a name stands for as a value; of an object that has a name, what its parts stand for. */
function madeAs(sourceCode: SourceCode, name: Node): Node | undefined {
  const parent = name.parent
  if (parent?.type === 'MemberExpression' || (parent?.type === 'Property' && parent.key === name && parent.value !== name)) return undefined
  const value = onlyValue(sourceCode, name)
  const made = value && unwrap(value)
  const parts = made?.type === 'ObjectExpression' ? made.properties : []
  for (const part of parts) {
    const inner = part.type === 'Property' ? unwrap(part.value) : undefined
    const kept = inner?.type === 'Identifier' ? onlyValue(sourceCode, inner) : undefined
    if (kept && isSpawn(sourceCode, unwrap(kept))) return unwrap(kept)
  }
  return made
}

/** Whether a run opens a connection, or a server, on its way from the read to the write, and does not close it itself: each run that comes there has one more. */
export function opensSomething(sourceCode: SourceCode, stale: StaleWrite): boolean {
  const { owner } = stale.flow
  return callsBefore(stale).some((call) => opensAt(sourceCode, owner, call) && !isOfRun(sourceCode, owner, call))
}

/** `const client = await connect(); try { … } finally { client.close() }`. */
function isOfRun(sourceCode: SourceCode, owner: CodeOwner, call: Call): boolean {
  const outer = wrapped(call)
  const { parent } = outer.parent?.type === 'AwaitExpression' ? wrapped(outer.parent) : outer
  return parent?.type === 'VariableDeclarator' && isGivenBack(sourceCode, owner, parent.id)
}

/** The same where a function that the run calls does it, of this file. */
export function hasSomethingOpened(sourceCode: SourceCode, stale: StaleWrite): boolean {
  return mentions(sourceCode, roots) && callsBefore(stale).some((call) => {
    const helper = helperAt(sourceCode, call)
    return helper !== undefined && helper !== stale.flow.owner && (callsByOwner(sourceCode).get(helper) ?? []).some((each) => opensAt(sourceCode, helper, each))
  })
}

/** Whether the value is an element that the run has made, and has put into the page: with two of them the page shows both, and only the last one is known. */
export function isShownInPage(sourceCode: SourceCode, value: Node, { flow: { owner }, read, write }: StaleWrite): boolean {
  const node = unwrap(value)
  const made = unwrap(onlyValue(sourceCode, node) ?? node)
  if (!isCall(made) || made.range[0] < read.node.range[1] || apiOf(sourceCode, made.callee) !== elementMaker) return false
  const names = new Set([sourceCode.getText(node), sourceCode.getText(write.node)])
  return within(callsNamed(sourceCode, placing), owner).some((call) => call.range[0] > made.range[0] && call.arguments.some((each) => names.has(sourceCode.getText(each))))
}

function callsBefore({ flow, read, write }: StaleWrite): readonly Call[] {
  return flow.kinds.flatMap((kind, event) => {
    const call = kind === 'call' || kind === 'new' ? nodeOf(flow, event) : undefined
    return isCall(call) && reaches(flow, read.event, event) && reaches(flow, event, write.event) ? [call] : []
  })
}

function opensAt(sourceCode: SourceCode, owner: CodeOwner, call: Call): boolean {
  const path = calledPath(sourceCode, call)
  return path !== undefined && (openings.has(path) || (servers.has(path) && listens(sourceCode, owner)))
}

/** Whether the code makes a server listen, itself or in a function that it hands on. */
function listens(sourceCode: SourceCode, owner: CodeOwner): boolean {
  return within(callsNamed(sourceCode, [listening]), owner).length > 0
}
