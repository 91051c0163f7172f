import { ownedParameters } from '../../../../knowledge/callbacks/conventions.ts'
import { serverEnds } from '../../../../knowledge/openings.ts'
import { requestAccessors, requestScopes, sharedServices } from '../../../../knowledge/requests.ts'
import { callsByOwner, callsNamed } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type ClassNode, type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, type Node, unwrap, walkOwn, wrapped } from '../../../../utils/syntax.ts'
import { handingsOf } from '../../../callbacks/handed.ts'
import { isMadeOfParameter, outermost } from '../../../callbacks/whole.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { reactionsIn } from '../../../promises/reactions.ts'
import { onlyValue, type Variable } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { evidenceFrom, mentions } from '../../../resolve/evidence.ts'
import { isKind } from '../../../resolve/kin.ts'
import { membersOf } from '../../../resolve/members.ts'
import { handlerOf } from '../../../roles/handlers.ts'
import { takesOneByOne } from '../../../roles/turns.ts'
import type { Fault } from '../../faults.ts'
import { type Use, useByNext } from '../../others/middleware.ts'
import { fieldsSetBy, useOfField } from '../../others/services.ts'
import { entryOf } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { isHeldLocally } from '../../overlap/owned.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { callEvents, callsIn, helperAt } from '../../reads/answers.ts'

/**
 * Data of one request that is kept in a variable of the module, or in a field of the one object that serves all, while the
 * request waits, and used after it: by the handler, by a function of the file that it calls, or by the handlers that it
 * prepares the way for.
 */
export function requestState(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const kept = accessesIn(sourceCode, owner).writes.filter(({ effect, place, shared, value }) => effect === 'set' && place.part === VALUE && shared !== 'caller' && value && (isMadeOfParameter(sourceCode, owner, value) || isAskedOfRequest(sourceCode, value)))
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

/** `(await cookies()).get('user')`: what a framework tells of the request that is being served. */
function isAskedOfRequest(sourceCode: SourceCode, value: Node, depth = 0): boolean {
  if (!mentions(sourceCode, accessorRoots)) return false
  let found = false
  walkOwn(sourceCode, value, (node) => {
    const made = node.type === 'Identifier' && depth < MOST_NAMES ? onlyValue(sourceCode, node) : undefined
    found ||= (isCall(node) && requestAccessors.has(apiOf(sourceCode, node.callee) ?? '')) || (made !== undefined && isAskedOfRequest(sourceCode, made, depth + 1))
    return !found
  })
  return found
}

const accessorRoots = evidenceFrom(requestAccessors)

/** How many names stand between what is asked and what is kept. */
const MOST_NAMES = 2

/** Whether requests come to the write, and find the same place; undefined where nothing says so. */
function proofOf(sourceCode: SourceCode, owner: FunctionNode, { place: { root, path } }: Access): 'proven' | 'likely' | undefined {
  if (root.kind === 'variable') {
    if (path.length > 1 || root.scope === 'parameter') return undefined
    if (isOfAllClients(sourceCode, owner, root.variable)) return 'proven'
    return root.scope === 'module' && isJob(sourceCode, owner) ? 'likely' : undefined
  }
  if (root.kind !== 'this' || path.length !== 1 || isOfOneRequest(sourceCode, root.of)) return undefined
  if (isRequest(sourceCode, owner)) return root.of.superClass ? 'likely' : 'proven'
  return isKind(sourceCode, root.of, NONE, sharedServices) && entryOf(sourceCode, owner) ? 'likely' : undefined
}

/**
 * Whether a variable stands around what runs for each request or connection, and is that of all of them: of the module, or of a
 * function that sets the server up.
 */
function isOfAllClients(sourceCode: SourceCode, owner: FunctionNode, variable: Variable): boolean {
  const [declared] = variable.identifiers
  const home = declared && functionAround(declared)
  let isBelow = false
  for (let fn = functionIn(outermost(sourceCode, owner)); fn !== home; fn = functionAround(fn)) {
    if (!fn) return false
    isBelow ||= handlerOf(sourceCode, fn)?.kind === 'request'
  }
  for (let fn = home; fn && isBelow; fn = functionAround(fn)) if (isOfOneClient(sourceCode, fn)) return false
  return isBelow && !(home && endsServer(sourceCode, outermost(sourceCode, owner)))
}

/** `server.close()` in the handler of a server that a function starts for one answer: a second request is not waited for. */
function endsServer(sourceCode: SourceCode, handler: CodeOwner): boolean {
  return callsNamed(sourceCode, serverEnds).some((call) => isInside(call, handler))
}

function functionIn(owner: CodeOwner): FunctionNode | undefined {
  return isFunction(owner) ? owner : undefined
}

/** Whether each run of a function is for one request or connection: it handles that, or is given it. */
function isOfOneClient(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return handlerOf(sourceCode, fn) !== undefined || fn.params.some((each) => each.type === 'Identifier' && ownedParameters.has(each.name))
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
export function isOfOneRequest(sourceCode: SourceCode, of: ClassNode): boolean {
  const constructor = membersOf(sourceCode, of).get('constructor')?.method
  const isGiven = constructor?.params.some((param) => {
    const name = param.type === 'TSParameterProperty' ? param.parameter : param
    return name.type === 'Identifier' && ownedParameters.has(name.name)
  }) ?? false
  // espree has no decorators.
  const decorators = (of.decorators as typeof of.decorators | undefined) ?? []
  return isGiven || isHeldLocally(sourceCode, of) || decorators.some((each) => requestScopes.test(sourceCode.getText(each)))
}

/** `if (newest !== request.query.id) return`: whether another request has put its own there is just what is asked. */
function isComparedWithOwn(sourceCode: SourceCode, read: Node, { value }: Access): boolean {
  const { parent } = wrapped(read)
  if (!value || parent?.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(parent.operator)) return false
  return sourceCode.getText(unwrap(parent.left === wrapped(read) ? parent.right : parent.left)) === sourceCode.getText(unwrap(value))
}

/** Where the place is read behind a wait: here, by a function that is called here, or by a callback behind a promise. */
function useBehindWait(sourceCode: SourceCode, owner: FunctionNode, write: Access): Use | undefined {
  const flow = flowOf(sourceCode, owner)
  const isSame = ({ place, node }: Access): boolean => place.base === write.place.base && place.part === write.place.part && !isComparedWithOwn(sourceCode, node, write)
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
  for (const call of callsByOwner(sourceCode).get(owner) ?? []) {
    const inside = call.arguments.find((each) => isFunction(each) && runsAtOnce(sourceCode, each) && readIn(sourceCode, each, isSame))
    const gap = inside && callEvents(flow, call).map(gapBefore).find((each) => each !== undefined)
    const read = gap !== undefined && isFunction(inside) ? readIn(sourceCode, inside, isSame) : undefined
    if (read && gap !== undefined) return { read, wait: nodeOf(flow, gap) }
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

/** `rooms.filter((room) => room.owner === guest.id)`. */
function runsAtOnce(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return handingsOf(sourceCode, fn).some(({ timing }) => timing === 'now')
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
