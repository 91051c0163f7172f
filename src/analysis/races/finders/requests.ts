import { ownedParameters } from '../../../knowledge/callbacks/conventions.ts'
import { requestScopes, sharedServices } from '../../../knowledge/requests.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type ClassNode, type CodeOwner, type FunctionNode, isFunction, type Node } from '../../../utils/syntax.ts'
import { isMadeOfParameter, outermost } from '../../callbacks/whole.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { reactionsIn } from '../../promises/reactions.ts'
import { isKind } from '../../resolve/kin.ts'
import { membersOf } from '../../resolve/members.ts'
import { handlerOf } from '../../roles/handlers.ts'
import { takesOneByOne } from '../../roles/turns.ts'
import type { Fault } from '../faults.ts'
import { type Use, useByNext } from '../others/middleware.ts'
import { fieldsSetBy, useOfField } from '../others/services.ts'
import { entryOf } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { isHeldLocally } from '../overlap/owned.ts'
import { isSerialized } from '../overlap/queued.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'
import { callEvents, callsIn, helperAt } from '../reads/answers.ts'

/**
 * Data of one request that is kept in a variable of the module, or in a field of the one object that serves all, while the
 * request waits, and used after it: by the handler, by a function of the file that it calls, or by the handlers that it
 * prepares the way for.
 */
export function requestState(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const kept = accessesIn(sourceCode, owner).writes.filter(({ effect, place, shared, value }) => effect === 'set' && place.part === VALUE && shared === 'all' && value && isMadeOfParameter(sourceCode, owner, value))
  for (const write of kept) {
    const proof = proofOf(sourceCode, owner, write)
    const use = proof && (useBehindWait(sourceCode, owner, write) ?? useByNext(sourceCode, owner, write))
    if (use && !isSerialized(sourceCode, owner) && !isLocked(sourceCode, write.node, use.read)) return [{ kind: 'leaked', place: write.place.text, node: write.node, ...use, proven: proof === 'proven' }]
  }
  for (const set of isRequest(sourceCode, owner) ? fieldsSetBy(sourceCode, owner) : []) {
    const use = useOfField(sourceCode, owner, set)
    if (use && !isSerialized(sourceCode, owner) && !isLocked(sourceCode, set.node, use.read)) return [{ kind: 'leaked', place: `${set.object.name}.${set.field}`, node: set.node, ...use, proven: true }]
  }
  return []
}

/** Whether requests come to the write, and find the same place; undefined where nothing says so. */
function proofOf(sourceCode: SourceCode, owner: FunctionNode, { place: { root, path } }: Access): 'proven' | 'likely' | undefined {
  if (root.kind === 'variable') return root.scope !== 'module' || path.length > 1 ? undefined : isRequest(sourceCode, owner) ? 'proven' : isJob(sourceCode, owner) ? 'likely' : undefined
  if (root.kind !== 'this' || path.length !== 1 || isOfOneRequest(sourceCode, root.of)) return undefined
  if (isRequest(sourceCode, owner)) return root.of.superClass ? 'likely' : 'proven'
  return isKind(sourceCode, root.of, NONE, sharedServices) && entryOf(sourceCode, owner) ? 'likely' : undefined
}

const NONE: ReadonlySet<string> = new Set()

function isRequest(sourceCode: SourceCode, owner: FunctionNode): boolean {
  const whole = outermost(sourceCode, owner)
  return isFunction(whole) && handlerOf(sourceCode, whole)?.kind === 'request'
}

/** Whether what comes from outside is done by it, several at a time: a message of a client, a job of a queue that is told so. */
function isJob(sourceCode: SourceCode, owner: FunctionNode): boolean {
  const whole = outermost(sourceCode, owner)
  const handler = isFunction(whole) ? handlerOf(sourceCode, whole) : undefined
  const path = handler?.handing?.path
  return handler?.kind === 'message' && path !== undefined && !/^(?:node:|#)/u.test(path) && !takesOneByOne(handler)
}

/** Whether each request has an object of the class for itself: it is made of a request, by a function for itself, or says so. */
function isOfOneRequest(sourceCode: SourceCode, of: ClassNode): boolean {
  const constructor = membersOf(sourceCode, of).get('constructor')?.method
  const isGiven = constructor?.params.some((param) => {
    const name = param.type === 'TSParameterProperty' ? param.parameter : param
    return name.type === 'Identifier' && ownedParameters.has(name.name)
  }) ?? false
  // espree has no decorators.
  const decorators = (of.decorators as typeof of.decorators | undefined) ?? []
  return isGiven || isHeldLocally(sourceCode, of) || decorators.some((each) => requestScopes.test(sourceCode.getText(each)))
}

/** Where the place is read behind a wait: here, by a function that is called here, or by a callback behind a promise. */
function useBehindWait(sourceCode: SourceCode, owner: FunctionNode, write: Access): Use | undefined {
  const flow = flowOf(sourceCode, owner)
  const isSame = ({ place }: Access): boolean => place.base === write.place.base && place.part === write.place.part
  for (const { call, callback } of reactionsIn(sourceCode, owner)) {
    const read = callEvents(flow, call).some((event) => reaches(flow, write.event, event)) ? readIn(sourceCode, callback, isSame) : undefined
    if (read) return { read, wait: call }
  }
  const gaps = suspensionPoints(flow).filter((gap) => reaches(flow, write.event, gap))
  const gapBefore = (event: EventId): EventId | undefined => gaps.find((gap) => reaches(flow, gap, event))
  for (const read of accessesIn(sourceCode, owner).reads.filter(isSame)) {
    const gap = gapBefore(read.event)
    if (gap !== undefined) return { read: read.node, wait: nodeOf(flow, gap) }
  }
  for (const call of callsIn(sourceCode, owner)) {
    const helper = helperAt(sourceCode, call)
    const event = callEvents(flow, call).find((each) => reaches(flow, write.event, each))
    const reads = helper && helper !== owner && event !== undefined ? accessesIn(sourceCode, helper).reads.filter(isSame) : []
    const [first] = reads
    if (!helper || event === undefined || !first) continue
    const gap = gapBefore(event)
    if (gap !== undefined) return { read: first.node, wait: nodeOf(flow, gap) }
    const inner = flowOf(sourceCode, helper)
    for (const read of reads) {
      const wait = suspensionPoints(inner).find((each) => reaches(inner, each, read.event))
      if (wait !== undefined) return { read: read.node, wait: nodeOf(inner, wait) }
    }
  }
  return undefined
}

/** Where a function reads a place, itself or in a function of the file that it calls. */
function readIn(sourceCode: SourceCode, fn: FunctionNode, isSame: (read: Access) => boolean): Node | undefined {
  const own = accessesIn(sourceCode, fn).reads.find(isSame)
  if (own) return own.node
  for (const call of callsIn(sourceCode, fn)) {
    const helper = helperAt(sourceCode, call)
    const read = helper && helper !== fn ? accessesIn(sourceCode, helper).reads.find(isSame) : undefined
    if (read) return read.node
  }
  return undefined
}
