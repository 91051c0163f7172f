import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { isFunction, isInside, keyName, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { isNothing, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { addedElements } from '../resolve/elements.ts'
import { evaluate } from './evaluate.ts'
import { mayPrecede } from './order.ts'
import type { Evaluation, Frame } from './evaluation.ts'
import { partsOf } from './parts.ts'
import { results } from '../../knowledge/results.ts'
import type { Part, Value } from './value.ts'

/** What the file does to an object after it was made, through the variable that holds it. */
interface Change {
  readonly at: Node
  /** What its event is about: the member that is written, or the call. */
  readonly target: Node
  /** set: a property gets a value. merge: all properties of a value are copied in. drop: a property, or several, may be gone. */
  readonly does: 'set' | 'merge' | 'drop'
  /** '[]' when it is chosen at run time. */
  readonly name: string
  readonly value: Node | undefined
}

const MOST = 24

const changesOf: (sourceCode: SourceCode, variable: Variable) => readonly Change[] = perNode<Variable, readonly Change[]>(
  (sourceCode, variable) => {
    const changes: Change[] = []
    for (const { identifier } of variable.references) {
      const change = changeAt(sourceCode, identifier)
      if (change && changes.push(change) > MOST) return []
    }
    return changes
  },
  [],
)

/** What is done to the object by an expression that stands for it: the name of a variable, `this.field`. */
function changeAt(sourceCode: SourceCode, holder: Node): Change | undefined {
  const place = wrapped(holder)
  const parent = place.parent
  if (parent?.type === 'MemberExpression' && parent.object === place) {
    const member = wrapped(parent)
    const name = keyName(parent) ?? '[]'
    const above = member.parent
    if (above?.type === 'UnaryExpression' && above.operator === 'delete')
      return { at: above, target: parent, does: 'drop', name, value: undefined }
    // What is counted up stays what it was: a number, a bigint.
    if (above?.type !== 'AssignmentExpression' || above.left !== member || !/^(?:=|\?\?=|\|\|=|&&=)$/u.test(above.operator)) return undefined
    return { at: above, target: parent, does: name === '[]' && isNothing(above.right) ? 'drop' : 'set', name, value: above.right }
  }
  if (parent?.type !== 'CallExpression' || parent.parent.type !== 'ExpressionStatement') return undefined
  const position = parent.arguments.indexOf(place as never)
  if (position < 0) return undefined
  const model = results.get(apiOf(sourceCode, parent.callee) ?? '')
  if (model?.yields === 'assigned') {
    const [, from] = parent.arguments
    return position === 0 && from && from.type !== 'SpreadElement'
      ? { at: parent, target: parent, does: 'merge', name: '[]', value: from }
      : undefined
  }
  return mayStrip(sourceCode, parent.callee, position)
    ? { at: parent, target: parent, does: 'drop', name: '[]', value: undefined }
    : undefined
}

/** Whether a function that is handed an object may take properties off it: it is another file's, or it deletes or overwrites some by computed name. */
function mayStrip(sourceCode: SourceCode, callee: Node, position: number): boolean {
  if (callee.type !== 'Identifier') return false
  const target = denote(sourceCode, callee)
  if (target?.kind === 'api') return !/^(?:#|node:)/u.test(target.path)
  if (target?.kind !== 'function') return true
  const slot = target.node.params[position]
  const variable = slot?.type === 'Identifier' ? variableOf(sourceCode, slot) : undefined
  return (
    variable?.references.some((reference) => {
      const member = wrapped(reference.identifier).parent
      if (member?.type !== 'MemberExpression') return false
      const above = wrapped(member).parent
      return (
        (above?.type === 'UnaryExpression' && above.operator === 'delete') ||
        (above?.type === 'AssignmentExpression' && above.left === member && isNothing(above.right))
      )
    }) ?? false
  )
}

/** The value of a variable where it is used, with what was done to it before. */
export function written(e: Evaluation, variable: Variable, use: Node, base: Value, frame: Frame | undefined): Value {
  if (base.kind === 'list') return filled(e.sourceCode, variable, use, base)
  if (base.kind !== 'record' && (base.kind !== 'unknown' || base.settled)) return base
  return after(e, changesOf(e.sourceCode, variable), use, base, frame)
}

/** The object of a field where it is read, with what was done to it before at these places of the same function. */
export function writtenTo(e: Evaluation, places: readonly Node[], use: Node, base: Extract<Value, { kind: 'record' }>, frame: Frame | undefined): Value {
  return after(e, places.flatMap((place) => changeAt(e.sourceCode, place) ?? []), use, base, frame)
}

function after(e: Evaluation, all: readonly Change[], use: Node, base: Extract<Value, { kind: 'record' | 'unknown' }>, frame: Frame | undefined): Value {
  const changes = all.filter((change) => !isInside(use, change.at) && comesFirst(e.sourceCode, change, use))
  if (changes.length === 0) return base
  return {
    kind: 'record',
    at: base.at,
    ...(base.via && { via: base.via }),
    open: base.kind === 'unknown' || base.open,
    parts: () => changed(e, base.kind === 'record' ? base.parts() : [], changes, use, frame),
  }
}

function changed(e: Evaluation, before: readonly Part[], changes: readonly Change[], use: Node, frame: Frame | undefined): readonly Part[] {
  let parts = [...before]
  for (const change of changes) {
    const hits = (part: Part) => change.name === '[]' || part.name === change.name
    if (change.does !== 'merge' && (change.does === 'drop' || change.name !== '[]'))
      parts = parts.map((part) => (hits(part) ? { ...part, sure: false } : part))
    const { value } = change
    if (change.does === 'drop' || !value) continue
    // What another function puts there may be there, or not yet.
    const sure = !isElsewhere(change.at, use)
    if (change.does === 'merge') parts.push(...partsOf(evaluate(e, value, frame)).map((part) => (sure ? part : { ...part, sure })))
    else parts.push({ name: change.name, at: value, value: () => evaluate(e, value, frame), sure })
  }
  return parts
}

/** Methods that take elements out of a collection. */
const REMOVERS = new Set(['pop', 'shift', 'splice', 'clear', 'delete'])

/** A collection as it is where it is used: without what is put in later. What something was taken out of surely holds nothing. */
function filled(sourceCode: SourceCode, variable: Variable, use: Node, base: Extract<Value, { kind: 'list' }>): Value {
  const added = new Set(addedElements(sourceCode, base.at))
  const later = new Set([...added].filter((each) => !comesFirst(sourceCode, additionOf(each), use)))
  const isRead = wrapped(use).parent?.type === 'MemberExpression'
  const removals = isRead ? [] : variable.references.flatMap(({ identifier }) => removalAt(identifier) ?? []).filter(({ at }) => mayPrecede(sourceCode, at, use))
  if (later.size === 0 && removals.length === 0) return base
  const isDoubted = (part: Part) => removals.some(({ all }) => all || !added.has(part.at))
  const { elements } = base
  return { ...base, elements: () => elements().filter(({ at }) => !later.has(at)).map((part) => (isDoubted(part) ? { ...part, sure: false } : part)) }
}

/** What the flow knows a change by that puts an element into a collection: the call, or the member that is written. */
function additionOf(added: Node): { readonly at: Node; readonly target: Node } {
  const at = wrapped(added).parent ?? added
  return { at, target: at.type === 'AssignmentExpression' ? at.left : at }
}

/** A change that takes elements out: `list.pop()`, `list.length = 0`; or overwrites what the list was made with: `list[0] = 1`. */
function removalAt(name: Node): { readonly at: Node; readonly all: boolean } | undefined {
  const place = wrapped(name)
  const member = place.parent
  if (member?.type !== 'MemberExpression' || member.object !== place) return undefined
  const whole = wrapped(member)
  const above = whole.parent
  if (above?.type === 'CallExpression' && above.callee === whole) return REMOVERS.has(keyName(member) ?? '') ? { at: above, all: true } : undefined
  if (above?.type !== 'AssignmentExpression' || above.left !== whole) return undefined
  return keyName(member) === 'length' ? { at: member, all: true } : member.computed ? { at: member, all: false } : undefined
}

/** Whether a change may have been made by then; one that another function makes may. */
function comesFirst(sourceCode: SourceCode, change: Pick<Change, 'at' | 'target'>, use: Node): boolean {
  if (isElsewhere(change.at, use)) return true
  return mayPrecede(sourceCode, change.target, use)
}

/** In a function that the use is not part of: nobody knows when it runs. */
function isElsewhere(change: Node, use: Node): boolean {
  const owner = ownerOf(change)
  return isFunction(owner) && !isInside(use, owner)
}
