import { puttingAway } from '../../../knowledge/requests.ts'
import { calledName, membersNamed } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, isInside, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { isMadeOfParameter } from '../../callbacks/whole.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { isOfModule, type Variable, variableOf } from '../../resolve/bindings.ts'
import { parameterIndex } from '../../resolve/functions.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'
import { callEvents, callsIn, helperAt } from '../reads/answers.ts'
import type { Use } from './middleware.ts'

/** A field of an object of the module that a function sets: `mailer.sender = address`, `mailer.use(address)`. */
export interface SetField {
  readonly object: Variable
  readonly field: string
  /** What sets it, in the function. */
  readonly node: Node
  readonly event: EventId
}

const NONE: readonly SetField[] = []

/** The fields of objects of the module that a function gives what it has been given itself, directly or by a method that does only that at once. */
export const fieldsSetBy: (sourceCode: SourceCode, owner: FunctionNode) => readonly SetField[] = perNode<FunctionNode, readonly SetField[]>((sourceCode, owner) => {
  const direct = accessesIn(sourceCode, owner).writes.flatMap(({ effect, place: { root, path, part }, value, node, event }): readonly SetField[] => {
    const [field, more] = path
    return effect === 'set' && part === VALUE && root.kind === 'variable' && root.scope === 'module' && field !== undefined && !more && value && isMadeOfParameter(sourceCode, owner, value) ? [{ object: root.variable, field, node, event }] : []
  })
  const through = callsIn(sourceCode, owner).flatMap((call): readonly SetField[] => {
    const object = objectOf(sourceCode, call)
    const method = object && call.arguments.some((each) => isMadeOfParameter(sourceCode, owner, each)) ? helperAt(sourceCode, call) : undefined
    const [event] = method ? callEvents(flowOf(sourceCode, owner), call) : []
    if (!object || !method || event === undefined || suspensionPoints(flowOf(sourceCode, method)).length > 0) return []
    return accessesIn(sourceCode, method).writes.flatMap((write) => (isOwnField(write) && write.effect === 'set' && write.value && isGiven(sourceCode, owner, call, method, write.value) ? [{ object, field: write.place.path[0] ?? '', node: call, event }] : []))
  })
  return direct.length + through.length === 0 ? NONE : [...direct, ...through]
}, NONE)

/** Where another method of the object reads the field behind a wait: of the function that calls it, or its own. */
export function useOfField(sourceCode: SourceCode, owner: FunctionNode, { object, field, event: set }: SetField): Use | undefined {
  if (isAskedByOthers(sourceCode, owner, object, field)) return undefined
  const flow = flowOf(sourceCode, owner)
  const gaps = suspensionPoints(flow).filter((gap) => reaches(flow, set, gap))
  for (const call of callsIn(sourceCode, owner)) {
    // What is put away is meant to be what all have set so far.
    const method = objectOf(sourceCode, call) === object && !puttingAway.test(calledName(call) ?? '') ? helperAt(sourceCode, call) : undefined
    const event = method && callEvents(flow, call).find((each) => reaches(flow, set, each))
    if (!method || event === undefined) continue
    const reads = accessesIn(sourceCode, method).reads.filter((read) => isOwnField(read) && read.place.path[0] === field)
    const gap = gaps.find((each) => reaches(flow, each, event))
    const inner = flowOf(sourceCode, method)
    for (const read of reads) {
      const wait = gap === undefined ? suspensionPoints(inner).find((each) => reaches(inner, each, read.event)) : undefined
      if (gap !== undefined) return { read: read.node, wait: nodeOf(flow, gap) }
      if (wait !== undefined) return { read: read.node, wait: nodeOf(inner, wait) }
    }
  }
  return undefined
}

/** `theme: settings.theme` in another function: it is meant for all, and the last one who sets it is right. */
function isAskedByOthers(sourceCode: SourceCode, owner: FunctionNode, object: Variable, field: string): boolean {
  return membersNamed(sourceCode, field).some((member) => {
    const { parent } = wrapped(member)
    const isSet = parent?.type === 'AssignmentExpression' && parent.left === wrapped(member) && parent.operator === '='
    return !isSet && !isInside(member, owner) && member.object.type === 'Identifier' && variableOf(sourceCode, member.object) === object
  })
}

/** The object of the module whose method a call runs. */
function objectOf(sourceCode: SourceCode, { callee }: Call): Variable | undefined {
  const member = unwrap(callee)
  const variable = member.type === 'MemberExpression' && member.object.type === 'Identifier' ? variableOf(sourceCode, member.object) : undefined
  return variable && isOfModule(variable) ? variable : undefined
}

function isOwnField({ place: { root, path, part } }: Access): boolean {
  return root.kind === 'this' && path.length === 1 && part === VALUE
}

/** Whether a value is made of a parameter for which the caller gives what it has been given itself. */
function isGiven(sourceCode: SourceCode, owner: FunctionNode, call: Call, method: FunctionNode, value: Node): boolean {
  const argument = call.arguments[parameterIndex(sourceCode, method, unwrap(value))]
  return argument !== undefined && isMadeOfParameter(sourceCode, owner, argument)
}
