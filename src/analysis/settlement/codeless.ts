import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isCaught, type Node, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { type Handle, handlesOf } from './handles.ts'
import { type Listening, listeningsOf } from './listenings.ts'
import { type Given, mayCome } from './settles.ts'

/**
 * Listeners that ask something of an exit code where there is none: `if (code !== 0) fail(code.toString())`. A process that a
 * signal ends tells null, and what is asked of that throws where nobody catches it.
 */
export const faultsOfCodes = perFile((sourceCode): readonly Fault[] => {
  const found = handlesOf(sourceCode).flatMap((handle) => listeningsOf(sourceCode, handle).flatMap((listening): Fault[] => {
    const given = toldBySignal(handle, listening)
    const at = given && codeAsked(sourceCode, listening, given)
    return at ? [{ kind: 'codeless', handle, at }] : []
  }))
  return found.length > 0 && roleOf(sourceCode).program === 'test' ? [] : found
})

/** What the listener is given when a signal ends the process; undefined where there is a code all the same, or something else comes before it: `this.remove.bind(this, child)`. */
function toldBySignal({ life }: Handle, { event, listener }: Listening): Given | undefined {
  if (listener?.type === 'CallExpression' && listener.arguments.length > 1) return undefined
  const given = life.ends.find(({ how }) => how === 'killed')?.events.get(event ?? '')
  return given?.[0] === null ? given : undefined
}

/** Where the listener comes to a member of the code then. */
function codeAsked(sourceCode: SourceCode, { runs }: Listening, given: Given): Node | undefined {
  const [code] = runs?.params ?? []
  const names = code?.type === 'Identifier' ? (variableOf(sourceCode, code)?.references ?? []).map(({ identifier }) => identifier as Node) : []
  return names.map((name) => [name, wrapped(name).parent] as const).find(([name, member]) => (
    runs !== undefined && member?.type === 'MemberExpression' && member.object === wrapped(name) && !member.optional && !isCaught(name, runs)
      && mayCome(sourceCode, runs, { sites: new Set([name]), isKept: false, isProof: true }, given)
  ))?.[1]
}
