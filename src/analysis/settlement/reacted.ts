import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { promiseOf } from '../promises/executors.ts'
import { fateOf } from '../promises/fate.ts'
import { variableOf } from '../resolve/bindings.ts'
import { classOfObject, membersOf } from '../resolve/members.ts'

/**
 * The executors of other promises in which all that is done with a promise is to hang a reaction on it, which nobody waits for:
 * `new Promise((resolve, reject) => { child.on('exit', resolve); this.#ready.then(() => child.send('run')) })`. Undefined where it
 * is awaited, handed on or read elsewhere, or may be.
 */
export function executorsReacting(sourceCode: SourceCode, promise: Node): readonly FunctionNode[] | undefined {
  const reads = readsOf(sourceCode, promise)
  const executors = reads?.flatMap((read) => {
    const { awaits, returned, escapes, chained } = fateOf(sourceCode, read)
    const owner = ownerOf(read)
    const isReaction = chained.length > 0 && awaits.length === 0 && !returned && !escapes
    return isReaction && isFunction(owner) && promiseOf(sourceCode, owner) ? [owner] : []
  })
  return executors && executors.length > 0 && executors.length === reads?.length ? executors : undefined
}

/** Where the variable or the private field is read that a promise is put into; undefined where somebody else may read it. */
function readsOf(sourceCode: SourceCode, promise: Node): readonly Node[] | undefined {
  const { parent } = wrapped(promise)
  const target = parent?.type === 'AssignmentExpression' && parent.operator === '=' ? parent.left : parent?.type === 'VariableDeclarator' ? parent.id : undefined
  if (target?.type === 'Identifier') return variableOf(sourceCode, target)?.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier)
  const owner = target?.type === 'MemberExpression' ? classOfObject(sourceCode, target.object) : undefined
  const member = owner && target?.type === 'MemberExpression' ? membersOf(sourceCode, owner).get(keyName(target) ?? '') : undefined
  const field = member?.field
  const isPrivate = member?.name.startsWith('#') === true || (field !== undefined && 'accessibility' in field && field.accessibility === 'private')
  return member && isPrivate ? member.uses.filter((use) => !member.writes.some(({ left }) => left === use)) : undefined
}
