import { replyAt } from '../../knowledge/index.ts'
import type { ReplyModel } from '../../knowledge/schema.ts'
import { replies, taskReplies, transferHandling } from '../../knowledge/sinks.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, literalText, type Node } from '../../utils/syntax.ts'
import { isNothing } from '../resolve/bindings.ts'
import { propertyAt } from '../resolve/constants.ts'
import { saidTaskOf } from '../roles/said-task.ts'
import { poolsOfItself } from '../loading/self.ts'
import { taskNames } from '../loading/task-names.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { callersOf, memberOf, returnsOf } from '../resolve/functions.ts'
import { membersOf } from '../resolve/members.ts'
import { calledPath } from '../resolve/receiver.ts'
import { exportOf } from '../roles/exports.ts'
import { valueOf } from '../values/evaluate.ts'
import { partsOf } from '../values/parts.ts'
import type { Value } from '../values/value.ts'

/** What functions at the service of another thread or process return: it is sent back. */
export interface Reply {
  /** The call that puts them there, or the function where a comment says so. */
  readonly call: Node
  readonly model: ReplyModel
  readonly returned: readonly Node[]
  /** Those of the functions that yield their values one by one: what they return is no value that can be sent. */
  readonly generators: readonly FunctionNode[]
}

const evidence = evidenceFrom(replies.map((reply) => reply.path))

/** Functions that the file puts at the service of others, with the call that does. */
export interface Offer {
  readonly call: Call
  readonly model: ReplyModel
  readonly functions: readonly FunctionNode[]
}

export const offersOf = perFile((sourceCode): readonly Offer[] => {
  if (!mentions(sourceCode, evidence)) return []
  return nodesOf(sourceCode).calls.flatMap((call): Offer[] => {
    const path = calledPath(sourceCode, call)
    const model = path === undefined ? undefined : replyAt(path)
    const argument = model && call.arguments[model.argument]
    if (!argument || argument.type === 'SpreadElement') return []
    return [{ call, model, functions: functionsIn(sourceCode, valueOf(sourceCode, argument)) }]
  })
})

/** All replies of the file. */
export function repliesOf(sourceCode: SourceCode): readonly Reply[] {
  const said = saidTaskOf(sourceCode)
  return [
    ...[...offersOf(sourceCode), ...tasksOf(sourceCode)].map(({ call, model, functions }) => replyOf(sourceCode, call, model, functions)),
    ...(said ? [replyOf(sourceCode, said.fn, said.model, [said.fn])] : []),
  ]
}

function replyOf(sourceCode: SourceCode, call: Node, model: ReplyModel, functions: readonly FunctionNode[]): Reply {
  return {
    call,
    model,
    returned: functions.flatMap((each) => returned(sourceCode, each)),
    generators: functions.filter((each) => each.generator && isForOthers(sourceCode, each) && !mayWrap(sourceCode, model)),
  }
}

/** Whether nobody in this file runs it, and it is not kept from others by its class. */
function isForOthers(sourceCode: SourceCode, of: FunctionNode): boolean {
  const { parent } = of
  const isKept = parent.type === 'MethodDefinition' && (parent.computed || (parent.accessibility ?? 'public') !== 'public')
  const member = memberOf(of)
  const uses = member && membersOf(sourceCode, member.owner).get(member.name)?.uses
  return !isKept && callersOf(sourceCode, of).length === 0 && (uses?.length ?? 0) === 0
}

/** Whether the library may have been told how to send what it cannot send by itself. */
function mayWrap(sourceCode: SourceCode, { wrappers }: ReplyModel): boolean {
  return wrappers !== undefined && transferHandling.test(sourceCode.text)
}

const tasksByPath = new Map(taskReplies.map((model) => [model.path, model]))

/** What the file exports for a pool of its own, whose workers run this very file. */
function tasksOf(sourceCode: SourceCode): readonly Offer[] {
  return poolsOfItself(sourceCode).flatMap((call): Offer[] => {
    const model = tasksByPath.get(calledPath(sourceCode, call) ?? '')
    if (!model) return []
    const exported = namesOfTasks(sourceCode, call).flatMap((name) => exportOf(sourceCode, name) ?? [])
    return [{ call, model, functions: exported.flatMap((each) => functionsIn(sourceCode, valueOf(sourceCode, each))) }]
  })
}

/** The names of the exports that tasks run: the one by default, or those that are asked for. */
function namesOfTasks(sourceCode: SourceCode, pool: Call): readonly string[] {
  const always = propertyAt(sourceCode, pool.arguments[0], 'name')
  return [...new Set([(always && literalText(always)) ?? 'default', ...taskNames(sourceCode)])]
}

function returned(sourceCode: SourceCode, of: FunctionNode): readonly Node[] {
  return of.generator ? [] : returnsOf(sourceCode, of).filter((each) => !isNothing(each))
}

/** The functions that a value is, or has as methods. */
function functionsIn(sourceCode: SourceCode, value: Value): readonly FunctionNode[] {
  switch (value.kind) {
    case 'function':
      return functionAt(value.at)
    case 'record':
      return partsOf(value).flatMap((part) => {
        const each = part.value()
        return each.kind === 'function' ? functionAt(each.at) : []
      })
    case 'instance':
      return [...membersOf(sourceCode, value.node).values()].flatMap((member) => {
        const isOffered = !member.isStatic && member.name !== 'constructor' && !member.name.startsWith('#')
        return member.method && isOffered ? [member.method] : []
      })
    default:
      return []
  }
}

function functionAt(node: Node): readonly FunctionNode[] {
  if (isFunction(node)) return [node]
  return node.type === 'Property' && isFunction(node.value) ? [node.value] : []
}
