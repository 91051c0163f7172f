import type { TSESTree } from '@typescript-eslint/utils'

import { groupBy } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'
import { memberOf, returnsOf } from '../resolve/functions.ts'
import { type Location, locationOf } from '../resolve/location.ts'
import { membersOf } from '../resolve/members.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { type Access, accessOf, usageOf } from './access.ts'
import { directAccesses } from './direct.ts'

/** Functions that do nothing but read or write one element have few statements. */
const MOST_STATEMENTS = 3

/**
 * Accesses through functions of this file that do just that one access: `this.put(0, this.get(0) + 1)`, `load(view, i)`,
 * `counter.value++` with a getter and a setter.
 */
export const helpedAccesses = perFile((sourceCode): readonly Access[] => {
  const helpers = helpersOf(sourceCode)
  if (helpers.size === 0) return []
  const found: (Access | undefined)[] = []
  for (const call of nodesOf(sourceCode).calls) {
    const target = call.type === 'CallExpression' ? calledFunction(sourceCode, call) : undefined
    const access = target && helpers.get(target)
    if (target && access) found.push(throughCall(sourceCode, call, target, access))
  }
  const names = accessorNames(helpers)
  for (const member of names.size > 0 ? nodesOf(sourceCode).members : []) {
    if (names.has(keyName(member) ?? '')) found.push(throughAccessor(sourceCode, member, helpers))
  }
  return found.filter((access) => access !== undefined)
})

/** The one access of each function that consists of it: it returns what it reads, stores what it is given, or only tells others. */
const helpersOf = perFile((sourceCode): ReadonlyMap<FunctionNode, Access> => {
  const byOwner = groupBy(directAccesses(sourceCode), ({ owner }) => owner)
  const helpers = new Map<FunctionNode, Access>()
  for (const [owner, all] of byOwner) {
    if (!isFunction(owner) || !isShort(owner)) continue
    const [first, more] = all
    // Who stores also tells: that is one change.
    const [access, second] = more ? all.filter(({ how }) => how !== 'notify') : [first]
    if (!access || second) continue
    const returned = returnsOf(sourceCode, owner)
    const reads = (access.how === 'load' || access.how === 'read') && returned.length === 1 && returned[0] !== undefined && unwrap(returned[0]) === access.node
    const writes = (access.how === 'store' || access.how === 'write') && isStatement(access.node) && access.value !== undefined
    const tells = access.how === 'notify' && isStatement(access.node)
    if (reads || writes || tells) helpers.set(owner, access)
  }
  return helpers
})

function isShort({ body }: FunctionNode): boolean {
  return body.type !== 'BlockStatement' || body.body.length <= MOST_STATEMENTS
}

/** Whether the access is a statement of the function's body, or all there is: it happens whenever the function is called. */
function isStatement(node: Node): boolean {
  let at: Node | undefined = node.parent
  if (at?.type === 'AssignmentExpression') at = at.parent
  if (isFunction(at)) return true
  return (at?.type === 'ExpressionStatement' || at?.type === 'ReturnStatement') && at.parent.type === 'BlockStatement' && isFunction(at.parent.parent)
}

// ---------------------------------------------------------------- calls

function throughCall(sourceCode: SourceCode, call: Call, target: FunctionNode, inner: Access): Access | undefined {
  const object = argumentFor(sourceCode, call, target, inner.object)
  const index = inner.word.kind === 'constant' || inner.index.type === 'Identifier' ? argumentFor(sourceCode, call, target, inner.index) : undefined
  const value = inner.value && argumentFor(sourceCode, call, target, inner.value)
  if (!object || !index) return undefined
  const view = object === inner.object ? viewBehind(sourceCode, call.callee, target, inner.view) : locationOf(sourceCode, object)
  return view && accessOf(sourceCode, { how: inner.how, node: call, object, view, index, value, memory: inner.memory, helped: true })
}

/** What stands for an expression of the function in a call of it: the argument, for a parameter; the expression itself where it needs none. */
function argumentFor(sourceCode: SourceCode, call: Call, target: FunctionNode, inner: Node): Node | undefined {
  const node = unwrap(inner)
  if (node.type !== 'Identifier') return inner
  const variable = variableOf(sourceCode, node)
  const position = target.params.findIndex((parameter) => {
    const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    return name.type === 'Identifier' && variableOf(sourceCode, name) === variable
  })
  if (position < 0) return variable?.scope.block === target ? undefined : inner
  const argument = call.arguments[position]
  return argument?.type === 'SpreadElement' ? undefined : argument
}

/** The view that a method of another object works on is another place. */
function viewBehind(sourceCode: SourceCode, callee: Node, target: FunctionNode, view: Location): Location | undefined {
  const member = unwrap(callee)
  if (view.root.kind !== 'this' || !memberOf(target)) return view
  return member.type === 'MemberExpression' ? viewOf(sourceCode, member.object, view) : undefined
}

function viewOf(sourceCode: SourceCode, object: Node, view: Location): Location | undefined {
  const holder = locationOf(sourceCode, object)
  if (!holder || (holder.root.kind === 'this' && holder.path.length === 0)) return view
  return { key: `${holder.key}:${view.key}`, root: holder.root, path: [...holder.path, ...view.path], text: `${holder.text}.${view.path.join('.')}` }
}

// ---------------------------------------------------------------- getters and setters

function accessorNames(helpers: ReadonlyMap<FunctionNode, Access>): ReadonlySet<string> {
  const names = new Set<string>()
  for (const helper of helpers.keys()) {
    const member = memberOf(helper)
    if (member?.kind === 'get' || member?.kind === 'set') names.add(member.name)
  }
  return names
}

function throughAccessor(sourceCode: SourceCode, member: TSESTree.MemberExpression, helpers: ReadonlyMap<FunctionNode, Access>): Access | undefined {
  const whole = denote(sourceCode, member.object)
  const accessor = whole?.kind === 'object' ? membersOf(sourceCode, whole.node).get(keyName(member) ?? '') : undefined
  const read = accessor?.getter && helpers.get(accessor.getter)
  const written = accessor?.setter && helpers.get(accessor.setter)
  const { how, value } = usageOf(member)
  const inner = how === 'read' ? read : written
  if (!inner || (how === 'modify' && read?.element !== inner.element)) return undefined
  const view = viewOf(sourceCode, member.object, inner.view)
  return view && accessOf(sourceCode, { how: how === 'modify' ? how : inner.how, node: member, object: inner.object, view, index: inner.index, value, memory: inner.memory, helped: true })
}
