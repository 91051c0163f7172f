import type { TSESTree } from '@typescript-eslint/utils'

import { isEnding, isRenewing, isRepeating, isStarting } from '../../../knowledge/lifecycles.ts'
import { endedInstead } from '../../../knowledge/locks/pools.ts'
import { callsNamed, nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { isNothing, isOfModule, onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { memberOf } from '../../resolve/functions.ts'
import { assignedValues, classOfObject, membersOf } from '../../resolve/members.ts'
import { functionName } from '../names.ts'
import { calledLocal, creationsOf } from '../receiver.ts'
import type { LockUse } from '../uses.ts'
import type { Fault } from './faults.ts'

/** A lock that is put into the place of another one while that may be held. */
export function replacedLock(sourceCode: SourceCode, use: LockUse): readonly Fault[] {
  const { on, model, places } = use
  if (!on || model.keyedGlobally || model.crossProcess) return []
  const replacedElement = elementReplaced(sourceCode, use)
  if (replacedElement) return [replacedElement]
  const values = valuesOf(sourceCode, unwrap(on))
  const made = values.filter((each) => isCreation(each))
  return made.flatMap((value): readonly Fault[] => {
    const fn = functionAround(value)
    if (!fn || !isUnconditional(sourceCode, value, on) || endsTheLast(sourceCode, fn, value, on)) return []
    const by = functionName(sourceCode, fn)
    const remakes = ownerOf(use.call) === fn && use.call.range[0] > value.range[1]
    return remakes || (made.length > 1 && !isMeantTo(fn, by)) ? [{ kind: 'replaced', at: value.loc, lock: places[0], by }] : []
  })
}

/** What the file puts where the lock is: into a field of `this`, or a variable that outlives the function. */
function valuesOf(sourceCode: SourceCode, on: Node): readonly Node[] {
  if (on.type === 'MemberExpression') {
    const owner = classOfObject(sourceCode, on.object)
    const member = owner && membersOf(sourceCode, owner).get(keyName(on) ?? '')
    return member ? assignedValues(member).filter((each) => !isNothing(each)) : []
  }
  const variable = on.type === 'Identifier' ? variableOf(sourceCode, on) : undefined
  const isOutside = variable && isOfModule(variable)
  return isOutside ? (sourcesOf(sourceCode, variable) ?? []).flatMap((source) => (source.kind === 'value' && source.steps.length === 0 ? [source.value] : [])) : []
}

function isCreation(value: Node): boolean {
  return unwrap(value).type === 'NewExpression'
}

/** Constructors, and methods whose name says that they begin, end or renew everything. */
function isMeantTo(fn: FunctionNode, name: string): boolean {
  return memberOf(fn)?.kind === 'constructor' || isStarting(name) || isEnding(name) || isRepeating(name) || isRenewing(name)
}

/** `const last = this.pool; this.pool = new Pool(settings); await last?.end()`: the function sees to the one that was there. */
function endsTheLast(sourceCode: SourceCode, fn: FunctionNode, value: Node, on: Node): boolean {
  const place = sourceCode.getText(unwrap(on))
  // Or a function of the file does, which it waits for: `await close()`.
  const helpers = nodesOf(sourceCode).awaits.flatMap(({ argument }) => {
    const call = unwrap(argument)
    const helper = call.type === 'CallExpression' && call.range[1] <= value.range[0] && ownerOf(call) === fn ? calledLocal(sourceCode, call) : undefined
    return helper ? [helper] : []
  })
  return callsNamed(sourceCode, endedInstead).some((call) => {
    const callee = unwrap(call.callee)
    const owner = ownerOf(call)
    if (callee.type !== 'MemberExpression' || (owner !== fn && !helpers.some((each) => each === owner))) return false
    const ended = unwrap(callee.object)
    const read = (ended.type === 'Identifier' && onlyValue(sourceCode, ended)) || ended
    return (owner !== fn || read.range[1] <= value.range[0]) && sourceCode.getText(read) === place
  })
}

/** Whether the assignment is made by each call: by `=`, behind no test of what is there. */
function isUnconditional(sourceCode: SourceCode, value: Node, on: Node): boolean {
  const assignment: Node | undefined = wrapped(value).parent
  if (assignment?.type !== 'AssignmentExpression' || assignment.operator !== '=') return false
  if (memberOf(ownerOf(value) as FunctionNode)?.kind === 'constructor') return false
  for (let at: Node | undefined = assignment.parent; at && !isFunction(at); at = at.parent) if (isTestOf(sourceCode, at, on)) return false
  return !leavesWhereThere(sourceCode, assignment, on)
}

function isTestOf(sourceCode: SourceCode, node: Node, on: Node): boolean {
  const test = node.type === 'IfStatement' || node.type === 'ConditionalExpression' ? node.test : node.type === 'LogicalExpression' ? node.left : undefined
  return test !== undefined && askedIn(sourceCode, test).some((each) => sourceCode.getText(each).includes(sourceCode.getText(unwrap(on))))
}

/** A condition, and what the constants in it were made of: `const isFirst = !this.lock; if (isFirst) …`. */
function askedIn(sourceCode: SourceCode, test: Node): readonly Node[] {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression') return askedIn(sourceCode, node.argument)
  if (node.type === 'LogicalExpression') return [...askedIn(sourceCode, node.left), ...askedIn(sourceCode, node.right)]
  const value = node.type === 'Identifier' ? onlyValue(sourceCode, node) : undefined
  return value ? [node, value] : [node]
}

/** `if (this.mutex) return` before the assignment. */
function leavesWhereThere(sourceCode: SourceCode, assignment: TSESTree.AssignmentExpression, on: Node): boolean {
  const fn = functionAround(assignment)
  return fn?.body.type === 'BlockStatement' && fn.body.body.some((each) => each.range[1] < assignment.range[0] && isTestOf(sourceCode, each, on))
}

// ---------------------------------------------------------------- collections

/** `locks.set(id, new Mutex())` by each call of a function that then uses the lock, whether or not there is one. */
function elementReplaced(sourceCode: SourceCode, { on, call, places: [place] }: LockUse): Fault | undefined {
  const last = place?.path.at(-1)
  const fn = functionAround(call)
  if (!place || !fn || typeof last !== 'object' || !on) return undefined
  for (const made of creationsOf(sourceCode, on)) {
    const set = made.type === 'NewExpression' && functionAround(made) === fn ? setterOf(sourceCode, made) : undefined
    if (set && set.range[0] < call.range[0] && isPlain(set, fn) && isPlain(made, fn) && !leavesFor(sourceCode, fn, set, made)) {
      return { kind: 'replaced', at: made.loc, lock: place, by: functionName(sourceCode, fn) }
    }
  }
  return undefined
}

/** The call that puts what is made into a collection, itself or by the name of a variable. */
function setterOf(sourceCode: SourceCode, made: Node): TSESTree.CallExpression | undefined {
  const direct = setAround(wrapped(made))
  if (direct) return direct
  const parent = wrapped(made).parent
  const name = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined
  const variable = name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  return variable?.references.map(({ identifier }) => setAround(wrapped(identifier))).find((each) => each !== undefined)
}

function setAround(value: Node): TSESTree.CallExpression | undefined {
  const call = value.parent
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined
  return call?.type === 'CallExpression' && callee?.type === 'MemberExpression' && keyName(callee) === 'set' && call.arguments[1] === value ? call : undefined
}

const CONDITIONS: ReadonlySet<string> = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause', 'AssignmentPattern'])

/** Whether each call of the function comes here, as far as conditions around it say. */
function isPlain(node: Node, fn: FunctionNode): boolean {
  for (let at: Node | undefined = node; at && at !== fn; at = at.parent) if (CONDITIONS.has(at.type) || (at.type === 'AssignmentExpression' && at.operator !== '=')) return false
  return true
}

/** Whether the function leaves before that where a lock is there: `if (locks.has(id)) return …`. */
function leavesFor(sourceCode: SourceCode, fn: FunctionNode, set: TSESTree.CallExpression, made: Node): boolean {
  const callee = unwrap(set.callee)
  const names = [callee.type === 'MemberExpression' ? callee.object : undefined, targetOf(made)].flatMap((each) => (each ? [sourceCode.getText(each)] : []))
  return fn.body.type === 'BlockStatement' && fn.body.body.some((each) => each.type === 'IfStatement' && each.range[1] < set.range[0] && alwaysLeaves(each.consequent) && names.some((name) => sourceCode.getText(each.test).includes(name)))
}

function targetOf(made: Node): Node | undefined {
  const parent = wrapped(made).parent
  return parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined
}

function alwaysLeaves(statement: Node): boolean {
  const last = statement.type === 'BlockStatement' ? statement.body.at(-1) : statement
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement'
}
