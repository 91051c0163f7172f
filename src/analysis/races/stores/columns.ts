import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import type { Setting } from '../../statements/settings.ts'
import { keyText } from '../places/place.ts'

/** A call that reads one row or document, or sets columns of it to values of the program. */
export interface RowCall {
  readonly does: 'read' | 'write'
  /** What stands for the table: `Account`, `db.account`. */
  readonly model: string
  /** What the row is found by, as text and where it stands. */
  readonly key: string
  readonly keyAt: Node
  readonly sets: readonly Setting[]
}

/** What is done to the columns of a row by its name. */
export function changesOfRow({ references }: Variable): readonly Setting[] {
  return references.flatMap(({ identifier }) => changeOf(wrapped(identifier).parent))
}

/** What is done to a column where the code names it. */
export function changeOf(member: Node | undefined): readonly Setting[] {
  const column = member?.type === 'MemberExpression' && !member.computed ? keyName(member) : undefined
  const change = member && wrapped(member).parent
  if (column === undefined || !member) return []
  if (change?.type === 'UpdateExpression') return [{ column, value: change.argument }]
  if (change?.type !== 'AssignmentExpression' || unwrap(change.left) !== member) return []
  return [{ column, value: change.operator === '=' ? change.right : change.left }]
}

/** `id` of `{ id }` and of `{ id: id }`; several columns as they stand. */
export function keyIn(where: Node): Node {
  const node = unwrap(where)
  const [only, second] = node.type === 'ObjectExpression' ? node.properties : []
  return only?.type === 'Property' && !second && !only.computed ? only.value : node
}

/** What the caller gives for a parameter of the helper; undefined where it is no parameter, null where nothing is given. */
export function argumentFor(sourceCode: SourceCode, helper: FunctionNode, key: Node | undefined, call: Call): Node | null | undefined {
  const def = key?.type === 'Identifier' ? variableOf(sourceCode, key)?.defs[0] : undefined
  if (def?.type !== 'Parameter' || def.node !== helper) return undefined
  return call.arguments[helper.params.findIndex((each) => each === def.name)] ?? null
}

/** Columns and their values as text: `email=email`. */
export function columnsOf(sourceCode: SourceCode, settings: readonly Setting[]): readonly string[] {
  return settings.map(({ column, value }) => `${column}=${textOf(sourceCode, value)}`)
}

/** Values as text that stands for the same value again. */
export function textsOf(sourceCode: SourceCode, values: readonly Node[]): readonly string[] {
  return values.map((value) => textOf(sourceCode, value))
}

/** What may be another value by then is the same as nothing else: its text says where it stands. */
export function textOf(sourceCode: SourceCode, value: Node): string {
  return keyText(sourceCode, value) ?? `?${String(value.range[0])}`
}
