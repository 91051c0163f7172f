import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, isFunction, isInside, type Node, ownerOf, unwrap, waitsWithin, walkOwn } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { reactionsIn } from '../../promises/reactions.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'
import type { Fault, Repair } from '../faults.ts'
import { isAddedTo } from '../harm/additions.ts'
import { latchedAt } from '../overlap/latches.ts'
import { hasState, type SetState, settersIn } from '../places/setters.ts'

/** States that are replaced, after a wait, by what is made of the value from before it. */
export function staleSnapshots(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const flow = flowOf(sourceCode, owner)
  const own = settersIn(sourceCode, owner).flatMap((set) => snapshotAt(sourceCode, owner, owner, set, () => {
    const wait = suspensionPoints(flow).find((event) => reaches(flow, event, set.event))
    return wait === undefined ? undefined : flow.nodes[wait]
  }))
  return isFunction(owner) && hasState(sourceCode) ? [...own, ...snapshotsBehind(sourceCode, owner)] : own
}

/** `remove(id).then(() => setNotes(notes.filter((note) => note.id !== id)))`: the callback has the value from before the promise was made. */
function snapshotsBehind(sourceCode: SourceCode, owner: FunctionNode): readonly Fault[] {
  return reactionsIn(sourceCode, owner).flatMap(({ call, callback }) =>
    settersIn(sourceCode, callback).flatMap((set) => snapshotAt(sourceCode, owner, callback, set, () => call)))
}

function snapshotAt(sourceCode: SourceCode, owner: CodeOwner, code: CodeOwner, set: SetState, waitBefore: () => Node | undefined): readonly Fault[] {
  const home = ownerOf(set.state)
  const named = namedIn(sourceCode, code, set)
  const read = readOf(sourceCode, named ? { ...set, value: named } : set)
  const wait = read && home !== owner && isInside(owner, home) ? waitBefore() : undefined
  if (!read || !wait || isOnlyWriter(sourceCode, code, set)) return []
  const repair = named ? undefined : repairOf(sourceCode, set)
  return [{ kind: 'snapshot', place: set.state.name, node: set.node, read, wait, proven: !named || isAddedTo(named), ...(repair && { repair }) }]
}

/** `if (busy.current) return; busy.current = true`, in front of the one call that replaces the state: nobody has changed it meanwhile. */
function isOnlyWriter(sourceCode: SourceCode, code: CodeOwner, { node }: SetState): boolean {
  const setter = variableOf(sourceCode, unwrap(node.callee))
  return setter?.references.filter(({ init }) => init !== true).length === 1 && latchedAt(sourceCode, code, node)
}

/**
 * The new value, where the code has made it under a name before: `const next = { ...draft, ...part }`. A copy as it is may be what
 * is put back when something has failed.
 */
function namedIn(sourceCode: SourceCode, owner: CodeOwner, { value }: SetState): Node | undefined {
  const made = value?.type === 'Identifier' ? onlyValue(sourceCode, value) : undefined
  const node = made && isInside(made, owner) ? unwrap(made) : undefined
  return node && ((node.type === 'ObjectExpression' && node.properties.length > 1) || isAddedTo(node)) ? node : undefined
}

/** Where the new value is computed from the old one. */
function readOf(sourceCode: SourceCode, { value, state }: SetState): Node | undefined {
  const variable = variableOf(sourceCode, state)
  let found: Node | undefined
  walkOwn(sourceCode, value as Node, (node) => {
    if (node.type !== 'Identifier' || node === value || variableOf(sourceCode, node) !== variable || isOfType(node) || (node.parent.type === 'UnaryExpression' && node.parent.operator === '!')) return
    if (!isAskedWith(node, value as Node)) found ??= node
  })
  return found
}

/** `made as typeof rows`: only its type is asked. */
function isOfType({ parent }: Node): boolean {
  return parent?.type === 'TSTypeQuery' || parent?.type === 'TSQualifiedName'
}

/** `setNote(await load(note.id))`: a part of the old one says what to ask for, and the answer is new. */
function isAskedWith(name: Node, value: Node): boolean {
  let part = name
  while (part.parent?.type === 'MemberExpression' && part.parent.object === part) part = part.parent
  // `await Promise.all(notes.map(save))` is made of the old ones.
  if (part === name || (isCall(part.parent) && part.parent.callee === part)) return false
  for (let at: Node | undefined = part; at && at !== value.parent; at = at.parent) if (at.type === 'AwaitExpression') return true
  return false
}

/** `setLikes((likes) => likes + 1)`: the parameter takes the place of the name, where nothing is waited for in the value. */
function repairOf(sourceCode: SourceCode, { value, state }: SetState): Repair | undefined {
  const node = value as Node
  if (waitsWithin(sourceCode, node) || node.type === 'SpreadElement') return undefined
  const text = sourceCode.getText(node)
  return { kind: 'update', fix: (fixer) => fixer.replaceText(node, `(${state.name}) => ${text.startsWith('{') ? `(${text})` : text}`) }
}
