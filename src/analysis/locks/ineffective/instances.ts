import { addTo } from '../../../utils/group.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type ClassNode, type FunctionNode, functionAround, isCall, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { isNothing, isPutAt, variableHolding } from '../../resolve/bindings.ts'
import { denote } from '../../resolve/denote.ts'
import { memberOf } from '../../resolve/functions.ts'
import { assignedValues, classOfObject, membersOf } from '../../resolve/members.ts'
import { handlerOf } from '../../roles/handlers.ts'
import { functionName } from '../names.ts'
import { isTurn, type LockUse } from '../uses.ts'
import type { Fault } from './faults.ts'

/** A lock of an object that each request or message makes for itself. */
export function lockOfInstance(sourceCode: SourceCode, { on, model, places: [lock] }: LockUse): readonly Fault[] {
  const owner = on && isTurn(model) && !model.keyedGlobally && !model.crossProcess ? ownerMaking(sourceCode, unwrap(on)) : undefined
  if (!owner) return []
  return (instances(sourceCode).get(owner) ?? []).flatMap((made): readonly Fault[] => {
    const fn = functionAround(made)
    return fn && isPerRequest(sourceCode, fn) && isPrivate(sourceCode, made, fn) ? [{ kind: 'instance', at: made.loc, lock, by: functionName(sourceCode, fn), of: owner.id?.name ?? '' }] : []
  })
}

/** The class that makes the lock for each of its instances. */
function ownerMaking(sourceCode: SourceCode, on: Node): ClassNode | undefined {
  const owner = on.type === 'MemberExpression' ? classOfObject(sourceCode, on.object) : undefined
  const member = owner && on.type === 'MemberExpression' ? membersOf(sourceCode, owner).get(keyName(on) ?? '') : undefined
  const values = member && !member.isStatic ? assignedValues(member).filter((each) => !isNothing(each)) : []
  const isOwn = (value: Node): boolean => {
    const fn = functionAround(value)
    return unwrap(value).type === 'NewExpression' && (!fn || memberOf(fn)?.kind === 'constructor' || wrapped(value).parent?.type === 'PropertyDefinition')
  }
  return values.length > 0 && values.every(isOwn) ? owner : undefined
}

/** Where the file makes instances of its classes. */
const instances = perFile((sourceCode): ReadonlyMap<ClassNode, readonly Node[]> => {
  const found = new Map<ClassNode, Node[]>()
  for (const call of nodesOf(sourceCode).calls) {
    const made = call.type === 'NewExpression' ? denote(sourceCode, call.callee) : undefined
    if (made?.kind === 'class') addTo(found, made.node, call)
  }
  return found
})

function isPerRequest(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const kind = handlerOf(sourceCode, fn)?.kind
  return kind === 'request' || kind === 'message'
}

/** Whether all that the function does with the instance is to call its methods and wait, one after the other. */
function isPrivate(sourceCode: SourceCode, made: Node, fn: FunctionNode): boolean {
  const outer = wrapped(made)
  const declared = variableHolding(sourceCode, outer)
  if (!declared) return isAwaitedCall(made)
  return declared.references.every((reference) => isPutAt(reference, made) || (ownerOf(reference.identifier) === fn && isAwaitedCall(reference.identifier)))
}

function isAwaitedCall(object: Node): boolean {
  const member = wrapped(object).parent
  const call = member?.type === 'MemberExpression' ? wrapped(member).parent : undefined
  if (!isCall(call) || call.callee !== member) return false
  const parent = wrapped(call).parent
  return parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement' || (isFunction(parent) && parent.body === wrapped(call))
}
